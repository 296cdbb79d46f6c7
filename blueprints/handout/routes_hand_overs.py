"""Hand-over lists (7.5, 15): the list of them, one of them with its arrivals confirmed one by one, its paper."""

from datetime import datetime
from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version, key_in, once
from blueprints.files import pdf_response
from blueprints.handout import bp
from blueprints.handout.area import area
from blueprints.handout.lists import counter_today
from blueprints.htmx import is_htmx, redirect_303, render_page
from blueprints.paging import paginate
from documents.hand_over import hand_over_pdf
from documents.hand_over_of import hand_over_paper
from extensions import clock, db
from forms.hand_over import CloseForm, FoundForm, ScanForm, UndoForm
from models import custody
from models.application import Application
from models.calendar import load_calendar
from models.center import Center
from models.decision import Decision
from models.document import RegisterEntry
from models.hand_over import HandOver, HandOverItem, progress_of
from models.user import Actor
from rules.permissions import Permission
from rules.scanning import numbers

SHOWN = {"open": HandOver.closed_at.is_(None), "missing": HandOver.items.any(HandOverItem.is_missing_sql())}
"""Which lists a choice above them leaves."""


@bp.get("/lists")
@requires(Permission.READ_HAND_OUT)
def hand_overs() -> ResponseReturnValue:
    """The lists of one's place, the latest first; open ones, or those on which something is missing."""
    actor, chosen = current_actor(), request.args.get("show", "")
    if chosen and chosen not in SHOWN:
        abort(404)
    statement = HandOver.visible_to(actor).options(
        joinedload(HandOver.center).selectinload(Center.listings), joinedload(HandOver.sent_by),
    )  # fmt: skip
    if chosen:
        statement = statement.where(SHOWN[chosen])
    page = paginate(statement.order_by(HandOver.id.desc()))
    return render_template(
        "handout/hand_overs.html", tabs=area("hand_overs"), page=page, chosen=chosen,
        progress=progress_of(one.id for one in page.rows),
    )  # fmt: skip


def _found(hand_over_id: int) -> HandOver:
    """A list that this person may see, with all that its page shows, in a fixed number of queries; else 404."""
    decision = selectinload(HandOver.items).joinedload(HandOverItem.decision)
    application = decision.joinedload(Decision.application)
    statement = HandOver.visible_to(current_actor()).where(HandOver.id == hand_over_id).options(
        decision.selectinload(Decision.entries), application.joinedload(Application.applicant),
        application.joinedload(Application.guarantee), application.selectinload(Application.decisions),
        application.selectinload(Application.hand_outs), application.selectinload(Application.ready_notices),
        selectinload(HandOver.items).joinedload(HandOverItem.confirmed_by),
        selectinload(HandOver.items).joinedload(HandOverItem.found_by),
        joinedload(HandOver.center).selectinload(Center.listings), joinedload(HandOver.sent_by),
        joinedload(HandOver.closed_by),
    )  # fmt: skip
    return db.session.scalar(statement) or abort(404)


def _received(hand_over_id: int) -> HandOver:
    """One whose arrivals are this person's to confirm; whoever only sees it is told no."""
    hand_over = _found(hand_over_id)
    return hand_over if hand_over.is_received_by(current_actor()) else abort(403)


@bp.get("/lists/<int:hand_over_id>")
@requires(Permission.READ_HAND_OUT)
def hand_over(hand_over_id: int) -> ResponseReturnValue:
    """What stands on it, what has arrived and what is missing; for who receives it, the field for numbers."""
    return _page(_found(hand_over_id), ScanForm(formdata=None))


def _page(hand_over: HandOver, form: ScanForm, status: int = 200, told: str = "", **more: Any) -> Response:
    actor, now = current_actor(), clock.now()
    can_undo = {
        item.id for item in hand_over.items
        if custody.why_not_undo_arrival(item.decision.application, item, actor, now) is None
    }  # fmt: skip
    return render_page(
        "handout/hand_over.html", "handout/_hand_over.html", status, hand_over=hand_over, form=form, told=told,
        can_receive=hand_over.is_received_by(actor), can_find=hand_over.is_sent_from(actor),
        can_undo=can_undo, **more,
    )  # fmt: skip


