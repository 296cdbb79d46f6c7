"""The register of blanks: what became of each number, page by page and as a workbook."""

from datetime import datetime
from typing import Any

from flask import Flask, Response, render_template, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires
from blueprints.formatting import local
from blueprints.navigation import counts
from blueprints.outage import bp
from blueprints.outage.confirming import Waiting, waiting_for
from blueprints.outage.places import CHANCELLERY, own_places, place_name, places_with_blanks
from blueprints.paging import paginate
from blueprints.workbook import Column, workbook, workbook_response
from extensions import clock, db
from models.center import Center
from models.outage import BlankState, OutageBatch, OutageBlank, OutageEntry
from models.user import Actor
from rules.permissions import Permission
from rules.scanning import numbers

FILTERS = ("q", "state", "place")
MOST_ROWS = 50_000
BLANK_STATES: dict[str, LazyString] = {
    "unused": _("Not used"),
    "used": _("Used"),
    "spoiled": _("Spoiled"),
}


def _asked() -> dict[str, str]:
    """The filters of the address; what is no state or place filters nothing."""
    given = {name: request.args.get(name, "").strip()[:64] for name in FILTERS}
    given["state"] = given["state"] if given["state"] in tuple(BlankState) else ""
    is_place = given["place"] == CHANCELLERY or (given["place"].isdecimal() and len(given["place"]) < 10)
    given["place"] = given["place"] if is_place else ""
    return given


def _rows(asked: dict[str, str]) -> Select[OutageBlank]:
    """The blanks that the filters find, the last printed first, with all that a row shows."""
    b = OutageBlank
    statement = b.visible_to(current_actor()).options(
        joinedload(b.batch).joinedload(OutageBatch.printed_by), joinedload(b.spoiled_by), joinedload(b.application),
        joinedload(b.entry).joinedload(OutageEntry.entered_by), joinedload(b.center).selectinload(Center.listings),
    )  # fmt: skip
    if asked["state"]:
        statement = statement.where(b.state == BlankState(asked["state"]))
    if asked["place"]:
        is_committee = asked["place"] == CHANCELLERY
        statement = statement.where(b.center_id.is_(None) if is_committee else b.center_id == int(asked["place"]))
    if asked["q"]:
        begins = [b.number.startswith(number, autoescape=True) for number in numbers(asked["q"])]
        statement = statement.where(db.or_(*begins))
    return statement.order_by(b.id.desc())


@bp.get("")
@requires(Permission.READ_BLANKS)
def index() -> str:
    """The register, what waits for my confirmation, and where blanks are printed."""
    actor, asked = current_actor(), _asked()
    own = {center.id if center else None for center in own_places(actor).values()}
    return render_template(
        "outage/index.html", page=paginate(_rows(asked)), asked=asked, states=BLANK_STATES, own=own,
        places=places_with_blanks(actor), may_print=actor.may(Permission.PRINT_BLANKS), waiting=_waiting_of(actor),
        kept={name: value for name, value in asked.items() if value},
    )  # fmt: skip


def _waiting_of(actor: Actor) -> list[Waiting]:
    return waiting_for(actor) if actor.may(Permission.FILE) else []


@counts("outage.index")
def _to_confirm(actor: Actor, _now: datetime) -> int:
    """What this person is to confirm."""
    return len(_waiting_of(actor))


@bp.get("/blanks.xlsx")
@requires(Permission.READ_BLANKS)
def export_blanks() -> Response:
    """The register as a workbook: all that the filters find."""
    now = clock.now()
    rows = db.session.scalars(_rows(_asked()).limit(MOST_ROWS)).unique()
    content = workbook(_("Receipts for an outage"), _("Blanks"), COLUMNS, rows, now)
    return workbook_response(content, f"outage-receipts-{clock.today().isoformat()}")


COLUMNS: tuple[Column, ...] = (
    (_("Number"), 20, lambda blank, _now: blank.number),
    (_("Place"), 40, lambda blank, _now: place_name(blank.center)),
    (_("Printed on"), 12, lambda blank, _now: local(blank.batch.printed_at).date()),
    (_("Printed by whom"), 22, lambda blank, _now: blank.batch.printed_by.short_name),
    (_("State"), 16, lambda blank, _now: str(BLANK_STATES[blank.state])),
    (_("Application"), 22, lambda blank, _now: blank.application.number if blank.application else ""),
    (_("Accepted on"), 12, lambda blank, _now: blank.application.accepted_on if blank.application else None),
    (_("What happened to the blank"), 40, lambda blank, _now: blank.spoiled_reason),
)


def blank_state_name(code: str) -> str:
    """What became of a blank."""
    return str(BLANK_STATES[str(code)])


@bp.record
def _add_words(state: Any) -> None:
    app: Flask = state.app
    app.add_template_filter(blank_state_name)
    app.add_template_filter(place_name, "blank_place_name")
