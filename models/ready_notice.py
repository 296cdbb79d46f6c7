"""Telling the applicant that a result can be collected: what was sent or said, by which means, by whom."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from extensions import db, stored
from models.custody import why_not_hand_out
from models.decision import Decision, DecisionStatus
from models.event import record
from models.user import Actor, User
from rules.terms import Place
from rules.workflow import ActionRefused, Barred, ResultPlace

if TYPE_CHECKING:
    from models.application import Application


class Means(StrEnum):
    """How the applicant is told."""

    SMS = "sms"
    EMAIL = "email"
    CALL = "call"


class Told(StrEnum):
    """What came of it. A message is only sent; a call has an answer."""

    SENT = "sent"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"


SUCCESSFUL = frozenset({Told.SENT, Told.REACHED})


class ReadyNotice(db.Model):
    """One attempt for one paper at one place; there may be several. Insert-only: triggers forbid change."""

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    place: Mapped[ResultPlace] = mapped_column(stored(ResultPlace, "place"))
    means: Mapped[Means] = mapped_column(stored(Means, "means"))
    outcome: Mapped[Told] = mapped_column(stored(Told, "told"))
    contact: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(1000), default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    by: Mapped[User] = relationship()
    application: Mapped["Application"] = relationship(back_populates="ready_notices")
    __table_args__ = (
        CheckConstraint("(means = 'call') = (outcome <> 'sent')", name="call_has_answer"),
        CheckConstraint("contact <> ''", name="has_contact"),
        Index("ix_ready_notice_application_id", "application_id", "id"),
    )

    @property
    def is_successful(self) -> bool:
        return self.outcome in SUCCESSFUL


def told_of(application: "Application") -> list[ReadyNotice]:
    """The attempts about the paper in force where it lies now, the first first."""
    decision = application.signed_decision
    return [
        one for one in application.ready_notices
        if decision and one.decision_id == decision.id and one.place is application.result_place
    ]  # fmt: skip


def is_told(case: type["Application"]) -> ColumnElement[bool]:
    """SQL for a case whose applicant knows where the paper in force lies."""
    in_force = select(func.max(Decision.id)).where(
        Decision.application_id == case.id, Decision.status == DecisionStatus.SIGNED
    )
    return (
        select(ReadyNotice.id)
        .where(
            ReadyNotice.application_id == case.id, ReadyNotice.place == case.result_place,
            ReadyNotice.outcome.in_(SUCCESSFUL), ReadyNotice.decision_id == in_force.correlate(case).scalar_subquery(),
        )
        .correlate(case)
        .exists()
    )  # fmt: skip


def why_not_tell(application: "Application", actor: Actor) -> Barred | None:
    """Why this person has nothing to tell: told is by whoever hands out there, of what is ready there."""
    is_for_cabinet = application.hand_out_place is Place.PORTAL and application.result_place is ResultPlace.COMMITTEE
    return Barred("told_in_cabinet") if is_for_cabinet else why_not_hand_out(application, actor)


def tell(application: "Application", notice: ReadyNotice, actor: Actor, now: datetime) -> None:
    """Record an attempt."""
    if reason := why_not_tell(application, actor):
        raise ActionRefused(reason)
    decision, place = application.signed_decision, application.result_place
    assert decision is not None and place is not None  # it can be handed out, as asked above
    notice.decision_id, notice.place, notice.at, notice.by_id = decision.id, place, now, actor.user_id
    application.ready_notices.append(notice)
    record(
        "applicant_told", actor, now, application_id=application.id, means=notice.means, outcome=notice.outcome,
        contact=notice.contact, note=notice.note,
    )  # fmt: skip
