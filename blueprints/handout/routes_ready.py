"""Telling the applicant that the result is ready: the texts to be sent, and the record of who was told, and how."""

from datetime import datetime

from flask import flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.handout import bp
from blueprints.handout.lists import counter_today
from blueprints.handout.messages import message_for
from blueprints.handout.routes import about, load
from extensions import clock
from forms.ready_notice import ReadyNoticeForm
from models.application import Application
from models.ready_notice import tell, told_of, why_not_tell
from models.user import Actor
from rules.permissions import Permission
from rules.workflow import ActionRefused


@bp.get("/<int:application_id>/notices")
@requires(Permission.READ_HAND_OUT)
def notices(application_id: int) -> ResponseReturnValue:
    """What was told so far; for who hands out here, the texts and the form."""
    application = load(application_id)
    return _page(application, ReadyNoticeForm(application.form.phone, formdata=None))


def _page(application: Application, form: ReadyNoticeForm, status: int = 200) -> ResponseReturnValue:
    barred = why_not_tell(application, current_actor())
    today = counter_today(application, clock.now())
    page = render_template(
        "handout/notices.html", form=form, barred=barred, now_told=told_of(application), today=today,
        message=None if barred else message_for(application, today), **about(application),
    )  # fmt: skip
    return make_response(page, status)


@bp.post("/<int:application_id>/notices")
@requires(Permission.HAND_OUT)
def tell_ready(application_id: int) -> ResponseReturnValue:
    """Record an attempt; there may be as many as it takes."""
    application = load(application_id)
    if reason := why_not_tell(application, current_actor()):
        raise ActionRefused(reason)
    form = ReadyNoticeForm(application.form.phone)
    if not form.validate():
        return _page(application, form, 422)

    def work(actor: Actor, now: datetime) -> str:
        tell(load(application_id, lock=True), form.notice(), actor, now)
        return url_for("handout.notices", application_id=application_id)

    response = act(work, form)
    flash(_("Recorded."), "success")
    return response
