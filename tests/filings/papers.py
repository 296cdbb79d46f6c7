"""Compares the papers of a case with what was entered, through two readers of PDF that know nothing of each other."""

import subprocess
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from rules.identifiers import format_tn_ved, normalize_control_code, normalize_tn_ved
from tests.filings.filing import Filing, local_day, squeezed


def readings(pdf: bytes) -> dict[str, str]:
    """The text of a PDF by each reader, without white space."""
    by_pypdf = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    by_poppler = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return {"pypdf": squeezed(by_pypdf), "pdftotext": squeezed(by_poppler.decode())}


def assert_printed(pdf: bytes, texts: list[str]) -> None:
    """Every text stands on the paper, each line of it by itself."""
    assert pdf.startswith(b"%PDF")
    for reader, printed in readings(pdf).items():
        missing = [line for text in texts for line in text.split("\n") if squeezed(line) not in printed]
        assert not missing, f"{reader} does not find {missing[:5]} ({len(missing)} of {len(texts)})"


def check_receipt(pdf: bytes, filing: Filing) -> None:
    """The six items of 14.1."""
    titles = [
        one["title"] + (" (оригинал предъявлен)" if one.get("original_shown") else "")
        for one in filing["attachments"] if one["kind"] != "application"
    ]  # fmt: skip
    number = filing["expected"]["number"]
    assert_printed(pdf, [number, *filing["receipt"], *titles, *filing.applicant_texts(with_contacts=True)])


def check_certificate(pdf: bytes, filing: Filing, units: dict[str, str]) -> None:
    """Boxes 1 to 11 and every row of goods, in order, none twice."""
    assert_printed(pdf, [*filing["result"], *filing.certificate_texts()])
    goods = filing.goods(units)
    for reader, printed in readings(pdf).items():
        at = 0
        for row in goods:
            # On the front alone a single row's name, code and amounts stand in boxes of their own.
            parts = (row.name, row.tn_ved_code, row.control_list_code)
            cells = parts if len(goods) > 1 else ()
            text = squeezed("".join(cells)) if len(goods) > 1 else squeezed(row.name)
            if len(goods) > 1:
                text += squeezed(row.quantity + row.unit)
            found = printed.find(text, at)
            assert found >= 0, f"{reader}: no row {row} after {printed[at : at + 80]!r}"
            at = found + len(text)
        assert all(printed.count(squeezed(row.name)) == 1 for row in goods), reader


def check_conclusion(pdf: bytes, filing: Filing, findings: list[dict[str, Any]]) -> None:
    """Name, code, finding, control-list code and reasons of each form (C11), in order."""
    assert_printed(pdf, [*filing["result"], *filing.applicant_texts(with_contacts=False)])
    for reader, printed in readings(pdf).items():
        at = 0
        for form, finding in zip(filing.form_rows, findings, strict=True):
            typed_code = form.get("tn_ved_code", "")
            code = format_tn_ved(normalize_tn_ved(typed_code).value, " ") if typed_code else "—"
            listed = normalize_control_code(finding.get("control_list_code", ""))[0] or "—"
            for text in (form["name"], code, listed, finding["reasons"]):
                found = printed.find(squeezed(text), at)
                assert found >= 0, f"{reader}: {text!r} is not after {printed[at : at + 80]!r}"
                at = found


def check_refusal(pdf: bytes, filing: Filing, act: dict[str, Any]) -> None:
    """To whom, of which application, the grounds with their words, the written reasons."""
    grounds = list(act.get("grounds", {}).values())
    addressee = filing.applicant_texts(with_contacts=False)
    accepted = local_day(filing["expected"]["accepted_on"])
    assert_printed(pdf, [*filing["result"], *addressee, accepted, act["reasons"], *grounds])
