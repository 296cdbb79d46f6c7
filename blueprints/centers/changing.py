"""A Center is moved nearer or farther, closed, merged, opened again; a branch's clock is changed.

Whatever moves the dates of open cases is shown before it is saved; what is saved is what was shown, or nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from blueprints.access import current_actor, requires
from blueprints.acts import Outdated, act, expect_version
from blueprints.centers import bp
from blueprints.centers.editing import tabs_of
from blueprints.intake.drafts import open_centers
from blueprints.reference.words import CONSEQUENCES, HELD_REASONS, touched_cases
from extensions import clock, db
from forms.directory import CarriageForm, ClosingForm, MergerForm, ZoneForm
from models.center import Branch, Center
from models.center_change import CenterChange, carriage_change, duties_of, merger, reopening, why_not_reopened
from models.recompute import foresee
from models.user import Actor
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred

LISTED = 50
TOKENS = ("csrf_token", "_key", "version", "edit")


def _saved(center: Center, form: FlaskForm, change_of: Callable[[Center], CenterChange], heading: str) -> Response:
    """Carry out what has been seen; before that, or if it would come otherwise by now, show it."""
    seen = request.form.get("version")
    if not seen:
        return _preview(center, change_of(center), heading, 200)

    def work(actor: Actor, now: datetime) -> str:
        outlook = foresee(change_of(db.session.get_one(Center, center.id)), now, is_held=True)
        if outlook.version != seen:
            raise Outdated
        outlook.carry_out(actor, now)
        flash(" ".join([_("The Center has been changed."), *touched_cases(outlook.moved, (0, 0))]), "success")
        return url_for("centers.center", center_id=center.id)

    try:
        return act(work, form)
    except Outdated:
        return _preview(db.session.get_one(Center, center.id), change_of(center), heading, 409)


def _preview(center: Center, change: CenterChange, heading: str, status: int) -> Response:
    outlook = foresee(change, clock.now())
    kept = [(name, value) for name, values in request.form.lists() for value in values if name not in TOKENS]
    body = render_template(
        "centers/change_preview.html", center=center, outlook=outlook, listed=outlook.moves[:LISTED], kept=kept,
        is_outdated=status == 409, heading=heading, consequence_words=CONSEQUENCES, held_words=HELD_REASONS,
        successor=db.session.get(Center, change.successor_id) if change.successor_id else None,
        duties=duties_of(center), may_open=current_actor().may(Permission.READ_CASES), is_confirmation=False,
    )  # fmt: skip
    return make_response(body, status)


def _is_sent(form: FlaskForm) -> bool:
    """Whether the form is to be acted on, and not opened, or opened again from the page that shows what moves."""
    return request.method == "POST" and not request.form.get("edit") and form.validate()


def _page(template: str, form: FlaskForm, center: Center, **more: Any) -> tuple[str, int]:
    """The form, to be filled in or put right; 409 where it was right when what it moves was shown."""
    body = render_template(template, form=form, center=center, tabs=tabs_of(center), **more)
    was_shown = "version" in request.form and request.endpoint != "centers.close"
    return body, (409 if was_shown else 422) if form.errors else 200


@bp.route("/<int:center_id>/carriage", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def carriage(center_id: int) -> Response | tuple[str, int]:
    """How many working days a result travels: from then on it leaves the Committee so much earlier (7.5)."""
    center = db.get_or_404(Center, center_id)
    form = CarriageForm(data={"carriage_days": center.carriage_days})
    if not _is_sent(form):
        return _page("centers/carriage.html", form, center)
    days, reason = form.carriage_days.data, form.reason.data
    if days == center.carriage_days and "version" not in request.form:
        form.carriage_days.errors = [*form.carriage_days.errors, _("This is how it is already")]
        return _page("centers/carriage.html", form, center)
    return _saved(center, form, lambda one: carriage_change(one, days, reason), _("Other days of carriage"))


@bp.get("/<int:center_id>/state")
@requires(Permission.MANAGE_REFERENCE)
def state(center_id: int) -> str:
    """Whether the Center works, what depends on it, and what may be done about it."""
    center = db.get_or_404(Center, center_id)
    return render_template(
        "centers/state.html", center=center, tabs=tabs_of(center), duties=duties_of(center),
        barred=None if center.is_open else why_not_reopened(center),
    )  # fmt: skip


@bp.route("/<int:center_id>/close", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def close(center_id: int) -> Response | tuple[str, int]:
    """Closed, after a page that shows what depends on it: what names it goes on here to its end."""
    center = db.get_or_404(Center, center_id)
    form = ClosingForm()
    if request.method == "GET" and not center.is_open:
        raise ActionRefused(Barred("center_closed_already"))
    if not _is_sent(form):
        return _page("centers/close.html", form, center, duties=duties_of(center))

    def work(actor: Actor, now: datetime) -> str:
        (closed,) = Center.held(center_id, for_change=True)
        expect_version(closed, link=url_for("centers.state", center_id=center_id))
        closed.close(form.reason.data, actor, now)
        return url_for("centers.state", center_id=center_id)

    response = act(work, form)
    flash(_("The Center is closed."), "success")
    return response


@bp.route("/<int:center_id>/merge", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def merge(center_id: int) -> Response | tuple[str, int]:
    """Closed, and another Center's people finish what names it."""
    center = db.get_or_404(Center, center_id)
    if center.successor_id is not None:
        raise ActionRefused(Barred("center_merged_already"))
    others = {
        branch: [(code, name) for code, name in group if code != str(center_id)]
        for branch, group in open_centers().items()
    }
    form = MergerForm(centers=others)
    if not _is_sent(form):
        return _page("centers/merge.html", form, center, duties=duties_of(center))
    successor = db.session.get_one(Center, int(form.successor.data))
    reason = form.reason.data
    return _saved(center, form, lambda one: merger(one, db.session.merge(successor), reason), _("Merger of the Center"))


@bp.route("/<int:center_id>/reopen", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def reopen(center_id: int) -> Response | tuple[str, int]:
    """Open again; a merger is undone, unless a result lies at the successor."""
    center = db.get_or_404(Center, center_id)
    form = ClosingForm()
    reason = Barred("center_open_already") if center.is_open else why_not_reopened(center)
    if reason:
        raise ActionRefused(reason)
    if not _is_sent(form):
        return _page("centers/reopen.html", form, center)
    words = form.reason.data
    return _saved(center, form, lambda one: reopening(one, words), _("Reopening of the Center"))


@bp.route("/branches/<int:branch_no>/zone", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def zone(branch_no: int) -> Response | tuple[str, int]:
    """Another clock for a branch and its Centers, from now on."""
    branch = db.get_or_404(Branch, branch_no)
    form = ZoneForm(stands=branch.zone, data={"zone": branch.zone})
    if not _is_sent(form):
        return render_template("centers/zone.html", form=form, branch=branch), 422 if form.errors else 200

    def work(actor: Actor, now: datetime) -> str:
        changed = db.session.get_one(Branch, branch_no, with_for_update=True, populate_existing=True)
        stored = {str(form.zone.label.text): changed.zone}
        expect_version(changed, stored, link=url_for("centers.zone", branch_no=branch_no))
        changed.change_zone(form.zone.data, form.reason.data, actor, now)
        return url_for("centers.manage")

    response = act(work, form)
    flash(_("The time zone has been changed. Filings made before keep their dates and hours."), "success")
    return response
