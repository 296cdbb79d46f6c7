"""What holds for each paper, whatever is typed."""

import logging
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pytest
from pypdf import PdfReader

from documents.application import ApplicationPaper, application_pdf
from documents.blocks import Addressee, SignatureBlock
from documents.certificate import certificate_pdf
from documents.conclusion import FormFinding, conclusion_pdf
from documents.guarantee import GuaranteePaper, guarantee_pdf
from documents.information_form import InformationFormPaper, information_form_pdf
from documents.receipt import AttachedDocument, receipt_pdf
from documents.refusal import RefusalGround, RefusalKind, refusal_pdf
from documents.samples import sample
from models.wording import wordings
from tests.documents import papers
from tests.documents.geometry import crossed
from tests.documents.papers import (
    HOSTILE,
    HOSTILE_PRINTED,
    SIGNATURE,
    UNBROKEN,
    goods_row,
    laid_out,
    sheets,
    whole_text,
    words,
)

RIGHT_TO_LEFT = "שלום \u202eאב\u202c مرحبا" * 20
SHEET_WIDTH, SHEET_HEIGHT = 595.3, 841.9
MARGIN = 42  # points; 15 mm is 42.5
SMALLEST = 7.7  # what poppler measures for 8.5 points, the smallest print

ORDINARY = {
    "receipt": lambda: receipt_pdf(papers.receipt()),
    "certificate": lambda: certificate_pdf(papers.certificate()),
    "certificate with a reverse": lambda: certificate_pdf(papers.certificate(*map(goods_row, range(1, 41)))),
    "application": lambda: application_pdf(replace(sample("application_euc"), number="E-2013-K-000118")),
    "guarantee": lambda: guarantee_pdf(replace(sample("guarantee"), number="E-2013-K-000118")),
    "information form": lambda: information_form_pdf(replace(sample("information_form"), number="C-2013-K-000118")),
    "conclusion": lambda: conclusion_pdf(papers.conclusion()),
    "refusal": lambda: refusal_pdf(papers.refusal()),
    "incompleteness refusal": lambda: refusal_pdf(
        papers.refusal(kind=RefusalKind.INCOMPLETENESS, missing_documents=("Форма сведений",))
    ),
}

OWN_DAY = {
    **dict.fromkeys(("certificate", "certificate with a reverse", "guarantee"), date(2013, 5, 27)),
    **dict.fromkeys(("conclusion", "refusal", "incompleteness refusal"), date(2013, 5, 20)),
    "receipt": date(2013, 5, 14),
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
                documents=(AttachedDocument(text),),
            )
        ),
        "certificate": lambda: certificate_pdf(papers.certificate(row, signature=signature, **boxes)),
        "certificate with a reverse": lambda: certificate_pdf(
            papers.certificate(goods_row(1), replace(row, number=2), goods_row(3), signature=signature)
        ),
        "certificate in English": lambda: certificate_pdf(
            papers.certificate(row, signature=signature, **boxes), language="en"
        ),
        "application": lambda: application_pdf(
            ApplicationPaper("conclusion", text, text, text, text, text, number="C-2013-K-000044")
        ),
        "guarantee": lambda: guarantee_pdf(
            GuaranteePaper(
                goods=(row,),
                committee=signature,
                importer_signature=signature,
                end_user_signature=signature,
                **boxes,
                licences=text,
                place_of_use=text,
                end_use=text,
            )
        ),
        "guarantee with a reverse": lambda: guarantee_pdf(
            GuaranteePaper(
                goods=(goods_row(1), replace(row, number=2), goods_row(3)),
                committee=signature,
                importer_signature=replace(signature, full_name=text[:200], post=text[:200]),
                end_user_signature=replace(signature, full_name="Щ" * 200, post="Щ" * 200),
            )
        ),
        "information form": lambda: information_form_pdf(InformationFormPaper(*[text] * 7)),
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


@cache
def ordinary(kind: str) -> bytes:
    """One of them, drawn once for all tests."""
    return ORDINARY[kind]()


@cache
def with_hostile(kind: str, text: str) -> bytes:
    """The same of those with hostile text."""
    return hostile(text)[kind]()


@pytest.mark.parametrize("kind", list(ORDINARY))
def test_every_sheet_bears_the_number_and_says_which_of_how_many_it_is(kind):
    read = sheets(ordinary(kind))
    for at, sheet in enumerate(read, start=1):
        assert f"Лист {at} из {len(read)}" in sheet
        assert "-2013-K-000" in sheet


