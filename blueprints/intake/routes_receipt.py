"""The receipt of clause 14.1: a page, a PDF stored once, and duplicates that say so."""

from datetime import datetime, timedelta

from flask import Response, abort, current_app, make_response, render_template, request, url_for
from sqlalchemy import select

from blueprints.access import current_actor, requires
from blueprints.acts import act, new_key
from blueprints.htmx import redirect_303
from blueprints.intake import bp
from documents.receipt_of import (
    count_duplicate,
    duplicate_pdf,
    duplicates_of,
    keep_original,
    make_original,
    original_of,
    receipt_paper,
)
from documents.render import PaperError
from extensions import clock, db, write
from models.application import Application
from models.attachment import FileDamaged, read_file, store_file
from models.document import Document
from models.draft import Draft
from models.package import Package, why_not_send
from models.user import Actor
from rules.permissions import Permission


def _visible(application_id: int) -> Application:
    """A case one may see; any other is 404."""
    found = db.session.scalar(Application.visible_to(current_actor()).where(Application.id == application_id))
    if found is None:
        abort(404)
    return found


@bp.get("/receipts/<int:application_id>")
@requires(Permission.READ_CASES)
def receipt(application_id: int) -> str:
    """The six items of the receipt, its PDF and its duplicates."""
    application, views = _visible(application_id), current_app.view_functions
    original, actor = original_of(application_id), current_actor()
    return render_template(
        "intake/receipt.html", application=application, paper=receipt_paper(application),
        original=original, duplicates=duplicates_of(application_id), key=new_key(), took=_entry_took(original),
        may_file=actor.may(Permission.FILE), timeliness=application.timeliness(clock.now()),
        package=db.session.get(Package, application_id), may_send=why_not_send(application, actor) is None,
        case_url=url_for("review.case", application_id=application_id) if "review.case" in views else "",
    )  # fmt: skip


def _entry_took(original: Document | None) -> timedelta | None:
    """From the beginning of the entry to the receipt; None where there is no receipt, or nothing was typed in."""
    if original is None:
        return None
    begun = db.session.scalar(select(Draft.created_at).where(Draft.application_id == original.application_id))
    return original.made_at - begun if begun else None


def make_receipt_now(application_id: int, folder: str) -> bool:
    """Make and store the original; a failure is logged and leaves the page's button to make it later."""
    application = db.session.get_one(Application, application_id)
    try:
        original = make_original(application)
        digest = store_file(folder, original.content)
    except (PaperError, OSError):
        current_app.logger.exception("receipt of application %s could not be made", application_id)
        return False
    actor, now = current_actor(), clock.now()
    with write():
        keep_original(application_id, original, digest, actor, now)
    return True


@bp.post("/receipts/<int:application_id>/make")
@requires(Permission.FILE)
def make_receipt(application_id: int) -> Response:
    """Make the original where registration was cut short before it; does nothing where it is there."""
    _visible(application_id)
    if original_of(application_id) is None and not make_receipt_now(application_id, current_app.config["FILES_PATH"]):
        abort(503)
    return redirect_303(url_for("intake.receipt", application_id=application_id))


@bp.post("/receipts/<int:application_id>/duplicate")
@requires(Permission.FILE)
def print_duplicate(application_id: int) -> Response:
    """Count and record a duplicate, then show it."""
    _visible(application_id)

    def work(actor: Actor, now: datetime) -> str:
        number = count_duplicate(application_id, actor, now)
        return url_for("intake.receipt_pdf", application_id=application_id, duplicate=number)

    return act(work)


@bp.get("/receipts/<int:application_id>/receipt.pdf")
@requires(Permission.READ_CASES)
def receipt_pdf(application_id: int) -> Response:
    """The stored original, or with ?duplicate=2 the second duplicate."""
    application = _visible(application_id)
    number = request.args.get("duplicate", type=int)
    if "duplicate" in request.args:
        try:
            content = duplicate_pdf(application, number or 0)
        except LookupError:
            abort(404)
    else:
        document = original_of(application_id)
        if document is None:
            abort(404)
        try:
            content = read_file(current_app.config["FILES_PATH"], document.sha256)
        except FileDamaged:
            current_app.logger.error("stored receipt damaged: %s", document.sha256)
            return make_response(render_template("intake/damaged.html", attachment=None), 500)
    name = f"{application.number.replace('/', '-')}{f'-{number}' if number else ''}.pdf"
    response = Response(content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.cache_control.no_store = True
    return response
