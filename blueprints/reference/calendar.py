"""Both working calendars, a year on a page: each exception with its source and act, and what was done to the year."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import abort, render_template
from sqlalchemy import select

from blueprints.access import current_actor, requires
from blueprints.reference import bp
from blueprints.reference.words import CALENDAR_EVENTS, SCHEME_NAMES, changed_days, day_reason, touched_cases
from extensions import clock, db
from models.calendar import CalendarYear, load_calendar
from models.calendar_change import history, last_changes
from rules.calendar import CalendarDay, DayReason, Scheme, WorkCalendar
from rules.permissions import Permission


@dataclass(frozen=True)
class Month:
    """A month as one row of the year's grid; `days` has a place for each of 31 days."""

    first: date
    days: tuple[CalendarDay | None, ...]
    working: int


@bp.get("/calendar", defaults={"year": 0, "scheme": "committee"})
@bp.get("/calendar/<int:year>/<any(committee, center):scheme>")
@requires(Permission.READ_REFERENCE)
def calendar(year: int, scheme: str) -> str:
    """A year of one calendar: working days and days off, with the reason of each that is out of the ordinary."""
    years = db.session.scalars(select(CalendarYear).order_by(CalendarYear.year)).all()
    chosen = next((y for y in years if y.year == (year or clock.today().year)), None)
    if chosen is None and not year and years:
        chosen = years[-1]
    if chosen is None:
        abort(404)
    kept, kind = load_calendar(), Scheme(scheme)
    months = list(_months(kept, kind, chosen.year))
    special = [day for month in months for day in month.days if day and _is_special(day)]
    events = db.session.scalars(history(chosen.year)).all()
    return render_template(
        "reference/calendar.html", years=years, chosen=chosen, scheme=scheme, schemes=SCHEME_NAMES, months=months,
        special=special, working=sum(month.working for month in months), day_reason=day_reason, today=clock.today(),
        events=events, event_names=CALENDAR_EVENTS, changed_days=changed_days, sources=last_changes(events),
        touched_cases=touched_cases,
        can_manage=current_actor().may(Permission.MANAGE_REFERENCE),
    )  # fmt: skip


def _months(kept: WorkCalendar, scheme: Scheme, year: int) -> Iterator[Month]:
    for number in range(1, 13):
        length = monthrange(year, number)[1]
        days = [kept.day(scheme, date(year, number, n)) for n in range(1, length + 1)]
        padded = (*days, *[None] * (31 - length))
        yield Month(date(year, number, 1), padded, sum(day.is_working for day in days))


def _is_special(day: CalendarDay) -> bool:
    return day.reason not in (DayReason.WORKING, DayReason.WEEKEND)
