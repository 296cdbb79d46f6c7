"""Which open cases a change moves, of the calendars or of a Center's carriage, and how; all in one unit of work.

Nothing is left behind with old dates. The change locks the calendar's years (FOR UPDATE) before it looks at the cases,
and whoever stores dates holds them (`load_calendar(is_held=True)`, FOR SHARE): a registration under way is waited for
and then moved with the rest; one that comes later waits, and counts by the new calendar. On SQLite the write lock of
the transaction does the same. Each case is locked too, so that an act upon it comes before the move or is told that
its form is outdated.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, lazyload

from extensions import db
from models.application import TERM_DATES, Application
from models.calendar import CalendarYear, load_calendar, readings_on
from models.calendar_change import CalendarChange, DayKey
from models.center import Center
from models.complaint_recount import ComplaintMove, foresee_complaints
from models.custody import Delivery
from models.decision import Decision, DecisionGround, DecisionStatus
from models.event import record
from models.notice import Notice, WarningSetting
from models.user import Actor
from rules.calendar import WorkCalendar
from rules.recount import Consequence, Held, Standing, consequences, recount, warned_days
from rules.refusal import Ground, lapses_on
from rules.terms import Readings, committee_today, local_date
from rules.warnings import WARNINGS, WarningKind, due_until
from rules.workflow import DecisionKind, ResultPlace

DATES = (*TERM_DATES, "custody_ends_on", "return_on")


@dataclass(frozen=True)
class Carriage:
    """Other days of carriage to some Centers (7.5): of the open cases, those that are handed out there may move."""

    center_ids: frozenset[int]
    days: int


class Change(Protocol):
    """What dates are counted anew after: of the calendars, or of the carriage to a Center. Not made yet."""

    @property
    def kind(self) -> StrEnum: ...
    @property
    def reason(self) -> str: ...
    @property
    def keys(self) -> tuple[DayKey, ...]: ...
    @property
    def years(self) -> list[int]: ...
    @property
    def carriage(self) -> Carriage | None: ...

    def foreseen(self) -> WorkCalendar:
        """The calendar as the change will make it."""

    def store(self, actor: Actor, now: datetime, moved: int, marked: tuple[int, int]) -> None:
        """Make the change and record it, with how many cases move."""


@dataclass(frozen=True)
class Move:
    """An open case whose dates change. `before` and `after` hold the changed dates alone, by name."""

    application: Application
    before: dict[str, date | None]
    after: dict[str, date | None]
    was_provisional: bool
    is_provisional: bool
    consequences: tuple[Consequence, ...]

    def carry_out(self, change: Change, actor: Actor, now: datetime) -> None:
        """Set the dates; the row's version rises, so that a form opened before is outdated. Part of a unit of work."""
        case = self.application
        for name, day in self.after.items():
            setattr(case, name, day)
        case.is_provisional = self.is_provisional
        record(
            "dates_recomputed", actor, now, application_id=case.id, cause=change.kind.value, years=change.years,
            reason=change.reason, is_provisional={"before": self.was_provisional, "after": self.is_provisional},
            dates={name: {"before": _iso(self.before[name]), "after": _iso(day)} for name, day in self.after.items()},
        )  # fmt: skip


