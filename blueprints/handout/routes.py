"""The list of what is to be handed out, the visit for a result, and its record."""

from datetime import datetime
from typing import Any

from flask import Flask, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.access import current_actor, requires
from blueprints.acts import act, expect_version
from blueprints.files import pdf_response
from blueprints.handout import bp
from blueprints.handout.area import area
from blueprints.handout.lists import (
    COMMITTEE_TABS,
    counter_today,
    demand_of,
    results_for,
    row_of,
    rows_of,
    tabs_of,
    today_of,
    with_what_rows_show,
)
from blueprints.handout.recent import list_urls, recent_lists
from blueprints.paging import paginate
from documents.acknowledgement import acknowledgement_pdf
from documents.acknowledgement_of import acknowledgement_paper
from extensions import clock, db
from forms.handout import IDENTITY_KINDS, RECIPIENTS, HandOutForm
from models.application import Application
from models.custody import HandOut, HandOutOutcome, Recipient, hand_out, originals_left, why_not_hand_out
from models.decision import Decision
from models.ready_notice import told_of, why_not_tell
from models.user import Actor, User
from rules.permissions import Permission
from rules.workflow import ActionRefused, ResultPlace


def load(application_id: int, *, lock: bool = False) -> Application:
    """A result that this person may see here, else 404. `lock` holds its row until the unit of work ends."""
    statement = results_for(current_actor()).where(Application.id == application_id)
    if lock:
        statement = statement.with_for_update(of=Application).execution_options(populate_existing=True)
    return db.session.scalar(statement) or abort(404)


@bp.get("")
@requires(Permission.READ_HAND_OUT)
def index() -> ResponseReturnValue:
    """The results that wait for an act of mine or of my place, tab by tab, the nearest statutory act first."""
    actor, now = current_actor(), clock.now()
    today, tabs = today_of(actor, now), tabs_of(actor)
    wanted = request.args.get("tab", "")
    tab = next((t for t in tabs if t.code == wanted), None if wanted else tabs[0]) or abort(404)
    page = paginate(with_what_rows_show(rows_of(tab, actor, today)))
    return render_template(
        "handout/index.html", tab=tab, tabs=area(tab.code), page=page, today=today,
        rows=[row_of(application, tab, actor, now, today) for application in page.rows],
        can_act=tab.permission is not None and actor.may(tab.permission), is_for_committee=tab in COMMITTEE_TABS,
        lists=recent_lists(tab.code, actor, now),
    )  # fmt: skip


@bp.get("/<int:application_id>")
@requires(Permission.READ_HAND_OUT)
def case(application_id: int) -> ResponseReturnValue:
    """One result: where it is, who came for it, and the form of a visit where it may be handed out."""
    application = load(application_id)
    return _case_page(application, HandOutForm(application, counter_today(application, clock.now()), formdata=None))


def _case_page(application: Application, form: HandOutForm, status: int = 200) -> ResponseReturnValue:
    actor, place = current_actor(), application.result_place
    today = counter_today(application, clock.now())
    custody_is_over = application.custody_ends_on is not None and today > application.custody_ends_on
    return make_response(
        render_template(
            "handout/case.html", form=form, today=today, barred=why_not_hand_out(application, actor),
            can_dispatch=actor.may(Permission.DISPATCH) and place == ResultPlace.COMMITTEE
            and application.hand_out_center is not None,
            can_confirm_arrival=actor.may(Permission.CONFIRM_ARRIVAL) and place == ResultPlace.ON_THE_WAY,
            can_send_back=actor.may(Permission.CONFIRM_ARRIVAL) and place == ResultPlace.CENTER and custody_is_over,
            can_take_back=actor.may(Permission.DISPATCH) and place == ResultPlace.ON_THE_WAY_BACK,
            can_tell=why_not_tell(application, actor) is None, told=told_of(application),
            custody_is_over=custody_is_over, journey=_journey(application), demand=demand_of(application, today),
            **about(application),
        ),
        status,
    )  # fmt: skip


def about(application: Application) -> dict[str, Any]:
    """What every page of a result shows of it."""
    name, identifier = application.issued_to
    return {
        "application": application,
        "decision": application.signed_decision,
        "issued_to": name,
        "identifier": identifier,
        "is_issued_to_importer": application.is_issued_to_importer,
        "left": originals_left(application),
        "timeliness": application.timeliness(clock.now()),
    }


