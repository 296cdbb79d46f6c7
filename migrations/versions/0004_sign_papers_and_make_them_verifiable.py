"""Sign papers and make them verifiable.

Which certificate a paper prepared for signing names; the code printed on a paper, and what its check tells. Papers
made before have no code. Whose certificate a person signs with in the browser, and what the check of such a
signature found.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Columns are added and no table is made anew: on SQLite that would lose the triggers that keep the record.
    op.add_column(
        "register_entry", sa.Column("certificate_sha256", sa.String(64), nullable=False, server_default="")
    )
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
    op.drop_column("register_entry", "certificate_sha256")
