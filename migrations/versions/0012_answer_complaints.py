"""Answer complaints: cases that an upheld complaint reopens.

Revision ID: 0012
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Columns are added and no table is made anew: on SQLite that would lose the triggers that keep the record.
    op.add_column("application", sa.Column("set_aside", sa.Integer(), nullable=False, server_default="0"))
    has_day = op.f("ck_application_reopened_has_day")
    op.execute(
        f"ALTER TABLE application ADD COLUMN reopened_on DATE CONSTRAINT {has_day} "
        "CHECK ((set_aside > 0) = (reopened_on IS NOT NULL))"
    )
    op.add_column("application", sa.Column("silent_since", sa.Date(), nullable=True))
    op.create_table(
        "reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("complaint_number", sa.String(64), nullable=False),
        sa.Column("reply_number", sa.String(64), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=False),
        sa.Column("term_ends_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_reopening_application_id_application")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_reopening_decision_id_decision")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_reopening_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_reopening_decision_id")),
    )
    op.create_index(op.f("ix_reopening_application_id"), "reopening", ["application_id"])
    for operation in ("UPDATE", "DELETE"):
        _keep("reopening", operation)


def _keep(table: str, operation: str, condition: str = "") -> None:
    """The record is never changed (0002)."""
    when = f" WHEN ({condition})" if condition else ""
    trigger = f"CREATE TRIGGER keep_{table}_{operation.lower()} BEFORE {operation} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW{when} EXECUTE FUNCTION keep_the_record()")
    else:
        op.execute(f"{trigger}{when} BEGIN SELECT RAISE(ABORT, 'the record is never changed: {table}'); END")


def downgrade() -> None:
    op.drop_table("reopening")
    for column in ("silent_since", "reopened_on", "set_aside"):
        op.drop_column("application", column)
