"""How a complaint is going, for who holds its ticket: in Russian or in Kazakh, without an account (25).

Number and code come in a form and never stand in an address. One look-up finds both or neither, so that an unknown
number and a wrong code are the same answer after the same work (docs/decisions/0019). Questions are counted by address.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import TooManyRequests
from wtforms.fields import SelectChoice

from blueprints import public_language
from blueprints.access import public
from blueprints.complaints.workwords import SATISFACTION_NAMES
from blueprints.complaintwords import addressee_name
from blueprints.navigation import LANGUAGE_NAMES
from blueprints.public_language import asked_language
from blueprints.tracking import bp
from extensions import clock, db, limiter, write
from forms.complaint import TellForm, TrackForm
from models.complaint import Complaint
from models.complaint_work import ComplaintSatisfaction, Satisfaction
from models.event import Event
from rules.complaint_ticket import read_number
from rules.complaint_workflow import CLOSED, ComplaintState
from rules.terms import local_date
from rules.verification import read_code
from rules.workflow import ActionRefused

often = limiter.shared_limit(
    lambda: current_app.config["VERIFY_LIMIT"],
    scope="track",
    exempt_when=lambda: not current_app.config["VERIFY_LIMITED"] or request.method != "POST",
)
OWN_ANSWERS = frozenset({Satisfaction.SATISFIED, Satisfaction.NOT_SATISFIED})


@dataclass(frozen=True)
class Step:
    """What has happened to a complaint, as far as its complainant may know, and on which day."""

    words: str
    on: date


@bp.url_value_preprocessor
def speak(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """In Russian or in Kazakh."""
    public_language.speak(LANGUAGE_NAMES)


@bp.after_request
def keep_to_oneself(response: Response) -> Response:
    """Neither a catalogue nor a cache keeps what belongs to who has the ticket."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.cache_control.no_store = True
    return response


@bp.route("/complaints/track", methods=["GET", "POST"])
@public
@often
def track() -> ResponseReturnValue:
    """Asks for number and code, and answers how the complaint is going."""
    form = TrackForm()
    if request.method == "GET":
        return _page("track", form=form)
    if not form.validate():
        return make_response(_page("track", form=form), 422)
    complaint = _tracked(form)
    if complaint is None:
        return _unknown(form)
    return _page("complaint", **_told(complaint, _tell_form(form)))


@bp.post("/complaints/track/satisfaction")
@public
@often
def satisfaction() -> ResponseReturnValue:
    """The complainant's own answer to the question that goes with the reply: the last word, given once (4.1)."""
    form = _tell_form()
    complaint = _tracked(form)
    if complaint is None:
        return _unknown(TrackForm())
    if not form.validate():
        return make_response(_page("complaint", **_told(complaint, form)), 422)
    try:
        with write():
            ComplaintSatisfaction.tell(complaint, Satisfaction(form.answer.data), None, clock.now())
    except (ActionRefused, IntegrityError):
        pass  # what was answered before stands, and the page shows it
    return _page("complaint", **_told(complaint, form))


def _tell_form(asked: TrackForm | None = None) -> TellForm:
    """The question; number and code travel with it in the page and stand in no address."""
    words = [SelectChoice(code.value, SATISFACTION_NAMES[code]) for code in Satisfaction if code in OWN_ANSWERS]
    if asked is None:
        return TellForm(words)
    return TellForm(words, formdata=None, data={"number": asked.number.data, "code": asked.code.data})


def _tracked(form: TrackForm) -> Complaint | None:
    number, code = read_number(form.number.data or ""), read_code(form.code.data or "") or ""
    return db.session.scalar(Complaint.tracked(number, code))


def _unknown(form: TrackForm) -> Response:
    form.number.errors = [_("No ticket has this number with this code. Compare both with the ticket")]
    return make_response(_page("track", form=form), 422)


def _told(complaint: Complaint, form: TellForm) -> dict[str, Any]:
    """What the page says, and the question where there is a reply."""
    told = ComplaintSatisfaction.of(complaint)
    answer = told.answer if told and told.answer in OWN_ANSWERS else None
    is_answered = complaint.state in (ComplaintState.REPLIED, ComplaintState.REFUSED)
    return {
        "complaint": complaint, "steps": _steps(complaint), "is_open": complaint.state not in CLOSED,
        "answer": SATISFACTION_NAMES[answer] if answer else "", "form": form if is_answered and not answer else None,
    }  # fmt: skip


def _steps(complaint: Complaint) -> list[Step]:
    """The steps in the order of time, by what the record says; never the people, the text or the reasons."""
    words = {
        "complaint_accepted": _("Accepted to be considered"),
        "complaint_started": _("In work"),
    }
    events = db.session.execute(
        select(Event.kind, Event.at)
        .where(Event.subject == complaint.event_subject, Event.kind.in_(words))
        .order_by(Event.id)
    )
    steps = [Step(_("Complaint registered"), complaint.registered_on)]
    if complaint.confirmed_on:
        steps.append(Step(_("Confirmed in writing"), complaint.confirmed_on))
    steps += [
        Step(_("Forwarded: %(addressee)s", addressee=addressee_name(one.to_addressee)), one.sent_on)
        for one in complaint.forwardings
    ]
    steps += [Step(words[kind], local_date(at, complaint.zone)) for kind, at in events]
    if complaint.extension:
        steps.append(Step(_("The term was extended"), complaint.extension.extended_on))
    if complaint.closed_on:
        ends = {
            ComplaintState.REPLIED: _("Answered"),
            ComplaintState.REFUSED: _("Refused to be considered, with reasons"),
            ComplaintState.WITHDRAWN: _("Withdrawn"),
        }
        steps.append(Step(ends[complaint.state], complaint.closed_on))
    return steps


@bp.errorhandler(CSRFError)
def open_too_long(_error: CSRFError) -> ResponseReturnValue:
    """Nobody signs in here: the page is given anew, with the reason."""
    form = TrackForm(formdata=None)
    form.number.errors = [_("The page was open for too long. Enter both again")]
    return make_response(_page("track", form=form), 400)


@bp.errorhandler(TooManyRequests)
def too_often(_error: TooManyRequests) -> ResponseReturnValue:
    """Who has asked too often is told so in their language, and when to come back."""
    return make_response(_page("too_often"), 429)


def _page(name: str, **context: object) -> str:
    return render_template(f"tracking/{name}.html", languages=LANGUAGE_NAMES, asked=asked_language(), **context)
