"""The certificate in English and Kazakh beside the Russian: a working translation of the boxes (E, Annex 2).

A foreign authority reads it; the Russian original alone is authentic. Names, addresses and descriptions stand as they
were filed; the names of boxes, countries, units, posts and kinds of contract are translated, and what no list of words
has stands in Russian. Kazakh words are those of the glossary.
"""

import re
from dataclasses import replace
from typing import Any

from documents.blocks import GoodsRow, SignatureBlock
from documents.certificate import CertificatePaper
from documents.content import BOXES
from documents.filed import committee_block, issued_result
from documents.parties import party_boxes
from models.application import Application
from models.decision import Decision
from models.wording import on_paper, text, word_on_paper, wordings

LANGUAGES = ("en", "kk")


def translated_certificate(application: Application, language: str) -> CertificatePaper:
    """The issued certificate in another language. LookupError if none is issued."""
    decision = issued_result(application)
    if decision is None or decision.entry is None:
        raise LookupError(application.id)
    units = translated_units(application, language)
    return CertificatePaper(
        number=decision.entry.number,
        **translated_boxes(decision, language),
        goods=tuple(GoodsRow(**translated_row(row, units, language)) for row in decision.content["goods"]),
        signature=translated_block(committee_block(decision), language),
        deemed_issued_from=application.right_since(decision.entry.reserved_at),
        verification_code=decision.entry.verification_code or "",
    )


def translated_boxes(decision: Decision, language: str) -> dict[str, str]:
    """A certificate's boxes of text. LookupError if there is no guarantee to take them from.

    A box that a correction has changed stands as corrected, for its new words were written in Russian.
    """
    guarantee, content = decision.application.guarantee, decision.content
    if guarantee is None:
        raise LookupError(decision.application_id)
    russian, translated = party_boxes(guarantee), party_boxes(guarantee, language)
    return {box: translated[box] if content[box] == russian[box] else content[box] for box in BOXES}


def translated_units(application: Application, language: str) -> dict[str, str]:
    """The units of a case's goods, by their Russian printing."""
    words = wordings()[-1].texts
    units = [row.unit for row in application.goods]
    if language == "kk":
        return {unit.short_ru: unit.short_kk for unit in units}
    return {unit.short_ru: words.get(f"{language}.unit.{unit.code}", unit.short_ru) for unit in units}


def translated_row(row: dict[str, Any], units: dict[str, str], language: str) -> dict[str, Any]:
    """A row of goods with its unit and the decimal point of a language."""
    quantity = row["quantity"].replace(",", ".") if language == "en" else row["quantity"]
    return row | {"unit": units.get(row["unit"], row["unit"]), "quantity": quantity}


def translated_block(block: SignatureBlock, language: str) -> SignatureBlock:
    """Who signs, with their post and the order that they act under; the name as it is written."""
    acting = text("paper.acting_post", post="")
    post = word_on_paper(block.post.removeprefix(acting), language)
    if block.post.startswith(acting):
        post = on_paper("paper.acting_post", language, post=post)
    order = re.fullmatch(text("paper.order", date="(.*)", number="(.*)"), block.acting_under)
    under = on_paper("paper.order", language, date=order[1], number=order[2]) if order else block.acting_under
    return replace(block, post=post, acting_under=under)
