"""Hand-over lists: what left together for a Center (7.5), or came back from it (15), each result confirmed by itself.

Whoever changes a list holds its row; whoever changes a case as well holds the case first.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.sql import ColumnElement

from extensions import db, searched_by_prefix, stored
from models.center import Center
from models.counter import draw
from models.decision import Decision
from models.event import record
from models.user import Actor, User
from rules.permissions import Permission
from rules.terms import committee_today, local_date
from rules.workflow import ActionRefused, Barred


class Way(StrEnum):
    """To a Center before the term ends (7.5), or back to the Committee after the month of custody (15)."""

    TO_CENTER = "to"
    BACK = "back"


LETTER = {Way.TO_CENTER: "D", Way.BACK: "R"}
_EXPECTED = "confirmed_at IS NULL AND found_at IS NULL"


class HandOver(db.Model):
    """One list. It closes by itself with its last arrival, or by hand: what is missing then is reported."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(searched_by_prefix(64), unique=True)
    way: Mapped[Way] = mapped_column(stored(Way, "way"))
    center_id: Mapped[int] = mapped_column(ForeignKey("center.id"))
    sent_on: Mapped[date]
    """The local date of the place that sent it."""
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(default=1)

    center: Mapped[Center] = relationship()
    sent_by: Mapped[User] = relationship(foreign_keys=[sent_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    items: Mapped[list["HandOverItem"]] = relationship(
        back_populates="hand_over", order_by="HandOverItem.position", cascade="all"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_by_somebody"),
        Index("ix_hand_over_center_id_way", "center_id", "way", "id"),
        Index("ix_hand_over_sent_at", "sent_at"),
        Index(
            "ix_hand_over_open", "way", "center_id", "id",
            sqlite_where=db.text("closed_at IS NULL"), postgresql_where=db.text("closed_at IS NULL"),
        ),
    )  # fmt: skip

    @classmethod
    def open(cls, way: Way, center: Center, actor: Actor, now: datetime) -> "HandOver":
        """A new list with the next number of its Center, way and year."""
        sent_on = committee_today(now) if way is Way.TO_CENTER else local_date(now, center.zone)
        series = f"{LETTER[way]}-{sent_on.year}-{center.key}"
        made = cls(
            number=f"{series}-{draw(series):04d}", way=way, center_id=center.id, sent_on=sent_on, sent_at=now,
            sent_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(made)
        return made

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["HandOver"]:
        """Every list to the Committee's people; to a Center's and a branch's their own."""
        if actor.sees_all:
            return select(cls)
        return select(cls).where(cls.center_id.in_(Center.ids_of(actor)))

    @classmethod
    def received_by(cls, actor: Actor) -> ColumnElement[bool]:
        """SQL for the lists whose arrivals this person confirms."""
        return cls._of_side(actor, committee=Way.BACK, center=Way.TO_CENTER)

    @classmethod
    def sent_from(cls, actor: Actor) -> ColumnElement[bool]:
        """SQL for the lists of this person's place: what is missing on them is theirs to look for."""
        return cls._of_side(actor, committee=Way.TO_CENTER, center=Way.BACK)

    @classmethod
    def _of_side(cls, actor: Actor, committee: Way, center: Way) -> ColumnElement[bool]:
        is_committees = (cls.way == committee) & actor.may(Permission.DISPATCH)
        is_own = actor.center_ids if actor.may(Permission.CONFIRM_ARRIVAL) else ()
        return or_(is_committees, and_(cls.way == center, cls.center_id.in_(is_own)))

    def is_received_by(self, actor: Actor) -> bool:
        """Whether this person confirms what arrives with it."""
        return self._is_on_side(actor, committee=Way.BACK)

    def is_sent_from(self, actor: Actor) -> bool:
        """Whether it left from where this person works."""
        return self._is_on_side(actor, committee=Way.TO_CENTER)

    def _is_on_side(self, actor: Actor, committee: Way) -> bool:
        if self.way is committee:
            return actor.may(Permission.DISPATCH)
        return actor.may(Permission.CONFIRM_ARRIVAL) and self.center_id in actor.center_ids

    @classmethod
    def holding(cls, decision_id: int) -> tuple["HandOver", "HandOverItem"]:
        """The list on which a result is expected, with its item; the list's row is locked."""
        statement = select(cls).where(
            cls.items.any(and_(HandOverItem.decision_id == decision_id, HandOverItem.is_expected_sql()))
        )
        held = db.session.scalars(_locked(statement)).one()
        return held, next(item for item in held.items if item.decision_id == decision_id)

    @classmethod
    def locked(cls, hand_over_id: int) -> "HandOver":
        """The list as it is now, held until the unit of work ends."""
        return db.session.scalars(_locked(select(cls).where(cls.id == hand_over_id))).one()

    @property
    def awaited(self) -> list["HandOverItem"]:
        """What has neither arrived nor been reported missing."""
        return [item for item in self.items if item.is_awaited]

    @property
    def missing(self) -> list["HandOverItem"]:
        """What was reported missing, and is so still."""
        return [item for item in self.items if item.is_missing]

    def put(self, application_id: int, decision_id: int) -> None:
        """One more result on a list that is being made."""
        self.items.append(
            HandOverItem(position=len(self.items) + 1, application_id=application_id, decision_id=decision_id)
        )

    def tick(self, item: "HandOverItem", actor: Actor, now: datetime) -> None:
        """It has arrived. With the last one the list closes."""
        item.confirmed_at, item.confirmed_by_id = now, actor.user_id
        flag_modified(self, "way")  # a page on which the list is to be closed is outdated now
        if self.closed_at is None and not self.awaited:
            self.closed_at, self.closed_by_id = now, actor.user_id

    def untick(self, item: "HandOverItem", actor: Actor, now: datetime) -> None:
        """It has not arrived after all. A list that its last arrival has closed is open again; where what had not come
        was reported missing by hand, so is this one."""
        item.confirmed_at = item.confirmed_by_id = None
        flag_modified(self, "way")
        if not any(one.missing_at for one in self.items):
            self.closed_at = self.closed_by_id = None
        elif item.missing_at is None:
            self._report_missing(item, self.note, actor, now)

    def close(self, note: str, actor: Actor, now: datetime) -> None:
        """Nothing more has come with it: whatever has not is reported missing, once."""
        if not self.is_received_by(actor):
            raise ActionRefused(Barred("not_permitted"))
        if self.closed_at is not None:
            raise ActionRefused(Barred("list_closed"))
        for item in self.awaited:
            self._report_missing(item, note, actor, now)
        self.closed_at, self.closed_by_id, self.note = now, actor.user_id, note

    def _report_missing(self, item: "HandOverItem", note: str, actor: Actor, now: datetime) -> None:
        item.missing_at = now
        record("missing_on_arrival", actor, now, application_id=item.application_id, number=self.number, note=note)


class HandOverItem(db.Model):
    """A result on a list: expected until it is confirmed where it goes, or found where it came from."""

    id: Mapped[int] = mapped_column(primary_key=True)
    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_over.id"))
    position: Mapped[int]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    missing_at: Mapped[datetime | None]
    """When it was reported missing; it may arrive, or be found, after that."""
    found_at: Mapped[datetime | None]
    found_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    found_note: Mapped[str] = mapped_column(String(1000), default="")

    hand_over: Mapped[HandOver] = relationship(back_populates="items")
    decision: Mapped[Decision] = relationship()
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    found_by: Mapped[User | None] = relationship(foreign_keys=[found_by_id])
    __table_args__ = (
        UniqueConstraint("hand_over_id", "decision_id"),
        CheckConstraint("confirmed_at IS NULL OR found_at IS NULL", name="one_end"),
        CheckConstraint("found_at IS NULL OR missing_at IS NOT NULL", name="found_after_missing"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("(found_at IS NULL) = (found_by_id IS NULL)", name="found_by_somebody"),
        # A paper is under way on one list at a time.
        Index(
            "uq_hand_over_item_expected", "decision_id", unique=True,
            sqlite_where=db.text(_EXPECTED), postgresql_where=db.text(_EXPECTED),
        ),
        Index(
            "ix_hand_over_item_missing", "hand_over_id",
            sqlite_where=db.text(f"missing_at IS NOT NULL AND {_EXPECTED}"),
            postgresql_where=db.text(f"missing_at IS NOT NULL AND {_EXPECTED}"),
        ),
    )  # fmt: skip

    @classmethod
    def is_expected_sql(cls) -> ColumnElement[bool]:
        return cls.confirmed_at.is_(None) & cls.found_at.is_(None)

    @classmethod
    def is_missing_sql(cls) -> ColumnElement[bool]:
        return cls.is_expected_sql() & cls.missing_at.is_not(None)

    @property
    def is_expected(self) -> bool:
        return self.confirmed_at is None and self.found_at is None

    @property
    def is_awaited(self) -> bool:
        return self.is_expected and self.missing_at is None

    @property
    def is_missing(self) -> bool:
        return self.is_expected and self.missing_at is not None

    @property
    def number(self) -> str:
        """The number of its paper, which its bar code says."""
        return self.decision.entry.number if self.decision.entry else ""

    def find(self, note: str, actor: Actor, now: datetime) -> None:
        """The sender has it after all. What was not reported missing is still on its way."""
        if not self.is_missing:
            raise ActionRefused(Barred("not_missing"))
        self.found_at, self.found_by_id, self.found_note = now, actor.user_id, note
        flag_modified(self.hand_over, "way")


def lists_of(decision_ids: Iterable[int], way: Way) -> Select["HandOver"]:
    """The lists on which these papers stand, the latest first."""
    on_list = select(HandOverItem.hand_over_id).where(HandOverItem.decision_id.in_(list(decision_ids)))
    return select(HandOver).where(HandOver.id.in_(on_list), HandOver.way == way).order_by(HandOver.id.desc())


def progress_of(ids: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    """Of each list: how many stand on it, how many have arrived, how many are missing; in one query."""
    counted = (
        select(
            HandOverItem.hand_over_id, func.count(), func.count(HandOverItem.confirmed_at),
            func.count().filter(HandOverItem.is_missing_sql()),
        )
        .where(HandOverItem.hand_over_id.in_(list(ids)))
        .group_by(HandOverItem.hand_over_id)
    )  # fmt: skip
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(counted)}


def _locked(statement: Select[HandOver]) -> Select[HandOver]:
    return (
        statement.options(db.selectinload(HandOver.items))
        .with_for_update(of=HandOver)
        .execution_options(populate_existing=True)
    )
