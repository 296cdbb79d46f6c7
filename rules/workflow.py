"""The way of a case: states, the only table of transitions, and the next act the law demands.

Nothing else changes a state. A guard answers with a reason why an act is closed; the words for it
live in templates. Timeliness and "counts as issued" are never states: they follow from dates.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.calendar import Scheme
from rules.permissions import Permission
from rules.refusal import Ground, closes_on
from rules.terms import Place, Service, committee_today, counts_as_issued


class State(StrEnum):
    """Where a case stands. In `registered` its completeness is being checked (16)."""

    REGISTERED = "registered"
    UNDER_REVIEW = "under_review"
    PREPARED = "prepared"
    ISSUED = "issued"
    REFUSED = "refused"
    REFUSED_INCOMPLETE = "refused_incomplete"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"


PENDING = frozenset({State.REGISTERED, State.UNDER_REVIEW, State.PREPARED})
"""States in which the term of clause 7.1 runs."""
DECIDED = frozenset({State.ISSUED, State.REFUSED, State.REFUSED_INCOMPLETE})


class ResultPlace(StrEnum):
    """Where a result is, once there is one (7.5, 15)."""

    COMMITTEE = "committee"
    ON_THE_WAY = "on_the_way"
    CENTER = "center"
    ON_THE_WAY_BACK = "on_the_way_back"
    RETURNED = "returned"
    HANDED_OUT = "handed_out"


class DecisionKind(StrEnum):
    """What an officer prepares and a signatory signs."""

    RESULT = "result"
    REFUSAL = "refusal"
    INCOMPLETENESS_REFUSAL = "incompleteness_refusal"


def is_issued_to_importer(service: Service, kind: DecisionKind) -> bool:
    """E7.6: a certificate is issued to the importer, who need not be the applicant; a refusal goes to the applicant."""
    return service is Service.EUC and kind is DecisionKind.RESULT


class Action(StrEnum):
    """An act that leads from one state to another."""

    START_REVIEW = "start_review"
    PREPARE_RESULT = "prepare_result"
    PREPARE_REFUSAL = "prepare_refusal"
    PREPARE_INCOMPLETENESS_REFUSAL = "prepare_incompleteness_refusal"
    RECALL = "recall"
    RETURN = "return"
    ISSUE = "issue"
    REFUSE = "refuse"
    REFUSE_INCOMPLETE = "refuse_incomplete"
    PREPARE_CORRECTION = "prepare_correction"
    ISSUE_CORRECTION = "issue_correction"
    WITHDRAW = "withdraw"
    VOID = "void"
    REOPEN = "reopen"
    """A complaint against the result was upheld (21): the case is considered again, within a new term."""


class Timeliness(StrEnum):
    """How a case stands to its term (7.1, 7.6)."""

    RUNNING = "running"
    IN_TIME = "in_time"
    COUNTS_AS_ISSUED = "counts_as_issued"
    """The term is over in silence, and the document is still to be issued."""
    LATE = "late"
    """The document was issued after its result had come to count as issued."""
    ENDED = "ended"
    """Withdrawn or voided within the term: nothing was left to decide."""


def timeliness(
    state: State, term_ends_on: date, decided_at: datetime | None, now: datetime, silent_since: date | None = None
) -> Timeliness:
    """7.6: whether the term was kept, from its dates and the clock alone. A later issue does not make it kept, nor does
    a new term after a complaint: what has counted as issued `silent_since` the first one goes on doing so."""
    if state not in PENDING | DECIDED:
        return Timeliness.ENDED
    is_silent = silent_since is not None or counts_as_issued(term_ends_on, decided_at, now)
    if state in PENDING:
        return Timeliness.COUNTS_AS_ISSUED if is_silent else Timeliness.RUNNING
    return Timeliness.LATE if is_silent else Timeliness.IN_TIME


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at: dates by law, the moment, and the decision in hand."""

    service: Service
    state: State
    now: datetime
    completeness_due_on: date
    term_ends_on: date
    decision_kind: DecisionKind | None = None
    is_correction: bool = False
    grounds: frozenset[Ground] = frozenset()
    is_reopened: bool = False
    """An upheld complaint has set an earlier decision aside (21)."""
    silent_since: date | None = None
    """The day since which the result has counted as issued by an earlier term of a case that was reopened."""
    is_received: bool = True
    """Whether the documents have reached the Committee; a Center's package may still be unsent (11)."""

    @property
    def today(self) -> date:
        """The Committee's date."""
        return committee_today(self.now)

    @property
    def counts_as_issued(self) -> bool:
        """Clause 7.6: the term is over and nothing was issued or refused within it."""
        since = self.silent_since
        return timeliness(self.state, self.term_ends_on, None, self.now, since) is Timeliness.COUNTS_AS_ISSUED


