"""Moments: the change of zone in 2024, leap days, the ends of years, and a server whose own clock is elsewhere."""

import time as clock
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import terms
from rules.calendar import YearNotLoaded
from rules.terms import COMMITTEE_ZONE, Filing, Place, Service
from tests.rules.strategies import CALENDAR

ZONES = ("Asia/Almaty", "Asia/Aqtau", "Asia/Aqtobe", "Asia/Atyrau", "Asia/Oral", "Asia/Qyzylorda", "Asia/Qostanay")
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def dates_of(channel, moment, zone="Asia/Almaty", service=Service.EUC):
    return terms.timeline(Filing(service, channel, moment, moment, channel, zone), CALENDAR)


@pytest.mark.parametrize("fold", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("channel", [Place.COMMITTEE, Place.CENTER])
def test_both_half_past_elevens_of_the_longest_day_belong_to_it(channel, fold):
    moment = datetime(2024, 2, 29, 23, 30, fold=fold, tzinfo=COMMITTEE_ZONE)
    assert moment.astimezone(UTC) == datetime(2024, 2, 29, 17 + fold, 30, tzinfo=UTC)
    for stored in (moment, moment.astimezone(UTC)):
        assert dates_of(channel, stored).accepted_on == date(2024, 2, 29)
    assert dates_of(Place.PORTAL, moment.astimezone(UTC)).accepted_on == date(2024, 3, 1)


def test_the_longest_day_ends_at_its_second_midnight_and_lasts_twenty_five_hours():
    begins, ends = (terms.start_of_committee_day(day) for day in (date(2024, 2, 29), date(2024, 3, 1)))
    assert (begins, ends) == (datetime(2024, 2, 28, 18, tzinfo=UTC), datetime(2024, 2, 29, 19, tzinfo=UTC))
    assert ends - begins == 25 * HOUR
    # The first of the two midnights, an hour before: the term is still running.
    assert not terms.counts_as_issued(date(2024, 2, 29), None, ends - HOUR)
    assert not terms.counts_as_issued(date(2024, 2, 29), None, ends - SECOND)
    assert terms.counts_as_issued(date(2024, 2, 29), None, ends)


def test_one_clock_tells_closing_time_before_the_change_and_another_after_it():
    for day, offset in ((date(2024, 2, 28), 6), (date(2024, 3, 4), 5)):
        closing = datetime(day.year, day.month, day.day, 18, 30, tzinfo=UTC) - offset * HOUR
        assert terms.received_on(closing - SECOND, CALENDAR) == day
        assert terms.received_on(closing, CALENDAR) == day + timedelta(days=1)


def test_a_term_across_the_change_of_zone_counts_days_and_not_hours():
    dates = dates_of(Place.COMMITTEE, datetime(2024, 2, 20, 10, tzinfo=COMMITTEE_ZONE), service=Service.CONCLUSION)
    assert dates.term_ends_on == date(2024, 3, 6)
    assert terms.deemed_issued_at(dates) == datetime(2024, 3, 6, 19, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_a_center_accepts_by_its_own_midnight(zone):
    for day in (date(2013, 5, 3), date(2024, 2, 29), date(2026, 5, 14)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
        assert dates_of(Place.CENTER, midnight.astimezone(UTC), zone).accepted_on == day
        assert dates_of(Place.CENTER, midnight.astimezone(UTC) - SECOND, zone).accepted_on == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("accepted", "service", "term_ends", "custody_ends"),
    [
        (date(2024, 2, 14), Service.CONCLUSION, date(2024, 2, 29), date(2024, 3, 29)),
        (date(2024, 2, 7), Service.EUC, date(2024, 2, 28), date(2024, 3, 28)),
        (date(2016, 2, 15), Service.CONCLUSION, date(2016, 3, 1), date(2016, 4, 1)),
        (date(2015, 2, 13), Service.CONCLUSION, date(2015, 3, 2), date(2015, 4, 2)),
        (date(2013, 1, 15), Service.CONCLUSION, date(2013, 1, 30), date(2013, 2, 28)),
        (date(2012, 1, 15), Service.CONCLUSION, date(2012, 1, 30), date(2012, 2, 29)),
        (date(2012, 12, 17), Service.CONCLUSION, date(2013, 1, 3), date(2013, 2, 3)),
        (date(2014, 12, 31), Service.EUC, date(2015, 1, 26), date(2015, 2, 26)),
    ],
)
def test_leap_days_and_the_ends_of_years_are_counted_like_other_days(accepted, service, term_ends, custody_ends):
    dates = dates_of(
        Place.CENTER, datetime(accepted.year, accepted.month, accepted.day, 10, tzinfo=COMMITTEE_ZONE), service=service
    )
    assert (dates.accepted_on, dates.term_ends_on, dates.custody_ends_on) == (accepted, term_ends, custody_ends)


@pytest.mark.parametrize(
    ("filed", "year"),
    [
        (datetime(2010, 12, 31, 23, 59, 59), 2010),
        (datetime(2027, 12, 31, 10), 2028),
        (datetime(2028, 1, 1), 2028),
        (datetime(2011, 1, 1), None),
        (datetime(2027, 10, 1, 10), None),
    ],
)
@pytest.mark.parametrize("channel", Place)
def test_every_filing_of_the_loaded_years_has_its_dates_and_none_beyond_them(channel, filed, year):
    moment = filed.replace(tzinfo=COMMITTEE_ZONE)
    if year is None:
        assert dates_of(channel, moment).accepted_on >= filed.date()
    else:
        with pytest.raises(YearNotLoaded) as raised:
            dates_of(channel, moment)
        assert raised.value.year == year


@pytest.fixture
def server_zone(monkeypatch):
    """Sets the zone of the process, and its own one again afterwards."""

    def set_zone(name):
        monkeypatch.setenv("TZ", name)
        clock.tzset()

    yield set_zone
    monkeypatch.undo()
    clock.tzset()


def test_the_zone_of_the_server_changes_no_date(server_zone):
    moments = [datetime(2013, 5, 3, hour, 30, tzinfo=UTC) for hour in range(24)]
    moments += [datetime(2024, 2, 29, hour, 30, tzinfo=UTC) for hour in range(24)]
    answers = []
    for zone, offset in (("UTC", 0), ("America/New_York", -5), ("Asia/Tokyo", 9)):
        server_zone(zone)
        assert datetime(2013, 1, 1).astimezone().utcoffset() == offset * HOUR  # the server is truly elsewhere
        dates = [dates_of(channel, moment, "Asia/Aqtau") for moment in moments for channel in Place]
        todays = [terms.committee_today(moment) for moment in moments]
        answers.append((dates, todays, [terms.deemed_issued_at(found) for found in dates]))
    assert answers[0] == answers[1] == answers[2]


@given(
    st.datetimes(datetime(2012, 1, 1), datetime(2027, 9, 30), timezones=st.sampled_from([UTC, *map(ZoneInfo, ZONES)]))
)
def test_the_zone_in_which_a_moment_is_written_changes_no_date(moment):
    assert dates_of(Place.PORTAL, moment) == dates_of(Place.PORTAL, moment.astimezone(UTC))


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        dates_of(Place.COMMITTEE, datetime(2013, 5, 3, 10))
