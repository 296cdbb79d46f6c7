"""From what was filed to its papers: the application, the importer's guarantee, the information forms.

Each takes the record, or what was typed so far under the same names. They are rendered on demand and not stored; only
the guarantee that a key on the server signs with the certificate is (`documents/issue.py`).
"""

from collections.abc import Iterable
from typing import Any

from documents.application import ApplicationPaper
from documents.blocks import UNSIGNED, GoodsRow, SignatureBlock
from documents.content import Signing
from documents.guarantee import GuaranteePaper, guarantee_pdf
from documents.information_form import InformationFormPaper
from documents.parties import party_boxes, printed_quantity
from models.applicant import ApplicantKind
from models.application import Application
from models.decision import Decision
from models.filing import address_line
from models.wording import text
from rules.identifiers import format_tn_ved, normalize_tn_ved
from rules.terms import Service
from rules.workflow import DecisionKind


def application_paper(form: Any, service: Service, number: str = "") -> ApplicationPaper:
    """Annex 1, filled: address and telephone on one line, the requisites as far as the applicant has them."""
    identifier = "bin" if form.applicant_kind == ApplicantKind.LEGAL else "iin"
    requisites = (
        text("paper.requisites.certificate", value=form.certificate_number) if form.certificate_number else "",
        f"{text(f'application.requisites.{identifier}')} {form.identifier}" if form.identifier else "",
    )
    phone = text("paper.party.phone", value=form.phone) if form.phone else ""
    return ApplicationPaper(
        service=service, addressee=form.addressee, applicant_name=form.applicant_name,
        address=_joined(address_line(form.address), phone), requisites=_joined(*requisites),
        head_name=form.head_name, number=number,
    )  # fmt: skip


def guarantee_paper(
    guarantee: Any, goods: Iterable[Any], number: str = "", committee: SignatureBlock | None = None,
    verification_code: str = "",
) -> GuaranteePaper:  # fmt: skip
    """Annex 2, filled; `number`, box 16 and the code once the certificate is issued."""
    return GuaranteePaper(
        number=number, **party_boxes(guarantee), licences=guarantee.licences, place_of_use=guarantee.place_of_use,
        end_use=guarantee.end_use, goods=tuple(_goods_row(row) for row in goods),
        committee=committee or UNSIGNED,
        importer_signature=_signature(guarantee, "importer"), end_user_signature=_signature(guarantee, "end_user"),
        verification_code=verification_code,
    )  # fmt: skip


def information_form_paper(form: Any, number: str = "") -> InformationFormPaper:
    """Annex 2 of C, filled."""
    country = form.exporter_country.name_ru if form.exporter_country else ""
    return InformationFormPaper(
        name=form.name, tn_ved_code=_printed_code(form.tn_ved_code), characteristics=form.characteristics,
        seller=_joined(form.seller, country), functions=form.functions, field_of_use=form.field_of_use,
        end_use=_joined(form.end_use, form.end_user, by="; "), number=number,
    )  # fmt: skip


def _joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)


def _printed_code(code: str) -> str:
    return code if not code or normalize_tn_ved(code).error else format_tn_ved(normalize_tn_ved(code).value, " ")


def _goods_row(row: Any) -> GoodsRow:
    return GoodsRow(
        number=row.position, name=row.name, tn_ved_code=_printed_code(row.tn_ved_code),
        control_list_code=row.control_list_code, quantity=printed_quantity(row.quantity),
        unit=row.unit.short_ru if row.unit else "",
    )  # fmt: skip


def _signature(guarantee: Any, who: str) -> SignatureBlock:
    """Boxes 17 and 18. What is no date yet is left out: it is written by hand."""
    day = getattr(guarantee, f"{who}_signed_on")
    return SignatureBlock(
        full_name=getattr(guarantee, f"{who}_signatory_name"), post=getattr(guarantee, f"{who}_signatory_post"),
        signed_on=None if isinstance(day, str) else day,
    )  # fmt: skip


def case_application_paper(application: Application) -> ApplicationPaper:
    """The application of a registered case, under its number."""
    return application_paper(application.form, Service(application.service), application.number)


def case_guarantee_paper(application: Application) -> GuaranteePaper:
    """The guarantee of a case; with box 16 and the certificate's number once that is issued (R2)."""
    issued = issued_result(application)
    if issued is None or issued.entry is None:
        return guarantee_paper(application.guarantee, application.goods)
    return guarantee_paper(
        application.guarantee, application.goods, number=issued.entry.number, committee=committee_block(issued),
        verification_code=issued.entry.verification_code or "",
    )  # fmt: skip


def signed_guarantee_pdf(application: Application, signing: Signing) -> bytes | None:
    """The guarantee that is signed together with the certificate; None unless that is by a key on the server."""
    if signing.electronic is None:
        return None
    return guarantee_pdf(
        guarantee_paper(
            application.guarantee, application.goods, number=signing.number, committee=signing.block,
            verification_code=signing.verification_code,
        )
    )  # fmt: skip


def case_form_papers(application: Application) -> list[InformationFormPaper]:
    """The information forms of a case, in the order in which they were filed."""
    return [
        information_form_paper(
            form, text("paper.form_number", number=application.number, position=form.position)
        )
        for form in application.information_forms
    ]  # fmt: skip


def issued_result(application: Application) -> Decision | None:
    """The decision whose result was issued, the latest correction if there were any."""
    decision = application.signed_decision
    return decision if decision and decision.kind is DecisionKind.RESULT else None


def committee_block(decision: Decision) -> SignatureBlock:
    """Who signed for the Committee, as the certificate itself names them: kept with its number when it was made."""
    entry, signer = decision.entry, decision.signed_by
    told = entry.shown if entry else {}
    return SignatureBlock(
        full_name=told.get("signatory", signer.full_name if signer else ""),
        post=told.get("post", decision.signed_post), acting_under=told.get("acting_under", ""),
        signed_on=entry.dated_on if entry else None, goes_with_demonstration=bool(entry and entry.is_demonstration),
    )  # fmt: skip
