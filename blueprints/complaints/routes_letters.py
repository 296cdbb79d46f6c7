"""The letters of a complaint: as they were made, sheet by sheet, the notices, and how each was sent."""

from datetime import datetime

from flask import Response, abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.complaints import bp
from blueprints.complaints.handling import find_handled, lock_handled
from blueprints.complaints.routes_work import WHOLE
from blueprints.complaints.routes_work_acts import confirm_page, page_of
from blueprints.complaints.workwords import SENDING_NAMES, named
from blueprints.files import stored_bytes, stored_response
from blueprints.htmx import redirect_303
from documents import issue_reply
from documents.picture import page_png
from extensions import clock, db
from forms.complaint_work import SendingForm
from models.complaint import Complaint
from models.document import EntryStatus
from models.outgoing import OutgoingLetter, SendingWay
from models.user import Actor
from rules.permissions import Permission
from rules.workflow import Barred


def _letter(letter_id: int) -> tuple[OutgoingLetter, Complaint]:
    """A letter of a complaint that this person may handle; 404 otherwise."""
    letter = db.session.get(OutgoingLetter, letter_id) or abort(404)
    return letter, find_handled(letter.complaint_id, *WHOLE)


@bp.get("/letters/<int:letter_id>.pdf")
@requires(Permission.READ_COMPLAINTS)
def letter(letter_id: int) -> Response:
    """The stored letter: as it was issued, or as it waits for its signature; `?scan=1` the scan of the signed sheet."""
    found, _complaint = _letter(letter_id)
    name = found.number.replace("/", "-")
    if request.args.get("scan"):
        if not found.scan_sha256:
            abort(404)
        extension = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif"}
        name = f"{name}-scan.{extension.get(found.scan_media_type, 'bin')}"
        return stored_response(found.scan_sha256, name, found.scan_media_type, is_ours=False)
    digest = found.sha256 or found.prepared_sha256
    return stored_response(digest, f"{name}.pdf", "application/pdf", is_ours=True) if digest else abort(404)


@bp.get("/letters/<int:letter_id>/sheets/<int:number>.png")
@requires(Permission.READ_COMPLAINTS)
def letter_sheet(letter_id: int, number: int) -> Response:
    """One sheet of a stored letter as a picture."""
    found, _complaint = _letter(letter_id)
    if not found.prepared_sha256:
        abort(404)
    try:
        picture = page_png(stored_bytes(found.sha256 or found.prepared_sha256, found.number), number)
    except IndexError:
        abort(404)
    response = Response(picture, mimetype="image/png")
    response.cache_control.private, response.cache_control.max_age = True, 600
    return response


@bp.post("/<int:complaint_id>/notice")
@requires(Permission.HANDLE_COMPLAINT)
def make_notice(complaint_id: int) -> ResponseReturnValue:
    """Number and make the notice of the extension, or of the forwarding that `forwarding` names; once."""
    find_handled(complaint_id)
    forwarding_id = request.form.get("forwarding", type=int)
    issue_reply.make_notice(complaint_id, current_actor(), clock.now(), forwarding_id)
    flash(gettext("The notice is made: print it, sign it and record how it was sent."), "success")
    return redirect_303(page_of(complaint_id))


def sending_form(letter: OutgoingLetter) -> SendingForm:
    """The form for one letter."""
    form = SendingForm(letter.dated_on, clock.today())
    form.way.offer(named(SENDING_NAMES).items())
    return form


def _sending_page(
    letter: OutgoingLetter, complaint: Complaint, form: SendingForm, status: int = 200
) -> ResponseReturnValue:
    barred = None if letter.status is EntryStatus.ISSUED else Barred("letter_not_issued")
    return confirm_page(complaint, "send", form, status, letter=letter, barred=barred)


@bp.get("/letters/<int:letter_id>/send")
@requires(Permission.RECORD_SENDING)
def send(letter_id: int) -> ResponseReturnValue:
    """How the letter went: by post, at the window, by e-mail, on the Portal."""
    found, complaint = _letter(letter_id)
    return _sending_page(found, complaint, sending_form(found))


@bp.post("/letters/<int:letter_id>/send")
@requires(Permission.RECORD_SENDING)
def do_send(letter_id: int) -> ResponseReturnValue:
    """Record how it went; again, if it went again."""
    found, complaint = _letter(letter_id)
    form = sending_form(found)
    if not form.validate():
        return _sending_page(found, complaint, form, 422)
    way, sent_on, note = SendingWay(form.way.data), form.sent_on.data, form.note.data or ""
    complaint_id = complaint.id

    def work(actor: Actor, now: datetime) -> str:
        lock_handled(complaint_id)
        db.session.get_one(OutgoingLetter, letter_id).send(way, sent_on, note, actor, now)
        flash(gettext("The sending is recorded."), "success")
        return url_for("complaints.complaint", complaint_id=complaint_id)

    return act(work, form)
