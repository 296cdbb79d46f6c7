"""The registers: applications, and the numbers of certificates, conclusions and refusals. They are only read.

No number is ever missing from them: an annulled one stays with its reason, and one that was reserved on an earlier day
and not signed is shown as lapsed, whether or not anything has recorded that yet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, abort, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from blueprints.access import requires
from blueprints.casewords import TIMELINESS_NAMES
from blueprints.issuance import bp
from blueprints.paging import Page, paginate
from blueprints.words import SERVICE_SHORT_NAMES, STATE_NAMES
from extensions import clock, db
from forms.registers import RegisterFilter
from models.application import Application
from models.center import Center
from models.decision import Decision
from models.document import EntryStatus, Register, RegisterEntry
from rules.permissions import Permission
from rules.terms import Service
from rules.workflow import State, Timeliness

LAPSED = "lapsed"
FILTERS = ("find", "since", "until", "service", "state", "timeliness")
ENTRY_STATES: dict[str, LazyString] = {
    "issued": _("Issued"),
    "reserved": _("Reserved"),
    LAPSED: _("Lapsed"),
    "annulled": _("Annulled"),
}
ANNULLED_REASONS: dict[str, LazyString] = {
    "text_changed": _("the text was changed before signing"),
    "lapsed": _("not signed on the day it was reserved"),
    "another_signatory": _("prepared anew by another signatory"),
}


@dataclass(frozen=True)
class Book:
    """One register: its address, its title, and how it is read. `register` is None for the applications."""

    name: str
    title: LazyString
    label: LazyString
    register: Register | None = None
    has_both_services: bool = False

    @property
    def has_timeliness(self) -> bool:
        """A refusal is signed in time or not at all (7.6)."""
        return self.register in (None, Register.CERTIFICATES, Register.CONCLUSIONS)


BOOKS = {
    book.name: book
    for book in (
        Book("applications", _("Register of applications"), _("Applications"), None, True),
        Book("certificates", _("Register of certificates"), _("Certificates"), Register.CERTIFICATES),
        Book("conclusions", _("Register of conclusions"), _("Conclusions"), Register.CONCLUSIONS),
        Book("refusals", _("Register of refusals"), _("Refusals"), Register.REFUSALS, True),
        Book(
            "incompleteness-refusals", _("Register of refusals to consider further"),
            _("Refusals to consider further"), Register.INCOMPLETENESS_REFUSALS, True,
        ),
    )
}  # fmt: skip


@bp.get("/registers")
@bp.get("/registers/<name>")
@requires(Permission.READ_REGISTERS)
def registers(name: str = "applications") -> ResponseReturnValue:
    """A page of a register, the highest number first."""
    book, asked = asked_of(name)
    is_good = asked.validate()
    page = paginate(rows_of(book, asked)) if is_good else Page[Any]([], 1, 1, 0)
    return register_page(book, asked, page, 200 if is_good else 422)


def register_page(book: Book, asked: RegisterFilter, page: Page[Any], status: int = 200) -> ResponseReturnValue:
    """The register with its filters; 422 with words at the field where a filter cannot be."""
    body = render_template(
        "issuance/registers.html", book=book, books=_tabs(book), asked=asked, page=page, today=clock.today(),
        kept=_kept(book.name) if page.rows else {}, now=clock.now(),
    )  # fmt: skip
    return make_response(body, status)


@bp.get("/registers/<name>/print")
@requires(Permission.READ_REGISTERS)
def print_register(name: str) -> ResponseReturnValue:
    """The same rows without the frame, for paper; no more of them than the cap of every count."""
    book, asked = asked_of(name)
    if not asked.validate():
        abort(422)
    cap = current_app.config["COUNT_CAP"]
    rows = db.session.scalars(rows_of(book, asked).limit(cap + 1)).unique().all()
    return render_template(
        "issuance/register_print.html", book=book, asked=asked, rows=rows[:cap], is_cut=len(rows) > cap, cap=cap,
        today=clock.today(), now=clock.now(), back_url=url_for("issuance.registers", **_kept(name)),
    )  # fmt: skip


def asked_of(name: str) -> tuple[Book, RegisterFilter]:
    """The register of the address, or 404, and what is asked of it."""
    book = BOOKS.get(name) or abort(404)
    states = ENTRY_STATES if book.register else STATE_NAMES
    services = SERVICE_SHORT_NAMES if book.has_both_services else {}
    kept = TIMELINESS_NAMES if book.has_timeliness else {}
    return book, RegisterFilter(services=services, states=states, timeliness=kept, formdata=request.args)


def _kept(name: str) -> dict[str, Any]:
    """The address of a register with its filters, at the first page."""
    filters = {key: value for key, value in request.args.items() if key in FILTERS and value}
    return {"name": name, **filters}


def _tabs(current: Book) -> list[dict[str, Any]]:
    return [
        {"label": book.label, "url": url_for("issuance.registers", name=book.name), "is_current": book is current}
        for book in BOOKS.values()
    ]


def rows_of(book: Book, asked: RegisterFilter) -> Select[Any]:
    """The rows that the filters find, the highest number first."""
    return _entries(book.register, asked) if book.register else _applications(asked)


def _applications(asked: RegisterFilter) -> Select[Any]:
    """In the order of registration, latest first, with all that a row shows."""
    a = Application
    wanted: list[ColumnElement[bool]] = [*_period(a.accepted_on, asked)]
    if asked.service.data:
        wanted.append(a.service == Service(asked.service.data))
    if asked.state.data:
        wanted.append(a.state == State(asked.state.data))
    if asked.timeliness.data:
        wanted.append(a.timeliness_is(Timeliness(asked.timeliness.data), clock.today()))
    if asked.find.data:
        wanted.append(a.matching(asked.find.data))
    return (
        select(a)
        .where(*wanted)
        .options(
            joinedload(a.applicant),
            joinedload(a.officer),
            joinedload(a.hand_out_center).selectinload(Center.listings),
            joinedload(a.center).selectinload(Center.listings),
        )
        .order_by(a.accepted_on.desc(), a.id.desc())
    )


def _entries(register: Register, asked: RegisterFilter) -> Select[Any]:
    """The numbers of one register, the highest first, with all that a row shows."""
    e, a = RegisterEntry, Application
    wanted: list[ColumnElement[bool]] = [e.register == register, *_period(e.dated_on, asked)]
    if asked.service.data:
        wanted.append(a.service == Service(asked.service.data))
    if asked.state.data:
        wanted.append(IN_STATE[asked.state.data](clock.today()))
    if asked.timeliness.data:
        wanted.append(a.timeliness_is(Timeliness(asked.timeliness.data), clock.today()))
    if asked.find.data:
        number = asked.find.data.strip().upper()
        wanted.append(or_(e.number.startswith(number, autoescape=True), a.matching(asked.find.data)))
    return (
        select(e)
        .join(e.application)
        .where(*wanted)
        .options(
            contains_eager(e.application).joinedload(a.applicant),
            contains_eager(e.application).joinedload(a.guarantee),
            joinedload(e.reserved_by),
            joinedload(e.decision).options(
                joinedload(Decision.signed_by), joinedload(Decision.signed_for), lazyload(Decision.grounds)
            ),
        )
        .order_by(e.year.desc(), e.seq.desc())
    )


def _period(column: Any, asked: RegisterFilter) -> list[ColumnElement[bool]]:
    since, until = asked.since.data, asked.until.data
    return [*([column >= since] if since else []), *([column <= until] if until else [])]


_reserved: ColumnElement[bool] = RegisterEntry.status == EntryStatus.RESERVED
IN_STATE: dict[str, Callable[[date], ColumnElement[bool]]] = {
    "issued": lambda _today: RegisterEntry.status == EntryStatus.ISSUED,
    "annulled": lambda _today: RegisterEntry.status == EntryStatus.ANNULLED,
    "reserved": lambda today: and_(_reserved, RegisterEntry.dated_on >= today),
    LAPSED: lambda today: and_(_reserved, RegisterEntry.dated_on < today),
}


def entry_state(entry: RegisterEntry, today: date) -> str:
    """A reserved number lapses at midnight: a predicate of its date, never a status (terms.md, Counting)."""
    is_lapsed = entry.status is EntryStatus.RESERVED and entry.dated_on < today
    return LAPSED if is_lapsed else entry.status.value


def entry_state_name(code: str) -> str:
    """What became of a number."""
    return str(ENTRY_STATES[code])


def annulled_reason(code: str) -> str:
    """Why a number was annulled; a code without words is shown as it stands."""
    return str(ANNULLED_REASONS.get(code, code))


@bp.record
def _add_words(state: Any) -> None:
    app: Flask = state.app
    app.add_template_filter(entry_state)
    app.add_template_filter(entry_state_name)
    app.add_template_filter(annulled_reason)
