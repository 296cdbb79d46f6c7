"""The timetable of a mobile Center (9.2): at least six working hours in one settlement, one place at a time."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

LEAST_WORK = timedelta(hours=6)  # 9.2


class WrongHours(StrEnum):
    """What is wrong with the hours of a stop."""

    CLOSES_BEFORE_OPENING = "closes_before_opening"
    HALF_A_BREAK = "half_a_break"
    BREAK_OUTSIDE = "break_outside"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True)
class StopHours:
    """When a mobile Center stands in a settlement: a local day, from an hour to an hour, perhaps with a break."""

    held_on: date
    opens_at: time
    closes_at: time
    break_starts_at: time | None = None
    break_ends_at: time | None = None

    @property
    def work(self) -> timedelta:
        """The working hours: the break is none of them."""
        pause = timedelta()
        if self.break_starts_at is not None and self.break_ends_at is not None:
            pause = _between(self.break_starts_at, self.break_ends_at)
        return _between(self.opens_at, self.closes_at) - pause


def wrong_hours(hours: StopHours) -> WrongHours | None:
    """9.2: a mobile Center accepts documents for no fewer than six working hours in one settlement. A break does not
    count as work, and lies within the hours."""
    if hours.closes_at <= hours.opens_at:
        return WrongHours.CLOSES_BEFORE_OPENING
    starts, ends = hours.break_starts_at, hours.break_ends_at
    if (starts is None) != (ends is None):
        return WrongHours.HALF_A_BREAK
    if starts is not None and ends is not None and not hours.opens_at < starts < ends < hours.closes_at:
        return WrongHours.BREAK_OUTSIDE
    return WrongHours.TOO_SHORT if hours.work < LEAST_WORK else None


def overlap(one: StopHours, other: StopHours) -> bool:
    """Whether one mobile Center would stand in two places at once. It may leave one at the hour at which it opens at
    the other."""
    return one.held_on == other.held_on and one.opens_at < other.closes_at and other.opens_at < one.closes_at


def _between(earlier: time, later: time) -> timedelta:
    return timedelta(hours=later.hour - earlier.hour, minutes=later.minute - earlier.minute)
