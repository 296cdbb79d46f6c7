"""Complaints of a month, counted (25): what came in, what was answered, how and after how many days.

Counts are of what the asking person may see; they are worked out whenever they are asked for and never kept.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean
from typing import Any

from sqlalchemy import Select, func, or_, select

from extensions import db
from models.center import Center
from models.complaint import Complaint
from models.user import Actor
from rules.complaint_terms import is_late
from rules.complaint_workflow import ComplaintState


@dataclass(frozen=True)
class Replies:
    """The replies of a month: `days` from the registration to the reply, in calendar days."""

    days: tuple[int, ...]
    late: int

    @property
    def total(self) -> int:
        return len(self.days)

    @property
    def in_time(self) -> int:
        return self.total - self.late

    @property
    def average(self) -> float:
        """Days to reply on average, to a tenth; 0 without replies."""
        return round(mean(self.days), 1) if self.days else 0

    @property
    def longest(self) -> int:
        return max(self.days, default=0)


@dataclass(frozen=True)
class ComplaintReport:
    """A month. `centers` are counted where a complaint was registered, or whose head it went to."""

    month: date
    until: date
    registered: int
    by_addressee: dict[str, int]
    by_subject: dict[str, int]
    by_center: list[tuple[Center, int]]
    by_outcome: dict[str, int]
    """Of those closed in the month: outcomes of replies, and the states `refused` and `withdrawn`."""
    replies: Replies
    open_at_end: int
    overdue_at_end: int


def next_month(month: date) -> date:
    """The first day of the month after this one."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def monthly(actor: Actor, month: date, today: date) -> ComplaintReport:
    """The report of the month that begins on `month`, as of its last day, or of today while it runs."""
    after = next_month(month)
    until = min(after - timedelta(days=1), max(today, month))
    seen = Complaint.visible_to(actor)
    came = seen.where(Complaint.registered_on >= month, Complaint.registered_on < after)
    closed = _closed(seen.where(Complaint.closed_on >= month, Complaint.closed_on < after))
    at_end = seen.where(
        Complaint.registered_on <= until, or_(Complaint.closed_on.is_(None), Complaint.closed_on > until)
    )
    by_addressee = _counted(came, Complaint.addressee)
    return ComplaintReport(
        month=month, until=until, registered=sum(by_addressee.values()), by_addressee=by_addressee,
        by_subject=_counted(came, Complaint.subject), by_center=_by_center(came),
        by_outcome=dict(Counter(one.outcome or one.state for one in closed)),
        replies=_replies([one for one in closed if one.state is ComplaintState.REPLIED]),
        open_at_end=_count(at_end), overdue_at_end=_count(at_end.where(Complaint.due() < until)),
    )  # fmt: skip


def _counted(statement: Select[Complaint], column: Any) -> dict[str, int]:
    rows = db.session.execute(statement.with_only_columns(column, func.count()).group_by(column).order_by(None))
    return {str(code): count for code, count in rows}


def _count(statement: Select[Complaint]) -> int:
    return db.session.scalar(statement.with_only_columns(func.count()).order_by(None)) or 0


def _by_center(statement: Select[Complaint]) -> list[tuple[Center, int]]:
    """The Centers that complaints came from or went to, the most complained of first."""
    center = func.coalesce(Complaint.addressee_center_id, Complaint.center_id)
    rows = db.session.execute(
        statement.with_only_columns(center, func.count()).where(center.is_not(None)).group_by(center).order_by(None)
    ).all()
    counts: dict[int, int] = {center_id: count for center_id, count in rows}  # noqa: C416 - rows are no pairs to mypy
    centers = db.session.scalars(select(Center).where(Center.id.in_(counts))).unique()
    return sorted(((one, counts[one.id]) for one in centers), key=lambda pair: (-pair[1], pair[0].key))


@dataclass(frozen=True)
class _Closed:
    state: ComplaintState
    outcome: str | None
    registered_on: date
    closed_on: date
    due_on: date


def _closed(statement: Select[Complaint]) -> list[_Closed]:
    c = Complaint
    columns = statement.with_only_columns(c.state, c.outcome, c.registered_on, c.closed_on, c.due()).order_by(None)
    return [
        _Closed(state, outcome, registered_on, closed_on, due_on)
        for state, outcome, registered_on, closed_on, due_on in db.session.execute(columns)
        if closed_on is not None  # as the statement asks
    ]


def _replies(closed: list[_Closed]) -> Replies:
    return Replies(
        days=tuple((one.closed_on - one.registered_on).days for one in closed),
        late=sum(is_late(one.due_on, one.closed_on) for one in closed),
    )
