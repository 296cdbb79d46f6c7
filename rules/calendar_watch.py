"""What is missing in the calendars (terms.md, Calendars): told at the start, by /health and on the start page."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.calendar import WorkCalendar
from rules.warnings import calendar_due


class GapCode(StrEnum):
    """What is wrong with a year."""

    NOT_LOADED = "year_not_loaded"
    NOT_CONFIRMED = "year_not_confirmed"


@dataclass(frozen=True, slots=True)
class Gap:
    """A year that should have been loaded or confirmed by the end of a day that is past."""

    code: GapCode
    year: int
    due_on: date


def gaps(calendar: WorkCalendar, today: date) -> tuple[Gap, ...]:
    """The years by which fewer than thirteen months ahead are loaded; those still unconfirmed after 15 December of
    the year before."""
    yesterday = today - timedelta(days=1)
    return tuple(
        Gap(GapCode.NOT_CONFIRMED if year in calendar.years else GapCode.NOT_LOADED, year, due)
        for year, due in calendar_due(calendar, today, yesterday)
    )
