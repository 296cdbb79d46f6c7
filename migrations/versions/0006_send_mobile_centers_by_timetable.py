"""Send mobile Centers by approved timetables (9.2), and name the stop at which a filing was accepted.

A mobile Center stands in one place at a time: PostgreSQL holds that by an exclusion, SQLite by triggers.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STANDS_ELSEWHERE = """
    SELECT 1 FROM mobile_stop other WHERE other.id <> COALESCE(NEW.id, -1)
    AND other.mobile_center_id = NEW.mobile_center_id AND other.held_on = NEW.held_on AND other.cancelled_at IS NULL
    AND other.opens_at < NEW.closes_at AND NEW.opens_at < other.closes_at
"""


def upgrade() -> None:
    op.create_table(
        "mobile_center",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("folded_name", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(["branch_no"], ["branch.no"], name=op.f("fk_mobile_center_branch_no_branch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mobile_center")),
        sa.UniqueConstraint("branch_no", "folded_name", name=op.f("uq_mobile_center_branch_no_folded_name")),
    )
    op.create_table(
        "mobile_tour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mobile_center_id", sa.Integer(), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_number", sa.String(64), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(200), nullable=True),
        sa.Column("approved_post", sa.String(200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(approved_on IS NULL) = (approved_number IS NULL) AND (approved_on IS NULL) = (approved_by IS NULL)"
            " AND (approved_on IS NULL) = (approved_post IS NULL)",
            name=op.f("ck_mobile_tour_approved_has_number_and_name"),
        ),
        sa.ForeignKeyConstraint(
            ["mobile_center_id"], ["mobile_center.id"], name=op.f("fk_mobile_tour_mobile_center_id_mobile_center")
        ),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_mobile_tour_center_id_center")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_mobile_tour_created_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mobile_tour")),
        sa.UniqueConstraint("id", "mobile_center_id", name=op.f("uq_mobile_tour_id_mobile_center_id")),
    )
    op.create_index("ix_mobile_tour_center_id_id", "mobile_tour", ["center_id", "id"])
    op.create_table(
        "mobile_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tour_id", sa.Integer(), nullable=False),
        sa.Column("mobile_center_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("settlement", sa.String(200), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("opens_at", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.Integer(), nullable=False),
        sa.Column("break_starts_at", sa.Integer(), nullable=True),
        sa.Column("break_ends_at", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("cancel_reason", sa.String(1000), nullable=False),
        sa.CheckConstraint("opens_at >= 0 AND closes_at < 1440", name=op.f("ck_mobile_stop_within_a_day")),
        sa.CheckConstraint(
            "(break_starts_at IS NULL) = (break_ends_at IS NULL) AND (break_starts_at IS NULL OR"
            " (opens_at < break_starts_at AND break_starts_at < break_ends_at AND break_ends_at < closes_at))",
            name=op.f("ck_mobile_stop_break_within_hours"),
        ),
        sa.CheckConstraint(
            "closes_at - opens_at - COALESCE(break_ends_at - break_starts_at, 0) >= 360",
            name=op.f("ck_mobile_stop_six_working_hours"),
        ),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancel_reason = '')", name=op.f("ck_mobile_stop_cancelled_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["tour_id", "mobile_center_id"], ["mobile_tour.id", "mobile_tour.mobile_center_id"],
            name=op.f("fk_mobile_stop_tour_id_mobile_tour"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mobile_stop")),
    )  # fmt: skip
    op.create_index("ix_mobile_stop_tour_id", "mobile_stop", ["tour_id"])
    op.create_index("ix_mobile_stop_mobile_center_id_held_on", "mobile_stop", ["mobile_center_id", "held_on"])
    op.create_index("ix_mobile_stop_held_on", "mobile_stop", ["held_on"])
    _keep_to_one_place_at_a_time()
    # Columns are added and no table is made anew: on SQLite that would lose the triggers that keep the record.
    for table in ("draft", "application"):
        key = op.f(f"fk_{table}_mobile_stop_id_mobile_stop")
        op.execute(f"ALTER TABLE {table} ADD COLUMN mobile_stop_id INTEGER CONSTRAINT {key} REFERENCES mobile_stop (id)")
    op.create_index(op.f("ix_application_mobile_stop_id"), "application", ["mobile_stop_id"])


def _keep_to_one_place_at_a_time() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "ALTER TABLE mobile_stop ADD CONSTRAINT ex_mobile_stop_one_place_at_a_time EXCLUDE USING gist ("
            "int4range(mobile_center_id, mobile_center_id, '[]') WITH &&, daterange(held_on, held_on, '[]') WITH &&,"
            " int4range(opens_at, closes_at) WITH &&) WHERE (cancelled_at IS NULL)"
        )
        return
    for operation in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER one_place_at_a_time_{operation.lower()} BEFORE {operation} ON mobile_stop"
            f" WHEN NEW.cancelled_at IS NULL AND EXISTS ({STANDS_ELSEWHERE})"
            " BEGIN SELECT RAISE(ABORT, 'a mobile Center stands in one place at a time'); END"
        )


def downgrade() -> None:
    op.drop_index("ix_application_mobile_stop_id", "application")
    for table in ("application", "draft"):
        op.drop_column(table, "mobile_stop_id")
    for table in ("mobile_stop", "mobile_tour", "mobile_center"):
        op.drop_table(table)
