"""The end of a shift, as it was closed: what was counted and how each difference was explained. Insert-only."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.center import Center
from models.queue_place import QueuePlace
from models.user import User


class Shift(db.Model):
    """One person's day at one place, closed once. Triggers forbid change (see migrations)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    day: Mapped[date]
    tickets: Mapped[int]
    did_not_come: Mapped[int]
    filings: Mapped[int]
    receipts: Mapped[int]
    hand_outs: Mapped[int]
    differences: Mapped[list[Any]]
    """Each as {"code", "subject", "explanation"}: what was found and what was said of it."""
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    closed_by: Mapped[User] = relationship(foreign_keys=[closed_by_id])
    center: Mapped[Center | None] = relationship()
    __table_args__ = (
        UniqueConstraint("center_id", "day", "user_id"),
        # NULL is like no other NULL: the chancellery's shifts need a key of their own.
        Index(
            "uq_shift_committee", "day", "user_id", unique=True,
            sqlite_where=db.text("center_id IS NULL"), postgresql_where=db.text("center_id IS NULL"),
        ),
    )  # fmt: skip

    @classmethod
    def of_person(cls, place: QueuePlace, user_id: int, day: date) -> "Shift | None":
        """This person's shift, once it is closed."""
        return db.session.scalar(
            select(cls).where(cls.center_id == place.center_id, cls.day == day, cls.user_id == user_id)
        )

    @classmethod
    def of_day(cls, place: QueuePlace, day: date) -> Sequence["Shift"]:
        """The shifts of a day that are closed, in the order of closing."""
        statement = select(cls).where(cls.center_id == place.center_id, cls.day == day)
        return db.session.scalars(statement.options(db.joinedload(cls.user)).order_by(cls.id)).all()
