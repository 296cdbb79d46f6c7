"""The way of a complaint: its states, the only table of its transitions, what it must name (24), who may not touch it.

Of the pattern of `rules.workflow`: nothing else changes a state, a guard answers with a reason, lateness is no state.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.complaint_routing import OUTSIDE, Addressee, Subject, right_addressee
from rules.complaint_terms import is_late
from rules.permissions import Permission
from rules.workflow import ActionRefused, Barred


class Channel(StrEnum):
    """Where a complaint came in. By telephone it is reported to 1414, to be confirmed in writing."""

    CHANCELLERY = "chancellery"
    CENTER = "center"
    POST = "post"
    PORTAL = "portal"
    TELEPHONE = "telephone"


class ComplaintState(StrEnum):
    """Where a complaint stands. In `forwarded` it waits at its new addressee as in `registered` at the first one."""

    REGISTERED = "registered"
    FORWARDED = "forwarded"
    ACCEPTED = "accepted"
    IN_WORK = "in_work"
    REPLY_PREPARED = "reply_prepared"
    REPLIED = "replied"
    REFUSED = "refused"
    """Refused to be considered, with reasons: elements of clause 24 stayed missing."""
    WITHDRAWN = "withdrawn"


_S = ComplaintState
NEW = frozenset({_S.REGISTERED, _S.FORWARDED})
OPEN = frozenset({*NEW, _S.ACCEPTED, _S.IN_WORK, _S.REPLY_PREPARED})
CLOSED = frozenset(ComplaintState) - OPEN


class ReplyKind(StrEnum):
    """What is prepared and signed: a reply on the merits, or the refusal to consider."""

    REPLY = "reply"
    REFUSAL = "refusal"


class Outcome(StrEnum):
    """What the reply finds."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"


class ComplaintAction(StrEnum):
    """An act that leads from one state to another, or back to the same."""

    ACCEPT = "accept"
    PREPARE_REFUSAL = "prepare_refusal"
    FORWARD = "forward"
    RECORD_OUTCOME = "record_outcome"
    """What an outside body without accounts has answered."""
    COMPLETE = "complete"
    """Add what was missing, or confirm in writing what was reported by telephone."""
    START = "start"
    EXTEND = "extend"
    ASK = "ask"
    """Request an explanation of an official complained of."""
    PREPARE_REPLY = "prepare_reply"
    RECALL = "recall"
    RETURN = "return"
    SIGN = "sign"
    WITHDRAW = "withdraw"


BEFORE_OFFICER = frozenset({
    ComplaintAction.ACCEPT, ComplaintAction.PREPARE_REFUSAL, ComplaintAction.RECALL, ComplaintAction.FORWARD,
    ComplaintAction.RECORD_OUTCOME,
})  # fmt: skip
"""What whoever assigns complaints may do with one that has no officer yet."""


class Element(StrEnum):
    """What clause 24 asks of a complaint."""

    FULL_NAME = "full_name"
    POSTAL_ADDRESS = "postal_address"
    WRITTEN_ON = "written_on"
    SIGNATURE = "signature"
    BODY_OR_POST = "body_or_post"
    OFFICIALS = "officials"
    REASONS = "reasons"
    DEMANDS = "demands"


def missing_elements(
    *, full_name: str, postal_address: str, written_on: date | None, has_signature: bool, body_or_post: str,
    officials: Iterable[str], reasons: str, demands: str,
) -> tuple[Element, ...]:  # fmt: skip
    """24: what a complaint does not name, in the clause's order. `officials` are surnames and initials as written."""
    is_named = {
        Element.FULL_NAME: bool(full_name.strip()), Element.POSTAL_ADDRESS: bool(postal_address.strip()),
        Element.WRITTEN_ON: written_on is not None, Element.SIGNATURE: has_signature,
        Element.BODY_OR_POST: bool(body_or_post.strip()),
        Element.OFFICIALS: any(name.strip() for name in officials), Element.REASONS: bool(reasons.strip()),
        Element.DEMANDS: bool(demands.strip()),
    }  # fmt: skip
    return tuple(element for element in Element if not is_named[element])


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """What the guards look at."""

    state: ComplaintState
    today: date
    subject: Subject
    addressee: Addressee
    missing: tuple[Element, ...]
    due_on: date
    is_forwarded: bool = False
    is_extended: bool = False
    reply_kind: ReplyKind | None = None
    """Of the text that waits for a signature."""


Guard = Callable[[ComplaintFacts], Barred | None]


def _complete_and_competent(facts: ComplaintFacts) -> Barred | None:
    """24: a complaint is accepted by who is competent, once it names all that it must."""
    if right_addressee(facts.subject, facts.addressee):
        return Barred("complaint_wrong_addressee", "24")
    return Barred("complaint_elements_missing", "24") if facts.missing else None


def _something_missing(facts: ComplaintFacts) -> Barred | None:
    """24: a complaint that names all that it must is considered."""
    return None if facts.missing else Barred("complaint_nothing_missing", "24")


def _not_extended_in_time(facts: ComplaintFacts) -> Barred | None:
    """The term is extended once, and only while it runs."""
    if facts.is_extended:
        return Barred("complaint_extended_already", "25")
    return Barred("complaint_term_over", "25", facts.due_on) if is_late(facts.due_on, facts.today) else None


def _at_outside_body(facts: ComplaintFacts) -> Barred | None:
    return None if facts.addressee in OUTSIDE else Barred("complaint_decided_here")


