"""Certify and send what Centers accept (11): packages, whether a filing has reached the Committee, what a scan is.

What Centers filed before counts as sent when it was received, and has no package: certification was not known then.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INTEGER, MOMENT = sa.Integer(), sa.DateTime(timezone=True)


def upgrade() -> None:
    # In words of SQL: on SQLite a CHECK comes with its column, or with a table made anew.
    op.execute(
        "ALTER TABLE application ADD COLUMN is_received BOOLEAN NOT NULL DEFAULT true"
        " CONSTRAINT ck_application_only_centers_send CHECK (is_received OR channel = 'center')"
    )
    op.create_index(
        "ix_application_unsent", "application", ["center_id", "accepted_at"],
        sqlite_where=sa.text("is_received IS 0"), postgresql_where=sa.text("is_received IS false"),
    )  # fmt: skip
    op.add_column("attachment", sa.Column("pages", INTEGER, nullable=True))
    op.add_column("attachment", sa.Column("position", INTEGER, nullable=False, server_default="0"))
    op.execute(
        "ALTER TABLE attachment ADD COLUMN not_shown_because VARCHAR(300) NOT NULL DEFAULT ''"
        " CONSTRAINT ck_attachment_shown_or_not CHECK (NOT original_shown OR not_shown_because = '')"
    )
    op.add_column("attachment", sa.Column("taken_sha256", sa.String(64), nullable=False, server_default=""))
    op.add_column("attachment", sa.Column("rotation", INTEGER, nullable=False, server_default="0"))
    op.create_table(
        "package",
        sa.Column("application_id", INTEGER, nullable=False),
        sa.Column("center_id", INTEGER, nullable=False),
        sa.Column("manifest_sha256", sa.String(64), nullable=False),
        sa.Column("cms_sha256", sa.String(64), nullable=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent_by_id", INTEGER, nullable=False),
        sa.Column("sent_for_id", INTEGER, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_package_application_id_application")
        ),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_package_center_id_center")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user.id"], name=op.f("fk_package_sent_by_id_user")),
        sa.ForeignKeyConstraint(["sent_for_id"], ["user.id"], name=op.f("fk_package_sent_for_id_user")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_package")),
    )
    op.create_index("ix_package_center_id_sent_at", "package", ["center_id", "sent_at"])
    op.create_index("ix_package_sent_at", "package", ["sent_at"])
    for operation in ("UPDATE", "DELETE"):
        _keep("package", operation)


def _keep(table: str, operation: str) -> None:
    """The record is never changed (0002)."""
    trigger = f"CREATE TRIGGER keep_{table}_{operation.lower()} BEFORE {operation} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION keep_the_record()")
    else:
        op.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, 'the record is never changed: {table}'); END")


def downgrade() -> None:
    op.drop_table("package")
    op.drop_index("ix_application_unsent", "application")
    with op.batch_alter_table("attachment") as table:
        table.drop_constraint(op.f("ck_attachment_shown_or_not"), type_="check")
        for column in ("pages", "position", "not_shown_because", "taken_sha256", "rotation"):
            table.drop_column(column)
    with op.batch_alter_table("application") as table:
        table.drop_constraint(op.f("ck_application_only_centers_send"), type_="check")
        table.drop_column("is_received")
