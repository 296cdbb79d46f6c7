"""Fixtures of the whole suite: app, client, login_as, make_application, and a clock that tests set.

The database is made once by the migrations, with reference data and one account for each role, and restored before
each test (tests/database.py).
"""

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from app import create_app
from extensions import clock, db, write
from models.application import Application
from models.center import Center
from models.complaint import Complaint
from models.session import UserSession
from models.user import RoleGrant, User
from rules.complaint_routing import Addressee
from rules.permissions import BODY_ROLES, BRANCH_ROLES, CENTER_ROLES, Role
from rules.terms import Place, Service
from seed.load import load_reference_data
from tests import keys
from tests.complaints import build_complaint, take_into_work
from tests.database import TestDatabase
from tests.factories import build_application
from tests.reviewing_client import ReviewingClient

gc.set_threshold(
    100_000
)  # pages are parsed into many small objects, and looking through them again and again takes long
# A busy machine makes no rule wrong: examples have no time limit.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

ALMATY = ZoneInfo("Asia/Almaty")
PASSWORD = "correct horse battery"


class SetClock:
    """The time a test says it is: Friday 3 May 2013, 10:00 at the Committee, unless it says otherwise."""

    def __init__(self) -> None:
        self.reset()

    def __call__(self) -> datetime:
        return self.now

    def reset(self) -> None:
        self.set(2013, 5, 3, 10)

    def set(self, *parts: int) -> datetime:
        """Set the Committee's local time and return the moment."""
        self.now = datetime(*parts, tzinfo=ALMATY).astimezone(UTC)  # type: ignore[misc,arg-type]
        return self.now


def _add_people() -> None:
    center = db.session.scalars(Center.with_key("3/14")).one()
    hasher = User()
    hasher.set_password(PASSWORD)
    names = ["Темірова Ләззат Маратқызы", "Жұмабаева Айгүл Қанатқызы", "Әбдірахманов Серік Жанатұлы",
             "Ахметов Даулет Ерланович", "Ким Олег Викторович", "Сәрсенов Бауыржан Талғатұлы",
             "Өтегенова Гүлнар Сериковна", "Нұрланов Ерлан Болатұлы", "Иванова Мария Петровна",
             "Қасымова Әсел Ғабитқызы", "Байжанова Сәуле Маратқызы"]  # fmt: skip
    for role, name in zip(Role, names, strict=True):
        db.session.add(_person(role.value, name, role, center, hasher.password_hash))
    db.session.add(_person("officer_2", "Петров Иван Ильич", Role.OFFICER, center, hasher.password_hash))
    db.session.add(_person("signatory_2", "Досов Қайрат Әлиұлы", Role.SIGNATORY, center, hasher.password_hash))
    db.session.add(_person("body_officer_2", "Садықов Нұрлан Айтұлы", Role.BODY_OFFICER, center, hasher.password_hash))


def _person(login: str, name: str, role: Role, center: Center, password_hash: str) -> User:
    grant = RoleGrant(
        role=role, center_id=center.id if role in CENTER_ROLES else None,
        branch_no=center.branch_no if role in BRANCH_ROLES else None,
        body=Addressee.MINISTRY if role in BODY_ROLES else None,
    )  # fmt: skip
    return User(
        login=login, full_name=name, post="Специалист", password_hash=password_hash, grants=[grant],
        created_at=datetime(2013, 1, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture(scope="session")
def clock_source() -> SetClock:
    return SetClock()


@pytest.fixture(scope="session")
def prepared_app(
    tmp_path_factory: pytest.TempPathFactory, clock_source: SetClock
) -> Iterator[tuple[Flask, TestDatabase]]:
    folder = tmp_path_factory.mktemp("casework")
    database = TestDatabase(folder)
    app = create_app(
        {
            "TESTING": True, "SQLALCHEMY_DATABASE_URI": database.url, "CLOCK": clock_source, "SECRET_KEY": "test",
            "FILES_PATH": str(folder / "files"), "SERVER_NAME": "localhost",
            "VERIFY_LIMITED": False, "QUEUE_DEVICE_LIMITED": False, **keys.settings(folder / "keys"),
        }
    )  # fmt: skip
    app.test_client_class = ReviewingClient
    with app.app_context():
        upgrade()
        with write():
            load_reference_data()
            _add_people()
        db.session.remove()
        db.engine.dispose()
    database.keep()
    yield app, database
    with app.app_context():
        db.engine.dispose()
    database.drop()


@pytest.fixture
def app(prepared_app: tuple[Flask, TestDatabase], clock_source: SetClock) -> Iterator[Flask]:
    """The application on a fresh database, inside its context, with the clock at its start."""
    made, database = prepared_app
    clock_source.reset()
    clock.init_app(made)  # an application that a test made of its own has taken the clock over
    database.restore()
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def set_clock(clock_source: SetClock) -> Callable[..., datetime]:
    """set_clock(2013, 5, 6, 18, 29): it is this moment at the Committee; returns it in UTC."""
    return clock_source.set


@pytest.fixture
def client(app: Flask) -> ReviewingClient:
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def login_as(app: Flask, clock_source: SetClock) -> Callable[[str], ReviewingClient]:
    """login_as("officer"): a client signed in as the test account of that name."""

    def sign_in(login: str) -> ReviewingClient:
        person = db.session.scalars(select(User).where(User.login == login)).one()
        with write():
            sign_in = UserSession.open(db.session.merge(person), clock_source.now, "127.0.0.1")
        client: Any = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = sign_in.token, True
        return client

    return sign_in


@pytest.fixture
def make_complaint(app: Flask, clock_source: SetClock) -> Callable[..., Complaint]:
    """make_complaint(subject=…, channel=…, …): a registered complaint, committed; see tests/complaints.py."""

    def make(at: datetime | None = None, **facts: Any) -> Complaint:
        with write():
            return build_complaint(at or clock_source.now, **facts)

    return make


@pytest.fixture
def in_work(make_complaint: Callable[..., Complaint], clock_source: SetClock) -> Callable[..., Complaint]:
    """in_work(…): a complaint to the head of the Committee that the legal officer works on."""

    def make(**facts: Any) -> Complaint:
        complaint = make_complaint(**facts)
        with write():
            take_into_work(db.session.merge(complaint), clock_source.now)
        return complaint

    return make


@pytest.fixture
def make_application(app: Flask, clock_source: SetClock) -> Callable[..., Application]:
    """make_application("euc", at=…, …): a registered case, committed; see tests/factories.py for what may be said."""

    def make(service: str = "euc", at: datetime | None = None, **facts: Any) -> Application:
        for name in ("channel", "hand_out"):
            if name in facts:
                facts[name] = Place(facts[name])
        with write():
            return build_application(Service(service), at or clock_source.now, **facts)

    return make
