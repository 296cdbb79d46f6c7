"""Blank forms and filled-in samples for applicants (clauses 4 and 12, R14), each from the template of the real paper.

What the samples say is data: seed/samples/*.json, for the guarantee and the certificate one case as it is filed. A
sample says across every sheet that it is one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from documents.application import ApplicationPaper, application_pdf
from documents.blocks import GoodsRow, SignatureBlock
from documents.certificate import CertificatePaper, certificate_pdf
from documents.filed import guarantee_paper
from documents.guarantee import GuaranteePaper, guarantee_pdf
from documents.information_form import InformationFormPaper, information_form_pdf
from documents.parties import party_boxes
from documents.translated import translated_block, translated_row, translated_units
from models.wording import on_paper

FOLDER = Path(__file__).resolve().parent.parent / "seed" / "samples"


@dataclass(frozen=True)
class Form:
    """A paper that exists blank and as a sample. `code` names its sample's file."""

    code: str
    service: str
    annex: str  # "1" or "2" of its standard
    blank: Any
    draw: Callable[..., bytes]
    language: str = "ru"

    def pdf(self, paper: Any, watermark: str | None = None) -> bytes:
        more = {} if self.language == "ru" else {"language": self.language}
        return self.draw(paper, watermark=watermark, **more)


FORMS = (
    Form("application_euc", "euc", "1", ApplicationPaper("euc"), application_pdf),
    Form("guarantee", "euc", "2", GuaranteePaper(), guarantee_pdf),
    Form("certificate", "euc", "2", CertificatePaper(), certificate_pdf),
    Form("certificate_en", "euc", "2", CertificatePaper(), certificate_pdf, "en"),
    Form("certificate_kk", "euc", "2", CertificatePaper(), certificate_pdf, "kk"),
    Form("application_conclusion", "conclusion", "1", ApplicationPaper("conclusion"), application_pdf),
    Form("information_form", "conclusion", "2", InformationFormPaper(), information_form_pdf),
)
BY_CODE = {form.code: form for form in FORMS}


def sample(code: str) -> Any:
    """What stands on the sample of this form."""
    if code == "guarantee":
        return guarantee_paper(_filed(), _filed().goods, _filed().number, _committee())
    if code.startswith("certificate"):
        return _certificate(BY_CODE[code].language)
    return type(BY_CODE[code].blank)(**_read(code))


def issued_sample(code: str) -> Any:
    """The same once it is issued: the papers of one certificate bear its code."""
    paper = sample(code)
    return (
        replace(paper, verification_code=_filed().verification_code) if hasattr(paper, "verification_code") else paper
    )


def _read(code: str, object_hook: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"), object_hook=object_hook)


@cache
def _filed() -> Any:
    """The case that the guarantee and the certificate are of, under the names of its record."""
    return _read("guarantee", _record)


def _record(values: dict[str, Any]) -> Any:
    if "postcode" in values:  # an address is kept as it is
        return values
    days = {name: date.fromisoformat(day) for name, day in values.items() if name.endswith(("_on", "_date"))}
    return SimpleNamespace(**values | days)


def _committee() -> SignatureBlock:
    return SignatureBlock(**vars(_filed().committee))


def _certificate(language: str) -> CertificatePaper:
    """As the application makes it, in translation too."""
    filed, signature = _filed(), _committee()
    boxes: dict[str, Any] = party_boxes(filed, language)
    goods = [vars(row) for row in sample("guarantee").goods]
    if language != "ru":
        units = translated_units(filed, language)
        goods = [translated_row(row, units, language) for row in goods]
        signature = translated_block(signature, language)
    return CertificatePaper(
        number=filed.number, **boxes, goods=tuple(GoodsRow(**row) for row in goods), signature=signature
    )  # fmt: skip


@cache
def blank_pdf(code: str) -> bytes:
    """The empty form, to be filled by hand."""
    return BY_CODE[code].pdf(BY_CODE[code].blank)


@cache
def sample_pdf(code: str) -> bytes:
    """The form filled in, marked as a sample."""
    form = BY_CODE[code]
    return form.pdf(sample(code), watermark=on_paper("paper.sample", form.language))
