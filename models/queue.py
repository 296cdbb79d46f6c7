"""The electronic queue (7.2, 7.3, 9): tickets in order of arrival.

A ticket lives on one local day of its place: what nobody ended by then is over with the day, whether or not anything
has run at midnight. The chancellery's tickets have no `center_id`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.center import Center
from models.counter import draw
from models.event import record
from models.queue_place import QueuePlace
from models.user import Actor, User
from rules.queue import AT_WINDOW, ENDED, Purpose, TicketAct, TicketState, after
from rules.workflow import ActionRefused, Barred

if TYPE_CHECKING:
    from models.window import Window


class Ticket(db.Model):
    """A visitor's place in the queue of one day. It names nobody."""

    id: Mapped[int] = mapped_column(primary_key=True)
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    day: Mapped[date]
    seq: Mapped[int]
    purpose: Mapped[Purpose] = mapped_column(stored(Purpose, "purpose"))
    state: Mapped[TicketState] = mapped_column(stored(TicketState, "ticket_state"), default=TicketState.WAITING)
    touch_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The key of the page that was touched: touched twice, it gives one ticket."""
    issued_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    calls: Mapped[int] = mapped_column(default=0)
    came_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    window_id: Mapped[int | None] = mapped_column(ForeignKey("queue_window.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who called it, or took it over at the same window."""
    version: Mapped[int] = mapped_column(default=1)

    center: Mapped[Center | None] = relationship()
    window: Mapped["Window | None"] = relationship()
    by: Mapped[User | None] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("center_id", "day", "seq"),
        # NULL is like no other NULL: the chancellery's numbers need a key of their own.
        Index(
            "uq_ticket_committee", "day", "seq", unique=True,
            sqlite_where=db.text("center_id IS NULL"), postgresql_where=db.text("center_id IS NULL"),
        ),
        Index(
            "uq_ticket_at_window", "window_id", "day", unique=True,
            sqlite_where=db.text("state IN ('called', 'serving')"),
            postgresql_where=db.text("state IN ('called', 'serving')"),
        ),
        Index("ix_ticket_by", "by_id", "day"),
        CheckConstraint("(state = 'waiting') = (called_at IS NULL)", name="called_has_moment"),
        CheckConstraint("(called_at IS NULL) = (window_id IS NULL)", name="called_has_window"),
        CheckConstraint("(called_at IS NULL) = (by_id IS NULL)", name="called_has_person"),
        CheckConstraint("(called_at IS NULL) = (calls = 0)", name="called_is_counted"),
        CheckConstraint("(state IN ('serving', 'served', 'left')) = (came_at IS NOT NULL)", name="came_has_moment"),
        CheckConstraint(
            "(state IN ('served', 'did_not_come', 'left')) = (ended_at IS NOT NULL)", name="ended_has_moment"
        ),
    )  # fmt: skip

    @property
    def number(self) -> str:
        """What is printed and called out: the number in the series of this place and day."""
        return f"{self.seq:03d}"

    @property
    def place(self) -> QueuePlace:
        return QueuePlace(self.center)

    # --- Reading -----------------------------------------------------------------------------------------

    @classmethod
    def of_day(cls, place: QueuePlace, day: date) -> Select["Ticket"]:
        return select(cls).where(cls.center_id == place.center_id, cls.day == day)

    @classmethod
    def waiting_at(cls, place: QueuePlace, now: datetime) -> Select["Ticket"]:
        """Who waits today, in order of arrival."""
        return cls.of_day(place, place.today(now)).where(cls.state == TicketState.WAITING).order_by(cls.seq)

    @classmethod
    def at_windows(cls, place: QueuePlace, now: datetime) -> Sequence["Ticket"]:
        """Who is called or being served today, the latest call first."""
        statement = cls.of_day(place, place.today(now)).where(cls.state.in_(AT_WINDOW))
        return db.session.scalars(
            statement.options(db.joinedload(cls.window)).order_by(cls.called_at.desc(), cls.id.desc())
        ).all()

    @classmethod
    def count_waiting(cls, place: QueuePlace, now: datetime, before: int | None = None) -> int:
        """How many wait today, or how many of them before a number."""
        waiting = cls.waiting_at(place, now).order_by(None)
        if before is not None:
            waiting = waiting.where(cls.seq < before)
        return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0

    def is_over(self, now: datetime) -> bool:
        """Whether the day ended before anybody ended this: derived, so that no job has to close it at midnight."""
        return self.state not in ENDED and self.day < self.place.today(now)

    def waited(self, now: datetime) -> timedelta:
        """From the ticket to the call (7.2); up to now while it waits."""
        return (self.called_at or now) - self.issued_at

    def served_for(self, now: datetime) -> timedelta | None:
        """From the call to the end (7.3), the way to the window included; up to now while it lasts."""
        return (self.ended_at or now) - self.called_at if self.called_at else None

    # --- Acts --------------------------------------------------------------------------------------------

    @classmethod
    def issue(cls, place: QueuePlace, purpose: Purpose, now: datetime, touch_key: str = "") -> "Ticket":
        """The next number of the day. The counter's row is held to the end, so that numbers are given in order."""
        if not place.is_open(now):
            raise ActionRefused(Barred("counter_closed", "9"))
        day = place.today(now)
        ticket = cls(
            center_id=place.center_id, day=day, seq=draw(f"ticket-{place.key}-{day.isoformat()}"), purpose=purpose,
            issued_at=now, touch_key=touch_key or None,
        )  # fmt: skip
        db.session.add(ticket)
        db.session.flush()
        record("ticket_issued", None, now, subject=f"ticket:{ticket.id}", number=ticket.number)
        return ticket

    def call(self, window: "Window", actor: Actor, now: datetime) -> None:
        """Call to a window: `Window.call_next` says whom."""
        self._move(TicketAct.CALL, actor, now, "visitor_called", window=window.number)
        self.window_id, self.called_at, self.calls = window.id, now, 1

    def recall(self, actor: Actor, now: datetime) -> None:
        """Call once more."""
        self._move(TicketAct.RECALL, actor, now, "visitor_called_again")
        self.calls += 1

    def come(self, actor: Actor, now: datetime) -> None:
        """The visitor is at the window."""
        self._move(TicketAct.COME, actor, now, "visitor_came")
        self.came_at = now

    def miss(self, actor: Actor, now: datetime) -> None:
        """Nobody came, though called twice."""
        self._move(TicketAct.MISS, actor, now, "visitor_did_not_come")
        self.ended_at = now

    def serve(self, actor: Actor, now: datetime) -> None:
        """The visit is over."""
        self._move(TicketAct.SERVE, actor, now, "visitor_served")
        self.ended_at = now

    def leave(self, actor: Actor, now: datetime) -> None:
        """The visitor went away before the end."""
        self._move(TicketAct.LEAVE, actor, now, "visitor_left")
        self.ended_at = now

    def _move(self, act: TicketAct, actor: Actor, now: datetime, event: str, **data: Any) -> None:
        if self.is_over(now):
            raise ActionRefused(Barred("ticket_day_over"))
        self.state = after(act, self.state, self.calls)
        self.by_id = actor.user_id
        record(event, actor, now, subject=f"ticket:{self.id}", number=self.number, **data)


@dataclass(frozen=True)
class QueueLoad:
    """How busy a place is today."""

    waiting: int
    at_windows: int
    served: int
    longest_wait: timedelta | None


def load_today(place: QueuePlace, now: datetime) -> QueueLoad:
    """The load of a queue today."""
    states = Ticket.of_day(place, place.today(now)).with_only_columns(Ticket.state, func.count())
    counts = {state: number for state, number in db.session.execute(states.group_by(Ticket.state))}  # noqa: C416 - rows are no pairs to the type checker
    first = db.session.scalar(Ticket.waiting_at(place, now).limit(1))
    return QueueLoad(
        waiting=counts.get(TicketState.WAITING, 0), at_windows=sum(counts.get(state, 0) for state in AT_WINDOW),
        served=counts.get(TicketState.SERVED, 0), longest_wait=first.waited(now) if first else None,
    )  # fmt: skip
