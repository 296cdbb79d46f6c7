"""The complaints of a month, counted from what is stored: by the day, for whoever asks."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from extensions import write
from models.complaint_report import monthly, next_month
from rules.complaint_routing import Subject
from rules.complaint_workflow import Channel, Outcome
from tests.complaints import actor, build_complaint, reply_to

ALMATY = ZoneInfo("Asia/Almaty")
MAY, JUNE = date(2013, 5, 1), date(2013, 6, 1)


def at(month: int, day: int) -> datetime:
    return datetime(2013, month, day, 10, tzinfo=ALMATY)


@pytest.fixture
def complaints(app):
    """Three of May, one of June, one from a Center; two are answered, one of them late, in June."""
    with write():
        in_time = build_complaint(at(5, 6))
        late = build_complaint(at(5, 20), subject=Subject.COMMITTEE_SERVICE)
        build_complaint(at(5, 31))
        build_complaint(at(6, 3), subject=Subject.PORTAL)
        build_complaint(at(5, 14), subject=Subject.CENTER_SERVICE, channel=Channel.CENTER)
        reply_to(in_time, at(5, 8), Outcome.UPHELD)
        reply_to(late, at(6, 5), Outcome.NOT_UPHELD)


def test_a_month_counts_what_came_in_it(complaints):
    may = monthly(actor("auditor"), MAY, date(2013, 7, 1))
    assert may.registered == 4
    assert may.by_addressee == {"committee_head": 3, "center_head": 1}
    assert may.by_subject == {"committee_service": 3, "center_service": 1}
    assert [(center.key, count) for center, count in may.by_center] == [("03/14", 1)]


def test_replies_are_counted_in_the_month_in_which_they_were_given(complaints):
    may = monthly(actor("auditor"), MAY, date(2013, 7, 1))
    june = monthly(actor("auditor"), JUNE, date(2013, 7, 1))
    assert (may.by_outcome, may.replies.days, may.replies.late) == ({"upheld": 1}, (2,), 0)
    assert (june.by_outcome, june.replies.days, june.replies.late) == ({"not_upheld": 1}, (16,), 1)
    assert (june.replies.average, june.replies.longest, june.replies.in_time) == (16.0, 16, 0)


def test_what_was_open_at_the_end_is_told_as_of_that_day(complaints):
    may = monthly(actor("auditor"), MAY, date(2013, 7, 1))
    assert may.until == date(2013, 5, 31)
    assert (may.open_at_end, may.overdue_at_end) == (3, 2)
    running = monthly(actor("auditor"), MAY, date(2013, 5, 15))
    assert (running.until, running.open_at_end, running.overdue_at_end) == (date(2013, 5, 15), 1, 0)


def test_everybody_counts_only_what_they_may_see(complaints):
    assert monthly(actor("center_head"), MAY, date(2013, 7, 1)).registered == 1
    assert monthly(actor("body_officer"), MAY, date(2013, 7, 1)).registered == 0
    assert monthly(actor("auditor"), date(2013, 1, 1), date(2013, 7, 1)).replies.average == 0


def test_the_month_after_december_is_january():
    assert next_month(date(2013, 12, 1)) == date(2014, 1, 1)
    assert next_month(date(2013, 2, 28)) == date(2013, 3, 1)
