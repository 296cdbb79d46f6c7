"""A register as a workbook: all that its filters find, in the reader's language."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import literal, select

from blueprints.access import requires
from blueprints.casewords import timeliness_name
from blueprints.formatting import number
from blueprints.issuance import bp
from blueprints.issuance.routes_registers import (
    Book,
    annulled_reason,
    asked_of,
    entry_state,
    entry_state_name,
    register_page,
    rows_of,
)
from blueprints.paging import Page
from blueprints.words import place_name, service_name, state_name
from blueprints.workbook import Cell, Column, workbook, workbook_response
from extensions import clock, db
from models.application import Application
from models.document import RegisterEntry
from rules.permissions import Permission
from rules.terms import Place, committee_today

MOST_ROWS = 50_000


@bp.get("/registers/<name>/export.xlsx")
@requires(Permission.READ_REGISTERS)
def export_register(name: str) -> ResponseReturnValue:
    """The workbook; where that is more than one should hold, the register with words at its period."""
    book, asked = asked_of(name)
    nothing = Page[Any]([], 1, 1, 0)
    if not asked.validate():
        return register_page(book, asked, nothing, 422)
    rows, now = rows_of(book, asked), clock.now()
    if _has_more_than(MOST_ROWS, rows):
        asked.since.errors = [gettext("More than %(number)s entries: narrow the period", number=number(MOST_ROWS))]
        return register_page(book, asked, nothing, 422)
    found = db.session.scalars(rows.execution_options(yield_per=500))
    content = workbook(book.title, book.label, columns_of(book), found, now)
    return workbook_response(content, f"{book.name}-{committee_today(now).isoformat()}")


def _has_more_than(most: int, rows: Any) -> bool:
    beyond = rows.with_only_columns(literal(1), maintain_column_froms=True).order_by(None).offset(most).limit(1)
    return bool(db.session.scalar(select(beyond.exists())))


def columns_of(book: Book) -> tuple[Column, ...]:
    """What a register's workbook says of each row: the case's, or the number's and then its case's."""
    if book.register is None:
        return APPLICATION_COLUMNS
    return (
        (_("Number"), 20, lambda entry, _now: entry.number),
        (_("Date"), 12, lambda entry, _now: entry.dated_on),
        (_("State"), 16, lambda entry, now: entry_state_name(entry_state(entry, committee_today(now)))),
        (_("Reason"), 30, _reason),
        (_("Issued to"), 40, lambda entry, _now: entry.decision.issued_to[0]),
        (_("BIN or IIN"), 15, lambda entry, _now: entry.decision.issued_to[1]),
        (_("Signed by"), 20, _signed_by),
        (_("Application"), 20, lambda entry, _now: entry.application.number),
        *((heading, width, _of_case(cell)) for heading, width, cell in CASE_COLUMNS),
    )  # fmt: skip


def _of_case(cell: Callable[[Application, datetime], Cell]) -> Callable[[RegisterEntry, datetime], Cell]:
    return lambda entry, now: cell(entry.application, now)


def _signed_by(entry: RegisterEntry, _now: datetime) -> str:
    return entry.decision.signed_by.short_name if entry.decision.signed_by else ""


def _reason(entry: RegisterEntry, now: datetime) -> str:
    code = entry_state(entry, committee_today(now))
    if code == "issued":
        return entry.decision.correction_reason
    return annulled_reason(entry.annulled_reason or code) if code != "reserved" else ""


def _place(center: Any, place: Place) -> str:
    return center.name if center else place_name(place)


def _due_after_silence(case: Application, now: datetime) -> date | None:
    return case.deemed_issue_due_on if case.right_since(now) else None


CASE_COLUMNS: tuple[Column, ...] = (
    (_("Service"), 14, lambda case, _now: service_name(case.service, short=True)),
    (_("Term ends on"), 12, lambda case, _now: case.term_ends_on),
    (_("Term kept"), 24, lambda case, now: timeliness_name(case.timeliness(now))),
    (_("Counts as issued since (clause 7.6)"), 18, lambda case, now: case.right_since(now)),
    (_("To be issued no later than (clause 7.6)"), 18, _due_after_silence),
)
APPLICATION_COLUMNS: tuple[Column, ...] = (
    (_("Number"), 20, lambda case, _now: case.number),
    (_("Accepted on"), 12, lambda case, _now: case.accepted_on),
    (_("Applicant"), 40, lambda case, _now: case.applicant.name),
    (_("BIN or IIN"), 15, lambda case, _now: case.applicant.identifier),
    (_("Place of acceptance"), 24, lambda case, _now: _place(case.center, case.channel)),
    (_("Place of hand-out"), 24, lambda case, _now: _place(case.hand_out_center, case.hand_out_place)),
    (_("Officer"), 20, lambda case, _now: case.officer.short_name if case.officer else ""),
    (_("State"), 22, lambda case, _now: state_name(case.state)),
    *CASE_COLUMNS,
    (_("Result"), 20, lambda case, _now: case.result_number),
    (_("Decided on"), 12, lambda case, _now: committee_today(case.decided_at) if case.decided_at else None),
    (_("Reason"), 30, lambda case, _now: case.closing_reason),
)