def _journey(application: Application) -> list[tuple[str, datetime, str, str]]:
    """The steps of a delivery that have happened, latest first: a code, the moment, who, and the list it stands on."""
    delivery = application.delivery
    if delivery is None:
        return []
    steps = (
        ("dispatched", delivery.dispatched_at, delivery.dispatched_by_id),
        ("arrived", delivery.arrived_at, delivery.arrived_by_id),
        ("sent_back", delivery.sent_back_at, delivery.sent_back_by_id),
        ("returned", delivery.returned_at, delivery.returned_by_id),
    )
    ids = {by for _code, _at, by in steps if by is not None}
    names = {user.id: user.short_name for user in db.session.scalars(select(User).where(User.id.in_(ids)))}
    urls = list_urls(delivery)
    happened = [(code, at, by) for code, at, by in reversed(steps) if at is not None and by is not None]
    return [(code, at, names[by], urls.get(code, "")) for code, at, by in happened]


@bp.post("/<int:application_id>")
@requires(Permission.HAND_OUT)
def record_visit(application_id: int) -> ResponseReturnValue:
    """Check the form, show what will be recorded, and record it once that is confirmed."""
    step = request.form.get("step", "")
    if step == "record":
        return act(lambda actor, now: _record(application_id, actor, now))
    application = load(application_id)
    if reason := why_not_hand_out(application, current_actor()):
        raise ActionRefused(reason)
    form = HandOutForm(application, counter_today(application, clock.now()))
    if not form.validate():
        return _case_page(application, form, 422)
    if step == "change":
        return _case_page(application, form)
    return render_template("handout/record_visit.html", form=form, visit=form.visit(), **about(application))


def _record(application_id: int, actor: Actor, now: datetime) -> str:
    """The confirmed visit, checked once more on the version that was shown."""
    application = load(application_id, lock=True)
    link = url_for("handout.case", application_id=application_id)
    expect_version(application, {"originals": originals_left(application)}, link)
    today = counter_today(application, now)
    form = HandOutForm(application, today)
    if not form.validate() and not (form.attorney_valid_until.errors or form.identity_valid_until.errors):
        abort(422)  # what was confirmed was valid; a paper that expired since is refused by the act itself
    visit = form.visit()
    hand_out(application, visit, actor, now, today)
    db.session.flush()
    return url_for("handout.visit", application_id=application_id, visit_id=visit.id)


@bp.get("/<int:application_id>/visits/<int:visit_id>")
@requires(Permission.READ_HAND_OUT)
def visit(application_id: int, visit_id: int) -> ResponseReturnValue:
    """The record of one visit, with the acknowledgement that the recipient signs on paper."""
    application = load(application_id)
    return render_template("handout/visit.html", visit=_visit(application, visit_id), **about(application))


@bp.get("/<int:application_id>/visits/<int:visit_id>/acknowledgement.pdf")
@requires(Permission.READ_HAND_OUT)
def acknowledgement(application_id: int, visit_id: int) -> Response:
    """The paper that the recipient signs; there is none for what is put into a cabinet."""
    found = _visit(load(application_id), visit_id)
    if found.recipient is Recipient.PORTAL_CABINET:
        abort(404)
    decision = db.session.get_one(Decision, found.decision_id)
    return pdf_response(acknowledgement_pdf(acknowledgement_paper(found, decision)), f"visit-{visit_id}.pdf")


def _visit(application: Application, visit_id: int) -> HandOut:
    return next((one for one in application.hand_outs if one.id == visit_id), None) or abort(404)


def _recipient_name(visit: HandOut, to_importer: bool) -> str:
    if to_importer and visit.recipient == "applicant":
        return _("The importer in person")
    return str(RECIPIENTS[visit.recipient])


def _identity_name(code: str) -> str:
    return str(IDENTITY_KINDS.get(code, code))


def _is_taken(visit: HandOut) -> bool:
    return visit.outcome is HandOutOutcome.TAKEN


@bp.record
def _add_words(state: Any) -> None:
    app: Flask = state.app
    app.add_template_filter(_recipient_name, "recipient_name")
    app.add_template_filter(_identity_name, "identity_name")
    app.add_template_test(_is_taken, "taken")
