"""Settings of the warnings: for each kind how many working days before, to whom, and whether it is urgent."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from wtforms.fields import SelectChoice

from blueprints.access import requires
from blueprints.acts import Outdated, act, expect_version
from blueprints.notices.words import addressee_name
from blueprints.operations import bp
from extensions import db
from forms.operations import WarningForm
from models.notice import WarningSetting
from models.user import Actor
from rules.permissions import Permission
from rules.warnings import WARNINGS, Addressee, Warned, WarningKind, offered, warned


@dataclass(frozen=True)
class Row:
    """A kind of warning: what the product ships, what is in force, and whether the two differ."""

    own: Warned
    setting: WarningSetting

    @property
    def is_changed(self) -> bool:
        return (self.own.lead_days, sorted(self.own.addressees), self.own.is_urgent) != (
            self.setting.lead_days, sorted(self.setting.addressees), self.setting.is_urgent,
        )  # fmt: skip


@bp.get("/warnings")
@requires(Permission.RUN_JOBS)
def warnings() -> str:
    """Every kind with its setting; where that is not the product's own, both are shown."""
    stored = {setting.kind: setting for setting in db.session.scalars(db.select(WarningSetting))}
    rows = [Row(own, stored.get(own.kind) or WarningSetting.of(own.kind)) for own in WARNINGS]
    return render_template("operations/warnings.html", rows=rows)


@bp.route("/warnings/<kind>", methods=["GET", "POST"])
@requires(Permission.RUN_JOBS)
def warning(kind: str) -> Response | str | tuple[str, int]:
    """Set one kind otherwise, or as the product ships it. Only warnings raised from then on are concerned."""
    if kind not in set(WarningKind):
        abort(404)
    row = Row(warned(WarningKind(kind)), WarningSetting.of(WarningKind(kind)))
    choices = [SelectChoice(a.value, addressee_name(a)) for a in offered(row.own.about)]
    form = WarningForm(obj=row.setting, addressees=choices)
    if request.method == "GET":
        return render_template("operations/warning.html", form=form, row=row)
    if back := "default" in request.form:
        wanted = row.own.lead_days, row.own.addressees, row.own.is_urgent
    elif form.validate():
        wanted = form.lead_days.data, form.chosen, form.is_urgent.data
    else:
        return render_template("operations/warning.html", form=form, row=row), 422

    def work(actor: Actor, now: datetime) -> str:
        setting = WarningSetting.of(row.own.kind)
        expect_version(setting, _stored(form, setting), link=url_for("operations.warning", kind=kind))
        try:
            WarningSetting.change(row.own.kind, *wanted, actor, now)
            db.session.flush()
        except IntegrityError as error:  # two administrators set a kind for the first time at one moment
            raise Outdated(link=url_for("operations.warning", kind=kind)) from error
        return url_for("operations.warnings")

    response = act(work, None if back else form)
    flash(_("The warning is set as the product ships it.") if back else _("The setting has been changed."), "success")
    return response


def _stored(form: WarningForm, setting: WarningSetting) -> dict[str, str]:
    """What stands, under the labels of the form, to be shown beside what was typed."""
    return {
        str(form.lead_days.label.text): str(setting.lead_days),
        str(form.addressees.label.text): ", ".join(addressee_name(a) for a in Addressee if a in setting.addressees),
        str(form.is_urgent.label.text): _("yes") if setting.is_urgent else _("no"),
    }
