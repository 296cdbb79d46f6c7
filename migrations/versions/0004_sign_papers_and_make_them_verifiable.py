"""Sign papers and make them verifiable.

How a paper prepared for signing is to be signed and which certificate it names; the guarantee that is signed with it;
the code printed on a paper, and what its check tells: papers made before have none. Whose certificate a person signs
with in the browser, and what the check of such a signature found.

Revision ID: 0004
Revises: 0003
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Columns are added and no table is made anew: on SQLite that would lose the triggers that keep the record.
    entry = "register_entry"
    op.add_column(entry, sa.Column("certificate_sha256", sa.String(64), nullable=False, server_default=""))
    op.add_column(entry, sa.Column("way", sa.String(32), nullable=False, server_default="by_hand"))
    op.add_column(entry, sa.Column("is_demonstration", sa.Boolean(), nullable=False, server_default=sa.false()))
    guarantee = op.f("fk_register_entry_guarantee_id_document")
    op.execute(f"ALTER TABLE {entry} ADD COLUMN guarantee_id INTEGER CONSTRAINT {guarantee} REFERENCES document (id)")
    _let_kinds_be([*KINDS, "guarantee"])
    for table in ("document", "register_entry"):
        op.add_column(table, sa.Column("verification_code", sa.String(20), nullable=True))
        op.add_column(table, sa.Column("shown", sa.JSON(), nullable=False, server_default="{}"))
        op.create_index(op.f(f"ix_{table}_verification_code"), table, ["verification_code"], unique=True)
    op.create_index(op.f("ix_document_sha256"), "document", ["sha256"])
    op.add_column("user", sa.Column("iin", sa.String(12), nullable=False, server_default=""))
    op.create_table(
        "signature_report",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("cms_sha256", sa.String(64), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_signature_report_document_id_document")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_signature_report")),
    )
    for operation in ("UPDATE", "DELETE"):
        _keep("signature_report", operation)


KINDS = ["receipt", "certificate", "conclusion", "refusal", "incompleteness_refusal", "signed_scan"]


def _let_kinds_be(kinds: list[str]) -> None:
    """Which kinds of documents there may be.

    SQLite has no statement for it; its manual has this way to change a CHECK (lang_altertable, 7).
    """
    bind, listed = op.get_bind(), ", ".join(f"'{kind}'" for kind in kinds)
    if bind.dialect.name == "postgresql":
        op.execute("ALTER TABLE document DROP CONSTRAINT ck_document_document_kind")
        op.execute(f"ALTER TABLE document ADD CONSTRAINT ck_document_document_kind CHECK (kind IN ({listed}))")
        return
    table = sa.table("sqlite_master", sa.column("type"), sa.column("name"), sa.column("sql"))
    is_document = (table.c.type == "table") & (table.c.name == "document")
    written = bind.execute(sa.select(table.c.sql).where(is_document)).scalar_one()
    changed = re.sub(r"kind IN \([^)]*\)", f"kind IN ({listed})", written)
    version = bind.execute(sa.text("PRAGMA schema_version")).scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    op.execute(table.update().where(is_document).values(sql=changed))
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = OFF")


def _keep(table: str, operation: str) -> None:
    """The record is never changed (0002)."""
    trigger = f"CREATE TRIGGER keep_{table}_{operation.lower()} BEFORE {operation} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION keep_the_record()")
    else:
        op.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, 'the record is never changed: {table}'); END")


def downgrade() -> None:
    op.drop_table("signature_report")
    op.drop_column("user", "iin")
    op.drop_index("ix_document_sha256", "document")
    for table in ("document", "register_entry"):
        op.drop_index(f"ix_{table}_verification_code", table)
        op.drop_column(table, "shown")
        op.drop_column(table, "verification_code")
    _let_kinds_be(KINDS)
    for column in ("guarantee_id", "way", "is_demonstration", "certificate_sha256"):
        op.drop_column("register_entry", column)
