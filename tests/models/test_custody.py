"""A result's way to a Center and back, and into the applicant's hands (7.5, 15)."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from extensions import clock, db, write
from models import custody
from models.custody import HandOut, HandOutOutcome, Recipient
from models.decision import Decision, Medium
from rules.workflow import ActionRefused, DecisionKind, ResultPlace
from tests.factories import user
from tests.results import deliver, issue, reserve_number


def visit(**values) -> HandOut:
    """The applicant comes with an identity card and takes one original."""
    return HandOut(
        **{
            "outcome": HandOutOutcome.TAKEN, "recipient": Recipient.APPLICANT, "recipient_name": "Ахметов Даулет",
            "identity_kind": "identity_card", "identity_number": "034567890", "originals": 1, "note": "",
            "receipt_shown": True, **values,
        }
    )  # fmt: skip


def by_representative(valid_until: date, **values) -> HandOut:
    return visit(
        recipient=Recipient.REPRESENTATIVE, attorney_number="17", attorney_date=date(2013, 4, 1),
        attorney_valid_until=valid_until, **values,
    )  # fmt: skip


def hand_out(application, given: HandOut, login: str = "clerk", on: date | None = None):
    with write():
        application = db.session.merge(application)
        custody.hand_out(application, given, user(login).actor(), clock.now(), on or clock.today())
    return application


@pytest.fixture
def at_center(make_application, set_clock):
    """A certificate filed on 3 May 2013, at its Center since the 27th, to be handed out on the 28th."""
    application = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 24, 12))
    return deliver(application, set_clock(2013, 5, 24, 15), set_clock(2013, 5, 27, 10))


def test_custody_is_counted_from_the_day_of_hand_out_when_the_result_came_before_it(at_center):
    assert at_center.result_place is ResultPlace.CENTER
    assert (at_center.custody_ends_on, at_center.return_on) == (date(2013, 6, 28), date(2013, 7, 1))


def test_custody_is_counted_from_the_arrival_when_the_result_came_late(make_application, set_clock):
    application = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 28, 12))
    application = deliver(application, set_clock(2013, 5, 28, 15), set_clock(2013, 5, 31, 10))
    assert application.custody_ends_on == date(2013, 6, 30)


@pytest.mark.parametrize(("day", "is_over"), [(date(2013, 6, 28), False), (date(2013, 6, 29), True)])
def test_an_uncollected_result_goes_back_only_after_its_month(at_center, day, is_over):
    with write():
        application = db.session.merge(at_center)
        operator = user("center_operator").actor()
        if is_over:
            custody.send_back(application, operator, clock.now(), day)
            assert application.result_place is ResultPlace.ON_THE_WAY_BACK
        else:
            with pytest.raises(ActionRefused) as refused:
                custody.send_back(application, operator, clock.now(), day)
            assert (refused.value.barred.code, refused.value.barred.clause) == ("custody_not_over", "15")


def test_a_returned_result_is_still_obtainable_at_the_committee(at_center, set_clock):
    set_clock(2013, 7, 2, 10)
    with write():
        application = db.session.merge(at_center)
        custody.send_back(application, user("center_operator").actor(), clock.now(), clock.today())
        custody.take_back(application, user("clerk").actor(), clock.now())
    application = hand_out(application, visit())
    assert (application.result_place, application.closed_at) == (ResultPlace.HANDED_OUT, clock.now())
    assert application.hand_outs[0].center_id is None


def test_the_case_closes_only_when_every_original_is_out(make_application):
    application = issue(make_application("euc"), clock.now(), originals=3)
    application = hand_out(application, visit(originals=2))
    assert (application.result_place, application.closed_at) == (ResultPlace.COMMITTEE, None)
    assert custody.originals_left(application) == 1
    application = hand_out(application, visit(originals=1))
    assert application.result_place is ResultPlace.HANDED_OUT


def test_more_originals_than_are_left_cannot_be_handed_out(make_application):
    application = hand_out(issue(make_application("euc"), clock.now(), originals=2), visit(originals=1))
    with pytest.raises(ActionRefused) as refused:
        hand_out(application, visit(originals=2))
    assert refused.value.barred.code == "too_many_originals"


@pytest.mark.parametrize(("day", "is_good"), [(date(2013, 5, 3), True), (date(2013, 5, 4), False)])
def test_a_power_of_attorney_is_good_to_the_end_of_its_last_day(make_application, day, is_good):
    application = issue(make_application("euc"), clock.now())
    if is_good:
        assert hand_out(application, by_representative(date(2013, 5, 3)), on=day).closed_at
        return
    with pytest.raises(ActionRefused) as refused:
        hand_out(application, by_representative(date(2013, 5, 3)), on=day)
    assert (refused.value.barred.code, refused.value.barred.since) == ("attorney_expired", date(2013, 5, 3))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"attorney_date": date(2013, 5, 4)}, "attorney_not_yet_valid"),
        ({"attorney_date": date(2013, 5, 3)}, ""),
        ({"identity_valid_until": date(2013, 5, 2)}, "identity_expired"),
        ({"identity_valid_until": date(2013, 5, 3)}, ""),
    ],
)
def test_papers_out_of_their_days_are_refused(make_application, values, code):
    application = issue(make_application("euc"), clock.now())
    given = by_representative(date(2013, 12, 31))
    for name, day in values.items():
        setattr(given, name, day)
    if not code:
        assert hand_out(application, given, on=date(2013, 5, 3)).closed_at
        return
    with pytest.raises(ActionRefused) as refused:
        hand_out(application, given, on=date(2013, 5, 3))
    assert refused.value.barred.code == code


def test_a_result_that_is_there_before_its_day_is_handed_out_before_it(at_center):
    assert at_center.hand_out_on == date(2013, 5, 28)
    assert hand_out(at_center, visit(), "center_operator", on=date(2013, 5, 27)).closed_at


def test_a_refusal_to_accept_leaves_the_result_where_it_is(make_application):
    application = issue(make_application("euc"), clock.now())
    refusal = visit(outcome=HandOutOutcome.NOT_ACCEPTED, originals=0, note="Не согласен с наименованием")
    application = hand_out(application, refusal)
    assert (application.result_place, application.closed_at) == (ResultPlace.COMMITTEE, None)
    assert custody.originals_left(application) == 1


def test_a_visit_makes_the_page_of_another_counter_outdated(make_application):
    application = issue(make_application("euc"), clock.now(), originals=2)
    before = application.version
    assert hand_out(application, visit()).version == before + 1


def test_what_goes_to_a_center_is_neither_handed_out_nor_confirmed_before_it_is_sent(make_application):
    application = issue(make_application("euc", hand_out="center"), clock.now())
    for login in ("clerk", "center_operator"):
        with pytest.raises(ActionRefused) as refused:
            hand_out(application, visit(), login)
        assert refused.value.barred.code == "result_is_elsewhere"
    with pytest.raises(ActionRefused), write():
        custody.confirm_arrival(
            db.session.merge(application), user("center_operator").actor(), clock.now(), clock.today()
        )


def test_what_is_handed_out_at_the_committee_is_not_sent_to_a_center(make_application):
    application = issue(make_application("euc", channel="center", hand_out="committee"), clock.now())
    with pytest.raises(ActionRefused) as refused, write():
        custody.dispatch(db.session.merge(application), user("clerk").actor(), clock.now())
    assert refused.value.barred.code == "not_for_a_center"


@pytest.mark.parametrize("login", ["clerk", "officer", "branch_head", "auditor"])
def test_only_the_people_of_the_center_hand_out_there(at_center, login):
    assert custody.why_not_hand_out(at_center, user(login).actor()) is not None
    assert custody.why_not_hand_out(at_center, user("center_operator").actor()) is None


def test_a_refusal_is_handed_out_like_a_certificate(make_application):
    application = issue(make_application("euc"), clock.now(), DecisionKind.REFUSAL)
    assert hand_out(application, visit()).result_place is ResultPlace.HANDED_OUT


@pytest.mark.parametrize(
    "values",
    [
        {"identity_number": ""},
        {"recipient": Recipient.REPRESENTATIVE},
        {"outcome": HandOutOutcome.NOT_ACCEPTED, "originals": 0},
        {"originals": 0},
    ],
)
def test_the_database_refuses_a_visit_without_its_papers(make_application, values):
    application = issue(make_application("euc"), clock.now())
    with pytest.raises(IntegrityError):
        hand_out(application, visit(**values))


def test_a_recorded_visit_cannot_be_changed_by_raw_sql(make_application):
    hand_out(issue(make_application("euc"), clock.now()), visit())
    with pytest.raises(DatabaseError), write():
        db.session.execute(text("UPDATE hand_out SET recipient_name = 'другой'"))


def test_a_correction_is_handed_out_too(make_application, set_clock):
    application = hand_out(issue(make_application("euc"), clock.now()), visit())
    assert application.closed_at is not None
    with write():
        application = db.session.merge(application)
        officer, signatory = user("officer").actor(), user("signatory").actor()
        decision = Decision.prepare(
            application, DecisionKind.RESULT, officer, clock.now(), content={}, correction_reason="Опечатка"
        )
        db.session.flush()
        decision.sign(reserve_number(application, clock.now()), signatory, clock.now(), Medium.ELECTRONIC, None)
    assert (application.closed_at, custody.originals_left(application)) == (None, 1)
    application = hand_out(application, visit())
    assert application.closed_at is not None
    assert [v.decision_id for v in application.hand_outs] == [d.id for d in application.decisions]
