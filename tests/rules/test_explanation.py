"""The explanation of each date: its rule, its days one by one, and that these lead to the date of the timeline."""

from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given

from rules import terms
from rules.calendar import CalendarDay, DayReason, Scheme, WorkCalendar, YearNotLoaded
from rules.explanation import LAW, Explanation, Mark, Unit, explain
from rules.terms import COMMITTEE_ZONE, DEFAULT_READINGS, Filing, Place, Readings, Service
from seed.calendar_source import read_csv
from tests.rules.strategies import CALENDAR, filings, readings

E, C = Service.EUC, Service.CONCLUSION
COMMITTEE, CENTER, PORTAL = Place.COMMITTEE, Place.CENTER, Place.PORTAL
SINCE = {field.name: date(2011, 1, 1) for field in fields(Readings)}


def explained(service, channel, filed, hand_out=None, readings=DEFAULT_READINGS, carriage=0, calendar=CALENDAR, **days):
    filed_at = datetime.fromisoformat(filed).replace(tzinfo=COMMITTEE_ZONE)
    filing = Filing(service, channel, filed_at, filed_at, hand_out or channel, COMMITTEE_ZONE, carriage)
    return {one.name: one for one in explain(filing, calendar, readings, SINCE, **days)}


def marks(explanation: Explanation) -> str:
    """The days of an explanation in short: day of the month with its number, 0, - or =."""
    signs = {Mark.START: "0", Mark.SKIPPED: "-", Mark.PASSED: "-", Mark.END: "="}
    return " ".join(f"{day.on.day}:{day.number or signs[day.mark]}" for day in explanation.days)


@pytest.mark.parametrize(
    ("service", "channel", "filed", "name", "rule", "clause", "days"),
    [
        (E, COMMITTEE, "2013-05-03T10:00", "accepted_on", "day_itself", "7.1", "3:0"),
        (C, PORTAL, "2025-03-20T18:29", "accepted_on", "day_itself", "7.1, 9.3", "20:0"),
        (C, PORTAL, "2025-03-20T18:30", "accepted_on", "after_hours", "7.1, 9.3", "20:0 21:- 22:- 23:- 24:- 25:- 26:="),
        (E, PORTAL, "2026-08-15T11:00", "accepted_on", "on_day_off", "7.1, 9.3", "15:0 16:- 17:="),
        (E, PORTAL, "2026-08-15T19:00", "accepted_on", "on_day_off", "7.1, 9.3", "15:0 16:- 17:="),
        (C, CENTER, "2013-05-11T12:00", "received_on", "on_day_off", "9, 16", "11:0 12:- 13:="),
        (E, COMMITTEE, "2013-05-03T10:00", "completeness_due_on", "working_days_after", "16", "3:0 4:1 5:- 6:2"),
        (E, COMMITTEE, "2013-05-03T10:00", "term_ends_on", "working_days_after", "7.1",
         "3:0 4:1 5:- 6:2 7:- 8:3 9:- 10:- 11:- 12:- 13:4 14:5 15:6 16:7 17:8 18:- 19:- 20:9 21:10 22:11 23:12 24:13"
         " 25:- 26:- 27:14 28:15"),
        (C, COMMITTEE, "2013-05-03T10:00", "term_ends_on", "calendar_days_after_then_next_working", "7.1",
         "3:0 4:1 5:2 6:3 7:4 8:5 9:6 10:7 11:8 12:9 13:10 14:11 15:12 16:13 17:14 18:15 19:- 20:="),
        (C, CENTER, "2013-05-03T10:00", "control_on", "earliest_reading", "7.1, 7.4",
         "3:0 4:1 5:2 6:3 7:4 8:5 9:6 10:7 11:8 12:9 13:10 14:11 15:12 16:13 17:14 18:15 17:="),
        (C, PORTAL, "2013-05-04T19:00", "control_on", "earliest_reading", "7.1",
         "4:1 5:2 6:3 7:4 8:5 9:6 10:7 11:8 12:9 13:10 14:11 15:12 16:13 17:14 18:15 17:="),
        (C, CENTER, "2013-05-04T10:00", "control_on", "earliest_reading", "7.1, 7.4",
         "4:0 5:1 6:2 7:3 8:4 9:5 10:6 11:7 12:8 13:9 14:10 15:11 16:12 17:13 18:14 19:15 18:- 17:="),
        (E, CENTER, "2014-04-11T12:00", "deliver_on", "last_common_day_before", "7.5", "30:= 1:- 2:- 3:- 4:- 5:0"),
        (E, CENTER, "2014-04-11T12:00", "dispatch_on", "day_itself", "7.5", "30:0"),
        (E, CENTER, "2014-04-11T12:00", "hand_out_on", "last_center_day", "14.1", "5:0"),
        (E, COMMITTEE, "2013-05-03T10:00", "hand_out_on", "end_of_term", "14.1", "28:0"),
        (E, COMMITTEE, "2013-05-03T10:00", "deemed_issued_on", "calendar_days_after", "7.6", "28:0 29:1"),
        (C, COMMITTEE, "2013-12-13T10:00", "deemed_issue_due_on", "working_days_after", "7.6",
         "28:0 29:- 30:1 31:2 1:- 2:- 3:- 4:- 5:- 6:3 7:- 8:4 9:5"),
        (C, CENTER, "2013-05-11T12:00", "custody_ends_on", "months_after", "15", "27:0 27:="),
        (C, CENTER, "2013-05-11T12:00", "return_on", "first_common_day_after", "15", "27:0 28:="),
    ],
)  # fmt: skip
def test_a_date_is_explained_by_its_rule_and_its_days(service, channel, filed, name, rule, clause, days):
    one = explained(service, channel, filed)[name]
    assert (one.rule, one.clause, marks(one)) == (rule, clause, days)


