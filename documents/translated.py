"""The certificate in English and Kazakh beside the Russian: a working translation of the boxes (E, Annex 2).

A foreign authority reads it; the Russian original alone is authentic. Names, addresses and descriptions stand as they
were filed; the names of boxes, countries and units are translated. Kazakh words are those of the glossary.
"""

from dataclasses import replace

from documents.blocks import GoodsRow
from documents.certificate import CertificatePaper
from documents.content import BOXES
from documents.filed import committee_block, issued_result
from documents.parties import party_boxes
from models.application import Application
from models.decision import Decision
from models.document import RegisterEntry
from models.filing import GoodsRow as FiledRow
from models.wording import wordings
from rules.terms import committee_today

LANGUAGES = ("en", "kk")


def translated_certificate(application: Application, language: str) -> CertificatePaper:
    """The issued certificate in another language. LookupError if none is issued.

    A box that a correction has changed stands as corrected, for its new words were written in Russian.
    """
    decision, guarantee = issued_result(application), application.guarantee
    if decision is None or guarantee is None or decision.entry is None:
        raise LookupError(application.id)
    russian, translated, content = party_boxes(guarantee), party_boxes(guarantee, language), decision.content
    boxes = {box: translated[box] if content[box] == russian[box] else content[box] for box in BOXES}
    filed = {row.position: row for row in application.goods}
    return CertificatePaper(
        number=decision.entry.number,
        **boxes,
        goods=tuple(_row(GoodsRow(**row), filed.get(row["number"]), language) for row in content["goods"]),
        signature=committee_block(decision),
        deemed_issued_from=application.deemed_issued_on if _is_after_silence(decision, decision.entry) else None,
        verification_code=decision.entry.verification_code or "",
    )


def _is_after_silence(decision: Decision, entry: RegisterEntry) -> bool:
    """Whether the certificate itself says from which day it counts as issued (7.6)."""
    return not decision.corrects_id and committee_today(entry.reserved_at) >= decision.application.deemed_issued_on


def _row(row: GoodsRow, filed: FiledRow | None, language: str) -> GoodsRow:
    unit = row.unit
    if filed is not None and filed.unit.short_ru == unit:
        words = wordings()[-1].texts
        unit = filed.unit.short_kk if language == "kk" else words.get(f"en.unit.{filed.unit.code}", unit)
    quantity = row.quantity.replace(",", ".") if language == "en" else row.quantity
    return replace(row, unit=unit, quantity=quantity)
