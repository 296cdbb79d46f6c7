"""Days off and counts of working days, by table, by property and against a naive walk."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import CalendarDay, DayReason, Scheme, WorkCalendar, YearNotLoaded
from seed.calendar_source import FIRST_YEAR, LAST_YEAR, read_csv, rows_for_year

CALENDAR = WorkCalendar(read_csv(), dict.fromkeys(range(FIRST_YEAR, LAST_YEAR + 1), True))
SCHEMES = st.sampled_from(Scheme)
# Far enough from both ends for any count below.
DAYS = st.dates(date(2012, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("scheme", "day", "is_working", "reason"),
    [
        ("committee", date(2013, 5, 3), True, DayReason.WORKING),
        ("committee", date(2013, 5, 4), True, DayReason.MOVED_WORKING),
        ("center", date(2013, 5, 4), True, DayReason.WORKING),
        ("committee", date(2013, 5, 5), False, DayReason.WEEKEND),
        ("committee", date(2013, 5, 10), False, DayReason.MOVED_OFF),
        ("center", date(2013, 5, 10), True, DayReason.WORKING),
        ("committee", date(2013, 12, 28), True, DayReason.MOVED_WORKING),
        ("committee", date(2014, 1, 3), False, DayReason.MOVED_OFF),
        ("committee", date(2014, 5, 4), True, DayReason.MOVED_WORKING),
        ("center", date(2014, 5, 4), False, DayReason.WEEKEND),
        # A holiday on a Saturday moves for the five-day week and not for the six-day one.
        ("committee", date(2013, 7, 8), False, DayReason.HOLIDAY_MOVED),
        ("center", date(2013, 7, 8), True, DayReason.WORKING),
        ("center", date(2013, 7, 6), False, DayReason.HOLIDAY),
        # One on a Sunday moves for both; past the holidays that follow it.
        ("center", date(2013, 12, 2), False, DayReason.HOLIDAY_MOVED),
        ("center", date(2012, 1, 3), False, DayReason.HOLIDAY_MOVED),
        ("center", date(2025, 3, 24), False, DayReason.HOLIDAY_MOVED),
        ("center", date(2025, 3, 25), True, DayReason.WORKING),
        ("committee", date(2025, 3, 25), False, DayReason.HOLIDAY_MOVED),
        # 7 January and Kurban Ait on a Sunday do not move.
        ("committee", date(2024, 1, 8), True, DayReason.WORKING),
        ("center", date(2024, 1, 8), True, DayReason.WORKING),
        ("center", date(2024, 6, 16), False, DayReason.HOLIDAY),
        ("center", date(2024, 6, 17), True, DayReason.WORKING),
        # A Monday off in place of a Saturday holiday, moved once more by the Government.
        ("committee", date(2020, 5, 8), False, DayReason.MOVED_OFF),
        ("committee", date(2020, 5, 11), True, DayReason.MOVED_WORKING),
        ("center", date(2020, 5, 11), True, DayReason.WORKING),
    ],
)
def test_a_known_day_is_working_or_off_for_its_reason(scheme, day, is_working, reason):
    row = CALENDAR.day(Scheme(scheme), day)
    assert (row.is_working, row.reason) == (is_working, reason)
    assert CALENDAR.is_working(Scheme(scheme), day) is is_working


def test_the_stored_days_are_what_the_package_gives():
    derived = [row for year in range(FIRST_YEAR, LAST_YEAR + 1) for row in rows_for_year(year)]
    assert read_csv() == derived


def test_each_day_of_a_scheme_is_stored_once():
    keys = [(row.scheme, row.day) for row in read_csv()]
    assert len(keys) == len(set(keys))


def test_the_committee_works_on_the_days_on_which_the_package_says_so():
    from holidays import country_holidays

    package = country_holidays("KZ", years=range(FIRST_YEAR, LAST_YEAR + 1))
    day = date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_YEAR:
        assert CALENDAR.is_working(Scheme.COMMITTEE, day) == package.is_working_day(day), day
        day += timedelta(days=1)


def test_every_exchange_of_days_names_both_of_them():
    rows = {(row.scheme, row.day): row for row in read_csv()}
    for row in rows.values():
        if row.reason in (DayReason.MOVED_OFF, DayReason.MOVED_WORKING):
            assert row.moved_from is not None
            assert rows[(row.scheme, row.moved_from)].moved_from == row.day
        if row.reason is DayReason.HOLIDAY_MOVED:
            assert row.moved_from is not None and row.moved_from < row.day
            assert rows[(row.scheme, row.moved_from)].reason is DayReason.HOLIDAY


@given(SCHEMES, DAYS, st.integers(-60, 60))
def test_adding_working_days_agrees_with_walking_day_by_day(scheme, start, count):
    day, left = start, abs(count)
    while left:
        day += timedelta(days=1 if count > 0 else -1)
        left -= CALENDAR.is_working(scheme, day)
    assert CALENDAR.add_working(scheme, start, count) == day
    assert CALENDAR.subtract_working(scheme, start, -count) == day


@given(SCHEMES, DAYS)
def test_next_and_previous_working_day_are_the_day_itself_when_it_is_worked(scheme, day):
    after, before = CALENDAR.next_working(scheme, day), CALENDAR.previous_working(scheme, day)
    assert before <= day <= after
    assert CALENDAR.is_working(scheme, before) and CALENDAR.is_working(scheme, after)
    assert (before == day == after) == CALENDAR.is_working(scheme, day)


@given(SCHEMES, DAYS, DAYS)
def test_working_days_between_two_dates_are_those_after_the_first_up_to_the_second(scheme, a, b):
    first, last = min(a, b), max(a, b)
    walked = sum(CALENDAR.is_working(scheme, first + timedelta(days=n + 1)) for n in range((last - first).days))
    assert CALENDAR.working_between(scheme, first, last) == walked
    assert CALENDAR.working_between(scheme, last, first) == -walked


@given(DAYS)
def test_common_days_are_worked_by_both_and_none_is_missed(day):
    def is_common(candidate):
        return all(CALENDAR.is_working(scheme, candidate) for scheme in Scheme)

    after, before = CALENDAR.first_common_after(day), CALENDAR.last_common_before(day)
    assert before < day < after and is_common(before) and is_common(after)
    assert not any(is_common(day + timedelta(days=n)) for n in range(1, (after - day).days))
    assert not any(is_common(day - timedelta(days=n)) for n in range(1, (day - before).days))


@given(SCHEMES, DAYS, st.integers(0, 40))
def test_the_counted_days_add_up_to_the_count(scheme, start, count):
    days = CALENDAR.counted(scheme, start, count)
    assert [number for _, number in days if number is not None] == list(range(1, count + 1))
    assert all((number is not None) == row.is_working for row, number in days)
    assert [row.day for row, _ in days] == [start + timedelta(days=n + 1) for n in range(len(days))]


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda c: c.day(Scheme.COMMITTEE, date(2010, 12, 31)), 2010),
        (lambda c: c.is_working(Scheme.CENTER, date(2028, 1, 1)), 2028),
        (lambda c: c.add_working(Scheme.COMMITTEE, date(2027, 12, 30), 15), 2028),
        (lambda c: c.add_working(Scheme.COMMITTEE, date(2011, 1, 6), -15), 2010),
        (lambda c: c.add_working(Scheme.COMMITTEE, date(2030, 1, 6), 0), 2030),
        (lambda c: c.next_working(Scheme.COMMITTEE, date(2028, 1, 1)), 2028),
        (lambda c: c.previous_working(Scheme.CENTER, date(2011, 1, 1)), 2010),
        (lambda c: c.previous_working(Scheme.CENTER, date(2031, 1, 1)), 2031),
        (lambda c: c.working_between(Scheme.CENTER, date(2027, 1, 1), date(2029, 1, 1)), 2028),
        (lambda c: c.last_common_before(date(2011, 1, 3)), 2010),
        (lambda c: c.is_provisional(date(2027, 1, 1), date(2028, 1, 1)), 2028),
    ],
)
def test_a_year_that_is_not_loaded_is_an_error(ask, year):
    with pytest.raises(YearNotLoaded) as raised:
        ask(CALENDAR)
    assert raised.value.year == year


def test_a_count_does_not_leap_over_a_year_that_is_missing_in_between():
    gap = WorkCalendar([], {2012: True, 2014: True})
    assert gap.add_working(Scheme.COMMITTEE, date(2012, 12, 28), 1) == date(2012, 12, 31)
    for count, start in ((2, date(2012, 12, 28)), (-1, date(2014, 1, 1))):
        with pytest.raises(YearNotLoaded) as raised:
            gap.add_working(Scheme.COMMITTEE, start, count)
        assert raised.value.year == 2013


def test_a_calendar_without_years_answers_nothing():
    with pytest.raises(YearNotLoaded):
        WorkCalendar([], {}).next_working(Scheme.COMMITTEE, date(2013, 5, 3))


def test_dates_are_provisional_when_any_year_they_span_is_not_confirmed(calendar):
    assert not calendar.is_provisional(date(2026, 12, 31), None)
    assert calendar.is_provisional(date(2026, 12, 31), date(2027, 1, 1))
    assert not calendar.is_provisional(None)


def test_a_correction_counts_like_any_other_day():
    off = CalendarDay(Scheme.CENTER, date(2013, 5, 3), False, DayReason.CORRECTED, act="приказ")
    corrected = WorkCalendar([*read_csv(), off], {2013: True})
    assert corrected.next_working(Scheme.CENTER, date(2013, 5, 3)) == date(2013, 5, 4)
    assert corrected.is_working(Scheme.COMMITTEE, date(2013, 5, 3))
