"""What the start page is made of: a block for each matter of the day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from blueprints.complaints.lists import Row as ComplaintRow
from blueprints.review.routes_worklist import Row
from models.user import Actor

NEAREST = 10


@dataclass(frozen=True)
class Line:
    """A thing to see to that is not a case: a draft, an account, a substitution, a year of the calendar."""

    words: str
    url: str
    note: str = ""
    on: date | datetime | None = None


@dataclass(frozen=True)
class Block:
    """One matter of the day. `total` counts all of it; the page shows the nearest rows, or lines. No more is asked
    for than `NEAREST`."""

    code: str
    title: str
    total: str
    empty: str
    url: str
    link_words: str
    rows: list[Row] = field(default_factory=list)
    complaints: list[ComplaintRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.complaints or self.lines)


Maker = Callable[[Actor, datetime, date], Block | None]
