"""A Center sends papers to the Committee with a waybill (11), and finds what never left it."""

from datetime import datetime

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.originals import bp
from blueprints.originals.lists import days_since_acceptance, with_what_rows_show
from blueprints.originals.routes import find_waybill
from extensions import clock, db
from models.center import Center
from models.paper_file import PaperFile, PaperPlace
from models.user import Actor
from models.waybill import MOST_FILES, ItemState, Waybill, WaybillItem
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred


def chosen_ids() -> list[int]:
    """The cases ticked in a list, each once, as many as a waybill holds."""
    values = dict.fromkeys(request.values.getlist("case"))
    return [int(value) for value in values if value.isdecimal() and len(value) < 10][:MOST_FILES]


def _own_center(actor: Actor) -> Center:
    """The Center that the form is of: one's own, else 404. A form of an empty page is of none, and sends nothing."""
    own = db.session.scalars(Center.in_order().where(Center.id.in_(actor.center_ids))).unique().all()
    asked = request.form.get("center", "")
    return next((one for one in own if asked in ("", str(one.id))), None) or abort(404)


def _unsent(center_ids: frozenset[int]) -> Select[PaperFile]:
    """What waits at these Centers, longest first."""
    waiting = select(PaperFile).where(PaperFile.center_id.in_(center_ids), PaperFile.place == PaperPlace.CENTER)
    return waiting.order_by(PaperFile.since, PaperFile.application_id)


@bp.get("/send")
@requires(Permission.SEND_PAPERS)
def send() -> str:
    """What will leave the Center, before it does: what was ticked, or with ?all=1 all that waits.

    A waybill is of one Center. Whoever works at several sends from them one after the other.
    """
    now = clock.now()
    statement = with_what_rows_show(_unsent(current_actor().center_ids).join(PaperFile.application))
    if request.args.get("all") != "1":
        statement = statement.where(PaperFile.application_id.in_(chosen_ids()))
    found = db.session.scalars(statement.limit(MOST_FILES + 1)).unique().all()
    files = [one for one in found if one.center_id == found[0].center_id]
    return render_template(
        "originals/send.html", is_cut=len(files) > MOST_FILES, most=MOST_FILES,
        rows=[(file, days_since_acceptance(file, now)) for file in files[:MOST_FILES]],
    )  # fmt: skip


@bp.post("/send")
@requires(Permission.SEND_PAPERS)
def do_send() -> Response:
    """Draw a waybill's number and send: all that was confirmed, or nothing if some of it has left meanwhile."""
    center, ids = _own_center(current_actor()), chosen_ids()

    def work(actor: Actor, now: datetime) -> str:
        # Locked in the order of the waybill; in one order always, so that two at once wait and do not block.
        locked = select(PaperFile).where(PaperFile.application_id.in_(ids), PaperFile.center_id == center.id)
        locked = locked.order_by(PaperFile.application_id).with_for_update().execution_options(populate_existing=True)
        files = db.session.scalars(locked).all()
        if len(files) != len(ids):
            raise ActionRefused(Barred("papers_elsewhere"))
        waybill = Waybill.send(center, files, actor, now)
        flash(_("Waybill %(number)s: print it, and put it to the papers.", number=waybill.number), "success")
        return url_for("originals.waybill", waybill_id=waybill.id)

    return act(work)


def find_item(waybill: Waybill, application_id: int, *, lock: bool = False) -> WaybillItem:
    """A line of a waybill, and its papers; 404 if they do not stand on it."""
    statement = select(WaybillItem).where(
        WaybillItem.waybill_id == waybill.id, WaybillItem.application_id == application_id
    )
    if lock:
        locked = select(PaperFile).where(PaperFile.application_id == application_id).with_for_update()
        db.session.scalar(locked.execution_options(populate_existing=True))
        statement = statement.with_for_update(of=WaybillItem).execution_options(populate_existing=True)
    return db.session.scalar(statement) or abort(404)


def _sent_from_here(waybill_id: int, *, lock: bool = False) -> Waybill:
    waybill = find_waybill(waybill_id, lock=lock)
    return waybill if waybill.center_id in current_actor().center_ids else abort(404)


@bp.get("/waybills/<int:waybill_id>/items/<int:application_id>/found")
@requires(Permission.SEND_PAPERS)
def found_at_center(waybill_id: int, application_id: int) -> str:
    """What is told missing and lies here still: it goes back among what is to be sent."""
    waybill = _sent_from_here(waybill_id)
    item = find_item(waybill, application_id)
    if item.state is not ItemState.MISSING:
        raise ActionRefused(Barred("papers_not_missing"))
    return render_template("originals/found_at_center.html", waybill=waybill, item=item, file=item.paper_file)


@bp.post("/waybills/<int:waybill_id>/items/<int:application_id>/found")
@requires(Permission.SEND_PAPERS)
def do_find_at_center(waybill_id: int, application_id: int) -> Response:
    """Record that it never left."""

    def work(actor: Actor, now: datetime) -> str:
        waybill = _sent_from_here(waybill_id, lock=True)
        waybill.find_at_center(find_item(waybill, application_id, lock=True), actor, now)
        return url_for("originals.index", tab="to-send")

    return act(work)
