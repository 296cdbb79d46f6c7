"""One field that finds what an applicant came for: by number, by the code of the receipt, by name, by BIN or IIN."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Select, or_, select

from blueprints.access import current_actor, requires
from blueprints.handout import bp
from blueprints.handout.area import area
from blueprints.handout.lists import results_for, today_of, with_what_rows_show
from blueprints.htmx import redirect_303
from blueprints.paging import paginate
from extensions import clock, db
from models.applicant import Applicant
from models.application import Application
from models.custody import why_not_hand_out
from models.document import Document, RegisterEntry
from models.filing import ImporterGuarantee
from models.folding import fold
from models.hand_over import HandOver
from models.user import Actor
from rules.permissions import Permission
from rules.scanning import LONGEST, numbers, readings
from rules.verification import read_code
from rules.workflow import DECIDED, PENDING, ResultPlace

A, R = Application, ResultPlace
IDENTIFIER_LENGTH = 12
LEAST_LETTERS = 3
"""Of a name; fewer would find everybody."""


@dataclass(frozen=True)
class Hit:
    """A case, and what to say to whoever came for its result: a code of words, and whether it is handed out here."""

    application: Application
    where: str
    can_hand_out: bool
    has_page: bool


@bp.get("/find")
@requires(Permission.READ_HAND_OUT)
def find() -> ResponseReturnValue:
    """Exactly one result opens; several are listed; nothing says what to do."""
    actor, typed = current_actor(), request.args.get("q", "")[:LONGEST].strip()
    if scanned := _list_of(typed, actor):
        return redirect_303(url_for("handout.hand_over", hand_over_id=scanned.id))
    page = paginate(_matching(typed, actor))
    shown = set(
        db.session.scalars(results_for(actor).with_only_columns(A.id).where(A.id.in_([a.id for a in page.rows])))
    )
    if page.total == 1 and page.rows[0].id in shown:
        return redirect_303(url_for("handout.case", application_id=page.rows[0].id))
    hits = [
        Hit(one, where_of(one), why_not_hand_out(one, actor) is None, one.id in shown) for one in page.rows
    ]  # fmt: skip
    return render_template(
        "handout/find.html", tabs=area("find"), typed=typed, page=page, hits=hits, today=today_of(actor, clock.now()),
        is_too_short=bool(typed) and not hits and len(fold(typed)) < LEAST_LETTERS,
    )  # fmt: skip


def _list_of(typed: str, actor: Actor) -> HandOver | None:
    """The hand-over list of this number."""
    return db.session.scalar(HandOver.visible_to(actor).where(HandOver.number.in_(numbers(typed)))) if typed else None


def _matching(typed: str, actor: Actor) -> Select[Application]:
    """The first way of reading what was typed that finds something; a name in the end."""
    seen = with_what_rows_show(Application.visible_to(actor))
    for condition in (_by_number(typed), _by_identifier(typed)):
        if condition is not None:
            found = seen.where(condition).order_by(A.closed_at.is_not(None), A.hand_out_on, A.id)
            if db.session.scalar(found.with_only_columns(A.id).limit(1)) is not None:
                return found
    name = fold(typed)
    by_name = _by_name(name) if len(name) >= LEAST_LETTERS else A.id.is_(None)
    return seen.where(by_name).order_by(A.closed_at.is_not(None), A.hand_out_on, A.id)


def _by_number(typed: str) -> ColumnElement[bool] | None:
    """A number of an application or of its result; or the code of a paper, out of its QR code or typed."""
    if not typed:
        return None
    meant = numbers(typed)
    codes = [code for reading in readings(typed) if (code := read_code(reading))]
    conditions = [A.number.in_(meant), A.result_number.in_(meant)]
    if codes:
        for paper in (Document, RegisterEntry):
            found = select(paper.application_id).where(paper.verification_code.in_(codes))
            conditions.append(A.id.in_(found))
    return or_(*conditions)


def _by_identifier(typed: str) -> ColumnElement[bool] | None:
    """The BIN or IIN of the applicant, or of the importer, to whom a certificate is issued (E7.6)."""
    digits = "".join(typed.split()).replace("-", "")
    if len(digits) != IDENTIFIER_LENGTH or not digits.isdecimal():
        return None
    importers = select(ImporterGuarantee.application_id).where(ImporterGuarantee.importer_identifier == digits)
    applicants = select(Applicant.id).where(Applicant.identifier == digits)
    return or_(A.applicant_id.in_(applicants), A.id.in_(importers))


def _by_name(folded: str) -> ColumnElement[bool]:
    """A part of the name of the applicant, or of the importer (7.6)."""
    g = ImporterGuarantee
    applicants = select(Applicant.id).where(Applicant.folded_name.contains(folded, autoescape=True))
    importers = select(g.application_id).where(g.importer_folded_name.contains(folded, autoescape=True))
    return or_(A.applicant_id.in_(applicants), A.id.in_(importers))


def where_of(application: Application) -> str:
    """What is said of a result at a counter: a code, its words are in the template."""
    if application.state in PENDING:
        return "considered"
    if application.state not in DECIDED:
        return "ended"
    if application.result_place is R.COMMITTEE and application.hand_out_center_id is not None:
        return "to_be_sent"
    return str(application.result_place)
