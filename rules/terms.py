"""The terms of both services: every date that the standards promise or demand.

One function for each statutory rule; `timeline` puts them together. "E" is the standard of the end-user certificate,
"C" that of the conclusion; a clause without a letter is the same in both. Where the wording leaves a choice, the
choice is a named reading in `Readings`. Dates are local dates of the place; moments are aware.
"""

import calendar as gregorian
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.calendar import Scheme, WorkCalendar

COMMITTEE_ZONE = ZoneInfo("Asia/Almaty")

# Clause 9: opening hours, local time of the place. The Portal is open round the clock.
COMMITTEE_OPENS, COMMITTEE_CLOSES = time(9, 0), time(18, 30)
COMMITTEE_BREAK_STARTS, COMMITTEE_BREAK_ENDS = time(13, 0), time(14, 30)
CENTER_OPENS, CENTER_CLOSES = time(9, 0), time(20, 0)

TERM_DAYS = 15  # 7.1: working days for E, calendar days for C
COMPLETENESS_DAYS = 2  # 16: working days
DEEMED_ISSUE_DAYS = 5  # 7.6: working days
CUSTODY_MONTHS = 1  # 15
PRESENTATION_MONTHS = 6  # E Annex 2, certificate, box 12


class Service(StrEnum):
    """The two services: the end-user certificate (E) and the conclusion (C)."""

    EUC = "euc"
    CONCLUSION = "conclusion"


class Place(StrEnum):
    """Where an application is accepted, or its result handed out (clauses 1 and 10)."""

    COMMITTEE = "committee"
    CENTER = "center"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings chosen where the decree leaves the counting open. The defaults are those of the product."""

    # 7.1: the day of acceptance is day 0 at the Committee and on the Portal too (at Centers 7.4 says so), not day 1.
    day_of_acceptance_is_day_zero: bool = True
    # 7.1 with 9: a Portal filing after hours or on a day off is accepted on the next working day.
    portal_postponement: bool = True
    # 7.1 of C: a calendar term that would end on a day off of the Committee ends on its next working day.
    roll_forward_calendar_term: bool = True
    # 16 with 9: documents that arrive after hours or on a day off are received on the next working day.
    receipt_postponement: bool = True


DEFAULT_READINGS = Readings()
# Each reading at the choice that ends the term sooner: no other combination ends it earlier.
EARLIEST_READINGS = Readings(
    day_of_acceptance_is_day_zero=False, portal_postponement=False, roll_forward_calendar_term=False
)


@dataclass(frozen=True, slots=True)
class NewTerm:
    """The term that the reply to an upheld complaint sets (21): the day of reopening, and the last day."""

    since: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Filing:
    """What the dates of a case are counted from. `center_zone` is the zone of the Center that accepted."""

    service: Service
    channel: Place
    filed_at: datetime
    received_at: datetime
    hand_out: Place
    center_zone: tzinfo | str = COMMITTEE_ZONE
    hand_out_carriage_days: int = 0
    new_term: NewTerm | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Every date of a case, by the names of the law table. None where a date does not apply."""

    accepted_on: date
    received_on: date
    completeness_due_on: date
    term_ends_on: date
    control_on: date
    deliver_on: date | None
    dispatch_on: date | None
    hand_out_on: date
    deemed_issued_on: date
    deemed_issue_due_on: date
    custody_ends_on: date | None
    return_on: date | None
    is_provisional: bool  # some date rests on a year that no administrator has confirmed

    def dates(self) -> dict[str, date | None]:
        """The dates by name, in the order of the law table."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "is_provisional"}


def timeline(filing: Filing, calendar: WorkCalendar, readings: Readings = DEFAULT_READINGS) -> Timeline:
    """All dates of a filing. Raises `YearNotLoaded` if one of them needs a year that is not loaded."""
    accepted = accepted_on(filing, calendar, readings)
    received = received_on(filing.received_at, calendar, readings)
    term_end = (
        filing.new_term.ends_on
        if filing.new_term
        else term_ends_on(filing.service, filing.channel, accepted, calendar, readings)
    )
    is_at_center = filing.hand_out == Place.CENTER
    delivery = deliver_on(term_end, calendar) if is_at_center else None
    hand_out = hand_out_on(term_end, delivery, calendar)
    custody_end = custody_ends_on(hand_out) if is_at_center else None
    returned = return_on(custody_end, calendar) if custody_end else None
    issue_due = deemed_issue_due_on(term_end, calendar)
    return Timeline(
        accepted_on=accepted,
        received_on=received,
        completeness_due_on=completeness_due_on(received, calendar),
        term_ends_on=term_end,
        control_on=control_on(filing, term_end, delivery, calendar),
        deliver_on=delivery,
        dispatch_on=dispatch_on(delivery, filing.hand_out_carriage_days, calendar) if delivery else None,
        hand_out_on=hand_out,
        deemed_issued_on=deemed_issued_on(term_end),
        deemed_issue_due_on=issue_due,
        custody_ends_on=custody_end,
        return_on=returned,
        is_provisional=calendar.is_provisional(accepted, received, issue_due, returned),
    )


def keep_promise(dates: Timeline, promised_on: date, calendar: WorkCalendar) -> Timeline:
    """14.1: the hand-out day that a receipt promised never becomes later, whatever a corrected calendar makes of the
    term (7.1), which itself is the law's. Where the day would move beyond the promise, it is the last day of the
    counter's work on or before the promised one; delivery (7.5) and control follow from it as from an end of term."""
    if dates.hand_out_on <= promised_on:
        return dates
    if dates.deliver_on is None or dates.dispatch_on is None:
        hand_out = calendar.previous_working(Scheme.COMMITTEE, promised_on)
        day_before = calendar.subtract_working(Scheme.COMMITTEE, hand_out, 1)
        return replace(dates, hand_out_on=hand_out, control_on=min(dates.control_on, day_before))
    hand_out = calendar.previous_working(Scheme.CENTER, promised_on)
    delivery = min(dates.deliver_on, deliver_on(hand_out, calendar))
    carriage_days = calendar.working_between(Scheme.COMMITTEE, dates.dispatch_on, dates.deliver_on)
    dispatch = dispatch_on(delivery, carriage_days, calendar)
    custody_end = custody_ends_on(hand_out)
    return replace(
        dates,
        hand_out_on=hand_out,
        deliver_on=delivery,
        dispatch_on=dispatch,
        control_on=min(dates.control_on, dispatch),
        custody_ends_on=custody_end,
        return_on=return_on(custody_end, calendar),
    )


