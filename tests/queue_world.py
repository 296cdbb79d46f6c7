"""A queue for tests: places, windows with people, tickets taken at moments that the test says."""

from datetime import datetime, timedelta

from extensions import db, write
from models.center import Center
from models.queue import Ticket
from models.queue_device import QueueDevice
from models.queue_place import QueuePlace
from models.window import Window
from rules.queue import Purpose
from tests.factories import user

MINUTE = timedelta(minutes=1)


def center_place(key: str = "3/14") -> QueuePlace:
    """A Center with the suite's operator and head, or another one."""
    return QueuePlace(db.session.scalar(Center.with_key(key)))


def windows(place: QueuePlace, now: datetime, count: int = 2) -> list[int]:
    """Open windows 1 and on: their ids."""
    with write():
        return [Window.open_at(place, n, user("center_head").actor(), now).id for n in range(1, count + 1)]


def sit(window_id: int, login: str, now: datetime) -> None:
    with write():
        db.session.get_one(Window, window_id).take(user(login).actor(), now)


def take_tickets(place: QueuePlace, now: datetime, *purposes: Purpose) -> list[int]:
    """One ticket for each purpose, a minute apart, the last one now: their ids."""
    ids = []
    for back, purpose in zip(range(len(purposes) - 1, -1, -1), purposes, strict=True):
        with write():
            ids.append(Ticket.issue(place, purpose, now - back * MINUTE).id)
    return ids


def call(window_id: int, login: str, now: datetime) -> int | None:
    """The id of the ticket that is called."""
    with write():
        ticket = db.session.get_one(Window, window_id).call_next(user(login).actor(), now)
        return ticket.id if ticket else None


def serve(ticket_id: int, login: str, now: datetime, minutes: int = 5) -> None:
    """From the call to the end of a visit."""
    with write():
        ticket = db.session.get_one(Ticket, ticket_id)
        ticket.come(user(login).actor(), now)
        ticket.serve(user(login).actor(), now + minutes * MINUTE)


def ticket(ticket_id: int) -> Ticket:
    return db.session.get_one(Ticket, ticket_id, populate_existing=True)


def token_of(place: QueuePlace, now: datetime) -> str:
    """The address of a new device."""
    with write():
        return QueueDevice.make(place, "Планшет", user("center_head").actor(), now).token
