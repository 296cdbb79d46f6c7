"""Warnings about complaints: of which day, to whom, and never to who is complained of or decided the case."""

from datetime import date

import pytest
from sqlalchemy import select

from blueprints.notices.shown import shown
from extensions import clock, db, write
from jobs.deadlines import raise_warnings
from jobs.report import Report
from models.complaint import Complaint
from models.complaint_parts import ComplaintExplanation
from models.notice import Notice
from rules.complaint_routing import Addressee, Subject
from rules.complaint_workflow import Channel
from rules.warnings import WarningKind
from tests.complaints import actor, forward, reply_to, take_into_work
from tests.factories import user
from tests.results import issue

K = WarningKind
OF_COMPLAINTS = (K.FORWARDING_DUE, K.REPLY_DUE, K.REPLY_OVERDUE, K.EXPLANATION_DUE)


def told() -> set[tuple[str, str, date]]:
    """Who has been told of what."""
    raise_warnings(clock.now(), Report())
    rows = db.session.scalars(select(Notice).where(Notice.kind.in_(OF_COMPLAINTS)))
    return {(one.kind.value, one.user.login, one.due_on) for one in rows}


def agree(today: date) -> None:
    """Each notice stands by the rules, and in SQL as well."""
    for notice in db.session.scalars(select(Notice).where(Notice.complaint_id.is_not(None))).all():
        of_cases = select(Notice.standing(today)).select_from(Notice).outerjoin(Notice.application)
        stated = db.session.scalar(of_cases.where(Notice.id == notice.id))
        assert bool(stated) is notice.still_stands(today), (notice.kind, notice.subject)


def test_a_reply_is_warned_of_before_its_day_and_overdue_to_the_head(make_complaint, set_clock):
    complaint = make_complaint()
    assert told() == set()
    set_clock(2013, 5, 7, 10)
    due = complaint.reply_due_on
    set_clock(due.year, due.month, due.day - 1, 10)
    assert told() == {("reply_due", "legal_officer", due)}
    agree(clock.today())
    set_clock(due.year, due.month, due.day + 1, 10)
    overdue = {("reply_overdue", login, due) for login in ("legal_officer", "signatory", "signatory_2")}
    assert told() == {("reply_due", "legal_officer", due), *overdue}
    agree(clock.today())
    assert told() == {("reply_due", "legal_officer", due), *overdue}, "once each"
    with write():
        reply_to(db.session.merge(complaint), clock.now())
    agree(clock.today())
    of_it = select(Notice).where(Notice.complaint_id == complaint.id)
    assert not any(one.still_stands(clock.today()) for one in db.session.scalars(of_it))


@pytest.mark.parametrize(
    ("facts", "is_warned"),
    [
        ({"subject": Subject.CENTER_SERVICE, "addressee": Addressee.COMMITTEE_HEAD}, True),
        ({"subject": Subject.RESULT}, True),
        ({"subject": Subject.COMMITTEE_SERVICE}, False),
    ],
)
def test_what_is_to_be_sent_on_is_warned_of_until_it_is_sent(make_complaint, set_clock, facts, is_warned):
    complaint = make_complaint(**facts)
    set_clock(2013, 5, 6, 10)
    who = "body_officer" if facts["subject"] is Subject.RESULT else "legal_officer"
    assert (any(row[:2] == ("forwarding_due", who) for row in told())) is is_warned
    agree(clock.today())
    if is_warned:
        to = Addressee.CENTER_HEAD if facts["subject"] is Subject.CENTER_SERVICE else Addressee.MINISTRY
        with write():
            forward(db.session.merge(complaint), clock.now(), to)
        agree(clock.today())
        of_it = select(Notice).where(Notice.kind == K.FORWARDING_DUE)
        assert not any(one.still_stands(clock.today()) for one in db.session.scalars(of_it))


def test_who_is_asked_to_explain_is_told_and_the_act_is_the_request(make_complaint, app):
    complaint = make_complaint(against=user("officer"))
    with write():
        found = db.session.merge(complaint)
        take_into_work(found, clock.now())
        ComplaintExplanation.request(
            found, found.officials[0], None, "Почему?", date(2013, 5, 4), actor("legal_officer"), clock.now()
        )
    assert ("explanation_due", "officer", date(2013, 5, 4)) in told()
    agree(clock.today())
    notice = db.session.scalars(select(Notice).where(Notice.kind == K.EXPLANATION_DUE)).one()
    with app.test_request_context():
        row = shown([notice], actor("officer"), clock.today())[0]
        assert row.url.endswith(f"/complaints/explanations/{found.explanations[0].id}")
        hidden = shown([notice], actor("officer_2"), clock.today())[0]
        assert (hidden.complaint, hidden.url, hidden.number) == (None, "", "")
    with write():
        db.session.get_one(ComplaintExplanation, found.explanations[0].id).answer("Так", actor("officer"), clock.now())
    agree(clock.today())
    assert not notice.still_stands(clock.today())


def test_nobody_involved_is_told_that_there_is_a_complaint(make_complaint, make_application, set_clock):
    decided = issue(make_application("euc"), clock.now())
    make_complaint(against=user("legal_officer"))
    make_complaint(subject=Subject.COMMITTEE_SERVICE, application=decided)
    set_clock(2013, 5, 20, 10)
    found = {(kind, login) for kind, login, _day in told()}
    assert ("reply_overdue", "signatory_2") in found
    of_case = db.session.scalars(select(Complaint.id).where(Complaint.application_id.is_not(None))).one()
    rows = db.session.execute(select(Notice.user_id, Notice.complaint_id).where(Notice.kind.in_(OF_COMPLAINTS)))
    assert (user("signatory").id, of_case) not in {(one.user_id, one.complaint_id) for one in rows}
    assert user("legal_officer").id not in {
        one.user_id for one in db.session.scalars(select(Notice)) if one.complaint_id and one.complaint_id != of_case
    }


def test_a_complaint_to_a_center_is_its_heads_own(make_complaint, set_clock):
    make_complaint(subject=Subject.CENTER_SERVICE, channel=Channel.CENTER)
    set_clock(2013, 5, 20, 10)
    assert {row[1] for row in told()} == {"center_head"}


def test_a_warning_about_a_complaint_is_read_on_the_page_of_warnings(make_complaint, set_clock, login_as):
    complaint = make_complaint()
    set_clock(2013, 5, 20, 10)
    told()
    page = login_as("legal_officer").get("/notices").get_data(as_text=True)
    assert complaint.number in page
    assert f"/complaints/{complaint.id}/" in page
