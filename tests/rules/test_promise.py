"""A corrected calendar never makes later the hand-out day that a receipt has promised (14.1)."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import terms
from rules.calendar import CalendarDay, DayReason, Scheme, WorkCalendar
from rules.terms import Filing, Place, Service, Timeline
from seed.calendar_source import read_csv
from tests.rules.test_terms import CALENDAR, filing

E, C = Service.EUC, Service.CONCLUSION
COMMITTEE, CENTER, PORTAL = Place.COMMITTEE, Place.CENTER, Place.PORTAL
YEARS = dict.fromkeys(range(2011, 2028), True)


def corrected(*days: date, is_working: bool = False) -> WorkCalendar:
    """The seeded calendar with these days set anew, for the Committee and the Centers alike."""
    rows = [CalendarDay(scheme, day, is_working, DayReason.CORRECTED) for scheme in Scheme for day in days]
    return WorkCalendar([*read_csv(), *rows], YEARS)


def moved(case: Filing, calendar: WorkCalendar) -> Timeline:
    promised_on = terms.timeline(case, CALENDAR).hand_out_on
    return terms.keep_promise(terms.timeline(case, calendar), promised_on, calendar)


@pytest.mark.parametrize(
    ("hand_out", "off", "expected"),
    [
        # Promised 28 May. A day off within the term moves its end to the 29th; the promise stands.
        (COMMITTEE, "2013-05-20", "control 2013-05-27 term 2013-05-29 hand_out 2013-05-28"),
        (PORTAL, "2013-05-20", "control 2013-05-27 term 2013-05-29 hand_out 2013-05-28"),
        # The promised day itself becomes a day off: the counter works on the day before.
        (COMMITTEE, "2013-05-28", "control 2013-05-24 term 2013-05-29 hand_out 2013-05-27"),
        (CENTER, "2013-05-20", "control 2013-05-27 term 2013-05-29 deliver 2013-05-27 hand_out 2013-05-28"),
        (CENTER, "2013-05-28", "control 2013-05-24 term 2013-05-29 deliver 2013-05-24 hand_out 2013-05-27"),
    ],
)
def test_the_term_moves_and_the_promised_day_does_not(hand_out, off, expected):
    calendar = corrected(date.fromisoformat(off))
    dates = moved(filing(E, COMMITTEE, "2013-05-03T10:00", hand_out), calendar)
    names, days = expected.split()[::2], expected.split()[1::2]
    full = {"control": "control_on", "term": "term_ends_on", "deliver": "deliver_on", "hand_out": "hand_out_on"}
    assert {n: getattr(dates, full[n]).isoformat() for n in names} == dict(zip(names, days, strict=True))


def test_an_earlier_hand_out_day_is_taken_as_it_comes():
    calendar = corrected(date(2013, 5, 18), is_working=True)  # a Saturday worked: the term ends a day sooner
    dates = moved(filing(E, COMMITTEE, "2013-05-03T10:00"), calendar)
    assert dates.hand_out_on == dates.term_ends_on == date(2013, 5, 27)


def test_the_days_of_carriage_are_kept_before_the_promise():
    case = filing(E, COMMITTEE, "2013-05-03T10:00", CENTER, carriage=3)
    dates = moved(case, corrected(date(2013, 5, 20)))
    assert (dates.deliver_on, dates.dispatch_on) == (date(2013, 5, 27), date(2013, 5, 22))
    assert dates.control_on == date(2013, 5, 22)


def test_custody_counts_from_the_day_that_was_promised():
    dates = moved(filing(E, COMMITTEE, "2013-05-03T10:00", CENTER), corrected(date(2013, 5, 20)))
    assert (dates.custody_ends_on, dates.return_on) == (date(2013, 6, 28), date(2013, 7, 1))


filings = st.builds(
    lambda service, channel, hand_out, filed, carriage: Filing(
        service, channel, filed.replace(tzinfo=UTC), filed.replace(tzinfo=UTC), hand_out,
        hand_out_carriage_days=carriage,
    ),
    st.sampled_from(Service), st.sampled_from(Place), st.sampled_from(Place),
    st.datetimes(datetime(2012, 6, 1), datetime(2013, 6, 30)), st.integers(0, 5),
)  # fmt: skip
corrections = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=8)


def corrected_after(case: Filing, changes: list[tuple[int, bool]]) -> WorkCalendar:
    rows = [
        CalendarDay(scheme, case.filed_at.date() + timedelta(days=after), is_working, DayReason.CORRECTED)
        for after, is_working in changes
        for scheme in Scheme
    ]
    return WorkCalendar([*(row for row in read_csv() if row.day.year in (2012, 2013)), *rows], {2012: True, 2013: True})


@given(filings, corrections)
def test_whatever_is_corrected_the_promise_can_be_kept_by_those_who_work(case, changes):
    promised_on = terms.timeline(case, CALENDAR).hand_out_on
    calendar = corrected_after(case, changes)
    law, dates = terms.timeline(case, calendar), moved(case, calendar)
    assert dates.hand_out_on <= promised_on
    assert calendar.is_working(Scheme.CENTER if case.hand_out is CENTER else Scheme.COMMITTEE, dates.hand_out_on)
    assert calendar.is_working(Scheme.COMMITTEE, dates.control_on)
    assert dates.control_on <= law.control_on
    if dates.deliver_on and dates.dispatch_on:
        assert dates.dispatch_on <= dates.deliver_on <= dates.hand_out_on
        assert dates.control_on <= dates.deliver_on
        carried = calendar.working_between(Scheme.COMMITTEE, dates.dispatch_on, dates.deliver_on)
        assert carried == case.hand_out_carriage_days
        if dates != law:
            assert dates.control_on <= dates.dispatch_on
    else:
        assert dates.control_on < dates.hand_out_on


@given(filings, corrections)
def test_the_law_of_the_term_itself_is_left_alone(case, changes):
    calendar = corrected_after(case, changes)
    law, dates = terms.timeline(case, calendar), moved(case, calendar)
    may_differ = {"hand_out_on", "deliver_on", "dispatch_on", "control_on", "custody_ends_on", "return_on"}
    same = {field.name: getattr(law, field.name) for field in fields(law) if field.name in may_differ}
    assert replace(dates, **same) == law
    if law.hand_out_on <= terms.timeline(case, CALENDAR).hand_out_on:
        assert dates == law
