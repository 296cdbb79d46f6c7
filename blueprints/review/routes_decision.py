"""Preparing a decision: result, refusal, refusal to consider further, correction; preview; taking it back."""

from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.cases import find_case, lock_case
from blueprints.files import pdf_response
from blueprints.formatting import own_name
from blueprints.review import bp
from blueprints.review.routes import case_context, subjects_of
from documents.content import BOXES, content_of
from documents.issue import preview
from extensions import clock, db
from forms.correction import CertificateCorrectionForm, ConclusionCorrectionForm
from forms.review import IncompletenessRefusalForm, RefusalForm, ResultForm
from models.application import Application
from models.decision import Decision, DecisionGround, DecisionStatus
from models.reference import RefusalGround
from models.review import Stage, nothing_missing
from models.user import Actor
from rules.permissions import Permission
from rules.refusal import Ground, open_grounds
from rules.terms import Service
from rules.workflow import PREPARING, Action, ActionRefused, Barred, DecisionKind


def _forms(application: Application, kind: DecisionKind) -> ResultForm:
    if kind is DecisionKind.RESULT:
        return ResultForm()
    if kind is DecisionKind.INCOMPLETENESS_REFUSAL:
        return IncompletenessRefusalForm()
    still_open = open_grounds(
        application.service, application.completeness_due_on, application.term_ends_on, clock.today(),
        is_reopened=bool(application.set_aside),
    )  # fmt: skip
    wordings = db.session.scalars(RefusalGround.on(application.service, application.accepted_on))
    words = {
        one.code: f"{own_name(one, 'text')} ({gettext('clause %(number)s', number=one.clause)})" for one in wordings
    }
    return RefusalForm({ground: words[ground] for ground in still_open})


def unfinished(application: Application) -> Barred | None:
    """What the review still lacks for a result: a finding on every subject, without remarks left standing."""
    made = {f.subject for f in application.findings if f.stage is Stage.REVIEW}
    lacking = any(subject.code not in made for subject in subjects_of(application))
    return Barred("checks_not_finished") if lacking else None


def _page(application: Application, kind: DecisionKind, form: ResultForm, **more: Any) -> str:
    actor, now = current_actor(), clock.now()
    barred = application.why_barred(PREPARING[kind], actor, now)
    if kind is DecisionKind.RESULT:
        barred = barred or unfinished(application)
    if kind is DecisionKind.INCOMPLETENESS_REFUSAL:
        barred = barred or nothing_missing(application)
    return render_template(
        "review/prepare.html", form=form, kind=kind, barred=barred, content=content_of(application, kind), boxes=BOXES,
        remarks=[f for f in application.findings if f.outcome in ("remark", "missing")],
        closed=[g for g in Ground if isinstance(form, RefusalForm) and g not in form.open_grounds
                and g in {w.code for w in db.session.scalars(
                    RefusalGround.on(application.service, application.accepted_on))}],
        **case_context(application, "review.decision", **more),
    )  # fmt: skip


def _prepare(application_id: int, kind: DecisionKind) -> Response:
    application = find_case(application_id)
    form = _forms(application, kind)
    if not form.validate():
        return make_response(_page(application, kind, form), 422)
    grounds = form.chosen if isinstance(form, RefusalForm) else {}
    if kind is DecisionKind.INCOMPLETENESS_REFUSAL:
        grounds = {Ground.INCOMPLETE: ""}
    reasons = "" if kind is DecisionKind.RESULT else form.reasons.data
    originals = form.originals.data

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        expect_version(case, link=url_for("review.case", application_id=application_id))
        if kind is DecisionKind.RESULT and (reason := unfinished(case)):
            raise ActionRefused(reason)
        content = content_of(case, kind)
        if kind is DecisionKind.INCOMPLETENESS_REFUSAL and (reason := nothing_missing(case)):
            raise ActionRefused(reason)
        Decision.prepare(case, kind, actor, now, content=content, reasons=reasons, grounds=grounds, originals=originals)
        return url_for("review.decision", application_id=application_id)

    return act(work, form)


@bp.get("/<int:application_id>/prepare/result")
@requires(Permission.REVIEW)
def prepare_result(application_id: int) -> str:
    """What the result would say; the officer confirms the text."""
    application = find_case(application_id)
    return _page(application, DecisionKind.RESULT, _forms(application, DecisionKind.RESULT))


@bp.post("/<int:application_id>/prepare/result")
@requires(Permission.REVIEW)
def do_prepare_result(application_id: int) -> Response:
    """Prepare the result for the signatory."""
    return _prepare(application_id, DecisionKind.RESULT)


@bp.get("/<int:application_id>/prepare/refusal")
@requires(Permission.REVIEW)
def prepare_refusal(application_id: int) -> str:
    """Grounds that are still open, and the written reasons (16)."""
    application = find_case(application_id)
    return _page(application, DecisionKind.REFUSAL, _forms(application, DecisionKind.REFUSAL))


