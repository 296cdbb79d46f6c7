"""Stored papers as pictures, so that a signatory reads the very bytes in any browser, with no viewer of its own."""

from io import BytesIO

import pypdfium2

SCALE = 1.6
"""Pixels per point: an A4 sheet becomes 952 pixels wide."""


def page_count(pdf: bytes) -> int:
    """How many sheets a paper has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def page_png(pdf: bytes, number: int) -> bytes:
    """One sheet as PNG, from 1. Raises IndexError for a sheet that is not there."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        image = page.render(scale=SCALE).to_pil()
        page.close()
        out = BytesIO()
        image.save(out, "PNG")
        return out.getvalue()
    finally:
        document.close()
