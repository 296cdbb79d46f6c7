"""What answers a complaint: a reply with its outcome, or the reasoned refusal to consider it; prepared, then signed."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.user import Actor, User
from rules.complaint_workflow import ComplaintAction, Outcome, ReplyKind
from rules.workflow import ActionRefused, Barred, four_eyes

if TYPE_CHECKING:
    from models.complaint import Complaint


class ReplyStatus(StrEnum):
    """Where a version stands. What is not signed stays in the record, with why it was taken back."""

    PREPARED = "prepared"
    RECALLED = "recalled"
    RETURNED = "returned"
    SIGNED = "signed"


class ComplaintReply(db.Model):
    """One version of what answers a complaint."""

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    version: Mapped[int]
    kind: Mapped[ReplyKind] = mapped_column(stored(ReplyKind, "reply_kind"))
    status: Mapped[ReplyStatus] = mapped_column(stored(ReplyStatus, "reply_status"))
    text: Mapped[str] = mapped_column(Text)
    """Of a reply what was found; of a refusal its reasons."""
    outcome: Mapped[Outcome | None] = mapped_column(stored(Outcome, "reply_outcome"))
    measures: Mapped[str] = mapped_column(Text, default="")
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    prepared_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    prepared_at: Mapped[datetime]
    taken_back_reason: Mapped[str] = mapped_column(String(1000), default="")
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_post: Mapped[str] = mapped_column(String(200), default="")
    signed_at: Mapped[datetime | None]
    number: Mapped[str | None] = mapped_column(String(64), unique=True)

    complaint: Mapped["Complaint"] = relationship(back_populates="replies")
    prepared_by: Mapped[User] = relationship(foreign_keys=[prepared_by_id])
    prepared_for: Mapped[User | None] = relationship(foreign_keys=[prepared_for_id])
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])
    signed_for: Mapped[User | None] = relationship(foreign_keys=[signed_for_id])
    __table_args__ = (
        UniqueConstraint("complaint_id", "version"),
        Index(
            "uq_complaint_reply_one_prepared", "complaint_id", unique=True,
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
        CheckConstraint("(kind = 'reply') = (outcome IS NOT NULL)", name="reply_has_outcome"),
        CheckConstraint("text <> ''", name="has_text"),
    )  # fmt: skip

    @classmethod
    def prepare(
        cls, complaint: "Complaint", kind: ReplyKind, text: str, actor: Actor, now: datetime, *,
        outcome: Outcome | None = None, measures: str = "",
    ) -> "ComplaintReply":  # fmt: skip
        """Prepare a reply with its outcome, or a refusal to consider with its reasons, for another's signature."""
        is_reply = kind is ReplyKind.REPLY
        action = ComplaintAction.PREPARE_REPLY if is_reply else ComplaintAction.PREPARE_REFUSAL
        complaint.move(action, actor, now, "complaint_reply_prepared", kind=kind, outcome=outcome)
        reply = cls(
            version=len(complaint.replies) + 1, kind=kind, status=ReplyStatus.PREPARED, text=text, outcome=outcome,
            measures=measures, prepared_by_id=actor.user_id, prepared_for_id=actor.on_behalf_of_id, prepared_at=now,
        )  # fmt: skip
        complaint.replies.append(reply)
        return reply

    def take_back(self, status: ReplyStatus, reason: str) -> None:
        """End a preparation; the text stays in the record."""
        self.status, self.taken_back_reason = status, reason

    def recall(self, actor: Actor, now: datetime) -> None:
        """Who prepared it takes it back to change it."""
        self.complaint.move(ComplaintAction.RECALL, actor, now, "complaint_reply_recalled")
        self.take_back(ReplyStatus.RECALLED, "")

    def send_back(self, reason: str, actor: Actor, now: datetime) -> None:
        """Who signs returns it with a reason."""
        self.complaint.move(ComplaintAction.RETURN, actor, now, "complaint_reply_returned", reason=reason)
        self.take_back(ReplyStatus.RETURNED, reason)

    def why_not_sign(self, actor: Actor, now: datetime) -> Barred | None:
        """Why this person cannot sign this now: four eyes first, then the law at this moment."""
        prepared = (self.prepared_by_id, self.prepared_for_id)
        return four_eyes(prepared, actor.people) or self.complaint.why_barred(ComplaintAction.SIGN, actor, now)

    def sign(self, number: str, actor: Actor, now: datetime) -> None:
        """The head's act: the complaint is answered, or refused to be considered, in one unit of work."""
        if reason := self.why_not_sign(actor, now):
            raise ActionRefused(reason)
        complaint = self.complaint
        is_reply = self.kind is ReplyKind.REPLY
        event = "complaint_replied" if is_reply else "complaint_refused"
        complaint.move(ComplaintAction.SIGN, actor, now, event, number=number, outcome=self.outcome)
        self.status, self.number = ReplyStatus.SIGNED, number
        self.signed_by_id, self.signed_for_id, self.signed_at = actor.user_id, actor.on_behalf_of_id, now
        self.signed_post = actor.post
        complaint.outcome, complaint.measures, complaint.reply_number = self.outcome, self.measures, number
        complaint.close(now, reason="" if is_reply else self.text)
