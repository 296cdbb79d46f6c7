"""A complaint drafted for the applicant's signature, with every element of clause 24 (E24, C24).

Whoever helps to prepare it (20) asks and prints; the applicant reads, dates and signs. With nothing given it is the
blank form.
"""

from dataclasses import dataclass
from datetime import date

from documents.authority import Authority
from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class ComplaintDraftPaper:
    """What stands in the letter, lines parted by newlines. Date and signature stay empty for the hand."""

    to: str = ""
    complainant: str = ""
    postal_address: str = ""
    phone: str = ""
    officials: str = ""
    case: str = ""
    reasons: str = ""
    demands: str = ""
    attachments: str = ""
    written_on: date | None = None
    authority: Authority | None = None  # None: as the standard words it


def complaint_draft_pdf(paper: ComplaintDraftPaper, *, watermark: str | None = None) -> bytes:
    """As many sheets as the reasons need."""
    return render_pdf("complaint_draft.html", paper, title=text("complaint.draft.heading"), watermark=watermark)
