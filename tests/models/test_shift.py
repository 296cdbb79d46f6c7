"""The end of a shift: tickets against filings against receipts and hand-outs, closed once and never changed."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from extensions import db, write
from models.center import Center
from models.custody import HandOut, HandOutOutcome, Recipient
from models.document import Document, DocumentKind
from models.draft import Draft
from models.outage import BlankState, OutageBatch
from models.queue_place import QueuePlace
from models.shift import Shift
from models.shift_account import Gap, account_of, close_shift, never_called, people_of
from models.window import Window
from rules.permissions import Role
from rules.queue import Purpose
from rules.terms import Place, Service
from rules.workflow import ActionRefused
from tests.contracts.world import World
from tests.factories import user
from tests.queue_world import MINUTE, call, center_place, serve, sit, take_tickets, ticket, windows

E, C, RESULT, ASK = Purpose.FILING_EUC, Purpose.FILING_CONCLUSION, Purpose.HAND_OUT, Purpose.CONSULTATION


@pytest.fixture
def now(set_clock):
    return set_clock(2013, 5, 3, 10)


@pytest.fixture
def window(app, now):
    [window] = windows(center_place(), now, 1)
    sit(window, "center_operator", now)
    return window


def found(place=None, login="center_operator") -> list[tuple[Gap, str]]:
    here = place or center_place()
    account = account_of(here, user(login).id, here.today(db.session.info["now"]))
    return [(one.gap, one.subject) for one in account.differences]


@pytest.fixture(autouse=True)
def _today(app, now):
    db.session.info["now"] = now


def visit(window: int, purpose: Purpose, at) -> int:
    """One visitor from the tablet to the end."""
    [taken] = take_tickets(center_place(), at, purpose)
    call(window, "center_operator", at)
    serve(taken, "center_operator", at)
    return taken


def file(make_application, taken: int | None, at, *, has_receipt: bool = True):
    """A filing at the window, under a ticket or none."""
    case = make_application("euc", at=at, channel="center")
    with write():
        if taken:
            operator = user("center_operator").actor()
            draft = Draft.begin(Service.EUC, Place.CENTER, case.center_id, operator, at, taken)
            draft.application_id = case.id
        if has_receipt:
            db.session.add(
                Document(
                    application_id=case.id, kind=DocumentKind.RECEIPT, number=case.number, sha256="0" * 64, made_at=at
                )
            )
    return case


def test_what_agrees_has_no_differences(make_application, window, now):
    taken = visit(window, E, now)
    file(make_application, taken, now)
    file(make_application, taken, now)  # several filings of one visitor
    visit(window, ASK, now + 10 * MINUTE)  # a question leaves nothing behind
    account = account_of(center_place(), user("center_operator").id, center_place().today(now))
    assert (account.tickets, account.filings, account.receipts, account.differences) == (2, 2, 2, ())


def test_each_kind_of_difference_is_found(make_application, window, now):
    visit(window, E, now)
    case = file(make_application, None, now + MINUTE, has_receipt=False)
    with write():
        Draft.begin(Service.EUC, Place.CENTER, case.center_id, user("center_operator").actor(), now)
    [left] = take_tickets(center_place(), now + 10 * MINUTE, E)
    call(window, "center_operator", now + 10 * MINUTE)
    assert found() == [
        (Gap.TICKET_WITHOUT_OUTCOME, "001"), (Gap.TICKET_NOT_ENDED, ticket(left).number),
        (Gap.FILING_WITHOUT_TICKET, case.number), (Gap.FILING_WITHOUT_RECEIPT, case.number),
        (Gap.DRAFT_LEFT_OPEN, "10:00"),
    ]  # fmt: skip


def test_whoever_did_not_come_is_counted_and_is_no_difference(window, now):
    [taken] = take_tickets(center_place(), now, E)
    operator = user("center_operator").actor()
    call(window, "center_operator", now)
    with write():
        ticket(taken).recall(operator, now)
        ticket(taken).miss(operator, now)
    account = account_of(center_place(), operator.user_id, center_place().today(now))
    assert (account.tickets, account.did_not_come, account.differences) == (1, 1, ())


def test_a_result_handed_out_during_the_visit_is_its_outcome(window, now):
    case = World(Role.CENTER_OPERATOR).issued("center")
    decision = case.signed_decision
    assert decision is not None
    with write():
        taken_by = HandOut(
            application_id=case.id, decision_id=decision.id, outcome=HandOutOutcome.TAKEN,
            recipient=Recipient.APPLICANT, recipient_name="Ким О. В.", identity_kind="identity_card",
            identity_number="034567890", originals=1, at=now + 2 * MINUTE, by_id=user("center_operator").id,
            center_id=case.hand_out_center_id,
        )  # fmt: skip
        db.session.add(taken_by)
    assert (Gap.HAND_OUT_WITHOUT_TICKET, case.result_number) in found()
    visit(window, RESULT, now)
    assert not {gap for gap, _subject in found()} & {Gap.HAND_OUT_WITHOUT_TICKET, Gap.TICKET_WITHOUT_OUTCOME}


def test_what_was_accepted_with_a_blank_receipt_is_named_by_the_blank(make_application, window, now):
    case = file(make_application, None, now)
    place, head = center_place(), user("center_head").actor()
    with write():
        [blank] = OutageBatch.draw(db.session.get_one(Center, place.center_id), 1, head, now).blanks
        blank.state, blank.application_id = BlankState.USED, case.id
    assert found() == [(Gap.ENTERED_AFTER_OUTAGE, blank.number)]


def test_what_came_by_the_portal_had_no_visitor(app, make_application, now):
    make_application("euc", at=now, channel="portal")
    assert found(QueuePlace(), "clerk") == []
    case = make_application("euc", at=now, channel="committee")
    assert (Gap.FILING_WITHOUT_TICKET, case.number) in found(QueuePlace(), "clerk")


def test_a_shift_is_closed_once_with_every_difference_explained(window, now):
    here, operator = center_place(), user("center_operator").actor()
    day = here.today(now)
    visit(window, E, now)
    key = account_of(here, operator.user_id, day).differences[0].key

    def close(explanations):
        with write():
            return close_shift(here, operator.user_id, day, explanations, operator, now + 8 * MINUTE)

    def refusal(explanations):
        with pytest.raises(ActionRefused) as refused:
            close(explanations)
        return refused.value.barred.code

    assert refusal({key: "Ушёл за документами"}) == "still_at_window"
    with write():
        db.session.get_one(Window, window).leave(operator, now)
    assert refusal({}) == refusal({key: ""}) == "difference_unexplained"
    closed = close({key: "Ушёл за документами"})
    assert closed.number == "03/14-03.05.2013-1"
    assert closed.differences == [
        {"code": "ticket_without_outcome", "subject": "001", "explanation": "Ушёл за документами"}
    ]
    assert refusal({key: "Ещё раз"}) == "shift_closed"
    with pytest.raises(ActionRefused):
        sit(window, "center_operator", now)
    for statement in ("UPDATE shift SET tickets = 9", "DELETE FROM shift"):
        with pytest.raises(DatabaseError), write():
            db.session.execute(text(statement))
    assert db.session.scalars(select(Shift)).one().tickets == 1


def test_a_day_knows_who_worked_and_who_was_never_called(window, now):
    here = center_place()
    day = here.today(now)
    visit(window, ASK, now)
    take_tickets(here, now, E, E)
    assert [one.login for one in people_of(here, day)] == ["center_operator"]
    assert never_called(here, day) == 2
    assert people_of(QueuePlace(), day) == []
