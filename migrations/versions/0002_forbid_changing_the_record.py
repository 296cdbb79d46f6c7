"""Forbid changing the record: events and papers are insert-only, what is signed or issued is immutable.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# table, operation, condition on the old row (None: always), name
RULES = (
    ("event", "UPDATE", None),
    ("event", "DELETE", None),
    ("document", "UPDATE", None),
    ("document", "DELETE", None),
    ("decision", "UPDATE", "OLD.status = 'signed'"),
    ("decision", "DELETE", None),
    ("decision_ground", "UPDATE", None),
    ("register_entry", "UPDATE", "OLD.status <> 'reserved'"),
    ("register_entry", "DELETE", None),
    ("application", "DELETE", None),
    ("hand_out", "UPDATE", None),
    ("hand_out", "DELETE", None),
)


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    if is_postgresql:
        op.execute(
            "CREATE FUNCTION keep_the_record() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the record is never changed: %', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, operation, condition in RULES:
        name = f"keep_{table}_{operation.lower()}"
        when = f" WHEN ({condition})" if condition else ""
        if is_postgresql:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW{when} "
                "EXECUTE FUNCTION keep_the_record()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {operation} ON {table}{when} "
                f"BEGIN SELECT RAISE(ABORT, 'the record is never changed: {table}'); END"
            )


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, operation, _condition in RULES:
        name = f"keep_{table}_{operation.lower()}"
        op.execute(f"DROP TRIGGER {name} ON {table}" if is_postgresql else f"DROP TRIGGER {name}")
    if is_postgresql:
        op.execute("DROP FUNCTION keep_the_record()")
