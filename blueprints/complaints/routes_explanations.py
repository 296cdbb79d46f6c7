"""Explanations: requested of the officials complained of, and of who decided the case; who is asked sees the request.

They see what the complaint says and what they are asked, nothing of the review, and answer once (17, 24).
"""

from datetime import datetime
from typing import Any

from flask import abort, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires, signed_in
from blueprints.acts import act
from blueprints.complaints import bp
from blueprints.complaints.handling import find_handled, lock_handled
from blueprints.complaints.routes_work import WHOLE
from blueprints.complaints.routes_work_acts import confirm_page, confirmed
from blueprints.paging import paginate
from extensions import clock, db
from forms.complaint_work import AnswerForm, AskForm
from models.calendar import load_calendar
from models.complaint import Complaint
from models.complaint_parts import ComplaintExplanation
from models.complaint_scope import present
from models.user import Actor, User
from rules.calendar import Scheme
from rules.permissions import Permission


def ask_form(complaint: Complaint) -> AskForm:
    """Who can be asked: the officials named, and who decided the case; each once."""
    form = AskForm(clock.today(), complaint.due_on)
    asked = complaint.explanations
    officials = [
        (f"official-{one.id}", f"{one.name}, {one.post}" if one.post else one.name)
        for one in complaint.officials
        if all(one.id != other.official_id for other in asked)
    ]
    involved = complaint.involved
    ids = involved.decided - involved.complained_of - involved.asked
    deciders = db.session.scalars(db.select(User).where(User.id.in_(ids)).order_by(User.full_name))
    words = gettext("%(name)s (decided the case)", name="{}")
    form.official.offer([*officials, *((f"user-{one.id}", words.format(one.short_name)) for one in deciders)])
    return form


@bp.get("/<int:complaint_id>/ask")
@requires(Permission.HANDLE_COMPLAINT)
def ask(complaint_id: int) -> ResponseReturnValue:
    """Of whom an explanation is requested, of what, and by when."""
    complaint = find_handled(complaint_id, *WHOLE)
    return confirm_page(complaint, "ask", ask_form(complaint))


@bp.post("/<int:complaint_id>/ask")
@requires(Permission.HANDLE_COMPLAINT)
def do_ask(complaint_id: int) -> ResponseReturnValue:
    """Request it: an official with an account sees the request from now on."""
    complaint = find_handled(complaint_id, *WHOLE)
    form = ask_form(complaint)
    if not form.validate():
        return confirm_page(complaint, "ask", form, 422)
    chosen, question, due_on = form.official.data, form.question.data, form.due_on.data

    def work(complaint: Complaint, actor: Actor, now: datetime) -> str:
        kind, _sep, number = chosen.partition("-")
        official = next((one for one in complaint.officials if kind == "official" and str(one.id) == number), None)
        person = db.session.get(User, int(number)) if kind == "user" else None
        if official is None and person is None:
            abort(409)
        asked = ComplaintExplanation.request(complaint, official, person, question, due_on, actor, now)
        return gettext("The explanation is requested of %(name)s.", name=asked.name)

    return confirmed(complaint_id, work, form)


def _mine(explanation_id: int, *options: Any) -> ComplaintExplanation:
    """A request to this person, or one that they record the answer to; 404 otherwise."""
    found = db.session.get(ComplaintExplanation, explanation_id, options=options)
    if found is None:
        abort(404)
    if not is_asked(found, current_actor()):
        find_handled(found.complaint_id)
    return found


def is_asked(asked: ComplaintExplanation, actor: Actor) -> bool:
    """Whether it is asked of this person, or of the one they act for; of an official without an account it is not."""
    return asked.user_id in present(actor)


@bp.get("/explanations")
@signed_in
def explanations() -> str:
    """Explanations asked of me, the nearest day first."""
    query = ComplaintExplanation.asked_of(current_actor()).options(
        joinedload(ComplaintExplanation.complaint), joinedload(ComplaintExplanation.official),
        joinedload(ComplaintExplanation.user),
    )  # fmt: skip
    page, today = paginate(query), clock.today()
    calendar = load_calendar()
    left = {one.id: calendar.working_between(Scheme.COMMITTEE, today, one.due_on) for one in page.rows}
    return render_template("complaints/explanations.html", page=page, left=left, today=today)


def _explanation_page(asked: ComplaintExplanation, form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    today = clock.today()
    page = render_template(
        "complaints/explanation.html", asked=asked, complaint=asked.complaint, form=form, today=today,
        barred=asked.why_not_answer(current_actor(), clock.now()), is_mine=is_asked(asked, current_actor()),
        working_left=load_calendar().working_between(Scheme.COMMITTEE, today, asked.due_on),
    )  # fmt: skip
    return make_response(page, status)


@bp.get("/explanations/<int:explanation_id>")
@signed_in
def explanation(explanation_id: int) -> ResponseReturnValue:
    """One request: what is complained of, what is asked, and the answer."""
    return _explanation_page(_mine(explanation_id), AnswerForm())


@bp.post("/explanations/<int:explanation_id>")
@signed_in
def answer(explanation_id: int) -> ResponseReturnValue:
    """Explain, once; of an official without an account, record what they wrote."""
    asked, form = _mine(explanation_id), AnswerForm()
    if not form.validate():
        return _explanation_page(asked, form, 422)
    text = form.text.data
    is_mine = is_asked(asked, current_actor())

    def work(actor: Actor, now: datetime) -> str:
        found = db.session.get_one(ComplaintExplanation, explanation_id, with_for_update=True, populate_existing=True)
        if not is_mine:
            lock_handled(found.complaint_id, has_version=False)
        found.answer(text, actor, now)
        flash(gettext("The explanation is given."), "success")
        if is_mine:
            return url_for("complaints.explanations")
        return url_for("complaints.complaint", complaint_id=found.complaint_id)

    return act(work, form)
