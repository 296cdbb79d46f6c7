"""Follow paper originals, and what was accepted while the system was down.

Where the papers of each case are, and the waybills that they travel with; blank receipts printed for an outage, and
what a draft says of one. Of cases that are there already: filings at the Committee have their papers there; a Center's
have them there too once the review has begun, which is done with the papers at hand, and still at the Center before.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
PLACES = ("center", "on_the_way", "committee", "archive")
STATES = ("unused", "used", "spoiled")
FILES = """
    INSERT INTO paper_file (application_id, center_id, place, since, shelf, borrower, version)
    SELECT id, center_id,
           CASE WHEN channel = 'center' AND state = 'registered' THEN 'center' ELSE 'committee' END,
           CASE WHEN channel = 'center' AND state = 'registered' THEN accepted_at ELSE received_at END, '', '', 1
    FROM application WHERE channel <> 'portal'
"""


def upgrade() -> None:
    _add_waybills()
    _add_blanks()
    op.execute(FILES)
    for table, operation, condition in KEPT:
        _keep(table, operation, condition)


def _add_waybills() -> None:
    op.create_table(
        "waybill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        _refers("waybill", "center_id", "center"),
        _refers("waybill", "sent_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waybill")),
        sa.UniqueConstraint("number", name=op.f("uq_waybill_number")),
    )
    op.create_index("ix_waybill_sent_at_id", "waybill", ["sent_at", "id"])
    op.create_index("ix_waybill_center_id_sent_at_id", "waybill", ["center_id", "sent_at", "id"])
    op.create_table(
        "paper_file",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Enum(*PLACES, name="paper_place", native_enum=False, length=32), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=True),
        sa.Column("shelf", sa.String(100), nullable=False),
        sa.Column("borrower", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _check("paper_file", "paper_place", f"place IN {PLACES}"),
        _check("paper_file", "at_center_has_center", "place <> 'center' OR center_id IS NOT NULL"),
        _check("paper_file", "on_the_way_has_waybill", "place <> 'on_the_way' OR waybill_id IS NOT NULL"),
        _check("paper_file", "archived_has_shelf", "place <> 'archive' OR (shelf <> '' AND borrower = '')"),
        _check(
            "paper_file", "lent_out_of_the_archive", "borrower = '' OR (shelf <> '' AND place = 'committee')"
        ),
        _refers("paper_file", "application_id", "application"),
        _refers("paper_file", "center_id", "center"),
        _refers("paper_file", "waybill_id", "waybill"),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_paper_file")),
    )  # fmt: skip
    op.create_index(op.f("ix_paper_file_waybill_id"), "paper_file", ["waybill_id"])
    op.create_index("ix_paper_file_place_since", "paper_file", ["place", "since", "application_id"])
    op.create_index(
        "ix_paper_file_center_id_place_since", "paper_file", ["center_id", "place", "since", "application_id"]
    )
    op.create_table(
        "waybill_item",
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_extra", sa.Boolean(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("missing_at", MOMENT, nullable=True),
        sa.Column("missing_by_id", sa.Integer(), nullable=True),
        sa.Column("missing_note", sa.String(500), nullable=False),
        sa.Column("never_left_at", MOMENT, nullable=True),
        sa.Column("never_left_by_id", sa.Integer(), nullable=True),
        _check("waybill_item", "received_by_somebody", "(received_at IS NULL) = (received_by_id IS NULL)"),
        _check("waybill_item", "missing_told_by_somebody", "(missing_at IS NULL) = (missing_by_id IS NULL)"),
        _check("waybill_item", "missing_has_note", "(missing_at IS NULL) = (missing_note = '')"),
        _check("waybill_item", "extra_is_received", "NOT is_extra OR received_at IS NOT NULL"),
        _check(
            "waybill_item", "never_left_was_missing",
            "never_left_at IS NULL OR (missing_at IS NOT NULL AND received_at IS NULL)",
        ),
        _refers("waybill_item", "waybill_id", "waybill"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["paper_file.application_id"], name=op.f("fk_waybill_item_application_id_paper_file")
        ),
        _refers("waybill_item", "received_by_id", "user"),
        _refers("waybill_item", "missing_by_id", "user"),
        _refers("waybill_item", "never_left_by_id", "user"),
        sa.PrimaryKeyConstraint("waybill_id", "application_id", name=op.f("pk_waybill_item")),
    )  # fmt: skip
    op.create_index(op.f("ix_waybill_item_application_id"), "waybill_item", ["application_id"])


def _add_blanks() -> None:
    op.create_table(
        "outage_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("printed_at", MOMENT, nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=False),
        _refers("outage_batch", "center_id", "center"),
        _refers("outage_batch", "printed_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_batch")),
    )
    op.create_table(
        "outage_blank",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="blank_state", native_enum=False, length=32), nullable=False),
        sa.Column("spoiled_at", MOMENT, nullable=True),
        sa.Column("spoiled_by_id", sa.Integer(), nullable=True),
        sa.Column("spoiled_reason", sa.String(500), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _check("outage_blank", "blank_state", f"state IN {STATES}"),
        _check("outage_blank", "used_has_application", "(state = 'used') = (application_id IS NOT NULL)"),
        _check("outage_blank", "spoiled_has_moment", "(state = 'spoiled') = (spoiled_at IS NOT NULL)"),
        _check("outage_blank", "spoiled_by_somebody", "(state = 'spoiled') = (spoiled_by_id IS NOT NULL)"),
        _check("outage_blank", "spoiled_has_reason", "(state = 'spoiled') = (spoiled_reason <> '')"),
        _refers("outage_blank", "batch_id", "outage_batch"),
        _refers("outage_blank", "center_id", "center"),
        _refers("outage_blank", "spoiled_by_id", "user"),
        _refers("outage_blank", "application_id", "application"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_blank")),
        sa.UniqueConstraint("application_id", name=op.f("uq_outage_blank_application_id")),
        sa.UniqueConstraint("number", name=op.f("uq_outage_blank_number")),
    )
    op.create_index(op.f("ix_outage_blank_batch_id"), "outage_blank", ["batch_id"])
    op.create_index("ix_outage_blank_center_id_id", "outage_blank", ["center_id", "id"])
    op.create_table(
        "outage_entry",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("blank_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("late_reason", sa.String(500), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_for_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_for_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_content", sa.String(64), nullable=False),
        _check("outage_entry", "confirmed_by_somebody", "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)"),
        _check("outage_entry", "confirmed_has_content", "(confirmed_at IS NULL) = (confirmed_content = '')"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_outage_entry_draft_id_draft"), ondelete="CASCADE"
        ),
        _refers("outage_entry", "blank_id", "outage_blank"),
        *(
            _refers("outage_entry", column, "user")
            for column in (
                "accepted_by_id", "entered_by_id", "entered_for_id", "confirmed_by_id", "confirmed_for_id",
            )
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_outage_entry")),
        sa.UniqueConstraint("blank_id", name=op.f("uq_outage_entry_blank_id")),
    )  # fmt: skip


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


KEPT = (
    ("paper_file", "DELETE", None),
    ("waybill", "UPDATE", None),
    ("waybill", "DELETE", None),
    ("waybill_item", "DELETE", None),
    ("outage_batch", "UPDATE", None),
    ("outage_batch", "DELETE", None),
    ("outage_blank", "UPDATE", "OLD.state <> 'unused'"),
    ("outage_blank", "DELETE", None),
)
"""What is never changed or deleted: table, operation, condition on the old row (None: always)."""


def _keep(table: str, operation: str, condition: str | None) -> None:
    """The record is never changed (0002)."""
    when = f" WHEN ({condition})" if condition else ""
    trigger = f"CREATE TRIGGER keep_{table}_{operation.lower()} BEFORE {operation} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW{when} EXECUTE FUNCTION keep_the_record()")
    else:
        op.execute(f"{trigger}{when} BEGIN SELECT RAISE(ABORT, 'the record is never changed: {table}'); END")


def downgrade() -> None:
    for table in ("outage_entry", "outage_blank", "outage_batch", "waybill_item", "paper_file", "waybill"):
        op.drop_table(table)
