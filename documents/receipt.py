"""The receipt for accepted documents (E14.1, C14.1): its six items, in the clause's order, and clauses 3 and 8."""

from dataclasses import dataclass
from datetime import date, datetime

from documents.authority import Authority
from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class AttachedDocument:
    """One line of item 3."""

    title: str
    is_original_shown: bool = False


@dataclass(frozen=True)
class ReceiptPaper:
    """What stands on a receipt. Moments are local to the place of acceptance; the paper prints them as given."""

    service: str  # "euc" or "conclusion"
    number: str
    accepted_at: datetime
    accepted_place: str
    documents: tuple[AttachedDocument, ...]
    hand_out_on: date
    hand_out_time: str  # the hour the counter opens, "9.00"
    hand_out_place: str
    accepted_by_name: str
    accepted_by_post: str
    applicant_name: str
    applicant_contacts: tuple[str, ...]
    representative: str = ""
    duplicate_number: int | None = None  # None: the original
    printed_at: datetime | None = None  # of a duplicate
    verification_code: str = ""  # prints the QR code at the foot
    authority: Authority | None = None  # None: as the standard words it
    instead_of: str = ""  # the number of the receipt written by hand while the system was down

    @property
    def is_duplicate(self) -> bool:
        return self.duplicate_number is not None

    @property
    def is_copy(self) -> bool:
        """Drawn anew, and not kept."""
        return self.is_duplicate


def receipt_pdf(paper: ReceiptPaper, *, watermark: str | None = None) -> bytes:
    """A duplicate says so, across the sheet and in words."""
    if watermark is None and paper.is_duplicate:
        watermark = text("paper.duplicate")
    return render_pdf("receipt.html", paper, title=text("receipt.heading"), number=paper.number, watermark=watermark)
