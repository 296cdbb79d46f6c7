"""The waybill with which a Center sends paper originals to the Committee (11), and their arrival item by item.

What of it has arrived is derived from its items whenever it is asked, never stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, String, case, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, searched_by_prefix
from models.center import Center
from models.counter import draw
from models.event import record
from models.paper_file import PaperFile, PaperPlace
from models.user import Actor, User
from rules.terms import committee_today, local_date
from rules.workflow import ActionRefused, Barred

MOST_FILES = 300
"""What one waybill may hold."""


class ItemState(StrEnum):
    """What became of one file of papers on a waybill."""

    AWAITED = "awaited"
    RECEIVED = "received"
    MISSING = "missing"
    FOUND = "found"
    """Reported as missing, and received later."""
    NEVER_LEFT = "never_left"
    """Reported as missing, and found at the Center."""
    EXTRA = "extra"
    """Came with it without standing on it."""


class WaybillState(StrEnum):
    """How much of a waybill has arrived."""

    SENT = "sent"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    SOMETHING_MISSING = "something_missing"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many files stand on a waybill, and what became of them. Extra ones do not stand on it."""

    listed: int
    received: int
    missing: int

    @property
    def awaited(self) -> int:
        return self.listed - self.received - self.missing

    @property
    def state(self) -> WaybillState:
        if self.awaited:
            return WaybillState.PARTLY_RECEIVED if self.received or self.missing else WaybillState.SENT
        return WaybillState.SOMETHING_MISSING if self.missing else WaybillState.RECEIVED


class Waybill(db.Model):
    """One dispatch of papers from one Center. Its number is drawn when it is sent."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(searched_by_prefix(64), unique=True)
    center_id: Mapped[int] = mapped_column(ForeignKey("center.id"))
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    center: Mapped[Center] = relationship()
    sent_by: Mapped[User] = relationship()
    items: Mapped[list["WaybillItem"]] = relationship(back_populates="waybill", order_by="WaybillItem.position")
    __table_args__ = (
        Index("ix_waybill_sent_at_id", "sent_at", "id"),
        Index("ix_waybill_center_id_sent_at_id", "center_id", "sent_at", "id"),
    )

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["Waybill"]:
        """All for the Committee's people; a Center's and a branch's own."""
        statement = select(cls)
        if actor.sees_all:
            return statement
        return statement.where(cls.center_id.in_(Center.ids_of(actor)))

    @classmethod
    def is_open(cls) -> ColumnElement[bool]:
        """SQL: something on it is awaited, or missing and not found."""
        return cls.items.any((WaybillItem.received_at.is_(None)) & (WaybillItem.never_left_at.is_(None)))

    @staticmethod
    def tallies(ids: Sequence[int]) -> dict[int, Tally]:
        """How much of each of these waybills has arrived, in one query."""
        i = WaybillItem
        is_settled = i.received_at.is_not(None) | i.never_left_at.is_not(None)
        is_missing = i.missing_at.is_not(None) & ~is_settled
        counted = [func.sum(case((condition, 1), else_=0)) for condition in (is_settled, is_missing)]
        rows = select(i.waybill_id, func.count(), *counted).where(i.waybill_id.in_(ids), ~i.is_extra)
        found = db.session.execute(rows.group_by(i.waybill_id)).all()
        return {number: Tally(listed, received, missing) for number, listed, received, missing in found}

    @classmethod
    def send(cls, center: Center, files: Sequence[PaperFile], actor: Actor, now: datetime) -> "Waybill":
        """Send these papers of one Center to the Committee. All of them leave, or none. The caller has locked them."""
        if not files or len(files) > MOST_FILES:
            raise ActionRefused(Barred("waybill_size"))
        for file in files:
            file.require(PaperPlace.CENTER)
            if file.center_id != center.id:
                raise ActionRefused(Barred("papers_elsewhere"))
        year = local_date(now, center.zone).year
        number = f"W-{year}-{center.key}-{draw(f'W-{year}-{center.key}'):05d}"
        waybill = cls(number=number, center_id=center.id, sent_at=now, sent_by_id=actor.user_id)
        waybill.items = [WaybillItem(application_id=file.application_id, position=n) for n, file in enumerate(files, 1)]
        db.session.add(waybill)
        db.session.flush()
        for file in files:
            file.waybill_id = waybill.id
            file.move(PaperPlace.ON_THE_WAY, now)
            record("papers_sent", actor, now, application_id=file.application_id, waybill=number)
        return waybill

    def receive(self, item: "WaybillItem", actor: Actor, now: datetime) -> None:
        """One file of papers is here; one reported as missing is found."""
        if item.received_at or item.never_left_at:
            raise ActionRefused(Barred("papers_received_already"))
        file = item.paper_file
        file.require(PaperPlace.ON_THE_WAY)
        item.received_at, item.received_by_id = now, actor.user_id
        file.move(PaperPlace.COMMITTEE, now)
        record("papers_received", actor, now, application_id=file.application_id, waybill=self.number)

    def can_undo(self, item: "WaybillItem", now: datetime) -> bool:
        """Whether the receipt of this file may be undone: on its day, until the papers went anywhere from here."""
        file, at = item.paper_file, item.received_at
        if at is None or item.is_extra or committee_today(at) != committee_today(now):
            return False
        return file.place is PaperPlace.COMMITTEE and file.since == at and file.waybill_id == self.id

    def undo_receipt(self, item: "WaybillItem", actor: Actor, now: datetime) -> None:
        """It was ticked by mistake, and is on its way still."""
        if not self.can_undo(item, now):
            raise ActionRefused(Barred("receipt_stands"))
        file = item.paper_file
        item.received_at = item.received_by_id = None
        file.move(PaperPlace.ON_THE_WAY, now)
        record("papers_receipt_undone", actor, now, application_id=file.application_id, waybill=self.number)

    def receive_extra(self, file: PaperFile, actor: Actor, now: datetime) -> None:
        """Papers that came with this waybill and do not stand on it: left without one, or with another one."""
        if standing := db.session.get(WaybillItem, (self.id, file.application_id)):
            self.receive(standing, actor, now)
            return
        file.require(PaperPlace.CENTER, PaperPlace.ON_THE_WAY)
        if file.place is PaperPlace.ON_THE_WAY:
            listed = db.session.get_one(WaybillItem, (file.waybill_id, file.application_id))
            listed.received_at, listed.received_by_id = now, actor.user_id
        position = max((item.position for item in self.items), default=0) + 1
        found = WaybillItem(
            application_id=file.application_id, position=position, is_extra=True, received_at=now,
            received_by_id=actor.user_id,
        )  # fmt: skip
        self.items.append(found)
        file.waybill_id = self.id
        file.move(PaperPlace.COMMITTEE, now)
        record("papers_found_extra", actor, now, application_id=file.application_id, waybill=self.number)

    def report_missing(self, items: Sequence["WaybillItem"], note: str, actor: Actor, now: datetime) -> None:
        """What stands on the waybill and is not there. It stays on the way until it is found here or at the Center."""
        for item in items:
            if item.state is not ItemState.AWAITED:
                raise ActionRefused(Barred("papers_received_already"))
            item.missing_at, item.missing_by_id, item.missing_note = now, actor.user_id, note
            record(
                "papers_missing", actor, now, application_id=item.application_id, waybill=self.number, reason=note
            )  # fmt: skip

    def find_at_center(self, item: "WaybillItem", actor: Actor, now: datetime) -> None:
        """What was reported as missing never left the Center: it is to be sent anew."""
        if item.state is not ItemState.MISSING:
            raise ActionRefused(Barred("papers_not_missing"))
        item.paper_file.require(PaperPlace.ON_THE_WAY)
        item.never_left_at, item.never_left_by_id = now, actor.user_id
        item.paper_file.move(PaperPlace.CENTER, now)
        record("papers_never_left", actor, now, application_id=item.application_id, waybill=self.number)


