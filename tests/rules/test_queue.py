"""The electronic queue's rules (7.2, 7.3, 9)."""

from datetime import timedelta
from itertools import product

import pytest

from rules.queue import (
    AT_WINDOW,
    ENDED,
    TRANSITIONS,
    Standing,
    TicketAct,
    TicketState,
    after,
    measures,
    standing,
    why_not,
)
from rules.workflow import ActionRefused

A, S = TicketAct, TicketState
OPEN = {
    (A.CALL, S.WAITING): S.CALLED,
    (A.RECALL, S.CALLED): S.CALLED,
    (A.COME, S.CALLED): S.SERVING,
    (A.MISS, S.CALLED): S.DID_NOT_COME,
    (A.SERVE, S.SERVING): S.SERVED,
    (A.LEAVE, S.SERVING): S.LEFT,
}


@pytest.mark.parametrize(("act", "state"), list(product(TicketAct, TicketState)))
def test_an_act_leads_where_the_table_says_and_is_refused_elsewhere(act, state):
    if (act, state) in OPEN:
        assert after(act, state, calls=2) is OPEN[act, state]
    else:
        with pytest.raises(ActionRefused) as refused:
            after(act, state, calls=2)
        assert refused.value.barred.code == "ticket_moved_on"


def test_every_act_stands_in_the_table_and_what_has_ended_leads_nowhere():
    assert set(TRANSITIONS) == set(TicketAct)
    assert not ENDED & {source for source, _target in TRANSITIONS.values()}
    assert ENDED | AT_WINDOW | {S.WAITING} == set(TicketState)


def test_nobody_is_put_down_as_absent_who_was_called_only_once():
    barred = why_not(A.MISS, S.CALLED, calls=1)
    assert barred is not None and barred.code == "call_again_first"
    assert why_not(A.MISS, S.CALLED, calls=2) is None


@pytest.mark.parametrize(
    ("minutes", "seconds", "expected"),
    [
        (0, 0, Standing.WITHIN), (14, 59, Standing.WITHIN), (15, 0, Standing.NEAR), (20, 0, Standing.NEAR),
        (20, 1, Standing.OVER), (600, 0, Standing.OVER),
    ],
)  # fmt: skip
def test_from_the_fifteenth_minute_the_limit_is_near_and_after_the_twentieth_it_is_exceeded(minutes, seconds, expected):
    assert standing(timedelta(minutes=minutes, seconds=seconds)) is expected


def test_several_times_in_short():
    of = measures(timedelta(minutes=m) for m in (30, 10, 20, 4))
    assert (of.count, of.within, of.share_within) == (4, 3, 75)
    assert (of.average, of.middle, of.longest) == tuple(timedelta(minutes=m) for m in (16, 15, 30))
    assert measures([]).share_within is None
    assert measures([]).average is None


def test_a_hundred_of_a_hundred_means_all():
    almost = measures([timedelta(minutes=1)] * 999 + [timedelta(minutes=21)])
    assert almost.share_within == 99
