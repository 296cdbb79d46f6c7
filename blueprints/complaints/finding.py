"""Finding a complaint for a view: within what its caller may see, and locked when it is to be changed."""

from typing import Any

from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import current_actor
from extensions import db
from models.calendar import load_calendar
from models.center import Center
from models.complaint import Complaint


def find_complaint(complaint_id: int, *options: Any) -> Complaint:
    """The complaint with its places and officials; 404 if it is not there for this person."""
    statement = (
        Complaint.visible_to(current_actor())
        .where(Complaint.id == complaint_id)
        .options(
            joinedload(Complaint.center).selectinload(Center.listings), joinedload(Complaint.addressee_center),
            joinedload(Complaint.application), joinedload(Complaint.officer), joinedload(Complaint.registered_by),
            selectinload(Complaint.officials), *options,
        )
    )  # fmt: skip
    found = db.session.scalar(statement)
    return found if found is not None else abort(404)


def lock_complaint(complaint_id: int) -> Complaint:
    """The complaint under the writing transaction: nobody else changes it until the unit of work ends. 404 as above.

    The calendar is held before the row: a correction, which moves open complaints too, locks in this order.
    """
    load_calendar(is_held=True)
    statement = Complaint.visible_to(current_actor()).where(Complaint.id == complaint_id)
    # Read anew under the lock: what was read before it may have changed while this waited.
    locked = statement.with_for_update(of=Complaint).execution_options(populate_existing=True)
    found = db.session.scalar(locked)
    return found if found is not None else abort(404)