@bp.get("/lists/<int:hand_over_id>.pdf")
@requires(Permission.READ_HAND_OUT)
def hand_over_list(hand_over_id: int) -> Response:
    """Its paper, which both sides sign."""
    hand_over = _found(hand_over_id)
    return pdf_response(hand_over_pdf(hand_over_paper(hand_over)), f"{hand_over.number.replace('/', '-')}.pdf")


@bp.post("/lists/<int:hand_over_id>/tick")
@requires(Permission.HAND_OUT)
def tick(hand_over_id: int) -> ResponseReturnValue:
    """Confirm one result by its number, in a unit of work of its own. One that is ticked already is told as such."""
    hand_over, form = _received(hand_over_id), ScanForm()
    if not form.validate():
        return _page(hand_over, form, 422)
    item = _item(hand_over, form.number.data or "")
    if item is None or item.found_at is not None:
        form.number.errors = [_why_not_on_it(hand_over, item, form.number.data or "")]
        return _page(hand_over, form, 422)
    item_id, application_id = item.id, item.application_id

    def work(actor: Actor, now: datetime) -> str:
        load_calendar(is_held=True)  # before the case is: a correction of the calendar holds them in this order too
        application = db.session.get_one(Application, application_id, with_for_update=True, populate_existing=True)
        if db.session.get_one(HandOverItem, item_id, populate_existing=True).confirmed_at is None:
            custody.receive(application, item_id, actor, now, counter_today(application, now))
        return url_for("handout.hand_over", hand_over_id=hand_over_id)

    was_there, number = item.confirmed_at is not None, item.number
    location = once(key_in(), current_actor(), clock.now(), work)
    words = (
        _("%(number)s was confirmed before.", number=number) if was_there else _("%(number)s is here.", number=number)
    )
    if is_htmx():
        return _page(_found(hand_over_id), ScanForm(formdata=None), told=words, was_there=was_there)
    flash(words, "warning" if was_there else "success")
    return redirect_303(location)


def _item(hand_over: HandOver, typed: str) -> HandOverItem | None:
    """The result on this list that a number means: its own, or its application's; one that is still expected first."""
    meant = set(numbers(typed))
    found = [one for one in hand_over.items if {one.number, one.decision.application.number} & meant]
    return next((one for one in found if one.is_expected), found[0] if found else None)


def _why_not_on_it(hand_over: HandOver, item: HandOverItem | None, typed: str) -> str:
    """What to do with a paper that does not stand on this list; of another Center's nothing is disclosed."""
    if item is not None:
        return _("%(number)s was found with the sender: it will come on another list.", number=item.number)
    meant = numbers(typed)
    on_another = (
        HandOver.visible_to(current_actor())
        .join(HandOver.items).join(HandOverItem.decision).join(Decision.entries).join(Decision.application)
        .where(HandOverItem.is_expected_sql(), HandOver.way == hand_over.way)
        .where(RegisterEntry.number.in_(meant) | Application.number.in_(meant))
    )  # fmt: skip
    other = db.session.scalars(on_another.limit(1)).first()
    if other is not None:
        return _("%(typed)s stands on list %(list)s: open that one.", typed=typed, list=other.number)
    return _("%(typed)s is not on this list. Put it aside and tell the sender.", typed=typed)


@bp.get("/lists/<int:hand_over_id>/close")
@requires(Permission.HAND_OUT)
def confirm_close(hand_over_id: int) -> ResponseReturnValue:
    """What will be reported missing, before it is."""
    return _close_page(_received(hand_over_id), CloseForm(formdata=None))


def _close_page(hand_over: HandOver, form: CloseForm, status: int = 200) -> ResponseReturnValue:
    return make_response(render_template("handout/close_list.html", hand_over=hand_over, form=form), status)


