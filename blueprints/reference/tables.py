"""Countries and units of measure: tables that forms offer. The index of all reference data."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, flash, render_template, request, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.reference import bp
from documents.samples import FORMS
from extensions import clock, db
from forms.reference import UnitForm
from models.calendar import CalendarYear, ReadingSetting
from models.folding import fold
from models.reference import AuthorityFact, Country, RefusalGround, Unit
from models.user import Actor
from rules.permissions import Permission


@dataclass(frozen=True)
class Card:
    """A kind of reference data: what it is for, where it is, how much there is."""

    title: LazyString
    purpose: LazyString
    endpoint: str
    icon: str
    count: int | None = None


@bp.get("/")
@requires(Permission.READ_REFERENCE)
def index() -> str:
    """What reference data there is, and what each kind is for."""
    today = clock.today()
    in_force = select(func.count()).select_from(RefusalGround)
    in_force = in_force.where((RefusalGround.valid_to.is_(None)) | (RefusalGround.valid_to >= today))
    cards = (
        Card(_("Service standards"), _("Both standards in their own words: terms, documents, hours, refusal, appeal"),
             "reference.standards", "law"),
        Card(_("Blank forms and samples"), _("The forms that applicants fill in: blank, and filled in as samples"),
             "reference.blank_forms", "doc", len(FORMS)),
        Card(_("Working calendars"), _("Working days and days off of the Committee and of the Centers"),
             "reference.calendar", "calendar", _count(CalendarYear)),
        Card(_("Readings of the terms"), _("How the open questions of counting are read, from which day and why"),
             "reference.readings", "clock", db.session.scalar(select(func.count(ReadingSetting.name.distinct())))),
        Card(_("Grounds for refusal"), _("Clause 16 of each standard, dated"),
             "reference.grounds", "x", db.session.scalar(in_force)),
        Card(_("Facts about the authority"), _("Names, addresses, telephones, holders of posts, dated"),
             "reference.facts", "info", len(AuthorityFact.on(today))),
        Card(_("Countries"), _("The reviewed table behind the importer's and the exporter's country"),
             "reference.countries", "book", _count(Country)),
        Card(_("Units of measure"), _("What the goods rows are counted in"), "reference.units", "list", _count(Unit)),
    )  # fmt: skip
    return render_template("reference/index.html", cards=cards)


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@bp.get("/countries")
@requires(Permission.READ_REFERENCE)
def countries() -> str:
    """The table of countries in three languages; found by name in any of them, or by code."""
    wanted = request.args.get("name", "").strip()[:100]
    rows = db.session.scalars(select(Country).order_by(Country.name_ru)).all()
    if wanted:
        sought = fold(wanted)
        rows = [
            row
            for row in rows
            if any(sought in fold(name) for name in (row.name_ru, row.name_kk, row.name_en))
            or row.code.casefold() == wanted.casefold()
        ]
    return render_template("reference/countries.html", rows=rows, wanted=wanted)


@bp.get("/units")
@requires(Permission.READ_REFERENCE)
def units() -> str:
    """The units in the order in which forms offer them; those no longer offered at the end."""
    rows = db.session.scalars(select(Unit).order_by(Unit.is_active.desc(), Unit.position, Unit.code)).all()
    can_manage = current_actor().may(Permission.MANAGE_REFERENCE)
    return render_template("reference/units.html", rows=rows, can_manage=can_manage)


@bp.route("/units/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def unit_new() -> Response | str | tuple[str, int]:
    """A new unit under its code of the classifier."""
    form = UnitForm(data={"is_active": True})
    if request.method == "GET":
        return render_template("reference/unit_form.html", form=form, unit=None)
    is_valid = form.validate()
    if form.code.data and not form.code.errors and db.session.get(Unit, form.code.data):
        form.code.errors = [*form.code.errors, gettext("There is a unit with this code")]
        is_valid = False
    if not is_valid:
        return render_template("reference/unit_form.html", form=form, unit=None), 422

    def work(actor: Actor, now: datetime) -> str:
        Unit.add(form.values, actor, now)
        return url_for("reference.units")

    response = act(work, form)
    flash(gettext("The unit has been added."), "success")
    return response


@bp.route("/units/<string(maxlength=8):code>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def unit_edit(code: str) -> Response | str | tuple[str, int]:
    """Other names or another place; or no longer offered. The code stays, for goods rows name it."""
    unit = db.get_or_404(Unit, code)
    form = UnitForm(obj=unit)
    del form.code
    if request.method == "GET":
        return render_template("reference/unit_form.html", form=form, unit=unit)
    if not form.validate():
        return render_template("reference/unit_form.html", form=form, unit=unit), 422

    def work(actor: Actor, now: datetime) -> str:
        changed = db.session.get_one(Unit, code)
        stored = {str(field.label.text): getattr(changed, field.name) for field in form if field.name in form.values}
        expect_version(changed, stored, link=url_for("reference.unit_edit", code=code))
        changed.change(form.values, actor, now)
        return url_for("reference.units")

    response = act(work, form)
    flash(gettext("The unit has been changed."), "success")
    return response
