"""Who was told that a result is ready, and what counts as told."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from extensions import clock, db, write
from models import custody
from models.application import Application
from models.ready_notice import Means, ReadyNotice, Told, is_told, tell, told_of
from rules.workflow import ActionRefused
from tests.factories import user
from tests.results import deliver, issue


@pytest.fixture
def at_center(make_application, set_clock):
    application = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 24, 12))
    return deliver(application, set_clock(2013, 5, 24, 15), set_clock(2013, 5, 27, 10))


def told(application, means=Means.CALL, outcome=Told.REACHED, login="center_operator", **values):
    with write():
        notice = ReadyNotice(means=means, outcome=outcome, **{"contact": "8 (7232) 26-40-15", "note": "", **values})
        tell(db.session.merge(application), notice, user(login).actor(), clock.now())


def counts_as_told(application) -> bool:
    db.session.rollback()
    found = db.session.scalar(select(Application.id).where(Application.id == application.id, is_told(Application)))
    return found is not None


@pytest.mark.parametrize(
    ("means", "outcome", "is_enough"),
    [
        (Means.SMS, Told.SENT, True), (Means.EMAIL, Told.SENT, True), (Means.CALL, Told.REACHED, True),
        (Means.CALL, Told.NOT_REACHED, False), (Means.CALL, Told.WRONG_NUMBER, False),
    ],
)  # fmt: skip
def test_an_attempt_counts_when_it_reached_the_applicant(at_center, means, outcome, is_enough):
    assert not counts_as_told(at_center)
    told(at_center, means, outcome)
    assert counts_as_told(at_center) is is_enough


def test_there_may_be_several_attempts(at_center):
    told(at_center, outcome=Told.NOT_REACHED)
    told(at_center, outcome=Told.REACHED)
    assert [one.outcome for one in told_of(db.session.merge(at_center))] == ["not_reached", "reached"]


def test_what_was_told_of_the_center_is_not_told_of_the_committee(at_center, set_clock):
    told(at_center)
    now = set_clock(2013, 7, 1, 12)
    with write():
        case = db.session.merge(at_center)
        custody.send_back(case, user("center_operator").actor(), now, clock.today())
        custody.take_back(case, user("clerk").actor(), now)
    assert not counts_as_told(at_center)
    told(at_center, login="clerk")
    assert counts_as_told(at_center)


@pytest.mark.parametrize("login", ["clerk", "branch_head", "auditor", "officer"])
def test_only_who_hands_out_there_tells_of_it(at_center, login):
    with pytest.raises(ActionRefused):
        told(at_center, login=login)


def test_of_what_is_put_into_a_cabinet_nobody_need_be_told(make_application):
    application = issue(make_application("conclusion", channel="portal"), clock.now())
    with pytest.raises(ActionRefused) as refused:
        told(application, login="clerk")
    assert refused.value.barred.code == "told_in_cabinet"


@pytest.mark.parametrize(
    "values", [{"outcome": Told.SENT}, {"means": Means.SMS, "outcome": Told.REACHED}, {"contact": ""}]
)
def test_the_database_refuses_half_an_attempt(at_center, values):
    with pytest.raises(IntegrityError):
        told(at_center, **values)


def test_an_attempt_cannot_be_changed_by_raw_sql(at_center):
    told(at_center)
    with pytest.raises(DatabaseError), write():
        db.session.execute(text("UPDATE ready_notice SET outcome = 'sent'"))
