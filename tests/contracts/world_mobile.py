"""Things of the directory and of mobile Centers for the sweeps; see world.py."""

from collections.abc import Callable
from datetime import time, timedelta
from secrets import token_hex
from typing import Any

from extensions import clock, db, write
from models.center import Center
from models.mobile import MobileTour, StopPlan
from rules.mobile import StopHours
from tests.factories import user


def _tour(*, is_approved: bool) -> MobileTour:
    """A timetable of the Center 3/14 with one stop; only an approved one is seen by every role."""
    now, administrator = clock.now(), user("administrator").actor()
    day, name = clock.today() + timedelta(days=2), f"Мобильный ЦОН {token_hex(4)}"  # a car of its own for each call
    with write():
        tour = MobileTour.plan(db.session.scalars(Center.with_key("3/14")).one(), name, administrator, now)
        tour.add_stop(StopPlan("с. Винное", "", StopHours(day, time(9), time(15))), administrator, now)
        if is_approved:
            tour.approve("14-м", clock.today(), "Сәрсенов Б. Т.", "начальник отдела", administrator, now)
    return tour


def _at_tour(is_approved: bool) -> Callable[[Any], dict[str, Any]]:
    return lambda _world: {"tour_id": _tour(is_approved=is_approved).id}


def _at_stop(_world: Any) -> dict[str, Any]:
    tour = _tour(is_approved=True)
    return {"tour_id": tour.id, "stop_id": tour.stops[0].id}


def _own_center(_world: Any) -> dict[str, Any]:
    return {"center_id": db.session.scalars(Center.with_key("3/14")).one().id}


FACTORIES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "centers.branch_pdf": lambda _world: {"branch_no": 16},
    "centers.branch_xlsx": lambda _world: {"branch_no": 16},
    "centers.mobile": lambda _world: {"branch_no": 3},
    "centers.stop_cancel": _at_stop,
    "centers.stop_edit": _at_stop,
    "centers.stop_new": _at_tour(is_approved=True),
    "centers.tour": _at_tour(is_approved=True),
    "centers.tour_approve": _at_tour(is_approved=False),
    "centers.tour_copy": _at_tour(is_approved=True),
    "centers.tour_discard": _at_tour(is_approved=False),
    "centers.tour_new": _own_center,
    "centers.tour_pdf": _at_tour(is_approved=True),
    "centers.tours": _own_center,
}
