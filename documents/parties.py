"""Boxes 1–5 and the contract as text: the same words on the guarantee and on the certificate (E, Annex 2; R32)."""

from datetime import date
from decimal import Decimal
from typing import Any

from documents.parts import printed_date
from models.filing import address_line
from models.wording import on_paper, word_on_paper


def party_boxes(guarantee: Any, language: str = "ru") -> dict[str, str]:
    """What stands in the boxes importer, importer_country, exporter, exporter_country, end_user and basis.

    `guarantee` is the record, or what was typed so far with the same names; what is empty is left out.
    """
    return {
        "importer": _lines(
            guarantee.importer_name,
            _said(language, "legal_address", address_line(guarantee.importer_legal_address)),
            _said(language, "actual_address", address_line(guarantee.importer_actual_address)),
            _said(language, "phone", guarantee.importer_phone),
        ),
        "importer_country": _country(guarantee.importer_country, language),
        "exporter": _lines(
            guarantee.exporter_name,
            _said(language, "legal_address", guarantee.exporter_legal_address),
            _said(language, "actual_address", guarantee.exporter_actual_address),
            _said(language, "phone", guarantee.exporter_phone),
        ),
        "exporter_country": _country(guarantee.exporter_country, language),
        "end_user": _lines(
            guarantee.end_user_name,
            guarantee.end_user_address,
            _said(language, "phone", guarantee.end_user_phone),
            _said(language, "activity", guarantee.end_user_activity),
        ),
        "basis": _basis(guarantee, language),
    }


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _said(language: str, part: str, value: str) -> str:
    return on_paper(f"paper.party.{part}", language, value=value) if value else ""


def _country(country: Any, language: str) -> str:
    return str(getattr(country, f"name_{language}")) if country else ""


def _basis(guarantee: Any, language: str) -> str:
    day = printed_day(guarantee.basis_date)
    if not (guarantee.basis_title or guarantee.basis_number or day):
        return ""
    title = word_on_paper(guarantee.basis_title, language)
    return on_paper("paper.party.basis", language, title=title, number=guarantee.basis_number, date=day)


def printed_day(day: date | str | None) -> str:
    """A date as papers write it; one that is none yet, as it was typed."""
    return day if isinstance(day, str) else printed_date(day)


def printed_quantity(quantity: Decimal | str | None, language: str = "ru") -> str:
    """A quantity with the comma of Russian and Kazakh or the point of English; one that is none yet, as typed."""
    if not isinstance(quantity, Decimal):
        return quantity or ""
    shown = format(quantity, "f")
    return shown if language == "en" else shown.replace(".", ",")
