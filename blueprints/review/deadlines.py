"""The deadline panel of a case: the day, the dates that follow from the law, and the days as they were counted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext

from blueprints.formatting import clock_time, daymonth
from models.application import Application
from models.calendar import load_calendar
from rules.calendar import CalendarDay, DayReason, Scheme
from rules.terms import TERM_DAYS, Place, Service, committee_today
from rules.workflow import PENDING


@dataclass(frozen=True)
class LawDate:
    """One line of the panel: a day, what it means, its clause."""

    on: date
    words: str
    clause: str
    is_past: bool
    is_next: bool = False


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
    weeks: tuple[tuple[DayCell | None, ...], ...]
    counted: tuple[tuple[date, str], ...]
    skipped: tuple[tuple[date, str], ...]
    weekend_days: tuple[date, ...]
    is_provisional: bool


def panel_of(application: Application, now: datetime) -> Panel:
    """The deadline panel as of now."""
    calendar, today = load_calendar(), committee_today(now)
    demanded = application.next_act(today)
    due: date | None = getattr(application, demanded.due) if demanded else None
    days = _days(application)
    return Panel(
        due=due,
        act=demanded.code if demanded else "",
        working_left=calendar.working_between(Scheme.COMMITTEE, today, due) if due else 0,
        dates=_dates(application, today, due, now),
        weeks=_weeks(days, today),
        counted=tuple((d.day, _reason(d)) for d, n in days if n is not None and d.reason is DayReason.MOVED_WORKING),
        skipped=tuple((d.day, _reason(d)) for d, n in days[1:] if n is None and d.reason is not DayReason.WEEKEND),
        weekend_days=tuple(d.day for d, n in days[1:] if n is None and d.reason is DayReason.WEEKEND),
        is_provisional=application.is_provisional,
    )


def _days(application: Application) -> list[tuple[CalendarDay, int | None]]:
    """Every day from acceptance to the end of the term with its number: E counts working days, C calendar days."""
    calendar, start, end = load_calendar(), application.accepted_on, application.term_ends_on
    days: list[tuple[CalendarDay, int | None]] = []
    number = 0
    for offset in range((end - start).days + 1):
        on = start + timedelta(days=offset)
        day = calendar.day(Scheme.COMMITTEE, on)
        counts = offset > 0 and (
            day.is_working if application.service is Service.EUC else number < TERM_DAYS or on == end
        )
        number += counts
        days.append((day, number if counts else None))
    return days


def _weeks(days: list[tuple[CalendarDay, int | None]], today: date) -> tuple[tuple[DayCell | None, ...], ...]:
    first, last = days[0][0].day, days[-1][0].day
    cells: list[DayCell | None] = [None] * first.weekday()
    for day, number in days:
        if day.day == first:
            kind = "start"
        elif day.day == last:
            kind = "end"
        elif number is None:
            kind = "off"
        else:
            kind = "today" if day.day == today else "past" if day.day < today else "ahead"
        cells.append(DayCell(day.day, number, kind))
    cells += [None] * (-len(cells) % 7)
    return tuple(tuple(cells[i : i + 7]) for i in range(0, len(cells), 7))


def _reason(day: CalendarDay) -> str:
    if day.reason is DayReason.MOVED_WORKING:
        moved = daymonth(day.moved_from, False) if day.moved_from else ""
        return gettext("Working day: moved from %(day)s", day=moved) if moved else gettext("Working day by a move")
    if day.reason is DayReason.MOVED_OFF:
        moved = daymonth(day.moved_from, False) if day.moved_from else ""
        return gettext("Day off: exchanged with %(day)s", day=moved) if moved else gettext("Day off by a move")
    return day.name or gettext("Day off")


def _dates(application: Application, today: date, due: date | None, now: datetime) -> tuple[LawDate, ...]:
    case = application
    lines: list[tuple[date | None, str, str]] = [
        (case.accepted_on, gettext("Accepted at %(time)s", time=clock_time(case.accepted_at)), "7.1"),
        (case.completeness_due_on, gettext("Completeness: last day to refuse as incomplete"), "16"),
        (case.control_on, gettext("Control date of the decision"), "7.1"),
        (case.term_ends_on, gettext("The term ends"), "7.1"),
    ]
    if case.hand_out_place is Place.CENTER:
        lines += [
            (case.dispatch_on, gettext("Send to the Center"), "7.5"),
            (case.deliver_on, gettext("The result is at the Center"), "7.5"),
        ]
    lines.append((case.hand_out_on, gettext("Hand-out"), "14.1"))
    if case.state in PENDING:
        lines += [
            (case.deemed_issued_on, gettext("From 00:00 counts as issued, refusal is impossible"), "7.6"),
            (case.deemed_issue_due_on, gettext("Last day to issue after silence"), "7.6"),
        ]
    lines += [
        (case.custody_ends_on, gettext("Custody at the Center ends"), "15"),
        (case.return_on, gettext("Return to the Committee"), "15"),
    ]
    known = sorted(((on, words, clause) for on, words, clause in lines if on), key=lambda line: line[0])
    return tuple(
        LawDate(on, words, clause, is_past=on < today, is_next=on == due and on >= today) for on, words, clause in known
    )
