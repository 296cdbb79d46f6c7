"""Keep the consultations given on how to complain (20).

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MEANS = ("in_person", "telephone", "letter", "electronic")
SUBJECTS = ("result", "committee_service", "committee_head", "center_service", "center_head", "portal")


def upgrade() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("means", sa.Enum(*MEANS, name="means", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("subject", sa.Enum(*SUBJECTS, name="subject", native_enum=False, create_constraint=True, length=32), nullable=True),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(2000), nullable=False),
        sa.Column("answer", sa.String(2000), nullable=False),
        sa.Column("folded", sa.String(4300), nullable=False),
        sa.CheckConstraint("question <> '' AND answer <> ''", name=op.f("ck_consultation_has_question_and_answer")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_consultation_by_id_user")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_consultation_center_id_center")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_consultation_application_id_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_index("ix_consultation_center_id_id", "consultation", ["center_id", "id"])


def downgrade() -> None:
    op.drop_table("consultation")
