"""The waybill with which a Center sends paper originals to the Committee (11): a bar code for itself and for each file.

With nothing given it is the blank form, its rows to be written by hand.
"""

from dataclasses import dataclass
from datetime import date

from documents.authority import Authority
from documents.blocks import UNSIGNED, SignatureBlock
from documents.render import render_pdf
from models.wording import text

BLANK_ROWS = 12


@dataclass(frozen=True)
class WaybillRow:
    """The papers of one case."""

    application_number: str
    applicant: str
    accepted_on: date


@dataclass(frozen=True)
class WaybillPaper:
    """One dispatch of one Center."""

    number: str = ""
    dated_on: date | None = None
    center: str = ""
    rows: tuple[WaybillRow, ...] = ()
    handed_by: SignatureBlock = UNSIGNED
    taken_by: SignatureBlock = UNSIGNED
    authority: Authority | None = None  # None: as the standard words it

    @property
    def cells(self) -> list[list[str]]:
        """The six columns; the third holds the number as a bar code, the last is for a tick at the arrival."""
        if not self.rows:
            return [[f"{number}.", "\n", "", "", "", ""] for number in range(1, BLANK_ROWS + 1)]
        return [
            [f"{at}.", row.application_number, row.application_number, row.applicant, f"{row.accepted_on:%d.%m.%Y}", ""]
            for at, row in enumerate(self.rows, start=1)
        ]


def waybill_pdf(paper: WaybillPaper, *, watermark: str | None = None) -> bytes:
    """As many sheets as the files need; both sign on the last one."""
    return render_pdf("waybill.html", paper, title=text("waybill.heading"), number=paper.number, watermark=watermark)
