"""Complaints in "My day": those that wait for me, and what I am asked to explain."""

from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from blueprints.complaints import lists
from blueprints.complaints.workwords import NEAREST_NAMES
from blueprints.home.blocks import Block, Line
from extensions import db
from models.complaint_parts import ComplaintExplanation
from models.user import Actor
from rules.permissions import Permission

SHOWN = 10
TABS = {
    "to_sign": Permission.SIGN_REPLY,
    "mine": Permission.HANDLE_COMPLAINT,
    "unassigned": Permission.ASSIGN_COMPLAINT,
}
"""What waits for whom, in the order in which it is looked at."""


def complaints(actor: Actor, _now: datetime, today: date) -> Block | None:
    """Complaints to sign, of mine, without an officer: the first of these that is not empty, the nearest day first."""
    tabs = [tab for tab, permission in TABS.items() if actor.may(permission)]
    if not tabs or not actor.may(Permission.READ_COMPLAINTS):
        return None
    titles = {
        "to_sign": _("Complaints waiting for a signature"), "mine": _("My complaints"),
        "unassigned": _("Complaints without an officer"),
    }  # fmt: skip
    counts = {tab: lists.capped_count(lists.of_tab(tab, actor, today)) for tab in tabs}
    if not any(counts.values()) and not actor.may(Permission.ASSIGN_COMPLAINT):
        return None  # at a counter a complaint is rare: an empty block would only be in the way
    tab = next((one for one in tabs if counts[one]), tabs[0])
    found = lists.in_order(lists.of_tab(tab, actor, today), tab, today).limit(SHOWN)
    lines = [_line(row) for row in lists.rows_of(db.session.scalars(found).unique(), today)]
    return Block(
        "complaints", titles[tab], str(counts[tab]), _("No complaint waits for you."),
        url_for("complaints.index", tab=tab), _("To the complaints"), lines=lines,
    )  # fmt: skip


def _line(row: lists.Row) -> Line:
    note = f"{row.complaint.complainant_name} · {NEAREST_NAMES[row.act]}"
    url = url_for("complaints.complaint", complaint_id=row.complaint.id)
    return Line(row.complaint.number, url, note + _(", overdue") if row.is_late else note, row.due)


def asked_of_me(actor: Actor, _now: datetime, _today: date) -> Block | None:
    """Explanations that I am asked for: of whoever is complained of, whatever their duty."""
    waiting = ComplaintExplanation.asked_of(actor).where(ComplaintExplanation.answered_at.is_(None))
    lines = [
        Line(
            one.complaint.number, url_for("complaints.explanation", explanation_id=one.id),
            _("explain by the day named"), one.due_on,
        )
        for one in db.session.scalars(waiting.options(joinedload(ComplaintExplanation.complaint)).limit(SHOWN))
    ]  # fmt: skip
    if not lines:
        return None
    return Block(
        "explanations", _("Explanations asked of me"), str(len(lines)), "", url_for("complaints.explanations"),
        _("All requests"), lines=lines,
    )  # fmt: skip
