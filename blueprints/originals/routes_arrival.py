"""The chancellery receives a waybill item by item: scanned, typed or ticked; what is missing and what is extra."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.originals import bp
from blueprints.originals.routes import find_waybill, items_of, waybill_page
from blueprints.originals.routes_sending import chosen_ids, find_item
from extensions import db
from forms.originals import MissingForm, ScanForm
from models.application import Application
from models.paper_file import PaperFile, PaperPlace
from models.user import Actor
from models.waybill import ItemState, Waybill, WaybillItem
from rules.permissions import Permission
from rules.scanning import numbers
from rules.workflow import ActionRefused, Barred


def _with_number(typed: str) -> PaperFile | None:
    """The papers of the case whose number was scanned, or typed on whatever keyboard."""
    statement = PaperFile.visible_to(current_actor()).join(PaperFile.application)
    found = statement.where(Application.number.in_(numbers(typed)))
    return db.session.scalar(found.options(joinedload(PaperFile.application), joinedload(PaperFile.waybill)))


def _received(waybill_id: int, work: Callable[[Waybill, Actor, datetime], str]) -> Response:
    """One act on a waybill under its lock; then its page again, ready for the next scan."""

    def locked(actor: Actor, now: datetime) -> str:
        flash(work(find_waybill(waybill_id, lock=True), actor, now), "success")
        return url_for("originals.waybill", waybill_id=waybill_id)

    return act(locked)


@bp.post("/waybills/<int:waybill_id>/scan")
@requires(Permission.RECEIVE_PAPERS)
def scan(waybill_id: int) -> Response:
    """One number: received if it stands on the waybill, else told what it is and asked about."""
    waybill, form = find_waybill(waybill_id), ScanForm()
    if not form.validate():
        return make_response(waybill_page(waybill, scanned=form), 422)
    file = _with_number(form.number.data)
    item = file and db.session.get(WaybillItem, (waybill.id, file.application_id))
    if file is None or item is None or item.state not in (ItemState.AWAITED, ItemState.MISSING):
        can_be_extra = file is not None and item is None and file.place in (PaperPlace.CENTER, PaperPlace.ON_THE_WAY)
        form.number.errors = [_why_not(file, item)]
        return make_response(waybill_page(waybill, scanned=form, extra=file if can_be_extra else None), 422)
    application_id, number = file.application_id, file.application.number

    def work(locked: Waybill, actor: Actor, now: datetime) -> str:
        locked.receive(find_item(locked, application_id, lock=True), actor, now)
        return _("Received: %(number)s", number=number)

    return _received(waybill_id, work)


def _why_not(file: PaperFile | None, item: WaybillItem | None) -> str:
    if file is None:
        return _("There are no papers under this number")
    if item is not None and item.state is ItemState.NEVER_LEFT:
        return _("These papers were found at the Center: they come with the waybill that they leave with")
    if item is not None:
        return _("These papers are ticked already")
    if file.place in (PaperPlace.CENTER, PaperPlace.ON_THE_WAY):
        return _("These papers do not stand on this waybill: see below")
    return _("These papers are at the Committee already")


@bp.post("/waybills/<int:waybill_id>/receive")
@requires(Permission.RECEIVE_PAPERS)
def receive(waybill_id: int) -> Response:
    """What was ticked; what was received meanwhile stays so."""
    find_waybill(waybill_id)
    ids = chosen_ids()

    def work(waybill: Waybill, actor: Actor, now: datetime) -> str:
        items = [find_item(waybill, application_id, lock=True) for application_id in sorted(ids)]
        open_ones = [item for item in items if item.state in (ItemState.AWAITED, ItemState.MISSING)]
        for item in open_ones:
            waybill.receive(item, actor, now)
        return _("Received: %(number)s", number=len(open_ones)) if ids else _("Nothing was ticked.")

    return _received(waybill_id, work)


@bp.post("/waybills/<int:waybill_id>/extra/<int:application_id>")
@requires(Permission.RECEIVE_PAPERS)
def receive_extra(waybill_id: int, application_id: int) -> Response:
    """Papers that came in the packet and do not stand on its waybill."""
    file = db.session.get(PaperFile, application_id) or abort(404)
    number = file.application.number

    def work(waybill: Waybill, actor: Actor, now: datetime) -> str:
        locked = select(PaperFile).where(PaperFile.application_id == application_id).with_for_update()
        found = db.session.scalars(locked.execution_options(populate_existing=True)).one()
        waybill.receive_extra(found, actor, now)
        return _("Received without standing on the waybill: %(number)s", number=number)

    find_waybill(waybill_id)
    return _received(waybill_id, work)


@bp.get("/waybills/<int:waybill_id>/items/<int:application_id>/undo")
@requires(Permission.RECEIVE_PAPERS)
def undo(waybill_id: int, application_id: int) -> str:
    """What was ticked by mistake, before that is undone."""
    waybill = find_waybill(waybill_id)
    item = find_item(waybill, application_id)
    return render_template("originals/undo.html", waybill=waybill, item=item, file=item.paper_file)


@bp.post("/waybills/<int:waybill_id>/items/<int:application_id>/undo")
@requires(Permission.RECEIVE_PAPERS)
def do_undo(waybill_id: int, application_id: int) -> Response:
    """Undo it: the papers are awaited again."""
    find_item(find_waybill(waybill_id), application_id)

    def work(waybill: Waybill, actor: Actor, now: datetime) -> str:
        item = find_item(waybill, application_id, lock=True)
        waybill.undo_receipt(item, actor, now)
        return _("The receipt of %(number)s is undone.", number=item.paper_file.application.number)

    return _received(waybill_id, work)


@bp.get("/waybills/<int:waybill_id>/missing")
@requires(Permission.RECEIVE_PAPERS)
def missing(waybill_id: int) -> str:
    """What is still awaited, to be told missing: all of it is ticked at first."""
    return _missing_page(find_waybill(waybill_id), MissingForm(formdata=None), None)


def _missing_page(waybill: Waybill, form: MissingForm, ticked: list[int] | None) -> str:
    awaited = [item for item in items_of(waybill) if item.state is ItemState.AWAITED]
    if not awaited:
        raise ActionRefused(Barred("papers_received_already"))
    chosen = [item.application_id for item in awaited] if ticked is None else ticked
    return render_template("originals/missing.html", waybill=waybill, items=awaited, chosen=chosen, form=form)


@bp.post("/waybills/<int:waybill_id>/missing")
@requires(Permission.RECEIVE_PAPERS)
def report_missing(waybill_id: int) -> Response:
    """Record what is missing, with a note of what was found instead."""
    waybill, form, ids = find_waybill(waybill_id), MissingForm(), chosen_ids()
    if not form.validate() or not ids:
        if not ids:
            form.form_errors.append(_("Tick what is missing"))
        return make_response(_missing_page(waybill, form, ids), 422)

    def work(locked: Waybill, actor: Actor, now: datetime) -> str:
        items = [find_item(locked, application_id, lock=True) for application_id in sorted(ids)]
        locked.report_missing(items, form.note.data or "", actor, now)
        return _("Told missing: %(number)s. The Center sees it on the waybill.", number=len(items))

    return _received(waybill_id, work)
