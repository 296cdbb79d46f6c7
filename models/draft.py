"""A filing being typed in: it may hold anything, has no number, and survives a restart."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.center import Center
from models.outage import OutageEntry
from models.user import Actor, User
from rules.terms import Place, Service


class Draft(db.Model):
    """What was typed, step by step, as it was typed. Registered once, it points to its application."""

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[Service] = mapped_column(stored(Service, "service"))
    channel: Mapped[Place] = mapped_column(stored(Place, "channel"))
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))
    mobile_stop_id: Mapped[int | None] = mapped_column(ForeignKey("mobile_stop.id"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    title: Mapped[str] = mapped_column(String(500), default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), unique=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    """The visit at which it was begun: several filings of one visitor stand under one ticket."""
    version: Mapped[int] = mapped_column(default=1)

    center: Mapped[Center | None] = relationship()
    created_by: Mapped[User] = relationship()
    outage_entry: Mapped[OutageEntry | None] = relationship(back_populates="draft", cascade="all, delete-orphan")
    __table_args__ = (
        Index("ix_draft_open", "created_by_id", "updated_at", sqlite_where=db.text("application_id IS NULL"),
              postgresql_where=db.text("application_id IS NULL")),
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    @classmethod
    def begin(
        cls, service: Service, channel: Place, center_id: int | None, actor: Actor, now: datetime,
        ticket_id: int | None = None,
    ) -> "Draft":  # fmt: skip
        """An empty draft of one's own; at a window it stands under the visitor's ticket."""
        draft = cls(
            service=service, channel=channel, center_id=center_id, data={}, created_by_id=actor.user_id,
            created_at=now, updated_at=now, ticket_id=ticket_id,
        )  # fmt: skip
        db.session.add(draft)
        db.session.flush()
        return draft

    def step(self, name: str) -> Any:
        """What was typed at a step: a mapping of fields, or a list of rows."""
        return (self.data or {}).get(name, {})

    def save_step(self, name: str, typed: Any, now: datetime) -> None:
        """Keep a step as typed; the rest stays."""
        self.data = {**(self.data or {}), name: typed}
        self.updated_at = now

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["Draft"]:
        """One's own drafts: what an applicant has not yet filed is nobody else's business."""
        return select(cls).where(cls.created_by_id == actor.user_id)

    @classmethod
    def open_for(cls, actor: Actor) -> Select["Draft"]:
        """One's unregistered drafts, latest first."""
        return cls.visible_to(actor).where(cls.application_id.is_(None)).order_by(cls.updated_at.desc())
