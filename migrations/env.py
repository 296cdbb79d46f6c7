"""Alembic's environment: the application's own metadata and database, batch mode for SQLite."""

from typing import Any

from alembic import context
from flask import current_app

from extensions import db


def _database() -> Any:
    return current_app.extensions["migrate"].db


def _plain(kind: str, item: Any, _autogen: Any) -> Any:
    """Write our own column types as the plain ones they keep their values in."""
    if kind == "type" and type(item).__module__ in ("extensions", "models.filing"):
        return f"sa.{item.impl!r}"
    return False


def run() -> None:
    """Bring the database up to date on a connection of its own."""
    options = {k: v for k, v in current_app.extensions["migrate"].configure_args.items() if k != "compare_type"}
    with _database().engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=db.metadata, render_item=_plain, compare_type=False, **options
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
