"""The conclusion on export-controlled products (C5, C7.6, C11): finding, code and reasons for each information form."""

from dataclasses import dataclass
from datetime import date

from documents.authority import Authority
from documents.blocks import Addressee, SignatureBlock
from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class FormFinding:
    """What was found on one information form (C, Annex 2). Codes are as printed; empty where there is none."""

    name: str
    tn_ved_code: str
    is_controlled: bool
    control_list_code: str
    reasons: str


@dataclass(frozen=True)
class ConclusionPaper:
    """What stands on a conclusion. `dated_on` is None on a preview."""

    number: str
    dated_on: date | None
    addressee: Addressee
    application_number: str
    application_on: date
    findings: tuple[FormFinding, ...]
    signature: SignatureBlock
    deemed_issued_from: date | None = None  # 7.6
    verification_code: str = ""  # prints the QR code at the foot
    authority: Authority | None = None  # None: as the standard words it


def conclusion_pdf(paper: ConclusionPaper, *, watermark: str | None = None) -> bytes:
    """The forms stand in the order in which they were filed."""
    return render_pdf(
        "conclusion.html", paper, title=text("service.conclusion.result"), number=paper.number, watermark=watermark
    )
