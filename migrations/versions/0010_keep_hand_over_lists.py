"""Keep hand-over lists, what applicants were told, and on which papers a result was handed out.

What left for one Center on one day, or came back from it, stood on a list of that day until now: each such day gets
its list, numbered in the order of time.

Revision ID: 0010
Revises: 0009
"""

from collections import defaultdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
EXPECTED = "confirmed_at IS NULL AND found_at IS NULL"
COMMITTEE_ZONE = "Asia/Almaty"


def upgrade() -> None:
    number = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", number, nullable=False),
        sa.Column("way", _one_of("way", "to", "back"), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f("ck_hand_over_closed_by_somebody")
        ),
        _refers("hand_over", "center_id", "center"),
        _refers("hand_over", "sent_by_id", "user"),
        _refers("hand_over", "closed_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("number", name=op.f("uq_hand_over_number")),
    )
    op.create_index("ix_hand_over_center_id_way", "hand_over", ["center_id", "way", "id"])
    op.create_index("ix_hand_over_sent_at", "hand_over", ["sent_at"])
    _index_some("ix_hand_over_open", "hand_over", ["way", "center_id", "id"], "closed_at IS NULL")
    op.create_table(
        "hand_over_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hand_over_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("missing_at", MOMENT, nullable=True),
        sa.Column("found_at", MOMENT, nullable=True),
        sa.Column("found_by_id", sa.Integer(), nullable=True),
        sa.Column("found_note", sa.String(1000), nullable=False),
        sa.CheckConstraint("confirmed_at IS NULL OR found_at IS NULL", name=op.f("ck_hand_over_item_one_end")),
        sa.CheckConstraint(
            "found_at IS NULL OR missing_at IS NOT NULL", name=op.f("ck_hand_over_item_found_after_missing")
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_hand_over_item_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "(found_at IS NULL) = (found_by_id IS NULL)", name=op.f("ck_hand_over_item_found_by_somebody")
        ),
        _refers("hand_over_item", "hand_over_id", "hand_over"),
        _refers("hand_over_item", "application_id", "application"),
        _refers("hand_over_item", "decision_id", "decision"),
        _refers("hand_over_item", "confirmed_by_id", "user"),
        _refers("hand_over_item", "found_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over_item")),
        sa.UniqueConstraint("hand_over_id", "decision_id", name=op.f("uq_hand_over_item_hand_over_id_decision_id")),
    )
    op.create_index(op.f("ix_hand_over_item_application_id"), "hand_over_item", ["application_id"])
    _index_some("uq_hand_over_item_expected", "hand_over_item", ["decision_id"], EXPECTED, unique=True)
    _index_some(
        "ix_hand_over_item_missing", "hand_over_item", ["hand_over_id"], f"missing_at IS NOT NULL AND {EXPECTED}"
    )
    places = ("committee", "on_the_way", "center", "on_the_way_back", "returned", "handed_out")
    op.create_table(
        "ready_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("place", _one_of("place", *places), nullable=False),
        sa.Column("means", _one_of("means", "sms", "email", "call"), nullable=False),
        sa.Column("outcome", _one_of("told", "sent", "reached", "not_reached", "wrong_number"), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(means = 'call') = (outcome <> 'sent')", name=op.f("ck_ready_notice_call_has_answer")),
        sa.CheckConstraint("contact <> ''", name=op.f("ck_ready_notice_has_contact")),
        _refers("ready_notice", "application_id", "application"),
        _refers("ready_notice", "decision_id", "decision"),
        _refers("ready_notice", "by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_notice")),
    )
    op.create_index("ix_ready_notice_application_id", "ready_notice", ["application_id", "id"])
    for operation in ("UPDATE", "DELETE"):
        _keep("ready_notice", operation)
    _keep("hand_over_item", "DELETE")
    _keep("hand_over", "DELETE")
    op.add_column("hand_out", sa.Column("identity_valid_until", sa.Date(), nullable=True))
    op.add_column(
        "hand_out", sa.Column("receipt_returned", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    _index_some(
        "ix_application_to_center", "application", ["hand_out_center_id", "deliver_on", "id"], "closed_at IS NULL"
    )
    op.create_index(op.f("ix_importer_guarantee_importer_identifier"), "importer_guarantee", ["importer_identifier"])
    _list_what_was_sent()


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _index_some(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def _keep(table: str, operation: str) -> None:
    """The record is never changed (0002)."""
    trigger = f"CREATE TRIGGER keep_{table}_{operation.lower()} BEFORE {operation} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION keep_the_record()")
    else:
        op.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, 'the record is never changed: {table}'); END")


LISTS = sa.table(
    "hand_over",
    *(sa.column(name) for name in ("id", "number", "way", "center_id", "sent_by_id", "closed_by_id", "note", "version")),
    sa.column("sent_on", sa.Date()), sa.column("sent_at", MOMENT), sa.column("closed_at", MOMENT),
)  # fmt: skip
ITEMS = sa.table(
    "hand_over_item",
    *(
        sa.column(name)
        for name in ("hand_over_id", "position", "application_id", "decision_id", "confirmed_by_id", "found_note")
    ),
    sa.column("confirmed_at", MOMENT),
)
DELIVERIES = sa.text(
    "SELECT d.decision_id, d.application_id, d.center_id, d.dispatched_at, d.dispatched_by_id, d.arrived_at,"
    " d.arrived_by_id, d.sent_back_at, d.sent_back_by_id, d.returned_at, d.returned_by_id, c.branch_no, c.row_no, b.zone"
    " FROM delivery d JOIN center c ON c.id = d.center_id JOIN branch b ON b.no = c.branch_no ORDER BY d.decision_id"
)
WAYS = {
    "to": ("D", "dispatched_at", "dispatched_by_id", "arrived_at", "arrived_by_id"),
    "back": ("R", "sent_back_at", "sent_back_by_id", "returned_at", "returned_by_id"),
}


def _list_what_was_sent() -> None:
    connection = op.get_bind()
    rows = [row._mapping for row in connection.execute(DELIVERIES)]
    counters: dict[str, int] = defaultdict(int)
    for way, (letter, sent_at, sent_by, there_at, there_by) in WAYS.items():
        days = defaultdict(list)
        for row in (row for row in rows if row[sent_at] is not None):
            day = _aware(row[sent_at]).astimezone(ZoneInfo(COMMITTEE_ZONE if way == "to" else row["zone"])).date()
            days[day, row["center_id"]].append(row)
        for (day, center_id), sent in sorted(days.items(), key=lambda one: one[0]):
            sent.sort(key=lambda row: (_aware(row[sent_at]), row["decision_id"]))
            series = f"{letter}-{day.year}-{sent[0]['branch_no']:02d}/{sent[0]['row_no']:02d}"
            counters[series] += 1
            arrived = [row for row in sent if row[there_at] is not None]
            last = max(arrived, key=lambda row: _aware(row[there_at])) if len(arrived) == len(sent) else None
            values = {
                "number": f"{series}-{counters[series]:04d}", "way": way, "center_id": center_id, "sent_on": day,
                "sent_at": _aware(sent[0][sent_at]), "sent_by_id": sent[0][sent_by],
                "closed_at": _aware(last[there_at]) if last else None,
                "closed_by_id": last[there_by] if last else None, "note": "", "version": 1,
            }
            made = connection.execute(sa.insert(LISTS).values(values).returning(LISTS.c.id)).scalar_one()
            for position, row in enumerate(sent, start=1):
                item = {
                    "hand_over_id": made, "position": position, "application_id": row["application_id"],
                    "decision_id": row["decision_id"],
                    "confirmed_at": _aware(row[there_at]) if row[there_at] is not None else None,
                    "confirmed_by_id": row[there_by], "found_note": "",
                }
                connection.execute(sa.insert(ITEMS).values(item))
    for series, value in counters.items():
        connection.execute(
            sa.text("INSERT INTO counter (series, value) VALUES (:series, :value)"), {"series": series, "value": value}
        )


def _aware(written: datetime | str) -> datetime:
    moment = datetime.fromisoformat(written) if isinstance(written, str) else written
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def downgrade() -> None:
    op.drop_index(op.f("ix_importer_guarantee_importer_identifier"), "importer_guarantee")
    op.drop_index("ix_application_to_center", "application")
    op.drop_column("hand_out", "receipt_returned")
    op.drop_column("hand_out", "identity_valid_until")
    for table in ("ready_notice", "hand_over_item", "hand_over"):
        op.drop_table(table)
    op.execute("DELETE FROM counter WHERE series LIKE 'D-%' OR series LIKE 'R-%'")
