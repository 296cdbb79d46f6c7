"""Answer complaints: letters and how they went, the review, satisfaction, warnings, cases that are reopened.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
LIVE = sa.text("status <> 'annulled'")
LIVE_EXTENSION = sa.text("status <> 'annulled' AND kind = 'complaint_extension'")
LETTERS = ("complaint_reply", "complaint_refusal", "complaint_extension", "complaint_forwarding")


def _one_of(name: str, *values: str, is_closed: bool = True) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=is_closed, length=32)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    _let_cases_be_reopened()
    _add_letters()
    _add_work()
    notice = op.f("fk_notice_complaint_id_complaint")
    op.execute(f"ALTER TABLE notice ADD COLUMN complaint_id INTEGER CONSTRAINT {notice} REFERENCES complaint (id)")
    op.create_index(op.f("ix_notice_complaint_id"), "notice", ["complaint_id"])


def _let_cases_be_reopened() -> None:
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
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("complaint_number", sa.String(64), nullable=False),
        sa.Column("reply_number", sa.String(64), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=False),
        sa.Column("term_ends_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _refers("reopening", "application_id", "application"),
        _refers("reopening", "decision_id", "decision"),
        _refers("reopening", "complaint_id", "complaint"),
        _refers("reopening", "by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_reopening_decision_id")),
        sa.UniqueConstraint("complaint_id", name=op.f("uq_reopening_complaint_id")),
    )
    op.create_index(op.f("ix_reopening_application_id"), "reopening", ["application_id"])
    for operation in ("UPDATE", "DELETE"):
        _keep("reopening", operation)


def _add_letters() -> None:
    op.create_table(
        "outgoing_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("letter_kind", *LETTERS), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("forwarding_id", sa.Integer(), nullable=True),
        sa.Column("status", _one_of("letter_status", "reserved", "issued", "annulled"), nullable=False),
        sa.Column("reserved_by_id", sa.Integer(), nullable=False),
        sa.Column("reserved_at", MOMENT, nullable=False),
        sa.Column("prepared_sha256", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("scan_sha256", sa.String(64), nullable=False),
        sa.Column("scan_media_type", sa.String(40), nullable=False),
        sa.Column(
            "way", _one_of("letter_way", "server_key", "ncalayer", "by_hand", is_closed=False), nullable=False
        ),
        sa.Column("certificate_sha256", sa.String(64), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.Column("annulled_at", MOMENT, nullable=True),
        sa.Column("annulled_reason", sa.String(500), nullable=False),
        sa.Column("verification_code", sa.String(20), nullable=True),
        sa.Column("shown", sa.JSON(), nullable=False),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_outgoing_letter_{name}"))
            for name, condition in {
                "notice_has_forwarding": "(kind = 'complaint_forwarding') = (forwarding_id IS NOT NULL)",
                "answer_has_reply": "(kind IN ('complaint_reply', 'complaint_refusal')) = (reply_id IS NOT NULL)",
                "scan_has_type": "(scan_sha256 = '') = (scan_media_type = '')",
                "annulled_has_reason": "(status = 'annulled') = (annulled_reason <> '')",
                "issued_has_moment": "(status = 'issued') = (issued_at IS NOT NULL)",
                "issued_has_paper": "status <> 'issued' OR sha256 <> ''",
            }.items()
        ),
        _refers("outgoing_letter", "complaint_id", "complaint"),
        _refers("outgoing_letter", "reply_id", "complaint_reply"),
        _refers("outgoing_letter", "forwarding_id", "complaint_forwarding"),
        _refers("outgoing_letter", "reserved_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_letter")),
        sa.UniqueConstraint("number", name=op.f("uq_outgoing_letter_number")),
        sa.UniqueConstraint("year", "place", "seq", name=op.f("uq_outgoing_letter_year_place_seq")),
    )
    for column in ("complaint_id", "prepared_sha256", "sha256"):
        op.create_index(op.f(f"ix_outgoing_letter_{column}"), "outgoing_letter", [column])
    op.create_index("ix_outgoing_letter_dated_on", "outgoing_letter", ["dated_on", "id"])
    code = op.f("ix_outgoing_letter_verification_code")
    op.create_index(code, "outgoing_letter", ["verification_code"], unique=True)
    for name, column, condition in (
        ("uq_letter_live_reply", "reply_id", LIVE),
        ("uq_letter_live_forwarding", "forwarding_id", LIVE),
        ("uq_letter_live_extension", "complaint_id", LIVE_EXTENSION),
    ):
        op.create_index(
            name, "outgoing_letter", [column], unique=True, sqlite_where=condition, postgresql_where=condition
        )
    op.create_table(
        "letter_sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("way", _one_of("sending_way", "post", "window", "email", "portal"), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _refers("letter_sending", "by_id", "user"),
        _refers("letter_sending", "letter_id", "outgoing_letter"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_sending")),
    )
    op.create_index(op.f("ix_letter_sending_letter_id"), "letter_sending", ["letter_id"])
    _keep("outgoing_letter", "UPDATE", "OLD.status <> 'reserved'")
    _keep("outgoing_letter", "DELETE")
    _keep("letter_sending", "UPDATE")
    _keep("letter_sending", "DELETE")


def _add_work() -> None:
    op.create_table(
        "complaint_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column(
            "item",
            _one_of(
                "review_item", "circumstances", "explanations", "case", "waiting", "documents", "demands",
                is_closed=False,
            ),
            nullable=False,
        ),
        sa.Column("found", _one_of("found", "confirmed", "not_confirmed", "not_applicable"), nullable=False),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "found = 'not_applicable' OR note <> ''", name=op.f("ck_complaint_check_says_what_was_found")
        ),
        _refers("complaint_check", "complaint_id", "complaint"),
        _refers("complaint_check", "made_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_check")),
        sa.UniqueConstraint("complaint_id", "item", name=op.f("uq_complaint_check_complaint_id_item")),
    )  # fmt: skip
    op.create_table(
        "complaint_satisfaction",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("answer", _one_of("satisfaction", "satisfied", "not_satisfied", "no_answer"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        _refers("complaint_satisfaction", "by_id", "user"),
        _refers("complaint_satisfaction", "complaint_id", "complaint"),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_satisfaction")),
    )


def _keep(table: str, operation: str, condition: str = "") -> None:
    """The record is never changed (0002)."""
    when = f" WHEN ({condition})" if condition else ""
    trigger = f"CREATE TRIGGER keep_{table}_{operation.lower()} BEFORE {operation} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW{when} EXECUTE FUNCTION keep_the_record()")
    else:
        op.execute(f"{trigger}{when} BEGIN SELECT RAISE(ABORT, 'the record is never changed: {table}'); END")


def downgrade() -> None:
    op.drop_index("ix_notice_complaint_id", "notice")
    op.execute("DELETE FROM notice WHERE complaint_id IS NOT NULL")
    op.drop_column("notice", "complaint_id")
    for table in ("complaint_satisfaction", "complaint_check", "letter_sending", "outgoing_letter", "reopening"):
        op.drop_table(table)
    for column in ("silent_since", "reopened_on", "set_aside"):
        op.drop_column("application", column)
