"""Registering a complaint: the form, the check of what clause 24 asks for, and one POST that registers (24, 25)."""

from datetime import datetime
from typing import Any

from flask import Response, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms.fields import SelectChoice

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.complaints import bp
from blueprints.complaints.codes import code_for
from blueprints.complaints.drafts import (
    case_called,
    center_choices,
    check_case,
    complaint_from,
    form_for,
    own_draft,
    places_of,
)
from blueprints.complaintwords import addressee_name
from blueprints.htmx import redirect_303
from extensions import clock, db
from forms.complaint import ABOUT_CENTERS, AddresseeForm, ComplaintForm
from models.calendar import load_calendar
from models.center import Center
from models.complaint import Complaint
from models.complaint_parts import ComplaintDraft, ComplaintFile
from models.user import Actor
from rules.complaint_routing import Addressee, Subject, route
from rules.complaint_terms import forward_due_on, reply_due_on
from rules.complaint_workflow import conflict_of_interest
from rules.permissions import Permission
from rules.terms import local_date


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.REGISTER_COMPLAINT)
def new() -> ResponseReturnValue:
    """The form of a complaint; what was typed is kept as a draft, and its check shown."""
    return _edit(None)


@bp.route("/drafts/<int:draft_id>", methods=["GET", "POST"])
@requires(Permission.REGISTER_COMPLAINT)
def draft(draft_id: int) -> ResponseReturnValue:
    """The same form, to change what was typed before it is registered."""
    found = own_draft(draft_id)
    if found.complaint_id is not None:
        return redirect_303(url_for("complaints.ticket", complaint_id=found.complaint_id))
    return _edit(found)


def _edit(found: ComplaintDraft | None) -> ResponseReturnValue:
    actor = current_actor()
    form = form_for(actor, found.data if found else None)
    if request.method == "GET":
        return _form_page(form, found, 200)
    if _changes_rows(form):
        return _form_page(form, found, 200)
    if not form.validate() or not check_case(form, actor):
        return _form_page(form, found, 422)
    draft_id = found.id if found else None

    def work(actor: Actor, now: datetime) -> str:
        if draft_id is None:
            kept = ComplaintDraft(created_by_id=actor.user_id, created_at=now)
            db.session.add(kept)
        else:
            kept = own_draft(draft_id, lock=True)
            expect_version(kept, link=url_for("complaints.draft", draft_id=draft_id))
        kept.save(form.typed, now)
        db.session.flush()
        return url_for("complaints.check", draft_id=kept.id)

    return act(work, form)


def _changes_rows(form: ComplaintForm) -> bool:
    """Adding or taking out a row of an official: the page comes again with all that was typed, nothing is judged."""
    if "add_official" in request.form:
        form.add_official()
        return True
    removed = request.form.get("remove_official", "")
    if removed.isdecimal():
        form.remove_official(int(removed[:3]))
    return bool(removed)


def _form_page(form: ComplaintForm, found: ComplaintDraft | None, status: int) -> Response:
    page = render_template(
        "complaints/form.html", form=form, draft=found, case=case_called(form.case_number.data or "", current_actor())
    )
    return make_response(page, status)


@bp.get("/find-case")
@requires(Permission.REGISTER_COMPLAINT)
def find_case() -> str:
    """Which case a number belongs to, beside its field (htmx.md, 15)."""
    typed = request.args.get("case_number", "")[:64]
    return render_template(
        "complaints/_case_found.html", case=case_called(typed, current_actor()), is_asked=bool(typed.strip())
    )


@bp.get("/drafts/<int:draft_id>/check")
@requires(Permission.REGISTER_COMPLAINT)
def check(draft_id: int) -> ResponseReturnValue:
    """All that will be registered, what clause 24 still asks for, the addressee with its clause, and the terms."""
    found = own_draft(draft_id)
    if found.complaint_id is not None:
        return redirect_303(url_for("complaints.ticket", complaint_id=found.complaint_id))
    _code_of(found)
    return _check_page(found, _addressee_form(found), 200)


def _typed_in(found: ComplaintDraft) -> ComplaintForm:
    """The draft's form again, with the choices of this moment."""
    return form_for(current_actor(), found.data, formdata=None)


