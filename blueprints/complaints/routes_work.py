"""The worklist of complaints, and the page of one: what it says, its days, its acts, its history. They only read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import current_actor, requires
from blueprints.complaints import bp, lists
from blueprints.complaints.handling import find_handled
from blueprints.complaintwords import addressee_name, complaint_state_name, complaint_subject_name
from blueprints.navigation import counts
from blueprints.paging import capped_count, paginate, shown_count
from extensions import clock, db
from forms.complaint_work import OfficerForm
from models.application import Application
from models.calendar import load_calendar
from models.complaint import Complaint
from models.complaint_due import goes_elsewhere
from models.complaint_parts import ComplaintExplanation, ComplaintForwarding
from models.complaint_reply import ComplaintReply
from models.complaint_scope import handlers
from models.complaint_work import (
    ComplaintCheck,
    ComplaintSatisfaction,
    reopening_of,
    review_unfinished,
    why_not_check,
    why_not_reopen_case,
)
from models.decision import Decision
from models.event import Event
from models.outgoing import OutgoingLetter
from models.user import Actor, User
from rules.calendar import Scheme
from rules.complaint_review import review_items
from rules.complaint_routing import OUTSIDE, Addressee, Subject, route
from rules.complaint_terms import TermKind, term_row
from rules.complaint_workflow import NEW, ComplaintAction, ComplaintState, Element
from rules.permissions import Permission
from rules.workflow import Action, Barred

A, S = ComplaintAction, ComplaintState
ACTS: tuple[tuple[ComplaintAction, str], ...] = (
    (A.ACCEPT, "complaints.accept"),
    (A.START, "complaints.start"),
    (A.PREPARE_REPLY, "complaints.prepare_reply"),
    (A.FORWARD, "complaints.forward"),
    (A.PREPARE_REFUSAL, "complaints.refuse"),
    (A.RECORD_OUTCOME, "complaints.outcome"),
    (A.ASK, "complaints.ask"),
    (A.EXTEND, "complaints.extend"),
    (A.RECALL, "complaints.recall"),
    (A.WITHDRAW, "complaints.withdraw"),
)
FIRST = frozenset({A.ACCEPT, A.START, A.PREPARE_REPLY, A.RECORD_OUTCOME})
"""What takes a complaint on its way: the page has one of these for its first button."""
RELEVANT: dict[ComplaintState, frozenset[ComplaintAction]] = {
    **dict.fromkeys(NEW, frozenset({A.ACCEPT, A.FORWARD, A.PREPARE_REFUSAL, A.RECORD_OUTCOME, A.WITHDRAW})),
    S.ACCEPTED: frozenset({A.START, A.ASK, A.EXTEND, A.WITHDRAW}),
    S.IN_WORK: frozenset({A.PREPARE_REPLY, A.ASK, A.EXTEND, A.WITHDRAW}),
    S.REPLY_PREPARED: frozenset({A.RECALL, A.WITHDRAW}),
}
HIDDEN = frozenset({
    "not_permitted", "other_decision", "complaint_nothing_missing", "complaint_decided_here", "complaint_wrong_state",
    "complaint_reopens_nothing", "complaint_reopened_already",
})  # fmt: skip
"""Reasons that say only that an act is not of this complaint, or not of this person's duty."""


@dataclass(frozen=True)
class Offer:
    """An act on the complaint: open with its address, or closed with the reason. `action` names its words."""

    action: str
    url: str
    is_primary: bool
    barred: Barred | None


def offers(complaint: Complaint, actor: Actor, now: datetime) -> list[Offer]:
    """The acts of this person's duties in this state; those that are closed come with their reason."""
    made = []
    for action, endpoint in ACTS:
        if action not in RELEVANT.get(complaint.state, ()):
            continue
        reason = complaint.why_barred(action, actor, now)
        if action is A.PREPARE_REPLY and reason is None:
            reason = review_unfinished(complaint)
        if reason is None or reason.code not in HIDDEN:
            url = url_for(endpoint, complaint_id=complaint.id)
            made.append(Offer(action.value, url, _comes_first(action, complaint, actor), reason))
    barred = why_not_reopen_case(complaint, actor, now)
    if barred is None or barred.code not in HIDDEN:
        made.append(Offer(Action.REOPEN.value, url_for("complaints.reopen", complaint_id=complaint.id), True, barred))
    return made


