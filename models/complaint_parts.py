"""What belongs to a complaint: the officials complained of, its files, forwarding, extension, explanations, drafts."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from extensions import db, stored
from models.attachment import StoredFile
from models.calendar import load_calendar
from models.center import Center
from models.event import record
from models.user import Actor, User
from rules.complaint_routing import OUTSIDE, Addressee
from rules.complaint_terms import extended_due_on, is_late, notice_due_on
from rules.complaint_workflow import ComplaintAction, conflict_of_interest
from rules.permissions import Permission
from rules.terms import committee_today
from rules.workflow import ActionRefused, Barred

if TYPE_CHECKING:
    from models.complaint import Complaint


class ComplaintOfficial(db.Model):
    """An official complained of (24): as the complaint names them, and the account that this is, once known."""

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    post: Mapped[str] = mapped_column(String(300), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)

    complaint: Mapped["Complaint"] = relationship(back_populates="officials")
    user: Mapped[User | None] = relationship()
    __table_args__ = (UniqueConstraint("complaint_id", "position"),)

    def why_not_identify(self, actor: Actor) -> Barred | None:
        """Why this person cannot say which account it is, or None: who handles the complaint does, while it is open."""
        complaint = self.complaint
        if not actor.may(Permission.HANDLE_COMPLAINT):
            return Barred("not_permitted")
        if reason := conflict_of_interest(actor.people, complaint.involved):
            return reason
        if not complaint.is_handled_at(actor):
            return Barred("complaint_elsewhere")
        return None if complaint.closed_at is None else Barred("complaint_wrong_state")

    def identify(self, user: User | None, actor: Actor, now: datetime) -> None:
        """Say which account is the official complained of: the conflict of interest rests on it.

        Its officer can do nothing more with it then; whoever assigns it gives it to another.
        """
        if reason := self.why_not_identify(actor):
            raise ActionRefused(reason)
        self.user_id = user.id if user else None
        record("complaint_official_identified", actor, now, subject=self.complaint.event_subject, name=self.name)
        flag_modified(self.complaint, "state")  # the page elsewhere is outdated now


class ComplaintDraft(db.Model):
    """What is typed in at the counter before the complaint has a number; registered once, it points to it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was typed, field by field, as it was typed."""
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    files: Mapped[list["ComplaintFile"]] = relationship(order_by="ComplaintFile.id")
    __table_args__ = (
        Index(
            "ix_complaint_draft_open", "created_by_id", "updated_at",
            sqlite_where=db.text("complaint_id IS NULL"), postgresql_where=db.text("complaint_id IS NULL"),
        ),
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    def save(self, typed: dict[str, Any], now: datetime) -> None:
        self.data, self.updated_at = typed, now

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["ComplaintDraft"]:
        """One's own: what is not filed yet is nobody else's business."""
        return select(cls).where(cls.created_by_id == actor.user_id)

    @classmethod
    def open_for(cls, actor: Actor) -> Select["ComplaintDraft"]:
        """One's unregistered ones, latest first."""
        return cls.visible_to(actor).where(cls.complaint_id.is_(None)).order_by(cls.updated_at.desc())


class ComplaintFile(StoredFile, db.Model):
    """A file of a draft, and from registration on of its complaint, with its title."""

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("complaint_draft.id"), index=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), index=True)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (CheckConstraint("draft_id IS NOT NULL OR complaint_id IS NOT NULL", name="belongs_somewhere"),)


