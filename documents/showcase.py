"""Every paper filled in from built-in samples, for the documentation: the Committee's as they are issued, each with its
code and signed with a key for demonstration. `/verify` knows none of their codes.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from documents.blanks import BY_CODE
from documents.blocks import Addressee, SignatureBlock
from documents.case_file import FiledDocument
from documents.conclusion import FormFinding
from documents.hand_over import HandOverRow
from documents.indicators import IndicatorValue
from documents.mobile_timetable import TimetableStop
from documents.receipt import AttachedDocument
from documents.refusal import RefusalGround, RefusalKind
from documents.samples import FOLDER, FORMS, Form, issued_sample
from documents.sign import signed_pdf
from documents.signatory import named_on_paper, stamp_of
from documents.trust import SigningKey
from documents.waybill import WaybillRow
from models.outgoing import LetterKind
from models.user import Actor
from rules.terms import COMMITTEE_ZONE


def _signature(value: dict[str, Any]) -> SignatureBlock:
    return SignatureBlock(**{**value, "signed_on": date.fromisoformat(value["signed_on"])})


def _document(value: dict[str, Any]) -> AttachedDocument | FiledDocument:
    """A line of a receipt, or one of the contents of a file, which has its day."""
    if "filed_on" not in value:
        return AttachedDocument(**value)
    return FiledDocument(**{**value, "filed_on": date.fromisoformat(value["filed_on"])})


def _row(value: dict[str, Any]) -> HandOverRow | WaybillRow:
    """A row of a hand-over list, or one of a waybill, which has its day."""
    if "accepted_on" not in value:
        return HandOverRow(**value)
    return WaybillRow(**{**value, "accepted_on": date.fromisoformat(value["accepted_on"])})


READ: dict[str, Callable[[Any], Any]] = {
    "addressee": lambda value: Addressee(**value),
    "findings": lambda value: tuple(FormFinding(**one) for one in value),
    "grounds": lambda value: tuple(RefusalGround(**one) for one in value),
    "rows": lambda value: tuple(_row(one) for one in value),
    "stops": lambda value: tuple(
        TimetableStop(**{**one, "held_on": date.fromisoformat(one["held_on"])}) for one in value
    ),
    "documents": lambda value: tuple(_document(one) for one in value),
    **dict.fromkeys(("signature", "accepted_by", "handed_by", "taken_by", "compiled_by", "approved_by"), _signature),
    "kind": lambda value: LetterKind(value) if value in set(LetterKind) else RefusalKind(value),
    "accepted_at": datetime.fromisoformat,
    "values": lambda value: tuple(IndicatorValue(*one) for one in value),
    **dict.fromkeys(("dated_on", "application_on", "accepted_on", "hand_out_on", "ready_on"), date.fromisoformat),
    **dict.fromkeys(("registered_on", "reply_by", "begun_on", "ended_on", "written_on"), date.fromisoformat),
    **dict.fromkeys(("complaint_on", "until"), date.fromisoformat),
    **dict.fromkeys(("missing_documents", "applicant_contacts", "contacts"), tuple),
}
"""How a value of the file becomes one of a paper."""


COMMITTEE = {
    "guarantee": "committee",
    **dict.fromkeys(("certificate", "conclusion", "refusal", "incompleteness_refusal", *LetterKind), "signature"),
}
"""The papers that the Committee signs, and where on them its signature stands."""
SIGNED_AT = time(16, 40)
SERIAL, KEY_OF = 0x5B21C7D04E9F3A68, datetime(2013, 4, 19, tzinfo=UTC)
"""Number and day of the key for demonstration: always the same, so that the pictures stay so."""


def form_of(code: str, values: dict[str, Any]) -> Form:
    """A form that differs by service is that of the values' service."""
    return BY_CODE.get(code) or BY_CODE[f"{code}_{values['service']}"]


def filled_paper(code: str, values: dict[str, Any]) -> Any:
    """What stands on one of the papers that the Committee and the Centers make."""
    blank = form_of(code, values).blank
    return type(blank)(**{name: READ[name](value) if name in READ else value for name, value in values.items()})


def shown_paper(code: str, values: dict[str, Any]) -> bytes:
    """One of them, before it is signed."""
    return form_of(code, values).pdf(filled_paper(code, values))


def shown_papers(key: SigningKey) -> dict[str, bytes]:
    """Each by its code, the applicants' forms first."""
    others = json.loads((FOLDER / "others.json").read_text(encoding="utf-8"))
    papers = {form.code: (form, issued_sample(form.code)) for form in FORMS}
    papers |= {code: (form_of(code, values), filled_paper(code, values)) for code, values in others.items()}
    return {code: issued_paper(code, form, paper, key) for code, (form, paper) in papers.items()}


def issued_paper(code: str, form: Form, paper: Any, key: SigningKey) -> bytes:
    """As it leaves the Committee; a translation of the certificate goes with the signed one and is not signed."""
    if code.startswith("certificate_"):
        return form.pdf(replace(paper, signature=replace(paper.signature, goes_with_demonstration=True)))
    if code not in COMMITTEE:
        return form.pdf(paper)
    block: SignatureBlock = getattr(paper, COMMITTEE[code])
    if block.signed_on is None:
        raise ValueError(f"the sample {code} has no day of signing")
    prepared = form.pdf(replace(paper, **{COMMITTEE[code]: replace(block, electronic=named_on_paper(key))}))
    at = datetime.combine(block.signed_on, SIGNED_AT, COMMITTEE_ZONE)
    signatory = Actor(user_id=0, full_name=block.full_name, post=block.post, permissions=frozenset())
    return signed_pdf(prepared, key, block.full_name, at, shown=stamp_of(signatory, key, at))