def _comes_first(action: ComplaintAction, complaint: Complaint, actor: Actor) -> bool:
    """Whether it is what the page offers first: sending on, before it is where it is decided; and what a body outside
    decides is considered there, so that its reply is recorded here."""
    if goes_elsewhere(complaint):
        return action is A.FORWARD
    is_elsewhere = complaint.addressee in OUTSIDE and complaint.addressee not in actor.bodies
    return action in FIRST and not (is_elsewhere and action is A.ACCEPT)


@dataclass(frozen=True)
class LawDay:
    """A day of the complaint, what it is for, and the row of the table that gives it."""

    on: date
    words: str
    row: Any
    is_past: bool


def days_of(complaint: Complaint, today: date) -> list[LawDay]:
    """Its days in their order, each with its row of the table and the act that this rests on."""
    kind = TermKind.REPLY_ON_ACT if complaint.subject is Subject.RESULT else TermKind.REPLY
    found: list[tuple[date, str, TermKind | None]] = [
        (complaint.registered_on, gettext("Registered, day 0"), None),
        (complaint.reply_due_on, gettext("Reply to the complaint"), kind),
    ]
    if goes_elsewhere(complaint) or complaint.forwardings:
        found.append((complaint.forward_due_on, gettext("Forwarding to who is competent"), TermKind.FORWARDING))
    if complaint.extension:
        found.append((complaint.extension.due_on, gettext("Reply, after the extension"), TermKind.EXTENSION))
        words = gettext("The complainant is told of the extension")
        found.append((complaint.extension.notice_due_on, words, TermKind.EXTENSION_NOTICE))
    found += [(one.due_on, gettext("Explanation of %(name)s", name=one.name), None) for one in complaint.explanations]
    return [
        LawDay(on, words, term_row(of, complaint.addressee, complaint.registered_on) if of else None, on < today)
        for on, words, of in sorted(found, key=lambda one: (one[0], one[1]))
    ]


def context_of(complaint: Complaint, **more: Any) -> dict[str, Any]:
    """What every page of a complaint needs: identity, days, acts."""
    actor, now, today = current_actor(), clock.now(), clock.today()
    made = offers(complaint, actor, now)
    left = load_calendar().working_between(Scheme.COMMITTEE, today, complaint.due_on)
    signs = complaint.prepared_reply is not None and actor.may(Permission.SIGN_REPLY)
    return {
        "complaint": complaint, "offers": made, "days": days_of(complaint, today), "today": today, "actor": actor,
        "working_left": left, "clause": route(complaint.subject).clause, "signs": signs,
        "primary": next((one for one in made if one.is_primary and one.barred is None), None), **more,
    }  # fmt: skip


WHOLE = (
    selectinload(Complaint.replies).options(
        joinedload(ComplaintReply.prepared_by), joinedload(ComplaintReply.signed_by)
    ),
    selectinload(Complaint.explanations).options(
        joinedload(ComplaintExplanation.official), joinedload(ComplaintExplanation.user)
    ),
    selectinload(Complaint.forwardings).joinedload(ComplaintForwarding.by), joinedload(Complaint.extension),
    selectinload(Complaint.files),
)  # fmt: skip


@bp.get("/<int:complaint_id>/")
@requires(Permission.READ_COMPLAINTS)
def complaint(complaint_id: int) -> ResponseReturnValue:
    """Everything of one complaint, and beside it the case that it is about, to be read only."""
    found = find_handled(complaint_id, *WHOLE)
    return complaint_page(found)


def complaint_page(found: Complaint, status: int = 200, **more: Any) -> ResponseReturnValue:
    """The page, with a refused form in place of an empty one."""
    actor = current_actor()
    events = db.session.scalars(
        db.select(Event).where(Event.subject == found.event_subject)
        .options(db.joinedload(Event.actor), db.joinedload(Event.on_behalf_of), db.joinedload(Event.substitution))
        .order_by(Event.id.desc())
    ).all()  # fmt: skip
    letters = db.session.scalars(
        OutgoingLetter.of(found.id).options(
            selectinload(OutgoingLetter.sendings), joinedload(OutgoingLetter.reserved_by)
        )
    ).all()
    shown = {
        "events": events, "letters": letters, "elements": [(one, one in found.missing) for one in Element],
        "items": review_items(found.subject), "checks": ComplaintCheck.of(found),
        "may_check": why_not_check(found, actor) is None, "not_possible": not_possible(found),
        "officer_form": officer_form(found) if found.why_not_assign(actor) is None else None,
        "satisfaction": ComplaintSatisfaction.of(found), "reopening": reopening_of(found),
        "linked": _linked(found) if actor.may(Permission.READ_CASES) else None, **more,
    }  # fmt: skip
    return make_response(render_template("complaints/complaint.html", **context_of(found, **shown)), status)


