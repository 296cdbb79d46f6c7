"""Warnings as rows: who was warned of which day, once, and whether they have read it and had it by e-mail."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.user import User
from rules.warnings import WarningKind

if TYPE_CHECKING:
    from models.application import Application


class WarningSetting(db.Model):
    """How long before the day a kind warns, and whom; without a row the product's own values hold."""

    kind: Mapped[WarningKind] = mapped_column(stored(WarningKind, "warning_kind", is_closed=False), primary_key=True)
    lead_days: Mapped[int]
    addressees: Mapped[list[Any]]
    """Values of `rules.warnings.Addressee`."""
    is_urgent: Mapped[bool]
    """Urgent ones go by e-mail at once, the others once a day."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (CheckConstraint("lead_days BETWEEN 0 AND 60", name="lead_in_range"),)


class Notice(db.Model):
    """One warning of one day to one person. The unique key makes a rerun, or a second scheduler, raise it once."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[WarningKind] = mapped_column(stored(WarningKind, "notice_kind", is_closed=False))
    subject: Mapped[str] = mapped_column(String(64))
    """What it is about: "application:12", "calendar:2027"."""
    due_on: Mapped[date]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    is_urgent: Mapped[bool]
    raised_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    mail_claimed_at: Mapped[datetime | None]
    """A scheduler is sending it; the claim of one that died runs out."""

    user: Mapped[User] = relationship()
    application: Mapped["Application | None"] = relationship()
    __table_args__ = (
        UniqueConstraint("kind", "subject", "due_on", "user_id"),
        Index("ix_notice_user_id_id", "user_id", "id"),
        Index(
            "ix_notice_unread", "user_id",
            sqlite_where=db.text("read_at IS NULL"), postgresql_where=db.text("read_at IS NULL"),
        ),
        Index(
            "ix_notice_unmailed", "id",
            sqlite_where=db.text("mailed_at IS NULL"), postgresql_where=db.text("mailed_at IS NULL"),
        ),
    )  # fmt: skip
