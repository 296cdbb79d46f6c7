"""The papers that the Committee makes, filled in from the built-in sample case, for the documentation."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from documents.blocks import Addressee, SignatureBlock
from documents.conclusion import ConclusionPaper, FormFinding, conclusion_pdf
from documents.receipt import AttachedDocument, ReceiptPaper, receipt_pdf
from documents.refusal import RefusalGround, RefusalKind, RefusalPaper, refusal_pdf
from documents.samples import FOLDER

SHOWN: dict[str, tuple[type, Callable[[Any], bytes]]] = {
    "conclusion": (ConclusionPaper, conclusion_pdf),
    "receipt": (ReceiptPaper, receipt_pdf),
    "refusal": (RefusalPaper, refusal_pdf),
    "incompleteness_refusal": (RefusalPaper, refusal_pdf),
}
READ: dict[str, Callable[[Any], Any]] = {
    "addressee": lambda value: Addressee(**value),
    "findings": lambda value: tuple(FormFinding(**one) for one in value),
    "grounds": lambda value: tuple(RefusalGround(**one) for one in value),
    "documents": lambda value: tuple(AttachedDocument(**one) for one in value),
    "signature": lambda value: SignatureBlock(**{**value, "signed_on": date.fromisoformat(value["signed_on"])}),
    "kind": RefusalKind,
    "accepted_at": datetime.fromisoformat,
    **dict.fromkeys(("dated_on", "application_on", "hand_out_on"), date.fromisoformat),
    **dict.fromkeys(("missing_documents", "applicant_contacts"), tuple),
}
"""How a value of the file becomes one of a paper."""


def shown_papers() -> dict[str, bytes]:
    """Each by its code."""
    filed = json.loads((FOLDER / "others.json").read_text(encoding="utf-8"))
    return {
        code: draw(paper(**{name: READ[name](value) if name in READ else value for name, value in filed[code].items()}))
        for code, (paper, draw) in SHOWN.items()
    }
