"""What the application is made of, unbound: database, sign-in, CSRF, translations, the clock."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import JSON, DateTime, Engine, Enum, MetaData, String, event
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from rules.terms import committee_today

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stored(kind: type[StrEnum], name: str, *, is_closed: bool = True) -> Enum:
    """A column type that keeps an enum by its value, with a CHECK unless members are expected to be added."""
    return Enum(
        kind, name=name, native_enum=False, create_constraint=is_closed, length=32,
        values_callable=lambda members: [member.value for member in members],
    )  # fmt: skip


def searched_by_prefix(length: int) -> String:
    """A column type for numbers found by a range from their beginning: PostgreSQL needs the collation "C" for that."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Moment(), str: String(), dict[str, Any]: JSON(), list[Any]: JSON()},
    )


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})
migrate = Migrate(render_as_batch=True)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
limiter = Limiter(get_remote_address)


class Clock:
    """The only place where the time is asked. A test passes its own source to create_app as CLOCK."""

    def __init__(self) -> None:
        self._source: Callable[[], datetime] = lambda: datetime.now(UTC)

    def init_app(self, app: Flask) -> None:
        if source := app.config.get("CLOCK"):
            self._source = source

    def now(self) -> datetime:
        """This moment, aware, in UTC."""
        return self._source()

    def today(self) -> date:
        """Today's date at the Committee."""
        return committee_today(self.now())


clock = Clock()

_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def write() -> Iterator[None]:
    """One unit of work, committed once.

    Ends the reading transaction, so that everything is read anew under the writing one: on SQLite the
    write lock is taken at BEGIN, which is why slow work (upload, rendering) is done before.
    """
    db.session.rollback()
    token = _writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "busy_timeout=15000", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
