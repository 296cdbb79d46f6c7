"""Every day of 2012-2027 against an oracle written a different way: numpy's business days, whole columns at a time.

numpy knows no working weekends, so its week has seven working days and every day off is one of its holidays. They are
read from `seed/calendar.csv` here, without the code under test.
"""

import csv
from datetime import date, datetime, time
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rules import terms
from rules.calendar import CalendarDay, DayReason, Scheme, WorkCalendar, YearNotLoaded
from rules.terms import COMMITTEE_ZONE, DEFAULT_READINGS, Filing, Place, Readings, Service
from seed.calendar_source import CSV_PATH, FIRST_YEAR, LAST_YEAR, read_csv

Days = Any  # an array of datetime64[D]
CALENDAR = WorkCalendar(read_csv(), dict.fromkeys(range(FIRST_YEAR, LAST_YEAR + 1), True))
DAYS = np.arange("2012-01-01", "2028-01-01", dtype="datetime64[D]")
LAST = np.datetime64(date(LAST_YEAR, 12, 31))
IN_HOURS, AFTER_HOURS = time(18, 29, 59), time(18, 30)
# Where the result is handed out, and the days of its carriage there.
HAND_OUTS = ((Place.COMMITTEE, 0), (Place.PORTAL, 0), (Place.CENTER, 0), (Place.CENTER, 3))


def days_off(scheme: str, weekly: tuple[int, ...], path: Path = CSV_PATH) -> set[date]:
    """Every day off of a scheme: those of the week, with the exceptions of the file."""
    loaded = np.arange(f"{FIRST_YEAR}-01-01", f"{LAST_YEAR + 1}-01-01", dtype="datetime64[D]")
    off = {day for day in loaded.tolist() if day.weekday() in weekly}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["scheme"] == scheme:
                (off.discard if row["is_working"] == "true" else off.add)(date.fromisoformat(row["day"]))
    return off


COMMITTEE_OFF, CENTER_OFF = days_off("committee", (5, 6)), days_off("center", (6,))
COMMITTEE, CENTER, BOTH = (
    np.busdaycalendar("1111111", sorted(off)) for off in (COMMITTEE_OFF, CENTER_OFF, COMMITTEE_OFF | CENTER_OFF)
)


def after(days: Days, count: int, week: np.busdaycalendar) -> Days:
    """The `count`-th working day after each day; with 0 the day itself or the last working one before it."""
    return np.busday_offset(days, count, roll="backward", busdaycal=week)


def before(days: Days, count: int, week: np.busdaycalendar) -> Days:
    """The `count`-th working day before each day; with 0 the day itself or the first working one after it."""
    return np.busday_offset(days, -count, roll="forward", busdaycal=week)


def open_day(days: Days, hour: time) -> Days:
    """The Committee's day for what comes at this hour."""
    return after(days, 1, COMMITTEE) if hour >= time(18, 30) else before(days, 0, COMMITTEE)


def term_end(service: Service, day_zero: Days, roll: bool) -> Days:
    if service is Service.EUC:
        return after(day_zero, 15, COMMITTEE)
    return before(day_zero + 15, 0, COMMITTEE) if roll else day_zero + 15


def next_month(days: Days) -> Days:
    month = days.astype("datetime64[M]")
    same_number = (month + 1).astype("datetime64[D]") + (days - month.astype("datetime64[D]"))
    return np.minimum(same_number, (month + 2).astype("datetime64[D]") - 1)


def oracle(service: Service, channel: Place, hour: time, hand_out: Place, carriage: int, chosen: Readings) -> Days:
    """The dates of the filings of all days, a column for each name of the timeline; NaT where one does not apply."""
    none = np.full(DAYS.shape, "NaT", "datetime64[D]")
    is_counted = channel is not Place.CENTER  # whether the day of acceptance may be day 1
    accepted = open_day(DAYS, hour) if channel is Place.PORTAL and chosen.portal_postponement else DAYS
    received = open_day(DAYS, hour) if chosen.receipt_postponement else DAYS
    day_one = is_counted and not chosen.day_of_acceptance_is_day_zero
    end = term_end(service, accepted - int(day_one), chosen.roll_forward_calendar_term)
    earliest = term_end(service, DAYS - int(is_counted), roll=False)
    control = np.minimum(after(earliest, 0, COMMITTEE), before(end, 1, COMMITTEE))
    deliver = dispatch = custody = returned = none
    handed = end
    if hand_out is Place.CENTER:
        deliver = before(end, 1, BOTH)
        dispatch = before(deliver, carriage, COMMITTEE)
        control = np.minimum(control, deliver)
        handed = np.maximum(after(end, 0, CENTER), deliver)
        custody = next_month(handed)
        returned = after(custody, 1, BOTH)
    return np.stack(
        [
            accepted, received, after(received, 2, COMMITTEE), end, control, deliver, dispatch, handed, end + 1,
            after(end, 5, COMMITTEE), custody, returned,
        ],
        axis=1,
    )  # fmt: skip


def disagreements(
    service: Service,
    channel: Place,
    hour: time,
    hand_out: Place,
    carriage: int,
    chosen: Readings = DEFAULT_READINGS,
    calendar: WorkCalendar = CALENDAR,
    step: int = 1,
) -> list[tuple[date, Any, Any]]:
    """Each day on which the rules answer otherwise than the oracle; beyond the loaded years both have no answer."""
    wanted = oracle(service, channel, hour, hand_out, carriage, chosen)
    is_known = ~(wanted > LAST).any(axis=1)
    found = []
    for day, dates, is_loaded in zip(
        DAYS.tolist()[::step], wanted.tolist()[::step], is_known.tolist()[::step], strict=True
    ):
        moment = datetime.combine(day, hour, COMMITTEE_ZONE)
        filing = Filing(service, channel, moment, moment, hand_out, COMMITTEE_ZONE, carriage)
        try:
            answer = list(terms.timeline(filing, calendar, chosen).dates().values())
        except YearNotLoaded as error:
            assert error.year == LAST_YEAR + 1
            answer = None
        if answer != (dates if is_loaded else None):
            found.append((day, answer, dates))
    return found


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("channel", Place)
def test_the_rules_agree_with_the_oracle_on_every_day(service, channel):
    for hand_out, carriage in HAND_OUTS:
        assert disagreements(service, channel, IN_HOURS, hand_out, carriage) == []
    assert disagreements(service, channel, AFTER_HOURS, Place.CENTER, 1) == []


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("channel", Place)
def test_the_rules_agree_with_the_oracle_under_every_combination_of_readings(service, channel):
    # Every 23rd day, which falls on each weekday in turn.
    for chosen in product((True, False), repeat=4):
        assert disagreements(service, channel, AFTER_HOURS, Place.CENTER, 1, Readings(*chosen), step=23) == []


def test_the_oracle_sees_a_single_day_that_differs():
    day_off = CalendarDay(Scheme.COMMITTEE, date(2013, 5, 16), False, DayReason.CORRECTED)
    corrected = WorkCalendar([*read_csv(), day_off], dict.fromkeys(CALENDAR.years, True))
    found = disagreements(Service.EUC, Place.COMMITTEE, IN_HOURS, Place.COMMITTEE, 0, calendar=corrected)
    # Those whose term of fifteen working days, with the five after it, holds the day.
    assert (found[0][0], found[-1][0]) == (date(2013, 4, 15), date(2013, 5, 16))
