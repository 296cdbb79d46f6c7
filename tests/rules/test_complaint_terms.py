"""By when a complaint is answered (25): the table by date, kind and addressee, and days counted by it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import YearNotLoaded
from rules.complaint_routing import Addressee, Subject
from rules.complaint_terms import (
    SCHEME,
    TERMS,
    NoTerm,
    TermKind,
    Unit,
    extended_due_on,
    forward_due_on,
    is_late,
    notice_due_on,
    reply_due_on,
    reply_kind,
    term_row,
)
from tests.rules.strategies import CALENDAR

A, S, K = Addressee, Subject, TermKind
OLD, NEW = date(2021, 6, 30), date(2021, 7, 1)


@pytest.mark.parametrize(
    ("kind", "registered_on", "count", "unit", "act", "article"),
    [
        (K.REPLY, date(2013, 4, 19), 5, Unit.WORKING_DAY, "law_88", "25"),
        (K.REPLY_ON_ACT, date(2013, 4, 19), 5, Unit.WORKING_DAY, "law_88", "25"),
        (K.REPLY, OLD, 5, Unit.WORKING_DAY, "law_88", "25"),
        (K.REPLY, NEW, 15, Unit.WORKING_DAY, "apc", "76"),
        (K.REPLY_ON_ACT, OLD, 5, Unit.WORKING_DAY, "law_88", "25"),
        (K.REPLY_ON_ACT, NEW, 20, Unit.WORKING_DAY, "apc", "99"),
        (K.EXTENSION, OLD, 10, Unit.WORKING_DAY, "law_88", "25"),
        (K.EXTENSION, NEW, 2, Unit.MONTH, "apc", "76"),
        (K.EXTENSION_NOTICE, OLD, 3, Unit.WORKING_DAY, "law_88", "25"),
        (K.EXTENSION_NOTICE, NEW, 3, Unit.WORKING_DAY, "apc", "76"),
        (K.FORWARDING, OLD, 3, Unit.WORKING_DAY, "law_221", ""),
        (K.FORWARDING, NEW, 3, Unit.WORKING_DAY, "apc", ""),
    ],
)
@pytest.mark.parametrize("addressee", list(Addressee))
def test_the_day_of_registration_and_the_kind_choose_the_row(kind, registered_on, count, unit, act, article, addressee):
    row = term_row(kind, addressee, registered_on)
    assert (row.count, row.unit, row.act, row.article) == (count, unit, act, article)


@pytest.mark.parametrize("kind", list(TermKind))
def test_nothing_is_guessed_for_a_day_before_the_table(kind):
    with pytest.raises(NoTerm):
        term_row(kind, A.MINISTRY, date(2013, 4, 18))


def test_a_row_for_one_addressee_comes_before_one_for_all_of_the_same_day():
    own = replace(TERMS[0], count=7, addressees=frozenset({A.CENTER_HEAD}))
    assert term_row(K.REPLY, A.CENTER_HEAD, date(2014, 1, 10), [own, *TERMS]).count == 7
    assert term_row(K.REPLY, A.MINISTRY, date(2014, 1, 10), [own, *TERMS]).count == 5


def test_a_later_act_is_a_row_beside_the_earlier_one():
    later = replace(TERMS[0], since=date(2030, 1, 1), count=4)
    assert term_row(K.REPLY, A.MINISTRY, date(2029, 12, 31), [*TERMS, later]).count == 15
    assert term_row(K.REPLY, A.MINISTRY, date(2030, 1, 1), [*TERMS, later]).count == 4


@pytest.mark.parametrize("subject", list(Subject))
def test_only_who_disagrees_with_the_result_complains_against_an_act(subject):
    assert reply_kind(subject) is (K.REPLY_ON_ACT if subject is S.RESULT else K.REPLY)


@pytest.mark.parametrize(
    ("registered_on", "subject", "reply", "extended", "forward"),
    [
        # Saturday 4 May 2013 works at the Committee; 7, 9 and 10 May are days off.
        (date(2013, 5, 3), S.COMMITTEE_SERVICE, date(2013, 5, 14), date(2013, 5, 28), date(2013, 5, 8)),
        (date(2013, 5, 3), S.RESULT, date(2013, 5, 14), date(2013, 5, 28), date(2013, 5, 8)),
        (date(2014, 2, 3), S.CENTER_SERVICE, date(2014, 2, 10), date(2014, 2, 24), date(2014, 2, 6)),
        # Two months since the registration end on Tuesday 5 May 2026; on Sunday 1 November, which moves back to Friday.
        (date(2026, 3, 5), S.PORTAL, date(2026, 4, 1), date(2026, 5, 5), date(2026, 3, 11)),
        (date(2026, 3, 5), S.RESULT, date(2026, 4, 8), date(2026, 5, 5), date(2026, 3, 11)),
        (date(2026, 9, 1), S.COMMITTEE_HEAD, date(2026, 9, 22), date(2026, 10, 30), date(2026, 9, 4)),
    ],
)
def test_days_are_counted_from_the_registration(calendar, registered_on, subject, reply, extended, forward):
    assert reply_due_on(registered_on, subject, A.MINISTRY, calendar).on == reply
    assert extended_due_on(registered_on, subject, A.MINISTRY, calendar).on == extended
    assert forward_due_on(registered_on, A.MINISTRY, calendar).on == forward


def test_a_term_tells_its_row_and_where_it_was_counted_from(calendar):
    term = extended_due_on(date(2013, 5, 3), S.RESULT, A.MINISTRY, calendar)
    assert (term.start, term.row.kind, term.row.act) == (date(2013, 5, 14), K.EXTENSION, "law_88")
    told = notice_due_on(date(2013, 5, 13), date(2013, 5, 3), A.MINISTRY, calendar)
    assert (told.on, told.row.act) == (date(2013, 5, 16), "law_88")


def test_an_extension_of_a_complaint_registered_earlier_keeps_the_law_of_its_registration(calendar):
    assert notice_due_on(date(2021, 7, 2), OLD, A.MINISTRY, calendar).row.act == "law_88"
    assert extended_due_on(OLD, S.PORTAL, A.CALL_CENTER, calendar).row.act == "law_88"


def test_a_year_that_is_not_loaded_raises():
    with pytest.raises(YearNotLoaded):
        reply_due_on(date(CALENDAR.years[-1], 12, 31), S.RESULT, A.MINISTRY, CALENDAR)


def test_a_reply_is_late_from_the_day_after_its_last():
    assert not is_late(date(2013, 5, 13), date(2013, 5, 13))
    assert is_late(date(2013, 5, 13), date(2013, 5, 14))


DAYS = st.dates(date(2013, 4, 19), date(CALENDAR.years[-1] - 1, 12, 31))


@given(DAYS, st.sampled_from(Subject), st.sampled_from(Addressee))
def test_every_last_day_is_a_working_day_after_the_registration_and_an_extension_is_later(day, subject, addressee):
    reply = reply_due_on(day, subject, addressee, CALENDAR).on
    extended = extended_due_on(day, subject, addressee, CALENDAR).on
    forward = forward_due_on(day, addressee, CALENDAR).on
    assert day < forward <= reply < extended
    assert all(CALENDAR.is_working(SCHEME, found) for found in (reply, extended, forward))


@given(DAYS, st.sampled_from(Subject), st.sampled_from(Addressee), st.sampled_from(Addressee))
def test_forwarding_does_not_move_the_last_day(day, subject, first, then):
    assert reply_due_on(day, subject, first, CALENDAR).on == reply_due_on(day, subject, then, CALENDAR).on


@given(DAYS, st.sampled_from(Subject), st.sampled_from(Addressee))
def test_who_registers_a_day_later_is_never_answered_earlier_under_one_act(day, subject, addressee):
    later = day + timedelta(days=1)
    if (day < NEW) == (later < NEW):
        first, then = (reply_due_on(one, subject, addressee, CALENDAR).on for one in (day, later))
        assert first <= then
