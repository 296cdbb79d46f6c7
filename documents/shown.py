"""What the check of a paper tells (`/verify`): a choice of what stands on it, and nothing beside it.

It is taken when the paper is made and kept with its number, so that a later change in the case cannot show through.
Values are as printed; dates are ISO. Beside them are kept the working translations of words of ours: posts, countries,
units, the labels of addresses and telephones. Names and addresses stand as they were filed.
"""

from typing import Any

from documents.blocks import SignatureBlock
from documents.content import Signing, document_kind, printed_grounds
from documents.receipt import ReceiptPaper
from documents.translated import LANGUAGES, translated_block, translated_boxes, translated_row, translated_units
from models.decision import Decision
from models.document import DocumentKind
from rules.workflow import DecisionKind

BOXES = ("importer", "importer_country", "exporter", "exporter_country", "end_user", "basis", "goods")


def shown_on_result(decision: Decision, signing: Signing) -> dict[str, Any]:
    """Of a certificate, a conclusion or a refusal."""
    application, content = decision.application, decision.content
    told: dict[str, Any] = {"dated_on": signing.dated_on.isoformat() if signing.dated_on else ""}
    if document_kind(decision) is DocumentKind.CERTIFICATE:
        told |= {name: content[name] for name in BOXES}
    else:
        told |= {
            "addressee": application.form.applicant_name, "application_number": application.number,
            "application_on": application.accepted_on.isoformat(),
        }  # fmt: skip
    if decision.kind is not DecisionKind.RESULT:
        told |= {"service": application.service, "clauses": [one.clause for one in printed_grounds(decision)]}
    elif "findings" in content:
        told["findings"] = [
            {name: finding[name] for name in ("name", "tn_ved_code", "is_controlled", "control_list_code")}
            for finding in content["findings"]
        ]
    told |= {"signatory": signing.full_name, "post": signing.post, "acting_under": signing.acting_under}
    return told | {"translated": {language: _translated(decision, told, language) for language in LANGUAGES}}


def _translated(decision: Decision, told: dict[str, Any], language: str) -> dict[str, Any]:
    """What is another in this language; of a certificate also the units, by their Russian printing."""
    kept: dict[str, Any] = {"post": translated_block(SignatureBlock(post=told["post"]), language).post}
    if document_kind(decision) is DocumentKind.CERTIFICATE:
        kept |= translated_boxes(decision, language) | {"units": translated_units(decision.application, language)}
    return {name: words for name, words in kept.items() if words != told.get(name)}


def told_in(shown: dict[str, Any], language: str) -> dict[str, Any]:
    """What is told in a language; as printed, where no translation was kept (Russian, receipts, older papers)."""
    kept = shown.get("translated", {}).get(language, {})
    told = {**shown, **kept}
    if "units" in kept:
        told["goods"] = [translated_row(row, kept["units"], language) for row in shown["goods"]]
    return told


def shown_on_receipt(paper: ReceiptPaper) -> dict[str, Any]:
    """Of a receipt: no address and no telephone of the applicant, although they stand on it."""
    return {
        "dated_on": paper.accepted_at.date().isoformat(),
        "service": paper.service,
        "applicant": paper.applicant_name,
        "document_count": len(paper.documents),
        "hand_out_on": paper.hand_out_on.isoformat(),
    }
