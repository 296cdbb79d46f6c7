"""Opening hours (clause 9): whether a counter is open at a moment, and when it opens next.

Everything is asked for a moment and answered in the local time of the place. The Portal is open round the clock (9.3).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from rules.calendar import CalendarDay, Scheme, WorkCalendar
from rules.terms import (
    CENTER_CLOSES,
    CENTER_OPENS,
    COMMITTEE_BREAK_ENDS,
    COMMITTEE_BREAK_STARTS,
    COMMITTEE_CLOSES,
    COMMITTEE_OPENS,
)

Span = tuple[time, time]
"""From an hour, to an hour: open at the first, closed at the second."""

HOURS: dict[Scheme, tuple[Span, ...]] = {
    Scheme.COMMITTEE: ((COMMITTEE_OPENS, COMMITTEE_BREAK_STARTS), (COMMITTEE_BREAK_ENDS, COMMITTEE_CLOSES)),
    Scheme.CENTER: ((CENTER_OPENS, CENTER_CLOSES),),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a counter is open, and the local moment at which that changes next."""

    is_open: bool
    changes_at: datetime


def hours_on(scheme: Scheme, day: date, calendar: WorkCalendar) -> tuple[Span, ...]:
    """9.1, 9.2: the hours of a day, the Committee's parted by its break; none on a day off. Raises `YearNotLoaded`."""
    return HOURS[scheme] if calendar.is_working(scheme, day) else ()


def is_within(hours: tuple[Span, ...], hour: time) -> bool:
    """Whether a counter with these hours is open at this hour."""
    return any(opens <= hour < closes for opens, closes in hours)


def opening_at(scheme: Scheme, moment: datetime, zone: tzinfo | str, calendar: WorkCalendar) -> Opening:
    """9.1, 9.2: open or closed at this moment, and until when: the hour of closing or of the break, or else the next
    hour of opening, on whatever day. Raises ValueError for a naive moment, `YearNotLoaded` where the calendar ends."""
    if moment.utcoffset() is None:
        raise ValueError("A moment needs its time zone.")
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    local = moment.astimezone(place)
    for opens, closes in hours_on(scheme, local.date(), calendar):
        if local.time() < opens:
            return Opening(False, datetime.combine(local.date(), opens, place))
        if local.time() < closes:
            return Opening(True, datetime.combine(local.date(), closes, place))
    next_day = calendar.next_working(scheme, local.date() + timedelta(days=1))
    return Opening(False, datetime.combine(next_day, HOURS[scheme][0][0], place))


def days_off(scheme: Scheme, first: date, count: int, calendar: WorkCalendar) -> list[CalendarDay]:
    """9.1, 9.2: the days off among `count` days from `first` on, with their reasons. Raises `YearNotLoaded`."""
    days = (calendar.day(scheme, first + timedelta(days=n)) for n in range(count))
    return [day for day in days if not day.is_working]
