"""Working days of the Committee (five days a week) and of the Centers (six days a week).

The days that differ from the weekly pattern are rows in the database; `WorkCalendar` is built from them and answers
every question about days. Clause 9 of both standards gives the weekly patterns. A day of a year that is not loaded
is never guessed: `YearNotLoaded` is raised.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Scheme(StrEnum):
    """Whose working week is meant: the Committee's (clause 9.1) or a Center's (clause 9.2)."""

    COMMITTEE = "committee"
    CENTER = "center"


class DayReason(StrEnum):
    """Why a day is, or is not, a working day."""

    WORKING = "working"  # by the weekly pattern
    WEEKEND = "weekend"  # by the weekly pattern
    HOLIDAY = "holiday"  # a public holiday, 7 January or the first day of Kurban Ait
    HOLIDAY_MOVED = "holiday_moved"  # a day off in place of a holiday that fell on a weekend
    MOVED_OFF = "moved_off"  # a day off moved here by the Government
    MOVED_WORKING = "moved_working"  # a day off moved away by the Government, so a working day
    CORRECTED = "corrected"  # set by an administrator


# A day off that the Government moved, and the day that is worked for it: each names the other in `moved_from`.
EXCHANGED = frozenset({DayReason.MOVED_OFF, DayReason.MOVED_WORKING})

# Monday is 0. Clause 9.1: the Committee rests on Saturday and Sunday; clause 9.2: a Center on Sunday.
WEEKLY_DAYS_OFF: Mapping[Scheme, frozenset[int]] = {
    Scheme.COMMITTEE: frozenset({5, 6}),
    Scheme.CENTER: frozenset({6}),
}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of one scheme. `moved_from` is the other day of the exchange, where there is one: for a day off the
    holiday or weekend that it stands for, for a working weekend the day off that was gained by it."""

    scheme: Scheme
    day: date
    is_working: bool
    reason: DayReason
    name: str = ""
    act: str = ""
    moved_from: date | None = None


class YearNotLoaded(LookupError):
    """A date lies in a year whose calendar is not loaded."""

    def __init__(self, year: int) -> None:
        super().__init__(f"The calendar of {year} is not loaded.")
        self.year = year


def weekly_day(scheme: Scheme, day: date) -> CalendarDay:
    """The day as the weekly pattern has it, without exceptions (clause 9)."""
    is_off = day.weekday() in WEEKLY_DAYS_OFF[scheme]
    return CalendarDay(scheme, day, not is_off, DayReason.WEEKEND if is_off else DayReason.WORKING)


