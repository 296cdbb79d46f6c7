"""Printing a batch of blanks, and marking one as spoiled."""

from datetime import datetime

from flask import Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.files import pdf_response
from blueprints.outage import bp
from blueprints.outage.places import own_places, place_name, works_at
from documents.outage_receipt import outage_receipts_pdf
from documents.outage_receipt_of import outage_receipt_papers
from extensions import db
from forms.outage import PrintForm, SpoilForm
from models.outage import BlankState, OutageBatch, OutageBlank, OutageEntry
from models.user import Actor
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred


def _print_form() -> PrintForm:
    places = {code: place_name(center) for code, center in own_places(current_actor()).items()}
    return PrintForm(places, data={"count": 10})


@bp.get("/print")
@requires(Permission.PRINT_BLANKS)
def print_blanks() -> str:
    """How many blanks are to be printed for my place."""
    return render_template("outage/print.html", form=_print_form())


@bp.post("/print")
@requires(Permission.PRINT_BLANKS)
def do_print() -> Response:
    """Draw the numbers; the batch's page has the sheets to be printed."""
    form = _print_form()
    if not form.validate():
        return make_response(render_template("outage/print.html", form=form), 422)

    def work(actor: Actor, now: datetime) -> str:
        center = own_places(actor)[form.place.data]
        batch = OutageBatch.draw(center, form.count.data or 0, actor, now)
        return url_for("outage.batch", batch_id=batch.id)

    return act(work, form)


def _find_batch(batch_id: int) -> OutageBatch:
    batch = db.session.scalar(OutageBatch.visible_to(current_actor()).where(OutageBatch.id == batch_id))
    return batch or abort(404)


@bp.get("/batches/<int:batch_id>")
@requires(Permission.READ_BLANKS)
def batch(batch_id: int) -> str:
    """The blanks of one batch and what became of each."""
    found, b = _find_batch(batch_id), OutageBlank
    statement = b.visible_to(current_actor()).where(b.batch_id == batch_id).order_by(b.id)
    blanks = db.session.scalars(
        statement.options(
            joinedload(b.application), joinedload(b.spoiled_by), joinedload(b.entry).joinedload(OutageEntry.entered_by)
        )
    ).all()
    actor = current_actor()
    return render_template(
        "outage/batch.html", batch=found, blanks=blanks,
        own={found.center_id} if works_at(actor, found.center_id) else set(),
        has_unused=any(one.state is BlankState.UNUSED and one.entry is None for one in blanks),
    )  # fmt: skip


@bp.get("/batches/<int:batch_id>.pdf")
@requires(Permission.READ_BLANKS)
def batch_print(batch_id: int) -> Response:
    """The sheets of a batch that are neither used nor spoiled; 404 once there is none."""
    found = _find_batch(batch_id)
    papers = outage_receipt_papers(found)
    if not papers:
        abort(404)
    first, last = papers[0].number.replace("/", "-"), papers[-1].number.rpartition("-")[2]
    return pdf_response(outage_receipts_pdf(papers), f"{first}-{last}.pdf")


def _find_blank(blank_id: int, *, lock: bool = False) -> OutageBlank:
    """A blank of my own place, else 404."""
    statement = OutageBlank.visible_to(current_actor()).where(OutageBlank.id == blank_id)
    if lock:
        statement = statement.with_for_update(of=OutageBlank).execution_options(populate_existing=True)
    blank = db.session.scalar(statement)
    return blank if blank and works_at(current_actor(), blank.center_id) else abort(404)


@bp.get("/blanks/<int:blank_id>/spoil")
@requires(Permission.FILE)
def spoil(blank_id: int) -> str:
    """A blank that will not be used, and why."""
    blank = _find_blank(blank_id)
    blank.require_free()
    if blank.entry is not None:
        raise ActionRefused(Barred("blank_being_entered"))
    return render_template("outage/spoil.html", blank=blank, form=SpoilForm(formdata=None))


@bp.post("/blanks/<int:blank_id>/spoil")
@requires(Permission.FILE)
def do_spoil(blank_id: int) -> Response:
    """Mark it, for good."""
    blank, form = _find_blank(blank_id), SpoilForm()
    if not form.validate():
        return make_response(render_template("outage/spoil.html", blank=blank, form=form), 422)

    def work(actor: Actor, now: datetime) -> str:
        locked = _find_blank(blank_id, lock=True)
        expect_version(locked, link=url_for("outage.batch", batch_id=locked.batch_id))
        locked.spoil(form.reason.data or "", actor, now)
        flash(_("Blank %(number)s is marked as spoiled.", number=locked.number), "success")
        return url_for("outage.batch", batch_id=locked.batch_id)

    return act(work, form)
