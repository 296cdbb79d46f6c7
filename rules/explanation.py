"""Why each date of a timeline is what it is: the rule and its clause, the readings, and the days one by one.

`rules.terms` finds the dates by binary search; here the days between are walked and each is given its mark, so that
"fifteen days were counted" can be read off, and checked. `LAW` is the law table of the terms as data. The words for all
this live in the templates and the translations.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from rules import terms
from rules.calendar import CalendarDay, Scheme, WorkCalendar
from rules.terms import Filing, Place, Readings, Service


class Mark(StrEnum):
    """What a day is to a count."""

    START = "start"  # day 0
    COUNTED = "counted"
    SKIPPED = "skipped"  # a day off within a count of working days
    PASSED = "passed"  # passed over on the way to a day that fits
    END = "end"  # the day found, where it is not itself a counted one


class Unit(StrEnum):
    """What is counted; DAY where nothing is and a day that fits is looked for."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """One day of a count. `rows` is the day in each calendar that the rule asks, with reason, name and act."""

    on: date
    mark: Mark
    number: int | None
    rows: tuple[CalendarDay, ...]


@dataclass(frozen=True, slots=True)
class ReadingUsed:
    """A reading that the date rests on, and the day from whose filings on it is in force."""

    name: str
    value: bool
    since: date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A day that the control date may not be later than; the earliest of them is chosen."""

    code: str
    on: date
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """One date of the law table. `days` are in the order of the calendar: from `start` to `on`, or from `on` to
    `start` where the rule counts back. Of months, and of a term that was set, only both ends are given. A control date
    by the earliest reading is
    counted forth to that end of the term and then walked back to a working day."""

    name: str
    on: date
    clause: str
    rule: str
    start_name: str
    start: date
    count: int | None
    unit: Unit
    readings: tuple[ReadingUsed, ...]
    days: tuple[ExplainedDay, ...]
    candidates: tuple[Candidate, ...] = ()
    unconfirmed_years: tuple[int, ...] = ()

    @property
    def is_provisional(self) -> bool:
        """Whether the date rests on a year that no administrator has confirmed."""
        return bool(self.unconfirmed_years)


@dataclass(frozen=True, slots=True)
class Law:
    """A row of the law table: where a date is counted from, by which calendars, how many of which unit."""

    name: str
    clause: str
    rule: str
    start_name: str
    calendars: tuple[Scheme, ...] = ()
    count: int | None = None
    unit: Unit = Unit.DAY
    readings: tuple[str, ...] = ()
    is_start_counted: bool = False


_COMMITTEE, _CENTER, _BOTH = (Scheme.COMMITTEE,), (Scheme.CENTER,), (Scheme.COMMITTEE, Scheme.CENTER)
_W, _C, _M = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH

# The law table as it is for most cases; `VARIANTS` has what depends on the case.
LAW: tuple[Law, ...] = (
    Law("accepted_on", "7.1", "day_itself", "filed_at", _COMMITTEE),
    Law("received_on", "9, 16", "day_itself", "received_at", _COMMITTEE, readings=("receipt_postponement",)),
    Law("completeness_due_on", "16", "working_days_after", "received_on", _COMMITTEE, terms.COMPLETENESS_DAYS, _W),
    Law("term_ends_on", "7.1", "working_days_after", "accepted_on", _COMMITTEE, terms.TERM_DAYS, _W),
    Law("control_on", "7.1", "day_before_term", "term_ends_on", _COMMITTEE),
    Law("deliver_on", "7.5", "last_common_day_before", "term_ends_on", _BOTH),
    Law("dispatch_on", "7.5", "working_days_before", "deliver_on", _COMMITTEE, 0, _W),
    Law("hand_out_on", "14.1", "end_of_term", "term_ends_on", _COMMITTEE),
    Law("deemed_issued_on", "7.6", "calendar_days_after", "term_ends_on", _COMMITTEE, 1, _C),
    Law("deemed_issue_due_on", "7.6", "working_days_after", "term_ends_on", _COMMITTEE, terms.DEEMED_ISSUE_DAYS, _W),
    Law("custody_ends_on", "15", "months_after", "hand_out_on", (), terms.CUSTODY_MONTHS, _M),
    Law("return_on", "15", "first_common_day_after", "custody_ends_on", _BOTH),
    Law("present_by", "E Annex 2, box 12", "months_after", "signed_on", (), terms.PRESENTATION_MONTHS, _M),
)


@dataclass(frozen=True, slots=True)
class _Case:
    """What the rows are applied to. `dates` are the dates of the case and those that they are counted from."""

    filing: Filing
    calendar: WorkCalendar
    readings: Readings
    dates: Mapping[str, date]
    candidates: Mapping[str, date]

    @property
    def chosen(self) -> str:
        """The code of the earliest candidate for the control date."""
        return min(self.candidates, key=self.candidates.__getitem__)


