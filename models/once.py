"""Adding rows that may be there already: a unique key of theirs decides, whoever else adds them at the same moment."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from extensions import db


def insert_once(model: Any, rows: Sequence[dict[str, Any]]) -> int:
    """Insert those that break no unique key; how many that were is the answer."""
    insert = sqlite_insert if db.session.get_bind().dialect.name == "sqlite" else postgresql_insert
    if not rows:
        return 0
    return db.session.execute(insert(model).values(list(rows)).on_conflict_do_nothing()).rowcount  # type: ignore[attr-defined]
