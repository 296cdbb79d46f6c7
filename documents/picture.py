"""Stored papers as pictures, so that a signatory reads the very bytes in any browser, with no viewer of its own."""

from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image

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
    out = BytesIO()
    page_image(pdf, number).save(out, "PNG")
    return out.getvalue()


def page_image(pdf: bytes, number: int, longest: int = 0) -> Image.Image:
    """One sheet, from 1, in its usual size, or with no side longer than so many pixels. IndexError as above."""
    with _one_at_a_time:
        document = _opened(pdf)
        try:
            if not 1 <= number <= len(document):
                raise IndexError(number)
            page = document[number - 1]
            scale = longest / max(page.get_size()) if longest else SCALE
            image: Image.Image = page.render(scale=scale).to_pil().copy()  # the bitmap's memory ends with the page
            page.close()
            return image
        finally:
            document.close()


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
