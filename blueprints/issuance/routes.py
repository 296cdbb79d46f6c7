"""Signing: the list, the decision with its final paper, the two ways to sign, returning a text to the officer."""

from datetime import datetime
from typing import Any

from flask import Response, abort, current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.cases import find_case, lock_case
from blueprints.files import stored_bytes, stored_response
from blueprints.htmx import redirect_303
from blueprints.issuance import bp
from blueprints.issuance.ncalayer import ncalayer_context
from blueprints.navigation import counts
from blueprints.paging import capped_count, paginate
from blueprints.review.deadlines import panel_of
from blueprints.review.routes import silence_of
from blueprints.review.routes_worklist import in_order, of_tab, rows_of
from documents import issue
from documents.content import BOXES
from documents.picture import page_count, page_png
from documents.signatory import why_no_key
from extensions import clock, db
from forms.attachment import media_type_of
from forms.issuance import NcalayerForm, PaperSignForm, SignForm
from forms.review import ReasonForm
from forms.validators import Wrong
from models.application import Application
from models.attachment import store_file
from models.decision import Decision
from models.document import Document, SigningWay
from models.user import Actor
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred


@counts("issuance.to_sign")
def _count_to_sign(actor: Actor, now: datetime) -> int:
    return capped_count(of_tab("to_sign", actor, clock.today()))


@bp.get("/signing")
@requires(Permission.SIGN)
def to_sign() -> str:
    """What waits for a signature, the nearest statutory act first."""
    now, today = clock.now(), clock.today()
    cases = of_tab("to_sign", current_actor(), today).options(
        selectinload(Application.decisions).joinedload(Decision.prepared_by)
    )
    listed = paginate(in_order(cases, today))
    return render_template("issuance/to_sign.html", page=listed, rows=rows_of(listed.rows, now, today), today=today)


def find(application_id: int) -> tuple[Application, Decision]:
    """The case and what waits for a signature in it; 404 if nothing does."""
    application = find_case(
        application_id, joinedload(Application.form),
        selectinload(Application.decisions).options(
            joinedload(Decision.prepared_by), joinedload(Decision.prepared_for), selectinload(Decision.entries)
        ),
    )  # fmt: skip
    decision = application.prepared_decision
    return (application, decision) if decision is not None else abort(404)


def page(application: Application, decision: Decision, ncalayer_form: NcalayerForm | None = None, **forms: Any) -> str:
    """The signing page of a case, with a refused form in place of an empty one."""
    actor, now, today = current_actor(), clock.now(), clock.today()
    entry = decision.reserved_today(today)
    mine = entry if entry and entry.reserved_by_id == actor.user_id else None
    papers = [one for one in (mine.document, mine.guarantee) if one] if mine else []
    held = {"document": mine.document_id if mine else ""}
    context = {
        "sign_form": SignForm(formdata=None, data=held),
        "paper_form": PaperSignForm(formdata=None, prefix="paper-", data=held),
        "return_form": ReasonForm(formdata=None, prefix="return-"),
        **forms,
    }
    return render_template(
        "issuance/sign.html",
        case=application,
        decision=decision,
        entry=mine,
        papers=[(one, page_count(stored_bytes(one.sha256, one.number))) for one in papers],
        other=None if mine else entry,
        barred=decision.why_not_sign(actor, now),
        no_key=why_no_key(actor, now, mine),
        panel=panel_of(application, now),
        today=today,
        boxes=BOXES,
        **silence_of(application, now),
        **context,
        **ncalayer_context(mine, ncalayer_form),
    )


@bp.get("/signing/<int:application_id>")
@requires(Permission.SIGN)
def sign(application_id: int) -> Response:
    """The decision and, once prepared for signing, the bytes that will be signed."""
    application = find_case(application_id, selectinload(Application.decisions))
    if application.prepared_decision is None:
        return redirect_303(url_for("review.decision", application_id=application_id))
    return make_response(page(*find(application_id)))


@bp.post("/signing/<int:application_id>/prepare")
@requires(Permission.SIGN)
def prepare(application_id: int) -> Response:
    """Reserve number and date, make and store the final paper for one way of signing. Repeating it changes nothing."""
    find_case(application_id)
    way = request.form.get("way", SigningWay.SERVER_KEY, type=SigningWay)
    if way is SigningWay.NCALAYER and not current_app.config["NCALAYER"]:
        raise ActionRefused(Barred("cms.off"))
    issue.prepare_for_signing(application_id, current_actor(), clock.now(), way)
    return redirect_303(url_for("issuance.sign", application_id=application_id))


def is_me(password: str | None) -> bool:
    """Whether this is the password of whoever is signed in: a signature asks for it again."""
    return current_user.user.has_password(password or "")


