"""The table of transitions and the next acts, without a database."""

from datetime import date

import pytest

from rules.permissions import PERMISSIONS, Permission, Role
from rules.refusal import Ground
from rules.terms import Place, Service, start_of_committee_day
from rules.workflow import (
    CLOSED_BY_SILENCE,
    DECIDED,
    PENDING,
    TRANSITIONS,
    Action,
    ActionRefused,
    DecisionKind,
    Facts,
    ResultPlace,
    State,
    Timeliness,
    barred,
    four_eyes,
    fresh_eyes,
    next_act,
    timeliness,
    transition,
)

COMPLETENESS, TERM = date(2013, 5, 6), date(2013, 5, 28)


def facts(state: State, today: date = date(2013, 5, 6), **values) -> Facts:
    return Facts(
        service=Service.EUC, state=state, now=start_of_committee_day(today), completeness_due_on=COMPLETENESS,
        term_ends_on=TERM, **values,
    )  # fmt: skip


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(Action))
def test_an_action_is_open_only_from_the_states_its_rows_name(state, action):
    sources = {source for row in TRANSITIONS if row.action is action for source in row.sources}
    if state not in sources:
        with pytest.raises(ActionRefused) as refused:
            transition(action, facts(state))
        assert refused.value.barred.code == "wrong_state"


@pytest.mark.parametrize(
    ("action", "today", "code"),
    [
        (Action.START_REVIEW, date(2013, 5, 6), "package_not_sent"),
        (Action.PREPARE_INCOMPLETENESS_REFUSAL, date(2013, 5, 6), "package_not_sent"),
        # The two working days have not begun: no day closes the ground.
        (Action.PREPARE_INCOMPLETENESS_REFUSAL, date(2013, 5, 20), "package_not_sent"),
        (Action.WITHDRAW, date(2013, 5, 20), None),
        # 7.6 waits for no package: after the term the document is issued all the same.
        (Action.START_REVIEW, date(2013, 5, 29), None),
        (Action.PREPARE_INCOMPLETENESS_REFUSAL, date(2013, 5, 29), "counts_as_issued"),
    ],
)
def test_what_a_center_has_not_sent_is_not_checked(action, today, code):
    reason = barred(action, facts(State.REGISTERED, today, is_received=False))
    assert (reason.code if reason else None) == code


def test_of_what_is_not_sent_the_law_demands_the_sending_on_the_day_of_acceptance():
    act = next_act(State.REGISTERED, None, Place.CENTER, lambda name: TERM, date(2013, 5, 6), is_received=False)
    assert act is not None and (act.code, act.due, act.clause) == ("send_package", "accepted_on", "11")


def test_nothing_but_a_complaint_leads_out_of_an_end():
    ends = set(State) - PENDING - {State.ISSUED}
    assert {row.action for row in TRANSITIONS if row.sources & ends} == {Action.REOPEN}
    assert not [row for row in TRANSITIONS if row.sources & {State.WITHDRAWN, State.VOIDED}]


@pytest.mark.parametrize("state", list(State))
def test_only_what_is_decided_can_be_reopened_and_it_goes_back_to_review(state):
    if state in DECIDED:
        assert transition(Action.REOPEN, facts(state)).target is State.UNDER_REVIEW
    else:
        reason = barred(Action.REOPEN, facts(state))
        assert reason is not None
        assert reason.code == "wrong_state"


@pytest.mark.parametrize(
    ("action", "state", "values", "code"),
    [
        (Action.PREPARE_INCOMPLETENESS_REFUSAL, State.REGISTERED, {}, "reopened_as_complete"),
        (
            Action.PREPARE_REFUSAL,
            State.UNDER_REVIEW,
            {"grounds": frozenset({Ground.INCOMPLETE})},
            "reopened_as_complete",
        ),
        (Action.PREPARE_REFUSAL, State.UNDER_REVIEW, {"grounds": frozenset({Ground.FALSE})}, None),
        (Action.PREPARE_RESULT, State.UNDER_REVIEW, {}, None),
        (Action.WITHDRAW, State.UNDER_REVIEW, {}, None),
        (Action.VOID, State.UNDER_REVIEW, {}, "decided_once"),
    ],
)
def test_in_a_reopened_case_incompleteness_and_voiding_are_closed_even_on_the_first_day(action, state, values, code):
    reason = barred(action, facts(state, date(2013, 5, 3), is_reopened=True, **values))
    assert (reason.code if reason else None) == code


