"""Attached documents: each upload a request of its own; what is stored is checked whenever it is read (clause 11)."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import Response, abort, current_app, make_response, render_template, request, send_file, url_for
from flask_babel import gettext
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
    shows_original,
    tasks_of,
)
from documents.scan import FORMATS, Unreadable, pages_of
from extensions import clock, db
from forms.attachment import JPEG, PDF, PNG, AttachmentForm, OriginalForm
from forms.step_form import Known, Problem
from models.application import Application
from models.attachment import Attachment, FileDamaged, read_file, store_file
from models.draft import Draft
from models.user import Actor
from rules.permissions import Permission
from rules.requirements import Requirement
from rules.terms import committee_today

# A stored file is somebody else's: it runs nothing, asks nothing and frames nothing.
FILE_CSP = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
DRAINED = 512 * 1024 * 1024
SHOWN_PAGES = 24  # of one file, on the page of its kind


def requirement_of(draft: Draft, kind: str) -> Requirement:
    """A kind of document that this filing may have; any other is 404."""
    known = {one.code: one for one in (*requirements_of(draft), *extra_requirements())}
    return known[kind] if kind in known else abort(404)


def known_now() -> Known:
    """What the forms of this page are checked against."""
    now = clock.now()
    return Known(now=now, today=committee_today(now))


def _form(typed: dict[str, str], files: Sequence[Any] = ()) -> AttachmentForm:
    return AttachmentForm(known_now(), current_app.config["MAX_UPLOAD_BYTES"], {"fields": typed}, files)


def blank_form(draft: Draft, requirement: Requirement) -> AttachmentForm:
    """For attaching the next file."""
    return _form({"title": name_on_paper(requirement, draft.service)})


@bp.get("/<int:draft_id>/documents/<kind>")
@requires(Permission.FILE)
def documents(draft_id: int, kind: str) -> Response:
    """The files of one kind of document, and attaching another."""
    draft = open_draft(draft_id)
    requirement = requirement_of(draft, kind)
    return show_documents(draft, requirement, blank_form(draft, requirement), 200)


def show_documents(
    draft: Draft, requirement: Requirement, form: AttachmentForm, status: int, problems: Sequence[Problem] = (),
    original: tuple[int, OriginalForm] | None = None,
) -> Response:  # fmt: skip
    """The page, with a refused form in place of a fresh one; `original` is one about the attachment of this number."""
    tasks = tasks_of(draft, attached_kinds(draft), f"documents/{requirement.code}")
    here = [task.is_current for task in tasks].index(True)
    files = db.session.scalars(Attachment.of_draft(draft.id).where(Attachment.kind == requirement.code)).all()
    originals = {one.id: OriginalForm.about(known_now(), one) for one in files}
    if original is not None:
        originals[original[0]] = original[1]
    wrong = [*form.problems(), *(original[1].problems() if original else ()), *problems]
    return render_page(
        "intake/documents.html", "intake/_documents.html", status, draft=draft, requirement=requirement, form=form,
        title=document_name(requirement, draft.service), files=files, tasks=tasks, progress=progress(tasks),
        key=new_key(), shows_original=shows_original(requirement, draft), originals=originals, problems=wrong,
        next_url=tasks[here + 1].url, turnable=tuple(FORMATS), shown_pages=SHOWN_PAGES,
    )  # fmt: skip


@bp.post("/<int:draft_id>/documents/<kind>")
@requires(Permission.FILE)
def upload(draft_id: int, kind: str) -> Response:
    """Attach files: each judged by its content and stored under its SHA-256. Of several the good ones stay."""
    draft = open_draft(draft_id)
    requirement = requirement_of(draft, kind)
    form = _form(request.form.to_dict(), [*request.files.getlist("file"), *request.files.getlist("photo")])
    form.validate()
    if not form.title.errors and (made := _stored(form)):
        is_shown = shows_original(requirement, draft) and bool(form.original_shown.data)
        answer = act(lambda actor, now: _attach(draft_id, kind, form.title.value, made, is_shown, actor, now))
        if not form.errors:
            return answer
        draft = open_draft(draft_id)
    return show_documents(draft, requirement, form, 413 if form.file.is_too_large else 422)


def _stored(form: AttachmentForm) -> list[Attachment]:
    """The files that may be attached, stored and counted; those whose pages cannot be shown are refused."""
    made, folder = [], current_app.config["FILES_PATH"]
    for sent in form.file.files:
        try:
            pages = pages_of(sent.content, sent.media_type)
        except Unreadable:
            name = sent.file_name if len(form.file.data) > 1 else ""
            form.file.refuse(name, gettext("The pages cannot be shown: scan or save it again"))
            continue
        made.append(
            Attachment(
                file_name=sent.file_name, media_type=sent.media_type, size=len(sent.content), pages=pages,
                sha256=store_file(folder, sent.content),
            )
        )  # fmt: skip
    return made


def _attach(
    draft_id: int, kind: str, title: str, made: list[Attachment], is_shown: bool, actor: Actor, now: datetime
) -> str:  # fmt: skip
    draft = open_draft(draft_id, lock=True)
    there = db.session.scalars(Attachment.of_draft(draft.id).where(Attachment.kind == kind)).all()
    last, taken = max((one.position for one in there), default=0), {one.title for one in there}
    for position, one in enumerate(made, start=last + 1):
        one.draft_id, one.kind, one.position, one.original_shown = draft.id, kind, position, is_shown
        one.title, one.added_by_id, one.added_at = _free(title, taken), actor.user_id, now
    db.session.add_all(made)
    return url_for("intake.documents", draft_id=draft_id, kind=kind)


def _free(title: str, taken: set[str]) -> str:
    """This title, or with the next number where another file bears it: a receipt names each (14.1)."""
    free, number = title, 1
    while free in taken:
        number += 1
        free = f"{title[:290]} ({number})"
    taken.add(free)
    return free


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