@dataclass(frozen=True)
class Outlook:
    """What a change will do. `version` stands for all of it: what was seen is what is carried out, or nothing is."""

    change: Change
    moves: list[Move]
    held: Counter[Held]
    """How many cases stay although the calendar alone would move them, by why."""
    warnings: Counter[WarningKind]
    """Which warnings will be raised, and of how many cases: a correction moves the lead as well as the dates."""
    closed: int
    """How many closed cases have terms that touch the changed days."""
    complaints: list[ComplaintMove]
    """Open complaints that move, or change their mark alone."""
    version: str

    @property
    def complaints_moved(self) -> int:
        """How many complaints have an earlier day: one that a ticket promised is never made later (25)."""
        return sum(bool(move.after) for move in self.complaints)

    @property
    def shifts(self) -> dict[str, tuple[int, int]]:
        """For each date that moves in some case: in how many to an earlier day, in how many to a later one."""
        found = dict.fromkeys(DATES, (0, 0))
        for move in self.moves:
            for name, day in move.after.items():
                was, (earlier, later) = move.before[name], found[name]
                is_earlier = bool(was and day and day < was)
                found[name] = (earlier + is_earlier, later + (not is_earlier))
        return {name: counts for name, counts in found.items() if any(counts)}

    @property
    def consequences(self) -> Counter[Consequence]:
        """What changes today, and for how many cases."""
        return Counter(one for move in self.moves for one in move.consequences)

    @property
    def moved(self) -> int:
        """How many cases have another date; the others of `moves` change their mark alone."""
        return sum(bool(move.after) for move in self.moves)

    @property
    def marked(self) -> tuple[int, int]:
        """How many cases become provisional, and how many are so no longer."""
        marks = [move.is_provisional for move in self.moves if move.is_provisional != move.was_provisional]
        return sum(marks), len(marks) - sum(marks)

    def carry_out(self, actor: Actor, now: datetime) -> None:
        """The change and every move, in the caller's unit of work, whose outlook was taken with `is_held`."""
        self.change.store(actor, now, self.moved, self.marked)
        for move in self.moves:
            move.carry_out(self.change, actor, now)
        if isinstance(self.change, CalendarChange):
            for told in self.complaints:
                told.carry_out(self.change, actor, now)


def foresee(change: Change, now: datetime, *, is_held: bool = False) -> Outlook:
    """What the change will do as things stand; with `is_held` nothing else can move until the caller commits."""
    years = select(CalendarYear.year, CalendarYear.revision, CalendarYear.confirmed_at).order_by(CalendarYear.year)
    stamp = [(year, revision, at is not None) for year, revision, at in db.session.execute(
        years.with_for_update() if is_held else years
    )]  # fmt: skip
    held: Counter[Held] = Counter()
    warnings: Counter[WarningKind] = Counter()
    moves = list(_moves(change, committee_today(now), held, warnings, is_held))
    # A carriage is no matter of complaints.
    complaints = foresee_complaints(change.foreseen(), is_held=is_held) if isinstance(change, CalendarChange) else []
    told = [[one.complaint.id, str(one.after), one.is_provisional] for one in complaints]
    shown = [[move.application.id, *map(str, (move.before, move.after, move.is_provisional))] for move in moves]
    version = sha256(json.dumps([repr(change), stamp, shown, told, sorted(held.items())]).encode()).hexdigest()[:32]
    return Outlook(change, moves, held, warnings, _closed(change), complaints, version)


def _moves(
    change: Change, today: date, held: Counter[Held], warnings: Counter[WarningKind], is_held: bool
) -> Iterator[Move]:
    calendar, carriage = change.foreseen(), change.carriage
    arrivals, readings = _arrivals(), dict[date, Readings]()
    grounds, told = _grounds(), _told()
    until, until_now = _warned_until(calendar, today), _warned_until(load_calendar(), today)
    for case in db.session.scalars(_open_cases(carriage, is_held)):
        filed = committee_today(case.accepted_at)
        if filed not in readings:
            readings[filed] = readings_on(filed)
        dates = {name: getattr(case, name) for name in DATES}
        arrived = arrivals.get(case.id)
        standing = Standing(case.state, case.result_place, dates, case.promised_on, arrived, case.is_received)
        filing = replace(case.filing(), hand_out_carriage_days=carriage.days) if carriage else case.filing()
        found = recount(filing, standing, calendar, readings[filed], today)
        after = {name: found.dates[name] for name in DATES if found.dates[name] != dates[name]}
        if found.held:
            held[found.held] += 1
        stood, stands = (
            warned_days(standing, case.hand_out_place, _warned_dates(case, by, grounds.get(case.id)), last, today)
            for by, last in ((dates, until_now), (found.dates, until))
        )
        warnings.update(kind for kind, day in stands - stood if (case.id, kind, day) not in told)
        if after or found.is_provisional != case.is_provisional:
            before = {name: dates[name] for name in after}
            brought = tuple(consequences(standing, case.hand_out_place, found.dates, today))
            yield Move(case, before, after, case.is_provisional, found.is_provisional, brought)


