"""Files of a complaint: each upload a request of its own; what is stored is checked whenever it is read."""

from datetime import datetime

from flask import Response, abort, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.complaints import bp
from blueprints.complaints.drafts import own_draft
from blueprints.errors import error_page
from blueprints.files import stored_response
from blueprints.htmx import redirect_303
from extensions import clock, db
from forms.attachment import AttachmentForm
from forms.step_form import Known
from models.attachment import store_file
from models.complaint import Complaint
from models.complaint_parts import ComplaintDraft, ComplaintFile
from models.user import Actor
from rules.permissions import Permission


def _form(**values: object) -> AttachmentForm:
    known = Known(now=clock.now(), today=clock.today())
    return AttachmentForm(known, current_app.config["MAX_UPLOAD_BYTES"], **values)  # type: ignore[arg-type]


@bp.route("/drafts/<int:draft_id>/files", methods=["GET", "POST"])
@requires(Permission.REGISTER_COMPLAINT)
def files(draft_id: int) -> ResponseReturnValue:
    """The files of a draft, and attaching others: each judged by its content, stored under its SHA-256; all or none."""
    draft = own_draft(draft_id)
    if draft.complaint_id is not None:
        return redirect_303(url_for("complaints.ticket", complaint_id=draft.complaint_id))
    if request.method == "GET":
        return _page(draft, _form(), 200)
    form = _form(typed={"fields": request.form.to_dict()}, files=request.files.getlist("file"))
    if not form.validate():
        return _page(draft, form, 413 if form.file.is_too_large else 422)
    folder = current_app.config["FILES_PATH"]
    stored = [(one, store_file(folder, one.content)) for one in form.file.files]

    def work(actor: Actor, now: datetime) -> str:
        if own_draft(draft_id, lock=True).complaint_id is not None:
            abort(409)
        db.session.add_all(
            ComplaintFile(
                draft_id=draft_id, title=form.title.value, file_name=one.file_name, media_type=one.media_type,
                size=len(one.content), sha256=digest, added_by_id=actor.user_id, added_at=now,
            )
            for one, digest in stored
        )  # fmt: skip
        return url_for("complaints.files", draft_id=draft_id)

    return act(work)


def _page(draft: ComplaintDraft, form: AttachmentForm, status: int) -> Response:
    page = render_template("complaints/files.html", draft=draft, form=form, problems=form.problems())
    return make_response(page, status)


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    return error_page(413)


@bp.post("/drafts/<int:draft_id>/files/<int:file_id>/remove")
@requires(Permission.REGISTER_COMPLAINT)
def remove_file(draft_id: int, file_id: int) -> Response:
    """Take a file out of a draft."""
    own_draft(draft_id)

    def work(_actor: Actor, _now: datetime) -> str:
        own_draft(draft_id, lock=True)
        of_draft = (ComplaintFile.draft_id == draft_id, ComplaintFile.complaint_id.is_(None))
        found = db.session.scalar(select(ComplaintFile).where(ComplaintFile.id == file_id, *of_draft))
        if found is not None:  # a second click finds it gone already
            db.session.delete(found)
        return url_for("complaints.files", draft_id=draft_id)

    return act(work)


@bp.get("/files/<int:file_id>")
@requires(Permission.READ_COMPLAINTS)
def file(file_id: int) -> Response:
    """A file of a complaint that one may see, or of a draft of one's own."""
    actor = current_actor()
    visible = Complaint.visible_to(actor).with_only_columns(Complaint.id)
    own = ComplaintDraft.visible_to(actor).where(ComplaintDraft.complaint_id.is_(None)).with_only_columns(
        ComplaintDraft.id
    )  # fmt: skip
    within = ComplaintFile.complaint_id.in_(visible) | ComplaintFile.draft_id.in_(own)
    found = db.session.scalar(select(ComplaintFile).where(ComplaintFile.id == file_id, within)) or abort(404)
    return stored_response(found.sha256, found.file_name, found.media_type, is_ours=False)