def number_in(text: str | None) -> int:
    """The number in a hidden field; 0, which nothing has, if it is none."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


@bp.post("/signing/<int:application_id>/sign")
@requires(Permission.SIGN)
def do_sign(application_id: int) -> Response:
    """Issue electronically: first the signature, then state, register, document and event in one unit of work."""
    application, decision = find(application_id)
    form = SignForm()
    is_valid = form.validate()
    if is_valid and not is_me(form.password.data):
        form.password.errors = [gettext("This is not your password")]
        is_valid = False
    if not is_valid:
        return make_response(page(application, decision, sign_form=form), 422)
    document_id = number_in(form.document.data)
    signed = issue.make_signed(application_id, document_id, current_actor(), clock.now())

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        expect_version(case, link=url_for("issuance.sign", application_id=application_id))
        issue.sign(case, signed, document_id, actor, now)
        flash(gettext("Signed and issued under number %(number)s.", number=case.result_number), "success")
        return url_for("review.decision", application_id=application_id)

    return act(work)


@bp.post("/signing/<int:application_id>/sign-on-paper")
@requires(Permission.SIGN)
def do_sign_on_paper(application_id: int) -> Response:
    """Record the paper signed and sealed by hand, with its scan: the same number, register and four eyes."""
    application, decision = find(application_id)
    form = PaperSignForm(prefix="paper-")
    is_valid, content, media_type = form.validate(), b"", ""
    if form.scan.data:
        content = form.scan.data.read()
        try:
            media_type = media_type_of(content)
        except Wrong as wrong:
            form.scan.errors = [str(wrong)]
            is_valid = False
    if is_valid and not is_me(form.password.data):
        form.password.errors = [gettext("This is not your password")]
        is_valid = False
    if not is_valid:
        return make_response(page(application, decision, paper_form=form), 422)
    digest = store_file(current_app.config["FILES_PATH"], content)
    if any(entry.document and entry.document.sha256 == digest for entry in decision.entries):
        form.scan.errors = [gettext("This is the document itself, unsigned. Print, sign and seal it; attach the scan")]
        return make_response(page(application, decision, paper_form=form), 422)
    document_id = number_in(form.document.data)

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        expect_version(case, link=url_for("issuance.sign", application_id=application_id))
        issue.sign_on_paper(case, document_id, digest, media_type, actor, now)
        flash(gettext("Recorded as issued on paper under number %(number)s.", number=case.result_number), "success")
        return url_for("review.decision", application_id=application_id)

    return act(work)


@bp.post("/signing/<int:application_id>/return")
@requires(Permission.SIGN)
def send_back(application_id: int) -> Response:
    """Return the text to the officer with a reason; a reserved number stays as annulled."""
    application, decision = find(application_id)
    form = ReasonForm(prefix="return-")
    if not form.validate():
        return make_response(page(application, decision, return_form=form), 422)
    reason = form.reason.data

    def work(actor: Actor, now: datetime) -> str:
        case = lock_case(application_id)
        expect_version(case, link=url_for("issuance.sign", application_id=application_id))
        if case.prepared_decision is None:
            raise ActionRefused(Barred("nothing_prepared"))
        case.prepared_decision.send_back(reason, actor, now)
        case.touch()
        flash(gettext("Returned to the officer."), "success")
        return url_for("issuance.to_sign")

    return act(work, form)


def visible_document(document_id: int) -> Document:
    """A stored paper; 404 unless its case is visible."""
    found = db.session.get(Document, document_id)
    if found is None:
        abort(404)
    find_case(found.application_id)
    return found


@bp.get("/documents/<int:document_id>")
@requires(Permission.READ_CASES)
def document(document_id: int) -> Response:
    """A stored paper, byte for byte as it was made; 404 unless its case is visible."""
    found = visible_document(document_id)
    extension = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif"}
    name = f"{found.number.replace('/', '-')}.{extension.get(found.media_type, 'bin')}"
    return stored_response(found.sha256, name, found.media_type, is_ours=found.media_type == "application/pdf")


@bp.get("/documents/<int:document_id>/sheets/<int:number>.png")
@requires(Permission.READ_CASES)
def sheet(document_id: int, number: int) -> Response:
    """One sheet of a stored paper as a picture, made from the stored bytes."""
    found = visible_document(document_id)
    if found.media_type != "application/pdf":
        abort(404)
    try:
        picture = page_png(stored_bytes(found.sha256, found.number), number)
    except IndexError:
        abort(404)
    response = Response(picture, mimetype="image/png")
    response.cache_control.private, response.cache_control.max_age = True, 600
    return response
