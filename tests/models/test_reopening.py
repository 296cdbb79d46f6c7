"""An upheld complaint reopens a case: what is set aside, the new term, who decides anew, what silence makes of it."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from extensions import clock, db, write
from jobs.deadlines import record_silences
from jobs.report import Report
from models.application import Application
from models.custody import HandOut, HandOutOutcome, Recipient, confirm_arrival, dispatch, hand_out
from models.decision import Decision, Medium
from models.document import EntryStatus, RegisterEntry
from models.event import Event
from models.reopening import Reopening, decided_before, promised_by_receipt, reopen
from rules.complaint_routing import Subject
from rules.refusal import Ground
from rules.workflow import ActionRefused, DecisionKind, ResultPlace, State, Timeliness
from tests.complaints import build_complaint
from tests.factories import complete, user
from tests.models.test_silence import stand
from tests.results import reserve_number

NEW_TERM = date(2013, 6, 14)
KINDS = tuple(DecisionKind)


def prepare(application, kind=DecisionKind.RESULT, officer="officer", ground=Ground.FALSE):
    grounds = {} if kind is DecisionKind.RESULT else {ground: ""}
    reasons = "" if kind is DecisionKind.RESULT else "Причина"
    return Decision.prepare(
        application, kind, user(officer).actor(), clock.now(), content={}, reasons=reasons, grounds=grounds
    )


def sign(application, signatory="signatory"):
    entry = reserve_number(application, clock.now())
    entry.decision.sign(entry, user(signatory).actor(), clock.now(), Medium.ELECTRONIC, None)


def reopened(application, term=NEW_TERM, person="legal_officer"):
    with write():
        case = db.session.get_one(Application, application.id)
        complaint = build_complaint(clock.now(), subject=Subject.RESULT, application=case)
        actor, now = user(person).actor(), clock.now()
        reopen(case, complaint.id, complaint.number, "12/05", clock.today(), term, actor, now)
    return case


@pytest.fixture
def decided(make_application, set_clock):
    """decided(kind, …): filed on 3 May 2013 and decided the same day, unless `at` says when."""

    def make(kind=DecisionKind.RESULT, at=None, **facts):
        application = make_application("euc", **facts)
        with write():
            case = db.session.merge(application)
            if kind is not DecisionKind.INCOMPLETENESS_REFUSAL:
                complete(case, clock.now())
            if at:
                set_clock(*at)
            prepare(
                case, kind, ground=Ground.INCOMPLETE if kind is DecisionKind.INCOMPLETENESS_REFUSAL else Ground.FALSE
            )
            sign(case)
        return case

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_decided_is_set_aside_and_the_case_is_under_review_in_the_new_term(decided, set_clock, kind):
    case = decided(kind)
    number = case.result_number
    set_clock(2013, 5, 24, 11)
    case = reopened(case)
    assert (case.state, case.officer, case.result_number, case.decided_at) == (State.UNDER_REVIEW, None, None, None)
    assert (case.signed_decision, case.result_place, case.closed_at) == (None, None, None)
    assert (case.term_ends_on, case.control_on, case.hand_out_on) == (NEW_TERM, date(2013, 6, 13), NEW_TERM)
    assert (case.deemed_issued_on, case.deemed_issue_due_on) == (date(2013, 6, 15), date(2013, 6, 21))
    assert (case.accepted_on, case.completeness_due_on) == (date(2013, 5, 3), date(2013, 5, 6))
    entry = db.session.scalars(select(RegisterEntry)).one()
    assert (entry.number, entry.status, entry.is_set_aside) == (number, EntryStatus.ISSUED, True)
    assert stand(case) is Timeliness.RUNNING


def test_the_promise_of_the_receipt_is_kept_beside_the_new_one(decided, set_clock):
    case = decided()
    set_clock(2013, 5, 24, 11)
    case = reopened(case)
    assert (case.promised_on, promised_by_receipt(case)) == (NEW_TERM, date(2013, 5, 28))


def test_what_follows_from_the_term_at_a_center_follows_from_the_new_one(decided, set_clock):
    case = decided(channel="center", hand_out="center")
    set_clock(2013, 5, 24, 11)
    case = reopened(case)
    assert (case.deliver_on, case.dispatch_on, case.control_on) == (date(2013, 6, 13),) * 3


def test_a_case_handed_out_and_closed_is_open_again_and_its_new_result_is_handed_out(decided, set_clock):
    case = decided()
    clerk = user("clerk").actor()

    def visit():
        return HandOut(
            outcome=HandOutOutcome.TAKEN, recipient=Recipient.APPLICANT, recipient_name="Ким О. В.",
            identity_kind="identity_card", identity_number="034567890", originals=1,
        )  # fmt: skip

    with write():
        hand_out(db.session.merge(case), visit(), clerk, clock.now(), clock.today())
    set_clock(2013, 5, 24, 11)
    case = reopened(case)
    assert case.closed_at is None
    with write():
        case = db.session.merge(case)
        case.assign(user("officer_2"), user("head_of_unit").actor(), clock.now())
        prepare(case, officer="officer_2")
        sign(case)
        assert case.result_place is ResultPlace.COMMITTEE
        hand_out(case, visit(), clerk, clock.now(), clock.today())
    assert (case.closed_at is not None, len(case.hand_outs)) == (True, 2)
    assert [entry.is_set_aside for entry in db.session.scalars(select(RegisterEntry).order_by(RegisterEntry.id))] == [
        True, False,
    ]  # fmt: skip


def test_the_new_paper_makes_its_own_journey_to_the_center(decided, set_clock):
    case = decided(channel="center", hand_out="center")
    with write():
        case = db.session.merge(case)
        dispatch(case, user("clerk").actor(), clock.now())
        confirm_arrival(case, user("center_operator").actor(), clock.now(), clock.today())
    set_clock(2013, 5, 24, 11)
    case = reopened(case)
    assert (case.delivery, case.custody_ends_on, case.return_on) == (None, None, None)
    with write():
        case = db.session.merge(case)
        case.assign(user("officer_2"), user("head_of_unit").actor(), clock.now())
        prepare(case, officer="officer_2")
        sign(case)
        dispatch(case, user("clerk").actor(), clock.now())
    assert (case.delivery.arrived_at, len(case.deliveries)) == (None, 2)


def test_a_correction_under_way_is_taken_back_with_what_it_corrects(decided, set_clock):
    case = decided()
    with write():
        case = db.session.merge(case)
        Decision.prepare(
            case, DecisionKind.RESULT, user("officer").actor(), clock.now(), content={}, correction_reason="Опечатка"
        )
    case = reopened(case, date(2013, 5, 20))
    assert [(d.status, d.taken_back_reason) for d in case.decisions][1] == ("recalled", "reopened")
    assert case.prepared_decision is None


@pytest.mark.parametrize(
    ("term", "code"),
    [
        (date(2013, 5, 24), "new_term_is_past"),
        (date(2013, 5, 23), "new_term_is_past"),
        (date(2013, 5, 26), "new_term_on_day_off"),
        (date(2013, 6, 15), "new_term_too_long"),
        (date(2013, 5, 27), None),
        (NEW_TERM, None),
    ],
)
def test_the_new_term_ends_on_a_working_day_ahead_no_later_than_fifteen_working_days(decided, set_clock, term, code):
    case = decided(DecisionKind.REFUSAL)
    set_clock(2013, 5, 24, 11)
    if code is None:
        assert reopened(case, term).term_ends_on == term
        return
    with pytest.raises(ActionRefused) as refused:
        reopened(case, term)
    assert refused.value.barred.code == code


@pytest.mark.parametrize("person", ["officer", "head_of_unit", "signatory", "clerk", "auditor"])
def test_nobody_but_the_legal_service_reopens(decided, person):
    case = decided()
    with pytest.raises(ActionRefused) as refused:
        reopened(case, date(2013, 5, 20), person)
    assert refused.value.barred.code == "not_permitted"


def test_the_same_decision_is_not_set_aside_twice(decided):
    case = decided()
    reopened(case, date(2013, 5, 20))
    with pytest.raises(ActionRefused) as refused:
        reopened(case, date(2013, 5, 20))
    assert refused.value.barred.code == "wrong_state"


def test_who_prepared_or_signed_does_not_consider_it_again_and_the_signatory_may_sign_again(decided):
    case = reopened(decided(), date(2013, 5, 20))
    assert decided_before(case) == {user("officer").id, user("signatory").id}
    head, now = user("head_of_unit").actor(), clock.now()
    with pytest.raises(ActionRefused) as refused, write():
        db.session.merge(case).assign(user("officer"), head, now)
    assert refused.value.barred.code == "decided_what_was_set_aside"
    with write():
        case = db.session.merge(case)
        case.assign(user("officer_2"), head, now)
        prepare(case, officer="officer_2")
        sign(case, "signatory")
    assert case.state is State.ISSUED


def test_incompleteness_stays_closed_even_within_its_two_days(decided):
    case = reopened(decided(DecisionKind.INCOMPLETENESS_REFUSAL), date(2013, 5, 20))
    assert clock.today() <= case.completeness_due_on
    with write():
        case = db.session.merge(case)
        case.assign(user("officer_2"), user("head_of_unit").actor(), clock.now())
    with pytest.raises(ActionRefused) as refused, write():
        prepare(db.session.merge(case), DecisionKind.REFUSAL, "officer_2", Ground.INCOMPLETE)
    assert refused.value.barred.code == "reopened_as_complete"


def test_silence_in_the_new_term_counts_as_issued_and_is_recorded_once(decided, set_clock):
    case = decided(DecisionKind.REFUSAL)
    set_clock(2013, 5, 24, 11)
    case = reopened(case)
    set_clock(2013, 6, 14, 23, 59, 59)
    assert stand(case) is Timeliness.RUNNING
    set_clock(2013, 6, 15, 0, 0, 0)
    assert stand(case) is Timeliness.COUNTS_AS_ISSUED
    for _run in range(2):
        record_silences(clock.now(), Report())
    events = db.session.scalars(select(Event).where(Event.kind == "counted_as_issued")).all()
    assert [event.at for event in events] == [clock.now()]
    case = db.session.get_one(Application, case.id)
    assert case.right_since(clock.now()) == date(2013, 6, 15)


def test_a_decision_in_time_of_the_first_term_does_not_make_the_new_one_kept(decided, set_clock):
    case = decided(DecisionKind.REFUSAL)
    set_clock(2013, 5, 24, 11)
    case = reopened(case)
    set_clock(2013, 6, 18, 12)
    with write():
        case = db.session.merge(case)
        case.assign(user("officer_2"), user("head_of_unit").actor(), clock.now())
        prepare(case, officer="officer_2")
        sign(case)
    assert stand(case) is Timeliness.LATE


def test_what_counted_as_issued_by_the_first_term_does_so_through_a_reopening(decided, set_clock):
    case = decided(at=(2013, 5, 30, 12))
    assert stand(case) is Timeliness.LATE
    set_clock(2013, 6, 3, 11)
    case = reopened(case)
    assert (stand(case), case.right_since(clock.now())) == (Timeliness.COUNTS_AS_ISSUED, date(2013, 5, 29))
    record_silences(clock.now(), Report())
    with write():
        case = db.session.merge(case)
        case.assign(user("officer_2"), user("head_of_unit").actor(), clock.now())
    with pytest.raises(ActionRefused) as refused, write():
        prepare(db.session.merge(case), DecisionKind.REFUSAL, "officer_2")
    assert refused.value.barred.code == "counts_as_issued"
    with write():
        case = db.session.merge(case)
        prepare(case, officer="officer_2")
        sign(case)
    assert stand(case) is Timeliness.LATE
    assert len(db.session.scalars(select(Event).where(Event.kind == "counted_as_issued")).all()) == 1


@pytest.mark.parametrize("statement", ["UPDATE reopening SET reply_number = 'x'", "DELETE FROM reopening"])
def test_a_reopening_is_never_changed(decided, statement):
    reopened(decided(), date(2013, 5, 20))
    with pytest.raises(DatabaseError), write():
        db.session.execute(db.text(statement))
    assert db.session.scalars(select(Reopening)).one().reply_number == "12/05"
