"""The list by which results are handed over to a Center (7.5), and uncollected ones back to the Committee (15).

Each result's number is also a bar code, by which its arrival is confirmed. With nothing given it is the blank form, its
rows to be written by hand.
"""

from dataclasses import dataclass
from datetime import date

from documents.authority import Authority
from documents.blocks import UNSIGNED, SignatureBlock
from documents.render import render_pdf
from models.wording import text

BLANK_ROWS = 12


@dataclass(frozen=True)
class HandOverRow:
    """One result: its paper, its numbers, for whom it is, and how many originals of it there are."""

    paper: str
    result_number: str
    application_number: str
    issued_to: str
    originals: int


@dataclass(frozen=True)
class HandOverPaper:
    """One list for one Center; `is_back`: from the Center to the Committee."""

    is_back: bool = False
    number: str = ""
    dated_on: date | None = None
    center: str = ""
    rows: tuple[HandOverRow, ...] = ()
    handed_by: SignatureBlock = UNSIGNED
    taken_by: SignatureBlock = UNSIGNED
    authority: Authority | None = None  # None: as the standard words it

    @property
    def cells(self) -> list[list[str]]:
        """The six columns."""
        if not self.rows:
            return [[f"{number}.", "\n", "", "", "", ""] for number in range(1, BLANK_ROWS + 1)]
        return [
            [f"{at}.", row.paper, row.result_number, row.application_number, row.issued_to, str(row.originals)]
            for at, row in enumerate(self.rows, start=1)
        ]

    @property
    def originals(self) -> int:
        return sum(row.originals for row in self.rows)


def hand_over_pdf(paper: HandOverPaper, *, watermark: str | None = None) -> bytes:
    """As many sheets as the results need; both sign on the last one."""
    title = text(f"hand_over.{'back' if paper.is_back else 'to'}.heading")
    return render_pdf("hand_over.html", paper, title=title, number=paper.number, watermark=watermark)
