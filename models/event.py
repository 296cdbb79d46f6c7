"""The record of every act: who, for whom, when, what, before and after. Only ever inserted.

Triggers in the database forbid changing or deleting a row (see migrations). `chain` is room for a hash
chain over the rows, to be filled in a later version.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.once import insert_once
from models.user import Actor, Substitution, User
from rules.terms import start_of_committee_day


class Event(db.Model):
    """One act. `application_id` is set for acts on a case; `subject` names anything else ("user:5")."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(48), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    subject: Mapped[str] = mapped_column(String(64), default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    substitution_id: Mapped[int | None] = mapped_column(ForeignKey("substitution.id"))
    data: Mapped[dict[str, Any]]
    chain: Mapped[str | None] = mapped_column(String(64))

    actor: Mapped[User | None] = relationship(foreign_keys=[actor_id])
    on_behalf_of: Mapped[User | None] = relationship(foreign_keys=[on_behalf_of_id])
    substitution: Mapped[Substitution | None] = relationship()
    __table_args__ = (
        Index("ix_event_application_id_id", "application_id", "id"),
        Index("ix_event_subject_id", "subject", "id"),
        # That a result has come to count as issued (7.6) is recorded once, however many jobs run.
        Index(
            "uq_event_counted_as_issued", "application_id", unique=True,
            sqlite_where=db.text("kind = 'counted_as_issued'"), postgresql_where=db.text("kind = 'counted_as_issued'"),
        ),
    )  # fmt: skip

    @classmethod
    def of_application(cls, application_id: int) -> Select["Event"]:
        """A case's events, newest first, with the people named in them."""
        return (
            select(cls)
            .where(cls.application_id == application_id)
            .options(db.joinedload(cls.actor), db.joinedload(cls.on_behalf_of), db.joinedload(cls.substitution))
            .order_by(cls.id.desc())
        )


def record(
    kind: str,
    actor: Actor | None,
    now: datetime,
    /,
    *,
    application_id: int | None = None,
    subject: str = "",
    **data: Any,
) -> Event:
    """Append an event to the unit of work under way. `data` holds plain JSON values: codes, dates as ISO text."""
    event = Event(
        kind=kind, at=now, application_id=application_id, subject=subject,
        actor_id=actor.user_id if actor else None,
        on_behalf_of_id=actor.on_behalf_of_id if actor else None,
        substitution_id=actor.substitution_id if actor else None,
        data=data,
    )  # fmt: skip
    db.session.add(event)
    return event


def record_silence(application_id: int, deemed_issued_on: date) -> int:
    """That the result has come to count as issued (7.6): once, at the moment of the law, by nobody. How many were new.

    No rule asks for this event; it tells the reader of the history what the dates say.
    """
    moment = start_of_committee_day(deemed_issued_on)
    return insert_once(
        Event,
        [{"kind": "counted_as_issued", "at": moment, "application_id": application_id, "subject": "", "data": {}}],
    )
