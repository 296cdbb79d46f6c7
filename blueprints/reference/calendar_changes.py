"""The calendars in the administrator's hands: correct a day, import a year, confirm one.

Nothing is saved before a page has shown what moves; what is saved is what was shown, or nothing (409, and a new look).
"""

from dataclasses import replace
from datetime import date, datetime

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy import extract, select

from blueprints.access import current_actor, requires
from blueprints.acts import Outdated, act
from blueprints.htmx import redirect_303
from blueprints.reference import bp
from blueprints.reference.words import CONSEQUENCES, HELD_REASONS, SCHEME_NAMES, kept_day, touched_cases
from extensions import clock, db
from forms.calendar import ConfirmForm, DayForm, ImportForm, YearForm
from models.calendar import CalendarException, CalendarYear, load_calendar
from models.calendar_change import CalendarChange, ChangeKind, described, history, last_changes
from models.recompute import foresee
from models.user import Actor
from rules.calendar import EXCHANGED, CalendarDay, Scheme, WorkCalendar, weekly_day
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred
from seed.calendar_source import PACKAGE, YearNotKnown, differences, estimated_days, known_rows

LISTED = 50
TOKENS = ("csrf_token", "_key", "version")


def _day_asked() -> date | None:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def _year_url(year: int, scheme: str = "committee") -> str:
    return url_for("reference.calendar", year=year, scheme=scheme)


def _saved(form: FlaskForm, change: CalendarChange, url: str, heading: str) -> Response:
    """Carry out what has been seen; before that, or if it would come otherwise by now, show it."""
    seen = request.form.get("version")
    if not seen:
        return _preview(change, url, heading, 200)

    def work(actor: Actor, now: datetime) -> str:
        outlook = foresee(change, now, is_held=True)
        if outlook.version != seen:
            raise Outdated
        outlook.carry_out(actor, now)
        is_confirmed = change.kind is ChangeKind.CONFIRMED
        done = gettext("The year is confirmed.") if is_confirmed else gettext("The calendar has been changed.")
        flash(" ".join([done, *touched_cases(outlook.moved, outlook.marked)]), "success")
        return url

    try:
        return act(work, form)
    except Outdated:
        return _preview(change, url, heading, 409)


def _preview(change: CalendarChange, url: str, heading: str, status: int) -> Response:
    outlook, calendar = foresee(change, clock.now()), load_calendar()
    rows = {(row.scheme, row.day): row for row in change.put}
    changed = []
    for scheme, day in sorted(change.keys, key=lambda key: (key[1], key[0] is not Scheme.COMMITTEE)):
        stands = calendar.day(scheme, day) if day.year in calendar.years else weekly_day(scheme, day)
        becomes = rows.get((scheme, day)) or weekly_day(scheme, day)
        changed.append((day, SCHEME_NAMES[scheme], kept_day(described(stands)), kept_day(described(becomes))))
    kept = [(name, value) for name, values in request.form.lists() for value in values if name not in (*TOKENS, "edit")]
    body = render_template(
        "reference/calendar_preview.html", outlook=outlook, listed=outlook.moves[:LISTED], changed=changed, kept=kept,
        left=_left_behind(change, calendar), is_founded=_is_founded(change), is_outdated=status == 409, url=url,
        consequence_words=CONSEQUENCES,
        is_confirmation=change.kind is ChangeKind.CONFIRMED, held_words=HELD_REASONS,
        may_open=current_actor().may(Permission.READ_CASES), heading=heading,
    )  # fmt: skip
    return make_response(body, status)


def _is_founded(change: CalendarChange) -> bool:
    """Whether each exchange that is entered by hand names its act; it may come later."""
    return change.kind is not ChangeKind.CORRECTED or all(row.act or row.reason not in EXCHANGED for row in change.put)


def _left_behind(change: CalendarChange, calendar: WorkCalendar) -> list[tuple[date, date]]:
    """Days that were exchanged with one that changes, and stay as they are: each with that one."""
    stands = (calendar.day(*key) for key in change.keys if key[1].year in calendar.years)
    pairs = ((row.scheme, row.moved_from, row.day) for row in stands if row.moved_from and row.reason in EXCHANGED)
    return [(other, day) for scheme, other, day in pairs if (scheme, other) not in change.keys]


