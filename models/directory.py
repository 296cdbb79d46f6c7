"""The directory of Centers as a whole: its rows as they stand, and what a file of rows would change in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from extensions import db
from models.center import Center
from models.user import Actor
from rules.directory import Printed, Row
from rules.terms import Service

Key = tuple[int, int, Service]


def rows_of(centers: Sequence[Center], *standards: Service, on: date | None = None) -> list[Row]:
    """The rows of these standards, both unless some are named, as they stand on a day."""
    return [
        Row(center.branch_no, center.row_no, service, center.listing(service, on).printed)
        for service in standards or tuple(Service)
        for center in centers
    ]


def all_centers() -> Sequence[Center]:
    """Every Center in the order of the annexes."""
    return db.session.scalars(Center.in_order()).unique().all()


@dataclass(frozen=True)
class RowChange:
    """One row of one standard that a file words anew."""

    center: Center
    standard: Service
    before: Printed
    after: Printed

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """The columns that change: each with what stands and what will."""
        named = zip(Printed._fields, self.before, self.after, strict=True)
        return [(name, stands, becomes) for name, stands, becomes in named if stands != becomes]


@dataclass(frozen=True)
class DirectoryChange:
    """All that a file would change. `version` stands for it: what was seen is what is carried out, or nothing is."""

    rows: list[RowChange]
    absent: list[tuple[Center, Service]]
    """Rows that the file does not name: they stay as they are."""
    later: list[tuple[Center, Service, date]]
    """Rows that cannot be worded from this day: a wording from a later one is recorded."""
    valid_from: date
    version: str

    def carry_out(self, reason: str, actor: Actor | None, now: datetime) -> None:
        """Part of a unit of work; the change was found within it with `is_held`."""
        for row in self.rows:
            row.center.word_anew(row.standard, row.after, self.valid_from, reason, actor, now)


def find_changes(rows: Sequence[Row], valid_from: date, *, is_held: bool = False) -> DirectoryChange:
    """What these rows would change from a day on; with `is_held` nobody else words a Center until the commit."""
    centers = {center.key: center for center in _centers(is_held)}
    worded: dict[Key, Printed] = {(*row.key, row.standard): row.printed for row in rows}
    standards = [service for service in Service if any(row.standard == service for row in rows)]
    changes, absent, later = [], [], []
    for service in standards:
        for center in centers.values():
            printed = worded.get((center.branch_no, center.row_no, service))
            stands = center.listing(service, valid_from).printed
            if printed is None:
                absent.append((center, service))
            elif printed != stands and (latest := center.latest(service).valid_from) > valid_from:
                later.append((center, service, latest))
            elif printed != stands:
                changes.append(RowChange(center, service, stands, printed))
    shown = [(one.center.key, one.center.version, one.standard.value, one.before, one.after) for one in changes]
    version = sha256(repr((shown, valid_from)).encode()).hexdigest()[:32]
    return DirectoryChange(changes, absent, later, valid_from, version)


def _centers(is_held: bool) -> Sequence[Center]:
    statement = Center.in_order()
    if is_held:
        statement = statement.with_for_update(of=Center).execution_options(populate_existing=True)
    return db.session.scalars(statement).unique().all()