class WorkCalendar:
    """Working days of both schemes over the loaded years.

    `exceptions` are the days that differ from the weekly pattern or have a name; `years` tells for each loaded year
    whether an administrator has confirmed it. An exception of a year that is not loaded is ignored.
    """

    def __init__(self, exceptions: Iterable[CalendarDay], years: Mapping[int, bool]) -> None:
        self._confirmed = dict(years)
        self._exceptions: dict[tuple[Scheme, date], CalendarDay] = {}
        for row in exceptions:
            if row.day.year in self._confirmed:
                self._exceptions[(Scheme(row.scheme), row.day)] = row
        working: dict[Scheme, list[int]] = {scheme: [] for scheme in Scheme}
        for year in sorted(self._confirmed):
            for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
                day = date.fromordinal(ordinal)
                for scheme in Scheme:
                    exception = self._exceptions.get((scheme, day))
                    is_off = day.weekday() in WEEKLY_DAYS_OFF[scheme]
                    if exception.is_working if exception else not is_off:
                        working[scheme].append(ordinal)
        # Sorted ordinals of the working days: a count is one binary search, however long the term.
        self._ordinals = working
        self._sets = {scheme: frozenset(ordinals) for scheme, ordinals in working.items()}
        common = self._sets[Scheme.COMMITTEE] & self._sets[Scheme.CENTER]
        self._common = sorted(common)

    @property
    def years(self) -> tuple[int, ...]:
        """The loaded years, in order."""
        return tuple(sorted(self._confirmed))

    def is_confirmed(self, year: int) -> bool:
        """Whether an administrator has confirmed the year. Raises `YearNotLoaded`."""
        if year not in self._confirmed:
            raise YearNotLoaded(year)
        return self._confirmed[year]

    def is_provisional(self, *days: date | None) -> bool:
        """Whether a term that touches these days rests on a year that is loaded but not confirmed."""
        touched = [day.year for day in days if day is not None]
        if not touched:
            return False
        return not all(self.is_confirmed(year) for year in range(min(touched), max(touched) + 1))

    def day(self, scheme: Scheme, day: date) -> CalendarDay:
        """What is known of the day: working or not, and why."""
        self._require_loaded(day.year, day.year)
        return self._exceptions.get((scheme, day)) or weekly_day(scheme, day)

    def is_working(self, scheme: Scheme, day: date) -> bool:
        self._require_loaded(day.year, day.year)
        return day.toordinal() in self._sets[scheme]

    def next_working(self, scheme: Scheme, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        return self._at(self._ordinals[scheme], bisect_left(self._ordinals[scheme], day.toordinal()), day)

    def previous_working(self, scheme: Scheme, day: date) -> date:
        """The day itself if it is a working day, else the last one before it."""
        return self._at(self._ordinals[scheme], bisect_left(self._ordinals[scheme], day.toordinal() + 1) - 1, day)

    def add_working(self, scheme: Scheme, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which is day 0; before it if `count` is negative; `day` if 0."""
        ordinals = self._ordinals[scheme]
        if count > 0:
            return self._at(ordinals, bisect_left(ordinals, day.toordinal() + 1) + count - 1, day)
        if count < 0:
            return self._at(ordinals, bisect_left(ordinals, day.toordinal()) + count, day)
        self._require_loaded(day.year, day.year)
        return day

    def subtract_working(self, scheme: Scheme, day: date, count: int) -> date:
        """The `count`-th working day before `day`."""
        return self.add_working(scheme, day, -count)

    def working_between(self, scheme: Scheme, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative if `end` is the earlier one."""
        self._require_loaded(min(start, end).year, max(start, end).year)
        ordinals = self._ordinals[scheme]
        return bisect_left(ordinals, end.toordinal() + 1) - bisect_left(ordinals, start.toordinal() + 1)

    def first_common_after(self, day: date) -> date:
        """The first day after `day` that is a working day of both the Committee and the Centers."""
        return self._at(self._common, bisect_left(self._common, day.toordinal() + 1), day)

    def last_common_before(self, day: date) -> date:
        """The last day before `day` that is a working day of both the Committee and the Centers."""
        return self._at(self._common, bisect_left(self._common, day.toordinal()) - 1, day)

    def counted(self, scheme: Scheme, start: date, count: int) -> list[tuple[CalendarDay, int | None]]:
        """Each day after `start` (day 0) up to the `count`-th working day, with its number, or None if skipped."""
        end = self.add_working(scheme, start, count)
        days: list[tuple[CalendarDay, int | None]] = []
        number = 0
        for ordinal in range(start.toordinal() + 1, end.toordinal() + 1):
            row = self.day(scheme, date.fromordinal(ordinal))
            number += row.is_working
            days.append((row, number if row.is_working else None))
        return days

    def _at(self, ordinals: list[int], index: int, start: date) -> date:
        """The day at `index`, if every year between it and `start` is loaded."""
        is_known = 0 <= index < len(ordinals)
        found = date.fromordinal(ordinals[index]) if is_known else date.min if index < 0 else date.max
        if not is_known or found.year != start.year:  # mostly it is the same year, which is loaded then
            self._require_loaded(min(start, found).year, max(start, found).year, is_backward=found < start)
        return found

    def _require_loaded(self, first: int, last: int, is_backward: bool = False) -> None:
        """Raise for the first missing year met when walking from one end to the other."""
        years = range(first, last + 1)
        for year in reversed(years) if is_backward else years:
            if year not in self._confirmed:
                raise YearNotLoaded(year)