@bp.route("/calendar/correct", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def calendar_correct() -> Response | str | tuple[str, int]:
    """Set a day anew, or two that are exchanged."""
    if request.method == "GET":
        asked = request.args.get("scheme", "")
        scheme = asked if asked in set(Scheme) else Scheme.COMMITTEE.value
        return render_template(
            "reference/calendar_correct.html", form=DayForm.of(load_calendar(), scheme, _day_asked())
        )
    form = DayForm(calendar=load_calendar())
    if request.form.get("edit"):
        return render_template("reference/calendar_correct.html", form=form)
    if not form.validate():
        return render_template("reference/calendar_correct.html", form=form), 409 if "version" in request.form else 422
    back = Scheme.COMMITTEE if form.scheme.data == "both" else form.scheme.data
    return _saved(form, form.change, _year_url(form.day.data.year, back), gettext("Correction of the calendar"))


def _stored(year: int) -> list[CalendarDay]:
    rows = select(CalendarException).where(extract("year", CalendarException.day) == year)
    return [row.as_rule() for row in db.session.scalars(rows)]


@bp.get("/calendar/import")
@requires(Permission.MANAGE_REFERENCE)
def calendar_import() -> Response | str | tuple[str, int]:
    """Which year to import; the first one that is not loaded, if nothing else is asked."""
    years = load_calendar().years
    if "year" not in request.args:
        form = YearForm(data={"year": years[-1] + 1 if years else clock.today().year})
        return render_template("reference/calendar_import.html", form=form)
    form = YearForm(request.args, meta={"csrf": False})
    if form.validate():
        try:
            known_rows(form.year.data, clock.today())
        except YearNotKnown:
            words = gettext("The package does not know this year well enough: import a nearer one")
            form.year.errors = [*form.year.errors, words]
        else:
            return redirect_303(url_for("reference.calendar_take", year=form.year.data))
    return render_template("reference/calendar_import.html", form=form), 422


@bp.route("/calendar/<int:year>/import", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def calendar_take(year: int) -> Response | str | tuple[str, int]:
    """What the package says of a year: all of it for a new one, the differences for one that is loaded."""
    try:
        found = differences(_stored(year), known_rows(year, clock.today()))
    except YearNotKnown:
        abort(404)
    offered = {f"{one.scheme.value}:{one.day.isoformat()}": one for one in found}
    form = ImportForm(is_loaded=year in load_calendar().years, offered=frozenset(offered))
    changed = last_changes(db.session.scalars(history(year)))
    if request.method == "GET":
        # An administrator's own correction is never ticked beforehand.
        corrected = {key for key, event in changed.items() if event.kind == ChangeKind.CORRECTED}
        form.take.data = [name for name, one in offered.items() if (one.scheme, one.day) not in corrected]
    page = {"form": form, "year": year, "offered": offered, "changed": changed, "estimated": estimated_days(year)}
    if request.method == "GET" or request.form.get("edit"):
        return render_template("reference/calendar_take.html", **page)
    if not form.validate():
        return render_template("reference/calendar_take.html", **page), 409 if "version" in request.form else 422
    taken = [one for name, one in offered.items() if name in form.taken]
    put = tuple(
        replace(row, act=row.act or (one.stored.act if one.stored else "")) for one in taken if (row := one.given)
    )
    drop = tuple((one.scheme, one.day) for one in taken if one.given is None)
    change = CalendarChange(ChangeKind.IMPORTED, form.reason.data or PACKAGE, put, drop, year)
    return _saved(form, change, _year_url(year), gettext("Import of %(year)s", year=year))


@bp.route("/calendar/<int:year>/confirm", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def calendar_confirm(year: int) -> Response | str:
    """Vouch for a year, having seen what is odd in it: its dates are provisional no longer."""
    row = db.get_or_404(CalendarYear, year)
    form = ConfirmForm()
    if request.method == "POST" and not request.form.get("edit") and form.validate():
        if row.confirmed_at:
            raise ActionRefused(Barred("year_confirmed"))
        change = CalendarChange(ChangeKind.CONFIRMED, form.reason.data or "", year=year)
        return _saved(form, change, _year_url(year), gettext("Confirmation of %(year)s", year=year))
    stored = _stored(year)
    try:
        found = differences(stored, known_rows(year, clock.today()))
    except YearNotKnown:
        found = None
    without_act = [one for one in sorted(stored, key=lambda one: one.day) if not one.is_working and not one.act]
    body = render_template(
        "reference/calendar_confirm.html", form=form, year=row, differences=found, without_act=without_act,
        estimated=sorted(estimated_days(year)),
    )  # fmt: skip
    return make_response(body, 422 if form.errors else 200)
