"""Tickets and windows: order of arrival, one visitor a window, one window a person, the turn of the day."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from extensions import db, write
from models.center import Center
from models.event import Event
from models.queue import Ticket, load_today
from models.queue_device import QueueDevice
from models.queue_place import QueuePlace
from models.visits import by_hour, by_window, times_of, visits_of
from models.window import Window
from rules.queue import Purpose, TicketState
from rules.workflow import ActionRefused
from tests.factories import user
from tests.queue_world import MINUTE, call, center_place, serve, sit, take_tickets, ticket, token_of, windows

E, C, ASK = Purpose.FILING_EUC, Purpose.FILING_CONCLUSION, Purpose.CONSULTATION


@pytest.fixture
def now(set_clock):
    return set_clock(2013, 5, 3, 10)


def refusal(work) -> str:
    with pytest.raises(ActionRefused) as refused, write():
        work()
    return str(refused.value.barred.code)


def test_numbers_run_by_place_and_day_and_are_called_in_the_order_of_arrival(app, now, set_clock):
    here, committee = center_place(), QueuePlace()
    [first, second] = windows(here, now)
    sit(first, "center_operator", now)
    sit(second, "center_head", now)
    taken = take_tickets(here, now, ASK, E, C)
    assert [ticket(one).number for one in taken] == ["001", "002", "003"]
    assert [ticket(one).number for one in take_tickets(committee, now, E)] == ["001"]

    assert call(first, "center_operator", now) == taken[0]
    assert call(second, "center_head", now) == taken[1]
    serve(taken[0], "center_operator", now)
    assert call(first, "center_operator", now + 6 * MINUTE) == taken[2]

    tomorrow = set_clock(2013, 5, 4, 10)  # a Saturday, on which the Center works
    assert [ticket(one).number for one in take_tickets(here, tomorrow, E)] == ["001"]


def test_a_window_has_one_visitor_at_a_time(app, now):
    here = center_place()
    [window] = windows(here, now, 1)
    sit(window, "center_operator", now)
    taken = take_tickets(here, now, E, E)
    assert call(window, "center_operator", now) == taken[0]
    assert refusal(lambda: call(window, "center_operator", now)) == "visitor_at_window"
    with pytest.raises(IntegrityError), write():  # and the database holds it, whatever the code does
        other = ticket(taken[1])
        other.state, other.called_at, other.calls = TicketState.CALLED, now, 1
        other.window_id, other.by_id = window, user("center_head").id


def test_nobody_waits_and_nobody_is_called(app, now):
    [window] = windows(center_place(), now, 1)
    sit(window, "center_operator", now)
    assert call(window, "center_operator", now) is None


def test_who_sits_at_no_window_calls_nobody(app, now):
    [window] = windows(center_place(), now, 1)
    assert refusal(lambda: call(window, "center_operator", now)) == "not_at_window"
    sit(window, "center_head", now)
    assert refusal(lambda: call(window, "center_operator", now)) == "not_at_window"


def test_one_person_sits_at_one_window_and_one_window_has_one_person(app, now):
    [first, second] = windows(center_place(), now)
    sit(first, "center_operator", now)
    sit(first, "center_operator", now)  # again from another browser: nothing changes
    assert refusal(lambda: sit(first, "center_head", now)) == "window_taken"
    assert refusal(lambda: sit(second, "center_operator", now)) == "sits_elsewhere"


def test_whoever_forgot_to_get_up_yesterday_keeps_nobody_from_the_window_today(app, now, set_clock):
    [first, second] = windows(center_place(), now)
    sit(first, "center_operator", now)
    tomorrow = set_clock(2013, 5, 4, 9)
    sit(second, "center_operator", tomorrow)  # the old seat is given up by itself
    sit(first, "center_head", tomorrow)
    seats = {one.number: one.seated.login for one in db.session.scalars(select(Window)) if one.seated}
    assert seats == {1: "center_head", 2: "center_operator"}


def test_a_window_is_left_only_when_the_visit_is_ended_and_freed_with_the_visitor_at_it(app, now):
    here = center_place()
    [first] = windows(here, now, 1)
    sit(first, "center_operator", now)
    [taken] = take_tickets(here, now, E)
    call(first, "center_operator", now)
    operator, head = user("center_operator").actor(), user("center_head").actor()
    assert refusal(lambda: db.session.get_one(Window, first).leave(operator, now)) == "visitor_at_window"
    with write():
        db.session.get_one(Window, first).free(head, now)
    sit(first, "center_head", now)
    visitor = db.session.get_one(Window, first).visitor(now)
    assert visitor is not None and visitor.id == taken
    serve(taken, "center_head", now)
    assert ticket(taken).by_id == user("center_head").id


def test_whoever_does_not_come_is_called_once_more_and_then_takes_a_new_ticket(app, now):
    here, operator = center_place(), user("center_operator").actor()
    [window] = windows(here, now, 1)
    sit(window, "center_operator", now)
    [taken] = take_tickets(here, now, E)
    call(window, "center_operator", now)
    assert refusal(lambda: ticket(taken).miss(operator, now)) == "call_again_first"
    with write():
        ticket(taken).recall(operator, now + MINUTE)
        ticket(taken).miss(operator, now + 2 * MINUTE)
    assert ticket(taken).state is TicketState.DID_NOT_COME
    assert refusal(lambda: ticket(taken).come(operator, now)) == "ticket_moved_on"
    assert call(window, "center_operator", now) is None


def test_every_act_on_a_ticket_is_recorded_with_its_person(app, now):
    here = center_place()
    [window] = windows(here, now, 1)
    sit(window, "center_operator", now)
    [taken] = take_tickets(here, now, E)
    call(window, "center_operator", now)
    serve(taken, "center_operator", now)
    events = db.session.scalars(select(Event).where(Event.subject == f"ticket:{taken}").order_by(Event.id)).all()
    operator = user("center_operator").id
    assert [(event.kind, event.actor_id) for event in events] == [
        ("ticket_issued", None), ("visitor_called", operator), ("visitor_came", operator), ("visitor_served", operator),
    ]  # fmt: skip


def test_at_midnight_of_the_place_the_queue_is_empty_though_nothing_has_run(app, now, set_clock):
    here, operator = center_place(), user("center_operator").actor()
    [window] = windows(here, now, 1)
    sit(window, "center_operator", now)
    called, waiting = take_tickets(here, now, E, E)
    call(window, "center_operator", now)
    last, first = set_clock(2013, 5, 3, 23, 59, 59), set_clock(2013, 5, 4, 0)
    assert Ticket.count_waiting(here, last) == 1 and not ticket(waiting).is_over(last)
    assert Ticket.count_waiting(here, first) == 0 and ticket(waiting).is_over(first)
    assert db.session.get_one(Window, window).visitor(first) is None
    assert refusal(lambda: ticket(called).come(operator, first)) == "ticket_day_over"
    morning = set_clock(2013, 5, 4, 9, 30)
    sit(window, "center_operator", morning)
    [new] = take_tickets(here, morning, E)
    assert call(window, "center_operator", morning) == new  # yesterday's visitor holds the window no more


@pytest.mark.parametrize(
    ("moment", "is_center", "is_given"),
    [
        ((2013, 5, 3, 12), True, True), ((2013, 5, 3, 20), True, False), ((2013, 5, 3, 13, 30), False, False),
        ((2013, 5, 4, 10), True, True), ((2013, 5, 4, 10), False, True),  # a working Saturday of the Committee too
        ((2013, 5, 11, 10), False, False), ((2013, 5, 5, 10), True, False), ((2013, 5, 9, 10), True, False),
        ((1990, 5, 9, 10), True, True),  # a year that nobody has loaded: whoever stands at the door is let in
    ],
)  # fmt: skip
def test_tickets_are_given_while_the_counter_is_open(app, set_clock, moment, is_center, is_given):
    now, place = set_clock(*moment), center_place() if is_center else QueuePlace()
    if is_given:
        assert take_tickets(place, now, E)
    else:
        assert refusal(lambda: Ticket.issue(place, E, now)) == "counter_closed"


def test_the_day_is_that_of_the_place(app, set_clock):
    now = set_clock(2026, 5, 21, 9)  # in Aqtau it is as late, since 2024
    west = center_place("11/2")
    early = set_clock(2013, 5, 3, 9, 30)
    assert west.today(now).isoformat() == "2026-05-21"
    assert not west.is_open(early), "half past eight in Aqtau"


def test_a_closed_center_gives_no_tickets(app, now):
    with write():
        center = db.session.get_one(Center, center_place().center_id)
        center.close("Ремонт", user("administrator").actor(), now)
    assert refusal(lambda: Ticket.issue(center_place(), E, now)) == "counter_closed"


def test_times_are_measured_to_the_call_to_the_end_and_by_window_and_hour(app, now):
    here = center_place()
    [first, second] = windows(here, now)
    sit(first, "center_operator", now)
    sit(second, "center_head", now)
    quick, slow, waiting = take_tickets(here, now, E, ASK, E)
    call(first, "center_operator", now + 8 * MINUTE)
    call(second, "center_head", now + 22 * MINUTE)
    serve(quick, "center_operator", now + 8 * MINUTE, minutes=10)
    serve(slow, "center_head", now + 22 * MINUTE, minutes=21)
    visits = visits_of([(here, here.today(now), here.today(now))])
    times = times_of(visits)
    assert (times.visitors, times.never_called, times.waiting.count, times.service.count) == (3, 1, 2, 2)
    assert (times.waiting.longest, times.service.longest) == (timedelta(minutes=23), timedelta(minutes=21))
    assert (times.waiting.share_within, times.service.share_within) == (50, 50)
    assert [one.number for one in visits if one.is_exceeding] == [ticket(slow).number]
    assert [(number, of.visitors) for number, of in by_window(visits)] == [(1, 1), (2, 1)]
    assert [(hour, of.visitors) for hour, of in by_hour(visits, here.zone)] == [(9, 2), (10, 1)]
    load = load_today(here, now + 30 * MINUTE)
    assert (load.waiting, load.at_windows, load.served, load.longest_wait) == (1, 0, 2, timedelta(minutes=30))
    assert ticket(waiting).waited(now + 30 * MINUTE) == timedelta(minutes=30)


def test_an_address_is_kept_as_its_hash_alone_and_leads_nowhere_once_revoked(app, now):
    token = token_of(center_place(), now)
    device = QueueDevice.with_token(token)
    assert device is not None and token not in device.token_digest and len(token) >= 43
    with write():
        db.session.get_one(QueueDevice, device.id).revoke(user("center_head").actor(), now)
    assert QueueDevice.with_token(token) is None
    assert refusal(lambda: db.session.get_one(QueueDevice, device.id).revoke(user("center_head").actor(), now))


def test_a_number_of_a_window_is_opened_once_and_comes_back_into_use(app, now):
    here, head = QueuePlace(), user("head_of_unit").actor()
    [window] = windows(here, now, 1)
    assert refusal(lambda: Window.open_at(here, 1, head, now)) == "window_exists"
    sit(window, "clerk", now)
    assert refusal(lambda: db.session.get_one(Window, window).close(head, now)) == "window_taken"
    with write():
        db.session.get_one(Window, window).free(head, now)
        db.session.get_one(Window, window).close(head, now)
    assert refusal(lambda: sit(window, "clerk", now)) == "window_out_of_use"
    assert windows(here, now, 1) == [window]
