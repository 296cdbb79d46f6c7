"""What a corrected calendar makes of the dates of a case that has them already.

Closed cases never change. The term of a case runs until its result is issued or refused, or counts as issued (7.6):
until then every date follows the calendar, afterwards only what is still to be done follows from the end of the term
as it stood. The hand-out day that the receipt promised (14.1) never becomes later.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.calendar import Scheme, WorkCalendar
from rules.terms import (
    Filing,
    Place,
    Readings,
    custody_ends_on,
    deemed_issue_due_on,
    deliver_on,
    dispatch_on,
    hand_out_on,
    keep_promise,
    return_on,
    timeline,
)
from rules.warnings import WARNINGS, Warned, WarningKind
from rules.workflow import PENDING, ResultPlace, State, next_act


class Held(StrEnum):
    """Why dates of a case stay although the calendar by itself would move them."""

    COUNTS_AS_ISSUED = "counts_as_issued"
    DECIDED = "decided"
    PROMISED = "promised"


class Consequence(StrEnum):
    """What of a case is otherwise from the moment on in which its dates move."""

    COUNTS_AS_ISSUED = "counts_as_issued"
    COMPLETENESS_CLOSED = "completeness_closed"
    COMPLETENESS_OPEN_AGAIN = "completeness_open_again"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"


@dataclass(frozen=True, slots=True)
class Standing:
    """An open case as it is stored. `dates` are all its dates by name, custody and return too."""

    state: State
    result_place: ResultPlace | None
    dates: Mapping[str, date | None]
    promised_on: date
    arrived_on: date | None = None
    is_received: bool = True

    def day(self, name: str) -> date:
        """A date that every case has."""
        found = self.dates[name]
        assert found is not None, name
        return found


@dataclass(frozen=True, slots=True)
class Recount:
    """The dates by the calendar asked, by name; why others stay; whether they rest on an unconfirmed year."""

    dates: Mapping[str, date | None]
    held: Held | None
    is_provisional: bool


_R = ResultPlace
# What is still to be done with a decided result, by where it is (7.5, 14.1, 15).
AHEAD: Mapping[ResultPlace, frozenset[str]] = {
    _R.COMMITTEE: frozenset({"dispatch_on", "deliver_on", "hand_out_on"}),
    _R.ON_THE_WAY: frozenset({"deliver_on", "hand_out_on"}),
    _R.CENTER: frozenset({"hand_out_on", "custody_ends_on", "return_on"}),
    _R.ON_THE_WAY_BACK: frozenset({"return_on"}),
}


def recount(filing: Filing, case: Standing, calendar: WorkCalendar, readings: Readings, today: date) -> Recount:
    """The dates of an open case by this calendar. Raises `YearNotLoaded`."""
    law = timeline(filing, calendar, readings)
    is_term_over = case.state not in PENDING or today > case.day("term_ends_on")
    if not is_term_over:
        kept = keep_promise(law, case.promised_on, calendar)
        # Filing and completeness of a case that a complaint reopened (21) are over; its new term stands as it was set.
        over = ("accepted_on", "received_on", "completeness_due_on") if filing.new_term else ()
        stored_only = {name: case.dates[name] for name in (*over, "custody_ends_on", "return_on")}
        held = Held.PROMISED if kept is not law else None
        return Recount(kept.dates() | stored_only, held, kept.is_provisional)
    if case.state in PENDING:
        due = deemed_issue_due_on(case.day("term_ends_on"), calendar)
        dates, held = {**case.dates, "deemed_issue_due_on": due}, Held.COUNTS_AS_ISSUED
    else:
        dates, held = {**case.dates, **_still_ahead(filing, case, calendar, today)}, Held.DECIDED
    would_move = law.term_ends_on != case.dates["term_ends_on"]
    return Recount(dates, held if would_move else None, _is_provisional(filing, dates, calendar))


def _still_ahead(filing: Filing, case: Standing, calendar: WorkCalendar, today: date) -> dict[str, date | None]:
    """A decided case (the clock has stopped): what is not done yet and not past, from the end of the term as it was."""
    names = AHEAD.get(case.result_place, frozenset()) if case.result_place else frozenset()
    names = frozenset(name for name in names if (day := case.dates[name]) is not None and day >= today)
    dates = dict(case.dates)
    at_center = filing.hand_out == Place.CENTER
    delivery = deliver_on(case.day("term_ends_on"), calendar) if at_center else None
    by_term = hand_out_on(case.day("term_ends_on"), delivery, calendar)
    counter = Scheme.CENTER if at_center else Scheme.COMMITTEE
    hand_out = calendar.previous_working(counter, min(by_term, case.promised_on))
    if delivery and hand_out < by_term:
        delivery = min(delivery, deliver_on(hand_out, calendar))
    if "hand_out_on" in names:
        dates["hand_out_on"] = hand_out
    if "deliver_on" in names:
        dates["deliver_on"] = delivery
    if "dispatch_on" in names and delivery:
        dates["dispatch_on"] = dispatch_on(delivery, filing.hand_out_carriage_days, calendar)
    if "custody_ends_on" in names and dates["hand_out_on"]:
        dates["custody_ends_on"] = custody_ends_on(dates["hand_out_on"], case.arrived_on)
    if "return_on" in names and dates["custody_ends_on"]:
        dates["return_on"] = return_on(dates["custody_ends_on"], calendar)
    return dates


def _is_provisional(filing: Filing, dates: Mapping[str, date | None], calendar: WorkCalendar) -> bool:
    """As `timeline` has it: custody, where the result goes to a Center, is reckoned before it has begun."""
    returned = dates["return_on"]
    if returned is None and filing.hand_out == Place.CENTER and (hand_out := dates["hand_out_on"]):
        returned = return_on(custody_ends_on(hand_out), calendar)
    return calendar.is_provisional(dates["accepted_on"], dates["received_on"], dates["deemed_issue_due_on"], returned)


def consequences(
    case: Standing, hand_out: Place, after: Mapping[str, date | None], today: date
) -> Iterator[Consequence]:
    """What the new dates bring about today that the old ones did not."""
    before, since = _standing_today(case, hand_out, case.dates, today), _standing_today(case, hand_out, after, today)
    yield from (one for one in Consequence if one in since and one not in before)
    if Consequence.COMPLETENESS_CLOSED in before - since:
        yield Consequence.COMPLETENESS_OPEN_AGAIN


def warned_days(
    case: Standing, hand_out: Place, dates: Mapping[str, date | None], until: Mapping[WarningKind, date], today: date
) -> frozenset[tuple[WarningKind, date]]:
    """Which warnings stand today by these dates, each with its day; `until` is for each kind the last day warned of."""
    found = ((row.kind, _warned_of(row, case, hand_out, dates, today)) for row in WARNINGS)
    return frozenset((kind, day) for kind, day in found if day is not None and day <= until[kind])


def _warned_of(
    row: Warned, case: Standing, hand_out: Place, dates: Mapping[str, date | None], today: date
) -> date | None:
    term_end = dates["term_ends_on"]
    assert term_end is not None
    for one in row.occasions:
        place = case.result_place, hand_out
        day, holds = dates[one.due], one.holds(case.state, *place, term_end, today, is_received=case.is_received)
        if holds and not (one.ends_with_its_day and _is_past(day, today)):
            return day
    return None


def _standing_today(
    case: Standing, hand_out: Place, dates: Mapping[str, date | None], today: date
) -> frozenset[Consequence]:
    found = set()
    if case.state in PENDING and _is_past(dates["term_ends_on"], today):
        found.add(Consequence.COUNTS_AS_ISSUED)
    if case.state is State.REGISTERED and case.is_received and _is_past(dates["completeness_due_on"], today):
        found.add(Consequence.COMPLETENESS_CLOSED)
    act = next_act(
        case.state, case.result_place, hand_out, lambda name: dates[name], today, is_received=case.is_received
    )
    due = dates[act.due] if act else None
    if _is_past(due, today):
        found.add(Consequence.OVERDUE)
    elif due == today:
        found.add(Consequence.DUE_TODAY)
    return frozenset(found)


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today
