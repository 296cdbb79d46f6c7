"""The blank receipt for an outage (14.1): six items on one sheet, its number to be read and to be scanned."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from documents.outage_receipt import OutageReceiptPaper, outage_receipt_pdf, outage_receipts_pdf
from documents.receipt import receipt_pdf
from models.wording import text
from tests.documents import papers
from tests.documents.annexes import RECEIPT
from tests.documents.geometry import crossed, overlapping
from tests.documents.papers import UNBROKEN, sheets, whole_text, words
from tests.documents.test_every_paper import MARGIN, SHEET_HEIGHT, SHEET_WIDTH, SMALLEST
from tests.documents.test_forms_to_the_letter import stand_in_order

CHANCELLERY = f"{text('authority.name')}\n{text('authority.chancellery.address')}"
LONGEST = (
    'Филиал РГП "ЦОН по Западно-Казахстанской области", Отдел по Акжаикскому сельскому округу Теректинского района\n'
    "Теректинский район, с. Акжаик, ул.Ак жайык, 5"
)
"""No Center of Annex 3 has more words."""


def blank(number: int = 1, place: str = CHANCELLERY) -> OutageReceiptPaper:
    return OutageReceiptPaper(f"A-03/14-{number:06d}", place, printed_at=date(2013, 5, 3))


@pytest.mark.parametrize("place", [CHANCELLERY, LONGEST, "Отдел\nАдрес"])
def test_a_blank_has_the_six_items_of_14_1_in_order_and_stays_on_one_sheet(place):
    pdf = outage_receipt_pdf(blank(place=place))
    (sheet,) = sheets(pdf)
    stand_in_order(whole_text(pdf).replace("\u00a0", " "), RECEIPT)
    assert "A-03/14-000001" in sheet and "Лист 1 из 1" in sheet
    assert text("service.euc.free") in whole_text(pdf)
    assert overlapping(pdf) == [] and crossed(pdf) == []
    for word in words(pdf):
        assert word.left >= MARGIN and word.right <= SHEET_WIDTH - MARGIN, word
        assert word.bottom <= SHEET_HEIGHT - 20 and word.bottom - word.top >= SMALLEST, word


def test_a_batch_has_a_sheet_for_each_number_in_order():
    pdf = outage_receipts_pdf([blank(n) for n in range(1, 51)])
    read = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert [f"A-03/14-{n:06d}" in sheet for n, sheet in enumerate(read, 1)] == [True] * 50
    assert outage_receipts_pdf([blank()]) == outage_receipts_pdf([blank()])


def test_what_is_too_long_goes_on_over_another_sheet_and_is_whole():
    assert whole_text(outage_receipt_pdf(blank(place=UNBROKEN))).count("Ж") == len(UNBROKEN)


def test_the_receipt_of_the_system_names_the_blank_that_it_replaces():
    shown = whole_text(receipt_pdf(papers.receipt(instead_of="A-03/14-000001"))).replace("\u00a0", " ")
    assert "взамен расписки № A-03/14-000001" in shown
    assert "взамен" not in whole_text(receipt_pdf(papers.receipt()))