def test_each_day_tells_why_it_counts_or_not():
    term = explained(E, COMMITTEE, "2013-05-03T10:00")["term_ends_on"]
    days = {day.on.day: day for day in term.days}
    assert days[4].mark is Mark.COUNTED and days[4].rows[0].reason is DayReason.MOVED_WORKING
    assert days[4].rows[0].moved_from == date(2013, 5, 10) and "№ 345" in days[4].rows[0].act
    assert days[9].mark is Mark.SKIPPED and days[9].rows[0].name == "День Победы"
    assert days[10].mark is Mark.SKIPPED and days[10].rows[0].reason is DayReason.MOVED_OFF


def test_a_day_that_both_must_work_is_shown_in_both_calendars():
    delivery = explained(E, CENTER, "2014-04-11T12:00")["deliver_on"]
    sunday = next(day for day in delivery.days if day.on == date(2014, 5, 4))
    assert [(row.scheme, row.is_working) for row in sunday.rows] == [(Scheme.COMMITTEE, True), (Scheme.CENTER, False)]
    assert sunday.mark is Mark.PASSED


@pytest.mark.parametrize(
    ("service", "channel", "wanted"),
    [
        (E, COMMITTEE, ["day_of_acceptance_is_day_zero"]),
        (C, PORTAL, ["day_of_acceptance_is_day_zero", "roll_forward_calendar_term"]),
        (E, CENTER, []),  # 7.4 leaves nothing open there
        (C, CENTER, ["roll_forward_calendar_term"]),
    ],
)
def test_the_term_names_the_readings_that_it_rests_on_and_since_when(service, channel, wanted):
    term = explained(service, channel, "2013-05-03T10:00")["term_ends_on"]
    assert [reading.name for reading in term.readings] == wanted
    assert all(reading.value and reading.since == date(2011, 1, 1) for reading in term.readings)
    assert term.clause == ("7.1, 7.4" if channel is CENTER else "7.1")


def test_under_the_other_readings_the_day_of_acceptance_counts_and_a_day_off_does_not_move_the_end():
    other = Readings(day_of_acceptance_is_day_zero=False, roll_forward_calendar_term=False)
    euc = explained(E, COMMITTEE, "2013-05-03T10:00", readings=other)["term_ends_on"]
    assert (euc.rule, euc.on, marks(euc)[:15]) == ("working_days_from", date(2013, 5, 27), "3:1 4:2 5:- 6:3")
    conclusion = explained(C, COMMITTEE, "2013-05-04T10:00", readings=other)["term_ends_on"]
    assert (conclusion.rule, conclusion.on) == ("calendar_days_from", date(2013, 5, 18))


