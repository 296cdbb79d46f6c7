"""What the sweeps call the views of delivery, custody and hand-out on."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from extensions import clock, db, write
from models import custody
from models.hand_over import HandOver, HandOverItem, Way
from rules.permissions import Role
from tests.factories import user

AT_CENTER = frozenset({Role.CENTER_OPERATOR, Role.CENTER_HEAD})


def _list(world: Any, place: str) -> dict[str, Any]:
    """The list on which a result has left that is on its way to this place."""
    application = world.issued(place)
    item = select(HandOverItem).where(HandOverItem.application_id == application.id).order_by(HandOverItem.id.desc())
    latest = db.session.scalars(item).first()
    assert latest is not None
    return {"hand_over_id": latest.hand_over_id}


def _received(world: Any) -> dict[str, Any]:
    """One whose arrivals the caller confirms."""
    return _list(world, "on_the_way" if world.role in AT_CENTER else "on_the_way_back")


def _missing(world: Any) -> dict[str, Any]:
    """One that the caller's place has sent, with something missing on it."""
    found = _list(world, "on_the_way_back" if world.role in AT_CENTER else "on_the_way")
    with write():
        hand_over = HandOver.locked(found["hand_over_id"])
        receiver = "center_operator" if hand_over.way is Way.TO_CENTER else "clerk"
        hand_over.close("", user(receiver).actor(), clock.now())
        return {**found, "item_id": hand_over.items[0].id}


def _arrived(world: Any) -> dict[str, Any]:
    """One that the caller's place receives, with everything on it arrived just now."""
    found = _received(world)
    with write():
        hand_over = HandOver.locked(found["hand_over_id"])
        receiver = "center_operator" if hand_over.way is Way.TO_CENTER else "clerk"
        item = hand_over.items[0]
        case = item.decision.application
        custody.receive(case, item.id, user(receiver).actor(), clock.now(), clock.today())
        return {**found, "item_id": item.id}


def _visit(world: Any) -> dict[str, Any]:
    visit = world.visit()
    return {"application_id": visit.application_id, "visit_id": visit.id}


def _at_center(world: Any) -> dict[str, Any]:
    return {"application_id": world.issued("center").id}


FACTORIES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "handout.acknowledgement": _visit,
    "handout.close": _received,
    "handout.confirm_close": _received,
    "handout.confirm_found": _missing,
    "handout.confirm_undo": _arrived,
    "handout.found": _missing,
    "handout.hand_over": _received,
    "handout.hand_over_list": _received,
    "handout.notices": _at_center,
    "handout.tell_ready": _at_center,
    "handout.tick": _received,
    "handout.undo": _arrived,
}
