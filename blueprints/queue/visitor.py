"""Whoever is at my window: named above every page, so that a filing or a hand-out begun for them leads back there."""

from dataclasses import dataclass

from flask import request, url_for

from blueprints.access import current_actor
from blueprints.queue import bp
from blueprints.queue.words import purpose_name
from extensions import clock
from models.window import Window
from rules.permissions import Permission


@dataclass(frozen=True)
class AtMyWindow:
    """A visitor, their window, and the page where the visit is ended."""

    number: str
    purpose: str
    window: int
    url: str


@bp.app_template_global()
def at_my_window() -> AtMyWindow | None:
    """The visitor whom this person serves now; None on the queue's own pages, which show them anyway."""
    if request.blueprint == bp.name or not current_actor().may(Permission.SERVE_QUEUE):
        return None
    now = clock.now()
    seat = Window.seat_of(current_actor().user_id, now)
    visitor = seat.visitor(now) if seat else None
    if seat is None or visitor is None:
        return None
    url = url_for("queue.window", place=seat.place.code)
    return AtMyWindow(visitor.number, purpose_name(visitor.purpose), seat.number, url)
