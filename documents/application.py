"""The application for the service (E, Annex 1; C, Annex 1), field by field: both, for they differ in what they ask for.

Clause 11.1 demands it; 10 tells where it is handed out. With nothing given it is the blank form.
"""

from dataclasses import dataclass

from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class ApplicationPaper:
    """To whom, from whom, the address with the telephone, the requisites, and the head who signs."""

    service: str  # "euc" or "conclusion"
    addressee: str = ""
    applicant_name: str = ""
    address: str = ""
    requisites: str = ""
    head_name: str = ""
    number: str = ""  # of the registered application; none on a blank or before registration


def application_pdf(paper: ApplicationPaper, *, watermark: str | None = None) -> bytes:
    """One sheet, unless a field needs more."""
    return render_pdf(
        "application.html", paper, title=text(f"service.{paper.service}.title"), number=paper.number,
        watermark=watermark,
    )  # fmt: skip
