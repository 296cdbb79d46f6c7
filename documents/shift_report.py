"""The report of a shift, or of a place's day: tickets against filings, receipts and hand-outs, differences explained.

Printed when it is closed, and signed by hand.
"""

from dataclasses import dataclass
from datetime import date

from documents.authority import Authority
from documents.blocks import UNSIGNED, SignatureBlock
from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class ShiftRow:
    """One person's day in numbers."""

    person: str
    tickets: int
    did_not_come: int
    filings: int
    receipts: int
    hand_outs: int

    @property
    def cells(self) -> list[str]:
        counted = (self.tickets, self.did_not_come, self.filings, self.receipts, self.hand_outs)
        return [self.person, *map(str, counted)]


@dataclass(frozen=True)
class ShiftDifference:
    """What did not agree, about which number, and how it was explained."""

    what: str
    subject: str
    explanation: str


@dataclass(frozen=True)
class ShiftPaper:
    """`is_of_day`: of everybody whose shift is closed; only the head signs it then."""

    number: str
    dated_on: date
    place: str
    rows: tuple[ShiftRow, ...]
    differences: tuple[ShiftDifference, ...]
    authority: Authority
    is_of_day: bool = False
    never_called: int = 0
    not_closed: int = 0
    operator: SignatureBlock = UNSIGNED
    head: SignatureBlock = UNSIGNED

    @property
    def cells(self) -> list[list[str]]:
        """The seven columns, with the sum where there are several people."""
        return [[f"{at}.", *row.cells] for at, row in enumerate(self.rows, start=1)]

    @property
    def total(self) -> ShiftRow:
        names = ("tickets", "did_not_come", "filings", "receipts", "hand_outs")
        return ShiftRow("", *(sum(getattr(row, name) for row in self.rows) for name in names))

    @property
    def difference_cells(self) -> list[list[str]]:
        """The four columns of the differences."""
        return [[f"{at}.", one.what, one.subject, one.explanation] for at, one in enumerate(self.differences, start=1)]


def shift_pdf(paper: ShiftPaper) -> bytes:
    """As many sheets as the differences need; the signatures stand on the last one."""
    title = text("shift.day.heading" if paper.is_of_day else "shift.heading")
    return render_pdf("shift_report.html", paper, title=title, number=paper.number)