@pytest.mark.parametrize("action", [Action.WITHDRAW, Action.VOID, Action.PREPARE_REFUSAL])
def test_a_new_term_undoes_no_tacit_approval_of_the_first(action):
    reason = barred(action, facts(State.UNDER_REVIEW, is_reopened=True, silent_since=date(2013, 4, 20)))
    assert reason is not None
    assert (reason.code, reason.since) == ("counts_as_issued", date(2013, 4, 19))


@pytest.mark.parametrize(
    ("decided", "deciding", "is_barred"),
    [
        ((1, None, 2, None), (3,), False),
        ((1, None, 2, None), (1, None), True),
        ((1, 5, 2, None), (5,), True),
        ((1, None, 2, None), (4, 2), True),
        ((), (1,), False),
    ],
)
def test_what_is_set_aside_is_not_prepared_anew_by_those_who_decided_it(decided, deciding, is_barred):
    assert (fresh_eyes(decided, deciding) is not None) is is_barred


def test_lateness_is_no_state():
    assert set(State) == PENDING | DECIDED | {State.WITHDRAWN, State.VOIDED}


@pytest.mark.parametrize(
    ("ground", "last"),
    [(Ground.INCOMPLETE, COMPLETENESS), (Ground.FALSE, TERM), (Ground.DEFECTS, TERM), (Ground.ART40, TERM)],
)
def test_a_ground_is_open_on_its_last_day_and_closed_on_the_next(ground, last):
    kind = DecisionKind.REFUSAL
    on_time = facts(State.PREPARED, last, decision_kind=kind, grounds=frozenset({ground}))
    late = facts(
        State.PREPARED, date.fromordinal(last.toordinal() + 1), decision_kind=kind, grounds=frozenset({ground})
    )
    assert barred(Action.REFUSE, on_time) is None
    assert barred(Action.REFUSE, late) is not None


@pytest.mark.parametrize("action", [Action.WITHDRAW, Action.VOID, Action.PREPARE_REFUSAL])
def test_what_would_undo_a_tacit_approval_is_barred_the_day_after_the_term(action):
    assert barred(action, facts(State.UNDER_REVIEW, TERM)) is None
    reason = barred(action, facts(State.UNDER_REVIEW, date(2013, 5, 29)))
    assert reason is not None
    assert (reason.code, reason.clause, reason.since) == ("counts_as_issued", "7.6", TERM)


def test_a_result_can_be_prepared_and_issued_after_the_term():
    late = date(2013, 6, 4)
    assert barred(Action.PREPARE_RESULT, facts(State.UNDER_REVIEW, late)) is None
    assert barred(Action.ISSUE, facts(State.PREPARED, late, decision_kind=DecisionKind.RESULT)) is None


def test_a_taken_back_text_returns_the_case_to_where_it_came_from():
    refusal = facts(State.PREPARED, decision_kind=DecisionKind.INCOMPLETENESS_REFUSAL)
    result = facts(State.PREPARED, decision_kind=DecisionKind.RESULT)
    assert transition(Action.RETURN, refusal).target is State.REGISTERED
    assert transition(Action.RECALL, result).target is State.UNDER_REVIEW


@pytest.mark.parametrize(
    ("prepared", "signing", "is_barred"),
    [((1, None), (2, None), False), ((1, None), (1, None), True), ((1, 3), (3, None), True), ((1, None), (2, 1), True)],
)
def test_nobody_signs_what_they_or_the_one_they_act_for_prepared(prepared, signing, is_barred):
    assert (four_eyes(prepared, signing) is not None) is is_barred