@pytest.mark.parametrize(
    ("service", "channel", "filed", "candidates"),
    [
        (E, COMMITTEE, "2013-05-03T10:00", {"earliest_reading": "2013-05-27", "day_before_term": "2013-05-27"}),
        (C, PORTAL, "2025-03-20T19:00", {"earliest_reading": "2025-04-03", "day_before_term": "2025-04-09"}),
        (E, CENTER, "2014-04-11T12:00",
         {"earliest_reading": "2014-05-05", "day_before_term": "2014-05-04", "delivery": "2014-04-30"}),
    ],
)  # fmt: skip
def test_the_control_date_is_the_earliest_of_its_candidates(service, channel, filed, candidates):
    control = explained(service, channel, filed)["control_on"]
    assert {one.code: one.on.isoformat() for one in control.candidates} == candidates
    assert [one.on for one in control.candidates if one.is_chosen] == [control.on]
    assert control.rule == next(one.code for one in control.candidates if one.is_chosen)


def test_custody_is_counted_from_an_arrival_after_the_promised_day_and_not_from_an_earlier_one():
    late = explained(E, CENTER, "2013-05-03T10:00", arrived_on=date(2013, 5, 30))
    assert (late["custody_ends_on"].start_name, late["custody_ends_on"].on) == ("arrived_on", date(2013, 6, 30))
    assert late["return_on"].on == date(2013, 7, 1)
    prompt = explained(E, CENTER, "2013-05-03T10:00", arrived_on=date(2013, 5, 27))
    assert (prompt["custody_ends_on"].start_name, prompt["custody_ends_on"].on) == ("hand_out_on", date(2013, 6, 28))


def test_a_signed_certificate_is_to_be_presented_and_a_conclusion_is_not():
    signed = date(2013, 8, 31)
    certificate = explained(E, COMMITTEE, "2013-08-12T10:00", signed_on=signed)["present_by"]
    assert (certificate.on, certificate.count, certificate.unit) == (date(2014, 2, 28), 6, Unit.MONTH)
    assert "present_by" not in explained(C, COMMITTEE, "2013-08-12T10:00", signed_on=signed)


def test_six_months_may_reach_beyond_the_loaded_years_and_a_count_of_days_may_not():
    late = explained(E, COMMITTEE, "2027-11-01T10:00", signed_on=date(2027, 11, 20))
    assert late["present_by"].on == date(2028, 5, 20)
    with pytest.raises(YearNotLoaded):
        explained(E, CENTER, "2027-11-01T10:00", arrived_on=date(2027, 12, 20))


def test_only_dates_that_touch_an_unconfirmed_year_are_provisional(calendar):
    found = explained(E, COMMITTEE, "2026-12-07T10:00", calendar=calendar, signed_on=date(2026, 12, 28))
    assert {one.name: one.unconfirmed_years for one in found.values() if one.is_provisional} == {
        "deemed_issue_due_on": (2027,)
    }


@given(filings, readings)
def test_every_date_of_the_timeline_is_explained_in_the_order_of_the_law_table(filing, chosen):
    dates = {name: on for name, on in terms.timeline(filing, CALENDAR, chosen).dates().items() if on}
    found = explain(filing, CALENDAR, chosen, SINCE)
    assert {one.name: one.on for one in found} == dates
    assert [one.name for one in found] == [row.name for row in LAW if row.name in dates]


@given(filings, readings)
def test_the_counted_days_of_an_explanation_add_up_to_the_term(filing, chosen):
    for one in explain(filing, CALENDAR, chosen, SINCE):
        numbers = [day.number for day in one.days if day.mark is Mark.COUNTED]
        wanted = one.count or 0 if one.unit in (Unit.WORKING_DAY, Unit.CALENDAR_DAY) else 0
        assert sorted(filter(None, numbers)) == list(range(1, wanted + 1)), one.name
        assert all((day.number is None) == (day.mark is not Mark.COUNTED) for day in one.days)


