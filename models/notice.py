"""Warnings as rows: who was warned of which day, once, and whether they have read it and had it by e-mail."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from extensions import db, stored
from models.application import Application
from models.calendar import load_calendar
from models.complaint import Complaint
from models.complaint_due import still_due, still_stands
from models.due import due_of, due_on
from models.event import record
from models.user import Actor, User
from rules.warnings import WARNINGS, About, Addressee, WarningKind, calendar_due, warned

UNREAD_CAP = 100


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

    @classmethod
    def of(cls, kind: WarningKind) -> "WarningSetting":
        """The setting in force: the row, or the product's own values, which are no row and have version 0."""
        if row := db.session.get(cls, kind):
            return row
        own = warned(kind)
        return cls(
            kind=kind, lead_days=own.lead_days, addressees=sorted(own.addressees), is_urgent=own.is_urgent, version=0
        )

    @classmethod
    def change(
        cls, kind: WarningKind, lead_days: int, addressees: Iterable[Addressee], is_urgent: bool, actor: Actor,
        now: datetime,
    ) -> "WarningSetting":  # fmt: skip
        """Warn otherwise from now on. What was raised stays; what the new lead takes in is raised by the next run."""
        setting = cls.of(kind)
        before = setting._described()
        setting.lead_days, setting.addressees, setting.is_urgent = lead_days, sorted(set(addressees)), is_urgent
        after = setting._described()
        if after == before:
            return setting
        db.session.add(setting)
        record("warning_setting_changed", actor, now, subject=f"warning:{kind.value}", before=before, after=after)
        return setting

    def _described(self) -> dict[str, Any]:
        return {"lead_days": self.lead_days, "addressees": list(self.addressees), "is_urgent": self.is_urgent}


class Notice(db.Model):
    """One warning of one day to one person. The unique key makes a rerun, or a second scheduler, raise it once."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[WarningKind] = mapped_column(stored(WarningKind, "notice_kind", is_closed=False))
    subject: Mapped[str] = mapped_column(String(64))
    """What it is about: "application:12", "calendar:2027", "complaint:3", "explanation:8"."""
    due_on: Mapped[date]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), index=True)
    """Of a complaint, or of an explanation that was requested upon it."""
    is_urgent: Mapped[bool]
    raised_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    mail_claimed_at: Mapped[datetime | None]
    """A scheduler is sending it; the claim of one that died runs out."""

    user: Mapped[User] = relationship()
    application: Mapped[Application | None] = relationship()
    complaint: Mapped[Complaint | None] = relationship()
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

    @classmethod
    def of(cls, user_id: int) -> Select["Notice"]:
        """A person's warnings, the newest first, with what they are about."""
        options = joinedload(cls.application), joinedload(cls.complaint)
        return select(cls).where(cls.user_id == user_id).options(*options).order_by(cls.id.desc())

    @classmethod
    def unread_count(cls, user_id: int) -> int:
        """How many a person has not read, counted to a hundred."""
        unread = select(cls.id).where(cls.user_id == user_id, cls.read_at.is_(None)).limit(UNREAD_CAP)
        return db.session.scalar(select(func.count()).select_from(unread.subquery())) or 0

    @classmethod
    def mark_read(cls, user_id: int, ids: Iterable[int] | None, now: datetime) -> int:
        """Mark a person's own warnings as read, these or all; how many that were not is the answer."""
        statement = update(cls).where(cls.user_id == user_id, cls.read_at.is_(None)).values(read_at=now)
        if ids is not None:
            statement = statement.where(cls.id.in_(list(ids)))
        return db.session.execute(statement).rowcount  # type: ignore[attr-defined]

    def still_stands(self, today: date) -> bool:
        """Whether the act is still due, and still on that day."""
        if self.application is not None:
            return due_of(self.application, self.kind, today) == self.due_on
        if self.complaint is not None:
            return still_due(self.complaint, self.kind, self.subject, today) == self.due_on
        year = int(self.subject.removeprefix("calendar:"))
        return (year, self.due_on) in calendar_due(load_calendar(), today, self.due_on)

    @classmethod
    def standing(cls, today: date) -> ColumnElement[bool]:
        """The same in SQL, for a query that joins the case to its notice, if there is one."""
        kinds = {about: [row.kind for row in WARNINGS if row.about is about] for about in About}
        of_cases = (and_(cls.kind == kind, due_on(kind, today) == cls.due_on) for kind in kinds[About.APPLICATION])
        of_complaints = (
            and_(cls.kind == kind, still_stands(cls.complaint_id, cls.subject, cls.due_on, kind, today))
            for kind in (*kinds[About.COMPLAINT], *kinds[About.EXPLANATION])
        )
        years = calendar_due(load_calendar(), today, today + timedelta(days=366))
        of_years = (and_(cls.subject == f"calendar:{year}", cls.due_on == day) for year, day in years)
        return or_(and_(Application.closed_at.is_(None), or_(*of_cases)), *of_complaints, *of_years)