@bp.post("/<int:application_id>/prepare/refusal")
@requires(Permission.REVIEW)
def do_prepare_refusal(application_id: int) -> Response:
    """Prepare the reasoned refusal for the signatory."""
    return _prepare(application_id, DecisionKind.REFUSAL)


@bp.get("/<int:application_id>/prepare/incompleteness-refusal")
@requires(Permission.REVIEW)
def prepare_incompleteness_refusal(application_id: int) -> str:
    """What is missing by the check, and the written reasons (16)."""
    application = find_case(application_id)
    kind = DecisionKind.INCOMPLETENESS_REFUSAL
    return _page(application, kind, _forms(application, kind))


@bp.post("/<int:application_id>/prepare/incompleteness-refusal")
@requires(Permission.REVIEW)
def do_prepare_incompleteness_refusal(application_id: int) -> Response:
    """Prepare the refusal to consider further, while its ground is open."""
    return _prepare(application_id, DecisionKind.INCOMPLETENESS_REFUSAL)


@bp.get("/<int:application_id>/recall")
@requires(Permission.REVIEW)
def recall(application_id: int) -> str:
    """What taking the text back means: a reserved number is annulled."""
    application = find_case(application_id)
    barred = application.why_barred(Action.RECALL, current_actor(), clock.now())
    return render_template("review/recall.html", barred=barred, **case_context(application, "review.decision"))


@bp.post("/<int:application_id>/recall")
@requires(Permission.REVIEW)
def do_recall(application_id: int) -> Response:
    """Take the prepared text back to change it."""

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        expect_version(case, link=url_for("review.case", application_id=application_id))
        if case.prepared_decision is None:
            raise ActionRefused(Barred("nothing_prepared"))
        case.prepared_decision.recall(actor, now)
        case.touch()
        return url_for("review.case", application_id=application_id)

    return act(work)


@bp.get("/<int:application_id>/preview.pdf")
@requires(Permission.READ_CASES)
def preview_pdf(application_id: int) -> Response:
    """The very document to be issued, marked as a draft: of what is prepared, or of what `kind` would be."""
    application = find_case(application_id)
    kind = request.args.get("kind", DecisionKind.RESULT.value)
    with db.session.no_autoflush:  # what is only imagined must not reach the database
        decision = application.prepared_decision or _imagined(
            application, DecisionKind(kind) if kind in set(DecisionKind) else DecisionKind.RESULT
        )
        content = preview(decision, clock.now())
        db.session.rollback()
    return pdf_response(content, f"draft-{application_id}.pdf")


def _imagined(application: Application, kind: DecisionKind) -> Decision:
    """A decision that is shown and thrown away."""
    decision = Decision(
        kind=kind, status=DecisionStatus.PREPARED, content=content_of(application, kind), application=application,
        reasons=request.args.get("reasons", ""),
    )  # fmt: skip
    decision.grounds = [
        DecisionGround(ground=Ground(code), text=request.args.get(f"text_{code}", ""))
        for code in Ground
        if request.args.get(f"ground_{code}")
    ]
    return decision


def _correction_form(application: Application) -> CertificateCorrectionForm | ConclusionCorrectionForm:
    standing = application.signed_decision
    content = standing.content if standing else {}
    if application.service is Service.EUC:
        return CertificateCorrectionForm(data=content)
    return ConclusionCorrectionForm(data=content)


@bp.get("/<int:application_id>/correct")
@requires(Permission.REVIEW)
def correct(application_id: int) -> str:
    """A correction of what was issued: a new version with a reason; both remain."""
    application = find_case(application_id)
    return _correction_page(application, _correction_form(application))


def _correction_page(application: Application, form: Any) -> str:
    barred = application.why_barred(Action.PREPARE_CORRECTION, current_actor(), clock.now())
    return render_template(
        "review/correct.html", form=form, barred=barred, **case_context(application, "review.decision")
    )


@bp.post("/<int:application_id>/correct")
@requires(Permission.REVIEW)
def do_correct(application_id: int) -> Response:
    """Prepare the correction for the signatory."""
    application = find_case(application_id)
    form = _correction_form(application)
    if not form.validate():
        return make_response(_correction_page(application, form), 422)
    content, reason = form.content(), form.correction_reason.data

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        expect_version(case, link=url_for("review.case", application_id=application_id))
        standing = case.signed_decision
        if standing is None:
            raise ActionRefused(Barred("wrong_state"))
        Decision.prepare(
            case, DecisionKind.RESULT, actor, now, content={**standing.content, **content},
            originals=standing.originals, correction_reason=reason,
        )  # fmt: skip
        case.touch()
        return url_for("review.decision", application_id=application_id)

    return act(work, form)
