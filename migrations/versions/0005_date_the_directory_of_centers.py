"""Date the directory of Centers.

A Center's wordings are dated and only ever inserted: what the annexes print is the first edition. A Center may be
merged into another; a branch's zone may change; what is suspect in the directory is marked as looked at.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PRINTED_SINCE = "2013-04-19"


def upgrade() -> None:
    # Nothing refers to a listing and no trigger is on it yet: on SQLite the table may be made anew.
    with op.batch_alter_table("center_listing") as batch:
        batch.add_column(sa.Column("valid_from", sa.Date(), nullable=False, server_default=PRINTED_SINCE))
        batch.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
        batch.drop_constraint("uq_center_listing_center_id_standard", type_="unique")
        batch.create_unique_constraint(
            "uq_center_listing_center_id_standard_edition", ["center_id", "standard", "edition"]
        )
    for operation in ("UPDATE", "DELETE"):
        _keep("center_listing", operation)
    # Columns are added to the tables that others refer to, with their constraints: they are not made anew.
    op.execute(
        "ALTER TABLE center ADD COLUMN successor_id INTEGER"
        " CONSTRAINT fk_center_successor_id_center REFERENCES center (id)"
        " CONSTRAINT ck_center_merged_is_closed CHECK (successor_id IS NULL OR NOT is_open)"
        " CONSTRAINT ck_center_not_its_own_successor CHECK (successor_id <> id)"
    )
    op.create_index("ix_center_successor_id", "center", ["successor_id"])
    op.add_column("branch", sa.Column("earlier_zones", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("branch", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "suspect_look",
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_suspect_look_by_id_user")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_suspect_look")),
    )


def _keep(table: str, operation: str) -> None:
    """The record is never changed (0002)."""
    trigger = f"CREATE TRIGGER keep_{table}_{operation.lower()} BEFORE {operation} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION keep_the_record()")
    else:
        op.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, 'the record is never changed: {table}'); END")


def downgrade() -> None:
    op.drop_table("suspect_look")
    for column in ("version", "earlier_zones"):
        op.drop_column("branch", column)
    op.drop_index("ix_center_successor_id", "center")
    op.drop_column("center", "successor_id")
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for operation in ("update", "delete"):
        op.execute(f"DROP TRIGGER keep_center_listing_{operation}" + (" ON center_listing" if is_postgresql else ""))
    op.execute("DELETE FROM center_listing WHERE edition > 1")  # what the annexes print is left
    with op.batch_alter_table("center_listing") as batch:
        batch.drop_constraint("uq_center_listing_center_id_standard_edition", type_="unique")
        for column in ("recorded_at", "edition", "valid_from"):
            batch.drop_column(column)
        batch.create_unique_constraint("uq_center_listing_center_id_standard", ["center_id", "standard"])
