"""`flask term`: every date of a filing, from the calendars and readings in the database."""

import json
import re
from dataclasses import asdict
from datetime import date
from zoneinfo import ZoneInfo

import click
from flask import render_template
from flask.cli import with_appcontext
from flask_babel import force_locale

from cli.asking import BadInput, local_moment, tables_wanted
from extensions import db
from models.calendar import load_calendar, readings_on, readings_since
from models.center import Center
from rules.calendar import YearNotLoaded
from rules.explanation import LAW, Explanation, explain
from rules.terms import COMMITTEE_ZONE, Filing, Place, Service, committee_today, filed_on

LANGUAGES = ("ru", "kk", "en")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CENTER_KEY = re.compile(r"[0-9]{1,4}/[0-9]{1,4}")


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
@click.option("--signed", metavar="DATE", help="The day of signing, from which present_by is counted: 2013-05-20.")
@click.option("--arrived", metavar="DATE", help="The day on which the result reached the Center of hand-out.")
@click.option("--explain", "is_explained", is_flag=True, help="Tell why: rule and clause, readings, days one by one.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="The language of the explanation. Russian if left out.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON: codes, ISO dates, null where a date does not apply.")
@with_appcontext
def term(
    service: str,
    channel: str,
    filed_at: str,
    hand_out: str | None,
    center_key: str | None,
    received: str | None,
    signed: str | None,
    arrived: str | None,
    is_explained: bool,
    lang: str | None,
    is_json: bool,
) -> None:
    """Reckon the dates of a filing. FILED_AT is the local time of the place that accepts: 2013-05-03T10:00."""
    if lang and (is_json or not is_explained):
        raise BadInput("Leave out --lang, or ask for words: --explain without --json.")
    with tables_wanted():
        try:
            place, hand_out_place = Place(channel), Place(hand_out or channel)
            filing = _filing(Service(service), place, filed_at, hand_out_place, center_key, received)
            signed_on, arrived_on = _signing(signed, filing), _arrival(arrived, filing)
            _require_loaded(filed_on(filing), committee_today(filing.received_at), signed_on, arrived_on)
            on = committee_today(filing.filed_at)
            explanations = explain(
                filing, load_calendar(), readings_on(on), readings_since(on), signed_on=signed_on, arrived_on=arrived_on
            )
        except YearNotLoaded as error:
            raise BadInput(_not_loaded(error.year)) from error
    if is_json:
        click.echo(_as_json(explanations, is_explained))
    elif is_explained:
        with force_locale(lang or "ru"):
            click.echo(render_template("terms/explanation.txt", explanations=explanations))
    else:
        click.echo(_as_table(explanations))


def _filing(
    service: Service, channel: Place, filed_at: str, hand_out: Place, center_key: str | None, received: str | None
) -> Filing:
    center = _center(center_key, channel, hand_out)
    zone = ZoneInfo(center.zone) if center and channel == Place.CENTER else COMMITTEE_ZONE
    filed = local_moment(filed_at, zone)
    filing = Filing(
        service=service,
        channel=channel,
        filed_at=filed,
        received_at=local_moment(received, COMMITTEE_ZONE) if received is not None else filed,
        hand_out=hand_out,
        center_zone=zone,
        hand_out_carriage_days=center.carriage_days if center and hand_out == Place.CENTER else 0,
    )
    if filing.received_at < filing.filed_at:
        raise BadInput("Give --received a moment that is not before the filing.")
    return filing


def _signing(text: str | None, filing: Filing) -> date | None:
    if text is not None and filing.service != Service.EUC:
        raise BadInput("Leave out --signed: only a certificate is to be presented within a term of its signing.")
    return _day_after_filing("--signed", text, filing)


def _arrival(text: str | None, filing: Filing) -> date | None:
    if text is not None and filing.hand_out != Place.CENTER:
        raise BadInput("Leave out --arrived, or let a Center hand out the result.")
    return _day_after_filing("--arrived", text, filing)


def _day_after_filing(option: str, text: str | None, filing: Filing) -> date | None:
    if text is None:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f'Give {option} a date that exists, such as 2013-05-20, and not "{text}".') from error
    if day < filed_on(filing):
        raise BadInput(f"Give {option} a day that is not before the filing.")
    return day


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


def _require_loaded(*days: date | None) -> None:
    """Before anything is counted: no date is that far away that it cannot be counted from."""
    for day in days:
        if day is not None:
            load_calendar().is_confirmed(day.year)


def _named(explanations: tuple[Explanation, ...]) -> dict[str, date | None]:
    found = {one.name: one.on for one in explanations}
    return {row.name: found.get(row.name) for row in LAW}


def _as_json(explanations: tuple[Explanation, ...], is_explained: bool) -> str:
    named = _named(explanations)
    data = {"dates": named, "explanations": [asdict(one) for one in explanations]} if is_explained else named
    return json.dumps(data, indent=2, ensure_ascii=False, default=date.isoformat)


def _as_table(explanations: tuple[Explanation, ...]) -> str:
    named = _named(explanations).items()
    lines = [f"{name:<20} {day:%Y-%m-%d %a}" if day else f"{name:<20} -" for name, day in named]
    if any(one.is_provisional for one in explanations):
        lines.append("Provisional: a year that these dates touch is not confirmed by an administrator.")
    return "\n".join(lines)
