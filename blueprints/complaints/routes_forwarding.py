"""A complaint at the wrong place, or for an outside body: sending it on (24), and recording what that body answered."""

from datetime import datetime

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from blueprints.access import requires
from blueprints.acts import act, expect_version
from blueprints.complaints import bp
from blueprints.complaints.drafts import center_choices
from blueprints.complaints.finding import find_complaint, lock_complaint
from blueprints.complaints.handling import handled_by
from blueprints.complaints.routes_front import act_page, acted
from blueprints.complaintwords import addressee_name, complaint_outcome_name
from extensions import clock, db
from forms.complaint import ForwardForm, OutsideOutcomeForm
from models.center import Center
from models.complaint import Complaint
from models.complaint_parts import ComplaintForwarding
from models.user import Actor
from rules.complaint_routing import OUTSIDE, Addressee, route
from rules.complaint_terms import is_late
from rules.complaint_workflow import ComplaintAction, Outcome
from rules.permissions import Permission


def _forward_form(complaint: Complaint) -> ForwardForm:
    """The right addressee is proposed; one who is right already is offered only where it is an outside body."""
    proposed = complaint.right_addressee or complaint.addressee
    center_id = complaint.addressee_center_id or complaint.center_id
    return ForwardForm(
        addressees=[SelectChoice(one.value, addressee_name(one)) for one in Addressee],
        centers=center_choices(list(db.session.scalars(Center.in_order()).unique())),
        data={"addressee": proposed, "addressee_center": str(center_id or "")},
    )


@bp.route("/<int:complaint_id>/forward", methods=["GET", "POST"])
@requires(Permission.HANDLE_COMPLAINT)
def forward(complaint_id: int) -> ResponseReturnValue:
    """Send it to who is competent within the term, or late and told so; the day of registration stands."""
    complaint = find_complaint(complaint_id)
    form = _forward_form(complaint)
    if request.method == "GET" or not form.validate():
        status = 422 if request.method == "POST" else 200
        return act_page(
            "forward", complaint, ComplaintAction.FORWARD, form, status, route=route(complaint.subject),
            is_late=is_late(complaint.forward_due_on, clock.today()),
            is_only_sent=complaint.right_addressee is None and complaint.addressee in OUTSIDE,
        )  # fmt: skip
    addressee, center_id, reason = Addressee(form.addressee.data), form.center_id, form.reason.data or ""

    def work(actor: Actor, now: datetime) -> str:
        locked = lock_complaint(complaint_id)
        expect_version(locked, link=url_for("complaints.ticket", complaint_id=complaint_id))
        center = db.session.get_one(Center, center_id) if center_id else None
        ComplaintForwarding.send(locked, addressee, center, reason, actor, now)
        return _after_forwarding(complaint_id, actor)

    return act(work, form)


def _after_forwarding(complaint_id: int, actor: Actor) -> str:
    """To the notice that is still to be made; who sees the complaint no more leaves it to where it was registered."""
    db.session.flush()
    if db.session.scalar(handled_by(actor).where(Complaint.id == complaint_id)) is None:
        flash(_("The complaint has been forwarded. The complainant is told by where it was registered."), "success")
        return url_for("complaints.index")
    flash(
        _("The complaint has been forwarded. Now make the notice for the complainant and record its sending."),
        "success",
    )
    return url_for("complaints.complaint", complaint_id=complaint_id, _anchor="h-letters")


@bp.route("/<int:complaint_id>/outcome", methods=["GET", "POST"])
@requires(Permission.HANDLE_COMPLAINT)
def outcome(complaint_id: int) -> ResponseReturnValue:
    """What an outside body without accounts has answered, as the legal service was told."""
    complaint = find_complaint(complaint_id)
    form = OutsideOutcomeForm(
        outcomes=[SelectChoice(one.value, complaint_outcome_name(one)) for one in Outcome],
        since=complaint.registered_on, today=clock.today(),
    )  # fmt: skip
    if request.method == "GET" or not form.validate():
        status = 422 if request.method == "POST" else 200
        return act_page("outcome", complaint, ComplaintAction.RECORD_OUTCOME, form, status)

    def do(locked: Complaint, actor: Actor, now: datetime) -> None:
        locked.record_outcome(
            form.found, form.measures.data or "", form.replied_on.data, form.reply_number.data or "", actor, now
        )

    return acted(complaint_id, form, do, _("The reply of the outside body has been recorded."))