def accepted_on(filing: Filing, calendar: WorkCalendar, readings: Readings = DEFAULT_READINGS) -> date:
    """7.1: the local day of the filing; for the Portal after the Committee's hours or on its day off (clause 9), the
    Committee's next working day, unless the reading is that a Portal filing is never postponed."""
    if filing.channel == Place.PORTAL and readings.portal_postponement:
        return _next_open_day(filing.filed_at, calendar)
    return filed_on(filing)


def filed_on(filing: Filing) -> date:
    """The local day of the filing: by the Center's clock at a Center, else by the Committee's."""
    return local_date(filing.filed_at, filing.center_zone if filing.channel == Place.CENTER else COMMITTEE_ZONE)


def received_on(received_at: datetime, calendar: WorkCalendar, readings: Readings = DEFAULT_READINGS) -> date:
    """16: the Committee's day on which the documents reached it; at or after closing time or on a day off, its next
    working day. The same for every channel; before opening and in the break it is the same day."""
    if readings.receipt_postponement:
        return _next_open_day(received_at, calendar)
    return local_date(received_at, COMMITTEE_ZONE)


def completeness_due_on(received: date, calendar: WorkCalendar) -> date:
    """16: completeness is checked, and its lack may be objected to, within two working days of the receipt (day 0)."""
    return calendar.add_working(Scheme.COMMITTEE, received, COMPLETENESS_DAYS)


def term_ends_on(
    service: Service,
    channel: Place,
    accepted: date,
    calendar: WorkCalendar,
    readings: Readings = DEFAULT_READINGS,
) -> date:
    """7.1, 7.4: the last day of the term. E: the 15th working day of the Committee. C: the 15th calendar day, moved to
    the Committee's next working day if it is a day off. The day of acceptance is day 0: at a Center by 7.4, elsewhere
    by the reading chosen; by the other reading it is day 1."""
    is_day_one = channel != Place.CENTER and not readings.day_of_acceptance_is_day_zero
    if service == Service.EUC:
        already_counted = is_day_one and calendar.is_working(Scheme.COMMITTEE, accepted)
        return calendar.add_working(Scheme.COMMITTEE, accepted, TERM_DAYS - already_counted)
    end = accepted + timedelta(days=TERM_DAYS - is_day_one)
    return calendar.next_working(Scheme.COMMITTEE, end) if readings.roll_forward_calendar_term else end


def longest_new_term(service: Service, reopened_on: date, calendar: WorkCalendar, readings: Readings) -> date:
    """21: the last day that a reply may set for a case that it reopens: the term of 7.1 from that day (day 0) on."""
    return term_ends_on(service, Place.CENTER, reopened_on, calendar, readings)


def control_on(filing: Filing, term_end: date, delivery: date | None, calendar: WorkCalendar) -> date:
    """The date officers work to (7.1, 7.5), safe under every reading of the term: the earliest of the candidates."""
    return min(control_candidates(filing, term_end, delivery, calendar).values())


def control_candidates(
    filing: Filing, term_end: date, delivery: date | None, calendar: WorkCalendar
) -> dict[str, date]:
    """What the control date may not be later than: the earliest end of the term under any reading, moved back to a
    working day of the Committee; the working day before the term ends; for hand-out at a Center the day of delivery.
    A term that a reply has set (21) knows no readings."""
    candidates = {"day_before_term": calendar.subtract_working(Scheme.COMMITTEE, term_end, 1)}
    if filing.new_term is None:
        earliest = calendar.previous_working(Scheme.COMMITTEE, earliest_term_end(filing, calendar))
        candidates = {"earliest_reading": earliest} | candidates
    return candidates | {"delivery": delivery} if delivery else candidates