@given(filings, readings)
def test_the_days_of_an_explanation_leave_none_out_and_run_between_start_and_end(filing, chosen):
    for one in explain(filing, CALENDAR, chosen, SINCE):
        days = [day.on for day in one.days]
        assert {days[0], days[-1]} == {one.start, one.on}, one.name
        turn = days.index(max(days))  # only the earliest reading's way back to a working day comes after the last day
        assert turn == len(days) - 1 or one.rule == "earliest_reading", one.name
        if one.unit is not Unit.MONTH:
            assert days[: turn + 1] == [days[0] + timedelta(days=n) for n in range(turn + 1)], one.name
            assert days[turn:] == [days[turn] - timedelta(days=n) for n in range(len(days) - turn)], one.name
        else:
            assert days == sorted(days), one.name


@given(filings, readings)
def test_a_control_date_by_the_earliest_reading_is_counted_from_the_filing_to_the_earliest_end(filing, chosen):
    control = next(one for one in explain(filing, CALENDAR, chosen, SINCE) if one.name == "control_on")
    if control.rule == "earliest_reading":
        assert control.start == terms.filed_on(filing)
        last_counted = max(control.days, key=lambda day: day.number or 0)
        assert (last_counted.on, last_counted.number) == (terms.earliest_term_end(filing, CALENDAR), terms.TERM_DAYS)
        assert control.readings and not any(reading.value or reading.since for reading in control.readings)


@pytest.mark.parametrize(
    ("service", "channel", "filed", "names"),
    [
        (C, PORTAL, "2025-03-20T19:00",
         ["portal_postponement", "day_of_acceptance_is_day_zero", "roll_forward_calendar_term"]),
        (E, PORTAL, "2025-03-20T19:00", ["portal_postponement", "day_of_acceptance_is_day_zero"]),
        (E, COMMITTEE, "2013-05-03T10:00", ["day_of_acceptance_is_day_zero"]),
        (C, CENTER, "2013-05-03T10:00", ["roll_forward_calendar_term"]),
    ],
)  # fmt: skip
def test_the_control_date_names_the_choices_that_end_the_term_first(service, channel, filed, names):
    control = explained(service, channel, filed)["control_on"]
    assert [(used.name, used.value) for used in control.readings] == [(name, False) for name in names]


@given(filings, readings)
def test_a_day_is_counted_skipped_or_passed_over_for_what_the_calendar_says_of_it(filing, chosen):
    for one in explain(filing, CALENDAR, chosen, SINCE):
        for day in one.days:
            is_working = all(CALENDAR.is_working(row.scheme, row.day) for row in day.rows)
            if day.mark in (Mark.SKIPPED, Mark.PASSED):
                assert not is_working, (one.name, day)
            if day.mark is Mark.END or (day.mark is Mark.COUNTED and one.unit is Unit.WORKING_DAY):
                assert is_working, (one.name, day)


def test_a_correction_is_given_as_the_reason_of_its_day():
    off = CalendarDay(Scheme.COMMITTEE, date(2013, 5, 16), False, DayReason.CORRECTED, act="приказ")
    corrected = WorkCalendar([*read_csv(), off], dict.fromkeys(CALENDAR.years, True))
    term = explained(E, COMMITTEE, "2013-05-03T10:00", calendar=corrected)["term_ends_on"]
    day = next(day for day in term.days if day.on == off.day)
    assert (term.on, day.mark, day.rows) == (date(2013, 5, 29), Mark.SKIPPED, (off,))


@given(filings, readings)
def test_a_term_that_a_reply_has_set_is_explained_by_it_and_everything_after_follows_from_it(filing, chosen):
    since = terms.filed_on(filing) + timedelta(days=30)
    end = CALENDAR.add_working(Scheme.COMMITTEE, since, 10)
    reopened = replace(filing, new_term=terms.NewTerm(since, end))
    found = {one.name: one for one in explain(reopened, CALENDAR, chosen, SINCE)}
    term, dates = found["term_ends_on"], terms.timeline(reopened, CALENDAR, chosen).dates()
    assert (term.on, term.rule, term.clause, term.start_name, term.start) == (
        end,
        "set_by_reply",
        "21",
        "reopened_on",
        since,
    )
    assert term.readings == ()
    assert found["control_on"].rule in ("day_before_term", "delivery")
    assert {one.code for one in found["control_on"].candidates} <= {"day_before_term", "delivery"}
    assert all(found[name].on == day for name, day in dates.items() if day and name in found)
    assert dates["accepted_on"] == terms.timeline(filing, CALENDAR, chosen).accepted_on
