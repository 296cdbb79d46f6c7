"""What holds for each paper, whatever is typed."""

import logging
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from documents.blocks import Addressee, SignatureBlock
from documents.certificate import certificate_pdf
from documents.conclusion import FormFinding, conclusion_pdf
from documents.receipt import AttachedDocument, receipt_pdf
from documents.refusal import RefusalGround, RefusalKind, refusal_pdf
from tests.documents import papers
from tests.documents.papers import HOSTILE, HOSTILE_PRINTED, SIGNATURE, UNBROKEN, goods_row, sheets, whole_text, words

SHEET_WIDTH, SHEET_HEIGHT = 595.3, 841.9
MARGIN = 42  # points; 15 mm is 42.5
SMALLEST = 7.7  # what poppler measures for 8.5 points, the smallest print

ORDINARY = {
    "receipt": lambda: receipt_pdf(papers.receipt()),
    "certificate": lambda: certificate_pdf(papers.certificate()),
    "certificate with a reverse": lambda: certificate_pdf(papers.certificate(*map(goods_row, range(1, 41)))),
    "conclusion": lambda: conclusion_pdf(papers.conclusion()),
    "refusal": lambda: refusal_pdf(papers.refusal()),
    "incompleteness refusal": lambda: refusal_pdf(
        papers.refusal(kind=RefusalKind.INCOMPLETENESS, missing_documents=("Форма сведений",))
    ),
}


def hostile(text: str) -> dict[str, Callable[[], bytes]]:
    """Each paper with this text in every field that a person fills."""
    address = Addressee(text, text)
    signature = replace(SIGNATURE, acting_under="приказ № 123 от 20.05.2013", post="Руководитель управления " * 4)
    row = replace(goods_row(1), name=text, unit=text)
    boxes = dict.fromkeys(("importer", "exporter", "end_user", "basis"), text)
    return {
        "receipt": lambda: receipt_pdf(
            papers.receipt(
                applicant_name=text,
                applicant_contacts=(text,),
                representative=text,
                documents=(AttachedDocument(text, 3),),
            )
        ),
        "certificate": lambda: certificate_pdf(papers.certificate(row, signature=signature, **boxes)),
        "certificate with a reverse": lambda: certificate_pdf(
            papers.certificate(goods_row(1), replace(row, number=2), goods_row(3), signature=signature)
        ),
        "conclusion": lambda: conclusion_pdf(
            papers.conclusion(
                addressee=address, signature=signature, findings=(FormFinding(text, "", True, "2B231", text),)
            )
        ),
        "refusal": lambda: refusal_pdf(
            papers.refusal(
                addressee=address,
                signature=signature,
                reasons=f"{text}\n{text}",
                grounds=(RefusalGround("16.2", "основание", text),),
                missing_documents=(text,),
            )
        ),
    }


@pytest.fixture(autouse=True)
def _silent_logger(caplog):
    """A glyph that is missing or a frame that is too small is only a warning in the renderer's log."""
    with caplog.at_level(logging.WARNING):
        yield
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize("make", ORDINARY.values(), ids=list(ORDINARY))
def test_every_sheet_bears_the_number_and_says_which_of_how_many_it_is(make):
    read = sheets(make())
    for at, sheet in enumerate(read, start=1):
        assert f"Лист {at} из {len(read)}" in sheet
        assert "-2013-K-000" in sheet


@pytest.mark.parametrize("make", ORDINARY.values(), ids=list(ORDINARY))
def test_the_same_data_give_the_same_bytes(make):
    assert make() == make()


@pytest.mark.parametrize("make", ORDINARY.values(), ids=list(ORDINARY))
def test_only_tinos_is_used_and_it_is_embedded(make):
    for page in PdfReader(BytesIO(make())).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            described = font.get_object()
            if described["/Subtype"] == "/Type1":  # reportlab names Helvetica in every file; no text is set in it
                assert described["/BaseFont"] == "/Helvetica"
                continue
            assert "Tinos" in described["/BaseFont"]
            assert "/FontFile2" in described["/FontDescriptor"]


@pytest.mark.parametrize("make", ORDINARY.values(), ids=list(ORDINARY))
def test_the_file_names_its_title_language_and_author(make):
    reader = PdfReader(BytesIO(make()))
    assert reader.metadata is not None
    assert reader.metadata.title
    assert str(reader.metadata.author).startswith("Комитет промышленности")
    assert str(reader.root_object["/Lang"]) == "ru"


@pytest.mark.parametrize("make", hostile(HOSTILE).values(), ids=list(hostile(HOSTILE)))
def test_markup_and_emoji_are_printed_as_text(make):
    assert HOSTILE_PRINTED.replace(" ", "") in whole_text(make()).replace(" ", "")


@pytest.mark.parametrize("text", [UNBROKEN, "слово " * 1500, HOSTILE], ids=["unbroken", "long", "hostile"])
@pytest.mark.parametrize("kind", list(hostile("")))
def test_no_text_leaves_the_margins_or_shrinks(kind, text):
    for word in words(hostile(text)[kind]()):
        assert word.left >= MARGIN and word.right <= SHEET_WIDTH - MARGIN, word
        assert word.top >= MARGIN - 4 and word.bottom <= SHEET_HEIGHT - 20, word
        assert word.bottom - word.top >= SMALLEST, word


@pytest.mark.parametrize(("kind", "times"), [("receipt", 4), ("certificate", 6), ("refusal", 6), ("conclusion", 4)])
def test_a_word_of_5000_letters_is_printed_whole_each_time(kind, times):
    assert whole_text(hostile(UNBROKEN)[kind]()).count("Ж") == times * 5000


def test_a_preview_is_marked_on_every_sheet_under_the_text():
    pdf = certificate_pdf(papers.certificate(goods_row(1), goods_row(2)), watermark="ПРОЕКТ")
    assert all("ПРОЕКТ" in sheet for sheet in sheets(pdf))
    assert not any("ПРОЕКТ" in sheet for sheet in sheets(certificate_pdf(papers.certificate())))


def test_a_paper_that_nobody_signed_yet_leaves_the_lines_empty():
    pdf = refusal_pdf(papers.refusal(number="", dated_on=None, signature=SignatureBlock()))
    assert "№ ____________ от ____________" in whole_text(pdf).replace("\u00a0", " ")
