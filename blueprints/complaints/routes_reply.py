"""The answer to a complaint: prepared by its officer, read and signed by another (four eyes)."""

from datetime import datetime
from typing import Any

from flask import abort, current_app, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields import SelectChoice

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.complaints import bp
from blueprints.complaints.handling import find_handled, lock_handled
from blueprints.complaints.routes_work import WHOLE, context_of
from blueprints.complaints.routes_work_acts import confirm_page, confirmed, page_of
from blueprints.complaintwords import COMPLAINT_OUTCOME_NAMES
from blueprints.files import pdf_response, stored_bytes
from blueprints.htmx import redirect_303
from blueprints.issuance.routes import is_me
from documents import issue_reply
from documents.picture import page_count
from extensions import clock
from forms.attachment import media_type_of
from forms.complaint_work import ReplyForm
from forms.issuance import PaperSignForm, SignForm
from forms.review import ReasonForm
from forms.validators import Wrong
from models.attachment import store_file
from models.complaint import Complaint
from models.complaint_reply import ComplaintReply
from models.complaint_work import review_unfinished
from models.document import SigningWay
from models.outgoing import OutgoingLetter
from models.user import Actor
from rules.complaint_workflow import ComplaintAction, Outcome, ReplyKind
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred


def reply_form(complaint: Complaint) -> ReplyForm:
    """With the text that was taken back or returned, if there is one."""
    last = next((one for one in reversed(complaint.replies) if one.kind is ReplyKind.REPLY), None)
    given = {"outcome": last.outcome, "text": last.text, "measures": last.measures} if last else {}
    return ReplyForm([SelectChoice(code, name) for code, name in COMPLAINT_OUTCOME_NAMES.items()], data=given)


def _reply_page(complaint: Complaint, form: ReplyForm, status: int = 200) -> ResponseReturnValue:
    barred = complaint.why_barred(ComplaintAction.PREPARE_REPLY, current_actor(), clock.now())
    barred = barred or review_unfinished(complaint)
    return confirm_page(complaint, "prepare_reply", form, status, barred=barred)


@bp.get("/<int:complaint_id>/reply")
@requires(Permission.HANDLE_COMPLAINT)
def prepare_reply(complaint_id: int) -> ResponseReturnValue:
    """Outcome, what was established, measures (24)."""
    complaint = find_handled(complaint_id, *WHOLE)
    return _reply_page(complaint, reply_form(complaint))


@bp.post("/<int:complaint_id>/reply")
@requires(Permission.HANDLE_COMPLAINT)
def do_prepare_reply(complaint_id: int) -> ResponseReturnValue:
    """Prepare the reply for whoever signs."""
    complaint = find_handled(complaint_id, *WHOLE)
    form = reply_form(complaint)
    if not form.validate():
        return _reply_page(complaint, form, 422)
    outcome, text, measures = Outcome(form.outcome.data), form.text.data, form.measures.data or ""

    def work(complaint: Complaint, actor: Actor, now: datetime) -> str:
        if reason := review_unfinished(complaint):
            raise ActionRefused(reason)
        ComplaintReply.prepare(complaint, ReplyKind.REPLY, text, actor, now, outcome=outcome, measures=measures)
        return gettext("The reply is prepared: another person reads and signs it.")

    return confirmed(complaint_id, work, form)


@bp.get("/<int:complaint_id>/recall")
@requires(Permission.HANDLE_COMPLAINT)
def recall(complaint_id: int) -> ResponseReturnValue:
    """What taking the text back means: a reserved number is annulled."""
    return confirm_page(find_handled(complaint_id, *WHOLE), "recall")


@bp.post("/<int:complaint_id>/recall")
@requires(Permission.HANDLE_COMPLAINT)
def do_recall(complaint_id: int) -> ResponseReturnValue:
    """Take the prepared text back to change it."""

    def work(complaint: Complaint, actor: Actor, now: datetime) -> str:
        reply = _waiting(complaint)
        reply.recall(actor, now)
        issue_reply.annul_preparation(reply, now)
        return gettext("The text is taken back.")

    return confirmed(complaint_id, work)


@bp.get("/<int:complaint_id>/preview.pdf")
@requires(Permission.READ_COMPLAINTS)
def preview(complaint_id: int) -> ResponseReturnValue:
    """The very letter that waits for its signature, marked as a draft."""
    complaint = find_handled(complaint_id)
    if complaint.prepared_reply is None:
        abort(404)
    return pdf_response(issue_reply.preview(complaint.prepared_reply), f"draft-{complaint_id}.pdf")


# --- Signing -----------------------------------------------------------------------------------------------


def _waiting(complaint: Complaint) -> ComplaintReply:
    if complaint.prepared_reply is None:
        raise ActionRefused(Barred("nothing_prepared"))
    return complaint.prepared_reply


