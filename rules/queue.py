"""The electronic queue (7.2, 7.3, 9): what may happen to a ticket, how long a visitor may wait and be served, and
what the times of a day come to.

Both limits are predicates of moments and are never stored. There is no fast lane and no booking: nothing here knows an
order but that of arrival.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median

from rules.workflow import ActionRefused, Barred

WAITING_LIMIT = timedelta(minutes=20)  # 7.2
SERVICE_LIMIT = timedelta(minutes=20)  # 7.3
NEAR_LIMIT = timedelta(minutes=15)  # from here on a visitor stands out
LEAST_CALLS = 2  # nobody is put down as absent who was called only once


class Purpose(StrEnum):
    """What a visitor has come for. It is asked for the counts, and changes nobody's place."""

    FILING_EUC = "filing_euc"
    FILING_CONCLUSION = "filing_conclusion"
    HAND_OUT = "hand_out"
    CONSULTATION = "consultation"


class TicketState(StrEnum):
    """Where a visitor is."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    SERVED = "served"
    DID_NOT_COME = "did_not_come"
    LEFT = "left"
    """Went away from the window before the end."""


AT_WINDOW = frozenset({TicketState.CALLED, TicketState.SERVING})
ENDED = frozenset({TicketState.SERVED, TicketState.DID_NOT_COME, TicketState.LEFT})


class TicketAct(StrEnum):
    """What is done at a window."""

    CALL = "call"
    RECALL = "recall"
    COME = "come"
    SERVE = "serve"
    MISS = "miss"
    LEAVE = "leave"


_S = TicketState
TRANSITIONS: dict[TicketAct, tuple[TicketState, TicketState]] = {
    TicketAct.CALL: (_S.WAITING, _S.CALLED),
    TicketAct.RECALL: (_S.CALLED, _S.CALLED),
    TicketAct.COME: (_S.CALLED, _S.SERVING),
    TicketAct.MISS: (_S.CALLED, _S.DID_NOT_COME),
    TicketAct.SERVE: (_S.SERVING, _S.SERVED),
    TicketAct.LEAVE: (_S.SERVING, _S.LEFT),
}
"""Each act leads from one state to another. Whoever did not come takes a new ticket: nobody returns to their place."""


def why_not(act: TicketAct, state: TicketState, calls: int) -> Barred | None:
    """Why this cannot be done to a ticket, or None."""
    if state is not TRANSITIONS[act][0]:
        return Barred("ticket_moved_on")
    return Barred("call_again_first") if act is TicketAct.MISS and calls < LEAST_CALLS else None


def after(act: TicketAct, state: TicketState, calls: int) -> TicketState:
    """The state that an act leads to. Raises ActionRefused where it is not open."""
    if reason := why_not(act, state, calls):
        raise ActionRefused(reason)
    return TRANSITIONS[act][1]


class Standing(StrEnum):
    """How a span of time stands to its limit of 20 minutes."""

    WITHIN = "within"
    NEAR = "near"
    OVER = "over"


def standing(spent: timedelta, limit: timedelta = WAITING_LIMIT) -> Standing:
    """7.2, 7.3: no more than 20 minutes. The twentieth minute itself is still within."""
    if spent > limit:
        return Standing.OVER
    return Standing.NEAR if spent >= NEAR_LIMIT else Standing.WITHIN


@dataclass(frozen=True, slots=True)
class Measures:
    """Several spans of time in short. With none of them there is nothing to say: all are None."""

    count: int
    average: timedelta | None = None
    middle: timedelta | None = None
    longest: timedelta | None = None
    within: int = 0

    @property
    def share_within(self) -> int | None:
        """Of a hundred how many were within the limit; rounded down, so that 100 means all."""
        return self.within * 100 // self.count if self.count else None


def measures(spans: Iterable[timedelta], limit: timedelta = WAITING_LIMIT) -> Measures:
    """Average, median and longest, and how many were within the limit (7.2, 7.3)."""
    seconds = sorted(span.total_seconds() for span in spans)
    if not seconds:
        return Measures(0)
    return Measures(
        len(seconds), timedelta(seconds=round(sum(seconds) / len(seconds))),
        timedelta(seconds=round(median(seconds))), timedelta(seconds=round(seconds[-1])),
        sum(one <= limit.total_seconds() for one in seconds),
    )  # fmt: skip
