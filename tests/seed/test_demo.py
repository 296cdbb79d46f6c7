"""The demonstration: believable in each detail that the law asks about, on whatever day it is loaded."""

from datetime import date, datetime

import pytest
from sqlalchemy import delete, func, select

from extensions import clock, db, write
from models.application import Application
from models.attachment import Attachment, read_file
from models.calendar import CalendarYear
from models.complaint import Complaint
from models.decision import Decision, DecisionStatus
from models.document import Document, DocumentKind, EntryStatus, RegisterEntry
from models.draft import Draft
from models.event import Event
from models.user import RoleGrant, Substitution, User
from rules.complaint_routing import Addressee
from rules.complaint_workflow import Channel, ComplaintState
from rules.identifiers import check_bin, check_iin
from rules.permissions import Role
from rules.terms import Place
from rules.workflow import ResultPlace, State
from seed import demo
from seed.demo_people import PASSWORD


def test_the_demonstration_shows_every_state_and_every_place_of_a_result(app, set_clock):
    now = set_clock(2026, 5, 21, 16)
    _forget_everybody()
    lines = demo.make_demo(now)
    today = clock.today()
    cases = db.session.scalars(select(Application)).all()

    assert any(PASSWORD in line for line in lines)
    assert 55 <= len(cases) <= 70
    assert {case.state for case in cases} == set(State)
    assert {case.result_place for case in cases} == {None, *ResultPlace}
    assert {(case.service, case.channel) for case in cases} >= {(s, p) for s in ("euc", "conclusion") for p in Place}
    assert {case.hand_out_place for case in cases} == set(Place)
    assert len({case.hand_out_center_id for case in cases}) >= 4
    assert 1 <= sum(case.counts_as_issued(now) for case in cases) <= 3
    due = db.session.execute(select(Application, Application.due_on(today))).all()
    assert any(case.result_place is ResultPlace.COMMITTEE and case.dispatch_on and day < today for case, day in due)
    assert any(case.result_place is ResultPlace.CENTER and (case.return_on or today) < today for case in cases)
    complaints = db.session.scalars(select(Complaint)).all()
    assert {complaint.state for complaint in complaints} == set(ComplaintState)
    assert {complaint.addressee for complaint in complaints} == set(Addressee)
    assert {complaint.channel for complaint in complaints} == set(Channel)
    assert any(complaint.is_overdue(today) for complaint in complaints)
    assert not any(case.is_provisional for case in cases if case.deemed_issue_due_on.year <= today.year)

    _papers_are_there(app)
    _the_record_is_in_order(now)
    _people_can_sign_in(app, today)


def test_the_demonstration_is_not_loaded_where_there_is_an_account(app):
    people = db.session.scalars(select(User.login)).all()
    [line] = demo.make_demo(clock.now())
    assert PASSWORD not in line
    assert db.session.scalars(select(User.login)).all() == people


def _forget_everybody():
    """The suite's own accounts are not there on a first start."""
    with write():
        db.session.execute(delete(RoleGrant))
        db.session.execute(delete(User))


def _papers_are_there(app):
    folder = app.config["FILES_PATH"]
    for digest, kind in db.session.execute(select(Document.sha256, Document.kind)):
        assert read_file(folder, digest).startswith(b"%PDF-"), kind
    for attachment in db.session.scalars(select(Attachment)):
        assert len(read_file(folder, attachment.sha256)) == attachment.size
    issued = db.session.scalars(select(RegisterEntry).where(RegisterEntry.status == EntryStatus.ISSUED)).all()
    assert len(issued) == db.session.scalar(select(func.count()).where(Decision.status == DecisionStatus.SIGNED))
    receipts = db.session.scalar(select(func.count()).where(Document.kind == DocumentKind.RECEIPT))
    assert receipts == db.session.scalar(select(func.count()).select_from(Application))


def _the_record_is_in_order(now):
    """Events and numbers follow time, and nothing has happened that is still to come."""
    events = db.session.scalars(select(Event).where(Event.application_id.is_not(None)).order_by(Event.id)).all()
    # That silence counts as an issue (7.6) is dated by law and may be written later.
    moments = [event.at for event in events if event.kind != "counted_as_issued"]
    assert moments == sorted(moments) and moments[-1] <= now
    for case in db.session.scalars(select(Application)):
        assert case.accepted_at <= case.received_at <= now
        assert (check_bin if len(case.form.head_name) else check_iin)(case.form.identifier).error is None
    by_register = db.session.execute(
        select(RegisterEntry.register, RegisterEntry.dated_on).order_by(RegisterEntry.register, RegisterEntry.seq)
    ).all()
    for register in {row.register for row in by_register}:
        days = [row.dated_on for row in by_register if row.register == register]
        assert days == sorted(days)


def _people_can_sign_in(app, today):
    held = {role for person in db.session.scalars(select(User)) for role in person.roles}
    assert held == set(Role)
    [substitution] = db.session.scalars(select(Substitution))
    assert substitution.is_in_force(today)
    assert len(db.session.scalars(select(Draft)).all()) >= 3
    confirmed = set(db.session.scalars(select(CalendarYear.year).where(CalendarYear.confirmed_at.is_not(None))))
    assert today.year in confirmed and today.year + 1 not in confirmed


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 5),  # the working days of a month ago are few: New Year's holidays
        date(2026, 3, 25),  # Nauryz
        date(2026, 5, 11),  # after the May holidays
        date(2026, 8, 2),  # a Sunday
        date(2026, 12, 31),
    ],
)
@pytest.mark.parametrize("hour", [3, 10, 23])
def test_the_acts_of_each_case_are_told_in_the_order_of_time(app, set_clock, day, hour):
    now = set_clock(day.year, day.month, day.day, hour)
    told: dict[int, list[tuple[datetime, int]]] = {}
    for moment, turn, number in sorted(demo._steps(now)):
        assert moment <= now
        told.setdefault(turn, []).append((moment, number))
    for steps in told.values():
        assert [number for _moment, number in steps] == list(range(-1, len(steps) - 1))
