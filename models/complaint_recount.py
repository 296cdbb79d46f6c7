"""Which open complaints a correction of the calendar moves: part of the unit of work that carries it out.

The day that a ticket promised is never made later (25), whatever the calendar makes of the term (decision 18).
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models.calendar_change import CalendarChange
from models.complaint import Complaint
from models.event import record
from models.user import Actor
from rules.calendar import WorkCalendar

DATES = ("reply_due_on", "extended_due_on", "forward_due_on")


def recount_complaints(calendar: WorkCalendar, change: CalendarChange, actor: Actor, now: datetime) -> int:
    """Count the last days of open complaints anew by the changed calendar; how many of them moved."""
    statement = (
        select(Complaint)
        .where(Complaint.closed_at.is_(None))
        .options(joinedload(Complaint.extension))
        .order_by(Complaint.id)
        .with_for_update(of=Complaint)
    )
    return sum(_recount(one, calendar, change, actor, now) for one in db.session.scalars(statement).all())


def _recount(complaint: Complaint, calendar: WorkCalendar, change: CalendarChange, actor: Actor, now: datetime) -> bool:
    before = _dates(complaint)
    complaint.compute_dates(calendar)
    for name, promised in before.items():
        found = getattr(complaint, name)
        if promised and found:
            setattr(complaint, name, min(promised, found))
    moved = {name: (before[name], day) for name, day in _dates(complaint).items() if day != before[name]}
    if moved:
        record(
            "complaint_dates_recomputed", actor, now, subject=complaint.event_subject, cause=change.kind.value,
            reason=change.reason,
            dates={name: {"before": str(was), "after": str(day)} for name, (was, day) in moved.items()},
        )  # fmt: skip
    return bool(moved)


def _dates(complaint: Complaint) -> dict[str, date | None]:
    return {name: getattr(complaint, name) for name in DATES}