@pytest.mark.parametrize("kind", list(ORDINARY))
def test_the_same_data_give_the_same_bytes(kind):
    assert ORDINARY[kind]() == ordinary(kind)


@pytest.mark.parametrize("kind", list(ORDINARY))
def test_no_text_leaves_its_cell(kind):
    assert crossed(ordinary(kind)) == []


@pytest.mark.parametrize("kind", list(ORDINARY))
def test_only_tinos_is_named_and_it_is_embedded(kind):
    listed = subprocess.run(["pdffonts", "-"], input=ordinary(kind), capture_output=True, check=True).stdout.decode()
    fonts = [line.split() for line in listed.splitlines()[2:]]
    assert fonts
    for name, _type, _encoding, embedded, *_ in fonts:
        assert "+Tinos" in name and embedded == "yes", listed


@pytest.mark.parametrize("kind", list(ORDINARY))
def test_the_file_names_its_title_language_author_and_the_papers_own_day(kind):
    reader = PdfReader(BytesIO(ordinary(kind)))
    assert reader.metadata is not None
    assert reader.metadata.title
    assert str(reader.metadata.author).startswith("Комитет промышленности")
    assert str(reader.root_object["/Lang"]) == "ru"
    words_of = wordings()[-1].valid_from  # of a paper that bears no day
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == OWN_DAY.get(kind, words_of)


@pytest.mark.parametrize("kind", list(hostile("")))
def test_markup_and_emoji_are_printed_as_text_and_leave_no_cell(kind):
    pdf = with_hostile(kind, HOSTILE)
    assert HOSTILE_PRINTED.replace(" ", "") in whole_text(pdf).replace(" ", "")
    assert crossed(pdf) == []


@pytest.mark.parametrize(
    "text", [UNBROKEN, "слово " * 800, HOSTILE, RIGHT_TO_LEFT], ids=["unbroken", "long", "hostile", "rtl"]
)
@pytest.mark.parametrize("kind", list(hostile("")))
def test_no_text_leaves_the_margins_or_shrinks(kind, text):
    for word in words(with_hostile(kind, text)):
        assert word.left >= MARGIN and word.right <= SHEET_WIDTH - MARGIN, word
        assert word.top >= MARGIN - 4 and word.bottom <= SHEET_HEIGHT - 20, word
        assert word.bottom - word.top >= SMALLEST, word


@pytest.mark.parametrize(
    ("kind", "times"), [
        ("receipt", 4), ("certificate", 6), ("refusal", 6), ("conclusion", 4), ("application", 5), ("guarantee", 9),
        ("information form", 7),
    ],
)  # fmt: skip
def test_a_word_of_5000_letters_is_printed_whole_each_time_and_leaves_no_cell(kind, times):
    pdf = with_hostile(kind, UNBROKEN)
    assert whole_text(pdf).count("Ж") == times * 5000
    assert crossed(pdf) == []


def test_a_preview_is_marked_on_every_sheet_under_the_text():
    pdf = certificate_pdf(papers.certificate(goods_row(1), goods_row(2)), watermark="ПРОЕКТ")
    assert all("ПРОЕКТ" in sheet for sheet in sheets(pdf))
    assert not any("ПРОЕКТ" in sheet for sheet in sheets(certificate_pdf(papers.certificate())))


def test_a_paper_that_nobody_signed_yet_leaves_the_lines_empty():
    pdf = refusal_pdf(papers.refusal(number="", dated_on=None, signature=SignatureBlock()))
    assert "№ ____________ от ____________" in whole_text(pdf).replace("\u00a0", " ")


def test_1000_rows_of_goods_are_printed_once_and_in_order_on_the_guarantee():
    printed = laid_out(guarantee_pdf(GuaranteePaper(goods=tuple(map(goods_row, range(1, 1001))))))
    assert re.findall(r"Изделие-(\d{4})", printed) == [f"{number:04d}" for number in range(1, 1001)]


def test_right_to_left_letters_and_their_marks_become_signs_that_something_stood_there():
    printed = whole_text(application_pdf(ApplicationPaper("euc", applicant_name="ТОО \u202eשלום\u202c Ёлка")))
    assert "ТОО □□□□ Ёлка" in printed.replace("\u00a0", " ")