class WaybillItem(db.Model):
    """One file of papers on a waybill, or found in its packet beside those on it."""

    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybill.id"), primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("paper_file.application_id"), primary_key=True, index=True
    )  # fmt: skip
    position: Mapped[int]
    is_extra: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime | None]
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    missing_at: Mapped[datetime | None]
    missing_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    missing_note: Mapped[str] = mapped_column(String(500), default="")
    never_left_at: Mapped[datetime | None]
    never_left_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    waybill: Mapped[Waybill] = relationship(back_populates="items")
    paper_file: Mapped[PaperFile] = relationship()
    received_by: Mapped[User | None] = relationship(foreign_keys=[received_by_id])
    missing_by: Mapped[User | None] = relationship(foreign_keys=[missing_by_id])
    __table_args__ = (
        CheckConstraint("(received_at IS NULL) = (received_by_id IS NULL)", name="received_by_somebody"),
        CheckConstraint("(missing_at IS NULL) = (missing_by_id IS NULL)", name="missing_told_by_somebody"),
        CheckConstraint("(missing_at IS NULL) = (missing_note = '')", name="missing_has_note"),
        CheckConstraint("NOT is_extra OR received_at IS NOT NULL", name="extra_is_received"),
        CheckConstraint(
            "never_left_at IS NULL OR (missing_at IS NOT NULL AND received_at IS NULL)", name="never_left_was_missing"
        ),
    )

    @property
    def state(self) -> ItemState:
        """What became of it, from its moments."""
        if self.is_extra:
            return ItemState.EXTRA
        if self.never_left_at:
            return ItemState.NEVER_LEFT
        if self.received_at:
            return ItemState.FOUND if self.missing_at else ItemState.RECEIVED
        return ItemState.MISSING if self.missing_at else ItemState.AWAITED
