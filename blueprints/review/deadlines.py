"""The deadline panel of a case: the day, the dates that follow from the law, and how each of them was found.

The reasons come from `rules.explanation`, by the calendar of today; the dates are those of the case. Where the two
differ, because a decision or a promise keeps a date in its place, the panel says so.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from blueprints.formatting import clock_time, day, daymonth, local
from blueprints.termwords import clause_words, date_name, day_reason_words
from models.application import Application
from models.calendar import load_calendar, readings_on, readings_since
from rules.calendar import CalendarDay, DayReason, Scheme, WorkCalendar, YearNotLoaded
from rules.explanation import ExplainedDay, Explanation, Mark, explain
from rules.terms import Place, committee_today, keep_promise, local_date, timeline
from rules.workflow import PENDING


@dataclass(frozen=True)
class Reckoned:
    """The case by the calendar of today. `held` are the dates that the promise of the receipt (14.1) holds, `day_off`
    the promised day where the counter does not work on it."""

    reasons: dict[str, Explanation]
    held: dict[str, date]
    day_off: CalendarDay | None


@dataclass(frozen=True)
class LawDate:
    """One line of the panel: a day, what it means, why it is that day, and why it is not another one."""

    on: date
    words: str
    clause: str
    reason: Explanation | None
    unconfirmed_years: tuple[int, ...]
    note: str
    is_past: bool
    is_next: bool


@dataclass(frozen=True)
class DayCell:
    """One day of the counting: its number in the term, or none where it is skipped."""

    on: date
    number: int | None
    kind: str
    """start, past, today, ahead, end or off: a class of the design."""


@dataclass(frozen=True)
class Panel:
    """What the panel shows. `weeks` are rows of seven cells, None outside the term."""

    due: date | None
    act: str
    working_left: int
    dates: tuple[LawDate, ...]
    term: LawDate
    weeks: tuple[tuple[DayCell | None, ...], ...]
    counted: tuple[ExplainedDay, ...]
    skipped: tuple[ExplainedDay, ...]
    weekend_days: int
    unconfirmed_years: tuple[int, ...]
    calculator_url: str
    """"" of a case whose term was set by a reply (21): the calculator knows the standard's terms alone."""


def panel_of(application: Application, now: datetime) -> Panel:
    """The deadline panel as of now."""
    calendar, today = load_calendar(), committee_today(now)
    demanded = application.next_act(today)
    due: date | None = getattr(application, demanded.due) if demanded else None
    later = _later_days(application)
    reckoned = _reckoned(application, calendar, later)
    dates = _dates(application, reckoned, due, now)
    term = next(line for name, line in dates if name == "term_ends_on")
    days = term.reason.days if term.reason else ()
    skipped = [one for one in days if one.mark in (Mark.SKIPPED, Mark.PASSED)]
    return Panel(
        due=due,
        act=demanded.code if demanded else "",
        working_left=calendar.working_between(demanded.scheme, today, due) if demanded and due else 0,
        dates=tuple(line for _name, line in dates),
        term=term,
        weeks=_weeks(term.reason, today) if term.reason and not application.set_aside else (),
        counted=tuple(d for d in days if d.mark is Mark.COUNTED and _reason(d) is DayReason.MOVED_WORKING),
        skipped=tuple(d for d in skipped if _reason(d) is not DayReason.WEEKEND),
        weekend_days=sum(_reason(d) is DayReason.WEEKEND for d in skipped),
        unconfirmed_years=next((line.unconfirmed_years for _name, line in dates if line.is_next), ()),
        calculator_url="" if application.set_aside else url_for("terms.calculator", **_as_asked(application, later)),
    )


def _later_days(case: Application) -> dict[str, date | None]:
    """What dates are counted from besides the filing, once it has happened: the signing, the arrival at the Center."""
    decision = case.signed_decision if case.present_by else None
    delivery = case.delivery if case.custody_ends_on else None
    return {
        "signed_on": committee_today(decision.signed_at) if decision and decision.signed_at else None,
        "arrived_on": local_date(delivery.arrived_at, delivery.center.zone)
        if delivery and delivery.arrived_at
        else None,
    }


def _reckoned(case: Application, calendar: WorkCalendar, later: dict[str, date | None]) -> Reckoned:
    """Why each date is what it is, and what the promise holds; nothing where a year is no longer loaded."""
    day_of_filing = committee_today(case.accepted_at)
    readings, since = readings_on(day_of_filing), readings_since(day_of_filing)
    filing = case.filing()
    try:
        reasons = {one.name: one for one in explain(filing, calendar, readings, since, **later)}
        law = timeline(filing, calendar, readings)
        kept = keep_promise(law, case.promised_on, calendar).dates()
    except YearNotLoaded:
        return Reckoned({}, {}, None)
    counter = Scheme.CENTER if case.hand_out_place is Place.CENTER else Scheme.COMMITTEE
    promised = calendar.day(counter, case.promised_on)
    held = {name: on for name, on in kept.items() if on and on != law.dates()[name]}
    return Reckoned(reasons, held, None if promised.is_working else promised)


