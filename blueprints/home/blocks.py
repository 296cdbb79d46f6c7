"""What "My day" is made of: blocks of cases, or of lines."""

from dataclasses import dataclass, field
from datetime import date, datetime

from blueprints.review.routes_worklist import Row


@dataclass(frozen=True)
class Line:
    """A thing to see to that is not a case: a draft, an account, a substitution, a year of the calendar."""

    words: str
    url: str
    note: str = ""
    on: date | datetime | None = None


@dataclass(frozen=True)
class Block:
    """One matter of the day. `total` counts all of it; the page shows the nearest rows, or lines."""

    code: str
    title: str
    total: str
    empty: str
    url: str
    link_words: str
    rows: list[Row] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
