"""Blank receipts for the time when the system or the network is down (14.1), and what was accepted with one.

Numbers come from a reserved series, printed beforehand. What was accepted is entered later with the true moment of
acceptance; a second person confirms it, for that moment is what every term is counted from.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, String, select, true
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from extensions import db, searched_by_prefix, stored
from models.attachment import Attachment
from models.center import Center
from models.counter import draw
from models.event import record
from models.user import Actor, User
from rules.terms import Place
from rules.workflow import ActionRefused, Barred, four_eyes

if TYPE_CHECKING:
    from models.application import Application
    from models.draft import Draft

MOST_BLANKS = 50
"""How many are printed at once."""
ENTERED_WITHIN = timedelta(days=3)
"""Whoever enters an acceptance later than this says why."""
OWN_MARKS = frozenset({"saved", "status"})
"""What a draft keeps for its pages, and is no part of the filing."""


class BlankState(StrEnum):
    """What became of a blank. Used and spoiled ones stay so."""

    UNUSED = "unused"
    USED = "used"
    SPOILED = "spoiled"


class OutageBatch(db.Model):
    """Blanks printed together, for one Center or for the Committee's chancellery."""

    id: Mapped[int] = mapped_column(primary_key=True)
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    center: Mapped[Center | None] = relationship()
    printed_by: Mapped[User] = relationship()
    blanks: Mapped[list["OutageBlank"]] = relationship(back_populates="batch", order_by="OutageBlank.id")

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["OutageBatch"]:
        """All for the Committee's people; a Center's and a branch's own."""
        return select(cls).where(_seen(cls.center_id, actor))

    @classmethod
    def draw(cls, center: Center | None, count: int, actor: Actor, now: datetime) -> "OutageBatch":
        """Draw the numbers of so many blanks of a place, to be printed."""
        if not 1 <= count <= MOST_BLANKS:
            raise ActionRefused(Barred("blanks_count"))
        place = center.key if center else "K"
        batch = cls(center=center, printed_at=now, printed_by_id=actor.user_id)
        batch.blanks = [
            OutageBlank(number=f"A-{place}-{draw(f'A-{place}'):06d}", center=center, state=BlankState.UNUSED)
            for _ in range(count)
        ]
        db.session.add(batch)
        db.session.flush()
        record(
            "outage_blanks_printed", actor, now, subject=f"outage_batch:{batch.id}", count=count,
            first=batch.blanks[0].number, last=batch.blanks[-1].number,
        )  # fmt: skip
        return batch


