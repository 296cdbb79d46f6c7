"""The worked examples of the law table, the edges of each rule, and properties over every kind of filing."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import terms
from rules.calendar import CalendarDay, DayReason, Scheme, WorkCalendar, YearNotLoaded
from rules.terms import Filing, Place, Readings, Service
from seed.calendar_source import read_csv
from tests.rules.strategies import CALENDAR, filings, readings

ALMATY = ZoneInfo("Asia/Almaty")
E, C = Service.EUC, Service.CONCLUSION
COMMITTEE, CENTER, PORTAL = Place.COMMITTEE, Place.CENTER, Place.PORTAL


def filing(service, channel, filed, hand_out=None, received=None, zone="Asia/Almaty", carriage=0):
    """A filing from local times of the place: the Center's zone at a Center, else the Committee's."""
    filed_at = datetime.fromisoformat(filed).replace(tzinfo=ZoneInfo(zone) if channel is CENTER else ALMATY)
    received_at = datetime.fromisoformat(received).replace(tzinfo=ALMATY) if received else filed_at
    return Filing(service, channel, filed_at, received_at, hand_out or channel, zone, carriage)


EXAMPLES = [
    # service, channel, filed, hand-out, then accepted, received, completeness, control, term end, deliver, hand-out,
    # issue due, custody ends, return
    (E, COMMITTEE, "2013-05-03T10:00", COMMITTEE,
     "2013-05-03 2013-05-03 2013-05-06 2013-05-27 2013-05-28 - 2013-05-28 2013-06-04 - -"),
    (E, COMMITTEE, "2013-05-03T10:00", CENTER,
     "2013-05-03 2013-05-03 2013-05-06 2013-05-27 2013-05-28 2013-05-27 2013-05-28 2013-06-04 2013-06-28 2013-07-01"),
    (C, COMMITTEE, "2013-05-03T10:00", COMMITTEE,
     "2013-05-03 2013-05-03 2013-05-06 2013-05-17 2013-05-20 - 2013-05-20 2013-05-27 - -"),
    (C, COMMITTEE, "2013-12-13T10:00", COMMITTEE,
     "2013-12-13 2013-12-13 2013-12-19 2013-12-27 2013-12-28 - 2013-12-28 2014-01-09 - -"),
    (E, COMMITTEE, "2013-12-13T10:00", COMMITTEE,
     "2013-12-13 2013-12-13 2013-12-19 2014-01-09 2014-01-10 - 2014-01-10 2014-01-17 - -"),
    (C, CENTER, "2013-05-11T12:00", CENTER,
     "2013-05-11 2013-05-13 2013-05-15 2013-05-24 2013-05-27 2013-05-24 2013-05-27 2013-06-03 2013-06-27 2013-06-28"),
    (E, CENTER, "2014-04-11T12:00", CENTER,
     "2014-04-11 2014-04-11 2014-04-15 2014-04-30 2014-05-05 2014-04-30 2014-05-05 2014-05-14 2014-06-05 2014-06-06"),
    (C, PORTAL, "2025-03-20T19:00", PORTAL,
     "2025-03-26 2025-03-26 2025-03-28 2025-04-03 2025-04-10 - 2025-04-10 2025-04-17 - -"),
    (E, PORTAL, "2026-08-15T11:00", PORTAL,
     "2026-08-17 2026-08-17 2026-08-19 2026-09-04 2026-09-07 - 2026-09-07 2026-09-14 - -"),
    (C, COMMITTEE, "2026-03-06T10:00", COMMITTEE,
     "2026-03-06 2026-03-06 2026-03-11 2026-03-20 2026-03-26 - 2026-03-26 2026-04-02 - -"),
]  # fmt: skip


@pytest.mark.parametrize(("service", "channel", "filed", "hand_out", "expected"), EXAMPLES)
def test_a_worked_example_has_exactly_these_dates(service, channel, filed, hand_out, expected):
    dates = terms.timeline(filing(service, channel, filed, hand_out), CALENDAR)
    names = (
        *("accepted_on", "received_on", "completeness_due_on", "control_on", "term_ends_on", "deliver_on"),
        *("hand_out_on", "deemed_issue_due_on", "custody_ends_on", "return_on"),
    )
    wanted = {
        name: None if text == "-" else date.fromisoformat(text)
        for name, text in zip(names, expected.split(), strict=True)
    }
    wanted["deemed_issued_on"] = dates.term_ends_on + timedelta(days=1)
    wanted["dispatch_on"] = wanted["deliver_on"]
    assert dates.dates() == wanted
    assert not dates.is_provisional


@pytest.mark.parametrize(
    ("filed", "accepted"),
    [
        ("2013-05-03T00:00", "2013-05-03"),
        ("2013-05-03T18:29:59", "2013-05-03"),
        ("2013-05-03T18:30", "2013-05-04"),  # a working Saturday
        ("2013-05-04T10:00", "2013-05-04"),
        ("2013-05-04T18:30", "2013-05-06"),
        ("2013-05-10T10:00", "2013-05-13"),  # a day off moved by the Government
        ("2013-12-31T23:59:59", "2014-01-06"),
    ],
)
def test_a_portal_filing_after_hours_or_on_a_day_off_is_accepted_on_the_next_working_day(filed, accepted):
    case = filing(C, PORTAL, filed)
    assert terms.accepted_on(case, CALENDAR) == date.fromisoformat(accepted)
    unmoved = terms.accepted_on(case, CALENDAR, Readings(portal_postponement=False))
    assert unmoved == date.fromisoformat(filed[:10])


@pytest.mark.parametrize("channel", [COMMITTEE, CENTER])
def test_an_application_taken_at_a_counter_is_accepted_that_day_even_after_hours(channel):
    assert terms.accepted_on(filing(E, channel, "2013-05-11T19:30"), CALENDAR) == date(2013, 5, 11)


@pytest.mark.parametrize("channel", Place)
@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2013-05-13T08:00", "2013-05-13"),
        ("2013-05-13T13:30", "2013-05-13"),
        ("2013-05-13T18:29:59", "2013-05-13"),
        ("2013-05-13T18:30", "2013-05-14"),
        ("2013-05-11T12:00", "2013-05-13"),
    ],
)
def test_documents_count_as_received_by_the_committees_hours_whatever_the_channel(channel, received, expected):
    case = filing(C, channel, "2013-05-11T12:00", received=received)
    assert terms.timeline(case, CALENDAR).received_on == date.fromisoformat(expected)


def test_a_late_package_from_a_center_moves_completeness_and_not_the_term():
    prompt = terms.timeline(filing(E, CENTER, "2014-04-11T12:00"), CALENDAR)
    late = terms.timeline(filing(E, CENTER, "2014-04-11T12:00", received="2014-04-16T10:00"), CALENDAR)
    assert late.completeness_due_on == date(2014, 4, 18)
    assert late.term_ends_on == prompt.term_ends_on


def test_the_day_of_acceptance_is_the_local_day_of_the_center():
    # 00:30 in Almaty is 23:30 of the day before in Aqtau: the Center's day counts.
    moment = datetime(2013, 5, 14, 0, 30, tzinfo=ALMATY)
    case = Filing(C, CENTER, moment, moment, CENTER, center_zone="Asia/Aqtau")
    assert terms.accepted_on(case, CALENDAR) == date(2013, 5, 13)
    assert terms.received_on(moment, CALENDAR) == date(2013, 5, 14)


def test_a_moment_without_a_zone_is_refused():
    naive = datetime(2013, 5, 3, 10)
    with pytest.raises(ValueError, match="time zone"):
        terms.timeline(Filing(E, COMMITTEE, naive, naive, COMMITTEE), CALENDAR)


@pytest.mark.parametrize(
    ("service", "channel", "accepted", "readings", "expected"),
    [
        (E, COMMITTEE, "2013-05-03", Readings(day_of_acceptance_is_day_zero=False), "2013-05-27"),
        (E, CENTER, "2013-05-03", Readings(day_of_acceptance_is_day_zero=False), "2013-05-28"),
        (C, COMMITTEE, "2013-05-03", Readings(day_of_acceptance_is_day_zero=False), "2013-05-17"),
        (C, COMMITTEE, "2013-05-03", Readings(roll_forward_calendar_term=False), "2013-05-18"),
        (C, CENTER, "2013-05-11", Readings(roll_forward_calendar_term=False), "2013-05-26"),
        # A Saturday can be day 1 of calendar days; the first working day after it is day 1 of working days.
        (C, PORTAL, "2026-08-15", Readings(day_of_acceptance_is_day_zero=False), "2026-08-31"),
        (E, PORTAL, "2026-08-15", Readings(day_of_acceptance_is_day_zero=False), "2026-09-04"),
    ],
)
def test_another_reading_ends_the_term_on_another_day(service, channel, accepted, readings, expected):
    end = terms.term_ends_on(service, channel, date.fromisoformat(accepted), CALENDAR, readings)
    assert end == date.fromisoformat(expected)


def test_carriage_moves_the_dispatch_back_by_the_committees_working_days():
    dates = terms.timeline(filing(E, CENTER, "2014-04-11T12:00", carriage=3), CALENDAR)
    assert (dates.deliver_on, dates.dispatch_on) == (date(2014, 4, 30), date(2014, 4, 25))


def test_a_center_closed_between_delivery_and_the_end_of_the_term_hands_out_on_the_day_of_delivery():
    # The Committee works on Sunday 4 May 2014, and the Centers do not on the 1st; make them rest from the 2nd on.
    closed = [CalendarDay(Scheme.CENTER, date(2014, 5, day), False, DayReason.CORRECTED) for day in (2, 3, 5)]
    center_rests = WorkCalendar([*read_csv(), *closed], {2014: True})
    dates = terms.timeline(filing(E, CENTER, "2014-04-11T12:00"), center_rests)
    assert dates.term_ends_on == date(2014, 5, 5)
    assert dates.hand_out_on == dates.deliver_on == date(2014, 4, 30)


@pytest.mark.parametrize(
    ("hand_out", "arrived", "ends"),
    [
        ("2013-05-28", None, "2013-06-28"),
        ("2013-05-28", "2013-05-27", "2013-06-28"),
        ("2013-05-28", "2013-05-30", "2013-06-30"),
        ("2013-01-31", None, "2013-02-28"),
        ("2024-01-30", None, "2024-02-29"),
        ("2013-12-31", None, "2014-01-31"),
    ],
)
def test_custody_lasts_a_month_from_the_promised_day_or_a_later_arrival(hand_out, arrived, ends):
    arrived_on = date.fromisoformat(arrived) if arrived else None
    assert terms.custody_ends_on(date.fromisoformat(hand_out), arrived_on) == date.fromisoformat(ends)


def test_the_return_is_on_a_day_after_custody_on_which_both_work():
    assert terms.return_on(date(2013, 6, 28), CALENDAR) == date(2013, 7, 1)
    assert terms.return_on(date(2014, 5, 1), CALENDAR) == date(2014, 5, 5)


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        (date(2013, 5, 28), date(2013, 11, 28)),
        (date(2013, 8, 31), date(2014, 2, 28)),
        (date(2023, 8, 30), date(2024, 2, 29)),
        (date(2013, 12, 1), date(2014, 6, 1)),
    ],
)
def test_a_certificate_is_presented_within_six_months_of_signing(signed, expected):
    assert terms.present_by(E, signed) == expected
    assert terms.present_by(C, signed) is None


@pytest.mark.parametrize(
    ("term_end", "expired_at"),
    [
        (date(2013, 5, 28), datetime(2013, 5, 28, 18, tzinfo=UTC)),  # UTC+6
        (date(2024, 2, 28), datetime(2024, 2, 28, 18, tzinfo=UTC)),
        (date(2024, 2, 29), datetime(2024, 2, 29, 19, tzinfo=UTC)),  # its last hour occurs twice
        (date(2026, 9, 7), datetime(2026, 9, 7, 19, tzinfo=UTC)),  # UTC+5
    ],
)
def test_the_result_counts_as_issued_from_midnight_and_not_a_second_before(term_end, expired_at):
    second = timedelta(seconds=1)
    assert terms.start_of_committee_day(terms.deemed_issued_on(term_end)) == expired_at
    assert not terms.counts_as_issued(term_end, None, expired_at - second)
    assert terms.counts_as_issued(term_end, None, expired_at)
    assert not terms.counts_as_issued(term_end, expired_at - second, expired_at + second)
    assert terms.counts_as_issued(term_end, expired_at, expired_at + second)
    assert terms.committee_today(expired_at - second) == term_end
    assert terms.committee_today(expired_at) == term_end + timedelta(days=1)


def test_the_moment_of_tacit_approval_belongs_to_the_timeline():
    dates = terms.timeline(filing(E, COMMITTEE, "2013-05-03T10:00"), CALENDAR)
    assert terms.deemed_issued_at(dates) == datetime(2013, 5, 28, 18, tzinfo=UTC)


def test_counters_open_at_nine_and_the_portal_has_none():
    assert [terms.counter_opens(place) for place in Place] == [time(9), time(9), None]


def test_a_filing_whose_dates_reach_an_unloaded_year_is_an_error():
    with pytest.raises(YearNotLoaded) as raised:
        terms.timeline(filing(E, COMMITTEE, "2027-12-20T10:00"), CALENDAR)
    assert raised.value.year == 2028


def test_dates_in_an_unconfirmed_year_are_provisional(calendar):
    # Only the issue due after silence and the custody reach into 2027.
    assert terms.timeline(filing(E, COMMITTEE, "2026-12-07T10:00"), calendar).is_provisional
    assert not terms.timeline(filing(E, COMMITTEE, "2026-11-02T10:00"), calendar).is_provisional
    assert terms.timeline(filing(E, COMMITTEE, "2026-11-12T10:00", CENTER), calendar).is_provisional


@given(filings, readings)
def test_the_dates_of_a_filing_are_in_the_order_of_the_law(case, chosen):
    dates = terms.timeline(case, CALENDAR, chosen)
    assert dates.accepted_on <= dates.control_on < dates.term_ends_on < dates.deemed_issued_on
    assert dates.deemed_issued_on <= dates.deemed_issue_due_on
    assert dates.received_on < dates.completeness_due_on
    if case.hand_out is CENTER:
        assert dates.deliver_on and dates.dispatch_on and dates.custody_ends_on and dates.return_on
        assert dates.control_on <= dates.deliver_on < dates.term_ends_on
        assert dates.dispatch_on <= dates.deliver_on <= dates.hand_out_on <= dates.term_ends_on
        assert dates.hand_out_on < dates.custody_ends_on < dates.return_on
    else:
        assert dates.hand_out_on == dates.term_ends_on
        assert {dates.deliver_on, dates.dispatch_on, dates.custody_ends_on, dates.return_on} == {None}


@given(filings)
def test_no_due_date_is_a_day_off_of_those_who_must_act(case):
    dates = terms.timeline(case, CALENDAR)
    due = [
        dates.received_on,
        dates.completeness_due_on,
        dates.control_on,
        dates.term_ends_on,
        dates.deemed_issue_due_on,
    ]
    due += [day for day in (dates.deliver_on, dates.dispatch_on, dates.return_on) if day]
    assert all(CALENDAR.is_working(Scheme.COMMITTEE, day) for day in due)
    if case.hand_out is CENTER:
        at_center = [day for day in (dates.deliver_on, dates.hand_out_on, dates.return_on) if day]
        assert len(at_center) == 3
        assert all(CALENDAR.is_working(Scheme.CENTER, day) for day in at_center)


@given(filings, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_later_filing_never_has_an_earlier_date(case, later):
    after = replace(case, filed_at=case.filed_at + later, received_at=case.received_at + later)
    first, second = terms.timeline(case, CALENDAR).dates(), terms.timeline(after, CALENDAR).dates()
    for name, day in first.items():
        other = second[name]
        assert day is other is None or (day and other and day <= other), name


@given(filings, readings)
def test_the_control_date_is_safe_under_every_reading(case, chosen):
    dates = terms.timeline(case, CALENDAR, chosen)
    ends = []
    for combination in product([True, False], repeat=3):
        other = Readings(*combination)
        accepted = terms.accepted_on(case, CALENDAR, other)
        ends.append(terms.term_ends_on(case.service, case.channel, accepted, CALENDAR, other))
    wanted = min(
        CALENDAR.previous_working(Scheme.COMMITTEE, min(ends)),
        CALENDAR.previous_working(Scheme.COMMITTEE, dates.term_ends_on - timedelta(days=1)),
        dates.deliver_on or date.max,
    )
    assert dates.control_on == wanted


@given(st.dates(date(2012, 1, 1), date(2026, 12, 31)), st.integers(1, 24))
def test_the_same_day_months_later_keeps_the_day_number_or_ends_the_month(day, months):
    later = terms.same_day_months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