@dataclass(frozen=True, slots=True)
class Barred:
    """Why an act is closed: a code for the words, the clause, and the last day on which it was open."""

    code: str
    clause: str = ""
    since: date | None = None


class ActionRefused(Exception):
    """An act was tried that the table, a guard or four eyes does not allow."""

    def __init__(self, barred: Barred) -> None:
        super().__init__(barred.code)
        self.barred = barred


Guard = Callable[[Facts], Barred | None]


def _before_silence(facts: Facts) -> Barred | None:
    """Clause 7.6: once the result counts as issued, neither refusal nor withdrawal nor voiding is open."""
    last = facts.silent_since - timedelta(days=1) if facts.silent_since else facts.term_ends_on
    return Barred("counts_as_issued", "7.6", last) if facts.counts_as_issued else None


def why_not_checked(facts: Facts) -> Barred | None:
    """Clauses 11 and 16: what a Center accepted is checked once its certified electronic copy is sent. Silence (7.6)
    does not wait for it: after the term the document is issued all the same."""
    return None if facts.is_received or facts.counts_as_issued else Barred("package_not_sent", "11")


def _completeness_open(facts: Facts) -> Barred | None:
    """Clause 16: incompleteness may be cited within two working days of receipt, neither before nor later; and never
    again once the case was decided: what a complaint reopens was complete enough to be decided upon."""
    if barred := _before_silence(facts) or _incompleteness_not_lost(facts) or why_not_checked(facts):
        return barred
    due = facts.completeness_due_on
    return Barred("completeness_closed", "16", due) if facts.today > due else None


def _grounds_open(facts: Facts) -> Barred | None:
    """Clause 16: every ground named is tested again at the moment of signing; each has its last day."""
    if barred := _before_silence(facts):
        return barred
    if Ground.INCOMPLETE in facts.grounds and (barred := _incompleteness_not_lost(facts)):
        return barred
    for ground in sorted(facts.grounds):
        last = closes_on(ground, completeness_due_on=facts.completeness_due_on, term_ends_on=facts.term_ends_on)
        if facts.today > last:
            return Barred(f"ground_closed_{ground.value}", "16", last)
    return None


def _incompleteness_not_lost(facts: Facts) -> Barred | None:
    return Barred("reopened_as_complete", "16") if facts.is_reopened else None


def _voidable(facts: Facts) -> Barred | None:
    """A case that was decided once was no registration by mistake."""
    return _before_silence(facts) or (Barred("decided_once") if facts.is_reopened else None)


def _decision_is(kind: DecisionKind, then: Guard | None = None) -> Guard:
    """The decision in hand is of this kind (and no correction), then whatever else is asked."""

    def guard(facts: Facts) -> Barred | None:
        if facts.decision_kind is not kind or facts.is_correction:
            return Barred("other_decision")
        return then(facts) if then else None

    return guard


def _not_of_completeness(facts: Facts) -> Barred | None:
    return Barred("other_decision") if facts.decision_kind is DecisionKind.INCOMPLETENESS_REFUSAL else None


def _nothing_waits(facts: Facts) -> Barred | None:
    return Barred("already_prepared") if facts.decision_kind else None


