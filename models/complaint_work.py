"""Work on a complaint around its own acts: the checklist of the review, satisfaction, the case that it reopens (21)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from extensions import db, stored
from models.complaint import Complaint
from models.complaint_scope import present
from models.event import record
from models.reopening import Reopening, reopen, why_not_reopen
from models.user import Actor, User
from rules.complaint_review import Found, ReviewItem, review_items
from rules.complaint_routing import Subject
from rules.complaint_workflow import CLOSED, ComplaintState, Outcome, conflict_of_interest
from rules.permissions import Permission
from rules.workflow import Action, ActionRefused, Barred


class ComplaintCheck(db.Model):
    """What the review found on one question; found anew, the event keeps what stood before."""

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    item: Mapped[ReviewItem] = mapped_column(stored(ReviewItem, "review_item", is_closed=False))
    found: Mapped[Found] = mapped_column(stored(Found, "found"))
    note: Mapped[str] = mapped_column(String(2000), default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]

    made_by: Mapped[User] = relationship()
    __table_args__ = (
        UniqueConstraint("complaint_id", "item"),
        CheckConstraint("found = 'not_applicable' OR note <> ''", name="says_what_was_found"),
    )

    @classmethod
    def of(cls, complaint: Complaint) -> dict[ReviewItem, "ComplaintCheck"]:
        """What has been found, by question."""
        rows = db.session.scalars(db.select(cls).where(cls.complaint_id == complaint.id))
        return {row.item: row for row in rows}

    @classmethod
    def make(
        cls, complaint: Complaint, item: ReviewItem, found: Found, note: str, actor: Actor, now: datetime
    ) -> "ComplaintCheck":
        """The officer's act while the complaint is in work."""
        if reason := why_not_check(complaint, actor):
            raise ActionRefused(reason)
        check = cls.of(complaint).get(item)
        before = {"found": check.found, "note": check.note} if check else None
        if check is None:
            check = cls(complaint_id=complaint.id, item=item)
            db.session.add(check)
        check.found, check.note, check.made_by_id, check.made_at = found, note, actor.user_id, now
        flag_modified(complaint, "state")  # the page elsewhere is outdated now
        record(
            "complaint_checked", actor, now, subject=complaint.event_subject, item=item, before=before,
            after={"found": found, "note": note},
        )  # fmt: skip
        return check


def why_not_check(complaint: Complaint, actor: Actor) -> Barred | None:
    """The review is its officer's, while the complaint is in work."""
    if not actor.may(Permission.HANDLE_COMPLAINT):
        return Barred("not_permitted")
    if reason := conflict_of_interest(actor.people, complaint.involved):
        return reason
    if complaint.officer_id not in present(actor):
        return Barred("complaint_of_another")
    return None if complaint.state is ComplaintState.IN_WORK else Barred("complaint_wrong_state")


def review_unfinished(complaint: Complaint) -> Barred | None:
    """A reply rests on every question of the review (24), and on explanations whose day is still to come."""
    made = ComplaintCheck.of(complaint)
    is_whole = all(item in made for item in review_items(complaint.subject))
    return None if is_whole else Barred("complaint_checks_not_finished")


class Satisfaction(StrEnum):
    """What the applicant says of how complaints are dealt with (Annex 4, indicator 4.1)."""

    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"
    NO_ANSWER = "no_answer"
    """Asked, and not answered."""


class ComplaintSatisfaction(db.Model):
    """The answer to the question that goes with the reply; an answer takes the place of none."""

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    answer: Mapped[Satisfaction] = mapped_column(stored(Satisfaction, "satisfaction"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who recorded it; None for the applicant, on the tracking page."""

    @classmethod
    def of(cls, complaint: Complaint) -> "ComplaintSatisfaction | None":
        return db.session.get(cls, complaint.id)

    @classmethod
    def tell(cls, complaint: Complaint, answer: Satisfaction, actor: Actor | None, now: datetime) -> None:
        """Record an answer, once there is a reply. The applicant's own is the last word."""
        if complaint.state not in CLOSED or complaint.state is ComplaintState.WITHDRAWN:
            raise ActionRefused(Barred("complaint_not_answered", "25"))
        told = db.session.get(cls, complaint.id, with_for_update=True)
        if told is not None and told.answer is not Satisfaction.NO_ANSWER:
            raise ActionRefused(Barred("complaint_satisfaction_told"))
        if told is None:
            told = cls(complaint_id=complaint.id)
            db.session.add(told)
        told.answer, told.at, told.by_id = answer, now, actor.user_id if actor else None
        record("complaint_satisfaction_told", actor, now, subject=complaint.event_subject, answer=answer)


def why_not_reopen_case(complaint: Complaint, actor: Actor, now: datetime) -> Barred | None:
    """Why this person cannot reopen the case of this complaint now, or None (21)."""
    application = complaint.application
    if not actor.may(Permission.REOPEN):
        return Barred("not_permitted")
    if reason := conflict_of_interest(actor.people, complaint.involved):
        return reason
    is_upheld = complaint.state is ComplaintState.REPLIED and complaint.outcome in (Outcome.UPHELD, Outcome.PARTLY)
    if not is_upheld or complaint.subject is not Subject.RESULT or application is None:
        return Barred("complaint_reopens_nothing", "21")
    if reopening_of(complaint):
        return Barred("complaint_reopened_already", "21")
    return application.why_barred(Action.REOPEN, actor, now)


def reopening_of(complaint: Complaint) -> Reopening | None:
    """The reopening that the complaint brought about."""
    return db.session.scalar(db.select(Reopening).where(Reopening.complaint_id == complaint.id))


def reopen_case(complaint: Complaint, term_ends_on: date, actor: Actor, now: datetime) -> Reopening:
    """The upheld complaint reopens its case, within the term that its reply sets. The caller locks both rows."""
    if reason := why_not_reopen_case(complaint, actor, now):
        raise ActionRefused(reason)
    application = complaint.application
    if application is None or complaint.closed_on is None:
        raise ActionRefused(Barred("complaint_reopens_nothing", "21"))
    if reason := why_not_reopen(application, term_ends_on, actor, now):
        raise ActionRefused(reason)
    made = reopen(
        application, complaint.id, complaint.number, complaint.reply_number, complaint.closed_on, term_ends_on, actor,
        now,
    )  # fmt: skip
    record(
        "complaint_case_reopened", actor, now, subject=complaint.event_subject, number=application.number,
        term_ends_on=term_ends_on.isoformat(),
    )  # fmt: skip
    return made
