"""Finding a complaint to work on: within what its caller may see and handle, and locked when it is to be changed.

Who is complained of, or decided the case, does not get here: asked to explain, they see the request alone (17, 24).
"""

from typing import Any

from flask import abort, url_for
from sqlalchemy import Select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import current_actor
from blueprints.acts import expect_version
from extensions import db
from models.calendar import load_calendar
from models.center import Center
from models.complaint import Complaint
from models.complaint_parts import ComplaintExplanation
from models.complaint_scope import present
from models.user import Actor
from rules.complaint_workflow import conflict_of_interest


def handled_by(actor: Actor) -> Select[Complaint]:
    """What this person may read without being asked to explain."""
    is_asked = Complaint.explanations.any(ComplaintExplanation.user_id.in_(present(actor)))
    return Complaint.visible_to(actor).where(~is_asked)


def find_handled(complaint_id: int, *options: Any) -> Complaint:
    """The complaint, with what its identity line shows; 404 if it is not there for this person."""
    statement = (
        handled_by(current_actor())
        .where(Complaint.id == complaint_id)
        .options(
            joinedload(Complaint.officer), joinedload(Complaint.application), selectinload(Complaint.officials),
            joinedload(Complaint.center).selectinload(Center.listings),
            joinedload(Complaint.addressee_center).selectinload(Center.listings), *options,
        )
    )  # fmt: skip
    return _free_of_conflict(db.session.scalar(statement))


def lock_handled(complaint_id: int, *, has_version: bool = True) -> Complaint:
    """The complaint under the writing transaction, as its form knew it: nobody else changes it until the end.

    The calendar is held before the row: a correction, which moves open complaints too, locks in this order.
    """
    load_calendar(is_held=True)
    statement = handled_by(current_actor()).where(Complaint.id == complaint_id)
    # Read anew under the lock: what was read before it may have changed while this waited.
    locked = statement.with_for_update(of=Complaint).execution_options(populate_existing=True)
    complaint = _free_of_conflict(db.session.scalar(locked))
    if has_version:
        expect_version(complaint, link=url_for("complaints.complaint", complaint_id=complaint_id))
    return complaint


def _free_of_conflict(found: Complaint | None) -> Complaint:
    if found is None or conflict_of_interest(current_actor().people, found.involved):
        abort(404)
    return found