class ComplaintForwarding(db.Model):
    """One sending on (24): from whom to whom, why, on which day; and the letter that tells the applicant."""

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    from_addressee: Mapped[Addressee] = mapped_column(stored(Addressee, "from_addressee"))
    from_center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    to_addressee: Mapped[Addressee] = mapped_column(stored(Addressee, "to_addressee"))
    to_center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    reason: Mapped[str] = mapped_column(String(1000))
    due_on: Mapped[date]
    sent_on: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    complaint: Mapped["Complaint"] = relationship(back_populates="forwardings")
    from_center: Mapped[Center | None] = relationship(foreign_keys=[from_center_id])
    to_center: Mapped[Center | None] = relationship(foreign_keys=[to_center_id])
    by: Mapped[User] = relationship()
    __table_args__ = (
        CheckConstraint("(to_addressee = 'center_head') = (to_center_id IS NOT NULL)", name="to_center_has_center"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    @property
    def is_late(self) -> bool:
        return is_late(self.due_on, self.sent_on)

    @classmethod
    def send(
        cls, complaint: "Complaint", addressee: Addressee, center: Center | None, reason: str, actor: Actor,
        now: datetime,
    ) -> "ComplaintForwarding":  # fmt: skip
        """24: send a complaint to who is competent. Its day of registration stands, and its term is counted from it.

        A complaint that was addressed rightly to an outside body is sent there, once.
        """
        center_id = center.id if center else None
        is_same = (addressee, center_id) == (complaint.addressee, complaint.addressee_center_id)
        if is_same and (addressee not in OUTSIDE or complaint.forwardings):
            raise ActionRefused(Barred("complaint_same_addressee", "24"))
        calendar = load_calendar(is_held=True)  # before any row is changed: a correction locks in this order too
        complaint.move(
            ComplaintAction.FORWARD, actor, now, "complaint_forwarded", from_addressee=complaint.addressee,
            to_addressee=addressee,
        )  # fmt: skip
        forwarding = cls(
            from_addressee=complaint.addressee, from_center_id=complaint.addressee_center_id, to_addressee=addressee,
            to_center_id=center_id, reason=reason, due_on=complaint.forward_due_on, sent_on=committee_today(now),
            at=now, by_id=actor.user_id,
        )  # fmt: skip
        complaint.forwardings.append(forwarding)
        complaint.addressee, complaint.addressee_center_id, complaint.officer_id = addressee, center_id, None
        complaint.compute_dates(calendar)
        return forwarding


class ComplaintExtension(db.Model):
    """The one extension of the term: why, until when, and by when the applicant is told of it."""

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(1000))
    extended_on: Mapped[date]
    due_on: Mapped[date]
    notice_due_on: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    complaint: Mapped["Complaint"] = relationship(back_populates="extension")
    by: Mapped[User] = relationship()
    __table_args__ = (CheckConstraint("reason <> ''", name="has_reason"),)

    @classmethod
    def grant(cls, complaint: "Complaint", reason: str, actor: Actor, now: datetime) -> "ComplaintExtension":
        """Extend the term, once, while it runs."""
        calendar, today = load_calendar(is_held=True), committee_today(now)
        told = notice_due_on(today, complaint.registered_on, complaint.addressee, calendar)
        due = extended_due_on(complaint.registered_on, complaint.subject, complaint.addressee, calendar)
        complaint.move(ComplaintAction.EXTEND, actor, now, "complaint_extended", due_on=due.on.isoformat())
        complaint.extension = cls(
            reason=reason, extended_on=today, due_on=due.on, notice_due_on=told.on, at=now, by_id=actor.user_id
        )
        complaint.compute_dates(calendar)
        return complaint.extension


class ComplaintExplanation(db.Model):
    """An explanation requested of an official complained of, with a day of its own. Once asked, they may read it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    official_id: Mapped[int | None] = mapped_column(ForeignKey("complaint_official.id"), unique=True)
    """Whom the complaint names; None for who decided the case without being named."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    """Who answers in person; None for an official without an account, whose written answer is recorded."""
    question: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    complaint: Mapped["Complaint"] = relationship(back_populates="explanations")
    official: Mapped[ComplaintOfficial | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    __table_args__ = (
        UniqueConstraint("complaint_id", "user_id"),
        CheckConstraint("official_id IS NOT NULL OR user_id IS NOT NULL", name="asks_somebody"),
        CheckConstraint("(answered_at IS NULL) = (text = '')", name="answered_has_text"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_has_person"),
    )

    @classmethod
    def asked_of(cls, actor: Actor) -> Select["ComplaintExplanation"]:
        """What this person, or the one they act for, was asked to explain; unanswered ones first, by their day."""
        people = [person for person in actor.people if person]
        return select(cls).where(cls.user_id.in_(people)).order_by(cls.answered_at.is_not(None), cls.due_on, cls.id)

    @property
    def name(self) -> str:
        """Whom it was asked of, as the complaint names them."""
        return self.official.name if self.official else self.user.short_name if self.user else ""

    @classmethod
    def request(
        cls, complaint: "Complaint", official: ComplaintOfficial | None, user: User | None, question: str,
        due_on: date, actor: Actor, now: datetime,
    ) -> "ComplaintExplanation":  # fmt: skip
        """Ask an official named, or who decided the case, once. With an account they answer themselves, and may read
        the complaint from now on."""
        asked = cls(official=official, user=official.user if official else user, question=question, due_on=due_on)
        if any(
            (one.official and one.official is official) or (one.user and one.user is asked.user)
            for one in complaint.explanations
        ):
            raise ActionRefused(Barred("complaint_asked_already"))
        complaint.move(
            ComplaintAction.ASK, actor, now, "explanation_requested", name=asked.name, due_on=due_on.isoformat()
        )
        asked.asked_at, asked.asked_by_id = now, actor.user_id
        complaint.explanations.append(asked)
        return asked

    def why_not_answer(self, actor: Actor, now: datetime) -> Barred | None:
        """Who was asked explains; of one without an account, whoever handles the complaint records what they wrote."""
        if self.answered_at is not None:
            return Barred("complaint_explained_already")
        if self.user_id is None:
            return self.complaint.why_barred(ComplaintAction.ASK, actor, now)
        return None if self.user_id in actor.people else Barred("not_permitted")

    def answer(self, text: str, actor: Actor, now: datetime) -> None:
        if reason := self.why_not_answer(actor, now):
            raise ActionRefused(reason)
        self.text, self.answered_at, self.answered_by_id = text, now, actor.user_id
        record("explanation_given", actor, now, subject=self.complaint.event_subject, name=self.name)
