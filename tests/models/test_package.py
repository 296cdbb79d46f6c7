"""A Center's certified copy: nothing is checked before it is sent, and completeness is counted from then (11, 16)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from documents.package import certified_with_key
from extensions import clock, db, write
from models.application import Application
from models.event import Event
from models.package import Package
from rules.terms import Place, Service
from rules.workflow import Action, ActionRefused
from tests import packages
from tests.factories import build_application, complete, user


def of(application: Application) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, application.id)


def refused(work) -> str:
    with pytest.raises(ActionRefused) as error, write():
        work()
    return error.value.barred.code


def test_the_completeness_clock_starts_at_the_sending_and_the_term_at_the_acceptance(app, set_clock):
    case = packages.unsent(set_clock(2013, 5, 3, 17))
    assert (case.is_received, case.accepted_on, case.term_ends_on) == (False, date(2013, 5, 3), date(2013, 5, 28))
    package = packages.send(case, set_clock(2013, 5, 6, 18, 40))
    case = of(case)
    # After hours, and the 7th is a holiday: received on the 8th, and two working days from there.
    assert (case.received_at, case.received_on) == (package.sent_at, date(2013, 5, 8))
    assert case.completeness_due_on == date(2013, 5, 14)
    assert (case.is_received, case.accepted_on, case.term_ends_on) == (True, date(2013, 5, 3), date(2013, 5, 28))


def test_nothing_is_checked_and_no_ground_is_lost_before_the_package_is_sent(app, set_clock):
    case, now = packages.unsent(set_clock(2013, 5, 3, 17)), set_clock(2013, 5, 16, 10)
    officer = user("officer").actor()
    for action in (Action.START_REVIEW, Action.PREPARE_INCOMPLETENESS_REFUSAL):
        reason = of(case).why_barred(action, officer, now)
        assert reason and (reason.code, reason.clause) == ("package_not_sent", "11")
    assert refused(lambda: of(case).start_review(officer, now)) == "package_not_sent"
    packages.send(case, now)
    assert of(case).why_barred(Action.PREPARE_INCOMPLETENESS_REFUSAL, officer, now) is None
    assert of(case).completeness_due_on == date(2013, 5, 20)


def test_silence_does_not_wait_for_the_package(app, set_clock):
    case, late = packages.unsent(set_clock(2013, 5, 3, 17)), set_clock(2013, 5, 29, 0)
    assert of(case).counts_as_issued(late)
    with write():
        complete(db.session.get_one(Application, case.id), late)
    assert of(case).why_barred(Action.PREPARE_RESULT, user("officer").actor(), late) is None


@pytest.mark.parametrize(
    ("who", "code"), [("clerk", "not_permitted"), ("branch_head", "not_permitted"), ("officer", "not_permitted")]
)
def test_only_the_centers_own_people_send(app, who, code):
    case = packages.unsent(clock.now())
    made = certified_with_key(case, user("center_operator").actor(), clock.now())
    assert refused(lambda: made.send(of(case), user(who).actor(), clock.now())) == code


def test_another_centers_filing_is_not_sent(app):
    case = packages.unsent(clock.now(), center="1/1")
    made = certified_with_key(case, user("center_operator").actor(), clock.now())
    assert refused(lambda: made.send(of(case), user("center_operator").actor(), clock.now())) == "not_permitted"


def test_what_was_withdrawn_is_not_sent(app):
    case, actor = packages.unsent(clock.now()), user("center_head").actor()
    made = certified_with_key(case, actor, clock.now())
    with write():
        of(case).withdraw("передумал", user("clerk").actor(), clock.now())
    assert refused(lambda: made.send(of(case), actor, clock.now())) == "wrong_state"
    assert db.session.scalars(Package.unsent(actor)).all() == []


def test_a_package_is_sent_once_and_a_second_act_finds_the_first(app, set_clock):
    case = packages.unsent(set_clock(2013, 5, 3, 17))
    first = packages.send(case, set_clock(2013, 5, 3, 17, 5)).sent_at
    assert packages.send(case, set_clock(2013, 5, 6, 10), "center_head").sent_at == first
    assert of(case).received_on == date(2013, 5, 3)
    assert len(db.session.scalars(select(Event).where(Event.kind == "package_sent")).all()) == 1


def test_a_package_is_never_changed(app):
    packages.send(packages.unsent(clock.now()), clock.now())
    for statement in ("UPDATE package SET cms_sha256 = ''", "DELETE FROM package"):
        with pytest.raises(DatabaseError), write():
            db.session.execute(db.text(statement))


def test_only_what_a_center_accepted_can_be_unsent(app):
    with pytest.raises(DatabaseError), write():
        build_application(Service.EUC, clock.now(), channel=Place.COMMITTEE).is_received = False
