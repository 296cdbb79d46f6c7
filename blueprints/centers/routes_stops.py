"""The stops of a timetable (9.2): added, changed, cancelled. Once it is approved each act has its reason."""

from datetime import datetime

from flask import abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.access import requires
from blueprints.centers import bp
from blueprints.centers.routes_timetable import Page, change_tour, own_tour, tour_link
from extensions import clock
from forms.mobile import CancelStopForm, StopForm
from models.mobile import MobileStop, MobileTour
from models.user import Actor
from rules.mobile import StopHours
from rules.permissions import Permission
from rules.terms import CENTER_OPENS, local_date

FIELDS = ("held_on", "settlement", "address", "opens_at", "closes_at", "break_starts_at", "break_ends_at")


def _stop_of(tour: MobileTour, stop_id: int) -> MobileStop:
    return next((stop for stop in tour.stops if stop.id == stop_id), None) or abort(404)


@bp.route("/mobile/<int:tour_id>/stops/new", methods=["GET", "POST"])
@requires(Permission.PLAN_MOBILE)
def stop_new(tour_id: int) -> Page:
    """One more stop, with the hours of the last one to begin with."""
    tour = own_tour(tour_id)
    form = _form(
        tour, {name: getattr(tour.stops[-1], name) for name in FIELDS[3:]} if tour.stops else {"opens_at": CENTER_OPENS}
    )
    if request.method == "GET" or not _is_right(form, tour):
        return _page(form, tour)

    def work(tour: MobileTour, actor: Actor, now: datetime) -> str:
        tour.add_stop(form.plan, actor, now, form.given_reason)
        is_next = request.form.get("go") == "another"
        return url_for("centers.stop_new", tour_id=tour_id) if is_next else tour_link(tour)

    response = change_tour(tour_id, work, form)
    flash(_("The stop is in the timetable."), "success")
    return response


@bp.route("/mobile/<int:tour_id>/stops/<int:stop_id>/edit", methods=["GET", "POST"])
@requires(Permission.PLAN_MOBILE)
def stop_edit(tour_id: int, stop_id: int) -> Page:
    """Another day, place or hours."""
    tour = own_tour(tour_id)
    stop = _stop_of(tour, stop_id)
    form = _form(tour, {name: getattr(stop, name) for name in FIELDS})
    if request.method == "GET" or not _is_right(form, tour, stop):
        return _page(form, tour, stop)

    def work(tour: MobileTour, actor: Actor, now: datetime) -> str:
        tour.change_stop(_stop_of(tour, stop_id), form.plan, actor, now, form.given_reason)
        return tour_link(tour)

    response = change_tour(tour_id, work, form)
    flash(_("The stop has been changed."), "success")
    return response


@bp.route("/mobile/<int:tour_id>/stops/<int:stop_id>/cancel", methods=["GET", "POST"])
@requires(Permission.PLAN_MOBILE)
def stop_cancel(tour_id: int, stop_id: int) -> Page:
    """A stop that will not be held: it stays in sight, with the reason. Only planned, it is taken out."""
    tour = own_tour(tour_id)
    stop = _stop_of(tour, stop_id)
    form = CancelStopForm()
    if request.method == "GET" or (tour.is_approved and not form.validate()):
        status = 200 if request.method == "GET" else 422
        return render_template("centers/stop_cancel.html", form=form, tour=tour, stop=stop), status

    def work(tour: MobileTour, actor: Actor, now: datetime) -> str:
        tour.cancel_stop(_stop_of(tour, stop_id), actor, now, form.reason.data or "")
        return tour_link(tour)

    response = change_tour(tour_id, work, form)
    flash(_("The stop is cancelled.") if tour.is_approved else _("The stop is taken out."), "success")
    return response


def _form(tour: MobileTour, data: dict[str, object]) -> StopForm:
    today = local_date(clock.now(), tour.center.zone)
    return StopForm(today=today, needs_reason=tour.is_approved, data=data)


def _is_right(form: StopForm, tour: MobileTour, stop: MobileStop | None = None) -> bool:
    """The form by itself, then against the other stops of the mobile Center; the act asks once more under the lock."""
    if not form.validate():
        return False
    other = MobileStop.standing_in_the_way(tour.mobile_center_id, form.hours, stop)
    if other is None:
        return True
    words = _(
        "At these hours the mobile Center is at %(place)s: %(hours)s", place=other.place, hours=_hours(other.hours)
    )
    form.opens_at.errors = [*form.opens_at.errors, words]
    return False


def _hours(hours: StopHours) -> str:
    return f"{hours.opens_at:%H:%M}\u2013{hours.closes_at:%H:%M}"


def _page(form: StopForm, tour: MobileTour, stop: MobileStop | None = None) -> tuple[str, int]:
    settlements = sorted({one.settlement for one in tour.stops})
    page = render_template("centers/stop_form.html", form=form, tour=tour, stop=stop, settlements=settlements)
    return page, 200 if request.method == "GET" else 422
