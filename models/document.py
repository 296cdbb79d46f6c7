"""Papers as they were made: stored bytes, never changed; and the register of their numbers."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, UniqueConstraint, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, searched_by_prefix, stored
from models.counter import draw
from models.user import User
from rules.terms import Service
from rules.verification import new_code
from rules.workflow import DecisionKind

if TYPE_CHECKING:
    from models.application import Application
    from models.decision import Decision


class DocumentKind(StrEnum):
    """Which paper the bytes are."""

    RECEIPT = "receipt"
    CERTIFICATE = "certificate"
    CONCLUSION = "conclusion"
    REFUSAL = "refusal"
    INCOMPLETENESS_REFUSAL = "incompleteness_refusal"
    SIGNED_SCAN = "signed_scan"
    GUARANTEE = "guarantee"
    """The importer's, with the Committee's box 16 signed together with the certificate (R2)."""


class Verifiable:
    """What anybody may check: a number in a register, or a receipt."""

    verification_code: Mapped[str | None] = mapped_column(String(20), unique=True, index=True)
    """Stands on the paper with its QR code; who has it may check the paper. None on papers made before codes were."""
    shown: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the check tells: taken from the paper when it was made, so that nothing beside it can be told."""


class Document(Verifiable, db.Model):
    """A paper's bytes, by SHA-256 in the file store. Insert-only: triggers forbid change."""

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(stored(DocumentKind, "document_kind"))
    number: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(40), default="application/pdf")
    made_at: Mapped[datetime]

    signature_report: Mapped["SignatureReport | None"] = relationship(back_populates="document")

    @classmethod
    def of_case(cls, application_id: int) -> "Select[Document]":
        """The papers made in a case, the earliest first; without what was signed or made anew since, which stays kept.

        Of a number's papers those are left that its entry refers to.
        """
        is_referred_to = exists().where(
            RegisterEntry.application_id == cls.application_id,
            or_(RegisterEntry.document_id == cls.id, RegisterEntry.guarantee_id == cls.id),
        )
        by_itself = cls.kind.in_((DocumentKind.RECEIPT, DocumentKind.SIGNED_SCAN))
        return select(cls).where(cls.application_id == application_id, or_(by_itself, is_referred_to)).order_by(cls.id)


class SignatureReport(db.Model):
    """A signature that stands beside a paper and not in it: the CMS in the file store, and what its check found.

    Checked once, when it came: a certificate is judged by that moment. Insert-only: triggers forbid change.
    """

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    cms_sha256: Mapped[str] = mapped_column(String(64))
    checked_at: Mapped[datetime]
    report: Mapped[dict[str, Any]]

    document: Mapped[Document] = relationship(back_populates="signature_report")


class Register(StrEnum):
    """The registers of results; each numbers its own entries, year by year."""

    CERTIFICATES = "certificates"
    CONCLUSIONS = "conclusions"
    REFUSALS = "refusals"
    INCOMPLETENESS_REFUSALS = "incompleteness_refusals"


NUMBER_PREFIX = {
    Register.CERTIFICATES: "EUC",
    Register.CONCLUSIONS: "CON",
    Register.REFUSALS: "REF",
    Register.INCOMPLETENESS_REFUSALS: "INC",
}


def register_for(service: Service, kind: DecisionKind) -> Register:
    """The register in which a decision is entered."""
    if kind is DecisionKind.REFUSAL:
        return Register.REFUSALS
    if kind is DecisionKind.INCOMPLETENESS_REFUSAL:
        return Register.INCOMPLETENESS_REFUSALS
    return Register.CERTIFICATES if service is Service.EUC else Register.CONCLUSIONS


class EntryStatus(StrEnum):
    """A number is reserved while the signatory reads the paper; then issued, or annulled with a reason."""

    RESERVED = "reserved"
    ISSUED = "issued"
    ANNULLED = "annulled"


class SigningWay(StrEnum):
    """How a paper is to be signed (clause 5): it says so itself, so that it is made for one way."""

    SERVER_KEY = "server_key"
    NCALAYER = "ncalayer"
    BY_HAND = "by_hand"


class RegisterEntry(Verifiable, db.Model):
    """A number in a register: never reused, never removed; annulled ones stay with their reason."""

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[Register] = mapped_column(stored(Register, "register"))
    year: Mapped[int]
    seq: Mapped[int]
    number: Mapped[str] = mapped_column(searched_by_prefix(64), unique=True)
    dated_on: Mapped[date]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    status: Mapped[EntryStatus] = mapped_column(stored(EntryStatus, "entry_status"), default=EntryStatus.RESERVED)
    reserved_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reserved_at: Mapped[datetime]
    guarantee_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The importer's guarantee with box 16 and this number, signed by the same act; none where that is done by hand."""
    way: Mapped[SigningWay] = mapped_column(
        stored(SigningWay, "signing_way", is_closed=False), default=SigningWay.BY_HAND
    )
    """How the paper says that it is signed."""
    certificate_sha256: Mapped[str] = mapped_column(String(64), default="")
    """The certificate that the paper names as the one it is signed with; empty unless that is a key on the server."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    """Whether that is a demonstration certificate: the paper says so, and whatever is drawn to go with it."""
    annulled_at: Mapped[datetime | None]
    annulled_reason: Mapped[str] = mapped_column(String(500), default="")

    document: Mapped[Document | None] = relationship(foreign_keys=[document_id])
    guarantee: Mapped[Document | None] = relationship(foreign_keys=[guarantee_id])
    decision: Mapped["Decision"] = relationship(back_populates="entries")
    application: Mapped["Application"] = relationship()
    reserved_by: Mapped[User] = relationship()
    __table_args__ = (
        UniqueConstraint("register", "year", "seq"),
        Index(
            "uq_register_entry_live_decision", "decision_id", unique=True,
            sqlite_where=db.text("status <> 'annulled'"), postgresql_where=db.text("status <> 'annulled'"),
        ),
        Index("ix_register_entry_register_dated_on", "register", "dated_on", "id"),
        CheckConstraint("status <> 'issued' OR document_id IS NOT NULL", name="issued_has_document"),
        CheckConstraint("(status = 'annulled') = (annulled_reason <> '')", name="annulled_has_reason"),
    )  # fmt: skip

    @classmethod
    def reserve(
        cls, decision: "Decision", register: Register, number_format: str, by_id: int, today: date, now: datetime
    ) -> "RegisterEntry":
        """Draw the next number of the register, dated today, for a decision about to be signed."""
        seq = draw(f"{register}-{today.year}")
        entry = cls(
            register=register, year=today.year, seq=seq, dated_on=today,
            number=number_format.format(register=NUMBER_PREFIX[register], year=today.year, seq=seq),
            application_id=decision.application_id, decision=decision,
            reserved_by_id=by_id, reserved_at=now, verification_code=new_code(),
        )  # fmt: skip
        db.session.add(entry)
        return entry

    @property
    def is_set_aside(self) -> bool:
        """Whether an upheld complaint has taken its force (21)."""
        return bool(self.application.set_aside) and self.decision.version <= self.application.set_aside

    def annul(self, reason: str, now: datetime) -> None:
        """Keep the number as annulled. `reason` is a code; its words live in templates."""
        self.status = EntryStatus.ANNULLED
        self.annulled_reason = reason
        self.annulled_at = now
