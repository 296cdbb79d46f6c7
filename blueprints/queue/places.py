"""Whose queue a page is about, and the tabs of its pages."""

from typing import Any

from flask import abort, url_for
from flask_babel import gettext as _

from blueprints.access import current_actor
from models.queue_place import QueuePlace
from rules.permissions import Permission


def place_of(code: str) -> QueuePlace:
    """A place of this person's, else 404."""
    return QueuePlace.named(code, current_actor()) or abort(404)


def own_place(code: str) -> QueuePlace:
    """A place at whose windows this person works, else 404."""
    place = place_of(code)
    return place if place.is_worked_at_by(current_actor()) else abort(404)


def place_words(place: QueuePlace) -> str:
    """What the place is called."""
    if place.center is None:
        return _("Chancellery of the Committee")
    center = place.center
    return center.name if center.row_no == 1 else f"{center.branch.name}, {center.name}"


def tabs_of(place: QueuePlace, current: str) -> list[dict[str, Any]]:
    """The pages of a place's queue that this person may open."""
    actor = current_actor()
    pages = [
        ("queue.times", _("Times"), True),
        ("queue.shifts", _("End of shift"), True),
        ("queue.set_up", _("Windows and devices"), actor.may(Permission.MANAGE_QUEUE)),
    ]
    if actor.may(Permission.SERVE_QUEUE) and place.is_worked_at_by(actor):
        pages.insert(0, ("queue.window", _("My window"), True))
    return [
        {"label": label, "url": url_for(endpoint, place=place.code), "is_current": endpoint == current}
        for endpoint, label, is_offered in pages
        if is_offered
    ]


def frame_of(place: QueuePlace, current: str) -> dict[str, Any]:
    """What every page of a place's queue shows above."""
    return {"place": place, "place_name": place_words(place), "tabs": tabs_of(place, current)}
