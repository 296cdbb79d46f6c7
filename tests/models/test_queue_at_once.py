"""Thirty windows at once: the short form of tests/drills/queue.py, and what else may happen at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from extensions import db, write
from models.queue import Ticket
from models.window import Window
from rules.workflow import ActionRefused
from tests.drills.queue import NOW, app_on, call_at_once, check, seat
from tests.factories import user
from tests.queue_world import center_place, token_of, windows
from tests.reviewing_client import form_in


@pytest.fixture
def other_app(app):
    """The application with a connection for every thread, on the test's own database."""
    made = app_on(app.config["SQLALCHEMY_DATABASE_URI"])
    yield made
    with made.app_context():
        db.engine.dispose()


def test_thirty_windows_that_call_at_once_call_each_ticket_once_and_in_order(other_app):
    hall = seat(other_app)
    check(hall, call_at_once(hall))


def test_of_two_people_who_sit_down_at_once_one_is_told_that_the_window_is_taken(other_app, app):
    [window] = windows(center_place(), NOW, 1)
    db.session.rollback()

    def sit(login: str) -> str:
        with other_app.app_context():
            try:
                with write():
                    held = next(w for w in Window.of_place(center_place(), lock=True) if w.id == window)
                    held.take(user(login).actor(), NOW)
            except ActionRefused as refused:
                return refused.barred.code
            return ""

    with ThreadPoolExecutor(2) as threads:
        told = list(threads.map(sit, ["center_operator", "center_head"]))
    assert sorted(told) == ["", "window_taken"]


def test_a_tablet_touched_twice_over_two_connections_gives_one_ticket(app, client):
    url = f"/queue/devices/{token_of(center_place(), NOW)}/ticket"
    form = form_in(client.get(url), "/ticket?lang=ru")
    data = form.filled(purpose="hand_out")

    def touch(_turn: int) -> str:
        twin = app.test_client()
        for cookie in client._cookies.values():
            twin.set_cookie(cookie.key, cookie.value)
        with app.app_context():
            return str(twin.post(form.action, data=data).location)

    with ThreadPoolExecutor(6) as threads:
        answers = set(threads.map(touch, range(6)))
    assert len(answers) == 1
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1