def earliest_term_end(filing: Filing, calendar: WorkCalendar) -> date:
    """The end of the term (7.1) under whichever reading ends it first."""
    accepted = accepted_on(filing, calendar, EARLIEST_READINGS)
    return term_ends_on(filing.service, filing.channel, accepted, calendar, EARLIEST_READINGS)


def deliver_on(term_end: date, calendar: WorkCalendar) -> date:
    """7.5: the Committee brings the result to the Center a day before the term ends: the last day before it on which
    both work."""
    return calendar.last_common_before(term_end)


def dispatch_on(delivery: date, carriage_days: int, calendar: WorkCalendar) -> date:
    """7.5: the day on which the result must leave the Committee: the delivery less the days of carriage, in the
    Committee's working days."""
    return calendar.subtract_working(Scheme.COMMITTEE, delivery, carriage_days)


def hand_out_on(term_end: date, delivery: date | None, calendar: WorkCalendar) -> date:
    """14.1: the day named in the receipt: the last day of the term. At a Center (`delivery` is given) its last working
    day that is not after the term and is after the delivery; if there is none, the day of delivery."""
    if delivery is None:
        return term_end
    return max(calendar.previous_working(Scheme.CENTER, term_end), delivery)


def deemed_issued_on(term_end: date) -> date:
    """7.6: the day from whose first moment a result not given counts as issued: the day after the term."""
    return term_end + timedelta(days=1)


def deemed_issue_due_on(term_end: date, calendar: WorkCalendar) -> date:
    """7.6: the Committee issues what counts as issued within five working days of the end of the term (day 0). C names
    no addressee, but the days are the same."""
    return calendar.add_working(Scheme.COMMITTEE, term_end, DEEMED_ISSUE_DAYS)


def custody_ends_on(hand_out: date, arrived_on: date | None = None) -> date:
    """15: a Center keeps an uncollected result for one month from the promised day, or from its arrival if later."""
    return same_day_months_later(max(hand_out, arrived_on or hand_out), CUSTODY_MONTHS)


def return_on(custody_end: date, calendar: WorkCalendar) -> date:
    """15: after custody the result goes back to the Committee: the first day after it on which both work."""
    return calendar.first_common_after(custody_end)


def present_by(service: Service, signed_on: date) -> date | None:
    """E Annex 2, certificate, box 12: to be presented to the exporter country's authority within six months of
    signing. A conclusion has no such term."""
    return same_day_months_later(signed_on, PRESENTATION_MONTHS) if service == Service.EUC else None


def deemed_issued_at(dates: Timeline) -> datetime:
    """7.6: the moment (UTC) at which the term has expired and the result counts as issued."""
    return start_of_committee_day(dates.deemed_issued_on)


def counts_as_issued(term_end: date, decided_at: datetime | None, now: datetime) -> bool:
    """7.6: whether the result counts as issued: the term has expired, and until then it was neither issued, nor
    refused, nor the application withdrawn. `decided_at` is the moment of that act, if there was one; an issue after the
    term does not undo that the result has counted as issued since."""
    expired_at = start_of_committee_day(deemed_issued_on(term_end))
    return now >= expired_at and (decided_at is None or decided_at >= expired_at)


def counter_opens(place: Place) -> time | None:
    """9: the hour at which results are handed out from on the day named in the receipt; None for the Portal, which has
    no counter."""
    return {Place.COMMITTEE: COMMITTEE_OPENS, Place.CENTER: CENTER_OPENS, Place.PORTAL: None}[place]


def same_day_months_later(day: date, months: int) -> date:
    """The same day number `months` later, or that month's last day if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def committee_today(now: datetime) -> date:
    """The Committee's local date."""
    return local_date(now, COMMITTEE_ZONE)


def local_date(moment: datetime, zone: tzinfo | str) -> date:
    """The date at a place at a moment. Raises ValueError for a naive moment, which no place could be told from."""
    return _local(moment, zone).date()


def start_of_committee_day(day: date) -> datetime:
    """00:00 of the day by the Committee's clock, as UTC. The hour that occurs twice, on 29 February 2024, ends at the
    later of its two midnights, so no term ends an hour early."""
    return datetime.combine(day, time(0), COMMITTEE_ZONE).replace(fold=1).astimezone(UTC)


def _local(moment: datetime, zone: tzinfo | str) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("A moment needs its time zone.")
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def _next_open_day(moment: datetime, calendar: WorkCalendar) -> date:
    """The Committee's day for what arrives at this moment, by its opening days and closing time (9.1)."""
    local = _local(moment, COMMITTEE_ZONE)
    if local.time() >= COMMITTEE_CLOSES:
        return calendar.add_working(Scheme.COMMITTEE, local.date(), 1)
    return calendar.next_working(Scheme.COMMITTEE, local.date())
