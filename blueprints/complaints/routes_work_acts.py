"""Acts of the work on a complaint: assigning, accepting, the review, the extension, satisfaction, reopening."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields import SelectChoice

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.complaints import bp
from blueprints.complaints.handling import find_handled, lock_handled
from blueprints.complaints.routes_work import WHOLE, complaint_page, context_of, officer_form, officer_named
from blueprints.complaints.workwords import FOUND_NAMES, SATISFACTION_NAMES
from extensions import clock, db
from forms.complaint_work import CheckForm, ExtendForm, ReopenForm, SatisfactionForm
from models.application import Application
from models.calendar import load_calendar, readings_on
from models.complaint import Complaint
from models.complaint_parts import ComplaintExtension
from models.complaint_work import (
    ComplaintCheck,
    ComplaintSatisfaction,
    Satisfaction,
    reopen_case,
    why_not_check,
    why_not_reopen_case,
)
from models.user import Actor
from rules.complaint_review import Found, ReviewItem, review_items
from rules.complaint_terms import extended_due_on
from rules.complaint_workflow import ComplaintAction
from rules.permissions import Permission
from rules.terms import committee_today, longest_new_term
from rules.workflow import ActionRefused

Work = Callable[[Complaint, Actor, datetime], str]


def page_of(complaint_id: int) -> str:
    """The address of the complaint's page."""
    return url_for("complaints.complaint", complaint_id=complaint_id)


def confirmed(complaint_id: int, work: Work, form: Any = None) -> ResponseReturnValue:
    """Do a confirmed act on the locked complaint, say so, and go back to its page."""

    def under_lock(actor: Actor, now: datetime) -> str:
        flash(work(lock_handled(complaint_id), actor, now), "success")
        return page_of(complaint_id)

    return act(under_lock, form)


def confirm_page(
    complaint: Complaint, action: str, form: Any = None, status: int = 200, **more: Any
) -> ResponseReturnValue:
    """An act on a page of its own: what it means, then the button; or why it is closed."""
    if action in set(ComplaintAction) and "barred" not in more:
        more["barred"] = complaint.why_barred(ComplaintAction(action), current_actor(), clock.now())
    page = render_template("complaints/confirm.html", action=action, form=form, **context_of(complaint, **more))
    return make_response(page, status)


@bp.post("/<int:complaint_id>/assign")
@requires(Permission.ASSIGN_COMPLAINT)
def assign(complaint_id: int) -> ResponseReturnValue:
    """Give it to an officer who handles complaints there and is not involved in it (24)."""
    complaint = find_handled(complaint_id, *WHOLE)
    form = officer_form(complaint)
    if not form.validate():
        return complaint_page(complaint, 422, officer_form=form)
    officer_id = form.officer.data

    def work(locked: Complaint, actor: Actor, now: datetime) -> str:
        officer = officer_named(locked, officer_id)
        if officer is None:
            abort(409)
        locked.assign(officer, actor, now)
        return gettext("Given to %(name)s.", name=officer.short_name)

    return confirmed(complaint_id, work, form)


@bp.get("/<int:complaint_id>/accept")
@requires(Permission.HANDLE_COMPLAINT)
def accept(complaint_id: int) -> ResponseReturnValue:
    """What accepting means: it is considered, and answered within its term (24)."""
    return confirm_page(find_handled(complaint_id, *WHOLE), "accept")


@bp.post("/<int:complaint_id>/accept")
@requires(Permission.HANDLE_COMPLAINT)
def do_accept(complaint_id: int) -> ResponseReturnValue:
    """Accept it to consideration."""

    def work(complaint: Complaint, actor: Actor, now: datetime) -> str:
        complaint.accept(actor, now)
        return gettext("The complaint is accepted.")

    return confirmed(complaint_id, work)


@bp.get("/<int:complaint_id>/start")
@requires(Permission.HANDLE_COMPLAINT)
def start(complaint_id: int) -> ResponseReturnValue:
    """What taking into work means."""
    return confirm_page(find_handled(complaint_id, *WHOLE), "start")


@bp.post("/<int:complaint_id>/start")
@requires(Permission.HANDLE_COMPLAINT)
def do_start(complaint_id: int) -> ResponseReturnValue:
    """Take it into work: the review begins."""

    def work(complaint: Complaint, actor: Actor, now: datetime) -> str:
        complaint.start(actor, now)
        return gettext("The complaint is in work.")

    return confirmed(complaint_id, work)


# --- The review ------------------------------------------------------------------------------------------


def check_form(complaint: Complaint, item: ReviewItem) -> CheckForm:
    """The form for one question, with what stands."""
    made = ComplaintCheck.of(complaint).get(item)
    given = {"found": made.found.value, "note": made.note} if made else {}
    return CheckForm([SelectChoice(code, name) for code, name in FOUND_NAMES.items()], data=given)


def _asked(complaint_id: int, item: str) -> tuple[Complaint, ReviewItem]:
    complaint = find_handled(complaint_id, *WHOLE)
    if item not in review_items(complaint.subject):
        abort(404)
    return complaint, ReviewItem(item)


@bp.get("/<int:complaint_id>/review/<item>")
@requires(Permission.HANDLE_COMPLAINT)
def check_item(complaint_id: int, item: str) -> ResponseReturnValue:
    """The page with the form of one question open."""
    complaint, asked = _asked(complaint_id, item)
    if reason := why_not_check(complaint, current_actor()):
        raise ActionRefused(reason)
    return complaint_page(complaint, opened=asked, check_form=check_form(complaint, asked))