def _dates(case: Application, reckoned: Reckoned, due: date | None, now: datetime) -> list[tuple[str, LawDate]]:
    today, names = (
        committee_today(now),
        ["accepted_on", "received_on", "completeness_due_on", "control_on", "term_ends_on"],
    )
    if not case.is_received:  # counted from the sending, which is still to come
        names = [name for name in names if name not in ("received_on", "completeness_due_on")]
    if case.hand_out_place is Place.CENTER:
        names += ["dispatch_on", "deliver_on"]
    names.append("hand_out_on")
    if case.state in PENDING or case.right_since(now):
        names += ["deemed_issued_on", "deemed_issue_due_on"]
    names += ["custody_ends_on", "return_on", "present_by"]
    known = [(name, on) for name in names if (on := getattr(case, name))]
    return [
        (name, _line(case, name, on, reckoned, today, is_next=on == due and on >= today))
        for name, on in sorted(known, key=lambda line: line[1])
    ]


def _line(case: Application, name: str, on: date, reckoned: Reckoned, today: date, *, is_next: bool) -> LawDate:
    words, reason = date_name(name), reckoned.reasons.get(name)
    if name == "accepted_on":
        words = gettext("Accepted at %(time)s", time=clock_time(case.accepted_at, case.zone))
    clause = clause_words(reason.clause) if reason else ""
    if reason and not reason.clause[:1].isdigit():
        # The box of the certificate has too many words for the narrow column of clauses.
        words, clause = gettext("%(date)s (%(place)s)", date=words, place=clause), ""
    years = reason.unconfirmed_years if reason and case.is_provisional else ()
    return LawDate(on, words, clause, reason, years, _note(case, name, reckoned, today), on < today, is_next)


def _note(case: Application, name: str, reckoned: Reckoned, today: date) -> str:
    """What the calendar of today would make of the date, and why it stays; nothing where both agree."""
    reason, on = reckoned.reasons.get(name), getattr(case, name)
    if reason is None or reason.on == on:
        return ""
    is_open = case.state in PENDING and case.term_ends_on >= today
    if reckoned.held.get(name) == on and (is_open or case.hand_out_on < case.promised_on):
        return _promise(case, name, reckoned.day_off)
    would_be = gettext("By the calendar of today this would be %(day)s", day=day(reason.on))
    if case.state not in PENDING:
        why = gettext("a case that is decided or closed keeps its dates")
    elif case.term_ends_on < today:
        why = gettext("what counts as issued already is not undone")
    else:
        why = gettext("the case keeps the date that it was given by the calendar and the settings of its day")
    return f"{would_be}: {why}."


def _promise(case: Application, name: str, day_off: CalendarDay | None) -> str:
    """14.1: how the promise of the receipt holds a date that the calendar alone would put later."""
    promised, on = day(case.promised_on), day(getattr(case, name))
    if name == "hand_out_on" and day_off:
        return gettext(
            "The receipt promises hand-out on %(promised)s; %(date)s is now: %(reason)s, therefore %(day)s (14.1).",
            promised=promised, date=daymonth(day_off.day), day=on,
            reason=day_reason_words(ExplainedDay(day_off.day, Mark.PASSED, None, (day_off,))),
        )  # fmt: skip
    if name == "hand_out_on":
        return gettext("The receipt promises hand-out on %(promised)s, and it does not move (14.1).", promised=promised)
    if name in ("custody_ends_on", "return_on"):
        return gettext(
            "Follows from the hand-out on %(day)s: the receipt promises %(promised)s (14.1).",
            day=day(case.hand_out_on), promised=promised,
        )  # fmt: skip
    return gettext(
        "%(day)s, so that the result is handed out no later than the receipt promises, %(promised)s (14.1).",
        day=on, promised=promised,
    )  # fmt: skip


def _weeks(term: Explanation, today: date) -> tuple[tuple[DayCell | None, ...], ...]:
    cells: list[DayCell | None] = [None] * term.days[0].on.weekday()
    cells += [DayCell(one.on, one.number, _kind(one, term.on, today)) for one in term.days]
    cells += [None] * (-len(cells) % 7)
    return tuple(tuple(cells[i : i + 7]) for i in range(0, len(cells), 7))


def _kind(one: ExplainedDay, end: date, today: date) -> str:
    if one.mark is Mark.START:
        return "start"
    if one.on == end:
        return "end"
    if one.mark is not Mark.COUNTED:
        return "off"
    return "today" if one.on == today else "past" if one.on < today else "ahead"


def _reason(one: ExplainedDay) -> DayReason:
    return one.rows[0].reason


def _as_asked(case: Application, later: dict[str, date | None]) -> dict[str, Any]:
    """The case as the calculator is asked about it: the moments by the clocks of their places."""
    filed = local(case.accepted_at, case.zone)
    received = local(case.received_at)
    asked: dict[str, Any] = {
        "service": case.service, "channel": case.channel, "center": case.center.key if case.center else None,
        "filed_on": filed.date(), "filed_time": f"{filed:%H:%M}", "hand_out": case.hand_out_place,
        "hand_out_center": case.hand_out_center.key if case.hand_out_center else None, **later,
    }  # fmt: skip
    if case.received_at != case.accepted_at:
        asked |= {"received_on": received.date(), "received_time": f"{received:%H:%M}"}
    return {name: value for name, value in asked.items() if value is not None}
