"""Complaints of the day: what waits for my work or signature, and what I am asked to explain."""

from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from blueprints.complaints import lists
from blueprints.home.blocks import NEAREST, Block, Line
from blueprints.paging import capped_count, shown_count
from extensions import db
from models.complaint_parts import ComplaintExplanation
from models.user import Actor
from rules.permissions import Permission


def complaints_of_mine(actor: Actor, _now: datetime, today: date) -> Block | None:
    """What I handle, what nobody handles yet if I assign, what waits for my signature; overdue replies on top.

    Who assigns or signs sees an empty block too; to who only may be given one, it would say nothing.
    """
    if not actor.may(Permission.READ_COMPLAINTS):
        return None
    mine = lists.waiting_for(actor)
    total = capped_count(mine)
    if not total and not actor.may(Permission.ASSIGN_COMPLAINT):
        return None
    found = db.session.scalars(lists.in_order(mine, "mine", today).limit(NEAREST)).unique().all()
    return Block(
        "complaints", _("Complaints that wait for me"), shown_count(total),
        _("No complaint waits for your work or your signature."),
        url_for("complaints.index"), _("To the complaints"), complaints=lists.rows_of(found, today),
    )  # fmt: skip


def asked_to_explain(actor: Actor, _now: datetime, _today: date) -> Block | None:
    """Whoever is complained of answers by a day of its own; where nothing is asked nothing is shown."""
    asked = ComplaintExplanation.asked_of(actor).where(ComplaintExplanation.answered_at.is_(None))
    lines = [
        Line(one.question, url_for("complaints.explanation", explanation_id=one.id), on=one.due_on)
        for one in db.session.scalars(asked.limit(NEAREST))
    ]
    if not lines:
        return None
    return Block(
        "explanations", _("Explanations asked of me"), str(len(lines)), "",
        url_for("complaints.explanations"), _("To the explanations"), lines=lines,
    )  # fmt: skip
