"""The QR code at the foot of a paper: it says the address with the code, and no layout gives way to it."""

import subprocess
from io import BytesIO

import pytest
import segno
from pypdf import PdfReader

from documents.certificate import certificate_pdf
from documents.conclusion import conclusion_pdf
from documents.qr import PIXELS, checking_address
from documents.receipt import receipt_pdf
from documents.refusal import refusal_pdf
from tests.documents import papers

CODE = "7K3QW8M0ZP4RT9XYN2AB"
PRINTED = "7K3QW-8M0ZP-4RT9X-YN2AB"
DRAWN = {
    "certificate": lambda **more: certificate_pdf(
        papers.certificate(*[papers.goods_row(n) for n in range(60)], **more)
    ),
    "conclusion": lambda **more: conclusion_pdf(papers.conclusion(**more)),
    "refusal": lambda **more: refusal_pdf(papers.refusal(**more)),
    "receipt": lambda **more: receipt_pdf(papers.receipt(**more)),
}
MM = 72 / 25.4
QR = (20 * MM, 280.5 * MM, 32 * MM, 292.5 * MM)
each_paper = pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)


def keywords_of(pdf: bytes) -> str | None:
    metadata = PdfReader(BytesIO(pdf)).metadata
    assert metadata is not None
    return metadata.keywords


@each_paper
def test_every_sheet_bears_the_code_and_the_picture(draw):
    pdf = draw(verification_code=CODE)
    pages = PdfReader(BytesIO(pdf)).pages
    assert all(PRINTED in text for text in papers.sheets(pdf))
    assert all(len(page.images) == 1 for page in pages)
    assert keywords_of(pdf) == PRINTED


@each_paper
def test_a_code_moves_nothing_but_the_line_of_the_sheet(draw):
    def above_the_foot(pdf):
        places = (word for word in papers.words(pdf) if word.top < 280 * MM)
        return sorted((word.sheet, round(word.top), round(word.left), word.text) for word in places)

    assert above_the_foot(draw(verification_code=CODE)) == above_the_foot(draw())


@each_paper
def test_no_word_stands_on_the_picture_or_leaves_the_sheet(draw):
    left, top, right, bottom = QR
    for word in papers.words(draw(verification_code=CODE)):
        assert word.right <= left or word.left >= right or word.bottom <= top or word.top >= bottom, word
        assert word.bottom < 297 * MM and word.right <= 196 * MM, word


def test_the_picture_has_the_modules_of_the_address(paper_app):
    picture = PdfReader(BytesIO(DRAWN["receipt"](verification_code=CODE))).pages[0].images[0].image
    assert picture is not None
    picture = picture.convert("L")
    matrix = segno.make_qr(checking_address(CODE), error="m", boost_error=False).matrix
    module = picture.width // len(matrix)
    seen = [
        [picture.getpixel((x * module + module // 2, y * module + module // 2)) == 0 for x in range(len(row))]
        for y, row in enumerate(matrix)
    ]
    assert seen == [[bool(one) for one in row] for row in matrix]


@each_paper
def test_the_picture_is_large_enough_for_a_telephone(draw, tmp_path):
    """A module of a third of a millimetre and more."""
    file = tmp_path / "paper.pdf"
    file.write_bytes(draw(verification_code=CODE))
    listed = subprocess.run(["pdfimages", "-list", str(file)], capture_output=True, text=True, check=True).stdout
    first = listed.splitlines()[2].split()
    dots, per_inch = int(first[3]), int(first[12])
    assert dots / per_inch * 25.4 / (dots // PIXELS) > 0.33


def test_a_draft_and_a_paper_without_a_code_have_none():
    assert not PdfReader(BytesIO(DRAWN["receipt"]())).pages[0].images
    assert "verify" not in papers.whole_text(DRAWN["receipt"]())


def test_a_duplicate_bears_the_code_to_read_but_is_not_taken_for_a_changed_original():
    pdf = DRAWN["receipt"](verification_code=CODE, duplicate_number=1)
    assert PRINTED in papers.whole_text(pdf)
    assert keywords_of(pdf) == f"{PRINTED} copy"


def test_a_long_address_goes_on_in_the_next_line(paper_app):
    kept = paper_app.config["BASE_URL"]
    paper_app.config["BASE_URL"] = "https://export-control.committee-of-industry.gov.example/cases/of/goods"
    try:
        for word in papers.words(DRAWN["certificate"](verification_code=CODE)):
            assert word.bottom < 297 * MM and word.right <= 196 * MM, word
    finally:
        paper_app.config["BASE_URL"] = kept
