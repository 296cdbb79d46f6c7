"""What an officer prepares and a signatory signs. Preparing and signing are two acts of two people."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.document import Document, EntryStatus, RegisterEntry
from models.event import record_silence
from models.user import Actor, User
from rules.refusal import Ground
from rules.terms import committee_today, present_by
from rules.workflow import (
    PREPARING,
    SIGNING,
    Action,
    ActionRefused,
    Barred,
    DecisionKind,
    ResultPlace,
    barred,
    four_eyes,
    is_issued_to_importer,
)

if TYPE_CHECKING:
    from models.application import Application


class DecisionStatus(StrEnum):
    """Prepared waits for a signature; recalled and returned ones stay as they were."""

    PREPARED = "prepared"
    RECALLED = "recalled"
    RETURNED = "returned"
    SIGNED = "signed"


class Medium(StrEnum):
    """How a result was signed (clause 5): electronically, or on paper by hand and sealed."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


class Decision(db.Model):
    """One prepared text of a result or refusal. Once signed it is immutable; a correction is a new version."""

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    version: Mapped[int]
    kind: Mapped[DecisionKind] = mapped_column(stored(DecisionKind, "decision_kind"))
    status: Mapped[DecisionStatus] = mapped_column(stored(DecisionStatus, "decision_status"))
    content: Mapped[dict[str, Any]]
    """What the paper says, as plain data: boxes and rows of a certificate, findings of a conclusion."""
    reasons: Mapped[str] = mapped_column(Text, default="")
    originals: Mapped[int] = mapped_column(default=1)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    prepared_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    prepared_at: Mapped[datetime]
    taken_back_reason: Mapped[str] = mapped_column(String(1000), default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    correction_reason: Mapped[str] = mapped_column(String(1000), default="")
    medium: Mapped[Medium | None] = mapped_column(stored(Medium, "medium"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_post: Mapped[str] = mapped_column(String(200), default="")
    signed_at: Mapped[datetime | None]
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    application: Mapped["Application"] = relationship(back_populates="decisions")
    grounds: Mapped[list["DecisionGround"]] = relationship(
        cascade="all, delete-orphan", order_by="DecisionGround.id", lazy="selectin"
    )
    entries: Mapped[list[RegisterEntry]] = relationship(back_populates="decision", order_by=RegisterEntry.id)
    prepared_by: Mapped[User] = relationship(foreign_keys=[prepared_by_id])
    prepared_for: Mapped[User | None] = relationship(foreign_keys=[prepared_for_id])
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])
    signed_for: Mapped[User | None] = relationship(foreign_keys=[signed_for_id])
    scan: Mapped[Document | None] = relationship(foreign_keys=[scan_id])
    __table_args__ = (
        UniqueConstraint("application_id", "version"),
        Index(
            "uq_decision_one_prepared", "application_id", unique=True,
            sqlite_where=db.text("status = 'prepared'"), postgresql_where=db.text("status = 'prepared'"),
        ),
        CheckConstraint(
            "signed_by_id IS NULL OR (signed_by_id <> prepared_by_id"
            " AND (prepared_for_id IS NULL OR signed_by_id <> prepared_for_id)"
            " AND (signed_for_id IS NULL OR (signed_for_id <> prepared_by_id"
            " AND (prepared_for_id IS NULL OR signed_for_id <> prepared_for_id))))",
            name="four_eyes",
        ),
        CheckConstraint("(status = 'signed') = (signed_by_id IS NOT NULL)", name="signed_has_signatory"),
        CheckConstraint("(status = 'signed') = (signed_at IS NOT NULL)", name="signed_has_moment"),
        CheckConstraint("(status = 'signed') = (medium IS NOT NULL)", name="signed_has_medium"),
        CheckConstraint("medium <> 'paper' OR scan_id IS NOT NULL", name="paper_has_scan"),
        CheckConstraint("kind = 'result' OR reasons <> ''", name="refusal_has_reasons"),
        CheckConstraint("(corrects_id IS NULL) = (correction_reason = '')", name="correction_has_reason"),
        CheckConstraint("originals BETWEEN 1 AND 9", name="originals_in_range"),
    )  # fmt: skip

    @property
    def entry(self) -> RegisterEntry | None:
        """The live number: reserved or issued."""
        return next((e for e in reversed(self.entries) if e.status is not EntryStatus.ANNULLED), None)

    @property
    def is_issued_to_importer(self) -> bool:
        return is_issued_to_importer(self.application.service, self.kind)

    @property
    def issued_to(self) -> tuple[str, str]:
        """The name and the identifier of whom it is issued to."""
        guarantee, applicant = self.application.guarantee, self.application.applicant
        if self.is_issued_to_importer and guarantee:
            return guarantee.importer_name, guarantee.importer_identifier
        return applicant.name, applicant.identifier

    def reserved_today(self, today: date) -> RegisterEntry | None:
        """The number prepared for signing, while it holds: until midnight, with its paper made."""
        entry = self.entry
        return entry if entry and entry.dated_on == today and entry.document_id else None

    @classmethod
    def prepare(
        cls, application: "Application", kind: DecisionKind, actor: Actor, now: datetime, *,
        content: dict[str, Any], reasons: str = "", grounds: dict[Ground, str] | None = None, originals: int = 1,
        correction_reason: str = "",
    ) -> "Decision":  # fmt: skip
        """The officer's act. Tests the grounds, moves the case to `prepared` (a correction leaves it issued)."""
        grounds = grounds or {}
        action = Action.PREPARE_CORRECTION if correction_reason else PREPARING[kind]
        if application.prepared_decision:
            raise ActionRefused(Barred("already_prepared"))
        facts = application.facts(now, grounds)
        if reason := application.why_barred(action, actor, now) or barred(action, facts):
            raise ActionRefused(reason)
        decision = cls(
            version=len(application.decisions) + 1, kind=kind, status=DecisionStatus.PREPARED, content=content,
            reasons=reasons, originals=originals, prepared_by_id=actor.user_id, prepared_for_id=actor.on_behalf_of_id,
            prepared_at=now, correction_reason=correction_reason,
            corrects_id=application.signed_decision.id if correction_reason and application.signed_decision else None,
        )  # fmt: skip
        decision.grounds = [DecisionGround(ground=ground, text=text) for ground, text in grounds.items()]
        application.move(
            action, actor, now, "correction_prepared" if correction_reason else "decision_prepared",
            kind=kind, grounds=sorted(grounds), reason=correction_reason,
        )  # fmt: skip
        application.decisions.append(decision)
        return decision

    def take_back(self, status: DecisionStatus, reason: str, now: datetime) -> None:
        """End a preparation: its reserved number stays in the register as annulled, with the reason."""
        self.status, self.taken_back_reason = status, reason
        if entry := self.entry:
            entry.annul("text_changed", now)

    def recall(self, actor: Actor, now: datetime) -> None:
        """The officer takes the text back to change it."""
        self._back(Action.RECALL, DecisionStatus.RECALLED, "decision_recalled", "", actor, now)

    def send_back(self, reason: str, actor: Actor, now: datetime) -> None:
        """The signatory returns the text to the officer with a reason."""
        self._back(Action.RETURN, DecisionStatus.RETURNED, "decision_returned", reason, actor, now)

    def _back(
        self, action: Action, status: DecisionStatus, event: str, reason: str, actor: Actor, now: datetime
    ) -> None:
        self.application.move(action, actor, now, event, reason=reason)
        self.take_back(status, reason, now)

    def why_not_sign(self, actor: Actor, now: datetime) -> Barred | None:
        """Why this person cannot sign this now: four eyes first, then the law at this moment."""
        action = Action.ISSUE_CORRECTION if self.corrects_id else SIGNING[self.kind]
        prepared = (self.prepared_by_id, self.prepared_for_id)
        return four_eyes(prepared, actor.people) or self.application.why_barred(action, actor, now)

    def sign(self, entry: RegisterEntry, actor: Actor, now: datetime, medium: Medium, scan: Document | None) -> None:
        """The signatory's act: state, register, document and event together, in one unit of work."""
        if reason := self.why_not_sign(actor, now):
            raise ActionRefused(reason)
        application = self.application
        action = Action.ISSUE_CORRECTION if self.corrects_id else SIGNING[self.kind]
        event = {
            Action.ISSUE: "issued", Action.REFUSE: "refused", Action.REFUSE_INCOMPLETE: "refused_incomplete",
            Action.ISSUE_CORRECTION: "correction_issued",
        }[action]  # fmt: skip
        was_silent = application.counts_as_issued(now)
        if was_silent:  # in the history before the issue, even if no job has run since
            record_silence(application.id, application.deemed_issued_on)
        application.move(action, actor, now, event, number=entry.number, medium=medium, after_silence=was_silent)
        entry.status = EntryStatus.ISSUED
        self.status, self.medium, self.scan = DecisionStatus.SIGNED, medium, scan
        self.signed_by_id, self.signed_for_id, self.signed_at = actor.user_id, actor.on_behalf_of_id, now
        self.signed_post = actor.post
        application.result_number = entry.number
        application.decided_at = application.decided_at or now
        # A correction is a paper of its own: it too goes to the Center or the counter, and the case is open until then.
        application.result_place, application.closed_at = ResultPlace.COMMITTEE, None
        application.custody_ends_on = application.return_on = None
        if self.kind is DecisionKind.RESULT:
            application.present_by = present_by(application.service, committee_today(now))


class DecisionGround(db.Model):
    """A ground of clause 16 cited in a refusal; Article 40 always with its own words."""

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    ground: Mapped[Ground] = mapped_column(stored(Ground, "ground"))
    text: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        UniqueConstraint("decision_id", "ground"),
        CheckConstraint("ground <> 'art40' OR text <> ''", name="art40_has_text"),
    )