@pytest.mark.parametrize(
    ("state", "place", "hand_out", "today", "code", "due"),
    [
        (State.REGISTERED, None, Place.COMMITTEE, date(2013, 5, 6), "check_completeness", "completeness_due_on"),
        (State.UNDER_REVIEW, None, Place.COMMITTEE, date(2013, 5, 27), "decide", "control_on"),
        (State.UNDER_REVIEW, None, Place.COMMITTEE, date(2013, 5, 28), "decide", "term_ends_on"),
        (State.REGISTERED, None, Place.COMMITTEE, date(2013, 5, 29), "issue_after_silence", "deemed_issue_due_on"),
        (State.ISSUED, ResultPlace.COMMITTEE, Place.CENTER, date(2013, 5, 24), "dispatch", "dispatch_on"),
        (State.ISSUED, ResultPlace.CENTER, Place.CENTER, date(2013, 5, 28), "hand_out", "hand_out_on"),
        (State.ISSUED, ResultPlace.CENTER, Place.CENTER, date(2013, 5, 29), "return", "return_on"),
        (State.ISSUED, ResultPlace.ON_THE_WAY_BACK, Place.CENTER, date(2013, 7, 2), "return", "return_on"),
        (State.ISSUED, ResultPlace.COMMITTEE, Place.COMMITTEE, date(2013, 5, 28), "hand_out", "hand_out_on"),
        (State.ISSUED, ResultPlace.COMMITTEE, Place.PORTAL, date(2013, 5, 29), "hand_out", "hand_out_on"),
    ],
)
def test_the_law_demands_next(state, place, hand_out, today, code, due):
    dates = {
        "completeness_due_on": COMPLETENESS, "control_on": date(2013, 5, 27), "term_ends_on": TERM,
        "deemed_issue_due_on": date(2013, 6, 4), "dispatch_on": date(2013, 5, 27), "hand_out_on": TERM,
        "return_on": date(2013, 7, 1), "deliver_on": date(2013, 5, 27),
    }  # fmt: skip
    act = next_act(state, place, hand_out, lambda name: dates[name], today)
    assert act is not None
    assert (act.code, act.due) == (code, due)


@pytest.mark.parametrize(
    ("place", "hand_out"), [(ResultPlace.COMMITTEE, Place.COMMITTEE), (ResultPlace.RETURNED, Place.CENTER)]
)
def test_what_waits_at_the_counter_after_its_day_is_no_lateness_of_the_committee(place, hand_out):
    assert next_act(State.ISSUED, place, hand_out, lambda name: TERM, date(2013, 5, 29)) is None


@pytest.mark.parametrize(
    ("state", "decided_on", "today", "expected"),
    [
        (State.REGISTERED, None, TERM, Timeliness.RUNNING),
        (State.PREPARED, None, date(2013, 5, 29), Timeliness.COUNTS_AS_ISSUED),
        (State.ISSUED, TERM, date(2014, 1, 1), Timeliness.IN_TIME),
        (State.REFUSED, TERM, date(2014, 1, 1), Timeliness.IN_TIME),
        (State.ISSUED, date(2013, 5, 29), date(2014, 1, 1), Timeliness.LATE),
        (State.WITHDRAWN, None, date(2014, 1, 1), Timeliness.ENDED),
        (State.VOIDED, None, date(2014, 1, 1), Timeliness.ENDED),
    ],
)
def test_timeliness_follows_from_the_dates_and_the_clock(state, decided_on, today, expected):
    decided_at = start_of_committee_day(decided_on) if decided_on else None
    assert timeliness(state, TERM, decided_at, start_of_committee_day(today)) is expected


def test_nothing_is_demanded_once_the_result_is_handed_out():
    assert next_act(State.ISSUED, ResultPlace.HANDED_OUT, Place.COMMITTEE, lambda name: None, date(2013, 6, 1)) is None


def test_an_administrator_does_no_casework_and_an_auditor_changes_nothing():
    casework = {P for P in Permission if "case" in P.value or P in (Permission.REVIEW, Permission.SIGN)}
    assert not PERMISSIONS[Role.ADMINISTRATOR] & casework
    changing = set(Permission) - {P for P in Permission if P.value.startswith("read_")}
    assert not PERMISSIONS[Role.AUDITOR] & changing


@pytest.mark.parametrize("action", sorted(CLOSED_BY_SILENCE))
def test_what_silence_closes_is_barred_by_it_in_every_state_it_came_from(action):
    for row in TRANSITIONS:
        for state in row.sources if row.action is action else ():
            reason = barred(action, facts(state, today=date(2013, 5, 29)))
            assert reason is not None and reason.code in ("counts_as_issued", "completeness_closed"), (action, state)


def test_silence_leaves_the_way_to_the_issue_open():
    assert not CLOSED_BY_SILENCE & {Action.START_REVIEW, Action.PREPARE_RESULT, Action.RECALL, Action.ISSUE}
