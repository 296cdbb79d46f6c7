"""Attached documents: each upload a request of its own; what is stored is checked whenever it is read (clause 11)."""

from datetime import datetime
from io import BytesIO
from typing import Any

from flask import Response, abort, current_app, make_response, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from blueprints.access import current_actor, requires, signed_in
from blueprints.acts import act, new_key
from blueprints.errors import error_page
from blueprints.htmx import render_page
from blueprints.intake import bp
from blueprints.intake.drafts import (
    attached_kinds,
    document_name,
    extra_requirements,
    name_on_paper,
    open_draft,
    own_draft,
    progress,
    requirements_of,
    tasks_of,
)
from extensions import clock, db
from forms.attachment import JPEG, PDF, PNG, AttachmentForm
from forms.step_form import Known
from models.application import Application
from models.attachment import Attachment, FileDamaged, read_file, store_file
from models.draft import Draft
from models.user import Actor
from rules.permissions import Permission
from rules.requirements import Requirement
from rules.terms import Place, committee_today

# A stored file is somebody else's: it runs nothing, asks nothing and frames nothing.
FILE_CSP = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
DRAINED = 512 * 1024 * 1024


def _requirement(draft: Draft, kind: str) -> Requirement:
    known = {one.code: one for one in (*requirements_of(draft), *extra_requirements())}
    return known[kind] if kind in known else abort(404)


def _shows_original(requirement: Requirement, draft: Draft) -> bool:
    """E11.3–4: originals are shown at counters only (R12)."""
    return requirement.original_is_shown and draft.channel is not Place.PORTAL


def _form(typed: dict[str, str] | None = None, file: Any = None) -> AttachmentForm:
    now = clock.now()
    known = Known(now=now, today=committee_today(now))
    return AttachmentForm(known, current_app.config["MAX_UPLOAD_BYTES"], {"fields": typed} if typed else None, file)


@bp.get("/<int:draft_id>/documents/<kind>")
@requires(Permission.FILE)
def documents(draft_id: int, kind: str) -> Response:
    """The files of one kind of document, and attaching another."""
    draft = open_draft(draft_id)
    requirement = _requirement(draft, kind)
    return _show(draft, requirement, _form({"title": name_on_paper(requirement, draft.service)}), 200)


def _show(draft: Draft, requirement: Requirement, form: AttachmentForm, status: int) -> Response:
    tasks = tasks_of(draft, attached_kinds(draft), f"documents/{requirement.code}")
    here = [task.is_current for task in tasks].index(True)
    files = [one for one in db.session.scalars(Attachment.of_draft(draft.id)) if one.kind == requirement.code]
    return render_page(
        "intake/documents.html", "intake/_documents.html", status, draft=draft, requirement=requirement, form=form,
        title=document_name(requirement, draft.service), files=files, tasks=tasks, progress=progress(tasks),
        key=new_key(), shows_original=_shows_original(requirement, draft), problems=form.problems(),
        next_url=tasks[here + 1].url,
    )  # fmt: skip


@bp.post("/<int:draft_id>/documents/<kind>")
@requires(Permission.FILE)
def upload(draft_id: int, kind: str) -> Response:
    """Attach a file: judged by its content, stored under its SHA-256, then listed."""
    draft = open_draft(draft_id)
    requirement = _requirement(draft, kind)
    form = _form(request.form.to_dict(), request.files.get("file"))
    if not form.validate():
        return _show(draft, requirement, form, 413 if form.file.is_too_large else 422)
    original_shown = _shows_original(requirement, draft) and bool(form.original_shown.data)
    digest = store_file(current_app.config["FILES_PATH"], form.file.content)

    def work(actor: Actor, now: datetime) -> str:
        open_draft(draft_id, lock=True)
        db.session.add(
            Attachment(
                draft_id=draft_id, kind=kind, title=form.title.value, file_name=form.file.file_name,
                media_type=form.file.media_type, size=len(form.file.content), sha256=digest,
                original_shown=original_shown, added_by_id=actor.user_id, added_at=now,
            )
        )  # fmt: skip
        return url_for("intake.documents", draft_id=draft_id, kind=kind)

    return act(work)


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Response:
    """A body too large even to be read: read past it, or the browser only sees the connection break."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, DRAINED)
    while left > 0 and (piece := stream.read(min(left, 1 << 20))):
        left -= len(piece)
    return error_page(413)


@bp.post("/<int:draft_id>/documents/<kind>/<int:attachment_id>/remove")
@requires(Permission.FILE)
def remove(draft_id: int, kind: str, attachment_id: int) -> Response:
    """Take a file out of a draft."""
    open_draft(draft_id)

    def work(actor: Actor, now: datetime) -> str:
        draft = open_draft(draft_id, lock=True)
        statement = Attachment.of_draft(draft.id).where(Attachment.id == attachment_id, Attachment.kind == kind)
        found = db.session.scalar(statement)
        if found is not None:  # a second click finds it gone already
            db.session.delete(found)
        return url_for("intake.documents", draft_id=draft_id, kind=kind)

    return act(work)


def visible_attachment(attachment_id: int) -> Attachment:
    """An attachment of one's own draft or of a case one may see; any other is 404."""
    found, actor = db.session.get(Attachment, attachment_id), current_actor()
    if found is None:
        abort(404)
    if found.application_id is None:
        own_draft(found.draft_id or 0)
    elif not actor.may(Permission.READ_CASES) or not db.session.scalar(
        Application.visible_to(actor).where(Application.id == found.application_id)
    ):
        abort(404)
    return found


@bp.get("/attachments/<int:attachment_id>")
@signed_in
def attachment(attachment_id: int) -> Response:
    """The file as it was attached. Images open in the browser, PDFs with ?open=1; the rest is downloaded."""
    found = visible_attachment(attachment_id)
    try:
        content = read_file(current_app.config["FILES_PATH"], found.sha256)
    except FileDamaged:
        current_app.logger.error("stored file damaged: attachment %s, %s", found.id, found.sha256)
        return make_response(render_template("intake/damaged.html", attachment=found), 500)
    opens = found.media_type in (JPEG, PNG) or (found.media_type == PDF and request.args.get("open") == "1")
    response = send_file(
        BytesIO(content), found.media_type, as_attachment=not opens, download_name=found.file_name, etag=False
    )
    # Browsers show no PDF in a sandbox: their viewer of PDFs is one by itself.
    is_pdf_shown = opens and found.media_type == PDF
    response.headers["Content-Security-Policy"] = FILE_CSP if is_pdf_shown else f"{FILE_CSP}; sandbox"
    response.cache_control.no_store = True
    return response
