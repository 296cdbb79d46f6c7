"""What waits at a counter beside the results: visitors, paper documents, receipts of an outage."""

from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from blueprints.home.blocks import Block, Line
from blueprints.navigation import waiting_at
from blueprints.queue.words import spent
from models.queue import load_today
from models.queue_place import QueuePlace
from models.user import Actor
from rules.permissions import Permission

WORK = (
    ("originals.index", Permission.READ_PAPERS, lazy_gettext("Paper documents to send, receive or put away")),
    ("outage.index", Permission.READ_BLANKS, lazy_gettext("Filings accepted in an outage, to be confirmed")),
)


def at_the_window(actor: Actor, now: datetime, _today: date) -> Block | None:
    """For those who serve visitors. The numbers are those of the navigation, which are asked for once."""
    if not actor.may(Permission.SERVE_QUEUE):
        return None
    lines = [line for place in QueuePlace.all_of(actor) if (line := _visitors(place, actor, now))]
    lines += [
        Line(str(words), url_for(endpoint), number)
        for endpoint, permission, words in WORK
        if actor.may(permission) and (number := waiting_at(endpoint))
    ]
    return Block(
        "window", _("Queue and papers"), "", _("Nobody waits in the queue, and no papers wait."),
        url_for("queue.index"), _("To the queue"), lines=lines,
    )  # fmt: skip


def _visitors(place: QueuePlace, actor: Actor, now: datetime) -> Line | None:
    """How many wait at a place where this person serves, and how long the first of them (7.2)."""
    if not place.is_worked_at_by(actor) or not (load := load_today(place, now)).waiting:
        return None
    words = ngettext("%(num)d visitor waits", "%(num)d visitors wait", load.waiting)
    longest = _("the longest wait is %(time)s", time=spent(load.longest_wait))
    return Line(words, url_for("queue.window", place=place.code), longest)
