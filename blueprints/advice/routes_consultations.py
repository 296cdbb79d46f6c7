"""The log of consultations on how to complain (20)."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.advice import bp
from blueprints.paging import Page, paginate
from extensions import db
from forms.advice import GENERAL, HAPPENED, MEANS, ConsultationFilter, ConsultationForm
from models.application import Application
from models.consultation import Consultation, Means
from models.folding import fold
from models.user import Actor
from rules.complaint_routing import Subject
from rules.permissions import Permission
from rules.terms import COMMITTEE_ZONE

DAY = timedelta(days=1)


@bp.get("/advice/consultations")
@requires(Permission.READ_ADVICE)
def consultations() -> ResponseReturnValue:
    """The consultations of my place, the newest first."""
    asked = ConsultationFilter(formdata=request.args)
    is_good = asked.validate()
    page = paginate(_found(asked)) if is_good else Page[Consultation]([], 1, 1, 0)
    body = render_template(
        "advice/consultations.html", asked=asked, page=page, may_advise=current_actor().may(Permission.ADVISE)
    )
    return make_response(body, 200 if is_good else 422)


def _found(asked: ConsultationFilter) -> Select[Consultation]:
    c = Consultation
    statement = c.visible_to(current_actor())
    if asked.find.data:
        statement = statement.where(c.folded.contains(fold(asked.find.data), autoescape=True))
    if asked.subject.data == "general":
        statement = statement.where(c.subject.is_(None))
    elif asked.subject.data:
        statement = statement.where(c.subject == Subject(asked.subject.data))
    if asked.since.data:
        statement = statement.where(c.at >= datetime.combine(asked.since.data, time(), COMMITTEE_ZONE))
    if asked.until.data:
        statement = statement.where(c.at < datetime.combine(asked.until.data, time(), COMMITTEE_ZONE) + DAY)
    return statement.options(joinedload(c.by), joinedload(c.application), joinedload(c.center))


@bp.route("/advice/consultations/new", methods=["GET", "POST"])
@requires(Permission.ADVISE)
def consultation_new() -> Response:
    """Enter a consultation that was given."""
    form = ConsultationForm()
    if request.method == "GET":
        return _form_page(form)
    is_good = form.validate()
    application = _case(form)
    if not is_good or form.number.errors:
        return _form_page(form, 422)

    def work(actor: Actor, now: datetime) -> str:
        given = Consultation(
            means=Means(form.means.data), subject=Subject(form.subject.data) if form.subject.data else None,
            asked_by=form.asked_by.data, question=form.question.data, answer=form.answer.data,
            application_id=application.id if application else None,
        )  # fmt: skip
        given.give(actor, now)
        return url_for("advice.consultations")

    response = act(work, form)
    flash(gettext("The consultation is entered in the log."), "success")
    return response


def _case(form: ConsultationForm) -> Application | None:
    """The case that is named, among those that this person may see; a number that is none of them is told."""
    number = (form.number.data or "").strip().upper()
    if not number or form.number.errors:
        return None
    found = db.session.scalar(Application.visible_to(current_actor()).where(Application.number == number))
    if found is None:
        form.number.errors = [gettext("There is no application with this number here")]
    return found


def _form_page(form: ConsultationForm, status: int = 200) -> Response:
    return make_response(render_template("advice/consultation_form.html", form=form), status)


def _subject_words(code: str | None) -> str:
    return str(HAPPENED[Subject(code)] if code else GENERAL)


def _means_words(code: str) -> str:
    return str(MEANS[Means(code)])


@bp.record
def _add_words(state: Any) -> None:
    state.app.add_template_filter(_subject_words, "happened")
    state.app.add_template_filter(_means_words, "means")
