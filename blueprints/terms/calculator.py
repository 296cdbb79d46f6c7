"""The calculator of terms: what the dates of a filing would be, and why. It only asks; the address says what."""

from dataclasses import dataclass, fields
from zoneinfo import ZoneInfo

from flask import Response, request, url_for

from blueprints.access import current_actor, signed_in
from blueprints.formatting import local
from blueprints.htmx import render_page
from blueprints.terms import bp
from blueprints.terms.drawing import Strip, strips
from extensions import clock, db
from forms.calculator import CalculatorForm
from models.calendar import load_calendar, readings_on, readings_since
from models.center import Center
from rules.calendar import Scheme, YearNotLoaded
from rules.explanation import Explanation, ReadingUsed, explain
from rules.permissions import Permission
from rules.terms import COMMITTEE_ZONE, Place, Readings, committee_today


@dataclass(frozen=True)
class Reckoned:
    """The answer: every date with its explanation, the readings of the day, the line of days, the link back to it."""

    explained: tuple[Explanation, ...]
    readings: tuple[ReadingUsed, ...]
    strips: tuple[Strip, ...]
    schemes: tuple[Scheme, ...]
    link: str

    @property
    def unconfirmed_years(self) -> frozenset[int]:
        """The years that must still be confirmed before all the dates are sure."""
        return frozenset(year for one in self.explained for year in one.unconfirmed_years)


@bp.get("/calculator")
@signed_in
def calculator() -> Response:
    """The empty form; or, once the address asks something, its answer beneath it."""
    form = _form()
    reckoned = _reckon(form) if request.args and form.validate() else None
    return render_page(
        "terms/calculator.html", "terms/_calculator.html", 422 if form.errors else 200, form=form, reckoned=reckoned,
        accepting=form.centers.get(form.center.value), handing_out=form.centers.get(form.hand_out_center_key),
        may_read_reference=current_actor().may(Permission.READ_REFERENCE),
    )  # fmt: skip


def _form() -> CalculatorForm:
    centers = {one.key: one for one in db.session.scalars(Center.in_order()).unique()}
    years = load_calendar().years
    return (
        CalculatorForm(centers, years, request.args)
        if request.args
        else CalculatorForm(centers, years, first=_first_visit())
    )


def _first_visit() -> dict[str, str]:
    """What stands in the form before anything is asked: today and now, and the Center of who works at one."""
    own = db.session.scalars(Center.of(current_actor()).limit(1)).first()
    now = local(clock.now(), ZoneInfo(own.zone) if own else COMMITTEE_ZONE)
    place = {"channel": Place.CENTER.value, "center": own.key} if own else {"channel": Place.COMMITTEE.value}
    return {**place, "filed_on": now.date().isoformat(), "filed_time": f"{now:%H:%M}"}


def _reckon(form: CalculatorForm) -> Reckoned | None:
    """The answer to a form that is valid; None, said in the form, where a year is not loaded."""
    filing, calendar = form.filing(), load_calendar()
    day = committee_today(filing.filed_at)
    readings, since = readings_on(day), readings_since(day)
    try:
        explained = explain(
            filing, calendar, readings, since, signed_on=form.signed_on.value, arrived_on=form.arrived_on.value
        )
    except YearNotLoaded as missing:
        form.tell_year(missing.year)
        return None
    schemes = (Scheme.COMMITTEE, Scheme.CENTER) if filing.hand_out is Place.CENTER else (Scheme.COMMITTEE,)
    return Reckoned(
        explained=explained,
        readings=tuple(ReadingUsed(f.name, getattr(readings, f.name), since.get(f.name)) for f in fields(Readings)),
        strips=strips(explained, calendar, schemes), schemes=schemes,
        link=url_for("terms.calculator", **form.link()),
    )  # fmt: skip
