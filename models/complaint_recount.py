"""Which open complaints a correction of the calendar moves: part of the unit of work that carries it out.

The day that a ticket promised is never made later (25), whatever the calendar makes of the term (decision 18).
"""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class ComplaintMove:
    """An open complaint whose dates change: those alone, by name, as they will be."""

    complaint: Complaint
    after: dict[str, date]
    is_provisional: bool

    def carry_out(self, change: CalendarChange, actor: Actor, now: datetime) -> None:
        """Set the dates. Part of a unit of work."""
        before = {name: getattr(self.complaint, name) for name in self.after}
        for name, day in self.after.items():
            setattr(self.complaint, name, day)
        self.complaint.is_provisional = self.is_provisional
        if self.after:
            record(
                "complaint_dates_recomputed", actor, now, subject=self.complaint.event_subject, cause=change.kind.value,
                reason=change.reason,
                dates={name: {"before": str(before[name]), "after": str(day)} for name, day in self.after.items()},
            )  # fmt: skip


def foresee_complaints(calendar: WorkCalendar, *, is_held: bool = False) -> list[ComplaintMove]:
    """Count the last days of open complaints anew by the changed calendar: which move, or change their mark alone."""
    statement = (
        select(Complaint)
        .where(Complaint.closed_at.is_(None))
        .options(joinedload(Complaint.extension))
        .order_by(Complaint.id)
    )
    if is_held:
        statement = statement.with_for_update(of=Complaint).execution_options(populate_existing=True)
    moves = (_move(one, calendar) for one in db.session.scalars(statement))
    return [move for move in moves if move.after or move.is_provisional != move.complaint.is_provisional]


def _move(complaint: Complaint, calendar: WorkCalendar) -> ComplaintMove:
    found, is_provisional = complaint.dates_by(calendar)
    promised = {name: getattr(complaint, name) for name in DATES}
    after = {name: day for name, day in found.items() if promised[name] is None or day < promised[name]}
    return ComplaintMove(complaint, after, is_provisional)
