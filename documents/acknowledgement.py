"""What the recipient signs on a printed line (15): that the result was taken, or that they refuse to accept it.

A lost receipt is stated on it too. With nothing given it is the blank form.
"""

from dataclasses import dataclass
from datetime import date

from documents.authority import Authority
from documents.blocks import UNSIGNED, SignatureBlock
from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class AcknowledgementPaper:
    """One visit. `receipt` says what became of it: returned, shown or lost."""

    number: str = ""
    paper: str = ""
    dated_on: date | None = None
    application_number: str = ""
    application_on: date | None = None
    issued_to: str = ""
    place: str = ""
    recipient_name: str = ""
    is_representative: bool = False
    identity: str = ""
    attorney: str = ""
    is_taken: bool = True
    originals: int = 0
    left: int = 0
    receipt: str = ""
    note: str = ""
    handed_by: SignatureBlock = UNSIGNED
    authority: Authority | None = None  # None: as the standard words it


def acknowledgement_pdf(paper: AcknowledgementPaper, *, watermark: str | None = None) -> bytes:
    """One sheet, unless a note needs more."""
    title = text("acknowledgement.heading" if paper.is_taken else "acknowledgement.refused.heading")
    return render_pdf("acknowledgement.html", paper, title=title, number=paper.number, watermark=watermark)