def explain(
    filing: Filing,
    calendar: WorkCalendar,
    readings: Readings,
    since: Mapping[str, date],
    *,
    signed_on: date | None = None,
    arrived_on: date | None = None,
) -> tuple[Explanation, ...]:
    """Every date of a filing that applies, in the order of the law table. `since` tells from which day's filings on a
    reading is in force. `present_by` is there for a certificate that is signed; custody is counted from the arrival if
    that is later than the promised day. Raises `YearNotLoaded` like `timeline`."""
    case = _case(filing, calendar, readings, signed_on, arrived_on)
    explanations = []
    for row in LAW:
        if row.name in case.dates:
            law = VARIANTS[row.name](row, case) if row.name in VARIANTS else row
            explanations.append(_explanation(law, case, since))
    return tuple(explanations)


def _case(
    filing: Filing, calendar: WorkCalendar, readings: Readings, signed_on: date | None, arrived_on: date | None
) -> _Case:
    found = terms.timeline(filing, calendar, readings)
    dates = {name: day for name, day in found.dates().items() if day is not None}
    dates["filed_at"] = terms.filed_on(filing)
    dates["received_at"] = terms.local_date(filing.received_at, terms.COMMITTEE_ZONE)
    dates["earliest_term_end"] = terms.earliest_term_end(filing, calendar)
    if filing.new_term:
        dates["reopened_on"] = filing.new_term.since
    if found.custody_ends_on and arrived_on and arrived_on > found.hand_out_on:
        dates["arrived_on"] = arrived_on
        dates["custody_ends_on"] = terms.custody_ends_on(found.hand_out_on, arrived_on)
        dates["return_on"] = terms.return_on(dates["custody_ends_on"], calendar)
    if signed_on and (present_by := terms.present_by(filing.service, signed_on)):
        dates |= {"signed_on": signed_on, "present_by": present_by}
    candidates = terms.control_candidates(filing, found.term_ends_on, found.deliver_on, calendar)
    return _Case(filing, calendar, readings, dates, candidates)


def _accepted(law: Law, case: _Case) -> Law:
    """7.1 with 9.3: only what is filed on the Portal may be postponed."""
    if case.filing.channel == Place.PORTAL:
        return _postponed(replace(law, clause="7.1, 9.3", readings=("portal_postponement",)), case)
    return replace(law, calendars=_CENTER) if case.filing.channel == Place.CENTER else law


def _postponed(law: Law, case: _Case) -> Law:
    """9: why the day is not the one of the filing or of the receipt; a day off explains it before the hour does."""
    start = case.dates[law.start_name]
    if case.dates[law.name] == start:
        return law
    is_working = case.calendar.day(Scheme.COMMITTEE, start).is_working
    return replace(law, rule="after_hours" if is_working else "on_day_off")


def _term(law: Law, case: _Case) -> Law:
    """7.1, 7.4: E counts working days, C calendar days; acceptance is day 0, at a Center by law, else by a reading."""
    if case.filing.new_term:
        return replace(law, clause="21", rule="set_by_reply", start_name="reopened_on", count=None, unit=Unit.DAY)
    is_center, readings = case.filing.channel == Place.CENTER, case.readings
    first = "after" if is_center or readings.day_of_acceptance_is_day_zero else "from"
    asked = () if is_center else ("day_of_acceptance_is_day_zero",)
    if case.filing.service == Service.EUC:
        law = replace(law, rule=f"working_days_{first}", readings=asked)
    else:
        then = "_then_next_working" if readings.roll_forward_calendar_term else ""
        law = replace(
            law, rule=f"calendar_days_{first}{then}", unit=_C, readings=(*asked, "roll_forward_calendar_term")
        )
    return replace(law, clause="7.1, 7.4" if is_center else law.clause, is_start_counted=first == "from")


def _control(law: Law, case: _Case) -> Law:
    """The days shown are those on the way to the candidate that is chosen."""
    if case.chosen == "earliest_reading":
        return _earliest(law, case)
    if case.chosen == "delivery":
        return replace(law, rule=case.chosen, clause="7.5", calendars=_BOTH)
    return law


def _earliest(law: Law, case: _Case) -> Law:
    """The count by the readings that end the term first: from the day of the filing, which nothing postpones."""
    term = _term(law, replace(case, readings=terms.EARLIEST_READINGS))
    postponed = ("portal_postponement",) if case.filing.channel == Place.PORTAL else ()
    return replace(
        term, rule="earliest_reading", start_name="filed_at", count=terms.TERM_DAYS,
        unit=_W if case.filing.service == Service.EUC else _C, readings=(*postponed, *term.readings),
    )  # fmt: skip


