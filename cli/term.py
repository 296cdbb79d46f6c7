"""`flask term`: every date of a filing, from the calendars and readings in the database."""

import json
import re
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from extensions import db
from models.calendar import load_calendar, readings_on
from models.center import Center
from rules.calendar import YearNotLoaded
from rules.terms import COMMITTEE_ZONE, Filing, Place, Service, Timeline, committee_today, timeline

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_CENTER_KEY = re.compile(r"[0-9]{1,4}/[0-9]{1,4}")


class BadInput(click.ClickException):
    """What was typed cannot be reckoned with; the message says what to type instead."""

    exit_code = 2


@click.command()
@click.argument("service", type=click.Choice([service.value for service in Service]))
@click.argument("channel", type=click.Choice([place.value for place in Place]))
@click.argument("filed_at")
@click.option(
    "--hand-out", type=click.Choice([place.value for place in Place]), help="Where the result is handed out."
    " The place of acceptance when left out."
)  # fmt: skip
@click.option("--center", "center_key", metavar="BRANCH/ROW", help="The Center that accepts, hands out, or both.")
@click.option("--received", help="When the documents reached the Committee, in its local time. FILED_AT if left out.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON: ISO dates, null where a date does not apply.")
@with_appcontext
def term(
    service: str,
    channel: str,
    filed_at: str,
    hand_out: str | None,
    center_key: str | None,
    received: str | None,
    is_json: bool,
) -> None:
    """Reckon the dates of a filing. FILED_AT is the local time of the place that accepts: 2013-05-03T10:00."""
    accepted_at, handed_out_at = Place(channel), Place(hand_out or channel)
    try:
        center = _center(center_key, accepted_at, handed_out_at)
        zone = ZoneInfo(center.zone) if center and accepted_at == Place.CENTER else COMMITTEE_ZONE
        filed = _moment(filed_at, zone)
        filing = Filing(
            service=Service(service),
            channel=accepted_at,
            filed_at=filed,
            received_at=_moment(received, COMMITTEE_ZONE) if received is not None else filed,
            hand_out=handed_out_at,
            center_zone=zone,
            hand_out_carriage_days=center.carriage_days if center and handed_out_at == Place.CENTER else 0,
        )
        if filing.received_at < filing.filed_at:
            raise BadInput("Give --received a moment that is not before the filing.")
        dates = timeline(filing, load_calendar(), readings_on(committee_today(filing.filed_at)))
    except YearNotLoaded as error:
        raise BadInput(_not_loaded(error.year)) from error
    except (OperationalError, ProgrammingError) as error:
        raise BadInput("Bring the database up to date first, with flask db upgrade and flask seed.") from error
    click.echo(_as_json(dates) if is_json else _as_table(dates))


def _moment(text: str, zone: tzinfo) -> datetime:
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError(text)
        moment = datetime.fromisoformat(text).replace(tzinfo=zone)
        moment.astimezone(UTC)  # the first and last days of all time have no UTC
    except (ValueError, OverflowError) as error:
        raise BadInput(f'Write "{text}" as a local date and time that exists, such as 2013-05-03T10:00.') from error
    return moment


def _center(key: str | None, channel: Place, hand_out: Place) -> Center | None:
    if key is None:
        return None
    if Place.CENTER not in (channel, hand_out):
        raise BadInput("Leave out --center, or let a Center accept the application or hand out the result.")
    if not _CENTER_KEY.fullmatch(key):
        raise BadInput(f'Write the Center as BRANCH/ROW, such as 3/14, and not as "{key}".')
    center = db.session.scalar(Center.with_key(key))
    if center is None:
        raise BadInput(f"Choose a Center of the directory; it has none with the number {key}.")
    return center


def _not_loaded(year: int) -> str:
    loaded = load_calendar().years
    if not loaded:
        return "Load the calendars first, with flask seed."
    return (
        f"The dates reach into {year}, whose calendar is not loaded: load that year, or give a moment whose dates lie"
        f" within {loaded[0]}-{loaded[-1]}."
    )


def _named(dates: Timeline) -> dict[str, date | None]:
    # Counted from the day of signing, which a filing alone does not tell (E Annex 2, certificate, box 12).
    return dates.dates() | {"present_by": None}


def _as_json(dates: Timeline) -> str:
    return json.dumps({name: day and day.isoformat() for name, day in _named(dates).items()}, indent=2)


def _as_table(dates: Timeline) -> str:
    lines = [f"{name:<20} {day:%Y-%m-%d %a}" if day else f"{name:<20} -" for name, day in _named(dates).items()]
    if dates.is_provisional:
        lines.append("Provisional: a year that these dates touch is not confirmed by an administrator.")
    return "\n".join(lines)
