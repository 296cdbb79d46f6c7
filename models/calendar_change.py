"""What an administrator does to the calendars: correct days, import a year, confirm a year. One event for each year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Select, select

from extensions import db
from models.calendar import CalendarException, CalendarYear
from models.event import Event, record
from models.user import Actor
from rules.calendar import CalendarDay, Scheme, WorkCalendar

DayKey = tuple[Scheme, date]


class ChangeKind(StrEnum):
    """The kinds of change, by the events that record them."""

    CORRECTED = "calendar_corrected"
    IMPORTED = "calendar_year_imported"
    CONFIRMED = "calendar_year_confirmed"


@dataclass(frozen=True)
class CalendarChange:
    """A change not made yet: `put` are days as they are to be, `drop` those that go back to their weekday's pattern.

    `year` is the one that is imported or confirmed.
    """

    kind: ChangeKind
    reason: str = ""
    put: tuple[CalendarDay, ...] = ()
    drop: tuple[DayKey, ...] = ()
    year: int | None = None
    carriage: ClassVar[None] = None
    """A calendar changes no carriage."""

    @property
    def keys(self) -> tuple[DayKey, ...]:
        """The days that change."""
        return (*((row.scheme, row.day) for row in self.put), *self.drop)

    @property
    def years(self) -> list[int]:
        """The years that change."""
        return sorted({day.year for _scheme, day in self.keys} | ({self.year} if self.year else set()))

    def foreseen(self) -> WorkCalendar:
        """The calendar as the change will make it. Never the cached one: nothing is stored yet."""
        rows = {(row.scheme, row.day): row.as_rule() for row in db.session.scalars(select(CalendarException))}
        rows = {key: row for key, row in rows.items() if key not in self.drop}
        rows |= {(row.scheme, row.day): row for row in self.put}
        confirmed = select(CalendarYear.year, CalendarYear.confirmed_at)
        years = {year: confirmed_at is not None for year, confirmed_at in db.session.execute(confirmed)}
        if self.kind is ChangeKind.IMPORTED and self.year:
            years.setdefault(self.year, False)
        if self.kind is ChangeKind.CONFIRMED and self.year:
            years[self.year] = True
        return WorkCalendar(rows.values(), years)

    def store(self, actor: Actor, now: datetime, moved: int, marked: tuple[int, int]) -> None:
        """Write the rows, make each year's revision new, and record who, why and how many cases that touched.

        `marked` are the cases that become provisional, and those that are so no longer.
        """
        before: dict[DayKey, dict[str, Any] | None] = {}
        for key in self.keys:
            row = db.session.get(CalendarException, key)
            before[key] = described(row.as_rule()) if row else None
            if row:
                db.session.delete(row)
        db.session.flush()
        for day in self.put:
            db.session.add(CalendarException(**_columns(day)))
        after: dict[DayKey, dict[str, Any] | None] = {(day.scheme, day.day): described(day) for day in self.put}
        for number in self.years:
            year = db.session.get(CalendarYear, number)
            if year is None:
                db.session.add(CalendarYear(year=number))
            else:
                year.revision += 1
                if self.kind is ChangeKind.CONFIRMED:
                    year.confirmed_at, year.confirmed_by_id = now, actor.user_id
            keys = [key for key in self.keys if key[1].year == number]
            record(
                self.kind.value, actor, now, subject=f"calendar:{number}", reason=self.reason, moved=moved,
                made_provisional=marked[0] or None, made_firm=marked[1] or None,
                before={_name(key): before[key] for key in keys}, after={_name(key): after.get(key) for key in keys},
            )  # fmt: skip


def history(year: int) -> Select[Event]:
    """What was done to a year, the newest first."""
    return (
        select(Event)
        .where(Event.subject == f"calendar:{year}")
        .options(db.joinedload(Event.actor), db.joinedload(Event.on_behalf_of))
        .order_by(Event.id.desc())
    )


def last_changes(events: Iterable[Event]) -> dict[DayKey, Event]:
    """For each day that people changed, the last event of it; `events` are the newest first."""
    found: dict[DayKey, Event] = {}
    for event in events:
        for name in event.data.get("after", {}):
            scheme, _colon, day = name.partition(":")
            found.setdefault((Scheme(scheme), date.fromisoformat(day)), event)
    return found


def described(day: CalendarDay) -> dict[str, Any]:
    """A day as an event keeps it."""
    return {
        "is_working": day.is_working, "reason": day.reason.value, "name": day.name, "act": day.act,
        "moved_from": day.moved_from.isoformat() if day.moved_from else None,
    }  # fmt: skip


def _columns(day: CalendarDay) -> dict[str, Any]:
    return {**described(day), "reason": day.reason, "scheme": day.scheme, "day": day.day, "moved_from": day.moved_from}


def _name(key: DayKey) -> str:
    return f"{key[0].value}:{key[1].isoformat()}"
