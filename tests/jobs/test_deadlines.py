"""Warnings are raised once, to the right people, however often and however late the job runs; so is 7.6 recorded."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update

from extensions import db, write
from jobs.running import run
from models.application import Application
from models.calendar import CalendarYear
from models.decision import Decision, Medium
from models.event import Event
from models.job import RunOutcome, RunTrigger
from models.notice import Notice, WarningSetting
from models.user import RoleGrant, Substitution, User
from rules.permissions import Role
from rules.warnings import Addressee, WarningKind
from rules.workflow import DecisionKind
from tests import packages
from tests.factories import complete, user
from tests.results import reserve_number


@pytest.fixture(autouse=True)
def confirmed_years(app):
    """Every year is confirmed, so that the calendar warns of nothing unless a test asks for it."""
    with write():
        db.session.execute(update(CalendarYear).values(confirmed_at=user("officer").created_at))


@pytest.fixture
def do(app):
    """do("deadlines", moment): the run of that job."""
    return lambda name, now: run(name, now, RunTrigger.COMMAND)


def raised(kind=None):
    """Who was told of what, as the database holds it."""
    rows = db.session.execute(select(Notice.kind, Notice.due_on, User.login).join(User, Notice.user_id == User.id))
    return sorted((row.kind.value, row.due_on, row.login) for row in rows if kind is None or row.kind.value == kind)


def silences():
    return db.session.scalars(
        select(Event).where(Event.kind == "counted_as_issued").order_by(Event.application_id)
    ).all()


def test_a_day_is_warned_of_from_its_lead_on_and_once(make_application, set_clock, do):
    make_application()
    assert do("deadlines", set_clock(2013, 5, 21, 10)).effects == 1, "completeness was not closed: it is warned of late"
    assert raised("control_date") == []
    # Two working days before Tuesday the 28th is Friday the 24th; three before Monday the 27th is Wednesday the 22nd.
    do("deadlines", set_clock(2013, 5, 22, 0))
    assert raised("control_date") == [("control_date", date(2013, 5, 27), "officer")]
    do("deadlines", set_clock(2013, 5, 23, 23, 59))
    assert raised("term_ends") == []
    do("deadlines", set_clock(2013, 5, 24, 0))
    told = [
        ("term_ends", date(2013, 5, 28), login) for login in ("head_of_unit", "officer", "signatory", "signatory_2")
    ]
    assert raised("term_ends") == told
    assert do("deadlines", set_clock(2013, 5, 24, 0, 5)).effects == 0
    assert raised("term_ends") == told


def test_what_was_missed_is_warned_of_on_return_while_the_act_is_still_due(make_application, set_clock, do):
    make_application()
    do("deadlines", set_clock(2013, 7, 1, 9))
    kinds = {kind for kind, _day, _login in raised()}
    assert kinds == {"counts_as_issued", "issue_after_silence"}, "the term itself no longer asks for anything"
    assert ("issue_after_silence", date(2013, 6, 4), "officer") in raised()


def test_a_case_without_an_officer_is_its_heads_of_unit_affair(make_application, set_clock, do):
    case = make_application(officer=None)
    do("deadlines", set_clock(2013, 5, 6, 9))
    assert raised("completeness_closes") == [("completeness_closes", date(2013, 5, 6), "head_of_unit")]
    with write():
        db.session.get_one(Application, case.id).assign(
            user("officer_2"), user("head_of_unit").actor(), set_clock(2013, 5, 6, 10)
        )
    do("deadlines", set_clock(2013, 5, 6, 11))
    assert [login for _kind, _day, login in raised("completeness_closes")] == ["head_of_unit", "officer_2"]


def test_a_disabled_account_is_told_nothing_and_its_cases_are_not_forgotten(make_application, set_clock, do):
    make_application()
    with write():
        user("officer").is_active = user("signatory").is_active = False
    do("deadlines", set_clock(2013, 5, 24, 9))
    assert [login for _kind, _day, login in raised("term_ends")] == ["head_of_unit", "signatory_2"]


def test_a_substitute_is_told_beside_the_absent_officer(make_application, set_clock, do):
    make_application()
    with write():
        db.session.add(
            Substitution(
                absent=user("officer"), substitute=user("officer_2"), order_number="7", order_date=date(2013, 5, 1),
                starts_on=date(2013, 5, 23), ends_on=date(2013, 5, 30),
            )
        )  # fmt: skip
    do("deadlines", set_clock(2013, 5, 22, 9))
    assert [login for _kind, _day, login in raised("control_date")] == ["officer"]
    do("deadlines", set_clock(2013, 5, 23, 9))
    assert [login for _kind, _day, login in raised("control_date")] == ["officer", "officer_2"]


def test_a_center_is_told_of_its_own_results_alone(make_application, set_clock, do):
    case = make_application(hand_out="center")
    with write():
        own = select(RoleGrant.center_id).where(RoleGrant.role == Role.CENTER_HEAD)
        other = (db.session.scalars(own).first() or 0) + 1
        stranger = User(
            login="stranger", full_name="Чужая Анна", password_hash="", created_at=case.accepted_at,
            grants=[RoleGrant(role=Role.CENTER_HEAD, center_id=other)],
        )  # fmt: skip
        db.session.add(stranger)
        db.session.execute(
            update(Application).where(Application.id == case.id).values(
                state="issued", decided_at=case.accepted_at, result_number="1", result_place="center",
                custody_ends_on=date(2013, 6, 28), return_on=date(2013, 7, 1),
            )
        )  # fmt: skip
    do("deadlines", set_clock(2013, 6, 28, 9))
    assert [login for _kind, _day, login in raised("custody_ends")] == ["center_head", "center_operator"]
    do("deadlines", set_clock(2013, 7, 1, 9))
    assert [login for _kind, _day, login in raised("return")] == ["center_head", "center_operator", "clerk"]


def test_a_center_is_told_on_the_day_of_acceptance_of_a_package_that_is_not_sent(make_application, set_clock, do):
    accepted_at = set_clock(2013, 5, 3, 16)
    facts = {"channel": "center", "hand_out": "committee", "is_sent": False}
    case = make_application(at=accepted_at, **facts)
    make_application(at=accepted_at, **facts, center="1/1")  # where nobody works
    make_application(at=accepted_at, **{**facts, "is_sent": True})
    told = [("package_not_sent", date(2013, 5, 3), login) for login in ("center_head", "center_operator")]
    do("deadlines", set_clock(2013, 5, 3, 17))
    do("deadlines", set_clock(2013, 5, 6, 9))
    assert raised("package_not_sent") == told
    packages.send(case, set_clock(2013, 5, 6, 10))
    [one, _other] = db.session.scalars(select(Notice).where(Notice.kind == WarningKind.PACKAGE_NOT_SENT)).all()
    assert not one.still_stands(date(2013, 5, 6))
    # Before it was sent nobody could cite incompleteness, nor be warned of its day; now there is one.
    assert [row[1] for row in raised("completeness_closes")] == [date(2013, 5, 6)]
    do("deadlines", set_clock(2013, 5, 8, 9))
    assert [row[1] for row in raised("completeness_closes")] == [date(2013, 5, 6), date(2013, 5, 13)]


def test_a_changed_setting_decides_when_and_to_whom(make_application, set_clock, do):
    make_application()
    with write():
        WarningSetting.change(
            WarningKind.CONTROL_DATE, 5, [Addressee.LEGAL_OFFICER], True, user("administrator").actor(),
            set_clock(2013, 5, 6, 9),
        )  # fmt: skip
    do("deadlines", set_clock(2013, 5, 20, 9))
    assert raised("control_date") == [("control_date", date(2013, 5, 27), "legal_officer")]
    assert db.session.scalars(select(Notice.is_urgent).where(Notice.kind == "control_date")).one()


def test_administrators_are_told_of_a_year_that_is_not_confirmed(set_clock, do):
    with write():
        db.session.execute(update(CalendarYear).where(CalendarYear.year == 2014).values(confirmed_at=None))
    do("deadlines", set_clock(2013, 11, 28, 9))
    assert raised() == []
    do("deadlines", set_clock(2013, 12, 2, 9))
    do("deadlines", set_clock(2013, 12, 20, 9))
    assert raised() == [("calendar_not_confirmed", date(2013, 12, 15), "administrator")]
    (notice,) = db.session.scalars(select(Notice))
    assert (notice.subject, notice.still_stands(date(2013, 12, 20))) == ("calendar:2014", True)
    with write():
        db.session.execute(update(CalendarYear).values(confirmed_at=notice.raised_at))
    assert not db.session.scalars(select(Notice)).one().still_stands(date(2013, 12, 20))


def test_that_a_result_counts_as_issued_is_recorded_once_and_dated_by_law(make_application, set_clock, do):
    case = make_application()
    assert do("silence", set_clock(2013, 5, 28, 23, 59, 59)).effects == 0
    midnight = set_clock(2013, 5, 29)
    assert do("silence", midnight).effects == 1
    assert do("silence", midnight + timedelta(days=3)).effects == 0
    (event,) = silences()
    assert (event.application_id, event.at, event.actor_id) == (case.id, midnight, None)


def test_a_late_job_dates_the_silence_no_later(make_application, set_clock, do):
    make_application()
    midnight = set_clock(2013, 5, 29)
    do("silence", set_clock(2013, 6, 20, 15))
    assert [event.at for event in silences()] == [midnight]


def test_a_case_decided_or_withdrawn_in_time_never_counts_as_issued(make_application, set_clock, do):
    case = make_application()
    with write():
        case.withdraw("Передумали", user("clerk").actor(), set_clock(2013, 5, 28, 23, 59, 59))
    do("silence", set_clock(2013, 6, 20))
    assert silences() == []


def test_an_issue_after_silence_records_it_where_no_job_has_run(make_application, set_clock, do):
    case = make_application()
    with write():
        complete(case, case.accepted_at)
        Decision.prepare(case, DecisionKind.RESULT, user("officer").actor(), set_clock(2013, 5, 20, 10), content={})
    now, midnight = set_clock(2013, 5, 30, 11), set_clock(2013, 5, 29)
    with write():
        case = db.session.get_one(Application, case.id)
        decision = case.prepared_decision
        assert decision is not None
        decision.sign(reserve_number(case, now), user("signatory").actor(), now, Medium.ELECTRONIC, None)
    do("silence", set_clock(2013, 6, 1))
    assert [event.at for event in silences()] == [midnight]
    kinds = list(db.session.scalars(select(Event.kind).order_by(Event.id)))
    assert kinds.index("counted_as_issued") < kinds.index("issued")


def refuse_rows_of(table: str, condition: str) -> None:
    """From now on the database refuses such rows, as it would for a case that is broken."""
    if db.engine.dialect.name == "sqlite":
        statements = [
            f"CREATE TRIGGER refusing BEFORE INSERT ON {table} WHEN {condition}"
            " BEGIN SELECT RAISE(ABORT, 'this one is broken'); END"
        ]  # fmt: skip
    else:
        statements = [
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'this one is broken'; END $$",
            f"CREATE TRIGGER refusing BEFORE INSERT ON {table} FOR EACH ROW WHEN ({condition})"
            " EXECUTE FUNCTION refuse()",
        ]
    with write():
        for statement in statements:
            db.session.execute(text(statement))


@pytest.mark.parametrize(("job", "table"), [("silence", "event"), ("deadlines", "notice")])
def test_one_bad_case_does_not_stop_the_rest_and_is_shown(make_application, set_clock, do, job, table):
    first, bad, last = (make_application() for _ in range(3))
    refuse_rows_of(table, f"NEW.application_id = {bad.id}")
    done = do(job, set_clock(2013, 5, 29))
    assert done.outcome is RunOutcome.PARTLY
    assert {failure["subject"] for failure in done.failures} == {f"application:{bad.id}"}
    assert "this one is broken" in done.failures[0]["error"]
    assert "INSERT" not in done.failures[0]["error"], "neither the statement nor what it held is anybody's business"
    model = Event if job == "silence" else Notice
    reached = set(
        db.session.scalars(
            select(model.application_id).where(model.kind.in_(["counted_as_issued", "counts_as_issued"]))
        )
    )
    assert reached == {first.id, last.id}


def test_more_cases_than_a_page_are_all_reached(make_application, set_clock, do, monkeypatch):
    monkeypatch.setattr("jobs.deadlines.PAGE", 2)
    ids = [make_application().id for _ in range(5)]
    now = set_clock(2013, 5, 29)
    do("silence", now)
    do("deadlines", now)
    assert [event.application_id for event in silences()] == ids
    told = set(db.session.scalars(select(Notice.application_id).where(Notice.kind == "counts_as_issued")))
    assert told == set(ids)
