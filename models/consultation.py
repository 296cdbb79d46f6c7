"""The log of consultations on how to complain (20): who asked what, and what they were told. Only ever inserted."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.application import Application
from models.center import Center
from models.folding import fold
from models.user import Actor, User
from rules.complaint_routing import Subject


class Means(StrEnum):
    """How somebody asked."""

    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    LETTER = "letter"
    ELECTRONIC = "electronic"


class Consultation(db.Model):
    """One consultation. `subject` is None for the procedure in general; `center_id` is None at the Committee."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    means: Mapped[Means] = mapped_column(stored(Means, "means"))
    subject: Mapped[Subject | None] = mapped_column(stored(Subject, "subject"))
    asked_by: Mapped[str] = mapped_column(String(200), default="")
    """The name, if it was given: nobody has to name themselves to ask."""
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    question: Mapped[str] = mapped_column(String(2000))
    answer: Mapped[str] = mapped_column(String(2000))
    folded: Mapped[str] = mapped_column(String(4300))
    """Name, question and answer as the search reads them."""

    by: Mapped[User] = relationship()
    center: Mapped[Center | None] = relationship()
    application: Mapped[Application | None] = relationship()
    __table_args__ = (
        CheckConstraint("question <> '' AND answer <> ''", name="has_question_and_answer"),
        Index("ix_consultation_center_id_id", "center_id", "id"),
    )

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["Consultation"]:
        """The Committee's people see all, a Center's and a branch's those given there; the newest first."""
        statement = select(cls).order_by(cls.id.desc())
        if actor.sees_all:
            return statement
        return statement.where(cls.center_id.in_(Center.ids_of(actor)))

    def give(self, actor: Actor, now: datetime) -> None:
        """Enter it in the log, where this person works."""
        self.by_id, self.at = actor.user_id, now
        self.center_id = None if actor.sees_all else min(actor.center_ids, default=None)
        self.folded = fold(f"{self.asked_by} {self.question} {self.answer}")
        db.session.add(self)
        db.session.flush()
