"""Timetables of mobile Centers (9.2): where one is on a day, a Center's timetables, and the acts on one of them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms.form import BaseForm

from blueprints.access import current_actor, requires
from blueprints.accounts.audit_words import told
from blueprints.acts import act, expect_version
from blueprints.centers import bp
from blueprints.formatting import daymonth
from blueprints.paging import paginate
from extensions import clock, db
from forms.mobile import ApproveTourForm, CopyTourForm, TourForm
from models.calendar import load_calendar
from models.center import Branch, Center
from models.event import Event
from models.mobile import MobileCenter, MobileStop, MobileTour, can_plan
from models.user import Actor
from rules.calendar import CalendarDay, Scheme
from rules.permissions import Permission
from rules.terms import local_date

Page = Response | str | tuple[str, int]
WEEK = timedelta(days=7)
EVENTS_SHOWN = 100


def load_tour(tour_id: int, *, lock: bool = False) -> MobileTour:
    """A timetable that this person may see, else 404. `lock` holds its row until the unit of work ends."""
    statement = MobileTour.visible_to(current_actor()).where(MobileTour.id == tour_id)
    if lock:
        statement = statement.with_for_update(of=MobileTour).execution_options(populate_existing=True)
    return db.session.scalar(statement) or abort(404)


def own_tour(tour_id: int, *, lock: bool = False) -> MobileTour:
    """A timetable that this person may change; another Center's is 404."""
    tour = load_tour(tour_id, lock=lock)
    return tour if tour.can_be_planned_by(current_actor()) else abort(404)


def tour_link(tour: MobileTour) -> str:
    return url_for("centers.tour", tour_id=tour.id)


def change_tour(
    tour_id: int, work: Callable[[MobileTour, Actor, datetime], str], form: BaseForm | None = None
) -> Response:
    """One act on a timetable, on the version that was shown."""

    def perform(actor: Actor, now: datetime) -> str:
        tour = own_tour(tour_id, lock=True)
        expect_version(tour, link=tour_link(tour))
        return work(tour, actor, now)

    return act(perform, form)


@bp.get("/branches/<int:branch_no>/mobile")
@requires(Permission.READ_REFERENCE)
def mobile(branch_no: int) -> str:
    """Where each mobile Center of the region is on a day, and where it is next."""
    branch = db.get_or_404(Branch, branch_no)
    today = local_date(clock.now(), branch.zone)
    day = _asked_day() or today
    cars = db.session.scalars(MobileCenter.of_branch(branch_no)).all()
    of_region = MobileStop.mobile_center_id.in_([car.id for car in cars])
    here: dict[int, list[MobileStop]] = {car.id: [] for car in cars}
    for stop in db.session.scalars(MobileStop.shown().where(of_region, MobileStop.held_on == day)):
        here[stop.mobile_center_id].append(stop)
    later = MobileStop.shown().where(of_region, MobileStop.held_on > day, MobileStop.held_on <= day + WEEK)
    return render_template(
        "centers/mobile.html", branch=branch, day=day, today=today, cars=[(car, here[car.id]) for car in cars],
        coming=db.session.scalars(later).all(), before=day - timedelta(days=1), after=day + timedelta(days=1),
    )  # fmt: skip


def _asked_day() -> date | None:
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return asked if 2000 <= asked.year <= 2099 else None


@bp.get("/<int:center_id>/mobile")
@requires(Permission.READ_REFERENCE)
def tours(center_id: int) -> str:
    """A Center's timetables, the latest first; those that are only planned to those who plan them."""
    center, actor = db.get_or_404(Center, center_id), current_actor()
    query = MobileTour.visible_to(actor).where(MobileTour.center_id == center_id).order_by(MobileTour.id.desc())
    page = paginate(query.options(selectinload(MobileTour.stops)))
    return render_template("centers/tours.html", center=center, page=page, can_plan=can_plan(actor, center))


@bp.route("/<int:center_id>/mobile/new", methods=["GET", "POST"])
@requires(Permission.PLAN_MOBILE)
def tour_new(center_id: int) -> Page:
    """Begin a timetable: its mobile Center is one of the branch's, or a new one."""
    center = db.get_or_404(Center, center_id)
    if not can_plan(current_actor(), center):
        abort(404)
    form = TourForm()
    if request.method == "GET" or not form.validate():
        cars = db.session.scalars(MobileCenter.of_branch(center.branch_no)).all()
        status = 200 if request.method == "GET" else 422
        return render_template("centers/tour_form.html", form=form, center=center, cars=cars), status

    def work(actor: Actor, now: datetime) -> str:
        return tour_link(MobileTour.plan(db.session.get_one(Center, center_id), form.name.data, actor, now))

    return act(work, form)


