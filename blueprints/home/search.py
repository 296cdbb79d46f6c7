"""The search box: a case by its number or its result's, by the applicant's name, BIN or IIN; a complaint by number."""

import re
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload
from werkzeug.wrappers import Response as AnyResponse

from blueprints.access import current_actor, requires
from blueprints.home import bp
from blueprints.paging import Page, paginate
from extensions import clock, db
from models.applicant import Applicant
from models.application import Application
from models.center import Center
from models.complaint import Complaint
from models.folding import fold
from models.user import Actor
from rules.complaint_ticket import read_number
from rules.permissions import Permission

LONGEST = 200
SHORTEST = 2
# A number typed with the Russian layout on: Е, С, К and Р look the same as the letters that numbers have.
_LATIN = str.maketrans("АВСЕНІКМОРТХУ–—", "ABCEHIKMOPTXY--")
_NUMBER = re.compile(r"^[A-Z]{1,3}-[0-9A-Z/-]*$")
_LAST = "\uffff"


@bp.get("/search")
@requires(Permission.READ_CASES)
def search() -> AnyResponse | str:
    """What was found, the newest first; an exact number leads straight to its case."""
    wanted = _typed()
    page: Page[Application] | None = None
    if len(wanted) >= SHORTEST:
        actor = current_actor()
        if exact := _with_number(_number(wanted), actor):
            return redirect(url_for("review.case", application_id=exact))
        if complaint := db.session.scalar(_complaint_with(wanted, actor)):
            return redirect(url_for("complaints.ticket", complaint_id=complaint))
        page = paginate(_found(wanted, actor))
    return render_template("home/search.html", page=page, wanted=wanted, today=clock.today(), now=clock.now())


def _typed() -> str:
    text = "".join(c if c.isprintable() else " " for c in request.args.get("q", ""))
    return " ".join(text.split())[:LONGEST]


def _number(wanted: str) -> str:
    return "".join(wanted.split()).upper().translate(_LATIN)


def _with_number(number: str, actor: Actor) -> int | None:
    """The one visible case that bears exactly this number, on its receipt or on its result."""
    same = or_(Application.number == number, Application.result_number == number)
    cases = Application.visible_to(actor).where(same).with_only_columns(Application.id)
    found = db.session.scalars(cases.limit(2)).all()
    return found[0] if len(found) == 1 else None


def _complaint_with(wanted: str, actor: Actor) -> Select[int]:
    """The visible complaint that bears exactly this number."""
    return Complaint.visible_to(actor).where(Complaint.number == read_number(wanted)).with_only_columns(Complaint.id)


def _found(wanted: str, actor: Actor) -> Select[Application]:
    """The visible cases that what was typed may mean, with what a row shows."""
    return (
        Application.visible_to(actor)
        .where(_meant(wanted))
        .order_by(Application.accepted_on.desc(), Application.id.desc())
        .options(
            joinedload(Application.applicant),
            joinedload(Application.officer),
            joinedload(Application.hand_out_center).selectinload(Center.listings),
        )
    )


def _meant(wanted: str) -> ColumnElement[bool]:
    """A number's beginning, the beginning of an identifier, or all the words of a name. Ranges use the indexes."""
    number = _number(wanted)
    if _NUMBER.match(number):
        return or_(_begins(Application.number, number), _begins(Application.result_number, number))
    applicants = select(Applicant.id)
    digits = "".join(wanted.split()).replace("-", "")
    named = [Applicant.folded_name.contains(word, autoescape=True) for word in fold(wanted).split()]
    if digits.isascii() and digits.isdigit():
        applicants = applicants.where(or_(_begins(Applicant.identifier, digits), *named))
    elif named:
        applicants = applicants.where(*named)
    else:  # nothing but quotes and brackets: no name holds only these
        applicants = applicants.where(Applicant.id.is_(None))
    return Application.applicant_id.in_(applicants)


def _begins(column: InstrumentedAttribute[Any], text: str) -> ColumnElement[bool]:
    return (column >= text) & (column < text + _LAST)
