"""`flask calendar verify|check`: the calendars beside the package `holidays`, and what is missing in them."""

from datetime import date

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from cli.asking import BadInput, tables_wanted
from extensions import clock, db
from models.calendar import CalendarException, load_calendar
from rules.calendar import CalendarDay, WorkCalendar
from rules.calendar_watch import Gap, GapCode, gaps
from seed.calendar_source import PACKAGE, Difference, YearNotKnown, differences, known_rows

SAME, DIFFERENT = 0, 1


@click.group()
def calendar() -> None:
    """Working calendars of the Committee and of the Centers."""


@calendar.command()
@click.option("--year", type=click.IntRange(1, 9999), help="This year alone; all loaded years when left out.")
@click.pass_context
@with_appcontext
def verify(context: click.Context, year: int | None) -> None:
    """Compare the calendars with the package holidays. Exits with 0 if they are the same, with 1 if not."""
    today = clock.today()
    loaded = _loaded().years
    if year is not None and year not in loaded:
        raise BadInput(f"The calendar of {year} is not loaded: choose a year of {loaded[0]}-{loaded[-1]}.")
    found: list[Difference] = []
    for one in [year] if year is not None else loaded:
        try:
            found += differences(_stored(one), known_rows(one, today))
        except YearNotKnown as error:
            if year is not None:
                raise BadInput(f"{PACKAGE} does not know {one} well: compare it with the official calendar.") from error
            click.echo(f"{one}: {PACKAGE} does not know this year well, so it is not compared.", err=True)
    for line in found:
        click.echo(f"{line.day:%Y-%m-%d} {line.scheme.value}: {_told(line.stored)}; {PACKAGE}: {_told(line.given)}")
    if not found:
        click.echo(f"The same as {PACKAGE}.")
    context.exit(DIFFERENT if found else SAME)


@calendar.command()
@with_appcontext
def check() -> None:
    """Say which years should have been loaded or confirmed by now. That is no failure: the exit code is 0."""
    for line in warnings(_loaded(), clock.today()):
        click.echo(line, err=True)


def warnings(kept: WorkCalendar, today: date) -> list[str]:
    """What is missing in the calendars, a line for each year, for the log of the start."""
    return [_line(gap) for gap in gaps(kept, today)]


def _line(gap: Gap) -> str:
    if gap.code is GapCode.NOT_LOADED:
        return (
            f"Calendar: {gap.year} is not loaded, so fewer than thirteen months ahead are: terms that reach into it"
            " cannot be counted."
        )
    return f"Calendar: {gap.year} is not confirmed, which was due on {gap.due_on:%Y-%m-%d}: its dates are provisional."


def _loaded() -> WorkCalendar:
    with tables_wanted():
        kept = load_calendar()
    if not kept.years:
        raise BadInput("Load the calendars first, with flask seed.")
    return kept


def _stored(year: int) -> list[CalendarDay]:
    rows = select(CalendarException).where(CalendarException.day.between(date(year, 1, 1), date(year, 12, 31)))
    return [row.as_rule() for row in db.session.scalars(rows)]


def _told(row: CalendarDay | None) -> str:
    if row is None:
        return "as its weekday"
    words = f"{'working' if row.is_working else 'off'} ({row.reason.value}"
    words += f", {row.name}" if row.name else ""
    return f"{words}, with {row.moved_from:%Y-%m-%d})" if row.moved_from else f"{words})"
