"""Worklists: the nearest statutory act first, paged in SQL, with counts that stop at a cap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor, requires
from blueprints.acts import act
from blueprints.cases import lock_case
from blueprints.casewords import next_act_name
from blueprints.converters import LARGEST
from blueprints.formatting import day, daymonth, weekday
from blueprints.htmx import redirect_303
from blueprints.navigation import counts
from blueprints.paging import Page, capped_count, paginate, shown_count
from blueprints.review import bp
from blueprints.words import place_name, service_name, state_name
from extensions import clock, db
from models.application import Application
from models.calendar import load_calendar
from models.center import Center
from models.decision import Decision, DecisionStatus
from models.notice import WarningSetting
from models.user import Actor, User
from rules.calendar import Scheme
from rules.permissions import Permission, Role
from rules.terms import Place, Service
from rules.warnings import WarningKind, due_until
from rules.workflow import PENDING, ResultPlace, State, Timeliness

TABS = ("mine", "unit", "unassigned", "to_sign", "deemed", "overdue")


def open_cases(actor: Actor) -> Select[Application]:
    """Every case of which the law still demands something."""
    return Application.visible_to(actor).where(Application.closed_at.is_(None))


def of_tab(tab: str, actor: Actor, today: date) -> Select[Application]:
    """The cases under one tab of the worklist."""
    cases = open_cases(actor)
    if tab == "mine":
        return cases.where(Application.officer_id.in_([p for p in actor.people if p]), Application.state.in_(PENDING))
    if tab == "unassigned":
        return cases.where(Application.officer_id.is_(None), Application.state.in_(PENDING))
    if tab == "to_sign":
        # By the decision and not by the state: a correction waits on a case that stays issued, even if it is closed.
        waiting = Application.decisions.any(Decision.status == DecisionStatus.PREPARED)
        return Application.visible_to(actor).where(waiting)
    if tab == "deemed":
        return cases.where(Application.counts_as_issued_on(today))
    if tab == "overdue":
        return cases.where(Application.due_on(today) < today)
    return cases


def in_order(cases: Select[Application], today: date) -> Select[Application]:
    """The nearest statutory act first, with what a row shows."""
    return cases.options(
        joinedload(Application.applicant), joinedload(Application.officer),
        joinedload(Application.hand_out_center).selectinload(Center.listings),
    ).order_by(Application.due_on(today).nulls_last(), Application.id)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A case in a worklist: its next act, the day, what is left, and the group it stands under.

    `due` is None where the law sets no day: a result waits for its recipient, or a correction for its signature.
    """

    case: Application
    act: str
    clause: str
    due: date | None
    working_left: int
    group: str
    timeliness: Timeliness
    is_late: bool = False


def rows_of(cases: Iterable[Application], now: datetime, today: date) -> list[Row]:
    """Worklist rows for cases that come in the order of `in_order`."""
    calendar = load_calendar()
    rows = []
    for case in cases:
        demanded, timeliness = case.next_act(today), case.timeliness(now)
        if demanded is None:
            is_handed_out = case.result_place is ResultPlace.HANDED_OUT
            act, clause = (gettext("Sign the correction"), "5") if is_handed_out else (gettext("Hand-out"), "15")
            rows.append(Row(case, act, clause, None, 0, gettext("Without a day"), timeliness))
            continue
        due: date = getattr(case, demanded.due)
        left = calendar.working_between(demanded.scheme, today, due)
        rows.append(
            Row(
                case, next_act_name(demanded.code), demanded.clause, due, left, group_of(due, today), timeliness,
                due < today,
            )
        )  # fmt: skip
    return rows


def group_of(due: date, today: date) -> str:
    """The heading a row stands under."""
    if due < today:
        return gettext("Overdue")
    if due == today:
        return gettext("Today, %(weekday)s %(day)s", weekday=weekday(due), day=daymonth(due))
    if due == today + timedelta(days=1):
        return gettext("Tomorrow, %(day)s", day=day(due))
    if due - timedelta(days=due.weekday()) == today - timedelta(days=today.weekday()):
        return gettext("This week")
    return gettext("Later")