@bp.post("/lists/<int:hand_over_id>/close")
@requires(Permission.HAND_OUT)
def close(hand_over_id: int) -> ResponseReturnValue:
    """Close it: what is missing on the version that was shown is reported to the sender."""
    form = CloseForm()
    hand_over = _received(hand_over_id)
    if not form.validate():
        return _close_page(hand_over, form, 422)
    location = url_for("handout.hand_over", hand_over_id=hand_over_id)
    cases = Application.id.in_([item.application_id for item in hand_over.items])

    def work(actor: Actor, now: datetime) -> str:
        # What is reported is written into the cases: they are held before the list, as by an arrival.
        db.session.execute(select(Application.id).where(cases).order_by(Application.id).with_for_update())
        held = HandOver.locked(hand_over_id)
        expect_version(held, link=location)
        held.close(form.note.data or "", actor, now)
        return location

    return act(work, form)


@bp.get("/lists/<int:hand_over_id>/items/<int:item_id>/undo")
@requires(Permission.HAND_OUT)
def confirm_undo(hand_over_id: int, item_id: int) -> ResponseReturnValue:
    """What follows from undoing a confirmation, before it is undone."""
    return _undo_page(*_arrived(hand_over_id, item_id), UndoForm(formdata=None))


def _arrived(hand_over_id: int, item_id: int) -> tuple[HandOver, HandOverItem]:
    """A result on a list that this person receives; whoever only sees it is told no."""
    hand_over = _received(hand_over_id)
    return hand_over, next((one for one in hand_over.items if one.id == item_id), None) or abort(404)


def _undo_page(hand_over: HandOver, item: HandOverItem, form: UndoForm, status: int = 200) -> ResponseReturnValue:
    barred = custody.why_not_undo_arrival(item.decision.application, item, current_actor(), clock.now())
    page = render_template("handout/undo.html", hand_over=hand_over, item=item, form=form, barred=barred)
    return make_response(page, status)


@bp.post("/lists/<int:hand_over_id>/items/<int:item_id>/undo")
@requires(Permission.HAND_OUT)
def undo(hand_over_id: int, item_id: int) -> ResponseReturnValue:
    """Undo it: the result is on its way again."""
    form = UndoForm()
    hand_over, item = _arrived(hand_over_id, item_id)
    if not form.validate():
        return _undo_page(hand_over, item, form, 422)
    application_id, number = item.application_id, item.number

    def work(actor: Actor, now: datetime) -> str:
        application = db.session.get_one(Application, application_id, with_for_update=True, populate_existing=True)
        custody.undo_arrival(application, item_id, form.reason.data or "", actor, now)
        flash(_("The confirmation of %(number)s is undone.", number=number), "success")
        return url_for("handout.hand_over", hand_over_id=hand_over_id)

    return act(work, form)


@bp.get("/lists/<int:hand_over_id>/items/<int:item_id>/found")
@requires(Permission.HAND_OUT)
def confirm_found(hand_over_id: int, item_id: int) -> ResponseReturnValue:
    """A missing result that lies with its sender, before that is recorded."""
    return _found_page(*_sent(hand_over_id, item_id), FoundForm(formdata=None))


def _found_page(hand_over: HandOver, item: HandOverItem, form: FoundForm, status: int = 200) -> ResponseReturnValue:
    page = render_template("handout/found.html", hand_over=hand_over, item=item, form=form)
    return make_response(page, status)


def _sent(hand_over_id: int, item_id: int) -> tuple[HandOver, HandOverItem]:
    """A result on a list that left from where this person works; whoever only sees it is told no."""
    hand_over = _found(hand_over_id)
    item = next((one for one in hand_over.items if one.id == item_id), None) or abort(404)
    return (hand_over, item) if hand_over.is_sent_from(current_actor()) else abort(403)


@bp.post("/lists/<int:hand_over_id>/items/<int:item_id>/found")
@requires(Permission.HAND_OUT)
def found(hand_over_id: int, item_id: int) -> ResponseReturnValue:
    """Record it: the result is at the place that sent it again, and can be sent anew."""
    form = FoundForm()
    hand_over, item = _sent(hand_over_id, item_id)
    if not form.validate():
        return _found_page(hand_over, item, form, 422)
    application_id = item.application_id

    def work(actor: Actor, now: datetime) -> str:
        application = db.session.get_one(Application, application_id, with_for_update=True, populate_existing=True)
        custody.find_again(application, item_id, form.note.data or "", actor, now)
        return url_for("handout.hand_over", hand_over_id=hand_over_id)

    return act(work, form)
