"""Where the paper originals of a case are (11): at the Center that took them in, on the way, at the Committee, stored.

A filing on the Portal has none. Each move is an act with its event, and the events of a case are its papers' history.
"""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.center import Center
from models.event import Event, record
from models.user import Actor
from rules.terms import Place
from rules.workflow import ActionRefused, Barred

if TYPE_CHECKING:
    from models.application import Application
    from models.waybill import Waybill

MOVES = (
    "registered", "papers_sent", "papers_received", "papers_receipt_undone", "papers_found_extra", "papers_missing",
    "papers_never_left", "papers_archived", "papers_lent", "papers_put_back",
)  # fmt: skip
"""The events of a case that tell where its papers went."""


class PaperPlace(StrEnum):
    """Where a file of papers is. What is lent out of the archive is at the Committee, with its borrower."""

    CENTER = "center"
    ON_THE_WAY = "on_the_way"
    COMMITTEE = "committee"
    ARCHIVE = "archive"


class PaperFile(db.Model):
    """The papers of one case, kept together. `center_id` is the Center that took them in, if one did."""

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    place: Mapped[PaperPlace] = mapped_column(stored(PaperPlace, "paper_place"))
    since: Mapped[datetime]
    """When they came to this place."""
    waybill_id: Mapped[int | None] = mapped_column(ForeignKey("waybill.id"), index=True)
    """The waybill with which they left the Center, or came to the Committee."""
    shelf: Mapped[str] = mapped_column(String(100), default="")
    """Their mark in the archive; while they are lent out it waits for them."""
    borrower: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped["Application"] = relationship(back_populates="paper_file")
    center: Mapped[Center | None] = relationship()
    waybill: Mapped["Waybill | None"] = relationship()
    __table_args__ = (
        CheckConstraint("place <> 'center' OR center_id IS NOT NULL", name="at_center_has_center"),
        CheckConstraint("place <> 'on_the_way' OR waybill_id IS NOT NULL", name="on_the_way_has_waybill"),
        CheckConstraint("place <> 'archive' OR (shelf <> '' AND borrower = '')", name="archived_has_shelf"),
        CheckConstraint("borrower = '' OR (shelf <> '' AND place = 'committee')", name="lent_out_of_the_archive"),
        Index("ix_paper_file_place_since", "place", "since", "application_id"),
        Index("ix_paper_file_center_id_place_since", "center_id", "place", "since", "application_id"),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    @classmethod
    def of_filing(cls, application: "Application", now: datetime) -> "PaperFile | None":
        """The papers that a new filing brings to the place that accepts it; None for the Portal."""
        if application.channel is Place.PORTAL:
            return None
        is_at_center = application.channel is Place.CENTER
        return cls(
            place=PaperPlace.CENTER if is_at_center else PaperPlace.COMMITTEE, center=application.center, since=now
        )

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["PaperFile"]:
        """All papers for the Committee's people; for a Center's and a branch's those that were taken in there."""
        statement = select(cls)
        if actor.sees_all:
            return statement
        return statement.where(cls.center_id.in_(Center.ids_of(actor)))

    @classmethod
    def history(cls, application_id: int) -> Select[Event]:
        """The events of a case that tell where its papers went, latest first."""
        return Event.of_application(application_id).where(Event.kind.in_(MOVES))

    @property
    def is_lent(self) -> bool:
        return bool(self.borrower)

    def require(self, *places: PaperPlace) -> None:
        """ActionRefused unless they are at one of these places."""
        if self.place not in places:
            raise ActionRefused(Barred("papers_elsewhere"))

    def move(self, place: PaperPlace, now: datetime) -> None:
        """Note where they are from now on; the act that calls this records it."""
        self.place, self.since = place, now

    # --- The archive -------------------------------------------------------------------------------------

    def why_not_archived(self) -> Barred | None:
        """Why they cannot go to the archive now, or None: they are here, not lent out, and the case is closed."""
        if self.place is not PaperPlace.COMMITTEE or self.is_lent:
            return Barred("papers_elsewhere")
        return None if self.application.closed_at else Barred("case_not_closed")

    def archive(self, shelf: str, actor: Actor, now: datetime) -> None:
        """Put the papers of a closed case into the archive, under a mark by which they are found there."""
        if reason := self.why_not_archived():
            raise ActionRefused(reason)
        self.shelf = shelf
        self.move(PaperPlace.ARCHIVE, now)
        record("papers_archived", actor, now, application_id=self.application_id, shelf=shelf)

    def lend(self, borrower: str, reason: str, actor: Actor, now: datetime) -> None:
        """Give them out of the archive, to somebody and for a reason."""
        self.require(PaperPlace.ARCHIVE)
        self.borrower = borrower
        self.move(PaperPlace.COMMITTEE, now)
        record("papers_lent", actor, now, application_id=self.application_id, borrower=borrower, reason=reason)

    def put_back(self, actor: Actor, now: datetime) -> None:
        """Take them back into the archive, to where they stood."""
        if not self.is_lent:
            raise ActionRefused(Barred("papers_elsewhere"))
        borrower, self.borrower = self.borrower, ""
        self.move(PaperPlace.ARCHIVE, now)
        record("papers_put_back", actor, now, application_id=self.application_id, borrower=borrower, shelf=self.shelf)
