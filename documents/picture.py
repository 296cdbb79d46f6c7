"""Stored papers as pictures, so that a signatory reads the very bytes in any browser, with no viewer of its own."""

from io import BytesIO
from threading import Lock

import pypdfium2

SCALE = 1.6
"""Pixels per point: an A4 sheet becomes 952 pixels wide."""
_one_at_a_time = Lock()
"""PDFium is not made for threads: two calls at once, even on different papers, end the process."""


def page_count(pdf: bytes) -> int:
    """How many sheets a paper has."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def _opened(pdf: bytes) -> pypdfium2.PdfDocument:
    """With what its signature draws."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return document


def page_png(pdf: bytes, number: int) -> bytes:
    """One sheet as PNG, from 1. Raises IndexError for a sheet that is not there."""
    with _one_at_a_time:
        document = _opened(pdf)
        try:
            if not 1 <= number <= len(document):
                raise IndexError(number)
            page = document[number - 1]
            image = page.render(scale=SCALE).to_pil().copy()  # the bitmap's own memory ends with the page
            page.close()
        finally:
            document.close()
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def grey_png(pdf: bytes, dots_per_inch: int = 100) -> list[bytes]:
    """Every sheet as a small grey PNG of sixteen shades, for the documentation."""
    made = []
    with _one_at_a_time:
        document = _opened(pdf)
        try:
            for number in range(len(document)):
                page = document[number]
                image = page.render(scale=dots_per_inch / 72, grayscale=True).to_pil().convert("L").quantize(16)
                page.close()
                out = BytesIO()
                image.save(out, "PNG", optimize=True)
                made.append(out.getvalue())
        finally:
            document.close()
    return made
