"""A corrected calendar moves the dates of open cases, all or none; what has happened by law stays (terms.md)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import event, select

from extensions import clock, db, write
from jobs.running import run
from models import custody
from models.application import Application
from models.calendar import CalendarYear, load_calendar
from models.calendar_change import CalendarChange, ChangeKind, history, last_changes
from models.decision import Decision, Medium
from models.event import Event
from models.job import RunTrigger
from models.notice import Notice
from models.recompute import Outlook, foresee
from rules.calendar import CalendarDay, DayReason, Scheme
from rules.recount import Consequence, Held
from rules.terms import Service, committee_today
from rules.warnings import WarningKind
from rules.workflow import DecisionKind
from tests.factories import build_application, complete, user
from tests.results import reserve_number

MONDAY = date(2013, 5, 20)


def day_off(*days: date, is_working: bool = False, reason: str = "Приказ № 1") -> CalendarChange:
    """These days are set for both calendars by an administrator."""
    put = tuple(
        CalendarDay(scheme, day, is_working, DayReason.CORRECTED, act="Приказ") for scheme in Scheme for day in days
    )
    return CalendarChange(ChangeKind.CORRECTED, reason, put)


def carry_out(change: CalendarChange) -> Outlook:
    with write():
        outlook = foresee(change, clock.now(), is_held=True)
        outlook.carry_out(user("administrator").actor(), clock.now())
    return outlook


def stored(case: Application) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, case.id)


def issue(case: Application, *, to: str = "committee") -> None:
    """Sign the result now, and bring it as far as this place."""
    with write():
        now, case = clock.now(), db.session.merge(case)
        complete(case, now)
        Decision.prepare(case, DecisionKind.RESULT, user("officer").actor(), now, content={}, reasons="", grounds={})
        decision = case.prepared_decision
        assert decision
        decision.sign(reserve_number(case, now), user("signatory").actor(), now, Medium.ELECTRONIC, None)
        if to in ("on_the_way", "center"):
            custody.dispatch(case, user("clerk").actor(), now)
        if to == "center":
            custody.confirm_arrival(case, user("center_operator").actor(), now, committee_today(now))


def of_kind(kind: str) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))


def test_a_day_off_within_the_term_moves_it_and_is_in_the_history_of_the_case(make_application):
    case = make_application("euc")
    assert (case.term_ends_on, case.version) == (date(2013, 5, 28), 2)
    carry_out(day_off(MONDAY))
    case = stored(case)
    assert case.term_ends_on == date(2013, 5, 29)
    assert case.deemed_issued_on == date(2013, 5, 30)
    assert case.version == 3, "a form opened before is outdated"
    (told,) = of_kind("dates_recomputed")
    assert told.application_id == case.id
    assert told.actor_id == user("administrator").id
    assert told.data["reason"] == "Приказ № 1"
    assert told.data["dates"]["term_ends_on"] == {"before": "2013-05-28", "after": "2013-05-29"}
    assert "accepted_on" not in told.data["dates"], "only what changed"


def test_the_promised_day_stays_when_the_term_moves(make_application):
    case = make_application("euc")
    outlook = carry_out(day_off(MONDAY))
    assert stored(case).hand_out_on == case.promised_on == date(2013, 5, 28)
    assert outlook.held == {Held.PROMISED: 1}


def test_a_case_out_of_reach_of_the_day_is_not_touched(make_application):
    case = make_application("euc")
    outlook = carry_out(day_off(date(2013, 9, 2)))
    assert not outlook.moves
    assert stored(case).version == case.version
    assert not of_kind("dates_recomputed")


@pytest.mark.parametrize("is_working", [True, False])
def test_a_case_that_counts_as_issued_goes_on_doing_so(make_application, set_clock, is_working):
    case = make_application("euc")
    before = {name: getattr(case, name) for name in ("term_ends_on", "deemed_issued_on", "hand_out_on", "control_on")}
    set_clock(2013, 5, 29, 0, 0)
    days = [date(2013, 5, 18), date(2013, 5, 19)] if is_working else [MONDAY, date(2013, 5, 21)]
    outlook = carry_out(day_off(*days, is_working=is_working))
    case = stored(case)
    assert {name: getattr(case, name) for name in before} == before
    assert case.counts_as_issued(clock.now())
    assert outlook.held == {Held.COUNTS_AS_ISSUED: 1}


def test_a_minute_before_midnight_the_same_term_still_moves(make_application, set_clock):
    case = make_application("euc")
    set_clock(2013, 5, 28, 23, 59)
    carry_out(day_off(date(2013, 5, 28)))
    assert stored(case).term_ends_on == date(2013, 5, 29)


def test_only_the_five_days_to_issue_follow_from_the_term_that_is_over(make_application, set_clock):
    case = make_application("euc")
    assert case.deemed_issue_due_on == date(2013, 6, 4)
    set_clock(2013, 5, 30, 10)
    carry_out(day_off(date(2013, 6, 3)))
    assert stored(case).deemed_issue_due_on == date(2013, 6, 5)


def test_a_closed_case_never_changes(make_application):
    case = make_application("euc")
    with write():
        db.session.merge(case).withdraw("Передумал", user("clerk").actor(), clock.now())
    before = {name: getattr(stored(case), name) for name in ("term_ends_on", "hand_out_on", "version")}
    outlook = carry_out(day_off(MONDAY))
    assert {name: getattr(stored(case), name) for name in before} == before
    assert (outlook.moves, outlook.closed) == ([], 1)


def test_after_the_issue_the_term_stands_and_what_is_ahead_follows_from_it(make_application):
    case = make_application("euc", hand_out="center")
    issue(case)
    outlook = carry_out(day_off(MONDAY, date(2013, 5, 27)))
    case = stored(case)
    assert case.term_ends_on == date(2013, 5, 28), "the clock stopped when the result was issued"
    assert case.deliver_on == case.dispatch_on == date(2013, 5, 24), "the 27th is a day off now"
    assert case.hand_out_on == date(2013, 5, 28)
    assert outlook.held == {Held.DECIDED: 1}


def test_a_result_on_its_way_is_not_to_be_dispatched_anew(make_application):
    case = make_application("euc", hand_out="center")
    issue(case, to="on_the_way")
    carry_out(day_off(date(2013, 5, 27)))
    assert (stored(case).dispatch_on, stored(case).deliver_on) == (date(2013, 5, 27), date(2013, 5, 24))


def test_custody_follows_the_hand_out_day_and_the_return_its_own_days(make_application):
    case = make_application("euc", hand_out="center")
    issue(case, to="center")
    case = stored(case)
    assert (case.custody_ends_on, case.return_on) == (date(2013, 6, 28), date(2013, 7, 1))
    carry_out(day_off(date(2013, 7, 1)))
    assert (stored(case).custody_ends_on, stored(case).return_on) == (date(2013, 6, 28), date(2013, 7, 2))
    carry_out(day_off(date(2013, 5, 28)))
    assert stored(case).hand_out_on == date(2013, 5, 27)
    assert (stored(case).custody_ends_on, stored(case).return_on) == (date(2013, 6, 27), date(2013, 6, 28))


def test_a_correction_taken_back_restores_the_dates(make_application):
    case = make_application("conclusion", hand_out="center")
    names = ("control_on", "term_ends_on", "deliver_on", "hand_out_on", "deemed_issue_due_on")
    before = {name: getattr(case, name) for name in names}
    carry_out(day_off(case.term_ends_on))
    assert {name: getattr(stored(case), name) for name in names} != before
    carry_out(CalendarChange(ChangeKind.CORRECTED, "Ошибка", drop=tuple((s, before["term_ends_on"]) for s in Scheme)))
    assert {name: getattr(stored(case), name) for name in names} == before


def test_what_the_move_brings_about_is_foreseen(make_application, set_clock):
    case = make_application("euc")
    set_clock(2013, 5, 28, 10)
    outlook = foresee(day_off(date(2013, 5, 18), is_working=True), clock.now())
    (move,) = outlook.moves
    assert move.after["term_ends_on"] == date(2013, 5, 27)
    assert Consequence.COUNTS_AS_ISSUED in move.consequences
    assert stored(case).term_ends_on == date(2013, 5, 28), "nothing is stored by looking"


def raised_anew() -> Counter[WarningKind]:
    """What the job tells people now, and of how many cases."""

    def told() -> set[tuple[int | None, WarningKind, date]]:
        db.session.rollback()
        rows = db.session.execute(select(Notice.application_id, Notice.kind, Notice.due_on))
        return {(case_id, kind, day) for case_id, kind, day in rows}

    before = told()
    run("deadlines", clock.now(), RunTrigger.COMMAND, None)
    return Counter(kind for case_id, kind, _day in told() - before if case_id)


def test_the_warnings_foreseen_are_those_that_are_raised(make_application, set_clock):
    make_application("euc")
    set_clock(2013, 5, 6, 10)
    later = make_application("euc")
    set_clock(2013, 5, 21, 10)  # the control date is three working days off when the 22nd is worked no longer
    raised_anew()
    change = day_off(date(2013, 5, 22))
    outlook = carry_out(change)
    assert outlook.warnings[WarningKind.CONTROL_DATE] == 1, "its date stays, its lead begins earlier"
    assert outlook.warnings == raised_anew()
    assert later.state == stored(later).state
    back = CalendarChange(ChangeKind.CORRECTED, "Ошибка", drop=change.keys)
    assert (carry_out(back).warnings, raised_anew()) == (Counter(), Counter())


def test_completeness_may_close_or_open_again(make_application, set_clock):
    make_application("euc")  # closes on 6 May, for Saturday the 4th is worked
    set_clock(2013, 5, 7, 10)
    (move,) = foresee(day_off(date(2013, 5, 4)), clock.now()).moves
    assert Consequence.COMPLETENESS_OPEN_AGAIN in move.consequences
    set_clock(2013, 5, 6, 10)
    (move,) = foresee(day_off(date(2013, 5, 5), is_working=True), clock.now()).moves
    assert Consequence.COMPLETENESS_CLOSED in move.consequences


def test_a_confirmed_year_takes_the_mark_of_provisional_dates_away(make_application):
    case = make_application("euc")
    assert case.is_provisional
    outlook = carry_out(CalendarChange(ChangeKind.CONFIRMED, year=2013))
    assert not stored(case).is_provisional
    assert [move.after for move in outlook.moves] == [{}]
    assert load_calendar().is_confirmed(2013)
    year = db.session.get_one(CalendarYear, 2013)
    assert (year.confirmed_by_id, year.confirmed_at) == (user("administrator").id, clock.now())


def test_the_event_of_a_year_keeps_what_stood_and_what_stands(app):
    assert load_calendar().is_working(Scheme.COMMITTEE, MONDAY)
    carry_out(day_off(MONDAY))
    assert not load_calendar().is_working(Scheme.COMMITTEE, MONDAY)
    (told,) = db.session.scalars(history(2013)).all()
    assert told.data["before"] == {"committee:2013-05-20": None, "center:2013-05-20": None}
    assert told.data["after"]["center:2013-05-20"]["act"] == "Приказ"
    assert last_changes([told]) == {(scheme, MONDAY): told for scheme in Scheme}


def test_an_exchange_over_the_new_year_is_in_the_history_of_both_years(app):
    put = (
        CalendarDay(Scheme.COMMITTEE, date(2013, 12, 21), True, DayReason.MOVED_WORKING, moved_from=date(2014, 1, 8)),
        CalendarDay(Scheme.COMMITTEE, date(2014, 1, 8), False, DayReason.MOVED_OFF, moved_from=date(2013, 12, 21)),
    )
    carry_out(CalendarChange(ChangeKind.CORRECTED, "Приказ № 2", put))
    assert [list(db.session.scalars(history(year)).one().data["after"]) for year in (2013, 2014)] == [
        ["committee:2013-12-21"], ["committee:2014-01-08"],
    ]  # fmt: skip
    assert [db.session.get_one(CalendarYear, year).revision for year in (2013, 2014)] == [2, 2]


def test_the_outlook_is_another_once_the_calendar_or_a_case_is(make_application, set_clock):
    change = day_off(MONDAY)
    first = foresee(change, clock.now()).version
    assert foresee(change, clock.now()).version == first
    make_application("euc")
    second = foresee(change, clock.now()).version
    carry_out(day_off(date(2013, 10, 1)))
    third = foresee(change, clock.now()).version
    assert len({first, second, third, foresee(day_off(MONDAY, reason="Иное"), clock.now()).version}) == 4


def test_a_failure_in_the_middle_leaves_the_calendar_and_every_case_as_they_were(make_application):
    case = make_application("euc")
    with pytest.raises(RuntimeError), write():
        foresee(day_off(MONDAY), clock.now(), is_held=True).carry_out(user("administrator").actor(), clock.now())
        db.session.flush()
        raise RuntimeError
    assert stored(case).term_ends_on == date(2013, 5, 28)
    assert load_calendar().is_working(Scheme.COMMITTEE, MONDAY)


def test_as_many_statements_for_many_cases_as_for_one(make_application):
    def statements() -> int:
        seen = []

        def note(*args) -> None:
            seen.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        foresee(day_off(MONDAY), clock.now())
        db.session.rollback()
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    make_application("euc", channel="center", hand_out="center")
    one = statements()
    for center in ("3/14", "1/1", "2/1"):
        make_application("euc", channel="center", hand_out="center", center=center)
    assert statements() == one


def in_a_thread(app: Flask, work: Callable[[], object]) -> Future[object]:
    """Do it beside this test, on a connection of its own."""

    def apart() -> object:
        with app.app_context():
            return work()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(apart)
    pool.shutdown(wait=False)
    return future


def is_waiting(future: Future[object]) -> bool:
    sleep(0.5)
    return not future.done()


def test_a_registration_under_way_is_waited_for_and_then_moved(app):
    with write():
        case = build_application(Service.EUC, clock.now())
        db.session.flush()
        correcting = in_a_thread(app, lambda: carry_out(day_off(MONDAY)))
        assert is_waiting(correcting)
        assert case.term_ends_on == date(2013, 5, 28)
    correcting.result(20)
    assert stored(case).term_ends_on == date(2013, 5, 29)


def test_a_registration_during_a_correction_waits_and_counts_by_the_new_calendar(app, make_application):
    with write():
        foresee(day_off(MONDAY), clock.now(), is_held=True).carry_out(user("administrator").actor(), clock.now())
        db.session.flush()
        registering = in_a_thread(app, lambda: make_application("euc").id)
        assert is_waiting(registering)
    case = db.session.get_one(Application, registering.result(20))
    assert (case.term_ends_on, case.promised_on) == (date(2013, 5, 29), date(2013, 5, 29))