def _open_cases(carriage: Carriage | None, is_held: bool) -> Select[Application]:
    statement = (
        select(Application)
        .where(Application.closed_at.is_(None))
        .options(
            joinedload(Application.center).options(lazyload(Center.listings)),
            joinedload(Application.hand_out_center).options(lazyload(Center.listings)),
            joinedload(Application.officer),
        )
        .order_by(Application.id)
    )
    if carriage:
        statement = statement.where(Application.hand_out_center_id.in_(carriage.center_ids))
    return statement.with_for_update(of=Application) if is_held else statement


def _arrivals() -> dict[int, date]:
    """The local day on which what lies at a Center arrived there; of several decisions the last is in force."""
    rows = db.session.execute(
        select(Delivery)
        .join(Delivery.application)
        .where(Application.closed_at.is_(None), Application.result_place == ResultPlace.CENTER)
        .options(joinedload(Delivery.center).options(lazyload(Center.listings)))
        .order_by(Delivery.decision_id)
    ).scalars()
    return {
        one.application_id: local_date(one.arrived_at, one.center.branch.zone_at(one.arrived_at))
        for one in rows
        if one.arrived_at
    }


def _warned_until(calendar: WorkCalendar, today: date) -> dict[WarningKind, date]:
    """For each kind the last day that is warned of today."""
    return {row.kind: due_until(calendar, row.scheme, WarningSetting.of(row.kind).lead_days, today) for row in WARNINGS}


def _warned_dates(
    case: Application, dates: Mapping[str, date | None], grounds: frozenset[Ground] | None
) -> dict[str, date | None]:
    """With the dates that are warned of and no calendar moves by itself."""
    completeness, term_end = dates["completeness_due_on"], dates["term_ends_on"]
    assert completeness and term_end  # every case has them
    lapse = None if grounds is None else lapses_on(grounds, completeness, term_end)
    return {**dates, "present_by": case.present_by, "lapses_on": lapse}


def _told() -> set[tuple[int | None, WarningKind, date]]:
    """The days of open cases that have been warned of already: nobody is told twice."""
    open_ids = select(Application.id).where(Application.closed_at.is_(None))
    told = select(Notice.application_id, Notice.kind, Notice.due_on).where(Notice.application_id.in_(open_ids))
    return {(case_id, kind, day) for case_id, kind, day in db.session.execute(told.distinct())}


def _grounds() -> dict[int, frozenset[Ground]]:
    """The grounds of each refusal that is prepared and not signed, by case."""
    rows = db.session.execute(
        select(Decision.application_id, Decision.kind, DecisionGround.ground)
        .outerjoin(Decision.grounds)
        .where(Decision.status == DecisionStatus.PREPARED, Decision.kind != DecisionKind.RESULT)
    )
    found: defaultdict[int, frozenset[Ground]] = defaultdict(frozenset)
    for case_id, kind, ground in rows:
        own = Ground.INCOMPLETE if kind is DecisionKind.INCOMPLETENESS_REFUSAL else None
        found[case_id] |= {one for one in (own, ground) if one is not None}
    return found


def _closed(change: Change) -> int:
    days = [day for _scheme, day in change.keys]
    if not days:
        return 0
    ends = func.coalesce(Application.return_on, Application.deemed_issue_due_on)
    statement = select(func.count(Application.id)).where(
        Application.closed_at.is_not(None), Application.accepted_on <= max(days), ends >= min(days)
    )
    return db.session.scalar(statement) or 0


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
