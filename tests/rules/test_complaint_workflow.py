"""The table of a complaint's transitions, what clause 24 asks for, and the conflict of interest, without a database."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from rules.complaint_routing import Addressee, Subject
from rules.complaint_workflow import (
    CLOSED,
    COMPLAINT_TRANSITIONS,
    NEW,
    OPEN,
    ComplaintAction,
    ComplaintFacts,
    ComplaintState,
    Element,
    Involved,
    ReplyKind,
    complaint_barred,
    complaint_permission,
    complaint_transition,
    conflict_of_interest,
    may_read,
    missing_elements,
)
from rules.permissions import PERMISSIONS, Permission, Role
from rules.workflow import ActionRefused

A, S = ComplaintAction, ComplaintState
TODAY, DUE = date(2013, 5, 6), date(2013, 5, 13)
LACKING = (Element.SIGNATURE,)


def facts(state: ComplaintState, **values) -> ComplaintFacts:
    known: dict[str, Any] = {
        "state": state, "today": TODAY, "subject": Subject.COMMITTEE_SERVICE, "addressee": Addressee.COMMITTEE_HEAD,
        "missing": (), "due_on": DUE,
    }  # fmt: skip
    return ComplaintFacts(**{**known, **values})


PATHS = [
    (A.ACCEPT, S.REGISTERED, {}, S.ACCEPTED),
    (A.ACCEPT, S.FORWARDED, {"is_forwarded": True}, S.ACCEPTED),
    (A.PREPARE_REFUSAL, S.REGISTERED, {"missing": LACKING}, S.REPLY_PREPARED),
    (A.PREPARE_REFUSAL, S.FORWARDED, {"missing": LACKING}, S.REPLY_PREPARED),
    (A.FORWARD, S.REGISTERED, {}, S.FORWARDED),
    (A.FORWARD, S.FORWARDED, {}, S.FORWARDED),
    (A.RECORD_OUTCOME, S.FORWARDED, {"addressee": Addressee.MINISTRY}, S.REPLIED),
    (A.COMPLETE, S.REGISTERED, {"missing": LACKING}, None),
    (A.COMPLETE, S.REPLY_PREPARED, {"missing": LACKING, "reply_kind": ReplyKind.REFUSAL}, None),
    (A.START, S.ACCEPTED, {}, S.IN_WORK),
    (A.EXTEND, S.IN_WORK, {}, None),
    (A.ASK, S.IN_WORK, {}, None),
    (A.PREPARE_REPLY, S.IN_WORK, {}, S.REPLY_PREPARED),
    (A.RECALL, S.REPLY_PREPARED, {"reply_kind": ReplyKind.REPLY}, S.IN_WORK),
    (A.RECALL, S.REPLY_PREPARED, {"reply_kind": ReplyKind.REFUSAL}, S.REGISTERED),
    (A.RETURN, S.REPLY_PREPARED, {"reply_kind": ReplyKind.REFUSAL, "is_forwarded": True}, S.FORWARDED),
    (A.SIGN, S.REPLY_PREPARED, {"reply_kind": ReplyKind.REPLY}, S.REPLIED),
    (A.SIGN, S.REPLY_PREPARED, {"reply_kind": ReplyKind.REFUSAL, "missing": LACKING}, S.REFUSED),
    (A.WITHDRAW, S.REGISTERED, {}, S.WITHDRAWN),
    (A.WITHDRAW, S.REPLY_PREPARED, {}, S.WITHDRAWN),
]


@pytest.mark.parametrize(("action", "state", "values", "target"), PATHS)
def test_an_act_leads_where_its_row_says(action, state, values, target):
    assert complaint_transition(action, facts(state, **values)).target is target


@pytest.mark.parametrize(
    ("action", "state", "values", "code"),
    [
        (A.ACCEPT, S.REGISTERED, {"missing": LACKING}, "complaint_elements_missing"),
        (A.ACCEPT, S.REGISTERED, {"subject": Subject.RESULT}, "complaint_wrong_addressee"),
        (A.ACCEPT, S.REGISTERED, {"subject": Subject.RESULT, "missing": LACKING}, "complaint_wrong_addressee"),
        (A.PREPARE_REFUSAL, S.REGISTERED, {}, "complaint_nothing_missing"),
        (A.COMPLETE, S.REGISTERED, {}, "complaint_nothing_missing"),
        (A.COMPLETE, S.REPLY_PREPARED, {"missing": LACKING, "reply_kind": ReplyKind.REPLY}, "other_decision"),
        (A.RECORD_OUTCOME, S.FORWARDED, {}, "complaint_decided_here"),
        (A.EXTEND, S.IN_WORK, {"is_extended": True}, "complaint_extended_already"),
        (A.EXTEND, S.IN_WORK, {"today": date(2013, 5, 14)}, "complaint_term_over"),
        (A.SIGN, S.REPLY_PREPARED, {"reply_kind": ReplyKind.REFUSAL}, "complaint_nothing_missing"),
        (A.SIGN, S.REPLY_PREPARED, {}, "other_decision"),
    ],
)
def test_a_guard_tells_why_an_act_is_closed(action, state, values, code):
    found = complaint_barred(action, facts(state, **values))
    assert found is not None
    assert found.code == code


def test_the_term_may_be_extended_on_its_last_day():
    assert complaint_barred(A.EXTEND, facts(S.IN_WORK, today=DUE)) is None


@pytest.mark.parametrize("state", list(ComplaintState))
@pytest.mark.parametrize("action", list(ComplaintAction))
def test_an_action_is_open_only_from_the_states_its_rows_name(action, state):
    sources = {source for row in COMPLAINT_TRANSITIONS if row.action is action for source in row.sources}
    if state not in sources:
        with pytest.raises(ActionRefused) as refused:
            complaint_transition(action, facts(state))
        assert refused.value.barred.code == "complaint_wrong_state"


def test_nothing_leads_out_of_an_end_and_every_state_is_reached():
    assert not [row for row in COMPLAINT_TRANSITIONS if row.sources & CLOSED]
    assert {row.target for row in COMPLAINT_TRANSITIONS if row.target} == set(ComplaintState)
    assert set(ComplaintState) == OPEN | CLOSED
    assert NEW < OPEN


def test_a_complaint_lacking_something_can_be_refused_or_completed_and_is_never_stuck():
    lacking = facts(S.REGISTERED, missing=LACKING)
    assert complaint_barred(A.PREPARE_REFUSAL, lacking) is None
    assert complaint_barred(A.COMPLETE, lacking) is None
    assert complaint_barred(A.ACCEPT, replace(lacking, missing=())) is None


@pytest.mark.parametrize("action", list(ComplaintAction))
def test_every_action_asks_for_one_permission_that_some_role_has(action):
    asked = {row.permission for row in COMPLAINT_TRANSITIONS if row.action is action}
    assert asked == {complaint_permission(action)}
    assert [role for role in Role if asked <= PERMISSIONS[role]]


def test_an_outside_body_may_do_nothing_but_answer_complaints():
    assert PERMISSIONS[Role.BODY_OFFICER] == {
        Permission.READ_COMPLAINTS, Permission.HANDLE_COMPLAINT, Permission.ASSIGN_COMPLAINT, Permission.SIGN_REPLY,
        Permission.RECORD_SENDING,
    }  # fmt: skip


WHOLE: dict[str, Any] = {
    "full_name": "Ахметов Даулет", "postal_address": "Астана, 1", "written_on": TODAY, "has_signature": True,
    "body_or_post": "Комитет", "officials": ["Петров И. И."], "reasons": "Грубость", "demands": "Извиниться",
}  # fmt: skip
EMPTY: dict[str, Any] = {
    "full_name": " ", "postal_address": "", "written_on": None, "has_signature": False, "body_or_post": "\n",
    "officials": ["", " "], "reasons": "", "demands": "",
}  # fmt: skip
ELEMENT_OF = dict(zip(WHOLE, Element, strict=True))


def test_a_complaint_that_names_all_lacks_nothing():
    assert missing_elements(**WHOLE) == ()


@pytest.mark.parametrize("without", [*combinations(WHOLE, 1), *combinations(WHOLE, 2), tuple(WHOLE)])
def test_each_element_that_is_missing_is_told(without):
    assert missing_elements(**{**WHOLE, **{name: EMPTY[name] for name in without}}) == tuple(
        ELEMENT_OF[name] for name in without
    )


@pytest.mark.parametrize(
    ("people", "code", "reads"),
    [
        ((1, None), "complaint_against_you", False),
        ((2, None), "complaint_case_decided_by_you", False),
        ((9, 1), "complaint_against_you", False),
        ((1, 9), "complaint_against_you", False),
        ((3, None), "complaint_case_decided_by_you", True),
        ((9, None), None, True),
        ((9, 8), None, True),
    ],
)
def test_who_is_complained_of_or_decided_neither_handles_nor_reads_before_being_asked(people, code, reads):
    involved = Involved(complained_of=frozenset({1}), decided=frozenset({2, 3}), asked=frozenset({3}))
    found = conflict_of_interest(people, involved)
    assert (found.code if found else None) == code
    assert may_read(people, involved) is reads
