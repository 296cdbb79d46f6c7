"""What a corrected calendar may move and what it may not, whatever is corrected and wherever the case stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules import terms
from rules.calendar import Scheme, WorkCalendar
from rules.calendar_watch import GapCode, gaps
from rules.recount import Consequence, Held, Standing, consequences, recount, warned_days
from rules.refusal import Ground, lapses_on
from rules.terms import DEFAULT_READINGS, Filing, Place
from rules.warnings import WARNINGS, WarningKind
from rules.workflow import DECIDED, PENDING, ResultPlace, State
from tests.rules.test_promise import corrected, corrected_after, corrections, filings
from tests.rules.test_terms import CALENDAR, filing

FIXED = (
    "accepted_on", "received_on", "completeness_due_on", "control_on", "term_ends_on", "deemed_issued_on",
)  # fmt: skip
PLACES = (ResultPlace.COMMITTEE, ResultPlace.ON_THE_WAY, ResultPlace.CENTER, ResultPlace.RETURNED)


def standing(case: Filing, state: State, place: ResultPlace | None = None) -> Standing:
    """The case as its registration left it; at a Center it arrived on the day of delivery."""
    dates = terms.timeline(case, CALENDAR)
    stored = dates.dates()
    if place is not ResultPlace.CENTER:
        stored |= {"custody_ends_on": None, "return_on": None}
    return Standing(state, place, stored, dates.hand_out_on, dates.deliver_on)


@given(filings, st.sampled_from(sorted(PENDING)), st.integers(-3, 60))
def test_the_same_calendar_moves_nothing(case, state, later):
    one = standing(case, state)
    found = recount(case, one, CALENDAR, DEFAULT_READINGS, one.day("accepted_on") + timedelta(days=later))
    assert found.dates == one.dates
    assert found.held is None


@given(filings, st.sampled_from(sorted(DECIDED)), st.sampled_from(PLACES), st.integers(0, 60))
def test_the_same_calendar_moves_nothing_of_a_decided_case(case, state, place, later):
    assume(case.hand_out is Place.CENTER or place is ResultPlace.COMMITTEE)
    one = standing(case, state, place)
    found = recount(case, one, CALENDAR, DEFAULT_READINGS, one.day("accepted_on") + timedelta(days=later))
    assert found.dates == one.dates


@given(filings, corrections, st.integers(0, 10))
def test_a_term_that_a_reply_has_set_stays_where_it_is_set_whatever_is_corrected(case, changes, later):
    since = terms.filed_on(case) + timedelta(days=30)
    case = replace(case, new_term=terms.NewTerm(since, CALENDAR.add_working(Scheme.COMMITTEE, since, 8)))
    one = standing(case, State.UNDER_REVIEW)
    assume(since + timedelta(days=later) <= one.day("term_ends_on"))
    found = recount(case, one, corrected_after(case, changes), DEFAULT_READINGS, since + timedelta(days=later))
    kept = ("accepted_on", "received_on", "completeness_due_on", "term_ends_on", "deemed_issued_on")
    assert {name: found.dates[name] for name in kept} == {name: one.dates[name] for name in kept}


@given(filings, corrections, st.sampled_from(sorted(PENDING)), st.integers(1, 20))
def test_a_result_that_counts_as_issued_is_never_undone(case, changes, state, later):
    one = standing(case, state)
    today = one.day("term_ends_on") + timedelta(days=later)
    calendar = corrected_after(case, changes)
    found = recount(case, one, calendar, DEFAULT_READINGS, today)
    assert {name for name in found.dates if found.dates[name] != one.dates[name]} <= {"deemed_issue_due_on"}
    due = found.dates["deemed_issue_due_on"]
    assert due and calendar.working_between(Scheme.COMMITTEE, one.day("term_ends_on"), due) == 5


@given(filings, corrections, st.sampled_from(sorted(PENDING)), st.integers(0, 14))
def test_while_the_term_runs_its_dates_are_the_laws_and_the_promise_is_kept(case, changes, state, later):
    one = standing(case, state)
    today = one.day("accepted_on") + timedelta(days=later)
    assume(today <= one.day("term_ends_on"))
    calendar = corrected_after(case, changes)
    found, law = recount(case, one, calendar, DEFAULT_READINGS, today), terms.timeline(case, calendar)
    assert found.dates["term_ends_on"] == law.term_ends_on
    hand_out = found.dates["hand_out_on"]
    assert hand_out and hand_out <= one.promised_on
    assert found.held is (Held.PROMISED if law.hand_out_on > one.promised_on else None)


@given(filings, corrections, st.sampled_from(sorted(DECIDED)), st.sampled_from(PLACES), st.integers(0, 60))
def test_after_the_decision_the_term_stands_and_nothing_past_moves(case, changes, state, place, later):
    assume(case.hand_out is Place.CENTER or place is ResultPlace.COMMITTEE)
    one = standing(case, state, place)
    today = one.day("accepted_on") + timedelta(days=later)
    calendar = corrected_after(case, changes)
    found = recount(case, one, calendar, DEFAULT_READINGS, today)
    assert {name: found.dates[name] for name in FIXED} == {name: one.dates[name] for name in FIXED}
    for name, day in one.dates.items():
        if day is None or day < today:
            assert found.dates[name] == day, name
    hand_out = found.dates["hand_out_on"]
    assert hand_out and hand_out <= one.promised_on
    if hand_out != one.dates["hand_out_on"]:
        assert calendar.is_working(Scheme.CENTER if case.hand_out is Place.CENTER else Scheme.COMMITTEE, hand_out)


CASE = filing(terms.Service.EUC, Place.COMMITTEE, "2013-05-03T10:00")  # the term ends on 28 May 2013


@pytest.mark.parametrize(
    ("state", "moved", "today", "expected"),
    [
        (State.UNDER_REVIEW, {"term_ends_on": "2013-05-27"}, "2013-05-28",
         {Consequence.COUNTS_AS_ISSUED}),
        (State.UNDER_REVIEW, {"term_ends_on": "2013-05-29", "control_on": "2013-05-28"}, "2013-05-28",
         set()),
        (State.UNDER_REVIEW, {"control_on": "2013-05-24"}, "2013-05-24", {Consequence.DUE_TODAY}),
        (State.REGISTERED, {"completeness_due_on": "2013-05-06"}, "2013-05-06", set()),
        (State.REGISTERED, {"completeness_due_on": "2013-05-03"}, "2013-05-06",
         {Consequence.COMPLETENESS_CLOSED, Consequence.OVERDUE}),
        (State.REGISTERED, {"completeness_due_on": "2013-05-07"}, "2013-05-07",
         {Consequence.COMPLETENESS_OPEN_AGAIN, Consequence.DUE_TODAY}),
        (State.UNDER_REVIEW, {"deemed_issue_due_on": "2013-06-03"}, "2013-06-04", {Consequence.OVERDUE}),
    ],
)  # fmt: skip
def test_what_the_new_dates_bring_about_today(state, moved, today, expected):
    one = standing(CASE, state)
    after = {**one.dates, **{name: date.fromisoformat(day) for name, day in moved.items()}}
    assert set(consequences(one, CASE.hand_out, after, date.fromisoformat(today))) == expected


@pytest.mark.parametrize(("last", "is_warned"), [(date(2013, 5, 24), True), (date(2013, 5, 23), False)])
def test_a_day_is_warned_of_within_the_lead_time_alone(last, is_warned):
    one = standing(CASE, State.UNDER_REVIEW)
    dates = {**one.dates, "control_on": date(2013, 5, 24), "present_by": None, "lapses_on": None}
    until = {row.kind: last for row in WARNINGS}
    found = warned_days(one, CASE.hand_out, dates, until, date(2013, 5, 20))
    assert ((WarningKind.CONTROL_DATE, date(2013, 5, 24)) in found) is is_warned


@pytest.mark.parametrize(("grounds", "day"), [({Ground.INCOMPLETE}, "completeness_due_on"), (set(), "term_ends_on")])
def test_a_prepared_refusal_lapses_with_the_ground_that_closes_first(grounds, day):
    one = standing(CASE, State.PREPARED)
    assert lapses_on(grounds, one.day("completeness_due_on"), one.day("term_ends_on")) == one.dates[day]


def test_a_decided_result_is_handed_out_the_day_before_when_its_day_becomes_a_day_off():
    one = standing(CASE, State.ISSUED, ResultPlace.COMMITTEE)
    found = recount(CASE, one, corrected(date(2013, 5, 28)), DEFAULT_READINGS, date(2013, 5, 20))
    assert found.dates["hand_out_on"] == date(2013, 5, 27)
    assert found.dates["term_ends_on"] == date(2013, 5, 28)


def test_a_wait_for_an_unconfirmed_year_marks_the_dates():
    unconfirmed = WorkCalendar([CALENDAR.day(Scheme.COMMITTEE, date(2013, 5, 9))], {2013: False})
    one = standing(replace(CASE), State.ISSUED, ResultPlace.COMMITTEE)
    assert recount(CASE, one, unconfirmed, DEFAULT_READINGS, date(2013, 5, 20)).is_provisional
    assert not recount(CASE, one, CALENDAR, DEFAULT_READINGS, date(2013, 5, 20)).is_provisional


@pytest.mark.parametrize(
    ("today", "years", "expected"),
    [
        (date(2026, 12, 1), {2026: True, 2027: False}, []),
        (date(2026, 12, 2), {2026: True, 2027: False}, [(GapCode.NOT_LOADED, 2028)]),
        (date(2026, 12, 15), {2026: True, 2027: False, 2028: False}, []),
        (date(2026, 12, 16), {2026: True, 2027: False, 2028: False}, [(GapCode.NOT_CONFIRMED, 2027)]),
        (date(2026, 12, 16), {2026: True, 2027: True, 2028: False}, []),
        (date(2027, 1, 1), {2026: False, 2027: True, 2028: False}, []),
        (date(2026, 5, 1), {2025: True}, [(GapCode.NOT_LOADED, 2026), (GapCode.NOT_LOADED, 2027)]),
    ],
)
def test_a_year_is_missed_from_the_day_after_it_was_due(today, years, expected):
    assert [(gap.code, gap.year) for gap in gaps(WorkCalendar([], years), today)] == expected
