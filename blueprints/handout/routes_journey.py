"""The way of one result to a Center and back (7.5, 15). Each act is confirmed on a page of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.handout import bp
from blueprints.handout.lists import counter_today, demand_of
from blueprints.handout.routes import about, load
from extensions import clock
from models import custody
from models.application import Application
from models.calendar import load_calendar
from models.user import Actor
from rules.permissions import Permission
from rules.terms import custody_ends_on, return_on
from rules.workflow import ActionRefused, Barred, ResultPlace


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
        load_calendar(is_held=True)  # before the case is: a correction of the calendar holds them in this order too
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
    if reason := custody.why_not_send_back(application, today):
        raise ActionRefused(reason)
    return _confirmation("handout/return_uncollected.html", application_id, ResultPlace.CENTER, today=today)


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