def officer_form(complaint: Complaint) -> OfficerForm:
    """The form that gives it to an officer: of those who handle complaints there, without who is involved."""
    form = OfficerForm(data={"officer": str(complaint.officer_id or "")})
    form.officer.offer((str(one.id), one.short_name) for one in db.session.scalars(complaint.possible_officers()))
    return form


def not_possible(complaint: Complaint) -> list[tuple[str, Barred]]:
    """Who handles complaints there and still cannot be given this one, each with why."""
    involved = complaint.involved
    told = []
    for one in db.session.scalars(handlers(complaint.addressee, complaint.addressee_center_id)):
        if one.id in involved.complained_of:
            told.append((one.short_name, Barred("complaint_against_them", "24")))
        elif one.id in involved.decided:
            told.append((one.short_name, Barred("complaint_case_decided_by_them", "24")))
    return told


def _linked(complaint: Complaint) -> Application | None:
    """The case, if it is open to this person, with what the page shows of it."""
    if complaint.application_id is None:
        return None
    statement = (
        Application.visible_to(current_actor())
        .where(Application.id == complaint.application_id)
        .options(
            joinedload(Application.applicant), joinedload(Application.officer),
            selectinload(Application.decisions).options(
                joinedload(Decision.prepared_by), joinedload(Decision.signed_by), selectinload(Decision.entries)
            ),
        )
    )  # fmt: skip
    return db.session.scalar(statement)


# --- The list ----------------------------------------------------------------------------------------------


@counts("complaints.index")
def _count_mine(actor: Actor, now: datetime) -> int:
    tab = "mine" if actor.may(Permission.HANDLE_COMPLAINT) else "to_sign" if actor.may(Permission.SIGN_REPLY) else ""
    return capped_count(lists.of_tab(tab, actor, clock.today())) if tab else 0


@bp.get("/")
@requires(Permission.READ_COMPLAINTS)
def index() -> str:
    """Complaints within one's scope, by tab; overdue replies on top."""
    actor, today = current_actor(), clock.today()
    tabs = lists.tabs_of(actor)
    tab = request.args.get("tab", tabs[0])
    tab = tab if tab in tabs else tabs[0]
    complaints, chips = lists.filtered(lists.of_tab(tab, actor, today))
    page = paginate(lists.in_order(complaints, tab, today))
    names = {
        "mine": gettext("Mine"), "unassigned": gettext("Without an officer"), "open": gettext("All open complaints"),
        "to_sign": gettext("Waiting for a signature"), "overdue": gettext("Overdue"),
        "closed": gettext("Closed complaints"),
    }  # fmt: skip
    return render_template(
        "complaints/index.html", page=page, rows=lists.rows_of(page.rows, today), tab=tab, chips=chips,
        tabs=[_tab(name, names[name], tab, actor, today) for name in tabs], today=today, filters=request.args,
        search=lists.search_text(),
        officers=lists.officers_in(actor), asked=_asked(actor),
        choices={
            "subject": _pairs(Subject, complaint_subject_name), "addressee": _pairs(Addressee, addressee_name),
            "state": _pairs(ComplaintState, complaint_state_name),
        },
    )  # fmt: skip


def _tab(name: str, label: str, current: str, actor: Actor, today: date) -> dict[str, Any]:
    return {
        "label": label, "url": url_for("complaints.index", tab=name), "is_current": name == current,
        "count": shown_count(capped_count(lists.of_tab(name, actor, today))),
    }  # fmt: skip


def _asked(actor: Actor) -> int:
    """How many explanations are asked of this person and not given."""
    waiting = ComplaintExplanation.asked_of(actor).where(ComplaintExplanation.answered_at.is_(None)).order_by(None)
    return db.session.scalar(db.select(db.func.count()).select_from(waiting.subquery())) or 0


def _pairs(kind: Any, words: Callable[[str], str]) -> list[tuple[str, str]]:
    return [(one.value, words(one)) for one in kind]


def officer_named(complaint: Complaint, officer_id: str) -> User | None:
    """The chosen one of those who may be given it."""
    return next((one for one in db.session.scalars(complaint.possible_officers()) if str(one.id) == officer_id), None)
