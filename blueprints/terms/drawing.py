"""The timeline as a drawn line of days: whole weeks in strips, days off marked by a letter, dates labelled beneath.

Lengths are pixels of the drawing. Strips in which nothing happens, such as the middle of a month of custody, are left
out. The table beside the drawing says the same in words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from babel.dates import format_date
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from blueprints.formatting import daymonth, month, page_locale
from rules.calendar import CalendarDay, DayReason, Scheme, WorkCalendar
from rules.explanation import ExplainedDay, Explanation, Mark

WEEKS = 5
DAY = 20
GUTTER = 68
TOP = 34
ROW = 30
COUNT_ROW = 20
LANE = 17
CHARACTER = 7
GAP = 10

SHORT_NAMES: dict[str, LazyString] = {
    "filed_at": _("filed"),
    "accepted_on": _("accepted"),
    "received_on": _("received by the Committee"),
    "completeness_due_on": _("completeness"),
    "control_on": _("control date"),
    "term_ends_on": _("end of the term"),
    "dispatch_on": _("dispatch"),
    "deliver_on": _("at the Center"),
    "hand_out_on": _("hand-out"),
    "deemed_issued_on": _("counts as issued"),
    "deemed_issue_due_on": _("issue after silence"),
    "arrived_on": _("arrival at the Center"),
    "custody_ends_on": _("custody ends"),
    "return_on": _("return"),
    "signed_on": _("signed"),
    "present_by": _("present by"),
}


@dataclass(frozen=True)
class Cell:
    """One day of one calendar: where it stands, and what it is: work, off, holiday or moved."""

    x: int
    kind: str
    letter: str
    day: ExplainedDay


@dataclass(frozen=True)
class Row:
    """The days of one calendar."""

    scheme: Scheme
    y: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Counted:
    """A day of the term beneath the calendars: its number, and whether it begins, ends or only passes."""

    x: int
    mark: Mark
    is_end: bool
    number: int | None


@dataclass(frozen=True)
class Label:
    """A date of the case: a leader from its day down to its words."""

    x: int
    y: int
    name: str
    text: str


@dataclass(frozen=True)
class Strip:
    """Some weeks of the line, with all that is drawn in them."""

    is_after_gap: bool
    first: date
    last: date
    width: int
    height: int
    months: tuple[tuple[str, int], ...]
    weekdays: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    count_y: int
    foot: int
    counted: tuple[Counted, ...]
    labels: tuple[Label, ...]


def strips(explained: Iterable[Explanation], calendar: WorkCalendar, schemes: Iterable[Scheme]) -> tuple[Strip, ...]:
    """The line of days of a timeline, for the calendars that it rests on."""
    explained = tuple(explained)
    dates = _dates(explained)
    term = next(one for one in explained if one.name == "term_ends_on")
    monday = min(on for _name, on in dates)
    monday -= timedelta(days=monday.weekday())
    found = {(on - monday).days // (7 * WEEKS) for _name, on in dates}
    found |= {(one.on - monday).days // (7 * WEEKS) for one in term.days}
    drawn = [
        _strip(
            monday + timedelta(weeks=WEEKS * number), dates, term, calendar, tuple(schemes),
            is_after_gap=number > 0 and number - 1 not in found,
        )
        for number in sorted(found)
    ]  # fmt: skip
    width = max(strip.width for strip in drawn)  # one for all, so that paper shrinks them alike
    return tuple(replace(strip, width=width) for strip in drawn)


def _dates(explained: tuple[Explanation, ...]) -> list[tuple[str, date]]:
    """The dates to be labelled, in their order; what is counted from, too, where it is no date of the law table."""
    dates = {one.name: one.on for one in explained}
    for one in explained:
        if one.start_name in ("signed_on", "arrived_on") or (one.name == "accepted_on" and one.start != one.on):
            dates.setdefault(one.start_name, one.start)
    return sorted(dates.items(), key=lambda item: item[1])


def _strip(
    first: date, dates: list[tuple[str, date]], term: Explanation, calendar: WorkCalendar,
    schemes: tuple[Scheme, ...], *, is_after_gap: bool,
) -> Strip:  # fmt: skip
    days = [first + timedelta(days=n) for n in range(7 * WEEKS)]
    at = {on: GUTTER + DAY * n for n, on in enumerate(days)}
    loaded = [on for on in days if on.year in calendar.years]  # six months from a signing may reach further
    rows = tuple(
        Row(scheme, TOP + ROW * n, tuple(_cell(at[on], calendar.day(scheme, on)) for on in loaded))
        for n, scheme in enumerate(schemes)
    )
    count_y = TOP + ROW * len(rows) + 4
    counted = tuple(Counted(at[one.on], one.mark, one.on == term.on, one.number) for one in term.days if one.on in at)
    foot = count_y + COUNT_ROW if counted else count_y
    labels = _labels([(name, on) for name, on in dates if on in at], at, foot + LANE)
    ends = [label.x + 4 + CHARACTER * len(label.text) for label in labels]
    return Strip(
        is_after_gap=is_after_gap,
        first=first,
        last=days[-1],
        width=max(GUTTER + DAY * len(days), *ends, 0) + 2,
        height=max([foot, *(label.y for label in labels)]) + 6,
        foot=foot,
        months=tuple(_months(at)),
        weekdays=tuple((format_date(on, "EEEEEE", page_locale()), x) for on, x in at.items()),
        rows=rows,
        count_y=count_y,
        counted=counted,
        labels=labels,
    )


def _months(at: Mapping[date, int]) -> Iterator[tuple[str, int]]:
    """The name of each month above its first day in the strip, unless the next one begins too close to it."""
    firsts = [on for on in at if on.day == 1 or on == min(at)]
    for on, following in zip(firsts, [*firsts[1:], None], strict=True):
        if following is None or at[following] - at[on] > CHARACTER * len(month(on)):
            yield month(on), at[on]


def _cell(x: int, day: CalendarDay) -> Cell:
    kind, letter = _kind(day)
    return Cell(x, kind, str(letter), ExplainedDay(day.day, Mark.PASSED, None, (day,)))


def _kind(day: CalendarDay) -> tuple[str, LazyString | str]:
    """The class and the letter of a day, as the year's grid of the reference data has them."""
    if day.reason in (DayReason.HOLIDAY, DayReason.HOLIDAY_MOVED) and not day.is_working:
        return "is-holiday", _("H")
    if day.reason in (DayReason.MOVED_OFF, DayReason.MOVED_WORKING, DayReason.CORRECTED):
        return "is-moved", _("W") if day.is_working else _("M")
    return ("is-work", "") if day.is_working else ("is-off", _("O"))


def _labels(dates: list[tuple[str, date]], at: Mapping[date, int], top: int) -> tuple[Label, ...]:
    """Each label to the right of its leader, in the first lane below all that it would cover.

    From right to left: a label lies below those that begin within its width, so no leader crosses any words.
    """
    lanes: list[tuple[int, int]] = []
    labels = []
    for name, on in reversed(dates):
        x, text = at[on] + DAY // 2, f"{daymonth(on, year=False)}: {SHORT_NAMES[name]}"
        end = x + 4 + CHARACTER * len(text) + GAP
        lane = max((other + 1 for begin, other in lanes if begin < end), default=0)
        lanes.append((x, lane))
        labels.append(Label(x, top + LANE * lane, name, text))
    return tuple(reversed(labels))
