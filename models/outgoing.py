"""The letters that answer complaints: a register of their numbers, the stored bytes, and how each was sent (25).

Like a number of a result: reserved while the signatory reads the letter, then issued, or annulled with a reason; never
reused, never removed. A notice needs no second pair of eyes: it tells of an act that is done, and is issued at once.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, searched_by_prefix, stored
from models.complaint_parts import ComplaintForwarding
from models.complaint_reply import ComplaintReply
from models.counter import draw
from models.document import EntryStatus, SigningWay, Verifiable
from models.event import record
from models.user import Actor, User
from rules.complaint_routing import Addressee
from rules.verification import new_code
from rules.workflow import ActionRefused, Barred

if TYPE_CHECKING:
    from models.complaint import Complaint


class LetterKind(StrEnum):
    """Which letter it is."""

    REPLY = "complaint_reply"
    REFUSAL = "complaint_refusal"
    EXTENSION = "complaint_extension"
    FORWARDING = "complaint_forwarding"


class SendingWay(StrEnum):
    """How a letter reached the applicant."""

    POST = "post"
    WINDOW = "window"
    EMAIL = "email"
    PORTAL = "portal"


AT_COMMITTEE = "K"
PLACES = {Addressee.MINISTRY: "M", Addressee.RGP_CENTER: "R", Addressee.CALL_CENTER: "T"}
"""By which letter the registers of the bodies outside are told apart."""
_NOT_ANNULLED = db.text("status <> 'annulled'")
_LIVE_EXTENSION = db.text("status <> 'annulled' AND kind = 'complaint_extension'")


class OutgoingLetter(Verifiable, db.Model):
    """One number of the register. What is issued is immutable: triggers forbid change."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LetterKind] = mapped_column(stored(LetterKind, "letter_kind"))
    year: Mapped[int]
    place: Mapped[str] = mapped_column(String(16))
    """Whose register: K for the Committee, a Center's branch and row, a body's name."""
    seq: Mapped[int]
    number: Mapped[str] = mapped_column(searched_by_prefix(64), unique=True)
    dated_on: Mapped[date]
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("complaint_reply.id"))
    forwarding_id: Mapped[int | None] = mapped_column(ForeignKey("complaint_forwarding.id"))
    status: Mapped[EntryStatus] = mapped_column(stored(EntryStatus, "letter_status"), default=EntryStatus.RESERVED)
    reserved_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reserved_at: Mapped[datetime]
    prepared_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    """The letter as it was read."""
    sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    """The letter as it was issued: with the electronic signature behind it, or the same, to be signed by hand."""
    scan_sha256: Mapped[str] = mapped_column(String(64), default="")
    scan_media_type: Mapped[str] = mapped_column(String(40), default="")
    way: Mapped[SigningWay] = mapped_column(stored(SigningWay, "letter_way", is_closed=False))
    certificate_sha256: Mapped[str] = mapped_column(String(64), default="")
    issued_at: Mapped[datetime | None]
    annulled_at: Mapped[datetime | None]
    annulled_reason: Mapped[str] = mapped_column(String(500), default="")

    complaint: Mapped["Complaint"] = relationship()
    reply: Mapped[ComplaintReply | None] = relationship()
    forwarding: Mapped[ComplaintForwarding | None] = relationship()
    reserved_by: Mapped[User] = relationship()
    sendings: Mapped[list["LetterSending"]] = relationship(back_populates="letter", order_by="LetterSending.id")
    __table_args__ = (
        UniqueConstraint("year", "place", "seq"),
        Index("uq_letter_live_reply", "reply_id", unique=True, sqlite_where=_NOT_ANNULLED,
              postgresql_where=_NOT_ANNULLED),
        Index("uq_letter_live_forwarding", "forwarding_id", unique=True, sqlite_where=_NOT_ANNULLED,
              postgresql_where=_NOT_ANNULLED),
        Index("uq_letter_live_extension", "complaint_id", unique=True, sqlite_where=_LIVE_EXTENSION,
              postgresql_where=_LIVE_EXTENSION),
        Index("ix_outgoing_letter_dated_on", "dated_on", "id"),
        CheckConstraint("(kind IN ('complaint_reply', 'complaint_refusal')) = (reply_id IS NOT NULL)",
                        name="answer_has_reply"),
        CheckConstraint("(kind = 'complaint_forwarding') = (forwarding_id IS NOT NULL)", name="notice_has_forwarding"),
        CheckConstraint("(status = 'issued') = (issued_at IS NOT NULL)", name="issued_has_moment"),
        CheckConstraint("status <> 'issued' OR sha256 <> ''", name="issued_has_paper"),
        CheckConstraint("(status = 'annulled') = (annulled_reason <> '')", name="annulled_has_reason"),
        CheckConstraint("(scan_sha256 = '') = (scan_media_type = '')", name="scan_has_type"),
    )  # fmt: skip

    @classmethod
    def reserve(
        cls, complaint: "Complaint", kind: LetterKind, number_format: str, by_id: int, today: date, now: datetime, *,
        reply: ComplaintReply | None = None, forwarding: ComplaintForwarding | None = None,
    ) -> "OutgoingLetter":  # fmt: skip
        """Draw the next number of the place that answers, dated today."""
        place = _place(complaint, forwarding)
        seq = draw(f"letters-{today.year}-{place}")
        letter = cls(
            kind=kind, year=today.year, place=place, seq=seq, dated_on=today,
            number=number_format.format(year=today.year, place=place, seq=seq), complaint=complaint, reply=reply,
            forwarding=forwarding, reserved_by_id=by_id, reserved_at=now, verification_code=new_code(),
            way=SigningWay.BY_HAND,
        )  # fmt: skip
        db.session.add(letter)
        return letter

    @classmethod
    def of(cls, complaint_id: int) -> Select["OutgoingLetter"]:
        """The letters of a complaint, the earliest first."""
        return select(cls).where(cls.complaint_id == complaint_id).order_by(cls.id)

    @classmethod
    def live_for(cls, reply_id: int) -> "OutgoingLetter | None":
        """The number of a reply that is reserved or issued."""
        return db.session.scalar(select(cls).where(cls.reply_id == reply_id, cls.status != EntryStatus.ANNULLED))

    def annul(self, reason: str, now: datetime) -> None:
        """Keep the number as annulled. `reason` is a code; its words live in templates."""
        self.status, self.annulled_reason, self.annulled_at = EntryStatus.ANNULLED, reason, now

    def issue(self, sha256: str, now: datetime, scan_sha256: str = "", scan_media_type: str = "") -> None:
        """Part of the act that signs: from now on the letter never changes."""
        self.status, self.sha256, self.issued_at = EntryStatus.ISSUED, sha256, now
        self.scan_sha256, self.scan_media_type = scan_sha256, scan_media_type

    def holds(self, today: date) -> bool:
        """Whether the letter that was read may still be signed: until midnight."""
        return self.status is EntryStatus.RESERVED and self.dated_on == today and bool(self.prepared_sha256)

    def send(self, way: SendingWay, sent_on: date, note: str, actor: Actor, now: datetime) -> "LetterSending":
        """Record how the letter went to the applicant; again, if it went again."""
        if self.status is not EntryStatus.ISSUED:
            raise ActionRefused(Barred("letter_not_issued"))
        if sent_on < self.dated_on:
            raise ActionRefused(Barred("letter_sent_too_early"))
        sending = LetterSending(way=way, sent_on=sent_on, note=note, at=now, by_id=actor.user_id)
        self.sendings.append(sending)
        record("letter_sent", actor, now, subject=f"complaint:{self.complaint_id}", number=self.number, way=way,
               sent_on=sent_on.isoformat(), note=note)  # fmt: skip
        return sending


def _place(complaint: "Complaint", forwarding: ComplaintForwarding | None) -> str:
    """Whose letter it is: of who answers, and of a forwarding of who has sent the complaint on."""
    addressee, center = complaint.addressee, complaint.addressee_center
    if forwarding:
        addressee, center = forwarding.from_addressee, forwarding.from_center
        if addressee is forwarding.to_addressee:  # sent by the Committee, which had received it
            return AT_COMMITTEE
    return center.key if center else PLACES.get(addressee, AT_COMMITTEE)


class LetterSending(db.Model):
    """One way in which a letter went to the applicant. Insert-only: triggers forbid change."""

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("outgoing_letter.id"), index=True)
    way: Mapped[SendingWay] = mapped_column(stored(SendingWay, "sending_way"))
    sent_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    letter: Mapped[OutgoingLetter] = relationship(back_populates="sendings")
    by: Mapped[User] = relationship()
