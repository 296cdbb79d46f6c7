"""Both working calendars as rows, and the dated readings of the terms."""

from datetime import date, datetime

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db, stored
from models.event import record
from models.user import Actor
from rules.calendar import CalendarDay, DayReason, Scheme, WorkCalendar
from rules.terms import Readings
from rules.workflow import ActionRefused, Barred


class CalendarYear(db.Model):
    """A loaded year. Until an administrator confirms it, its dates are marked provisional."""

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(db.ForeignKey("user.id"))
    revision: Mapped[int] = mapped_column(default=1)


class CalendarException(db.Model):
    """A day that differs from its weekday's pattern, with the act it rests on where known."""

    scheme: Mapped[Scheme] = mapped_column(stored(Scheme, "scheme"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    reason: Mapped[DayReason] = mapped_column(stored(DayReason, "reason"))
    name: Mapped[str] = mapped_column(String(200), default="")
    act: Mapped[str] = mapped_column(String(200), default="")
    moved_from: Mapped[date | None]

    def as_rule(self) -> CalendarDay:
        return CalendarDay(self.scheme, self.day, self.is_working, self.reason, self.name, self.act, self.moved_from)


class ReadingSetting(db.Model):
    """A reading of an open question of the terms, in force for filings from a day on, with its reason."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    value: Mapped[bool]
    since: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))
    __table_args__ = (db.UniqueConstraint("name", "since"),)

    @classmethod
    def change_from(
        cls, name: str, value: bool, since: date, reason: str, actor: Actor, now: datetime
    ) -> "ReadingSetting":
        """Read an open question otherwise for filings from a day on; earlier filings keep their dates."""
        latest = db.session.scalar(select(cls).where(cls.name == name).order_by(cls.since.desc()).limit(1))
        if latest is not None and latest.since >= since:
            raise ActionRefused(Barred("later_value_exists", "", latest.since))
        later = cls(name=name, value=value, since=since, reason=reason)
        db.session.add(later)
        record(
            "reading_changed", actor, now, subject=f"reading:{name}", before={"value": latest.value} if latest else {},
            after={"value": value}, valid_from=since.isoformat(), reason=reason,
        )  # fmt: skip
        return later


_cached: tuple[object, WorkCalendar] | None = None


def load_calendar(*, is_held: bool = False) -> WorkCalendar:
    """The calendar as the database has it now; rebuilt only when a year was added, confirmed or corrected.

    `is_held` is for a unit of work that stores dates: no correction is committed before it, nor is it before one under
    way. (PostgreSQL: FOR SHARE against the correction's FOR UPDATE. SQLite has one writer at a time anyhow.)
    """
    global _cached
    if is_held:
        db.session.execute(select(CalendarYear.year).order_by(CalendarYear.year).with_for_update(read=True))
    stamp = (
        str(db.engine.url),
        db.session.execute(
            select(func.count(), func.sum(CalendarYear.revision), func.count(CalendarYear.confirmed_at))
        ).one(),
    )
    if _cached is None or _cached[0] != stamp:
        confirmed = db.session.execute(select(CalendarYear.year, CalendarYear.confirmed_at))
        years = {year: confirmed_at is not None for year, confirmed_at in confirmed}
        _cached = (stamp, WorkCalendar((row.as_rule() for row in db.session.scalars(select(CalendarException))), years))
    return _cached[1]


def readings_on(day: date) -> Readings:
    """The readings in force for a filing of this day; a later change never touches an earlier filing."""
    rows = db.session.scalars(select(ReadingSetting).where(ReadingSetting.since <= day).order_by(ReadingSetting.since))
    return Readings(**{row.name: row.value for row in rows})


def readings_since(day: date) -> dict[str, date]:
    """From which day's filings on each reading in force for a filing of this day has been so."""
    rows = db.session.scalars(select(ReadingSetting).where(ReadingSetting.since <= day).order_by(ReadingSetting.since))
    return {row.name: row.since for row in rows}
