"""The file of a case: its cover, and the contents of what is in it. Clause 17 has the applicant's documents kept safe.

With nothing given it is the blank form, its rows to be written by hand.
"""

from dataclasses import dataclass
from datetime import date

from documents.authority import Authority
from documents.blocks import UNSIGNED, SignatureBlock
from documents.render import render_pdf
from models.wording import text

BLANK_ROWS = 17


@dataclass(frozen=True)
class FiledDocument:
    """One line of the contents. Its sheets are numbered by hand, when the file is bound."""

    title: str
    filed_on: date | None = None
    number: str = ""
    note: str = ""


@dataclass(frozen=True)
class CaseFilePaper:
    """What stands on the cover, and the documents in the order in which they came."""

    number: str = ""
    service: str = ""  # "euc" or "conclusion"; empty on a blank
    applicant_name: str = ""
    identifier: str = ""
    begun_on: date | None = None
    ended_on: date | None = None
    result_number: str = ""
    documents: tuple[FiledDocument, ...] = ()
    compiled_by: SignatureBlock = UNSIGNED
    authority: Authority | None = None  # None: as the standard words it

    @property
    def cells(self) -> list[list[str]]:
        """The six columns of the contents."""
        if not self.documents:
            return [[f"{number}.", "\n", "", "", "", ""] for number in range(1, BLANK_ROWS + 1)]
        return [
            [f"{at}.", f"{one.filed_on:%d.%m.%Y}" if one.filed_on else "", one.number, one.title, "", one.note]
            for at, one in enumerate(self.documents, start=1)
        ]


def case_file_pdf(paper: CaseFilePaper, *, watermark: str | None = None) -> bytes:
    """The cover is the first sheet; the contents begin on the second."""
    title = text("case_file.heading")
    return render_pdf("case_file.html", paper, title=title, number=paper.number, watermark=watermark)
