"""The way of a case, act by act, on the database."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from extensions import clock, db, write
from models.application import Application
from models.decision import Decision, Medium
from models.document import Document, DocumentKind, Register, RegisterEntry
from models.event import Event
from models.review import Finding, Outcome, Stage
from rules.refusal import Ground
from rules.workflow import NEXT_ACTS, ActionRefused, DecisionKind, State
from tests.factories import complete, user


def prepared(make_application, kind=DecisionKind.RESULT, **facts):
    """A case whose decision waits for a signature."""
    application = make_application(**facts)
    with write():
        application = db.session.merge(application)
        if kind is not DecisionKind.INCOMPLETENESS_REFUSAL:
            complete(application, clock.now())
        Decision.prepare(
            application, kind, user("officer").actor(), clock.now(), content={},
            reasons="" if kind is DecisionKind.RESULT else "Причина",
            grounds={} if kind is DecisionKind.RESULT else {Ground.INCOMPLETE: "нет договора"},
        )  # fmt: skip
    return application


def reserve(application):
    """A reserved number with its paper, as prepare-for-signing leaves it."""
    decision = application.prepared_decision
    entry = RegisterEntry.reserve(
        decision, Register.CERTIFICATES, "{register}-{year}-{seq:05d}", user("signatory").id, clock.today(), clock.now()
    )
    entry.document = Document(
        application_id=application.id, kind=DocumentKind.CERTIFICATE, number=entry.number, sha256="0" * 64,
        made_at=clock.now(),
    )  # fmt: skip
    db.session.flush()
    return entry


def test_a_filing_gets_the_first_number_of_its_place_and_its_dates(make_application):
    application = make_application("euc")
    assert application.number == "E-2013-K-000001"
    assert (application.completeness_due_on, application.control_on, application.term_ends_on) == (
        date(2013, 5, 6), date(2013, 5, 27), date(2013, 5, 28),
    )  # fmt: skip
    assert make_application("euc").number == "E-2013-K-000002"
    assert make_application("conclusion").number == "C-2013-K-000001"
    assert make_application("euc", channel="center").number == "E-2013-03/14-000001"


def test_a_result_is_issued_in_one_act(make_application):
    application = prepared(make_application)
    with write():
        application = db.session.merge(application)
        entry = reserve(application)
        application.prepared_decision.sign(entry, user("signatory").actor(), clock.now(), Medium.ELECTRONIC, None)
    assert (application.state, application.result_number) == (State.ISSUED, "EUC-2013-00001")
    latest = db.session.scalars(Event.of_application(application.id)).first()
    assert latest is not None
    assert latest.kind == "issued"


def test_who_prepared_cannot_sign(make_application):
    application = prepared(make_application)
    with pytest.raises(ActionRefused) as refused, write():
        application = db.session.merge(application)
        entry = reserve(application)
        application.prepared_decision.sign(entry, user("officer").actor(), clock.now(), Medium.ELECTRONIC, None)
    assert refused.value.barred.code == "four_eyes"


def test_raw_sql_cannot_sign_what_the_same_person_prepared(make_application):
    application = prepared(make_application)
    statement = text(
        "UPDATE decision SET status = 'signed', signed_by_id = prepared_by_id, signed_at = prepared_at,"
        " medium = 'electronic' WHERE application_id = :id"
    )
    with pytest.raises(IntegrityError), write():
        db.session.execute(statement, {"id": application.id})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'nothing'",
        "DELETE FROM event",
        "DELETE FROM application",
        "UPDATE decision SET reasons = 'other'",
        "UPDATE document SET number = 'other'",
        "DELETE FROM register_entry",
    ],
)
def test_raw_sql_cannot_change_the_record(make_application, statement):
    application = prepared(make_application)
    with write():
        application = db.session.merge(application)
        application.prepared_decision.sign(
            reserve(application), user("signatory").actor(), clock.now(), Medium.ELECTRONIC, None
        )
    with pytest.raises(DatabaseError), write():
        db.session.execute(text(statement))


def test_incompleteness_can_be_cited_on_the_second_working_day_and_not_on_the_third(make_application, set_clock):
    application = prepared(make_application, DecisionKind.INCOMPLETENESS_REFUSAL)
    set_clock(2013, 5, 6, 23, 59)
    assert application.prepared_decision.why_not_sign(user("signatory").actor(), clock.now()) is None
    set_clock(2013, 5, 7, 0, 0)
    barred = application.prepared_decision.why_not_sign(user("signatory").actor(), clock.now())
    assert (barred.code, barred.since) == ("completeness_closed", date(2013, 5, 6))


@pytest.mark.parametrize(("parts", "counts"), [((2013, 5, 28, 23, 59, 59), False), ((2013, 5, 29, 0, 0, 0), True)])
def test_a_silent_case_counts_as_issued_from_midnight_and_cannot_be_refused(make_application, set_clock, parts, counts):
    application = prepared(make_application, DecisionKind.RESULT)
    set_clock(*parts)
    assert application.counts_as_issued(clock.now()) is counts
    statement = select(Application.counts_as_issued_on(clock.today())).where(Application.id == application.id)
    assert bool(db.session.scalar(statement)) is counts
    assert application.prepared_decision.why_not_sign(user("signatory").actor(), clock.now()) is None
    with write():
        application = db.session.merge(application)
        application.prepared_decision.recall(user("officer").actor(), clock.now())

        def refuse() -> None:
            Decision.prepare(
                application, DecisionKind.REFUSAL, user("officer").actor(), clock.now(), content={},
                reasons="Причина", grounds={Ground.FALSE: "адрес"},
            )  # fmt: skip

        if counts:
            with pytest.raises(ActionRefused):
                refuse()
            with pytest.raises(ActionRefused):
                application.withdraw("Передумали", user("clerk").actor(), clock.now())
        else:
            refuse()


def test_a_missing_document_holds_the_review_back_until_its_ground_closes(make_application, set_clock):
    application = make_application("euc")
    officer = user("officer").actor()
    with write():
        application = db.session.merge(application)
        for n, requirement in enumerate(application.requirements):
            values: dict[str, object] = {
                "outcome": Outcome.MISSING if n == 2 else Outcome.PRESENT,
                "note": "Нет договора",
            }
            Finding.make(application, Stage.COMPLETENESS, requirement.code, values, officer, clock.now())
        with pytest.raises(ActionRefused):
            application.start_review(officer, clock.now())
    set_clock(2013, 5, 7, 9)
    with write():
        application = db.session.merge(application)
        application.start_review(officer, clock.now())
    assert application.state is State.UNDER_REVIEW


def test_another_officer_does_not_review_my_case(make_application):
    application = make_application("euc")
    with pytest.raises(ActionRefused) as refused, write():
        db.session.merge(application).start_review(user("officer_2").actor(), clock.now())
    assert refused.value.barred.code == "not_your_case"


def test_a_recalled_text_leaves_its_number_annulled_in_the_register(make_application):
    application = prepared(make_application)
    with write():
        application = db.session.merge(application)
        entry = reserve(application)
        application.prepared_decision.recall(user("officer").actor(), clock.now())
    assert (entry.status, entry.annulled_reason, application.state) == ("annulled", "text_changed", State.UNDER_REVIEW)


def test_the_next_act_is_the_same_in_python_and_in_sql(make_application, set_clock):
    for service in ("euc", "conclusion"):
        make_application(service)
        prepared(make_application, service=service)
        make_application(service, hand_out="center")
    for parts in [(2013, 5, 3, 9), (2013, 5, 7, 9), (2013, 5, 28, 9), (2013, 5, 29, 9), (2013, 7, 1, 9)]:
        set_clock(*parts)
        today = clock.today()
        rows = db.session.execute(select(Application, Application.due_on(today))).all()
        for application, due in rows:
            act = application.next_act(today)
            assert due == (getattr(application, act.due) if act else None)


def test_every_column_named_by_the_table_of_next_acts_exists():
    for row in NEXT_ACTS:
        assert hasattr(Application, row.due)
        assert row.until is None or hasattr(Application, row.until)