class OutageBlank(db.Model):
    """One numbered receipt to be filled in by hand."""

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("outage_batch.id"), index=True)
    number: Mapped[str] = mapped_column(searched_by_prefix(64), unique=True)
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    state: Mapped[BlankState] = mapped_column(stored(BlankState, "blank_state"))
    spoiled_at: Mapped[datetime | None]
    spoiled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    spoiled_reason: Mapped[str] = mapped_column(String(500), default="")
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    batch: Mapped[OutageBatch] = relationship(back_populates="blanks")
    center: Mapped[Center | None] = relationship()
    spoiled_by: Mapped[User | None] = relationship()
    application: Mapped["Application | None"] = relationship()
    entry: Mapped["OutageEntry | None"] = relationship(back_populates="blank")
    __table_args__ = (
        CheckConstraint("(state = 'used') = (application_id IS NOT NULL)", name="used_has_application"),
        CheckConstraint("(state = 'spoiled') = (spoiled_at IS NOT NULL)", name="spoiled_has_moment"),
        CheckConstraint("(state = 'spoiled') = (spoiled_by_id IS NOT NULL)", name="spoiled_by_somebody"),
        CheckConstraint("(state = 'spoiled') = (spoiled_reason <> '')", name="spoiled_has_reason"),
        Index("ix_outage_blank_center_id_id", "center_id", "id"),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["OutageBlank"]:
        """All for the Committee's people; a Center's and a branch's own."""
        return select(cls).where(_seen(cls.center_id, actor))

    @classmethod
    def used_for(cls, application_id: int) -> "OutageBlank | None":
        """The blank that the applicant of this case was given, if it was accepted during an outage."""
        return db.session.scalar(select(cls).where(cls.application_id == application_id))

    def require_free(self) -> None:
        """ActionRefused unless nothing has been done with it."""
        if self.state is not BlankState.UNUSED:
            raise ActionRefused(Barred(f"blank_{self.state}"))

    def spoil(self, reason: str, actor: Actor, now: datetime) -> None:
        """Torn, lost or wrongly filled in: it is never used. One that is being entered is not spoiled."""
        self.require_free()
        if self.entry is not None:
            raise ActionRefused(Barred("blank_being_entered"))
        self.state, self.spoiled_reason = BlankState.SPOILED, reason
        self.spoiled_at, self.spoiled_by_id = now, actor.user_id
        record(
            "outage_blank_spoiled", actor, now, subject=f"outage_batch:{self.batch_id}", blank=self.number,
            reason=reason,
        )  # fmt: skip


class OutageEntry(db.Model):
    """That a draft was accepted during an outage: when in truth, with which blank, and who confirms it.

    A confirmation is of one content: once anything is changed, it is of another one and holds no longer.
    """

    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True)
    blank_id: Mapped[int] = mapped_column(ForeignKey("outage_blank.id"), unique=True)
    accepted_at: Mapped[datetime]
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    """Who accepted at the counter and signed the blank (14.1, item 5)."""
    reason: Mapped[str] = mapped_column(String(500))
    late_reason: Mapped[str] = mapped_column(String(500), default="")
    promised_on: Mapped[date]
    """The day of hand-out as it was written on the blank (14.1, item 4)."""
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_content: Mapped[str] = mapped_column(String(64), default="")

    draft: Mapped["Draft"] = relationship(back_populates="outage_entry")
    blank: Mapped[OutageBlank] = relationship(back_populates="entry")
    accepted_by: Mapped[User] = relationship(foreign_keys=[accepted_by_id])
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_content = '')", name="confirmed_has_content"),
    )

    @classmethod
    def write_down(
        cls, draft: "Draft", blank: OutageBlank, accepted_at: datetime, accepted_by_id: int, reason: str,
        late_reason: str, promised_on: date, actor: Actor, now: datetime,
    ) -> "OutageEntry":  # fmt: skip
        """Note of a draft what stands on its blank; what was noted before is replaced. The caller has locked both.

        What somebody began whose account is disabled gives way.
        """
        blank.require_free()
        if (standing := blank.entry) is not None and standing.draft_id != draft.id:
            if standing.is_in_use:
                raise ActionRefused(Barred("blank_being_entered"))
            db.session.delete(standing)
            db.session.flush()
        entry = draft.outage_entry or cls(draft_id=draft.id)
        entry.blank, entry.accepted_at, entry.accepted_by_id = blank, accepted_at, accepted_by_id
        entry.reason, entry.late_reason, entry.promised_on = reason, late_reason, promised_on
        entry.entered_at, entry.entered_by_id, entry.entered_for_id = now, actor.user_id, actor.on_behalf_of_id
        draft.outage_entry = entry
        return entry

    @property
    def is_in_use(self) -> bool:
        """Whether somebody can still register it; what a disabled account has left behind, nobody can."""
        return self.entered_by.is_active

    def content(self, attachments: Iterable[Attachment]) -> str:
        """What is confirmed: a digest of the filing, of its files and of what stands on the blank."""
        draft = self.draft
        typed = {name: kept for name, kept in (draft.data or {}).items() if name not in OWN_MARKS}
        files = [[one.id, one.kind, one.title, one.sha256, one.original_shown] for one in attachments]
        moment = self.accepted_at.astimezone(UTC).isoformat()
        on_blank = [self.blank_id, moment, self.accepted_by_id, self.reason, self.late_reason, str(self.promised_on)]
        whole = [draft.service, draft.channel, draft.center_id, typed, sorted(files), on_blank]
        return sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def why_not_confirm(self, actor: Actor) -> Barred | None:
        """Why this person cannot be the second one, or None: neither entered it nor acts for, or is acted for by, one
        who did."""
        return four_eyes((self.entered_by_id, self.entered_for_id), actor.people) and Barred("second_person")

    def confirm(self, content: str, actor: Actor, now: datetime) -> None:
        """A second person has compared the filing with the blank."""
        if reason := self.why_not_confirm(actor):
            raise ActionRefused(reason)
        if self.confirmed_content == content:
            raise ActionRefused(Barred("confirmed_already"))
        self.confirmed_at, self.confirmed_content = now, content
        self.confirmed_by_id, self.confirmed_for_id = actor.user_id, actor.on_behalf_of_id
        record(
            "outage_entry_confirmed", actor, now, subject=f"outage_batch:{self.blank.batch_id}", blank=self.blank.number
        )  # fmt: skip

    def settle(self, application: "Application", actor: Actor, now: datetime) -> None:
        """The filing is registered: its blank is used up. The caller has locked the blank."""
        self.blank.require_free()
        if self.confirmed_by is None:
            raise ActionRefused(Barred("outage_unconfirmed"))
        self.blank.state, self.blank.application = BlankState.USED, application
        record(
            "entered_after_outage", actor, now, application_id=application.id, blank=self.blank.number,
            accepted_at=self.accepted_at.astimezone(application.zone).isoformat(), reason=self.reason,
            late_reason=self.late_reason, promised_on=self.promised_on.isoformat(),
            accepted_by=self.accepted_by.short_name, confirmed_by=self.confirmed_by.short_name,
        )  # fmt: skip


def blanks_of(place: Place, center_id: int | None) -> Select[OutageBlank]:
    """The blanks of one place."""
    return select(OutageBlank).where(
        OutageBlank.center_id == center_id if place is Place.CENTER else OutageBlank.center_id.is_(None)
    )


def _seen(center_id: InstrumentedAttribute[int | None], actor: Actor) -> ColumnElement[bool]:
    return true() if actor.sees_all else center_id.in_(Center.ids_of(actor))
