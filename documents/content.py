"""From a case to what its paper says, and from there to the paper.

`content_of` freezes the words of a result when the officer prepares it: plain data, kept with the decision. `render`
makes the paper of a decision out of that, so that a later reading gives the same words.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from documents.authority import authority_on
from documents.blocks import Addressee, ElectronicSignature, GoodsRow, SignatureBlock
from documents.certificate import CertificatePaper, certificate_pdf
from documents.conclusion import ConclusionPaper, FormFinding, conclusion_pdf
from documents.parties import party_boxes, printed_quantity
from documents.refusal import RefusalGround as GroundOnPaper
from documents.refusal import RefusalKind, RefusalPaper, incompleteness_ground, refusal_pdf
from extensions import db
from models.application import Application
from models.decision import Decision
from models.document import DocumentKind
from models.filing import address_line
from models.reference import RefusalGround
from models.review import Outcome, Stage
from models.wording import text
from rules.identifiers import format_tn_ved
from rules.terms import Service
from rules.workflow import DecisionKind

BOXES = ("importer", "importer_country", "exporter", "exporter_country", "end_user", "basis")
"""The boxes of a certificate that are text: 1, 2, 3, 4, 5 and 9."""


@dataclass(frozen=True)
class Signing:
    """What the signatory adds to a prepared text; empty on a preview."""

    number: str = ""
    dated_on: date | None = None
    full_name: str = ""
    post: str = ""
    acting_under: str = ""
    deemed_issued_from: date | None = None
    verification_code: str = ""
    electronic: ElectronicSignature | None = None
    has_signature_file: bool = False

    @property
    def block(self) -> SignatureBlock:
        """The signatory as papers name them."""
        return SignatureBlock(
            full_name=self.full_name, post=self.post, signed_on=self.dated_on, acting_under=self.acting_under,
            electronic=self.electronic, has_signature_file=self.has_signature_file,
        )  # fmt: skip


def document_kind(decision: Decision) -> DocumentKind:
    """Which paper a decision becomes."""
    if decision.kind is DecisionKind.REFUSAL:
        return DocumentKind.REFUSAL
    if decision.kind is DecisionKind.INCOMPLETENESS_REFUSAL:
        return DocumentKind.INCOMPLETENESS_REFUSAL
    return DocumentKind.CERTIFICATE if decision.application.service is Service.EUC else DocumentKind.CONCLUSION


def content_of(application: Application, kind: DecisionKind) -> dict[str, Any]:
    """What a decision of this kind would say of this case now."""
    if kind is DecisionKind.RESULT:
        if application.service is Service.EUC:
            return certificate_content(application)
        return conclusion_content(application)
    if kind is DecisionKind.INCOMPLETENESS_REFUSAL:
        return {"missing": _missing(application)}
    return {}


def certificate_content(application: Application) -> dict[str, Any]:
    """Boxes 1–5 and 9 and the goods; certificate boxes 1–5 are the guarantee's 1–5, 6–11 its 9–14 (E Annex 2)."""
    guarantee = application.guarantee
    if guarantee is None:
        raise ValueError("a certificate needs its guarantee")
    return {
        **party_boxes(guarantee),
        "goods": [
            {
                "number": row.position, "name": row.name, "tn_ved_code": format_tn_ved(row.tn_ved_code, " "),
                "control_list_code": row.control_list_code, "quantity": printed_quantity(row.quantity),
                "unit": row.unit.short_ru,
            }
            for row in application.goods
        ],
    }  # fmt: skip


def conclusion_content(application: Application) -> dict[str, Any]:
    """Finding, code and reasons for each information form (C11)."""
    findings = {f.subject: f for f in application.findings if f.stage is Stage.REVIEW}
    made = []
    for form in application.information_forms:
        finding = findings.get(f"form.{form.position}")
        made.append(
            {
                "name": form.name,
                "tn_ved_code": format_tn_ved(form.tn_ved_code, " ") if form.tn_ved_code else "",
                "is_controlled": bool(finding and finding.is_controlled),
                "control_list_code": finding.control_list_code if finding else "",
                "reasons": finding.reasons if finding else "",
            }
        )
    return {"findings": made}


def _missing(application: Application) -> list[str]:
    clauses = {r.code: r.clause for r in application.requirements}
    missing = []
    for finding in application.findings:
        if finding.stage is Stage.COMPLETENESS and finding.outcome is Outcome.MISSING and finding.subject in clauses:
            number = clauses[finding.subject].split(".")[1]
            missing.append(f"{text(f'document.{application.service}.{number}')}: {finding.note}")
    return missing


def render(decision: Decision, signing: Signing, *, watermark: str | None = None) -> bytes:
    """The paper of a decision as PDF. Takes up to seconds for long lists: never call it while writing."""
    application = decision.application
    addressee = Addressee(application.form.applicant_name, address_line(application.form.address))
    authority = authority_on(signing.dated_on or application.accepted_on)
    if decision.kind is not DecisionKind.RESULT:
        is_refusal = decision.kind is DecisionKind.REFUSAL
        return refusal_pdf(
            RefusalPaper(
                kind=RefusalKind.REFUSAL if is_refusal else RefusalKind.INCOMPLETENESS, service=application.service,
                number=signing.number, dated_on=signing.dated_on, addressee=addressee,
                application_number=application.number, application_on=application.accepted_on,
                grounds=printed_grounds(decision), reasons=decision.reasons, signature=signing.block,
                missing_documents=tuple(decision.content.get("missing", ())),
                verification_code=signing.verification_code, authority=authority,
            ),
            watermark=watermark,
        )  # fmt: skip
    if application.service is Service.EUC:
        goods = tuple(GoodsRow(**row) for row in decision.content["goods"])
        boxes = {name: decision.content[name] for name in BOXES}
        return certificate_pdf(
            CertificatePaper(
                number=signing.number, goods=goods, signature=signing.block, **boxes,
                deemed_issued_from=signing.deemed_issued_from, verification_code=signing.verification_code,
            ),
            watermark=watermark,
        )  # fmt: skip
    return conclusion_pdf(
        ConclusionPaper(
            number=signing.number, dated_on=signing.dated_on, addressee=addressee,
            application_number=application.number, application_on=application.accepted_on,
            findings=tuple(FormFinding(**finding) for finding in decision.content["findings"]), signature=signing.block,
            deemed_issued_from=signing.deemed_issued_from, verification_code=signing.verification_code,
            authority=authority,
        ),
        watermark=watermark,
    )  # fmt: skip


def printed_grounds(decision: Decision) -> tuple[GroundOnPaper, ...]:
    """With their clauses, in the words of the day of acceptance."""
    if decision.kind is DecisionKind.INCOMPLETENESS_REFUSAL:
        return (incompleteness_ground(),)
    wordings = {
        row.code: row
        for row in db.session.scalars(RefusalGround.on(decision.application.service, decision.application.accepted_on))
    }
    return tuple(
        GroundOnPaper(clause=wordings[g.ground].clause, words=wordings[g.ground].text_ru, explanation=g.text)
        for g in decision.grounds
    )
