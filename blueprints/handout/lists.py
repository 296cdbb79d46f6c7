"""What is to be handed out, sent or confirmed: the tabs of the list, each a condition in SQL, and its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.paging import capped
from extensions import db
from models.application import Application
from models.calendar import load_calendar
from models.center import Center
from models.custody import why_not_hand_out
from models.ready_notice import ReadyNotice, is_told, told_of, why_not_tell
from models.user import Actor
from rules.calendar import Scheme
from rules.permissions import Permission
from rules.terms import Place, committee_today, local_date
from rules.workflow import DECIDED, PENDING, NextAct, ResultPlace, Timeliness

A, R = Application, ResultPlace
Condition = Callable[[date], ColumnElement[bool]]


@dataclass(frozen=True)
class Tab:
    """A view of the list. `permission` is what makes its rows somebody's work; None: only to be read."""

    code: str
    label: LazyString
    nothing: LazyString
    condition: Condition
    permission: Permission | None = None
    is_counted_as_work: bool = False


def _at_committee(place: Place) -> ColumnElement[bool]:
    return and_(A.result_place == R.COMMITTEE, A.hand_out_place == place)


def _waits_at_committee(_day: date) -> ColumnElement[bool]:
    return or_(_at_committee(Place.COMMITTEE), A.result_place == R.RETURNED)


COMMITTEE_TABS = (
    Tab(
        "ready", _("Ready to hand out"), _("No result waits at the Committee's counter."),
        _waits_at_committee, Permission.HAND_OUT,
    ),
    Tab(
        "untold", _("Not notified"), _("Everybody whose result waits at the Committee has been told."),
        lambda day: _waits_at_committee(day) & ~is_told(A), Permission.HAND_OUT,
    ),
    Tab(
        "portal", _("Portal"), _("Nothing is to be put into a cabinet on the Portal."),
        lambda _day: _at_committee(Place.PORTAL), Permission.HAND_OUT, is_counted_as_work=True,
    ),
    Tab(
        "to-send", _("To send to Centers"), _("Nothing is to be sent to a Center."),
        lambda _day: _at_committee(Place.CENTER), Permission.DISPATCH, is_counted_as_work=True,
    ),
    Tab(
        "coming-back", _("Coming back"), _("No uncollected result is on its way back."),
        lambda _day: A.result_place == R.ON_THE_WAY_BACK, Permission.DISPATCH, is_counted_as_work=True,
    ),
    Tab(
        "at-centers", _("At Centers"), _("No result is on its way to a Center or kept at one."),
        lambda _day: A.result_place.in_((R.ON_THE_WAY, R.CENTER)),
    ),
)  # fmt: skip
CENTER_TABS = (
    Tab(
        "on-the-way", _("On the way"), _("Nothing is on its way from the Committee."),
        lambda _day: A.result_place == R.ON_THE_WAY, Permission.CONFIRM_ARRIVAL, is_counted_as_work=True,
    ),
    Tab(
        "here", _("Ready here"), _("No result waits for its day of hand-out here."),
        lambda day: and_(A.result_place == R.CENTER, A.hand_out_on >= day), Permission.HAND_OUT,
    ),
    Tab(
        "untold-here", _("Not notified"), _("Everybody whose result waits here has been told."),
        lambda _day: (A.result_place == R.CENTER) & ~is_told(A), Permission.HAND_OUT,
    ),
    Tab(
        "custody", _("Custody"), _("Nothing uncollected is kept here."),
        lambda day: and_(A.result_place == R.CENTER, A.hand_out_on < day, A.custody_ends_on >= day),
        Permission.HAND_OUT,
    ),
    Tab(
        "to-return", _("To return"), _("Nothing is to be returned to the Committee."),
        lambda day: and_(A.result_place == R.CENTER, A.custody_ends_on < day), Permission.CONFIRM_ARRIVAL,
        is_counted_as_work=True,
    ),
)  # fmt: skip
HANDED_OUT = Tab(
    "handed-out", _("Handed out"), _("Nothing has been handed out yet."), lambda _day: A.result_place == R.HANDED_OUT
)


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """The tabs of this person's place; somebody who works at both places has both."""
    committee = COMMITTEE_TABS if actor.sees_all else ()
    center = CENTER_TABS if actor.center_ids or actor.branch_nos else ()
    return (*committee, *center, HANDED_OUT)


def own_centers(actor: Actor) -> ColumnElement[bool]:
    return A.hand_out_center_id.in_(Center.ids_of(actor))


def results_for(actor: Actor) -> Select[Application]:
    """Every result to the Committee's people; to a Center's and a branch's those to be handed out there, once sent."""
    has_result = select(A).where(A.result_place.is_not(None))
    return has_result if actor.sees_all else has_result.where(own_centers(actor), A.result_place != R.COMMITTEE)


def rows_of(tab: Tab, actor: Actor, today: date) -> Select[Application]:
    """The results under a tab, the nearest statutory act first; those handed out, latest first."""
    statement = results_for(actor).where(tab.condition(today))
    if tab in CENTER_TABS:
        statement = statement.where(own_centers(actor))
    order = (
        (A.closed_at.desc(), A.id.desc()) if tab is HANDED_OUT else (A.due_on(today).nulls_last(), A.hand_out_on, A.id)
    )
    return statement.order_by(*order)