def _signing_page(complaint: Complaint, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """The signing page, with a refused form in place of an empty one."""
    actor, now = current_actor(), clock.now()
    reply = _waiting(complaint)
    letter = OutgoingLetter.live_for(reply.id)
    mine = letter if letter and letter.holds(clock.today()) and letter.reserved_by_id == actor.user_id else None
    held = {"document": mine.prepared_sha256 if mine else ""}
    context = {
        "sign_form": SignForm(formdata=None, data=held),
        "paper_form": PaperSignForm(formdata=None, prefix="paper-", data=held),
        "return_form": ReasonForm(formdata=None, prefix="return-"),
        **forms,
    }
    page = render_template(
        "complaints/sign.html",
        **context_of(
            complaint, reply=reply, letter=mine, barred=reply.why_not_sign(actor, now),
            sheets=page_count(stored_bytes(mine.prepared_sha256, mine.number)) if mine else 0,
            no_key=issue_reply.why_no_key(actor, now, mine), **context,
        ),
    )  # fmt: skip
    return make_response(page, status)


@bp.get("/<int:complaint_id>/sign")
@requires(Permission.SIGN_REPLY)
def sign(complaint_id: int) -> ResponseReturnValue:
    """The text and, once prepared for signing, the very letter that will be signed."""
    complaint = find_handled(complaint_id, *WHOLE)
    return _signing_page(complaint) if complaint.prepared_reply else redirect_303(page_of(complaint_id))


@bp.post("/<int:complaint_id>/sign/prepare")
@requires(Permission.SIGN_REPLY)
def prepare_letter(complaint_id: int) -> ResponseReturnValue:
    """Reserve number and date, make and store the final letter for one way of signing. Repeating changes nothing."""
    find_handled(complaint_id)
    way = request.form.get("way", SigningWay.SERVER_KEY, type=SigningWay)
    issue_reply.prepare_for_signing(complaint_id, current_actor(), clock.now(), way)
    return redirect_303(url_for("complaints.sign", complaint_id=complaint_id))


@bp.post("/<int:complaint_id>/sign")
@requires(Permission.SIGN_REPLY)
def do_sign(complaint_id: int) -> ResponseReturnValue:
    """Answer electronically: first the signature, then state, register, letter and event in one unit of work."""
    complaint, form = find_handled(complaint_id, *WHOLE), SignForm()
    is_valid = form.validate()
    if is_valid and not is_me(form.password.data):
        form.password.errors = [gettext("This is not your password")]
        is_valid = False
    if not is_valid:
        return _signing_page(complaint, 422, sign_form=form)
    digest = form.document.data or ""
    signed = issue_reply.make_signed(complaint, digest, current_actor(), clock.now())

    def work(actor: Actor, now: datetime) -> str:
        locked = lock_handled(complaint_id)
        issue_reply.sign(locked, signed, digest, actor, now)
        flash(gettext("Signed under number %(number)s.", number=locked.reply_number), "success")
        return page_of(complaint_id)

    return act(work)


@bp.post("/<int:complaint_id>/sign-on-paper")
@requires(Permission.SIGN_REPLY)
def do_sign_on_paper(complaint_id: int) -> ResponseReturnValue:
    """Record the letter signed and sealed by hand, with its scan: the same number, register and four eyes."""
    complaint, form = find_handled(complaint_id, *WHOLE), PaperSignForm(prefix="paper-")
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
        return _signing_page(complaint, 422, paper_form=form)
    scan, digest = store_file(current_app.config["FILES_PATH"], content), form.document.data or ""
    if scan == digest:
        form.scan.errors = [gettext("This is the document itself, unsigned. Print, sign and seal it; attach the scan")]
        return _signing_page(complaint, 422, paper_form=form)

    def work(actor: Actor, now: datetime) -> str:
        locked = lock_handled(complaint_id)
        issue_reply.sign_on_paper(locked, digest, scan, media_type, actor, now)
        flash(gettext("Recorded as signed under number %(number)s.", number=locked.reply_number), "success")
        return page_of(complaint_id)

    return act(work)


@bp.post("/<int:complaint_id>/return")
@requires(Permission.SIGN_REPLY)
def send_back(complaint_id: int) -> ResponseReturnValue:
    """Return the text to its officer with a reason; a reserved number stays as annulled."""
    complaint, form = find_handled(complaint_id, *WHOLE), ReasonForm(prefix="return-")
    if not form.validate():
        return _signing_page(complaint, 422, return_form=form)
    reason = form.reason.data

    def work(complaint: Complaint, actor: Actor, now: datetime) -> str:
        reply = _waiting(complaint)
        reply.send_back(reason, actor, now)
        issue_reply.annul_preparation(reply, now)
        return gettext("The text is returned.")

    return confirmed(complaint_id, work, form)
