"""Add complaints, and the role of who answers them in a body outside the Committee.

What is signed, forwarded or extended is never changed, and no complaint is deleted (0002).

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("closed_at IS NULL")
UNREGISTERED = sa.text("complaint_id IS NULL")
PREPARED = sa.text("status = 'prepared'")
ADDRESSEES = ("ministry", "committee_head", "center_head", "rgp_center", "call_center")
OUTCOMES = ("upheld", "partly", "not_upheld")
FOUR_EYES = (
    "signed_by_id IS NULL OR (signed_by_id <> prepared_by_id"
    " AND (prepared_for_id IS NULL OR signed_by_id <> prepared_for_id)"
    " AND (signed_for_id IS NULL OR (signed_for_id <> prepared_by_id"
    " AND (prepared_for_id IS NULL OR signed_for_id <> prepared_for_id))))"
)
KEPT = (
    ("complaint", "DELETE", None),
    ("complaint_reply", "UPDATE", "OLD.status = 'signed'"),
    ("complaint_reply", "DELETE", None),
    ("complaint_forwarding", "UPDATE", None),
    ("complaint_forwarding", "DELETE", None),
    ("complaint_extension", "UPDATE", None),
    ("complaint_extension", "DELETE", None),
)
ROLES = (
    "clerk", "officer", "head_of_unit", "signatory", "center_operator", "center_head", "branch_head", "legal_officer",
    "administrator", "auditor",
)  # fmt: skip
BODY_CHECKS = {
    "ck_role_grant_body_role_has_body": "(role = 'body_officer') = (body IS NOT NULL)",
    "ck_role_grant_body_is_outside": "body IN ('ministry', 'rgp_center', 'call_center')",
}
UNIQUE = ("user_id", "role", "center_id", "branch_no")


def upgrade() -> None:
    _add_tables()
    for table, operation, condition in KEPT:
        _keep(table, operation, condition)
    with op.batch_alter_table("role_grant", copy_from=_role_grant(ROLES)) as batch:
        batch.add_column(sa.Column("body", sa.String(32), nullable=True))
        batch.drop_constraint(op.f("ck_role_grant_role"), type_="check")
        batch.drop_constraint(op.f("uq_role_grant_user_id_role_center_id_branch_no"), type_="unique")
        batch.create_check_constraint(op.f("ck_role_grant_role"), _role_is(*ROLES, "body_officer"))
        for name, condition in BODY_CHECKS.items():
            batch.create_check_constraint(op.f(name), condition)
        batch.create_unique_constraint(op.f("uq_role_grant_user_id_role_center_id_branch_no_body"), [*UNIQUE, "body"])


def _role_is(*roles: str) -> str:
    return f"role IN ({', '.join(repr(role) for role in roles)})"


def _role_grant(roles: tuple[str, ...], *more: sa.Column | sa.Constraint) -> sa.Table:
    """The table as it stands: SQLite makes it anew, and its checks cannot be read back by name."""
    return sa.Table(
        "role_grant", sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("branch_no", sa.Integer(), nullable=True),
        sa.CheckConstraint(_role_is(*roles), name="ck_role_grant_role"),
        sa.CheckConstraint(
            "(role = 'branch_head') = (branch_no IS NOT NULL)", name="ck_role_grant_branch_role_has_branch"
        ),
        sa.CheckConstraint(
            "(role IN ('center_operator', 'center_head')) = (center_id IS NOT NULL)",
            name="ck_role_grant_center_role_has_center",
        ),
        sa.ForeignKeyConstraint(["branch_no"], ["branch.no"], name="fk_role_grant_branch_no_branch"),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name="fk_role_grant_center_id_center"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_role_grant_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
        sa.Index("ix_role_grant_user_id", "user_id"),
        *(more or [sa.UniqueConstraint(*UNIQUE, name="uq_role_grant_user_id_role_center_id_branch_no")]),
    )  # fmt: skip


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _keep(table: str, operation: str, condition: str | None) -> None:
    """The record is never changed (0002)."""
    when = f" WHEN ({condition})" if condition else ""
    trigger = f"CREATE TRIGGER keep_{table}_{operation.lower()} BEFORE {operation} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW{when} EXECUTE FUNCTION keep_the_record()")
    else:
        op.execute(f"{trigger}{when} BEGIN SELECT RAISE(ABORT, 'the record is never changed: {table}'); END")


def _add_tables() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "number",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("tracking_key", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            _one_of(
                "complaint_state",
                "registered",
                "forwarded",
                "accepted",
                "in_work",
                "reply_prepared",
                "replied",
                "refused",
                "withdrawn",
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            _one_of("complaint_channel", "chancellery", "center", "post", "portal", "telephone"),
            nullable=False,
        ),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column(
            "subject",
            _one_of(
                "complaint_subject",
                "result",
                "committee_service",
                "committee_head",
                "center_service",
                "center_head",
                "portal",
            ),
            nullable=False,
        ),
        sa.Column("addressee", _one_of("complaint_addressee", *ADDRESSEES), nullable=False),
        sa.Column("addressee_center_id", sa.Integer(), nullable=True),
        sa.Column("addressee_reason", sa.String(length=1000), nullable=False),
        sa.Column("service", _one_of("complaint_service", "euc", "conclusion"), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("complainant_name", sa.String(length=500), nullable=False),
        sa.Column("folded_name", sa.String(length=500), nullable=False),
        sa.Column("postal_address", sa.String(length=500), nullable=False),
        sa.Column("phone", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=True),
        sa.Column("has_signature", sa.Boolean(), nullable=False),
        sa.Column("body_or_post", sa.String(length=500), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("demands", sa.Text(), nullable=False),
        sa.Column("reply_due_on", sa.Date(), nullable=False),
        sa.Column("extended_due_on", sa.Date(), nullable=True),
        sa.Column("forward_due_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("outcome", _one_of("complaint_outcome", *OUTCOMES), nullable=True),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("reply_number", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(addressee = 'center_head') = (addressee_center_id IS NOT NULL)",
            name=op.f("ck_complaint_addressee_has_center"),
        ),
        sa.CheckConstraint(
            "(channel = 'center') = (center_id IS NOT NULL)", name=op.f("ck_complaint_center_has_center")
        ),
        sa.CheckConstraint(
            "(state = 'replied') = (outcome IS NOT NULL)", name=op.f("ck_complaint_replied_has_outcome")
        ),
        sa.CheckConstraint(
            "(state IN ('refused', 'replied', 'withdrawn')) = (closed_at IS NOT NULL)",
            name=op.f("ck_complaint_closed_has_moment"),
        ),
        sa.CheckConstraint(
            "(state IN ('refused', 'replied', 'withdrawn')) = (closed_on IS NOT NULL)",
            name=op.f("ck_complaint_closed_has_day"),
        ),
        sa.CheckConstraint(
            "channel <> 'telephone' OR has_signature = (confirmed_on IS NOT NULL)",
            name=op.f("ck_complaint_telephone_has_no_signature"),
        ),
        sa.CheckConstraint(
            "confirmed_on IS NULL OR channel = 'telephone'", name=op.f("ck_complaint_telephone_is_confirmed")
        ),
        sa.CheckConstraint("state <> 'in_work' OR officer_id IS NOT NULL", name=op.f("ck_complaint_work_has_officer")),
        sa.CheckConstraint(
            "state NOT IN ('refused', 'withdrawn') OR closing_reason <> ''", name=op.f("ck_complaint_ended_has_reason")
        ),
        sa.CheckConstraint(
            "extended_due_on IS NULL OR extended_due_on > reply_due_on", name=op.f("ck_complaint_extended_is_later")
        ),
        sa.ForeignKeyConstraint(
            ["addressee_center_id"], ["center.id"], name=op.f("fk_complaint_addressee_center_id_center")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_complaint_application_id_application")
        ),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_complaint_center_id_center")),
        sa.ForeignKeyConstraint(["officer_id"], ["user.id"], name=op.f("fk_complaint_officer_id_user")),
        sa.ForeignKeyConstraint(["registered_by_id"], ["user.id"], name=op.f("fk_complaint_registered_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
        sa.UniqueConstraint("tracking_key", name=op.f("uq_complaint_tracking_key")),
    )
    op.create_index(op.f("ix_complaint_addressee_center_id"), "complaint", ["addressee_center_id"])
    op.create_index(op.f("ix_complaint_application_id"), "complaint", ["application_id"])
    op.create_index(op.f("ix_complaint_center_id"), "complaint", ["center_id"])
    op.create_index(
        "ix_complaint_open", "complaint", ["addressee", "reply_due_on", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_complaint_registered_on", "complaint", ["registered_on", "id"])

    op.create_table(
        "complaint_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_draft_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_complaint_draft_created_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_draft")),
        sa.UniqueConstraint("complaint_id", name=op.f("uq_complaint_draft_complaint_id")),
    )
    op.create_index(
        "ix_complaint_draft_open",
        "complaint_draft",
        ["created_by_id", "updated_at"],
        sqlite_where=UNREGISTERED,
        postgresql_where=UNREGISTERED,
    )

    op.create_table(
        "complaint_extension",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("extended_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("notice_due_on", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_complaint_extension_has_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_complaint_extension_by_id_user")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_extension_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_extension")),
    )
    op.create_table(
        "complaint_forwarding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("from_addressee", _one_of("from_addressee", *ADDRESSEES), nullable=False),
        sa.Column("from_center_id", sa.Integer(), nullable=True),
        sa.Column("to_addressee", _one_of("to_addressee", *ADDRESSEES), nullable=False),
        sa.Column("to_center_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(to_addressee = 'center_head') = (to_center_id IS NOT NULL)",
            name=op.f("ck_complaint_forwarding_to_center_has_center"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_complaint_forwarding_has_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_complaint_forwarding_by_id_user")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_forwarding_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["from_center_id"], ["center.id"], name=op.f("fk_complaint_forwarding_from_center_id_center")
        ),
        sa.ForeignKeyConstraint(
            ["to_center_id"], ["center.id"], name=op.f("fk_complaint_forwarding_to_center_id_center")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_forwarding")),
    )
    op.create_index(op.f("ix_complaint_forwarding_complaint_id"), "complaint_forwarding", ["complaint_id"])

    op.create_table(
        "complaint_official",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("post", sa.String(length=300), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_official_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_complaint_official_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_official")),
        sa.UniqueConstraint("complaint_id", "position", name=op.f("uq_complaint_official_complaint_id_position")),
    )
    op.create_index(op.f("ix_complaint_official_complaint_id"), "complaint_official", ["complaint_id"])
    op.create_index(op.f("ix_complaint_official_user_id"), "complaint_official", ["user_id"])

    op.create_table(
        "complaint_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("reply_kind", "reply", "refusal"), nullable=False),
        sa.Column("status", _one_of("reply_status", "prepared", "recalled", "returned", "signed"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", _one_of("reply_outcome", *OUTCOMES), nullable=True),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("prepared_for_id", sa.Integer(), nullable=True),
        sa.Column("prepared_at", MOMENT, nullable=False),
        sa.Column("taken_back_reason", sa.String(length=1000), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_for_id", sa.Integer(), nullable=True),
        sa.Column("signed_post", sa.String(length=200), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(kind = 'reply') = (outcome IS NOT NULL)", name=op.f("ck_complaint_reply_reply_has_outcome")
        ),
        sa.CheckConstraint(
            "(status = 'signed') = (signed_at IS NOT NULL)", name=op.f("ck_complaint_reply_signed_has_moment")
        ),
        sa.CheckConstraint(
            "(status = 'signed') = (signed_by_id IS NOT NULL)", name=op.f("ck_complaint_reply_signed_has_signatory")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_complaint_reply_has_text")),
        sa.CheckConstraint(FOUR_EYES, name=op.f("ck_complaint_reply_four_eyes")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_reply_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["user.id"], name=op.f("fk_complaint_reply_prepared_by_id_user")),
        sa.ForeignKeyConstraint(["prepared_for_id"], ["user.id"], name=op.f("fk_complaint_reply_prepared_for_id_user")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user.id"], name=op.f("fk_complaint_reply_signed_by_id_user")),
        sa.ForeignKeyConstraint(["signed_for_id"], ["user.id"], name=op.f("fk_complaint_reply_signed_for_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_reply")),
        sa.UniqueConstraint("complaint_id", "version", name=op.f("uq_complaint_reply_complaint_id_version")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_reply_number")),
    )
    op.create_index(
        "uq_complaint_reply_one_prepared",
        "complaint_reply",
        ["complaint_id"],
        unique=True,
        sqlite_where=PREPARED,
        postgresql_where=PREPARED,
    )

    op.create_table(
        "complaint_explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (text = '')", name=op.f("ck_complaint_explanation_answered_has_text")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_complaint_explanation_answered_has_person"),
        ),
        sa.CheckConstraint(
            "official_id IS NOT NULL OR user_id IS NOT NULL", name=op.f("ck_complaint_explanation_asks_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_complaint_explanation_answered_by_id_user")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_complaint_explanation_asked_by_id_user")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_explanation_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"],
            ["complaint_official.id"],
            name=op.f("fk_complaint_explanation_official_id_complaint_official"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_complaint_explanation_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_explanation")),
        sa.UniqueConstraint("complaint_id", "user_id", name=op.f("uq_complaint_explanation_complaint_id_user_id")),
        sa.UniqueConstraint("official_id", name=op.f("uq_complaint_explanation_official_id")),
    )
    op.create_index(op.f("ix_complaint_explanation_complaint_id"), "complaint_explanation", ["complaint_id"])
    op.create_index(op.f("ix_complaint_explanation_user_id"), "complaint_explanation", ["user_id"])

    op.create_table(
        "complaint_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "draft_id IS NOT NULL OR complaint_id IS NOT NULL", name=op.f("ck_complaint_file_belongs_somewhere")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_complaint_file_added_by_id_user")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_file_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["complaint_draft.id"], name=op.f("fk_complaint_file_draft_id_complaint_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_file")),
    )
    op.create_index(op.f("ix_complaint_file_complaint_id"), "complaint_file", ["complaint_id"])
    op.create_index(op.f("ix_complaint_file_draft_id"), "complaint_file", ["draft_id"])


def downgrade() -> None:
    op.execute("DELETE FROM role_grant WHERE role = 'body_officer'")
    grants = _role_grant(
        (*ROLES, "body_officer"), sa.Column("body", sa.String(32), nullable=True),
        *(sa.CheckConstraint(condition, name=name) for name, condition in BODY_CHECKS.items()),
        sa.UniqueConstraint(*UNIQUE, "body", name="uq_role_grant_user_id_role_center_id_branch_no_body"),
    )  # fmt: skip
    with op.batch_alter_table("role_grant", copy_from=grants) as batch:
        for name in (*BODY_CHECKS, "ck_role_grant_role"):
            batch.drop_constraint(op.f(name), type_="check")
        batch.drop_constraint(op.f("uq_role_grant_user_id_role_center_id_branch_no_body"), type_="unique")
        batch.drop_column("body")
        batch.create_check_constraint(op.f("ck_role_grant_role"), _role_is(*ROLES))
        batch.create_unique_constraint(op.f("uq_role_grant_user_id_role_center_id_branch_no"), list(UNIQUE))
    for table in (
        "complaint_file", "complaint_explanation", "complaint_reply", "complaint_official", "complaint_forwarding",
        "complaint_extension", "complaint_draft", "complaint",
    ):  # fmt: skip
        op.drop_table(table)
