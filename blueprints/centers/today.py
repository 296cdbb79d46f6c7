"""What a Center's page tells of today: whether it is open; to those whose business it is, its load and its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy import Select, func, select

from blueprints.handout.lists import CENTER_TABS, Tab
from extensions import db
from models.application import Application
from models.calendar import load_calendar
from models.center import Center
from models.draft import Draft
from models.queue import QueueLoad, load_today
from models.queue_place import QueuePlace
from models.user import Actor, RoleGrant, User
from rules.calendar import CalendarDay, Scheme, YearNotLoaded
from rules.hours import Opening, days_off, opening_at
from rules.permissions import Permission
from rules.queue import Standing, standing
from rules.terms import local_date

AHEAD = 14


@dataclass(frozen=True)
class Hours:
    """The Center's clock (9.2). Where the calendar ends, `unknown_year` is the one to be loaded: the days off are those
    still known, and `opening` is None if it is not."""

    today: date
    opening: Opening | None
    days_off: Sequence[CalendarDay]
    unknown_year: int | None


def hours_of(center: Center, now: datetime) -> Hours:
    """Open or closed now, until when, and the days off of the next two weeks."""
    today, calendar = local_date(now, center.zone), load_calendar()
    ahead = [(today + timedelta(days=number)).year for number in range(AHEAD)]
    known = [year for year in ahead if year in calendar.years]
    unknown_year = next((year for year in ahead if year not in calendar.years), None)
    try:
        opening = opening_at(Scheme.CENTER, now, center.zone, calendar)
    except YearNotLoaded:
        opening = None
    off = days_off(Scheme.CENTER, today, len(known), calendar)
    return Hours(today, opening, off, unknown_year)


def is_insider(actor: Actor, center: Center) -> bool:
    """Whether the load of this Center is this person's business: its own people, its branch's, the Committee's."""
    return actor.sees_all or center.id in actor.center_ids or center.branch_no in actor.branch_nos


@dataclass(frozen=True)
class Load:
    """What lies at a Center today, in numbers; the results by the tabs of the hand-out."""

    accepted: int
    drafts: int
    results: tuple[tuple[Tab, int], ...]


def load_of(center: Center, today: date) -> Load:
    """The numbers of a Center's day, in one query."""
    accepted = _count(
        select(Application.id).where(Application.center_id == center.id, Application.accepted_on == today)
    )
    drafts = _count(select(Draft.id).where(Draft.center_id == center.id, Draft.application_id.is_(None)))
    here = [
        _count(select(Application.id).where(Application.hand_out_center_id == center.id, tab.condition(today)))
        for tab in CENTER_TABS
    ]
    numbers = db.session.execute(select(*(one.scalar_subquery() for one in (accepted, drafts, *here)))).one()
    return Load(numbers[0], numbers[1], tuple(zip(CENTER_TABS, numbers[2:], strict=True)))


@dataclass(frozen=True)
class Queue:
    """The electronic queue now, and how the longest wait stands to its 20 minutes (7.2). `url` leads to its times."""

    load: QueueLoad
    standing: Standing
    url: str


def queue_of(center: Center, actor: Actor, now: datetime) -> Queue | None:
    """The queue of an open Center; None for those whose business it is not."""
    if not (center.is_open and is_insider(actor, center)):
        return None
    load = load_today(place := QueuePlace(center), now)
    is_reader = actor.may(Permission.READ_QUEUE) and QueuePlace.named(place.code, actor) is not None
    url = url_for("queue.times", place=place.code) if is_reader else ""
    return Queue(load, standing(load.longest_wait or timedelta()), url)


def _count(rows: Select[int]) -> Select[int]:
    return select(func.count()).select_from(rows.subquery())


def staff_of(center: Center, actor: Actor) -> list[RoleGrant] | None:
    """Who works there and heads its branch, by name; None for those whose business it is not."""
    if not (is_insider(actor, center) or actor.may(Permission.READ_USERS)):
        return None
    grants = (
        select(RoleGrant)
        .join(RoleGrant.user)
        .where((RoleGrant.center_id == center.id) | (RoleGrant.branch_no == center.branch_no), User.is_active)
        .options(db.contains_eager(RoleGrant.user).lazyload(User.grants))
        .order_by(User.full_name)
    )
    return list(db.session.scalars(grants))
