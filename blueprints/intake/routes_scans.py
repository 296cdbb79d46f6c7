"""Scans as they are seen at intake: pages drawn, photographs turned, files in order or joined, originals shown (11)."""

from datetime import datetime

from flask import Response, abort, current_app, request, url_for
from flask_babel import gettext

from blueprints.access import requires, signed_in
from blueprints.acts import act
from blueprints.files import stored_bytes
from blueprints.intake import bp
from blueprints.intake.drafts import open_draft, shows_original
from blueprints.intake.routes_documents import (
    blank_form,
    known_now,
    requirement_of,
    show_documents,
    visible_attachment,
)
from documents.scan import FORMATS, Unreadable, joined, page_jpeg, pages_of, turned
from extensions import db
from forms.attachment import PDF, OriginalForm
from forms.step_form import Problem
from models.attachment import Attachment, store_file
from models.draft import Draft
from models.user import Actor
from rules.permissions import Permission

SIDES = {"small": 240, "large": 1800}
"""The longest side of a drawn page, in pixels."""
ONE = "/<int:draft_id>/documents/<kind>/<int:attachment_id>"


def _here(draft_id: int, kind: str, attachment_id: int | None = None) -> str:
    anchor = f"scan-{attachment_id}" if attachment_id else None
    return url_for("intake.documents", draft_id=draft_id, kind=kind, _anchor=anchor)


def _found(draft: Draft, kind: str, attachment_id: int) -> Attachment:
    """A file of this kind in this draft; one that is gone meanwhile is 404."""
    statement = Attachment.of_draft(draft.id).where(Attachment.id == attachment_id, Attachment.kind == kind)
    return db.session.scalar(statement) or abort(404)


@bp.get("/attachments/<int:attachment_id>/pages/<int:number>-<any('small', 'large'):size>.jpg")
@signed_in
def page_picture(attachment_id: int, number: int, size: str) -> Response:
    """One page of a file as a picture: small among the others, or large to be read."""
    found = visible_attachment(attachment_id)
    try:
        picture = page_jpeg(stored_bytes(found.sha256, found.title), found.media_type, number, SIDES[size])
    except (IndexError, Unreadable):
        abort(404)
    response = Response(picture, mimetype="image/jpeg")
    response.cache_control.private, response.cache_control.max_age = True, 600
    return response


@bp.post(f"{ONE}/original")
@requires(Permission.FILE)
def mark_original(draft_id: int, kind: str, attachment_id: int) -> Response:
    """Say of a copy that its original was shown, or why not, without attaching it anew (E11.3, E11.4)."""
    draft = open_draft(draft_id)
    requirement = requirement_of(draft, kind)
    if not shows_original(requirement, draft):
        abort(404)
    found = _found(draft, kind, attachment_id)
    form = OriginalForm.about(known_now(), found)
    typed = {name: request.form.get(form[name].name, "") for name in ("shown", "because")}
    form = OriginalForm(known_now(), {"fields": typed}, prefix=f"original-{found.id}")
    if not form.validate():
        return show_documents(draft, requirement, blank_form(draft, requirement), 422, original=(found.id, form))

    def work(actor: Actor, now: datetime) -> str:
        _found(open_draft(draft_id, lock=True), kind, attachment_id).mark_original(
            bool(form.shown.data), form.because.value
        )
        return _here(draft_id, kind)

    return act(work)


@bp.post(f"{ONE}/move")
@requires(Permission.FILE)
def move_scan(draft_id: int, kind: str, attachment_id: int) -> Response:
    """One place up or down among the files of its kind."""
    open_draft(draft_id)
    step = -1 if request.form.get("way") == "up" else 1

    def work(actor: Actor, now: datetime) -> str:
        draft = open_draft(draft_id, lock=True)
        files = list(db.session.scalars(Attachment.of_draft(draft.id).where(Attachment.kind == kind)))
        place = next((n for n, one in enumerate(files) if one.id == attachment_id), None)
        if place is None:
            abort(404)
        files.insert(max(place + step, 0), files.pop(place))
        for number, one in enumerate(files, start=1):
            one.position = number
        return _here(draft_id, kind, attachment_id)

    return act(work)


@bp.post(f"{ONE}/turn")
@requires(Permission.FILE)
def turn(draft_id: int, kind: str, attachment_id: int) -> Response:
    """Turn a photograph clockwise: another file, made from the one that was taken, which is kept."""
    found = _found(open_draft(draft_id), kind, attachment_id)
    if found.media_type not in FORMATS:
        abort(404)
    taken, rotation, before = found.taken_sha256 or found.sha256, (found.rotation + 90) % 360, found.sha256
    content = stored_bytes(taken, found.title)
    if rotation:
        content = turned(content, found.media_type, rotation)
    digest = store_file(current_app.config["FILES_PATH"], content)

    def work(actor: Actor, now: datetime) -> str:
        one = _found(open_draft(draft_id, lock=True), kind, attachment_id)
        if one.sha256 == before:  # else another window has turned it meanwhile
            one.sha256, one.size, one.taken_sha256, one.rotation = digest, len(content), taken, rotation
        return _here(draft_id, kind, attachment_id)

    return act(work)


@bp.post("/<int:draft_id>/documents/<kind>/join")
@requires(Permission.FILE)
def join_scans(draft_id: int, kind: str) -> Response:
    """One PDF in place of all files of a kind, in their order; what is not said of all originals is asked anew."""
    draft = open_draft(draft_id)
    requirement = requirement_of(draft, kind)
    files = db.session.scalars(Attachment.of_draft(draft.id).where(Attachment.kind == kind)).all()
    ids, limit = [one.id for one in files], current_app.config["MAX_UPLOAD_BYTES"]
    content, words = b"", gettext("One of the files cannot be joined: attach it as a document of its own")
    try:
        content = joined([(stored_bytes(one.sha256, one.title), one.media_type) for one in files])
        pages = pages_of(content, PDF)
    except Unreadable:
        pages = 0
    if len(content) > limit:
        words = gettext("Joined, the file would be larger than 25 MiB: leave them as they are")
    if not pages or len(content) > limit:
        problem = Problem("join", gettext("Join into one document"), words)
        return show_documents(draft, requirement, blank_form(draft, requirement), 422, [problem])
    digest = store_file(current_app.config["FILES_PATH"], content)

    def work(actor: Actor, now: datetime) -> str:
        locked = open_draft(draft_id, lock=True)
        there = db.session.scalars(Attachment.of_draft(locked.id).where(Attachment.kind == kind)).all()
        if [one.id for one in there] != ids:
            return _here(draft_id, kind)  # somebody attached, moved or joined meanwhile: nothing of theirs is lost
        first, *rest = there
        reasons = {one.not_shown_because for one in there}
        is_shown, because = all(one.original_shown for one in there), reasons.pop() if len(reasons) == 1 else ""
        first.mark_original(is_shown, because)
        first.sha256, first.size, first.pages, first.media_type = digest, len(content), pages, PDF
        first.file_name, first.taken_sha256, first.rotation = f"{first.file_name.rpartition('.')[0]}.pdf", "", 0
        for one in rest:
            db.session.delete(one)
        return _here(draft_id, kind)

    return act(work)