def _is_correction(facts: Facts) -> Barred | None:
    return None if facts.is_correction else Barred("other_decision")


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: this action leads from these states to that one, if the guard is silent."""

    action: Action
    sources: frozenset[State]
    target: State
    permission: Permission
    guard: Guard | None = None


_S, _A, _P, _K = State, Action, Permission, DecisionKind
_result = _decision_is(_K.RESULT)
_refusal = _decision_is(_K.REFUSAL, _grounds_open)
_incompleteness = _decision_is(_K.INCOMPLETENESS_REFUSAL)
_incompleteness_in_time = _decision_is(_K.INCOMPLETENESS_REFUSAL, _completeness_open)


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(_A.START_REVIEW, _from(_S.REGISTERED), _S.UNDER_REVIEW, _P.REVIEW, why_not_checked),
    Transition(
        _A.PREPARE_INCOMPLETENESS_REFUSAL, _from(_S.REGISTERED), _S.PREPARED, _P.REVIEW, _completeness_open,
    ),
    Transition(_A.PREPARE_RESULT, _from(_S.UNDER_REVIEW), _S.PREPARED, _P.REVIEW),
    Transition(_A.PREPARE_REFUSAL, _from(_S.UNDER_REVIEW), _S.PREPARED, _P.REVIEW, _grounds_open),
    Transition(_A.RECALL, _from(_S.PREPARED), _S.UNDER_REVIEW, _P.REVIEW, _not_of_completeness),
    Transition(_A.RECALL, _from(_S.PREPARED), _S.REGISTERED, _P.REVIEW, _incompleteness),
    Transition(_A.RETURN, _from(_S.PREPARED), _S.UNDER_REVIEW, _P.SIGN, _not_of_completeness),
    Transition(_A.RETURN, _from(_S.PREPARED), _S.REGISTERED, _P.SIGN, _incompleteness),
    Transition(_A.ISSUE, _from(_S.PREPARED), _S.ISSUED, _P.SIGN, _result),
    Transition(_A.REFUSE, _from(_S.PREPARED), _S.REFUSED, _P.SIGN, _refusal),
    Transition(_A.REFUSE_INCOMPLETE, _from(_S.PREPARED), _S.REFUSED_INCOMPLETE, _P.SIGN, _incompleteness_in_time),
    Transition(_A.PREPARE_CORRECTION, _from(_S.ISSUED), _S.ISSUED, _P.REVIEW, _nothing_waits),
    Transition(_A.RECALL, _from(_S.ISSUED), _S.ISSUED, _P.REVIEW, _is_correction),
    Transition(_A.RETURN, _from(_S.ISSUED), _S.ISSUED, _P.SIGN, _is_correction),
    Transition(_A.ISSUE_CORRECTION, _from(_S.ISSUED), _S.ISSUED, _P.SIGN, _is_correction),
    Transition(_A.WITHDRAW, PENDING, _S.WITHDRAWN, _P.RECORD_WITHDRAWAL, _before_silence),
    Transition(_A.VOID, PENDING, _S.VOIDED, _P.VOID, _voidable),
    Transition(_A.REOPEN, DECIDED, _S.UNDER_REVIEW, _P.REOPEN),
)  # fmt: skip


CLOSED_BY_SILENCE = frozenset(
    row.action for row in TRANSITIONS if row.guard in (_before_silence, _completeness_open, _grounds_open, _voidable)
)
"""What 7.6 closes for good: refusing is not even prepared any more, and nothing is withdrawn or voided."""


def transition(action: Action, facts: Facts) -> Transition:
    """The row for this action in this state, or ActionRefused with the reason."""
    barred = Barred("wrong_state")
    for row in TRANSITIONS:
        if row.action is action and facts.state in row.sources:
            reason = row.guard(facts) if row.guard else None
            if reason is None:
                return row
            barred = reason
    raise ActionRefused(barred)


def barred(action: Action, facts: Facts) -> Barred | None:
    """Why the action is closed now, or None if it is open."""
    try:
        transition(action, facts)
    except ActionRefused as refused:
        return refused.barred
    return None


def permission_for(action: Action) -> Permission:
    """The permission every row of this action asks for."""
    return next(row.permission for row in TRANSITIONS if row.action is action)


PREPARING = {
    DecisionKind.RESULT: Action.PREPARE_RESULT,
    DecisionKind.REFUSAL: Action.PREPARE_REFUSAL,
    DecisionKind.INCOMPLETENESS_REFUSAL: Action.PREPARE_INCOMPLETENESS_REFUSAL,
}
SIGNING = {
    DecisionKind.RESULT: Action.ISSUE,
    DecisionKind.REFUSAL: Action.REFUSE,
    DecisionKind.INCOMPLETENESS_REFUSAL: Action.REFUSE_INCOMPLETE,
}


def four_eyes(prepared_by: Iterable[int | None], signing: Iterable[int | None]) -> Barred | None:
    """Preparing and signing are two acts of two people; nobody signs what they, or the one they act for, prepared."""
    if {p for p in prepared_by if p} & {s for s in signing if s}:
        return Barred("four_eyes")
    return None


def fresh_eyes(decided_by: Iterable[int | None], deciding: Iterable[int | None]) -> Barred | None:
    """21, 22: what an upheld complaint has set aside is prepared anew by somebody who had no part in it.

    The signatory may be the same: the reply binds them, and who may sign at all may be one person.
    """
    if {p for p in decided_by if p} & {p for p in deciding if p}:
        return Barred("decided_what_was_set_aside", "21")
    return None


@dataclass(frozen=True, slots=True)
class NextAct:
    """What the law demands next in these states; `due` and `until` name dates of the case.

    The first row that matches wins. A row with `until` holds to the end of that day. `scheme` is the calendar of those
    who are to act: the days left are their working days.
    """

    code: str
    clause: str
    states: frozenset[State]
    due: str
    until: str | None = None
    result_places: frozenset[ResultPlace] | None = None
    hand_out_places: frozenset[Place] | None = None
    scheme: Scheme = Scheme.COMMITTEE
    is_received: bool | None = None
    """Only once, or only before, the documents have reached the Committee (11)."""


_R = ResultPlace
_AT_CENTER = frozenset({Place.CENTER})
_IN_CABINET = frozenset({Place.PORTAL})

NEXT_ACTS: tuple[NextAct, ...] = (
    NextAct(
        "send_package",
        "11",
        frozenset({_S.REGISTERED}),
        "accepted_on",
        "term_ends_on",
        None,
        None,
        Scheme.CENTER,
        False,
    ),
    NextAct("check_completeness", "16", frozenset({_S.REGISTERED}), "completeness_due_on", until="term_ends_on"),
    NextAct("decide", "7.1", frozenset({_S.UNDER_REVIEW, _S.PREPARED}), "control_on", until="control_on"),
    NextAct("decide", "7.1", frozenset({_S.UNDER_REVIEW, _S.PREPARED}), "term_ends_on", until="term_ends_on"),
    NextAct("issue_after_silence", "7.6", PENDING, "deemed_issue_due_on"),
    NextAct("dispatch", "7.5", DECIDED, "dispatch_on", None, frozenset({_R.COMMITTEE}), _AT_CENTER),
    NextAct("confirm_arrival", "7.5", DECIDED, "deliver_on", None, frozenset({_R.ON_THE_WAY}), scheme=Scheme.CENTER),
    NextAct("hand_out", "15", DECIDED, "hand_out_on", "hand_out_on", frozenset({_R.CENTER}), scheme=Scheme.CENTER),
    NextAct(
        "return", "15", DECIDED, "return_on", None, frozenset({_R.CENTER, _R.ON_THE_WAY_BACK}), scheme=Scheme.CENTER
    ),
    NextAct("hand_out", "15", DECIDED, "hand_out_on", None, frozenset({_R.COMMITTEE}), _IN_CABINET),
    # What waits at the counter after its day waits for the recipient: the law asks no more of the Committee (15).
    NextAct("hand_out", "15", DECIDED, "hand_out_on", "hand_out_on", frozenset({_R.COMMITTEE, _R.RETURNED})),
)


def next_act(
    state: State, result_place: ResultPlace | None, hand_out: Place, dates: Callable[[str], date | None], today: date,
    *, is_received: bool = True,
) -> NextAct | None:  # fmt: skip
    """The nearest statutory act of a case today; None once nothing more is demanded."""
    for row in NEXT_ACTS:
        if state not in row.states or row.is_received not in (None, is_received):
            continue
        if row.result_places is not None and result_place not in row.result_places:
            continue
        if row.hand_out_places is not None and hand_out not in row.hand_out_places:
            continue
        if row.until is not None:
            last = dates(row.until)
            if last is None or today > last:
                continue
        return row
    return None