def _addressee_form(found: ComplaintDraft, **kwargs: Any) -> AddresseeForm:
    """The addressee proposed by the routing, with the Center complained of."""
    places = places_of(current_actor())
    centers = places or list(db.session.scalars(Center.in_order()).unique())
    subject = Subject(found.data["subject"])
    center = found.data.get("center") or (str(places[0].id) if places else "")
    return AddresseeForm(
        addressees=[SelectChoice(one.value, addressee_name(one)) for one in Addressee],
        centers=center_choices(centers), subject=subject,
        data={
            "addressee": route(subject).proposed,
            "addressee_center": center if subject in ABOUT_CENTERS or places else "",
        },
        **kwargs,
    )  # fmt: skip


def _check_page(found: ComplaintDraft, form: AddresseeForm, status: int) -> Response:
    actor, now = current_actor(), clock.now()
    complaint = complaint_from(_typed_in(found), actor, now)
    registered_on = local_date(now, complaint.zone)
    addressee = route(complaint.subject).proposed
    calendar = load_calendar()
    page = render_template(
        "complaints/check.html", draft=found, complaint=complaint, form=form, route=route(complaint.subject),
        barred=conflict_of_interest(actor.people, complaint.involved),
        reply=reply_due_on(registered_on, complaint.subject, addressee, calendar),
        forward=forward_due_on(registered_on, addressee, calendar), max_bytes=current_app.config["MAX_UPLOAD_BYTES"],
    )  # fmt: skip
    return make_response(page, status)


@bp.post("/drafts/<int:draft_id>/register")
@requires(Permission.REGISTER_COMPLAINT)
def register(draft_id: int) -> ResponseReturnValue:
    """Register once: number, terms and ticket. What is missing does not stop it, for silence is no answer (24, 25)."""
    found = own_draft(draft_id)
    if found.complaint_id is not None:
        return redirect_303(url_for("complaints.ticket", complaint_id=found.complaint_id))
    form = _addressee_form(found)
    if not form.validate():
        meanwhile = db.session.scalar(select(ComplaintDraft.complaint_id).where(ComplaintDraft.id == draft_id))
        if meanwhile is not None:  # another click has registered it while this one was checked
            return redirect_303(url_for("complaints.ticket", complaint_id=meanwhile))
        return _check_page(found, form, 422)
    code = _code_of(found)

    def work(actor: Actor, now: datetime) -> str:
        kept = own_draft(draft_id, lock=True)
        if kept.complaint_id is None:
            expect_version(kept, link=url_for("complaints.check", draft_id=draft_id))
            kept.complaint_id = _register(kept, form, code, actor, now).id
        return url_for("complaints.ticket", complaint_id=kept.complaint_id)

    return act(work, form)


def _register(kept: ComplaintDraft, form: AddresseeForm, code: str, actor: Actor, now: datetime) -> Complaint:
    complaint = complaint_from(_typed_in(kept), actor, now)
    complaint.addressee = form.chosen
    complaint.addressee_reason = form.addressee_reason.data or ""
    complaint.addressee_center = db.session.get_one(Center, form.center_id) if form.center_id else None
    complaint.register(actor, now, current_app.config["REGISTRATION_NUMBER_FORMAT"], code)
    for one in db.session.scalars(select(ComplaintFile).where(ComplaintFile.draft_id == kept.id)):
        one.complaint_id = complaint.id
    return complaint


def _code_of(found: ComplaintDraft) -> str:
    """The secret code that the ticket will bear."""
    return code_for(f"draft:{found.id}")


@bp.route("/drafts/<int:draft_id>/delete", methods=["GET", "POST"])
@requires(Permission.REGISTER_COMPLAINT)
def delete(draft_id: int) -> ResponseReturnValue:
    """Throw a draft away, after a page that says so; its files with it."""
    found = own_draft(draft_id)
    if found.complaint_id is not None:
        return redirect_303(url_for("complaints.ticket", complaint_id=found.complaint_id))
    if request.method == "GET":
        return render_template("complaints/delete.html", draft=found)

    def work(_actor: Actor, _now: datetime) -> str:
        kept = own_draft(draft_id, lock=True)
        if kept.complaint_id is None:
            for one in kept.files:
                db.session.delete(one)
            db.session.delete(kept)
        return url_for("complaints.front")

    return act(work)
