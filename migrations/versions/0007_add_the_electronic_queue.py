"""Add the electronic queue: windows, tickets, the devices at the entrance, and shifts as they were closed.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
AT_COMMITTEE = sa.text("center_id IS NULL")
AT_WINDOW = sa.text("state IN ('called', 'serving')")


def upgrade() -> None:
    _add_windows()
    _add_tickets()
    op.create_table(
        "queue_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by_id IS NULL)", name=op.f("ck_queue_device_revoked_has_person")
        ),
        _reference("queue_device", "center_id", "center"),
        _reference("queue_device", "made_by_id", "user"),
        _reference("queue_device", "revoked_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_device")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_queue_device_token_digest")),
    )
    op.create_index(op.f("ix_queue_device_center_id"), "queue_device", ["center_id"])
    _add_shifts()
    reference = op.f("fk_draft_ticket_id_ticket")
    op.execute(f"ALTER TABLE draft ADD COLUMN ticket_id INTEGER CONSTRAINT {reference} REFERENCES ticket (id)")
    op.create_index(op.f("ix_draft_ticket_id"), "draft", ["ticket_id"])


def _add_windows() -> None:
    op.create_table(
        "queue_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_in_use", sa.Boolean(), nullable=False),
        sa.Column("seated_id", sa.Integer(), nullable=True),
        sa.Column("seated_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(seated_id IS NULL) = (seated_at IS NULL)", name=op.f("ck_queue_window_seated_has_moment")),
        sa.CheckConstraint("number BETWEEN 1 AND 999", name=op.f("ck_queue_window_number_in_range")),
        _reference("queue_window", "center_id", "center"),
        _reference("queue_window", "seated_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_window")),
        sa.UniqueConstraint("center_id", "number", name=op.f("uq_queue_window_center_id_number")),
        sa.UniqueConstraint("seated_id", name=op.f("uq_queue_window_seated_id")),
    )
    _add_key("uq_queue_window_committee", "queue_window", ["number"], AT_COMMITTEE)


def _add_tickets() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("purpose", _one_of("purpose", "filing_euc", "filing_conclusion", "hand_out", "consultation"),
                  nullable=False),
        sa.Column("state", _one_of("ticket_state", "waiting", "called", "serving", "served", "did_not_come", "left"),
                  nullable=False),
        sa.Column("touch_key", sa.String(64), nullable=True),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("called_at", MOMENT, nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("came_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("window_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_ticket_{name}"))
            for name, condition in {
                "called_has_moment": "(state = 'waiting') = (called_at IS NULL)",
                "called_has_window": "(called_at IS NULL) = (window_id IS NULL)",
                "called_has_person": "(called_at IS NULL) = (by_id IS NULL)",
                "called_is_counted": "(called_at IS NULL) = (calls = 0)",
                "came_has_moment": "(state IN ('serving', 'served', 'left')) = (came_at IS NOT NULL)",
                "ended_has_moment": "(state IN ('served', 'did_not_come', 'left')) = (ended_at IS NOT NULL)",
            }.items()
        ),
        _reference("ticket", "center_id", "center"),
        _reference("ticket", "window_id", "queue_window"),
        _reference("ticket", "by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("center_id", "day", "seq", name=op.f("uq_ticket_center_id_day_seq")),
        sa.UniqueConstraint("touch_key", name=op.f("uq_ticket_touch_key")),
    )  # fmt: skip
    _add_key("uq_ticket_committee", "ticket", ["day", "seq"], AT_COMMITTEE)
    _add_key("uq_ticket_at_window", "ticket", ["window_id", "day"], AT_WINDOW)
    op.create_index("ix_ticket_by", "ticket", ["by_id", "day"])


def _add_shifts() -> None:
    counted = ("tickets", "did_not_come", "filings", "receipts", "hand_outs")
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counted),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=False),
        _reference("shift", "user_id", "user"),
        _reference("shift", "center_id", "center"),
        _reference("shift", "closed_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("center_id", "day", "user_id", name=op.f("uq_shift_center_id_day_user_id")),
    )
    op.create_index(op.f("ix_shift_user_id"), "shift", ["user_id"])
    _add_key("uq_shift_committee", "shift", ["day", "user_id"], AT_COMMITTEE)
    for operation in ("UPDATE", "DELETE"):
        _keep("shift", operation)


def _reference(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _add_key(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _keep(table: str, operation: str) -> None:
    """The record is never changed (0002)."""
    trigger = f"CREATE TRIGGER keep_{table}_{operation.lower()} BEFORE {operation} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION keep_the_record()")
    else:
        op.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, 'the record is never changed: {table}'); END")


def downgrade() -> None:
    op.drop_index("ix_draft_ticket_id", "draft")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_draft_ticket_id_ticket", "draft")
    op.drop_column("draft", "ticket_id")
    for table in ("shift", "queue_device", "ticket", "queue_window"):
        op.drop_table(table)
