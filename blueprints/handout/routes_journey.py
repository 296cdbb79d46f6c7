"""The way of a result to a Center and back (7.5, 15). Each act is confirmed on a page of its own."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.handout import bp
from blueprints.handout.lists import counter_today, demand_of, results_for, with_what_rows_show
from blueprints.handout.routes import about, load
from blueprints.handout.routes_papers import list_links
from blueprints.htmx import redirect_303
from extensions import clock, db, write
from models import custody
from models.application import Application
from models.calendar import load_calendar
from models.user import Actor, User
from rules.permissions import Permission
from rules.terms import Place, custody_ends_on, return_on
from rules.workflow import ActionRefused, Barred, ResultPlace

MOST_AT_ONCE = 100


def _ticked(name: str) -> list[str]:
    """The values ticked in a list, each once, no more than a page of them can hold."""
    return list(dict.fromkeys(request.values.getlist(name)))[:MOST_AT_ONCE]


def _ids() -> list[int]:
    numbers = [value for value in _ticked("case") if value.isdecimal() and len(value) < 10]
    return [int(value) for value in numbers]


def _chosen() -> list[Application]:
    """The ticked results that this person may see, in the order of the list."""
    statement = with_what_rows_show(results_for(current_actor()).where(Application.id.in_(_ids())))
    return list(db.session.scalars(statement.order_by(Application.dispatch_on, Application.id)).unique())


@bp.get("/dispatch")
@requires(Permission.DISPATCH)
def dispatch() -> ResponseReturnValue:
    """What will be sent to which Center, before it is."""
    chosen, today = _chosen(), clock.today()
    ready = [a for a in chosen if a.result_place is ResultPlace.COMMITTEE and a.hand_out_place is Place.CENTER]
    centers = {a.hand_out_center_id for a in ready}
    return render_template(
        "handout/dispatch.html", ready=[(a, demand_of(a, today)) for a in ready], center_count=len(centers),
        left_out=[a for a in chosen if a not in ready], today=today,
    )  # fmt: skip


@bp.post("/dispatch")
@requires(Permission.DISPATCH)
def send() -> ResponseReturnValue:
    """Send each in a unit of work of its own: one that cannot be sent does not hold up the others (7.5)."""
    actor, now = current_actor(), clock.now()
    seen = [value.split(":", 1) for value in _ticked("seen") if ":" in value]
    ids = [int(number) for number, _version in seen if number.isdecimal() and len(number) < 10]
    versions = dict(zip(ids, (version for _number, version in seen), strict=False))
    changed = [number for number in ids if not _send_one(number, versions[number], actor, now)]
    return redirect_303(url_for("handout.sent", case=ids, changed=changed))


def _send_one(application_id: int, version: str, actor: Actor, now: datetime) -> bool:
    """Whether it was sent by now: a second click finds it sent."""
    try:
        with write():
            statement = results_for(actor).where(Application.id == application_id).with_for_update(of=Application)
            application = db.session.scalar(statement)
            if application is None or str(application.version) != version:
                return False
            custody.dispatch(application, actor, now)
    except (ActionRefused, StaleDataError):
        return False
    return True


@bp.get("/dispatched")
@requires(Permission.DISPATCH)
def sent() -> ResponseReturnValue:
    """What was sent and what was not, and why. It is read from the record, so it stays true when opened again."""
    chosen = _chosen()
    gone = [application for application in chosen if application.delivery is not None]
    names = {user.id: user.short_name for user in _people(gone)}
    stayed = [(application, _why_not_sent(application)) for application in chosen if application.delivery is None]
    lists = list_links([application.delivery for application in gone if application.delivery], "to")
    return render_template("handout/sent.html", gone=gone, names=names, stayed=stayed, lists=lists)


def _people(applications: list[Application]) -> list[User]:
    ids = {application.delivery.dispatched_by_id for application in applications if application.delivery}
    return list(db.session.scalars(select(User).where(User.id.in_(ids))))


def _why_not_sent(application: Application) -> Barred | None:
    """The reason of the rules; None: it was changed after the page was opened."""
    if application.hand_out_place is not Place.CENTER:
        return Barred("not_for_a_center")
    return None if application.result_place is ResultPlace.COMMITTEE else Barred("result_is_elsewhere")


def _confirmation(template: str, application_id: int, *places: ResultPlace, **context: Any) -> ResponseReturnValue:
    application = load(application_id)
    if application.result_place not in places:
        raise ActionRefused(Barred("result_is_elsewhere"))
    context.setdefault("today", counter_today(application, clock.now()))
    demand = demand_of(application, context["today"])
    return render_template(template, delivery=application.delivery, demand=demand, **about(application), **context)


def _done(application_id: int, perform: Callable[[Application, Actor, datetime], None], tab: str) -> Any:
    """One act on one result; then the list it came from, where the next one waits."""

    def work(actor: Actor, now: datetime) -> str:
        application = load(application_id, lock=True)
        expect_version(application, link=url_for("handout.case", application_id=application_id))
        perform(application, actor, now)
        return url_for("handout.index", tab=tab)

    return act(work)


def _require_own_center(application: Application, actor: Actor) -> None:
    """A Center's acts are those of its own people, whatever else they may read."""
    if application.hand_out_center_id not in actor.center_ids:
        abort(404)


