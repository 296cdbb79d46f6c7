"""Finding a case for a view: within what its caller may see, and locked when it is to be changed."""

from typing import Any

from flask import abort
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor
from extensions import db
from models.application import Application
from models.center import Center


def find_case(application_id: int, *options: Any) -> Application:
    """The case, with what its identity line shows; 404 if it is not there for this person."""
    statement = (
        Application.visible_to(current_actor())
        .where(Application.id == application_id)
        .options(
            joinedload(Application.applicant), joinedload(Application.officer),
            joinedload(Application.hand_out_center).selectinload(Center.listings), joinedload(Application.paper_file),
            *options,
        )
    )  # fmt: skip
    found = db.session.scalar(statement)
    return found if found is not None else abort(404)


def lock_case(application_id: int) -> Application:
    """The case under the writing transaction: nobody else changes it until the unit of work ends. 404 as above."""
    statement = Application.visible_to(current_actor()).where(Application.id == application_id)
    # Read anew under the lock: what was read before it may have changed while this waited.
    locked = statement.with_for_update(of=Application).execution_options(populate_existing=True)
    found = db.session.scalar(locked)
    return found if found is not None else abort(404)
