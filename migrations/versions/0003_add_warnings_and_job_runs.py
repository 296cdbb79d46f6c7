"""Add warnings, runs of jobs, e-mail addresses, and the day by which a certificate is to be presented.

Revision ID: 0003
Revises: 0002
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from rules.terms import Service, committee_today, present_by

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COUNTED = sa.text("kind = 'counted_as_issued'")
UNREAD = sa.text("read_at IS NULL")
UNMAILED = sa.text("mailed_at IS NULL")
# Each certificate in force with the moment of its signing.
CERTIFICATES = """
    SELECT application.id, max(decision.signed_at) FROM application
    JOIN decision ON decision.application_id = application.id
    WHERE application.service = 'euc' AND decision.status = 'signed' AND decision.kind = 'result'
    GROUP BY application.id
"""


def upgrade() -> None:
    op.create_table(
        "warning_setting",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("addressees", sa.JSON(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("lead_days BETWEEN 0 AND 60", name=op.f("ck_warning_setting_lead_in_range")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_warning_setting")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("mailed_at", MOMENT, nullable=True),
        sa.Column("mail_claimed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_notice_application_id_application")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_notice_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "kind", "subject", "due_on", "user_id", name=op.f("uq_notice_kind_subject_due_on_user_id")
        ),
    )
    op.create_index(op.f("ix_notice_application_id"), "notice", ["application_id"])
    op.create_index("ix_notice_user_id_id", "notice", ["user_id", "id"])
    op.create_index("ix_notice_unread", "notice", ["user_id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_index("ix_notice_unmailed", "notice", ["id"], sqlite_where=UNMAILED, postgresql_where=UNMAILED)
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(32), nullable=False),
        sa.Column("trigger", _one_of("run_trigger", "schedule", "person", "command"), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("outcome", _one_of("run_outcome", "running", "done", "partly", "failed"), nullable=False),
        sa.Column("effects", sa.Integer(), nullable=False),
        sa.Column("failures", sa.JSON(), nullable=False),
        sa.CheckConstraint("(outcome = 'running') = (finished_at IS NULL)", name=op.f("ck_job_run_ended_has_moment")),
        sa.ForeignKeyConstraint(["started_by_id"], ["user.id"], name=op.f("fk_job_run_started_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index("ix_job_run_job_id", "job_run", ["job", "id"])
    op.create_index(
        "uq_event_counted_as_issued", "event", ["application_id"], unique=True,
        sqlite_where=COUNTED, postgresql_where=COUNTED,
    )  # fmt: skip
    op.add_column("user", sa.Column("email", sa.String(200), nullable=False, server_default=""))
    op.add_column("application", sa.Column("present_by", sa.Date(), nullable=True))
    _set_present_by()


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _set_present_by() -> None:
    connection = op.get_bind()
    statement = sa.text("UPDATE application SET present_by = :day WHERE id = :id").bindparams(
        sa.bindparam("day", type_=sa.Date())
    )
    for id_, signed_at in connection.execute(sa.text(CERTIFICATES)).all():
        moment = datetime.fromisoformat(signed_at) if isinstance(signed_at, str) else signed_at
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        connection.execute(statement, {"id": id_, "day": present_by(Service.EUC, committee_today(aware))})


def downgrade() -> None:
    op.drop_column("application", "present_by")
    op.drop_column("user", "email")
    op.drop_index("uq_event_counted_as_issued", "event")
    for table in ("job_run", "notice", "warning_setting"):
        op.drop_table(table)