def _prepared(kind: ReplyKind, *, is_forwarded: bool | None = None) -> Guard:
    def guard(facts: ComplaintFacts) -> Barred | None:
        if facts.reply_kind is not kind or is_forwarded not in (None, facts.is_forwarded):
            return Barred("other_decision")
        return None

    return guard


def _refusal_still_holds(facts: ComplaintFacts) -> Barred | None:
    """24: a refusal to consider is signed only while something is missing; until then what is brought is taken."""
    return _prepared(ReplyKind.REFUSAL)(facts) or _something_missing(facts)


@dataclass(frozen=True, slots=True)
class ComplaintTransition:
    """One row of the table: this action leads from these states to that one, if the guard is silent.

    `target` is None where the state stays.
    """

    action: ComplaintAction
    sources: frozenset[ComplaintState]
    target: ComplaintState | None
    permission: Permission
    guard: Guard | None = None


_A, _P, _K = ComplaintAction, Permission, ReplyKind
_PREPARED = frozenset({_S.REPLY_PREPARED})
_WAYS_BACK = (
    (_S.IN_WORK, _prepared(_K.REPLY)),
    (_S.REGISTERED, _prepared(_K.REFUSAL, is_forwarded=False)),
    (_S.FORWARDED, _prepared(_K.REFUSAL, is_forwarded=True)),
)

COMPLAINT_TRANSITIONS: tuple[ComplaintTransition, ...] = (
    ComplaintTransition(_A.ACCEPT, NEW, _S.ACCEPTED, _P.HANDLE_COMPLAINT, _complete_and_competent),
    ComplaintTransition(_A.PREPARE_REFUSAL, NEW, _S.REPLY_PREPARED, _P.HANDLE_COMPLAINT, _something_missing),
    ComplaintTransition(_A.FORWARD, NEW, _S.FORWARDED, _P.HANDLE_COMPLAINT),
    ComplaintTransition(
        _A.RECORD_OUTCOME, frozenset({_S.FORWARDED}), _S.REPLIED, _P.HANDLE_COMPLAINT, _at_outside_body
    ),
    ComplaintTransition(_A.COMPLETE, NEW, None, _P.REGISTER_COMPLAINT, _something_missing),
    ComplaintTransition(_A.COMPLETE, _PREPARED, None, _P.REGISTER_COMPLAINT, _refusal_still_holds),
    ComplaintTransition(_A.START, frozenset({_S.ACCEPTED}), _S.IN_WORK, _P.HANDLE_COMPLAINT),
    ComplaintTransition(
        _A.EXTEND, frozenset({_S.ACCEPTED, _S.IN_WORK}), None, _P.SIGN_REPLY, _not_extended_in_time
    ),
    ComplaintTransition(_A.ASK, frozenset({_S.ACCEPTED, _S.IN_WORK}), None, _P.HANDLE_COMPLAINT),
    ComplaintTransition(_A.PREPARE_REPLY, frozenset({_S.IN_WORK}), _S.REPLY_PREPARED, _P.HANDLE_COMPLAINT),
    *(ComplaintTransition(_A.RECALL, _PREPARED, back, _P.HANDLE_COMPLAINT, guard) for back, guard in _WAYS_BACK),
    *(ComplaintTransition(_A.RETURN, _PREPARED, back, _P.SIGN_REPLY, guard) for back, guard in _WAYS_BACK),
    ComplaintTransition(_A.SIGN, _PREPARED, _S.REPLIED, _P.SIGN_REPLY, _prepared(_K.REPLY)),
    ComplaintTransition(_A.SIGN, _PREPARED, _S.REFUSED, _P.SIGN_REPLY, _refusal_still_holds),
    ComplaintTransition(_A.WITHDRAW, OPEN, _S.WITHDRAWN, _P.REGISTER_COMPLAINT),
)  # fmt: skip


def complaint_transition(action: ComplaintAction, facts: ComplaintFacts) -> ComplaintTransition:
    """The row for this action in this state, or ActionRefused with the reason."""
    barred = Barred("complaint_wrong_state")
    for row in COMPLAINT_TRANSITIONS:
        if row.action is action and facts.state in row.sources:
            reason = row.guard(facts) if row.guard else None
            if reason is None:
                return row
            barred = reason
    raise ActionRefused(barred)


def complaint_barred(action: ComplaintAction, facts: ComplaintFacts) -> Barred | None:
    """Why the action is closed now, or None if it is open."""
    try:
        complaint_transition(action, facts)
    except ActionRefused as refused:
        return refused.barred
    return None


def complaint_permission(action: ComplaintAction) -> Permission:
    """The permission every row of this action asks for."""
    return next(row.permission for row in COMPLAINT_TRANSITIONS if row.action is action)


@dataclass(frozen=True, slots=True)
class Involved:
    """The accounts that a complaint touches: who is complained of, who decided the case, who was asked to explain."""

    complained_of: frozenset[int]
    decided: frozenset[int]
    asked: frozenset[int] = frozenset()

    @property
    def people(self) -> frozenset[int]:
        return self.complained_of | self.decided


def conflict_of_interest(people: Iterable[int | None], involved: Involved) -> Barred | None:
    """24, 17: who is complained of, or decided the case, does not handle the complaint; neither does who acts for them,
    nor they for another."""
    own = {person for person in people if person}
    if own & involved.complained_of:
        return Barred("complaint_against_you", "24")
    return Barred("complaint_case_decided_by_you", "24") if own & involved.decided else None


def may_read(people: Iterable[int | None], involved: Involved) -> bool:
    """17: nor do they read it before they are asked to explain; once asked, they may."""
    own = {person for person in people if person}
    return not own & involved.people or bool(own & involved.asked)
