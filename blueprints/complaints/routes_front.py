"""The front office's desk: unfinished drafts and the complaints registered here; what completes or ends one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.complaints import bp
from blueprints.complaints.finding import find_complaint, lock_complaint
from blueprints.paging import paginate
from extensions import clock, db
from forms.complaint import CompletionForm, RefusalForm
from forms.review import ReasonForm
from models.calendar import load_calendar
from models.complaint import Complaint
from models.complaint_parts import ComplaintDraft, ComplaintOfficial
from models.complaint_reply import ComplaintReply
from models.user import Actor
from rules.complaint_terms import SCHEME
from rules.complaint_workflow import ComplaintAction, Element, ReplyKind
from rules.permissions import Permission
from rules.terms import local_date

DRAFTS_SHOWN = 20
LONGEST_SEARCH = 100
FIELD_OF = {
    Element.FULL_NAME: "complainant_name", Element.POSTAL_ADDRESS: "postal_address", Element.WRITTEN_ON: "written_on",
    Element.SIGNATURE: "has_signature", Element.BODY_OR_POST: "body_or_post", Element.OFFICIALS: "official",
    Element.REASONS: "reasons", Element.DEMANDS: "demands",
}  # fmt: skip
"""By which field an element of clause 24 is completed."""


@bp.get("/front-office")
@requires(Permission.REGISTER_COMPLAINT)
def front() -> str:
    """Drafts of one's own, and the complaints within one's scope, the latest first; found by number or name."""
    actor, text = current_actor(), request.args.get("q", "").strip()[:LONGEST_SEARCH]
    drafts = db.session.scalars(ComplaintDraft.open_for(actor).limit(DRAFTS_SHOWN)).all()
    page = paginate(_registered(actor, text))
    today, calendar = clock.today(), load_calendar()
    left = {one.id: calendar.working_between(SCHEME, today, one.due_on) for one in page.rows if one.closed_at is None}
    return render_template("complaints/front.html", drafts=drafts, page=page, text=text, today=today, left=left)


def _registered(actor: Actor, text: str) -> Select[Complaint]:
    shown = (joinedload(Complaint.addressee_center), joinedload(Complaint.center))
    statement = Complaint.visible_to(actor).options(*shown)
    if text:
        statement = statement.where(Complaint.matching(text))
    return statement.order_by(Complaint.registered_on.desc(), Complaint.id.desc())


def act_page(
    template: str, complaint: Complaint, action: ComplaintAction, form: Any, status: int = 200, **more: Any
) -> Response:
    """An act on a page of its own: what will happen, and the form; or why it is closed."""
    barred = complaint.why_barred(action, current_actor(), clock.now())
    return make_response(
        render_template(f"complaints/{template}.html", complaint=complaint, form=form, barred=barred, **more), status
    )


def acted(complaint_id: int, form: Any, do: Callable[[Complaint, Actor, datetime], None], said: str) -> Response:
    """Do one act on the locked complaint of the version that was shown, and lead back to its ticket."""

    def work(actor: Actor, now: datetime) -> str:
        complaint = lock_complaint(complaint_id)
        here = url_for("complaints.ticket", complaint_id=complaint_id)
        expect_version(complaint, link=here)
        do(complaint, actor, now)
        return here

    response = act(work, form)
    flash(said, "success")
    return response


def _completion_form(complaint: Complaint) -> CompletionForm:
    fields = frozenset(FIELD_OF[element] for element in complaint.missing)
    return CompletionForm(fields=fields, today=local_date(clock.now(), complaint.zone))


@bp.route("/<int:complaint_id>/complete", methods=["GET", "POST"])
@requires(Permission.REGISTER_COMPLAINT)
def complete(complaint_id: int) -> ResponseReturnValue:
    """Add what clause 24 asks for and was missing; confirm in writing what was reported by telephone."""
    complaint = find_complaint(complaint_id)
    form = _completion_form(complaint)
    if request.method == "GET" or not form.validate():
        status = 422 if request.method == "POST" else 200
        return act_page("complete", complaint, ComplaintAction.COMPLETE, form, status)

    def do(locked: Complaint, actor: Actor, now: datetime) -> None:
        values = dict(form.added)
        if name := values.pop("official", ""):
            locked.officials.append(ComplaintOfficial(position=len(locked.officials) + 1, name=name))
        locked.complete(values, actor, now)

    return acted(complaint_id, form, do, _("The complaint has been completed."))


@bp.route("/<int:complaint_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.REGISTER_COMPLAINT)
def withdraw(complaint_id: int) -> ResponseReturnValue:
    """The complainant withdraws: possible until the reply is signed."""
    complaint, form = find_complaint(complaint_id), ReasonForm()
    if request.method == "GET" or not form.validate():
        status = 422 if request.method == "POST" else 200
        return act_page("withdraw", complaint, ComplaintAction.WITHDRAW, form, status)
    reason = form.reason.data or ""
    return acted(
        complaint_id, form, lambda locked, actor, now: locked.withdraw(reason, actor, now),
        _("The withdrawal has been recorded."),
    )  # fmt: skip


@bp.route("/<int:complaint_id>/refuse", methods=["GET", "POST"])
@requires(Permission.HANDLE_COMPLAINT)
def refuse(complaint_id: int) -> ResponseReturnValue:
    """Prepare the reasoned refusal to consider what still lacks something (24); it is signed like a reply."""
    complaint, form = find_complaint(complaint_id), RefusalForm()
    if request.method == "GET" or not form.validate():
        status = 422 if request.method == "POST" else 200
        return act_page("refuse", complaint, ComplaintAction.PREPARE_REFUSAL, form, status)
    text = form.text.data or ""

    def do(locked: Complaint, actor: Actor, now: datetime) -> None:
        ComplaintReply.prepare(locked, ReplyKind.REFUSAL, text, actor, now)

    return acted(complaint_id, form, do, _("The refusal to consider waits for its signature."))