@bp.post("/<int:complaint_id>/review/<item>")
@requires(Permission.HANDLE_COMPLAINT)
def do_check_item(complaint_id: int, item: str) -> ResponseReturnValue:
    """Write what was found."""
    complaint, asked = _asked(complaint_id, item)
    form = check_form(complaint, asked)
    if not form.validate():
        return complaint_page(complaint, 422, opened=asked, check_form=form)
    found, note = Found(form.found.data), form.note.data or ""

    def work(complaint: Complaint, actor: Actor, now: datetime) -> str:
        ComplaintCheck.make(complaint, asked, found, note, actor, now)
        return gettext("The finding is saved.")

    return confirmed(complaint_id, work, form)


# --- The extension ---------------------------------------------------------------------------------------


@bp.get("/<int:complaint_id>/extend")
@requires(Permission.SIGN_REPLY)
def extend(complaint_id: int) -> ResponseReturnValue:
    """What extending means: the new day, once, and the complainant is told why."""
    complaint = find_handled(complaint_id, *WHOLE)
    return _extension_page(complaint, ExtendForm())


def _extension_page(complaint: Complaint, form: ExtendForm, status: int = 200) -> ResponseReturnValue:
    new_day = extended_due_on(complaint.registered_on, complaint.subject, complaint.addressee, load_calendar())
    return confirm_page(complaint, "extend", form, status, new_term=new_day)


@bp.post("/<int:complaint_id>/extend")
@requires(Permission.SIGN_REPLY)
def do_extend(complaint_id: int) -> ResponseReturnValue:
    """Extend the term, once."""
    complaint, form = find_handled(complaint_id, *WHOLE), ExtendForm()
    if not form.validate():
        return _extension_page(complaint, form, 422)
    reason = form.reason.data

    def work(complaint: Complaint, actor: Actor, now: datetime) -> str:
        ComplaintExtension.grant(complaint, reason, actor, now)
        return gettext("The term is extended. Make the notice for the complainant and record how it was sent.")

    return confirmed(complaint_id, work, form)


# --- Afterwards ------------------------------------------------------------------------------------------


def satisfaction_form() -> SatisfactionForm:
    """The question that goes with the reply (indicator 4.1)."""
    return SatisfactionForm([SelectChoice(code, name) for code, name in SATISFACTION_NAMES.items()])


@bp.get("/<int:complaint_id>/satisfaction")
@requires(Permission.RECORD_SENDING)
def satisfaction(complaint_id: int) -> ResponseReturnValue:
    """Whether the applicant is satisfied with the procedure, as they told it."""
    return confirm_page(find_handled(complaint_id, *WHOLE), "satisfaction", satisfaction_form())


@bp.post("/<int:complaint_id>/satisfaction")
@requires(Permission.RECORD_SENDING)
def do_satisfaction(complaint_id: int) -> ResponseReturnValue:
    """Record the answer; the applicant's own is the last word."""
    complaint, form = find_handled(complaint_id, *WHOLE), satisfaction_form()
    if not form.validate():
        return confirm_page(complaint, "satisfaction", form, 422)
    answer = Satisfaction(form.answer.data)

    def work(complaint: Complaint, actor: Actor, now: datetime) -> str:
        ComplaintSatisfaction.tell(complaint, answer, actor, now)
        return gettext("The answer is recorded.")

    return confirmed(complaint_id, work, form)


@bp.get("/<int:complaint_id>/reopen")
@requires(Permission.REOPEN)
def reopen(complaint_id: int) -> ResponseReturnValue:
    """What reopening the case means: the result is set aside, and the reply sets the new term (21)."""
    complaint = find_handled(complaint_id, *WHOLE)
    return _reopening_page(complaint, ReopenForm(data={"term_ends_on": _longest(complaint)}))


def _longest(complaint: Complaint) -> Any:
    if complaint.application is None:
        return None
    today = committee_today(clock.now())
    return longest_new_term(complaint.application.service, today, load_calendar(), readings_on(today))


def _reopening_page(complaint: Complaint, form: ReopenForm, status: int = 200) -> ResponseReturnValue:
    barred = why_not_reopen_case(complaint, current_actor(), clock.now())
    return confirm_page(complaint, "reopen", form, status, barred=barred, longest=_longest(complaint))


@bp.post("/<int:complaint_id>/reopen")
@requires(Permission.REOPEN)
def do_reopen(complaint_id: int) -> ResponseReturnValue:
    """Reopen the case within the term that the reply sets."""
    complaint, form = find_handled(complaint_id, *WHOLE), ReopenForm()
    if not form.validate():
        return _reopening_page(complaint, form, 422)
    term_ends_on = form.term_ends_on.data

    def work(complaint: Complaint, actor: Actor, now: datetime) -> str:
        load_calendar(is_held=True)  # before the case is locked: a correction locks in this order too
        if complaint.application_id:
            db.session.get(Application, complaint.application_id, with_for_update=True, populate_existing=True)
        made = reopen_case(complaint, term_ends_on, actor, now)
        return gettext("Case %(number)s is reopened.", number=made.application.number)

    return confirmed(complaint_id, work, form)
