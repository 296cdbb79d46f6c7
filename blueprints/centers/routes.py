"""What may be changed of a Center."""

from datetime import datetime

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.access import requires
from blueprints.acts import act, expect_version
from blueprints.centers import bp
from extensions import db
from forms.reference import CenterForm
from models.center import Center
from models.user import Actor
from rules.permissions import Permission


@bp.route("/<int:center_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_REFERENCE)
def center_edit(center_id: int) -> Response | str | tuple[str, int]:
    """Whether it is open, and its days of carriage, with the reason. What the decree prints is not changed here."""
    one = db.get_or_404(Center, center_id)
    form = CenterForm(data={"is_open": one.is_open, "carriage_days": one.carriage_days})
    if request.method == "GET":
        return render_template("centers/center_form.html", form=form, center=one)
    if not form.validate():
        return render_template("centers/center_form.html", form=form, center=one), 422

    def work(actor: Actor, now: datetime) -> str:
        changed = db.session.get_one(Center, center_id)
        stored = {str(form.carriage_days.label.text): changed.carriage_days}
        expect_version(changed, stored, link=url_for("centers.center_edit", center_id=center_id))
        changed.change(form.is_open.data, form.carriage_days.data, form.reason.data, actor, now)
        return url_for("centers.center", center_id=center_id)

    response = act(work, form)
    flash(_("The Center has been changed."), "success")
    return response
