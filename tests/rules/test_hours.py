"""Opening hours of the Committee and of the Centers (clause 9), by tables of moments."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from rules.calendar import Scheme, YearNotLoaded
from rules.hours import days_off, hours_on, is_within, opening_at

ALMATY = "Asia/Almaty"
AQTAU = "Asia/Aqtau"


def at(text: str, zone: str = ALMATY) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


CENTER = [
    # Friday 3 May 2013 and the days after: Saturday works, Sunday does not
    ("2013-05-03T08:59", ALMATY, False, "2013-05-03T09:00"),
    ("2013-05-03T09:00", ALMATY, True, "2013-05-03T20:00"),
    ("2013-05-03T13:30", ALMATY, True, "2013-05-03T20:00"),
    ("2013-05-03T19:59", ALMATY, True, "2013-05-03T20:00"),
    ("2013-05-03T20:00", ALMATY, False, "2013-05-04T09:00"),
    ("2013-05-04T20:00", ALMATY, False, "2013-05-06T09:00"),
    ("2013-05-05T12:00", ALMATY, False, "2013-05-06T09:00"),
    # Holidays: 7 and 9 May 2013, a Tuesday and a Thursday
    ("2013-05-07T12:00", ALMATY, False, "2013-05-08T09:00"),
    ("2013-05-08T21:00", ALMATY, False, "2013-05-10T09:00"),
    # The turn of the year: 1 and 2 January 2014, 7 January
    ("2013-12-31T20:00", ALMATY, False, "2014-01-03T09:00"),
    ("2014-01-06T23:00", ALMATY, False, "2014-01-08T09:00"),
    # The working Sunday that the Government made is none of a Center's
    ("2014-05-04T12:00", ALMATY, False, "2014-05-05T09:00"),
    # Astana's 9.30 is Aqtau's 8.30 in 2013: the same moment, two answers
    ("2013-05-03T08:30", AQTAU, False, "2013-05-03T09:00"),
    ("2013-05-03T19:30", AQTAU, True, "2013-05-03T20:00"),
]
COMMITTEE = [
    ("2013-05-03T08:59", False, "2013-05-03T09:00"),
    ("2013-05-03T09:00", True, "2013-05-03T13:00"),
    ("2013-05-03T12:59", True, "2013-05-03T13:00"),
    ("2013-05-03T13:00", False, "2013-05-03T14:30"),
    ("2013-05-03T14:29", False, "2013-05-03T14:30"),
    ("2013-05-03T14:30", True, "2013-05-03T18:30"),
    ("2013-05-03T18:30", False, "2013-05-04T09:00"),  # the Saturday is worked for a day moved
    ("2013-05-04T10:00", True, "2013-05-04T13:00"),
    ("2013-05-04T18:30", False, "2013-05-06T09:00"),
    ("2013-05-08T18:30", False, "2013-05-13T09:00"),  # the 9th is a holiday, the 10th is moved
    ("2014-05-04T12:00", True, "2014-05-04T13:00"),
]


@pytest.mark.parametrize(("moment", "zone", "is_open", "changes_at"), CENTER)
def test_a_center_is_open_from_nine_to_eight_six_days_a_week(calendar, moment, zone, is_open, changes_at):
    answer = opening_at(Scheme.CENTER, at(moment, zone), zone, calendar)
    assert (answer.is_open, answer.changes_at) == (is_open, at(changes_at, zone))
    local = at(moment, zone)
    assert is_within(hours_on(Scheme.CENTER, local.date(), calendar), local.time()) is is_open


@pytest.mark.parametrize(("moment", "is_open", "changes_at"), COMMITTEE)
def test_the_committee_closes_for_its_break_and_on_its_days_off(calendar, moment, is_open, changes_at):
    answer = opening_at(Scheme.COMMITTEE, at(moment), ALMATY, calendar)
    assert (answer.is_open, answer.changes_at) == (is_open, at(changes_at))


def test_one_moment_is_answered_by_the_clock_of_the_place(calendar):
    moment = datetime(2013, 5, 3, 3, 30, tzinfo=UTC)  # 9.30 in Almaty, 8.30 in Aqtau
    assert opening_at(Scheme.CENTER, moment, ALMATY, calendar).is_open
    assert not opening_at(Scheme.CENTER, moment, AQTAU, calendar).is_open


def test_the_local_day_counts_not_that_of_greenwich(calendar):
    moment = datetime(2013, 5, 4, 20, tzinfo=UTC)  # already Sunday in Almaty
    assert opening_at(Scheme.CENTER, moment, ALMATY, calendar).changes_at == at("2013-05-06T09:00")


def test_a_moment_without_a_zone_is_refused(calendar):
    with pytest.raises(ValueError):
        opening_at(Scheme.CENTER, datetime(2013, 5, 3, 10), ALMATY, calendar)


def test_hours_of_a_day(calendar):
    assert hours_on(Scheme.CENTER, date(2013, 5, 4), calendar) == ((time(9), time(20)),)
    assert hours_on(Scheme.CENTER, date(2013, 5, 5), calendar) == ()
    assert hours_on(Scheme.COMMITTEE, date(2013, 5, 3), calendar) == ((time(9), time(13)), (time(14, 30), time(18, 30)))


def test_days_off_of_two_weeks_are_sundays_and_holidays(calendar):
    off = days_off(Scheme.CENTER, date(2013, 5, 3), 14, calendar)
    assert [row.day.day for row in off] == [5, 7, 9, 12]


def test_nothing_is_guessed_beyond_the_loaded_years(calendar):
    last = calendar.years[-1]
    with pytest.raises(YearNotLoaded):
        opening_at(Scheme.CENTER, at(f"{last}-12-31T21:00"), ALMATY, calendar)
    with pytest.raises(YearNotLoaded):
        days_off(Scheme.CENTER, date(last, 12, 25), 14, calendar)
