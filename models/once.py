"""Adding rows that may be there already: a unique key of theirs decides, whoever else adds them at the same moment."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from extensions import db


def insert(model: Any) -> SqliteInsert | PostgresqlInsert:
    """The INSERT of the database in use, which knows ON CONFLICT."""
    return SqliteInsert(model) if db.session.get_bind().dialect.name == "sqlite" else PostgresqlInsert(model)


def insert_once(model: Any, rows: Sequence[dict[str, Any]]) -> int:
    """Insert those that break no unique key; how many that were is the answer."""
    if not rows:
        return 0
    statement = insert(model).values(list(rows)).on_conflict_do_nothing().returning(*model.__table__.primary_key)
    return len(db.session.execute(statement).all())
