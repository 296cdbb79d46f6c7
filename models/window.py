"""The windows of a queue: who sits there today, and whom they call next (9: in order of arrival alone)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.center import Center
from models.event import record
from models.queue import Ticket
from models.queue_place import QueuePlace
from models.shift import Shift
from models.user import Actor, User
from rules.queue import AT_WINDOW
from rules.workflow import ActionRefused, Barred


class Window(db.Model):
    """A window of a Center or of the chancellery, by its number.

    One person sits at one window and nowhere else: this row and the unique key hold both. A seat is taken for the day;
    whoever forgot to leave it yesterday keeps nobody from it today.
    """

    __tablename__ = "queue_window"  # WINDOW is a word of SQL
    id: Mapped[int] = mapped_column(primary_key=True)
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    number: Mapped[int]
    is_in_use: Mapped[bool] = mapped_column(default=True)
    seated_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), unique=True)
    seated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    center: Mapped[Center | None] = relationship()
    seated: Mapped[User | None] = relationship()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("center_id", "number"),
        # NULL is like no other NULL: the chancellery's numbers need a key of their own.
        Index(
            "uq_queue_window_committee", "number", unique=True,
            sqlite_where=db.text("center_id IS NULL"), postgresql_where=db.text("center_id IS NULL"),
        ),
        CheckConstraint("(seated_id IS NULL) = (seated_at IS NULL)", name="seated_has_moment"),
        CheckConstraint("number BETWEEN 1 AND 999", name="number_in_range"),
    )  # fmt: skip

    @property
    def place(self) -> QueuePlace:
        return QueuePlace(self.center)

    # --- Reading -----------------------------------------------------------------------------------------

    @classmethod
    def of_place(cls, place: QueuePlace, *, lock: bool = False) -> Sequence["Window"]:
        """All windows of a place by number. `lock` holds them: who sits where is decided once at a time."""
        statement = select(cls).where(cls.center_id == place.center_id).order_by(cls.number)
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        else:
            statement = statement.options(db.joinedload(cls.seated))
        return db.session.scalars(statement).all()

    @classmethod
    def of_person(cls, place: QueuePlace, actor: Actor, now: datetime, *, lock: bool = False) -> "Window | None":
        """Where this person sits today, from whichever browser they look."""
        statement = select(cls).where(cls.center_id == place.center_id, cls.seated_id == actor.user_id)
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        found: Window | None = db.session.scalar(statement)
        return found if found and found.is_taken(now) else None

    @classmethod
    def seat_of(cls, user_id: int, now: datetime) -> "Window | None":
        """The window where this person sits today, whichever the place."""
        statement = select(cls).where(cls.seated_id == user_id).options(db.joinedload(cls.center))
        found: Window | None = db.session.scalar(statement)
        return found if found and found.is_taken(now) else None

    def is_taken(self, now: datetime) -> bool:
        """Whether somebody sits here today."""
        return self.seated_at is not None and self.place.today(self.seated_at) == self.place.today(now)

    def visitor(self, now: datetime) -> Ticket | None:
        """Whoever is at this window today. Yesterday's visitor, whom nobody ended, is gone with the day."""
        statement = Ticket.of_day(self.place, self.place.today(now))
        return db.session.scalar(statement.where(Ticket.window_id == self.id, Ticket.state.in_(AT_WINDOW)))

    # --- Acts: the window's row is held ------------------------------------------------------------------

    @classmethod
    def open_at(cls, place: QueuePlace, number: int, actor: Actor, now: datetime) -> "Window":
        """A new window, or one that was out of use."""
        window = next((one for one in cls.of_place(place, lock=True) if one.number == number), None)
        if window and window.is_in_use:
            raise ActionRefused(Barred("window_exists"))
        if window is None:
            window = cls(center_id=place.center_id, number=number)
            db.session.add(window)
        window.is_in_use = True
        db.session.flush()
        record("window_opened", actor, now, subject=f"queue_window:{window.id}", window=number)
        return window

    def close(self, actor: Actor, now: datetime) -> None:
        """Put out of use; its tickets stay. Not while somebody sits there."""
        if self.is_taken(now):
            raise ActionRefused(Barred("window_taken"))
        self.is_in_use, self.seated_id, self.seated_at = False, None, None
        record("window_closed", actor, now, subject=f"queue_window:{self.id}", window=self.number)

    def take(self, actor: Actor, now: datetime) -> None:
        """Sit down here for the day."""
        if not self.is_in_use:
            raise ActionRefused(Barred("window_out_of_use"))
        if self.is_taken(now) and self.seated_id != actor.user_id:
            raise ActionRefused(Barred("window_taken"))
        if Shift.of_person(self.place, actor.user_id, self.place.today(now)):
            raise ActionRefused(Barred("shift_closed"))
        others = select(Window).where(Window.seated_id == actor.user_id, Window.id != self.id)
        other = db.session.scalar(others.with_for_update().execution_options(populate_existing=True))
        if other:
            if other.is_taken(now):
                raise ActionRefused(Barred("sits_elsewhere"))
            other.seated_id, other.seated_at = None, None
            db.session.flush()  # before this one: the person may stand only once
        self.seated_id, self.seated_at = actor.user_id, now
        record("window_taken", actor, now, subject=f"queue_window:{self.id}", window=self.number)

    def leave(self, actor: Actor, now: datetime) -> None:
        """Get up; first the visitor's visit is ended."""
        self._require_seated(actor, now)
        if self.visitor(now):
            raise ActionRefused(Barred("visitor_at_window"))
        self.seated_id, self.seated_at = None, None
        record("window_left", actor, now, subject=f"queue_window:{self.id}", window=self.number)

    def free(self, actor: Actor, now: datetime) -> None:
        """Free the window of somebody who went without leaving it. A visitor stays there, for who sits down next."""
        if not self.is_taken(now):
            raise ActionRefused(Barred("window_is_free"))
        name = self.seated.full_name if self.seated else ""
        self.seated_id, self.seated_at = None, None
        record("window_freed", actor, now, subject=f"queue_window:{self.id}", window=self.number, person=name)

    def call_next(self, actor: Actor, now: datetime) -> Ticket | None:
        """Call whoever came first; None where nobody waits.

        Another window may be calling the first one at this very moment: then the first of the rest is called.
        """
        self._require_seated(actor, now)
        if self.visitor(now):
            raise ActionRefused(Barred("visitor_at_window"))
        first = Ticket.waiting_at(self.place, now).limit(1).with_for_update(skip_locked=True)
        ticket: Ticket | None = db.session.scalar(first.execution_options(populate_existing=True))
        if ticket:
            ticket.call(self, actor, now)
            db.session.flush()
        return ticket

    def _require_seated(self, actor: Actor, now: datetime) -> None:
        if self.seated_id != actor.user_id or not self.is_taken(now):
            raise ActionRefused(Barred("not_at_window"))
