"""Find importers by a part of their name (15): certificates are issued to them (7.6).

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from models.folding import fold

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

guarantee = sa.table(
    "importer_guarantee", sa.column("application_id"), sa.column("importer_name"), sa.column("importer_folded_name")
)


def upgrade() -> None:
    name = sa.Column("importer_folded_name", sa.String(500), nullable=False, server_default="")
    op.add_column("importer_guarantee", name)
    connection = op.get_bind()
    for application_id, importer in connection.execute(
        sa.select(guarantee.c.application_id, guarantee.c.importer_name)
    ).all():
        of_case = guarantee.update().where(guarantee.c.application_id == application_id)
        connection.execute(of_case.values(importer_folded_name=fold(importer)))
    op.create_index(
        "ix_importer_guarantee_importer_folded_name", "importer_guarantee", ["importer_folded_name", "application_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_importer_guarantee_importer_folded_name", "importer_guarantee")
    op.drop_column("importer_guarantee", "importer_folded_name")