def expected_for(actor: Actor) -> Select[Application]:
    """To the Center's people what must reach them; to the Committee's what must leave, before it is sent."""
    places = [ResultPlace.COMMITTEE] if actor.sees_all else [ResultPlace.COMMITTEE, ResultPlace.ON_THE_WAY]
    is_coming = or_(A.state.in_(PENDING), A.state.in_(DECIDED) & A.result_place.in_(places))
    statement = select(A).where(A.closed_at.is_(None), A.hand_out_place == Place.CENTER, is_coming)
    return statement if actor.sees_all else statement.where(own_centers(actor))


def uncollected(today: date) -> Select[Application]:
    """What came back from a Center after its month, and what nobody has fetched from the Committee's own counter since
    its day; the longest waiting first."""
    is_here = and_(A.result_place == R.COMMITTEE, A.hand_out_place == Place.COMMITTEE, A.hand_out_on < today)
    statement = select(A).where(A.closed_at.is_(None), or_(A.result_place == R.RETURNED, is_here))
    return statement.order_by(A.hand_out_on, A.id)


def with_what_rows_show(statement: Select[Application]) -> Select[Application]:
    """The same with all that a row of the list reads, in a fixed number of queries."""
    return statement.options(
        joinedload(A.applicant), joinedload(A.guarantee), joinedload(A.hand_out_center).selectinload(Center.listings),
        selectinload(A.deliveries), selectinload(A.decisions), selectinload(A.hand_outs),
        selectinload(A.ready_notices),
    )  # fmt: skip


def count_tabs(tabs: tuple[Tab, ...], actor: Actor, today: date) -> dict[str, int]:
    """How many results each tab holds, up to one above the cap, in one query. What is handed out is not counted."""
    counted = [tab for tab in tabs if tab is not HANDED_OUT]
    numbers = [capped(rows_of(tab, actor, today)).scalar_subquery() for tab in counted]
    return dict(zip((tab.code for tab in counted), db.session.execute(select(*numbers)).one(), strict=True))


def today_of(actor: Actor, now: datetime) -> date:
    """The local date where this person works: the Center's zone at a Center, else the Committee's."""
    if not actor.sees_all and (center := db.session.scalars(Center.of(actor).limit(1)).first()):
        return local_date(now, center.zone)
    return committee_today(now)


def counter_today(application: Application, now: datetime) -> date:
    """The local date where the result is: at a Center, or on its way there, that of the Center in charge of it."""
    center = application.hand_out_center
    is_there = application.result_place in (R.ON_THE_WAY, R.CENTER)
    return local_date(now, center.in_charge.zone) if center and is_there else committee_today(now)


WAITING = frozenset({"ready", "untold", "untold-here"})
"""Tabs of what waits for its recipient."""


@dataclass(frozen=True)
class Row:
    """A result in the list. `due` is the day that its tab is about; `working_left` is 0 where days of the month count.

    `is_waiting`: the day has come and nobody has; that is not lateness of ours.
    """

    application: Application
    due: date
    act: str
    working_left: int
    is_waiting: bool
    timeliness: Timeliness
    issued_to: str
    identifier: str
    can_hand_out: bool
    told: list[ReadyNotice]
    can_tell: bool


def row_of(application: Application, tab: Tab, actor: Actor, now: datetime, today: date) -> Row:
    """What the list says about one result today."""
    act = application.next_act(today)
    name = _DAY_OF.get(tab.code, act.due if act else "hand_out_on")
    due: date = getattr(application, name) or application.hand_out_on
    scheme = Scheme.CENTER if tab in CENTER_TABS else act.scheme if act else Scheme.COMMITTEE
    to, identifier = application.issued_to
    return Row(
        application=application, due=due, act=act.code if act else "",
        working_left=0 if tab.code == "custody" else load_calendar().working_between(scheme, today, due),
        is_waiting=tab.code in WAITING and due < today, timeliness=application.timeliness(now),
        issued_to=to, identifier=identifier, can_hand_out=why_not_hand_out(application, actor) is None,
        told=told_of(application), can_tell=why_not_tell(application, actor) is None,
    )  # fmt: skip


@dataclass(frozen=True)
class Demand:
    """What the law demands next of a result, and the days left to those who are to do it."""

    act: NextAct
    due: date
    working_left: int


def demand_of(application: Application, today: date) -> Demand | None:
    """The nearest statutory act on a result; None while it waits for its recipient and after that."""
    act = application.next_act(today)
    if act is None:
        return None
    due: date = getattr(application, act.due)
    return Demand(act, due, load_calendar().working_between(act.scheme, today, due))


_DAY_OF = {
    "ready": "hand_out_on", "untold": "hand_out_on", "here": "hand_out_on", "untold-here": "hand_out_on",
    "custody": "custody_ends_on",
}  # fmt: skip
"""The day that a tab is about, where it is not that of the next statutory act."""
