"""Acts of the check and the review: findings, start of the review, withdrawal, voiding."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.cases import find_case, lock_case
from blueprints.casewords import outcome_name
from blueprints.review import bp
from blueprints.review.routes import case_context, checks_page, known_subject, make_finding_form
from extensions import clock
from forms.review import ReasonForm
from models.application import Application
from models.review import Finding, Stage, completeness_stands_in_the_way
from models.user import Actor
from rules.permissions import Permission
from rules.workflow import Action, ActionRefused, Barred, State, why_not_checked

Answer = str | Response


@bp.post("/<int:application_id>/checks/<stage>/<subject>")
@requires(Permission.REVIEW)
def make_finding(application_id: int, stage: str, subject: str) -> Answer:
    """Write one finding. Completeness is found while the case is registered, the rest while it is under review."""
    application = find_case(application_id)
    if not known_subject(application, stage, subject):
        abort(404)
    form = make_finding_form(application, Stage(stage))
    if not form.validate():
        return make_response(checks_page(application, {f"{stage}:{subject}": form}, refused=form), 422)
    values = form.values()

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        standing = next((f for f in case.findings if f.stage == stage and f.subject == subject), None)
        link = url_for("review.checks", application_id=application_id, stage=stage, subject=subject)
        current = {}
        if standing:
            current = {
                str(form.outcome.label.text): outcome_name(standing.outcome),
                str(form.note.label.text): standing.note,
            }
        expect_version(case, current, link)
        state = State.REGISTERED if stage == Stage.COMPLETENESS else State.UNDER_REVIEW
        if case.state is not state:
            raise ActionRefused(Barred("wrong_state"))
        if case.officer_id not in actor.people:
            raise ActionRefused(Barred("not_your_case"))
        if stage == Stage.COMPLETENESS and (reason := why_not_checked(case.facts(now))):
            raise ActionRefused(reason)
        Finding.make(case, Stage(stage), subject, values, actor, now)
        case.touch()
        flash(gettext("The finding is saved."), "success")
        return url_for("review.checks", application_id=application_id)

    return act(work, form)


@bp.get("/<int:application_id>/start-review")
@requires(Permission.REVIEW)
def start_review(application_id: int) -> str:
    """What closing the check of completeness means, before it is done."""
    application = find_case(application_id)
    barred = application.why_barred(Action.START_REVIEW, current_actor(), clock.now())
    barred = barred or completeness_stands_in_the_way(application, clock.now())
    return render_template("review/start_review.html", barred=barred, **case_context(application, "review.checks"))


@bp.post("/<int:application_id>/start-review")
@requires(Permission.REVIEW)
def do_start_review(application_id: int) -> Response:
    """Close the check of completeness and begin the review."""

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        expect_version(case, link=url_for("review.case", application_id=application_id))
        case.start_review(actor, now)
        flash(gettext("The review has begun."), "success")
        return url_for("review.checks", application_id=application_id)

    return act(work)


def _closing(
    application_id: int, action: Action, do: Callable[[Application, str, Actor, datetime], None], form: ReasonForm
) -> Response:
    if not form.validate():
        return make_response(_closing_page(application_id, action, form), 422)
    reason = form.reason.data or ""

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        expect_version(case, link=url_for("review.case", application_id=application_id))
        do(case, reason, actor, now)
        return url_for("review.case", application_id=application_id)

    return act(work, form)


def _closing_page(application_id: int, action: Action, form: ReasonForm) -> str:
    application = find_case(application_id)
    barred = application.why_barred(action, current_actor(), clock.now())
    return render_template(
        "review/close.html", form=form, action=action, barred=barred, **case_context(application, "review.case")
    )


@bp.get("/<int:application_id>/withdraw")
@requires(Permission.RECORD_WITHDRAWAL)
def withdraw(application_id: int) -> str:
    """The applicant withdraws: what that means, and the words of the request."""
    return _closing_page(application_id, Action.WITHDRAW, ReasonForm())


@bp.post("/<int:application_id>/withdraw")
@requires(Permission.RECORD_WITHDRAWAL)
def do_withdraw(application_id: int) -> Response:
    """Record the withdrawal; possible until the term expires."""
    return _closing(application_id, Action.WITHDRAW, Application.withdraw, ReasonForm())


@bp.get("/<int:application_id>/void")
@requires(Permission.VOID)
def void(application_id: int) -> str:
    """A registration made by mistake: what voiding means, and the reason."""
    return _closing_page(application_id, Action.VOID, ReasonForm())


@bp.post("/<int:application_id>/void")
@requires(Permission.VOID)
def do_void(application_id: int) -> Response:
    """Void the registration; the case and its number stay."""
    return _closing(application_id, Action.VOID, Application.void, ReasonForm())
