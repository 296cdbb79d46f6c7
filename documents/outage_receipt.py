"""Blank numbered receipts for when the system or the network is down: the six items of 14.1, to be filled by hand."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from documents.authority import Authority
from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class OutageReceiptPaper:
    """One blank: its number and the place whose series it is of."""

    number: str
    place: str
    authority: Authority | None = None  # None: as the standard words it
    printed_at: date | None = None  # the day that the file is dated by; it stands nowhere on the paper


def outage_receipt_pdf(paper: OutageReceiptPaper) -> bytes:
    """One sheet."""
    return render_pdf("outage_receipt.html", paper, title=text("outage.heading"), number=paper.number)


def outage_receipts_pdf(papers: list[OutageReceiptPaper]) -> bytes:
    """A batch to be printed at once, each receipt on a sheet of its own."""
    whole, made = PdfWriter(), BytesIO()
    for paper in papers:
        whole.append(PdfReader(BytesIO(outage_receipt_pdf(paper))))
    whole.compress_identical_objects()
    whole.add_metadata({"/Title": text("outage.heading")})
    whole.write(made)
    return made.getvalue()
