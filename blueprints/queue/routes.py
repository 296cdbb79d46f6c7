"""The queues of one's places, and the page of a window."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import current_actor, requires
from blueprints.htmx import redirect_303, render_page
from blueprints.navigation import counts
from blueprints.queue import bp
from blueprints.queue.places import frame_of, own_place, place_words
from extensions import clock, db
from models.draft import Draft
from models.queue import Ticket
from models.queue_place import QueuePlace
from models.shift import Shift
from models.user import Actor
from models.visits import by_center, visits_of
from models.window import Window
from rules.permissions import Permission
from rules.queue import ENDED, LEAST_CALLS, SERVICE_LIMIT, Standing, standing
from rules.terms import Service

MOST_SHOWN = 50  # of those who wait; their number is told whole


@counts("queue.index")
def waiting_visitors(actor: Actor, now: datetime) -> int:
    """How many wait where this person serves."""
    if not actor.may(Permission.SERVE_QUEUE):
        return 0
    return sum(Ticket.count_waiting(place, now) for place in QueuePlace.all_of(actor) if place.is_worked_at_by(actor))


@bp.get("/")
@requires(Permission.READ_QUEUE)
def index() -> ResponseReturnValue:
    """The places of a branch with the times of today; whoever has but one that takes visitors is led there."""
    actor, now = current_actor(), clock.now()
    places = QueuePlace.all_of(actor)
    used = [place for place in places if not place.is_closed] or places
    if len(used) == 1:
        serves = actor.may(Permission.SERVE_QUEUE) and used[0].is_worked_at_by(actor)
        return redirect_303(url_for("queue.window" if serves else "queue.times", place=used[0].code))
    times = by_center(visits_of([(place, place.today(now), place.today(now)) for place in places]))
    rows = [(place, place_words(place), times.get(place.center_id)) for place in places]
    return render_template("queue/index.html", rows=rows)


@bp.get("/<place>/window")
@requires(Permission.SERVE_QUEUE)
def window(place: str) -> ResponseReturnValue:
    """Who is at my window, who waits and how long; for a poll the changing part alone."""
    here, actor, now = own_place(place), current_actor(), clock.now()
    mine = Window.of_person(here, actor, now)
    if mine is None:
        return choose(here, 200)
    return render_page("queue/window.html", "queue/_waiting.html", **_at(here, mine, actor, now))


def choose(here: QueuePlace, status: int, problem: str = "") -> ResponseReturnValue:
    """The windows to sit down at."""
    now = clock.now()
    windows = [one for one in Window.of_place(here) if one.is_in_use]
    closed = Shift.of_person(here, current_actor().user_id, here.today(now))
    return make_response(
        render_template(
            "queue/choose.html", windows=windows, now=now, problem=problem, closed=closed,
            waiting=Ticket.count_waiting(here, now), **frame_of(here, "queue.window"),
        ),
        status,
    )  # fmt: skip


def _at(here: QueuePlace, mine: Window, actor: Actor, now: datetime) -> dict[str, Any]:
    visitor = mine.visitor(now)
    served_for = visitor.served_for(now) if visitor else None
    waiting = db.session.scalars(Ticket.waiting_at(here, now).limit(MOST_SHOWN)).all()
    ended = Ticket.of_day(here, here.today(now)).where(Ticket.by_id == actor.user_id, Ticket.state.in_(ENDED))
    return {
        "mine": mine, "visitor": visitor, "now": now, "services": list(Service),
        "served_for": served_for, "visit_standing": standing(served_for or timedelta(), SERVICE_LIMIT),
        "can_miss": visitor is not None and visitor.calls >= LEAST_CALLS,
        "waiting": [(one, one.waited(now), standing(one.waited(now))) for one in waiting],
        "waiting_count": Ticket.count_waiting(here, now), "Standing": Standing,
        "filings": _filings_of(visitor, actor) if visitor else [],
        "ended": db.session.scalars(ended.order_by(Ticket.ended_at.desc())).all(),
        **frame_of(here, "queue.window"),
    }  # fmt: skip


def _filings_of(visitor: Ticket, actor: Actor) -> Sequence[Draft]:
    """What was begun for this visitor, registered or not; a draft is its author's alone."""
    begun = Draft.visible_to(actor).where(Draft.ticket_id == visitor.id)
    return db.session.scalars(begun.order_by(Draft.id)).all()
