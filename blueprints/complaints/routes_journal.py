"""The register of complaints: filtered, page by page, and as a workbook. It is only read."""

from datetime import datetime

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import current_actor, requires
from blueprints.complaints import bp
from blueprints.complaints.handling import handled_by
from blueprints.complaintwords import (
    ADDRESSEE_NAMES,
    COMPLAINT_OUTCOME_NAMES,
    COMPLAINT_STATE_NAMES,
    SUBJECT_NAMES,
    addressee_name,
    complaint_channel_name,
    complaint_outcome_name,
    complaint_state_name,
    complaint_subject_name,
)
from blueprints.paging import Page, paginate
from blueprints.workbook import Cell, Column, workbook, workbook_response
from extensions import clock, db
from forms.complaint_register import ComplaintFilter
from models.center import Center
from models.complaint import Complaint
from rules.complaint_workflow import ComplaintState
from rules.permissions import Permission

OVERDUE = "overdue"
STATES = {**COMPLAINT_STATE_NAMES, OVERDUE: _("Overdue")}
"""What one asks for by state; that a reply is overdue is derived, and no state."""
WORDS = {
    "addressee": ADDRESSEE_NAMES, "subject": SUBJECT_NAMES, "state": STATES, "outcome": COMPLAINT_OUTCOME_NAMES,
}  # fmt: skip
MOST_ROWS = 20_000


@bp.get("/journal")
@requires(Permission.READ_COMPLAINTS)
def journal() -> ResponseReturnValue:
    """A page of the register, the latest registration first."""
    asked = ComplaintFilter(WORDS, formdata=request.args)
    is_good = asked.validate()
    page = paginate(found(asked)) if is_good else Page[Complaint]([], 1, 1, 0)
    worked = handled_by(current_actor()).where(Complaint.id.in_([one.id for one in page.rows]))
    filters = {name: value for name, value in request.args.items() if name in asked.data and value}
    body = render_template(
        "complaints/journal.html",
        asked=asked,
        page=page,
        today=clock.today(),
        filters=filters if is_good else {},
        worked=set(db.session.scalars(worked.with_only_columns(Complaint.id))),
    )
    return make_response(body, 200 if is_good else 422)


@bp.get("/journal.xlsx")
@requires(Permission.READ_COMPLAINTS)
def export_journal() -> ResponseReturnValue:
    """All that the filters find, no more than a workbook should hold."""
    asked = ComplaintFilter(WORDS, formdata=request.args)
    if not asked.validate():
        return journal()
    rows = db.session.scalars(found(asked).limit(MOST_ROWS)).unique()
    title, now = _("Register of complaints"), clock.now()
    return workbook_response(workbook(title, title, COLUMNS, rows, now), f"complaints-{clock.today().isoformat()}")


def found(asked: ComplaintFilter) -> Select[Complaint]:
    """The complaints that this person may see and the filters find, with all that a row shows."""
    c, today = Complaint, clock.today()
    statement = c.visible_to(current_actor())
    if asked.find.data:
        statement = statement.where(c.matching(asked.find.data))
    if asked.since.data:
        statement = statement.where(c.registered_on >= asked.since.data)
    if asked.until.data:
        statement = statement.where(c.registered_on <= asked.until.data)
    if asked.state.data == OVERDUE:
        statement = statement.where(c.overdue(today))
    elif asked.state.data:
        statement = statement.where(c.state == ComplaintState(asked.state.data))
    for field, column in ((asked.addressee, c.addressee), (asked.subject, c.subject), (asked.outcome, c.outcome)):
        if field.data:
            statement = statement.where(column == field.data)
    center = joinedload(c.addressee_center).selectinload(Center.listings)
    return statement.options(
        joinedload(c.officer), joinedload(c.application), center,
        joinedload(c.center).selectinload(Center.listings), selectinload(c.officials),
    ).order_by(c.registered_on.desc(), c.id.desc())  # fmt: skip


def _place(complaint: Complaint) -> str:
    return complaint.center.name if complaint.center else complaint_channel_name(complaint.channel)


def _to(complaint: Complaint) -> str:
    center = complaint.addressee_center
    return f"{addressee_name(complaint.addressee)}{f': {center.name}' if center else ''}"


def _days(complaint: Complaint, _now: datetime) -> Cell:
    if complaint.state is not ComplaintState.REPLIED or complaint.closed_on is None:
        return None
    return (complaint.closed_on - complaint.registered_on).days


def _outcome(complaint: Complaint) -> str:
    return complaint_outcome_name(complaint.outcome) if complaint.outcome else complaint.closing_reason


COLUMNS: tuple[Column, ...] = (
    (_("Number"), 20, lambda one, _now: one.number),
    (_("Registered on"), 12, lambda one, _now: one.registered_on),
    (_("Where"), 28, lambda one, _now: _place(one)),
    (_("Complainant"), 36, lambda one, _now: one.complainant_name),
    (_("What it is about"), 32, lambda one, _now: complaint_subject_name(one.subject)),
    (_("Addressee"), 32, lambda one, _now: _to(one)),
    (_("Of whom"), 32, lambda one, _now: "; ".join(f"{o.post} {o.name}".strip() for o in one.officials)),
    (_("Application"), 20, lambda one, _now: one.application.number if one.application else ""),
    (_("Officer"), 20, lambda one, _now: one.officer.short_name if one.officer else ""),
    (_("Reply due on"), 12, lambda one, _now: one.due_on),
    (_("Extended"), 12, lambda one, _now: one.extended_due_on),
    (_("State"), 22, lambda one, _now: complaint_state_name(one.state)),
    (_("Outcome"), 28, lambda one, _now: _outcome(one)),
    (_("Measures"), 36, lambda one, _now: one.measures),
    (_("Closed on"), 12, lambda one, _now: one.closed_on),
    (_("Days to reply"), 10, _days),
    (_("Number of the reply"), 20, lambda one, _now: one.reply_number),
)