def _filtered(cases: Select[Application]) -> tuple[Select[Application], list[tuple[str, str, str]]]:
    """The list narrowed by the address's filters, and a chip (name, value, parameter) for each that is on."""
    chips = []
    if (service := request.args.get("service", "")) in set(Service):
        cases = cases.where(Application.service == Service(service))
        chips.append((gettext("Service"), service_name(service, short=True), "service"))
    if (state := request.args.get("state", "")) in set(State):
        cases = cases.where(Application.state == State(state))
        chips.append((gettext("State"), state_name(state), "state"))
    if (place := request.args.get("place", "")) in set(Place):
        cases = cases.where(Application.hand_out_place == Place(place))
        chips.append((gettext("Place of hand-out"), place_name(place), "place"))
    officer_id = request.args.get("officer", type=int)
    if officer_id and 0 < officer_id <= LARGEST and (officer := db.session.get(User, officer_id)):
        cases = cases.where(Application.officer_id == officer.id)
        chips.append((gettext("Officer"), officer.short_name, "officer"))
    return cases, chips


@counts("review.worklist")
def _count_mine(actor: Actor, now: datetime) -> int:
    return capped_count(of_tab("mine", actor, clock.today())) if actor.may(Permission.REVIEW) else 0


@bp.get("/")
@requires(Permission.READ_WORKLIST)
def worklist() -> str:
    """The cases of which something is demanded, by tab."""
    actor, now, today = current_actor(), clock.now(), clock.today()
    default = "mine" if actor.may(Permission.REVIEW) else "unit"
    tab = request.args.get("tab", default)
    tab = tab if tab in TABS else default
    cases, chips = _filtered(of_tab(tab, actor, today))
    page: Page[Application] = paginate(in_order(cases, today))
    names = {
        "mine": gettext("Mine"), "unit": gettext("All open"), "unassigned": gettext("Without an officer"),
        "to_sign": gettext("Waiting for a signature"), "deemed": gettext("Count as issued"),
        "overdue": gettext("Overdue"),
    }  # fmt: skip
    tabs = [
        {
            "label": names[name], "url": url_for("review.worklist", tab=name), "is_current": name == tab,
            "count": shown_count(capped_count(of_tab(name, actor, today))),
        }
        for name in TABS
        if name != "mine" or actor.may(Permission.REVIEW)
    ]  # fmt: skip
    may_assign = actor.may(Permission.ASSIGN)
    return render_template(
        "review/worklist.html", page=page, rows=rows_of(list(page.rows), now, today), tabs=tabs, tab=tab, chips=chips,
        issue_soon=_issue_soon(actor, today) if tab == "deemed" else 0, officers=officers(), may_assign=may_assign,
        today=today, filters=request.args,
    )  # fmt: skip


def _issue_soon(actor: Actor, today: date) -> int:
    """How many results that count as issued are to be issued within the lead of their warning, or were to be (7.6)."""
    lead = WarningSetting.of(WarningKind.ISSUE_AFTER_SILENCE).lead_days
    until = due_until(load_calendar(), Scheme.COMMITTEE, lead, today)
    return capped_count(of_tab("deemed", actor, today).where(Application.deemed_issue_due_on <= until))


def officers() -> list[User]:
    """People to whom cases may be assigned."""
    return list(db.session.scalars(User.holding([Role.OFFICER])))


@bp.post("/assign")
@requires(Permission.ASSIGN)
def assign() -> Response:
    """Give the ticked cases to an officer."""
    ids = [n for n in request.form.getlist("case", type=int) if 0 < n <= LARGEST][:100]
    officer = next((o for o in officers() if o.id == request.form.get("officer", type=int)), None)
    back = request.form.get("back", "")
    target = back if back.startswith("/cases/") else url_for("review.worklist", tab="unassigned")
    if officer is None or not ids:
        flash(gettext("Choose an officer and at least one case."), "warning")
        return redirect_303(target)
    officer_id = officer.id

    def work(actor: Actor, now: datetime) -> str:
        chosen = db.session.get_one(User, officer_id)
        for application_id in ids:
            lock_case(application_id).assign(chosen, actor, now)
        flash(gettext("Assigned to %(name)s: %(count)d", name=chosen.short_name, count=len(ids)), "success")
        return target

    return act(work)
