"""The ticket of a complaint (25): its page with what can be done next, the paper, duplicates, the Center's stamp."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.complaints import bp
from blueprints.complaints.codes import code_for, code_to_hand_over, forget_code
from blueprints.complaints.finding import find_complaint, lock_complaint
from blueprints.complaints.routes_front import acted
from blueprints.files import pdf_response
from blueprints.htmx import redirect_303
from documents.complaint import complaint_stamp_pdf, complaint_ticket_pdf
from documents.complaint_of import count_duplicate, duplicates_of, stamp_paper, ticket_paper
from extensions import clock
from forms.complaint import IdentityForm
from models import complaint_code
from models.calendar import load_calendar
from models.complaint import Complaint
from models.user import Actor
from rules.complaint_terms import SCHEME
from rules.complaint_workflow import CLOSED, ComplaintAction, conflict_of_interest
from rules.permissions import Permission
from rules.verification import grouped
from rules.workflow import Barred

ACTS: tuple[tuple[ComplaintAction, str, LazyString], ...] = (
    (ComplaintAction.COMPLETE, "complaints.complete", _("Add what is missing")),
    (ComplaintAction.FORWARD, "complaints.forward", _("Forward")),
    (ComplaintAction.PREPARE_REFUSAL, "complaints.refuse", _("Prepare a refusal to consider")),
    (ComplaintAction.RECORD_OUTCOME, "complaints.outcome", _("Record the reply of the outside body")),
    (ComplaintAction.WITHDRAW, "complaints.withdraw", _("Record a withdrawal")),
)
SILENT = frozenset({
    "not_permitted", "complaint_elsewhere", "complaint_nothing_missing", "complaint_decided_here",
    "complaint_wrong_state",
})  # fmt: skip
"""Reasons for which an act is not even named: it does not belong here."""


@dataclass(frozen=True)
class Offer:
    """An act of the front office: open with its address, or closed with the reason."""

    words: str
    url: str
    barred: Barred | None


def offers(complaint: Complaint, actor: Actor, now: datetime) -> list[Offer]:
    """What this person may do with the complaint now, and what the law has closed."""
    made = []
    for action, endpoint, words in ACTS:
        barred = complaint.why_barred(action, actor, now)
        if barred is None or barred.code not in SILENT:
            made.append(Offer(str(words), url_for(endpoint, complaint_id=complaint.id), barred))
    return made


@bp.get("/<int:complaint_id>/ticket")
@requires(Permission.READ_COMPLAINTS)
def ticket(complaint_id: int) -> str:
    """What was registered, until when it is answered, what is missing, the paper to hand over, and what comes next."""
    complaint = find_complaint(complaint_id)
    actor, now, today = current_actor(), clock.now(), clock.today()
    code = code_to_hand_over(complaint) if actor.may(Permission.REGISTER_COMPLAINT) else ""
    return render_template(
        "complaints/ticket.html", complaint=complaint, code=grouped(code) if code else "", today=today,
        left=load_calendar().working_between(SCHEME, today, complaint.due_on),
        is_open=complaint.state not in CLOSED, may_work=conflict_of_interest(actor.people, complaint.involved) is None,
        offers=offers(complaint, actor, now),
        duplicates=duplicates_of(complaint),
        may_renew=complaint_code.why_not_renew_code(complaint, actor) is None,
        can_register=actor.may(Permission.REGISTER_COMPLAINT),
        track_url=current_app.config["BASE_URL"] + url_for("tracking.track"),
    )  # fmt: skip


@bp.get("/<int:complaint_id>/ticket.pdf")
@requires(Permission.REGISTER_COMPLAINT)
def ticket_pdf(complaint_id: int) -> ResponseReturnValue:
    """The ticket with its secret code while it is still to be handed over; with ?duplicate=2 the second duplicate."""
    complaint = find_complaint(complaint_id)
    code, printed_at, number = code_to_hand_over(complaint), None, None
    if "duplicate" in request.args:
        printed = duplicates_of(complaint)
        number = request.args.get("duplicate", 0, type=int)
        if not 1 <= number <= len(printed):
            abort(404)
        code, printed_at = "", printed[number - 1].at
    elif not code:
        abort(404)
    track_url = current_app.config["BASE_URL"] + url_for("tracking.track")
    paper = ticket_paper(complaint, track_url, code, duplicate_number=number, printed_at=printed_at)
    return pdf_response(complaint_ticket_pdf(paper), f"{complaint.number.replace('/', '-')}.pdf")


@bp.post("/<int:complaint_id>/ticket/duplicate")
@requires(Permission.REGISTER_COMPLAINT)
def duplicate(complaint_id: int) -> Response:
    """Count and record a duplicate, then show it: it does not bear the code."""
    find_complaint(complaint_id)

    def work(actor: Actor, now: datetime) -> str:
        number = count_duplicate(lock_complaint(complaint_id), actor, now)
        return url_for("complaints.ticket_pdf", complaint_id=complaint_id, duplicate=number)

    return act(work)


@bp.post("/<int:complaint_id>/ticket/handed-over")
@requires(Permission.REGISTER_COMPLAINT)
def handed_over(complaint_id: int) -> Response:
    """The complainant has the ticket: the code is forgotten here."""
    forget_code(find_complaint(complaint_id))
    return redirect_303(url_for("complaints.ticket", complaint_id=complaint_id))


@bp.route("/<int:complaint_id>/ticket/new-code", methods=["GET", "POST"])
@requires(Permission.REGISTER_COMPLAINT)
def renew_code(complaint_id: int) -> ResponseReturnValue:
    """A new code for who has lost the ticket, once it is known who asks; the former one opens nothing any more."""
    complaint, form = find_complaint(complaint_id), IdentityForm()
    if code_to_hand_over(complaint):
        return redirect_303(url_for("complaints.ticket", complaint_id=complaint_id))
    code = code_for(f"renewal:{complaint_id}")
    if request.method == "GET" or not form.validate():
        barred = complaint_code.why_not_renew_code(complaint, current_actor())
        page = render_template("complaints/renew_code.html", complaint=complaint, form=form, barred=barred)
        return make_response(page, 422 if request.method == "POST" else 200)
    identity = form.identity.data or ""
    return acted(
        complaint_id, form,
        lambda locked, actor, now: complaint_code.renew_code(locked, code, identity, actor, now),
        gettext("A new code has been given; the former one is void."),
    )  # fmt: skip


@bp.get("/<int:complaint_id>/stamp.pdf")
@requires(Permission.REGISTER_COMPLAINT)
def stamp_pdf(complaint_id: int) -> Response:
    """The stamp for the second copy at a Center (25): a sheet with it alone, to go through the printer."""
    complaint = find_complaint(complaint_id)
    if complaint.center is None:
        abort(404)
    return pdf_response(complaint_stamp_pdf(stamp_paper(complaint)), f"{complaint.number.replace('/', '-')}-stamp.pdf")
