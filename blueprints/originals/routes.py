"""The lists of papers and of waybills, a waybill's page and its paper."""

from typing import Any

from flask import Flask, Response, abort, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires
from blueprints.files import pdf_response
from blueprints.originals import bp
from blueprints.originals.lists import (
    ALL,
    count_tabs,
    days_since_acceptance,
    papers_in,
    tabs_of,
    waybills_for,
    with_what_rows_show,
)
from blueprints.paging import paginate, shown_count
from documents.waybill import waybill_pdf
from documents.waybill_of import waybill_paper
from extensions import clock, db
from models.application import Application
from models.center import Center
from models.paper_file import PaperFile
from models.waybill import Tally, Waybill, WaybillItem
from rules.permissions import Permission
from rules.scanning import numbers

LONGEST_SEARCH = 100
PLACE_NAMES: dict[str, LazyString] = {
    "center": _("At the Center"),
    "on_the_way": _("On the way to the Committee"),
    "committee": _("At the Committee"),
    "archive": _("In the archive"),
}
WAYBILL_STATES: dict[str, LazyString] = {
    "sent": _("Sent"),
    "partly_received": _("Partly received"),
    "received": _("Received"),
    "something_missing": _("Something is missing"),
}
ITEM_STATES: dict[str, LazyString] = {
    "awaited": _("Awaited"),
    "received": _("Received"),
    "missing": _("Missing"),
    "found": _("Was missing, found later"),
    "never_left": _("Found at the Center"),
    "extra": _("Came without standing on the list"),
}


@bp.get("")
@requires(Permission.READ_PAPERS)
def index() -> str:
    """The papers of my place by where they are, and the answer to "where are the papers of …"."""
    actor, now, tabs = current_actor(), clock.now(), tabs_of(current_actor())
    text = request.args.get("q", "")[:LONGEST_SEARCH]
    wanted = request.args.get("tab", "")
    tab = next((t for t in tabs if t.code == wanted), None if wanted else tabs[0]) or abort(404)
    page = paginate(with_what_rows_show(papers_in(tab, actor, text)))
    return render_template(
        "originals/index.html", tab=tab, tabs=_tab_items(tab.code, text), page=page, text=text,
        rows=[(file, days_since_acceptance(file, now)) for file in page.rows],
        can_act=tab.permission is not None and actor.may(tab.permission), is_all=tab is ALL,
        may_read_sending=actor.may(Permission.READ_SENDING),
    )  # fmt: skip


def _tab_items(current: str, text: str = "") -> list[dict[str, Any]]:
    """Links with counts, and the waybills beside them; a search goes along."""
    actor = current_actor()
    counted = count_tabs(actor)
    items: list[dict[str, Any]] = [
        {
            "label": tab.label, "url": url_for("originals.index", tab=tab.code, q=text or None),
            "is_current": tab.code == current, "count": shown_count(counted[tab.code]) if counted.get(tab.code) else "",
        }
        for tab in tabs_of(actor)
    ]  # fmt: skip
    url = url_for("originals.waybills")
    return [*items, {"label": _("Waybills"), "url": url, "is_current": current == "waybills"}]


@bp.get("/waybills")
@requires(Permission.READ_PAPERS)
def waybills() -> str:
    """The waybills, the last sent first. A number scanned from one finds it on any keyboard."""
    typed = request.args.get("q", "")[:LONGEST_SEARCH]
    only_open = request.args.get("open") == "1"
    exact = Waybill.visible_to(current_actor()).where(Waybill.number.in_(numbers(typed)))
    found = db.session.scalar(exact) if typed.strip() else None
    text = found.number if found else typed
    rows = waybills_for(current_actor(), only_open=only_open, text=text).options(
        joinedload(Waybill.center).selectinload(Center.listings), joinedload(Waybill.sent_by)
    )
    page = paginate(rows)
    tallies = Waybill.tallies([one.id for one in page.rows])
    return render_template(
        "originals/waybills.html", page=page, tallies=tallies, text=typed, only_open=only_open,
        tabs=_tab_items("waybills"),
    )  # fmt: skip


def find_waybill(waybill_id: int, *, lock: bool = False) -> Waybill:
    """A waybill that this person may see, else 404. `lock` holds its row until the unit of work ends."""
    statement = Waybill.visible_to(current_actor()).where(Waybill.id == waybill_id)
    if lock:
        statement = statement.with_for_update(of=Waybill).execution_options(populate_existing=True)
    return db.session.scalar(statement) or abort(404)


def items_of(waybill: Waybill) -> list[WaybillItem]:
    """The lines of a waybill with all that its page shows of them."""
    application = joinedload(WaybillItem.paper_file).joinedload(PaperFile.application)
    statement = (
        db.select(WaybillItem)
        .where(WaybillItem.waybill_id == waybill.id)
        .options(
            application.joinedload(Application.applicant), joinedload(WaybillItem.received_by),
            joinedload(WaybillItem.missing_by),
        )
        .order_by(WaybillItem.position)
    )  # fmt: skip
    return list(db.session.scalars(statement))


@bp.get("/waybills/<int:waybill_id>")
@requires(Permission.READ_PAPERS)
def waybill(waybill_id: int) -> str:
    """What left with a waybill and what of it has arrived; at the Committee, where it is received."""
    return waybill_page(find_waybill(waybill_id))


def waybill_page(found: Waybill, **more: Any) -> str:
    """The page of a waybill; `more` tells what a scan that was refused needs."""
    actor, now, items = current_actor(), clock.now(), items_of(found)
    can_receive = actor.may(Permission.RECEIVE_PAPERS)
    return render_template(
        "originals/waybill.html", waybill=found, items=items, tally=tally_of(found), can_receive=can_receive,
        can_undo={one.application_id for one in items if can_receive and found.can_undo(one, now)},
        can_find=actor.may(Permission.SEND_PAPERS) and found.center_id in actor.center_ids, **more,
    )  # fmt: skip


def tally_of(found: Waybill) -> Tally:
    return Waybill.tallies([found.id]).get(found.id, Tally(0, 0, 0))


@bp.get("/waybills/<int:waybill_id>.pdf")
@requires(Permission.READ_PAPERS)
def waybill_print(waybill_id: int) -> Response:
    """The waybill as a paper that both sides sign, with a bar code for each file of papers."""
    paper = waybill_paper(find_waybill(waybill_id))
    return pdf_response(waybill_pdf(paper), f"{paper.number.replace('/', '-')}.pdf")


def place_name(code: str) -> str:
    """Where papers are."""
    return str(PLACE_NAMES[str(code)])


def waybill_state_name(code: str) -> str:
    """How much of a waybill has arrived."""
    return str(WAYBILL_STATES[str(code)])


def item_state_name(code: str) -> str:
    """What became of one file of papers on a waybill."""
    return str(ITEM_STATES[str(code)])


@bp.record
def _add_words(state: Any) -> None:
    app: Flask = state.app
    app.add_template_filter(place_name, "paper_place_name")
    app.add_template_filter(waybill_state_name)
    app.add_template_filter(item_state_name)
