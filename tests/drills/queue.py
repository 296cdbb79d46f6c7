"""Thirty windows call "next" at once while tablets give tickets: each ticket is called once, in order.

    python -m tests.drills.queue [--rounds 20]
    python tests/postgres.py -- python -m tests.drills.queue      the same on PostgreSQL

Each window is a thread with a connection of its own. They all wait for each other, call, and serve whom they called.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import create_app
from extensions import db, write
from models.center import Center
from models.queue import Ticket
from models.queue_place import QueuePlace
from models.user import RoleGrant, User
from models.window import Window
from rules.permissions import Role
from rules.queue import Purpose, TicketState
from tests.factories import user
from tests.server import ALMATY, prepared

NOW = datetime(2013, 5, 3, 10, tzinfo=ALMATY).astimezone(UTC)
WINDOWS, TABLETS = 30, 4


@dataclass(frozen=True)
class Hall:
    """A Center's windows with a person at each, by their ids."""

    app: Flask
    center_id: int
    seats: tuple[tuple[int, int], ...]

    def place(self) -> QueuePlace:
        return QueuePlace(db.session.get_one(Center, self.center_id))


def app_on(url: str) -> Flask:
    """The application with a connection for every window and tablet."""
    pool = {"pool_size": WINDOWS + TABLETS, "max_overflow": 0}
    return create_app({"SQLALCHEMY_DATABASE_URI": url, "SQLALCHEMY_ENGINE_OPTIONS": pool})


def seat(app: Flask, count: int = WINDOWS) -> Hall:
    """Open windows at the Center 3/14 and seat a person at each."""
    with app.app_context(), write():
        place = QueuePlace(db.session.scalars(Center.with_key("3/14")).unique().one())
        head = user("center_head").actor()
        seats = []
        for number in range(1, count + 1):
            grant = RoleGrant(role=Role.CENTER_OPERATOR, center_id=place.center_id)
            person = User(
                login=f"window_{number}", full_name=f"Оператор {number}", password_hash="-", created_at=NOW,
                grants=[grant],
            )  # fmt: skip
            db.session.add(person)
            window = Window.open_at(place, number, head, NOW)
            db.session.flush()
            window.take(person.actor(), NOW)
            seats.append((window.id, person.id))
        assert place.center_id is not None
        return Hall(app, place.center_id, tuple(seats))


def _in_threads(app: Flask, works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all of these at the same moment, each in a thread of its own."""
    barrier = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        with app.app_context():
            barrier.wait()
            return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works))


def _give(hall: Hall, count: int) -> None:
    """A tablet gives so many tickets, one after another."""
    for _ticket in range(count):
        with write():
            Ticket.issue(hall.place(), Purpose.CONSULTATION, NOW)


def _call(window_id: int, user_id: int) -> int | None:
    """The number that is called."""
    with write():
        window = db.session.get_one(Window, window_id, with_for_update=True)
        ticket = window.call_next(db.session.get_one(User, user_id).actor(), NOW)
        return ticket.seq if ticket else None


def _serve(window_id: int, user_id: int) -> None:
    with write():
        window = db.session.get_one(Window, window_id, with_for_update=True)
        visitor, actor = window.visitor(NOW), db.session.get_one(User, user_id).actor()
        assert visitor is not None
        visitor.come(actor, NOW)
        visitor.serve(actor, NOW)


def call_at_once(hall: Hall, rounds: int = 1) -> list[list[int | None]]:
    """Give as many tickets as there are windows, then a round: every window calls while the tablets give the next ones.

    What each round called is answered, sorted.
    """
    windows = len(hall.seats)
    tablets = [partial(_give, hall, -(-windows // TABLETS))] * TABLETS
    _in_threads(hall.app, tablets)
    called = []
    for _round in range(rounds):
        answers = _in_threads(hall.app, [*(partial(_call, *one) for one in hall.seats), *tablets])[:windows]
        called.append(sorted(answers, key=lambda seq: seq or 0))
        _in_threads(hall.app, [partial(_serve, *one) for one in hall.seats])
    return called


def check(hall: Hall, called: list[list[int | None]]) -> None:
    """Each once, in order, numbered without a gap, and nobody left between those who were called."""
    windows = len(hall.seats)
    for number, answers in enumerate(called):
        assert answers == list(range(number * windows + 1, (number + 1) * windows + 1)), (number, answers)
    with hall.app.app_context():
        tickets = db.session.scalars(select(Ticket).order_by(Ticket.seq)).all()
        assert [one.seq for one in tickets] == list(range(1, len(tickets) + 1))
        served = [one for one in tickets if one.state is TicketState.SERVED]
        assert [one.seq for one in served] == list(range(1, len(called) * windows + 1))
        assert {one.calls for one in served} == {1}
        assert all(one.state is TicketState.WAITING for one in tickets[len(served) :])


def main() -> int:
    """The long form: a command of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder)) as server:
        hall = seat(app_on(server.url))
        called = call_at_once(hall, given.rounds)
        check(hall, called)
        print(f"{server.url.partition(':')[0]}: {sum(map(len, called))} tickets called by {WINDOWS} windows at once")
    return 0


if __name__ == "__main__":
    sys.exit(main())