def _dispatch(law: Law, case: _Case) -> Law:
    """7.5: on the day of delivery itself, if the Center has no days of carriage."""
    days = case.filing.hand_out_carriage_days
    return replace(law, count=days) if days else replace(law, rule="day_itself", count=0)


def _hand_out(law: Law, case: _Case) -> Law:
    """14.1: at a Center its own last working day within the term."""
    if case.filing.hand_out != Place.CENTER:
        return law
    is_delivery = case.dates["hand_out_on"] == case.dates["deliver_on"]
    return replace(law, rule="day_of_delivery" if is_delivery else "last_center_day", calendars=_CENTER)


def _custody(law: Law, case: _Case) -> Law:
    """15: from the arrival, if that was later than the promised day."""
    return replace(law, rule="months_after_arrival", start_name="arrived_on") if "arrived_on" in case.dates else law


VARIANTS: Mapping[str, Callable[[Law, _Case], Law]] = {
    "accepted_on": _accepted,
    "received_on": _postponed,
    "term_ends_on": _term,
    "control_on": _control,
    "dispatch_on": _dispatch,
    "hand_out_on": _hand_out,
    "custody_ends_on": _custody,
}


def _explanation(law: Law, case: _Case, since: Mapping[str, date]) -> Explanation:
    start, on = case.dates[law.start_name], case.dates[law.name]
    # A month is a month in every calendar: it cannot make a date provisional that did not start so.
    last = start if law.unit is Unit.MONTH else on
    readings, days = case.readings, _days(law, start, on, case.calendar)
    if law.rule == "earliest_reading":
        readings, days, since = terms.EARLIEST_READINGS, _forth_and_back(law, start, on, case), {}
    return Explanation(
        name=law.name, on=on, clause=law.clause, rule=law.rule, start_name=law.start_name, start=start,
        count=law.count, unit=law.unit,
        readings=tuple(ReadingUsed(name, getattr(readings, name), since.get(name)) for name in law.readings),
        days=days,
        candidates=_candidates(case) if law.name == "control_on" else (),
        unconfirmed_years=_unconfirmed(case.calendar, case.dates["filed_at"], last),
    )  # fmt: skip


def _unconfirmed(calendar: WorkCalendar, first: date, last: date) -> tuple[int, ...]:
    """The years between two days, in either order, that no administrator has confirmed."""
    years = range(min(first, last).year, max(first, last).year + 1)
    return tuple(year for year in years if not calendar.is_confirmed(year))


def _candidates(case: _Case) -> tuple[Candidate, ...]:
    return tuple(Candidate(code, on, code == case.chosen) for code, on in case.candidates.items())


def _days(law: Law, start: date, on: date, calendar: WorkCalendar) -> tuple[ExplainedDay, ...]:
    """Every day from the start to the day found, one by one."""
    if law.unit is Unit.MONTH or law.rule == "set_by_reply":
        return ExplainedDay(start, Mark.START, None, ()), ExplainedDay(on, Mark.END, None, ())
    step = timedelta(days=1 if on >= start else -1)
    days, number = [], 0
    for n in range(abs((on - start).days) + 1):
        day = start + n * step
        rows = tuple(calendar.day(scheme, day) for scheme in law.calendars)
        mark = _mark(law, rows, number, is_start=day == start, is_end=day == on)
        number += mark is Mark.COUNTED
        days.append(ExplainedDay(day, mark, number if mark is Mark.COUNTED else None, rows))
    return tuple(sorted(days, key=lambda explained: explained.on))


def _forth_and_back(law: Law, start: date, on: date, case: _Case) -> tuple[ExplainedDay, ...]:
    """The days to the earliest end of the term and, where that is a day off, those back to a working day."""
    end = case.dates["earliest_term_end"]
    way_back = _days(Law(law.name, law.clause, law.rule, "", law.calendars), end, on, case.calendar)[:-1]
    return *_days(law, start, end, case.calendar), *reversed(way_back)


def _mark(law: Law, rows: tuple[CalendarDay, ...], number: int, *, is_start: bool, is_end: bool) -> Mark:
    if is_start and not law.is_start_counted:
        return Mark.START
    if law.unit is Unit.WORKING_DAY:
        return Mark.COUNTED if all(row.is_working for row in rows) else Mark.SKIPPED
    if law.unit is Unit.CALENDAR_DAY and number < (law.count or 0):
        return Mark.COUNTED
    return Mark.END if is_end else Mark.PASSED
