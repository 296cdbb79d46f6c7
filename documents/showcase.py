"""The papers that the Committee and the Centers make, filled in from built-in samples, for the documentation."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from documents.blanks import BY_CODE
from documents.blocks import Addressee, SignatureBlock
from documents.case_file import FiledDocument
from documents.conclusion import FormFinding
from documents.hand_over import HandOverRow
from documents.indicators import IndicatorValue
from documents.receipt import AttachedDocument
from documents.refusal import RefusalGround, RefusalKind
from documents.samples import FOLDER


def _signature(value: dict[str, Any]) -> SignatureBlock:
    return SignatureBlock(**{**value, "signed_on": date.fromisoformat(value["signed_on"])})


def _document(value: dict[str, Any]) -> AttachedDocument | FiledDocument:
    """A line of a receipt, or one of the contents of a file, which has its day."""
    if "filed_on" not in value:
        return AttachedDocument(**value)
    return FiledDocument(**{**value, "filed_on": date.fromisoformat(value["filed_on"])})


READ: dict[str, Callable[[Any], Any]] = {
    "addressee": lambda value: Addressee(**value),
    "findings": lambda value: tuple(FormFinding(**one) for one in value),
    "grounds": lambda value: tuple(RefusalGround(**one) for one in value),
    "rows": lambda value: tuple(HandOverRow(**one) for one in value),
    "documents": lambda value: tuple(_document(one) for one in value),
    **dict.fromkeys(("signature", "accepted_by", "handed_by", "taken_by", "compiled_by"), _signature),
    "kind": RefusalKind,
    "accepted_at": datetime.fromisoformat,
    "values": lambda value: tuple(IndicatorValue(*one) for one in value),
    **dict.fromkeys(("dated_on", "application_on", "accepted_on", "hand_out_on", "ready_on"), date.fromisoformat),
    **dict.fromkeys(("registered_on", "reply_by", "begun_on", "ended_on"), date.fromisoformat),
    **dict.fromkeys(("missing_documents", "applicant_contacts", "contacts"), tuple),
}
"""How a value of the file becomes one of a paper."""


def shown_paper(code: str, values: dict[str, Any]) -> bytes:
    """One of them; a form that differs by service is that of the values' service."""
    form = BY_CODE.get(code) or BY_CODE[f"{code}_{values['service']}"]
    paper = type(form.blank)(**{name: READ[name](value) if name in READ else value for name, value in values.items()})
    return form.draw(paper)


def shown_papers() -> dict[str, bytes]:
    """Each by its code."""
    filed = json.loads((FOLDER / "others.json").read_text(encoding="utf-8"))
    return {code: shown_paper(code, values) for code, values in filed.items()}
