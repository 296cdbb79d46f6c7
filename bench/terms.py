"""What a million terms cost, as ratios in one run: the rules beside numpy's business days and beside workalendar.

    python -m bench.terms

First one term of fifteen working days, alike for all, on the same calendar; workalendar knows only its own, without
the Government's moves, and is so slow that fewer cases are measured and scaled. Then all the dates of a case: counted
once, and counted anew after a correction of the calendar, beside the calls of numpy for such dates in whole columns.
Seconds are those of the processor, so that other work on the machine does not count.
"""

import random
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
from workalendar.asia import Kazakhstan

from rules.calendar import CalendarDay, DayReason, Scheme, WorkCalendar
from rules.terms import COMMITTEE_ZONE, TERM_DAYS, Filing, Place, Service, Timeline, timeline
from seed.calendar_source import FIRST_YEAR, LAST_YEAR, read_csv

CASES, CHUNK, WORKALENDAR_CASES = 1_000_000, 10_000, 2_000
FIRST_DAY, DAYS = date(2012, 1, 1), 5_600
YEARS = dict.fromkeys(range(FIRST_YEAR, LAST_YEAR + 1), True)


def seconds(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def numpy_week(calendar: WorkCalendar, *schemes: Scheme) -> np.busdaycalendar:
    """The days on which all these schemes work. numpy has no working weekends: each day off is a holiday to it."""
    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    off = [day for day in every if not all(calendar.is_working(scheme, day) for scheme in schemes)]
    return np.busdaycalendar("1111111", off)


def one_term(calendar: WorkCalendar, days: Sequence[date]) -> None:
    """The fifteenth working day after each of the days."""
    week, array = numpy_week(calendar, Scheme.COMMITTEE), np.array(days, dtype="datetime64[D]")
    ours = seconds(lambda: [calendar.add_working(Scheme.COMMITTEE, day, TERM_DAYS) for day in days])
    column = seconds(lambda: np.busday_offset(array, TERM_DAYS, roll="backward", busdaycal=week).tolist())
    few = days[: CASES // 10]
    single = seconds(lambda: [np.busday_offset(day, TERM_DAYS, roll="backward", busdaycal=week) for day in few])
    single *= len(days) / len(few)
    other, fewer = Kazakhstan(), days[:WORKALENDAR_CASES]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says of each year that the Islamic days are approximate
        other.add_working_days(FIRST_DAY, DAYS // 2)  # its holidays of all years are found once, before the clock runs
        theirs = seconds(lambda: [other.add_working_days(day, TERM_DAYS) for day in fewer])
    theirs *= len(days) / len(fewer)
    print(f"{f'One term of {TERM_DAYS} working days, {len(days):,} times':<54}{'seconds':>9}{'times ours':>12}")
    for name, taken in (
        ("rules.calendar, one by one", ours),
        ("numpy, a whole column at once", column),
        (f"numpy, one by one (scaled from {len(few):,})", single),
        (f"workalendar, one by one (scaled from {len(fewer):,})", theirs),
    ):
        print(f"  {name:<52}{taken:9.2f}  {taken / ours:10.2f}")


def filing(day: date, chance: random.Random) -> Filing:
    moment = datetime(day.year, day.month, day.day, chance.randrange(24), tzinfo=COMMITTEE_ZONE)
    service, channel, hand_out = (chance.choice(list(kind)) for kind in (Service, Place, Place))
    return Filing(service, channel, moment, moment, hand_out, COMMITTEE_ZONE, chance.randrange(4))


def numpy_dates(days: Any, committee: np.busdaycalendar, center: np.busdaycalendar, both: np.busdaycalendar) -> None:
    """The calls of numpy that the dates of a case come down to, for a column of cases, and the dates as objects."""

    def offset(column: Any, count: int, week: np.busdaycalendar, roll: str = "backward") -> Any:
        return np.busday_offset(column, count, roll=roll, busdaycal=week)

    accepted = offset(days, 0, committee, "forward")
    end = offset(accepted, TERM_DAYS, committee)
    delivery = offset(end, -1, both, "forward")
    earliest = offset(offset(days - 1, TERM_DAYS, committee), 0, committee)
    control = np.minimum(earliest, offset(end, -1, committee, "forward"))
    dispatch, custody = offset(delivery, -2, committee, "forward"), end + 30
    columns = [
        accepted, offset(accepted, 2, committee), end, control, delivery, dispatch, offset(end, 0, center), end + 1,
        offset(end, 5, committee), custody, offset(custody, 1, both),
    ]  # fmt: skip
    np.stack(columns, axis=1).tolist()


def counting(cases: list[Filing], calendar: WorkCalendar) -> tuple[list[Timeline], float]:
    """The dates of the cases, and the seconds that they took."""
    began = time.process_time()
    return [timeline(case, calendar) for case in cases], time.process_time() - began


def all_dates(calendar: WorkCalendar, days: Sequence[date], chance: random.Random) -> None:
    """Every date of a million cases, counted, then counted anew on a corrected calendar."""
    correction = CalendarDay(Scheme.COMMITTEE, date(2020, 5, 14), False, DayReason.CORRECTED)
    rebuilt = seconds(lambda: WorkCalendar([*read_csv(), correction], YEARS))
    corrected = WorkCalendar([*read_csv(), correction], YEARS)
    weeks = [numpy_week(calendar, *schemes) for schemes in ((Scheme.COMMITTEE,), (Scheme.CENTER,), tuple(Scheme))]
    counted = recounted = column = 0.0
    moved = 0
    for start in range(0, len(days), CHUNK):  # a chunk at a time, so that the memory of a million cases is not measured
        cases = [filing(day, chance) for day in days[start : start + CHUNK]]
        array = np.array(days[start : start + CHUNK], dtype="datetime64[D]")
        before, taken = counting(cases, calendar)
        counted += taken
        after, taken = counting(cases, corrected)
        recounted += taken
        moved += sum(old != new for old, new in zip(before, after, strict=True))
        column += seconds(partial(numpy_dates, array, *weeks))
    print(f"\n{f'All dates of a case, {len(days):,} cases':<54}{'seconds':>9}{'times ours':>12}")
    for name, taken in (
        ("rules.terms.timeline, one by one", counted),
        (f"the same after a correction ({moved:,} cases moved)", recounted + rebuilt),
        ("numpy, whole columns, the same calls for all cases", column),
    ):
        print(f"  {name:<52}{taken:9.2f}  {taken / counted:10.2f}")
    print(
        f"\nOne case: {counted / len(days) * 1e6:.1f} microseconds. Making the calendar anew: {rebuilt * 1e3:.0f} ms."
    )


def main() -> None:
    chance = random.Random(431)
    calendar = WorkCalendar(read_csv(), YEARS)
    days = [FIRST_DAY + timedelta(days=chance.randrange(DAYS)) for _ in range(CASES)]
    one_term(calendar, days)
    all_dates(calendar, days, chance)


if __name__ == "__main__":
    main()
