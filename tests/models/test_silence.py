"""Tacit approval (7.6) at the last second of the term and at the first one after it, for each way a case may stand."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from extensions import clock, db, write
from models.application import Application
from models.decision import Decision, Medium
from models.event import Event
from rules.refusal import Ground
from rules.terms import start_of_committee_day
from rules.workflow import ActionRefused, DecisionKind, State, Timeliness
from tests.factories import complete, user
from tests.results import reserve_number

LAST_SECOND, MIDNIGHT = (2013, 5, 28, 23, 59, 59), (2013, 5, 29, 0, 0, 0)
IN_TIME, SILENT, LATE, ENDED = Timeliness.IN_TIME, Timeliness.COUNTS_AS_ISSUED, Timeliness.LATE, Timeliness.ENDED
REFUSALS = (DecisionKind.REFUSAL, DecisionKind.INCOMPLETENESS_REFUSAL)


def prepare(application: Application, kind: DecisionKind) -> None:
    """The officer's act at this moment; part of the caller's unit of work."""
    grounds = {
        DecisionKind.REFUSAL: {Ground.FALSE: "адрес"},
        DecisionKind.INCOMPLETENESS_REFUSAL: {Ground.INCOMPLETE: ""},
    }
    Decision.prepare(
        application, kind, user("officer").actor(), clock.now(), content={},
        reasons="" if kind is DecisionKind.RESULT else "Причина", grounds=grounds.get(kind, {}),
    )  # fmt: skip


def sign(application: Application) -> None:
    """Number, paper and signature at this moment, in one unit of work."""
    with write():
        merged = db.session.merge(application)
        decision = merged.prepared_decision
        assert decision is not None
        entry = reserve_number(merged, clock.now())
        decision.sign(entry, user("signatory").actor(), clock.now(), Medium.ELECTRONIC, None)


def stand(application: Application) -> Timeliness:
    """How the case stands to its term, by the rules; and that the database finds the same."""
    found = db.session.get_one(Application, application.id, populate_existing=True)
    answer = found.timeliness(clock.now())
    for code in Timeliness:
        stated = select(Application.timeliness_is(code, clock.today())).where(Application.id == found.id)
        assert bool(db.session.scalar(stated)) is (code is answer), code
    return answer


@pytest.fixture
def case_at(make_application, set_clock):
    """case_at("under_review" | "registered" | a kind of decision): filed on 3 May, its term ends on 28 May 2013."""

    def make(way: str, **facts) -> Application:
        application = make_application("euc", **facts)
        assert (application.completeness_due_on, application.term_ends_on) == (date(2013, 5, 6), date(2013, 5, 28))
        with write():
            merged = db.session.merge(application)
            if way not in ("registered", "incompleteness_refusal"):
                complete(merged, clock.now())
            if way in set(DecisionKind):
                prepare(merged, DecisionKind(way))
        return application

    return make


@pytest.mark.parametrize("way", ["registered", "under_review", *DecisionKind])
def test_whatever_waits_counts_as_issued_from_midnight_and_not_a_second_sooner(case_at, set_clock, way):
    application = case_at(way)
    set_clock(*LAST_SECOND)
    assert stand(application) is Timeliness.RUNNING
    assert application.right_since(clock.now()) is None
    set_clock(*MIDNIGHT)
    assert stand(application) is SILENT
    assert application.right_since(clock.now()) == date(2013, 5, 29)
    set_clock(2014, 3, 1, 9)
    assert stand(application) is SILENT


@pytest.mark.parametrize(("parts", "expected"), [(LAST_SECOND, IN_TIME), (MIDNIGHT, LATE)])
def test_a_result_signed_at_the_last_second_is_in_time_and_at_midnight_late(case_at, set_clock, parts, expected):
    application = case_at("result")
    set_clock(*parts)
    sign(application)
    assert (application.state, stand(application)) == (State.ISSUED, expected)
    set_clock(2014, 3, 1, 9)
    assert stand(application) is expected
    assert application.right_since(clock.now()) == (date(2013, 5, 29) if expected is LATE else None)
    event = db.session.scalars(Event.of_application(application.id)).first()
    assert event is not None
    assert (event.kind, event.data["after_silence"]) == ("issued", expected is LATE)


def test_a_refusal_signed_at_the_last_second_stands_for_good(case_at, set_clock):
    application = case_at("refusal")
    set_clock(*LAST_SECOND)
    sign(application)
    set_clock(*MIDNIGHT)
    assert (application.state, stand(application)) == (State.REFUSED, IN_TIME)
    assert application.right_since(clock.now()) is None


def test_incompleteness_refused_at_the_last_second_of_its_two_days_stands_for_good(case_at, set_clock):
    application = case_at("incompleteness_refusal")
    set_clock(2013, 5, 6, 23, 59, 59)
    sign(application)
    set_clock(*MIDNIGHT)
    assert (application.state, stand(application)) == (State.REFUSED_INCOMPLETE, IN_TIME)


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_prepared_refusal_lapses_at_midnight_and_the_way_to_issue_is_open(case_at, set_clock, kind):
    application = case_at(kind)
    set_clock(*MIDNIGHT)
    with pytest.raises(ActionRefused) as refused:
        sign(application)
    assert (refused.value.barred.code, refused.value.barred.since) == ("counts_as_issued", date(2013, 5, 28))
    db.session.expire_all()
    assert application.result_number is None
    officer = user("officer").actor()
    with write():
        merged = db.session.merge(application)
        decision = merged.prepared_decision
        assert decision is not None
        decision.recall(officer, clock.now())
        if merged.state is State.REGISTERED:
            complete(merged, clock.now())
        prepare(merged, DecisionKind.RESULT)
    sign(application)
    assert (application.state, stand(application)) == (State.ISSUED, LATE)


@pytest.mark.parametrize("act", ["withdraw", "void"])
@pytest.mark.parametrize("way", ["registered", "under_review", *DecisionKind])
def test_an_end_without_a_result_is_open_to_the_last_second_only(case_at, set_clock, act, way):
    in_time, too_late = case_at(way), case_at(way)
    by = user("clerk" if act == "withdraw" else "head_of_unit").actor()
    set_clock(*LAST_SECOND)
    with write():
        getattr(db.session.merge(in_time), act)("Просьба заявителя", by, clock.now())
    set_clock(*MIDNIGHT)
    with pytest.raises(ActionRefused) as refused, write():
        getattr(db.session.merge(too_late), act)("Просьба заявителя", by, clock.now())
    assert refused.value.barred.code == "counts_as_issued"
    assert (stand(in_time), stand(too_late)) == (ENDED, SILENT)


@pytest.mark.parametrize("kind", REFUSALS)
def test_no_refusal_can_be_prepared_from_midnight_on(case_at, set_clock, kind):
    application = case_at("registered" if kind is DecisionKind.INCOMPLETENESS_REFUSAL else "under_review")
    set_clock(*MIDNIGHT)
    with pytest.raises(ActionRefused) as refused, write():
        prepare(db.session.merge(application), kind)
    assert refused.value.barred.code == "counts_as_issued"


def test_what_the_check_of_completeness_never_saw_does_not_stand_in_the_way(case_at, set_clock):
    application = case_at("registered")
    set_clock(*MIDNIGHT)
    with write():
        db.session.merge(application).start_review(user("officer").actor(), clock.now())
    assert application.state is State.UNDER_REVIEW


def test_a_correction_keeps_the_right_by_silence_and_gives_none_where_there_was_none(case_at, set_clock):
    late, in_time = case_at("result"), case_at("result")
    set_clock(*LAST_SECOND)
    sign(in_time)
    set_clock(*MIDNIGHT)
    sign(late)
    set_clock(2013, 8, 1, 9)
    for application in (late, in_time):
        with write():
            Decision.prepare(
                db.session.merge(application), DecisionKind.RESULT, user("officer").actor(), clock.now(), content={},
                correction_reason="Опечатка",
            )  # fmt: skip
        sign(application)
    assert (stand(late), stand(in_time)) == (LATE, IN_TIME)
    assert (late.right_since(clock.now()), in_time.right_since(clock.now())) == (date(2013, 5, 29), None)


def test_the_conclusions_term_ends_after_its_calendar_days_rolled_to_a_working_day(make_application, set_clock):
    application = make_application("conclusion")
    set_clock(2013, 5, 20, 23, 59, 59)
    assert stand(application) is Timeliness.RUNNING
    set_clock(2013, 5, 21, 0, 0, 0)
    assert stand(application) is SILENT


def test_a_term_that_ends_on_the_day_of_25_hours_ends_with_its_second_midnight(
    make_application, clock_source, set_clock
):
    application = make_application("conclusion", at=set_clock(2024, 2, 14, 10))
    assert application.term_ends_on == date(2024, 2, 29)
    expires = datetime(2024, 2, 29, 19, 0, tzinfo=UTC)
    assert start_of_committee_day(date(2024, 3, 1)) == expires
    clock_source.now = expires - timedelta(seconds=1)
    assert stand(application) is Timeliness.RUNNING
    clock_source.now = expires
    assert stand(application) is SILENT


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_servers_own_zone_changes_nothing(case_at, set_clock, monkeypatch, zone):
    application = case_at("under_review")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        set_clock(*LAST_SECOND)
        assert stand(application) is Timeliness.RUNNING
        set_clock(*MIDNIGHT)
        assert stand(application) is SILENT
    time.tzset()
