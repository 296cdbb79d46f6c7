"""Findings: one for each document required (16), one for each group of boxes or information form reviewed."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.event import record
from models.user import Actor, User
from rules.workflow import Action, Barred, barred

if TYPE_CHECKING:
    from models.application import Application


class Stage(StrEnum):
    """Which check a finding belongs to."""

    COMPLETENESS = "completeness"
    REVIEW = "review"


class Outcome(StrEnum):
    """What was found. Completeness: present, missing, not_applicable. Review: conforms, remark, not_applicable."""

    PRESENT = "present"
    MISSING = "missing"
    CONFORMS = "conforms"
    REMARK = "remark"
    NOT_APPLICABLE = "not_applicable"


OUTCOMES = {
    Stage.COMPLETENESS: (Outcome.PRESENT, Outcome.MISSING, Outcome.NOT_APPLICABLE),
    Stage.REVIEW: (Outcome.CONFORMS, Outcome.REMARK, Outcome.NOT_APPLICABLE),
}


class Finding(db.Model):
    """The finding on one subject. For an information form also whether it is controlled, the code and the reasons."""

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    stage: Mapped[Stage] = mapped_column(stored(Stage, "stage"))
    subject: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[Outcome] = mapped_column(stored(Outcome, "outcome"))
    note: Mapped[str] = mapped_column(Text, default="")
    is_controlled: Mapped[bool | None]
    control_list_code: Mapped[str] = mapped_column(String(40), default="")
    reasons: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]

    made_by: Mapped[User] = relationship()
    application: Mapped["Application"] = relationship(back_populates="findings")
    __table_args__ = (
        UniqueConstraint("application_id", "stage", "subject"),
        CheckConstraint("outcome NOT IN ('missing', 'remark') OR note <> ''", name="says_what_is_wrong"),
    )

    @property
    def is_missing(self) -> bool:
        return self.outcome is Outcome.MISSING

    @classmethod
    def make(
        cls,
        application: "Application",
        stage: Stage,
        subject: str,
        values: dict[str, object],
        actor: Actor,
        now: datetime,
    ) -> "Finding":
        """Write or replace the finding on a subject; the event keeps what stood before."""
        found = next((f for f in application.findings if f.stage is stage and f.subject == subject), None)
        before = {"outcome": found.outcome, "note": found.note} if found else None
        if found is None:
            found = cls(stage=stage, subject=subject)
            application.findings.append(found)
        for name, value in values.items():
            setattr(found, name, value)
        found.made_by_id, found.made_at = actor.user_id, now
        record(
            "finding_made", actor, now, application_id=application.id, stage=stage, topic=subject,
            before=before, after={"outcome": found.outcome, "note": found.note},
        )  # fmt: skip
        return found


def completeness_stands_in_the_way(application: "Application", now: datetime) -> Barred | None:
    """What the check of completeness still asks for before the review begins, while its ground is open (16)."""
    if barred(Action.PREPARE_INCOMPLETENESS_REFUSAL, application.facts(now)):
        return None
    found = {f.subject: f for f in application.findings if f.stage is Stage.COMPLETENESS}
    if any(f.is_missing for f in found.values()):
        return Barred("documents_missing", "16", application.completeness_due_on)
    if any(requirement.code not in found for requirement in application.requirements):
        return Barred("completeness_unchecked", "16", application.completeness_due_on)
    return None


def nothing_missing(application: "Application") -> Barred | None:
    """A refusal to consider further rests on what the check of completeness found missing (16)."""
    is_missing = any(f.stage is Stage.COMPLETENESS and f.is_missing for f in application.findings)
    return None if is_missing else Barred("nothing_is_missing", "16")
