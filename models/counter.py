"""Numbers from counter rows, drawn in the transaction that uses them: no gaps, no duplicates."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.once import insert


class Counter(db.Model):
    """The last number drawn in a series; the row is locked until the drawing transaction ends."""

    series: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int]


def draw(series: str) -> int:
    """The next number of a series, starting at 1. A rollback gives it back."""
    statement = (
        insert(Counter)
        .values(series=series, value=1)
        .on_conflict_do_update(index_elements=[Counter.series], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )
    return db.session.scalars(statement).one()
