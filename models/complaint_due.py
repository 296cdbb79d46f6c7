"""For which complaints a warning stands: what `models/due.py` is for cases, as SQL and for one in hand (24, 25)."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, or_, select

from models.complaint import Complaint
from models.complaint_parts import ComplaintExplanation
from rules.complaint_routing import OUTSIDE, Addressee, Subject, right_addressee
from rules.complaint_workflow import ComplaintState
from rules.warnings import About, WarningKind, warned

K = WarningKind


def goes_elsewhere(complaint: Complaint) -> bool:
    """Whether it is still to be sent on: to who is competent, or to the outside body that it is addressed to (24)."""
    is_to_be_sent = complaint.right_addressee is not None or complaint.addressee in OUTSIDE
    return complaint.state is ComplaintState.REGISTERED and is_to_be_sent


def going_elsewhere() -> ColumnElement[bool]:
    """SQL for the same."""
    wrong = (
        and_(Complaint.subject == subject, Complaint.addressee == addressee)
        for subject in Subject
        for addressee in Addressee
        if right_addressee(subject, addressee)
    )
    return and_(
        Complaint.state == ComplaintState.REGISTERED, or_(false(), *wrong, Complaint.addressee.in_(sorted(OUTSIDE)))
    )


def _holds(kind: WarningKind, today: date) -> tuple[Any, ColumnElement[bool]]:
    """The day of a kind, and what must hold of its complaint."""
    is_open = Complaint.closed_at.is_(None)
    return {
        K.FORWARDING_DUE: lambda: (Complaint.forward_due_on, and_(is_open, going_elsewhere())),
        K.REPLY_DUE: lambda: (Complaint.due(), and_(is_open, Complaint.due() >= today)),
        K.REPLY_OVERDUE: lambda: (Complaint.due(), Complaint.overdue(today)),
        K.EXPLANATION_DUE: lambda: (
            ComplaintExplanation.due_on, and_(is_open, ComplaintExplanation.answered_at.is_(None))
        ),
    }[kind]()  # fmt: skip


def standing(kind: WarningKind, today: date, until: date) -> Select[*tuple[Any, ...]]:
    """Of what a kind stands today with a day not after `until`: complaint's id, explanation's or none, the day."""
    day, condition = _holds(kind, today)
    if warned(kind).about is About.EXPLANATION:
        columns = select(Complaint.id, ComplaintExplanation.id.label("explanation_id"), day.label("due_on"))
        return columns.join(ComplaintExplanation.complaint).where(condition, day <= until)
    none = cast(None, String).label("explanation_id")
    return select(Complaint.id, none, day.label("due_on")).where(condition, day <= until)


def still_due(complaint: Complaint, kind: WarningKind, subject: str, today: date) -> date | None:
    """The day for one that a notice names, if the kind stands of it today."""
    if complaint.closed_at is not None:
        return None
    if kind is K.EXPLANATION_DUE:
        asked = next((one for one in complaint.explanations if f"{About.EXPLANATION}:{one.id}" == subject), None)
        return asked.due_on if asked and asked.answered_at is None else None
    if kind is K.FORWARDING_DUE:
        return complaint.forward_due_on if goes_elsewhere(complaint) else None
    return complaint.due_on if complaint.is_overdue(today) is (kind is K.REPLY_OVERDUE) else None


def still_stands(complaint_id: Any, subject: Any, due_on: Any, kind: WarningKind, today: date) -> ColumnElement[bool]:
    """SQL for the same, of the columns of a notice."""
    day, condition = _holds(kind, today)
    statement = select(Complaint.id).where(Complaint.id == complaint_id, condition, day == due_on)
    if warned(kind).about is About.EXPLANATION:
        named = f"{About.EXPLANATION}:" + cast(ComplaintExplanation.id, String)
        statement = statement.join(Complaint.explanations).where(named == subject)
    return statement.exists()
