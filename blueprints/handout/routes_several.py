"""Several results at once: to their Centers (7.5), or uncollected ones back (15); each Center's go on one list."""

from collections import defaultdict
from datetime import date, datetime

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.access import current_actor, requires
from blueprints.acts import key_in, once
from blueprints.handout import bp
from blueprints.handout.lists import counter_today, demand_of, results_for, today_of, with_what_rows_show
from blueprints.handout.recent import listed
from blueprints.htmx import redirect_303
from extensions import clock, db
from models import custody
from models.application import Application
from models.hand_over import HandOver, Way
from models.user import Actor, User
from rules.permissions import Permission
from rules.terms import Place
from rules.workflow import Barred, ResultPlace

MOST_AT_ONCE = 100


def _ticked(name: str) -> list[str]:
    """The values ticked in a list, each once, no more than a page of them can hold."""
    return list(dict.fromkeys(request.values.getlist(name)))[:MOST_AT_ONCE]


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 10]


def _chosen() -> list[Application]:
    """The ticked results that this person may see, in the order of the list."""
    ids = _numbers(_ticked("case"))
    statement = with_what_rows_show(results_for(current_actor()).where(Application.id.in_(ids)))
    return list(db.session.scalars(statement.order_by(Application.dispatch_on, Application.id)).unique())


def _seen() -> dict[int, str]:
    """What was shown before it was confirmed: the version of each case by its id."""
    pairs = [value.split(":", 1) for value in _ticked("seen") if ":" in value]
    return {int(number): version for number, version in pairs if _numbers([number])}


@bp.get("/dispatch")
@requires(Permission.DISPATCH)
def dispatch() -> ResponseReturnValue:
    """What will be sent to which Center, before it is."""
    chosen, today = _chosen(), clock.today()
    ready = [a for a in chosen if custody.why_not_dispatch(a) is None]
    centers = {a.hand_out_center_id for a in ready}
    return render_template(
        "handout/dispatch.html", ready=[(a, demand_of(a, today)) for a in ready], center_count=len(centers),
        left_out=[a for a in chosen if a not in ready], today=today,
    )  # fmt: skip


@bp.post("/dispatch")
@requires(Permission.DISPATCH)
def send() -> ResponseReturnValue:
    """Send them, each Center's on a list of its own (7.5). One that cannot be sent does not hold up the others."""
    seen = _seen()
    _leave_together(seen, Way.TO_CENTER)
    return redirect_303(url_for("handout.sent", case=list(seen)))


@bp.get("/return")
@requires(Permission.CONFIRM_ARRIVAL)
def return_several() -> ResponseReturnValue:
    """What will go back to the Committee, before it does."""
    chosen, today = _own(_chosen()), today_of(current_actor(), clock.now())
    ready = [a for a in chosen if custody.why_not_send_back(a, today) is None]
    return render_template(
        "handout/return_several.html", ready=ready, left_out=[a for a in chosen if a not in ready], today=today
    )


@bp.post("/return")
@requires(Permission.CONFIRM_ARRIVAL)
def send_back_several() -> ResponseReturnValue:
    """Send the uncollected ones back on one list (15), and show it to be printed."""
    made = _leave_together(_seen(), Way.BACK)
    if not made:
        flash(_("Nothing was sent back: what was ticked has changed since. Tick again."), "danger")
        return redirect_303(url_for("handout.index", tab="to-return"))
    return redirect_303(made[0])


def _own(applications: list[Application]) -> list[Application]:
    """Those of the Centers where this person works: acts of a Center are those of its own people."""
    return [a for a in applications if a.hand_out_center_id in current_actor().center_ids]


def _leave_together(seen: dict[int, str], way: Way) -> list[str]:
    """Each Center's results in one unit of work, once for the form's key: the pages of the lists that were made."""
    actor, now, by_center = current_actor(), clock.now(), defaultdict(list)
    rows = select(Application.id, Application.hand_out_center_id).where(Application.id.in_(seen))
    for application_id, center_id in db.session.execute(rows.order_by(Application.id)):
        by_center[center_id].append(application_id)
    made = []
    for center_id, ids in sorted(by_center.items(), key=lambda one: one[0] or 0):

        def leave(actor: Actor, now: datetime, ids: list[int] = ids) -> str:
            hand_over = _put_on_one_list({number: seen[number] for number in ids}, way, actor, now)
            return url_for("handout.hand_over", hand_over_id=hand_over.id) if hand_over else ""

        if location := once(f"{key_in()[:50]}:{center_id}" if key_in() else "", actor, now, leave):
            made.append(location)
    return made


def _put_on_one_list(seen: dict[int, str], way: Way, actor: Actor, now: datetime) -> HandOver | None:
    """What can leave and is as it was shown; nothing is left of a list on which nothing would stand."""
    statement = results_for(actor).where(Application.id.in_(seen)).order_by(Application.id)
    locked = db.session.scalars(
        statement.with_for_update(of=Application).execution_options(populate_existing=True)
    ).all()
    hand_over: HandOver | None = None
    for application in locked:
        if str(application.version) != seen[application.id]:
            continue
        today = counter_today(application, now)
        if way is Way.TO_CENTER and custody.why_not_dispatch(application) is None:
            hand_over = custody.dispatch(application, actor, now, hand_over)
        elif way is Way.BACK and _may_send_back(application, actor, today):
            hand_over = custody.send_back(application, actor, now, today, hand_over)
    db.session.flush()
    return hand_over


def _may_send_back(application: Application, actor: Actor, today: date) -> bool:
    is_own = application.hand_out_center_id in actor.center_ids
    return is_own and custody.why_not_send_back(application, today) is None


@bp.get("/dispatched")
@requires(Permission.DISPATCH)
def sent() -> ResponseReturnValue:
    """What was sent and what was not, and why. It is read from the record, so it stays true when opened again."""
    chosen = _chosen()
    gone = [application for application in chosen if application.delivery is not None]
    names = {user.id: user.short_name for user in _people(gone)}
    stayed = [(application, _why_not_sent(application)) for application in chosen if application.delivery is None]
    lists = listed([application.delivery.decision_id for application in gone if application.delivery], Way.TO_CENTER)
    return render_template("handout/sent.html", gone=gone, names=names, stayed=stayed, lists=lists)


def _people(applications: list[Application]) -> list[User]:
    ids = {application.delivery.dispatched_by_id for application in applications if application.delivery}
    return list(db.session.scalars(select(User).where(User.id.in_(ids))))


def _why_not_sent(application: Application) -> Barred | None:
    """The reason of the rules; None: it was changed after the page was opened."""
    if application.hand_out_place is not Place.CENTER:
        return Barred("not_for_a_center")
    return None if application.result_place is ResultPlace.COMMITTEE else Barred("result_is_elsewhere")
