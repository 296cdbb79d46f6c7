"""A Center's wordings in the administrator's hands: dated, beside the earlier ones (R36); a new Center; its history."""

from datetime import datetime
from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.access import requires
from blueprints.accounts.audit_words import told
from blueprints.acts import act, expect_version
from blueprints.centers import bp
from blueprints.paging import Page, paginate
from extensions import clock, db
from forms.directory import WordingForm
from models.center import Branch, Center, CenterListing
from models.event import Event
from models.user import Actor
from rules.directory import Printed
from rules.permissions import Permission
from rules.terms import Service


def tabs_of(center: Center) -> list[dict[str, Any]]:
    """The administrator's pages of one Center."""
    named = (
        ("centers.center_edit", _("Wording")), ("centers.carriage", _("Carriage")), ("centers.state", _("State")),
        ("centers.history", _("History")),
    )  # fmt: skip
    return [
        {"label": label, "url": url_for(endpoint, center_id=center.id), "is_current": request.endpoint == endpoint}
        for endpoint, label in named
    ]


@bp.route("/<int:center_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def center_edit(center_id: int) -> Response | str | tuple[str, int]:
    """Another name, address or telephones in either standard, from a day on, with the reason."""
    center = db.get_or_404(Center, center_id)
    stands = {service: center.latest(service) for service in Service}
    values = {
        f"{service}_{name}": value for service in Service for name, value in stands[service].printed._asdict().items()
    }
    latest = {service: listing.valid_from for service, listing in stands.items()}
    form = WordingForm(latest=latest, data={**values, "valid_from": clock.today()})
    page = {"form": form, "center": center, "tabs": tabs_of(center), "services": tuple(Service)}
    if request.method == "GET":
        return render_template("centers/center_edit.html", **page)
    is_valid = form.validate()
    if is_valid and all(form.printed(service) == stands[service].printed for service in Service):
        form.euc_name.errors = [*form.euc_name.errors, _("Nothing has been changed")]
        is_valid = False
    if not is_valid and request.form.get("version", "") == str(center.version):
        return render_template("centers/center_edit.html", **page), 422

    def work(actor: Actor, now: datetime) -> str:
        (changed,) = Center.held(center_id, for_change=True)
        expect_version(changed, _as_stored(changed, form), link=url_for("centers.center_edit", center_id=center_id))
        for service in Service:
            changed.word_anew(service, form.printed(service), form.valid_from.data, form.reason.data, actor, now)
        return url_for("centers.center", center_id=center_id)

    response = act(work, form)
    flash(_("The new wording has been recorded; the earlier one stays for its days."), "success")
    return response


def _as_stored(center: Center, form: WordingForm) -> dict[str, str]:
    """What stands now, by the labels of its fields."""
    return {
        str(form[f"{service}_{name}"].label.text): value
        for service in Service
        for name, value in center.latest(service).printed._asdict().items()
    }


@bp.route("/branches/<int:branch_no>/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def center_new(branch_no: int) -> Response | str | tuple[str, int]:
    """A new Center of a branch, under its next number."""
    branch = db.get_or_404(Branch, branch_no)
    form = WordingForm(data={"valid_from": clock.today()})
    page = {"form": form, "branch": branch, "services": tuple(Service)}
    if request.method == "GET":
        return render_template("centers/center_new.html", **page)
    if not form.validate():
        return render_template("centers/center_new.html", **page), 422

    def work(actor: Actor, now: datetime) -> str:
        worded: dict[Service, Printed] = {service: form.printed(service) for service in Service}
        center = Center.add(branch_no, worded, form.valid_from.data, form.reason.data, actor, now)
        return url_for("centers.center", center_id=center.id)

    response = act(work, form)
    flash(_("The Center has been added."), "success")
    return response


@bp.get("/<int:center_id>/history")
@requires(Permission.MANAGE_REFERENCE)
def history(center_id: int) -> str:
    """Every wording with its day, the annex's among them, and everything that was done to the Center."""
    center = db.get_or_404(Center, center_id)
    events = select(Event).where(Event.subject == center.subject).order_by(Event.id.desc())
    found = paginate(events.options(db.joinedload(Event.actor), db.joinedload(Event.on_behalf_of)))
    page = Page(told(found.rows), found.number, found.per_page, found.total, found.is_capped)
    editions = [
        (service, sorted((one for one in center.listings if one.standard == service), key=CenterListing.place)[::-1])
        for service in Service
    ]
    return render_template(
        "centers/history.html", center=center, tabs=tabs_of(center), page=page, editions=editions,
        current={center.listing(service).id for service in Service},
    )  # fmt: skip
