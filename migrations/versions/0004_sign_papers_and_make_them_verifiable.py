"""Sign papers and make them verifiable.

Which certificate a paper prepared for signing names; the code printed on a paper, and what its check tells. Papers
made before have no code.

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


def downgrade() -> None:
    op.drop_index("ix_document_sha256", "document")
    for table in ("document", "register_entry"):
        op.drop_index(f"ix_{table}_verification_code", table)
        op.drop_column(table, "shown")
        op.drop_column(table, "verification_code")
    op.drop_column("register_entry", "certificate_sha256")