@bp.get("/mobile/<int:tour_id>")
@requires(Permission.READ_REFERENCE)
def tour(tour_id: int) -> str:
    """One timetable: its stops, who approved it, what was changed since and why."""
    one, actor = load_tour(tour_id), current_actor()
    events = select(Event).where(Event.subject == f"mobile_tour:{tour_id}").order_by(Event.id.desc())
    events = events.options(db.joinedload(Event.actor), db.joinedload(Event.on_behalf_of)).limit(EVENTS_SHOWN)
    today = local_date(clock.now(), one.center.zone)
    return render_template(
        "centers/tour.html", tour=one, today=today, is_planner=can_plan(actor, one.center),
        days_off=days_off_of(one.stops), history=told(db.session.scalars(events).all()),
    )  # fmt: skip


def days_off_of(stops: list[MobileStop]) -> dict[date, CalendarDay]:
    """The stops' days on which Centers rest: a mobile Center may work on them, and its people should know."""
    calendar = load_calendar()
    days = {stop.held_on for stop in stops if stop.held_on.year in calendar.years}
    return {day: calendar.day(Scheme.CENTER, day) for day in days if not calendar.is_working(Scheme.CENTER, day)}


@bp.route("/mobile/<int:tour_id>/approve", methods=["GET", "POST"])
@requires(Permission.PLAN_MOBILE)
def tour_approve(tour_id: int) -> Page:
    """Enter the order that approves a timetable; what will be shown stands above it."""
    one, actor = own_tour(tour_id), current_actor()
    today = local_date(clock.now(), one.center.zone)
    by = {"by": actor.full_name, "post": actor.post} if one.center_id in actor.center_ids else {}
    form = ApproveTourForm(today=today, data={"on": today, **by})
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        page = render_template("centers/tour_approve.html", form=form, tour=one, days_off=days_off_of(one.stops))
        return page, status

    def work(tour: MobileTour, actor: Actor, now: datetime) -> str:
        tour.approve(form.number.data, form.on.data, form.by.data, form.post.data, actor, now)
        return tour_link(tour)

    response = change_tour(tour_id, work, form)
    flash(_("The timetable is approved and shown to everybody."), "success")
    return response


@bp.route("/mobile/<int:tour_id>/copy", methods=["GET", "POST"])
@requires(Permission.PLAN_MOBILE)
def tour_copy(tour_id: int) -> Page:
    """The whole timetable, or one of its weeks, once more from another day on: a new timetable to be approved."""
    one = own_tour(tour_id)
    weeks = _weeks_of(one)
    form = CopyTourForm(
        today=local_date(clock.now(), one.center.zone), weeks=[(w.isoformat(), _week_name(w)) for w in weeks]
    )
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        return render_template("centers/tour_copy.html", form=form, tour=one), status

    def work(tour: MobileTour, actor: Actor, now: datetime) -> str:
        stops = [s for s in tour.held if form.stops.data in ("", _monday(s.held_on).isoformat())]
        if not stops:
            abort(404)
        days = (form.first_day.data - stops[0].held_on).days
        return tour_link(tour.copy(stops, days, actor, now))

    return change_tour(tour_id, work, form)


def _weeks_of(tour: MobileTour) -> list[date]:
    return list(dict.fromkeys(_monday(stop.held_on) for stop in tour.held))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week_name(monday: date) -> str:
    first, last = daymonth(monday), daymonth(monday + timedelta(days=6))
    return _("Week %(first)s to %(last)s", first=first, last=last)


@bp.route("/mobile/<int:tour_id>/discard", methods=["GET", "POST"])
@requires(Permission.PLAN_MOBILE)
def tour_discard(tour_id: int) -> Page:
    """Give up a timetable that was never approved."""
    one = own_tour(tour_id)
    if request.method == "GET":
        return render_template("centers/tour_discard.html", tour=one)

    def work(tour: MobileTour, actor: Actor, now: datetime) -> str:
        tour.discard(actor, now)
        return url_for("centers.tours", center_id=tour.center_id)

    return change_tour(tour_id, work)
