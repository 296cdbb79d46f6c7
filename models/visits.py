"""The times of visits, measured against the 20 minutes of 7.2 and 7.3: to the call, to the end, to the receipt.

They are computed from the tickets' moments whenever they are asked, in the time of the place.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select

from extensions import db
from models.application import Application
from models.document import Document, DocumentKind
from models.draft import Draft
from models.queue import Ticket
from models.queue_place import QueuePlace
from models.window import Window
from rules.queue import SERVICE_LIMIT, WAITING_LIMIT, Measures, Purpose, Standing, TicketState, measures, standing

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Visit:
    """One ticket as it is measured. `receipt_at` is the moment of the first receipt of its filings (14.1)."""

    center_id: int | None
    day: date
    seq: int
    purpose: Purpose
    state: TicketState
    issued_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    window: int | None
    receipt_at: datetime | None

    @property
    def number(self) -> str:
        return f"{self.seq:03d}"

    @property
    def waited(self) -> timedelta | None:
        """7.2: from the ticket to the call."""
        return self.called_at - self.issued_at if self.called_at else None

    @property
    def served_for(self) -> timedelta | None:
        """7.3: from the call to the end of a visit that took place."""
        is_visit = self.state in (TicketState.SERVED, TicketState.LEFT)
        return self.ended_at - self.called_at if is_visit and self.ended_at and self.called_at else None

    @property
    def to_receipt(self) -> timedelta | None:
        """From the call to the receipt in the visitor's hands."""
        return self.receipt_at - self.called_at if self.receipt_at and self.called_at else None

    @property
    def waited_too_long(self) -> bool:
        return standing(self.waited or timedelta(), WAITING_LIMIT) is Standing.OVER

    @property
    def served_too_long(self) -> bool:
        return standing(self.served_for or timedelta(), SERVICE_LIMIT) is Standing.OVER

    @property
    def is_exceeding(self) -> bool:
        """Whether one of the two limits was exceeded."""
        return self.waited_too_long or self.served_too_long


def visits_of(days: Iterable[tuple[QueuePlace, date, date]]) -> list[Visit]:
    """The tickets of places, each between its two days, in order of arrival: two queries, however many places."""
    conditions = [and_(Ticket.center_id == p.center_id, Ticket.day.between(since, until)) for p, since, until in days]
    if not conditions:
        return []
    tickets = (
        select(
            Ticket.id, Ticket.center_id, Ticket.day, Ticket.seq, Ticket.purpose, Ticket.state, Ticket.issued_at,
            Ticket.called_at, Ticket.ended_at, Window.number.label("window"),
        )
        .outerjoin(Window, Window.id == Ticket.window_id)
        .where(or_(*conditions))
        .order_by(Ticket.day, Ticket.seq)
    )  # fmt: skip
    receipts = (
        select(Draft.ticket_id, func.min(Document.made_at))
        .join(Ticket, Ticket.id == Draft.ticket_id)
        .join(Application, Application.id == Draft.application_id)
        .join(Document, and_(Document.application_id == Application.id, Document.kind == DocumentKind.RECEIPT))
        .where(or_(*conditions))
        .group_by(Draft.ticket_id)
    )
    received_at = {ticket_id: made_at for ticket_id, made_at in db.session.execute(receipts)}  # noqa: C416 - rows are no pairs to the type checker
    visits = []
    for row in db.session.execute(tickets).mappings():
        measured = dict(row)
        visits.append(Visit(receipt_at=received_at.get(measured.pop("id")), **measured))
    return visits


@dataclass(frozen=True)
class Times:
    """Waiting and service of several visits."""

    visitors: int
    did_not_come: int
    never_called: int
    waiting: Measures
    service: Measures
    to_receipt: Measures


def times_of(visits: Sequence[Visit]) -> Times:
    """What several visits come to."""
    return Times(
        visitors=len(visits),
        did_not_come=sum(one.state is TicketState.DID_NOT_COME for one in visits),
        never_called=sum(one.state is TicketState.WAITING for one in visits),
        waiting=measures(_known(one.waited for one in visits), WAITING_LIMIT),
        service=measures(_known(one.served_for for one in visits), SERVICE_LIMIT),
        to_receipt=measures(_known(one.to_receipt for one in visits), SERVICE_LIMIT),
    )


def by_window(visits: Sequence[Visit]) -> list[tuple[int, Times]]:
    """The times of each window's visitors."""
    return _grouped([one for one in visits if one.window is not None], lambda one: one.window or 0)


def by_hour(visits: Sequence[Visit], zone: ZoneInfo) -> list[tuple[int, Times]]:
    """The times of those who arrived within each hour of the place's clock."""
    return _grouped(visits, lambda one: one.issued_at.astimezone(zone).hour)


def by_center(visits: Sequence[Visit]) -> dict[int | None, Times]:
    """The times of each place."""
    return dict(_grouped(visits, lambda one: one.center_id))


def _grouped(visits: Sequence[Visit], key: Callable[[Visit], Key]) -> list[tuple[Key, Times]]:
    groups: dict[Key, list[Visit]] = {}
    for one in visits:
        groups.setdefault(key(one), []).append(one)
    return [(name, times_of(group)) for name, group in sorted(groups.items(), key=lambda pair: str(pair[0]).zfill(9))]


def _known(spans: Iterable[timedelta | None]) -> Iterable[timedelta]:
    return (span for span in spans if span is not None)