@bp.get("/<int:application_id>/arrival")
@requires(Permission.CONFIRM_ARRIVAL)
def arrival(application_id: int) -> ResponseReturnValue:
    """What follows from the arrival: until when the result is kept (15)."""
    application = load(application_id)
    _require_own_center(application, current_actor())
    today = counter_today(application, clock.now())
    kept_until = custody_ends_on(application.hand_out_on, today)
    return _confirmation(
        "handout/arrival.html", application_id, ResultPlace.ON_THE_WAY, today=today, kept_until=kept_until,
        returns_on=return_on(kept_until, load_calendar()),
    )  # fmt: skip


@bp.post("/<int:application_id>/arrival")
@requires(Permission.CONFIRM_ARRIVAL)
def confirm_arrival(application_id: int) -> ResponseReturnValue:
    def perform(application: Application, actor: Actor, now: datetime) -> None:
        _require_own_center(application, actor)
        custody.confirm_arrival(application, actor, now, counter_today(application, now))

    response = _done(application_id, perform, "on-the-way")
    flash(_("The arrival is confirmed."), "success")
    return response


@bp.get("/<int:application_id>/return")
@requires(Permission.CONFIRM_ARRIVAL)
def return_uncollected(application_id: int) -> ResponseReturnValue:
    """An uncollected result before it goes back; while its month runs, why it may not (15)."""
    application = load(application_id)
    _require_own_center(application, current_actor())
    today = counter_today(application, clock.now())
    _refuse_while_in_custody(application, today)
    return _confirmation("handout/return_uncollected.html", application_id, ResultPlace.CENTER, today=today)


def _refuse_while_in_custody(application: Application, today: date) -> None:
    ends = application.custody_ends_on
    if application.result_place is ResultPlace.CENTER and ends is not None and today <= ends:
        raise ActionRefused(Barred("custody_not_over", "15", ends))


@bp.post("/<int:application_id>/return")
@requires(Permission.CONFIRM_ARRIVAL)
def send_back(application_id: int) -> ResponseReturnValue:
    def perform(application: Application, actor: Actor, now: datetime) -> None:
        _require_own_center(application, actor)
        custody.send_back(application, actor, now, counter_today(application, now))

    response = _done(application_id, perform, "to-return")
    flash(_("The result is on its way back to the Committee."), "success")
    return response


@bp.get("/<int:application_id>/take-back")
@requires(Permission.DISPATCH)
def take_back(application_id: int) -> ResponseReturnValue:
    """An uncollected result before its return is confirmed."""
    return _confirmation("handout/take_back.html", application_id, ResultPlace.ON_THE_WAY_BACK)


@bp.post("/<int:application_id>/take-back")
@requires(Permission.DISPATCH)
def confirm_return(application_id: int) -> ResponseReturnValue:
    response = _done(application_id, custody.take_back, "coming-back")
    flash(_("The return is confirmed. The result can be collected at the Committee."), "success")
    return response
