"""Scans at intake: their pages counted and drawn, photographs turned, several files joined into one PDF (11).

What was attached is never changed: a turned or joined one is another file.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL import Image, ImageOps, ImageSequence
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdfium2 import PdfiumError
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from documents.picture import page_count, page_image

PDF = "application/pdf"
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
"""The photographs that can be turned."""
QUALITY = 92
DRAWN_QUALITY = 80
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


class Unreadable(Exception):
    """Its pages cannot be shown, whatever else says that the file is in order."""


def pages_of(content: bytes, media_type: str) -> int:
    """How many pages a file has; a photograph is one."""
    try:
        if media_type == PDF:
            return page_count(content)
        with Image.open(BytesIO(content)) as image:
            return getattr(image, "n_frames", 1)
    except (PdfiumError, OSError, ValueError) as error:
        raise Unreadable from error


def page_jpeg(content: bytes, media_type: str, number: int, longest: int) -> bytes:
    """One page, from 1, no side longer than so many pixels. IndexError for one that is not there; Unreadable."""
    try:
        image = page_image(content, number, longest) if media_type == PDF else _frame(content, number, longest)
    except (PdfiumError, OSError, ValueError) as error:
        raise Unreadable from error
    out = BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=DRAWN_QUALITY)
    return out.getvalue()


def _frame(content: bytes, number: int, longest: int) -> Image.Image:
    with Image.open(BytesIO(content)) as image:
        if not 1 <= number <= getattr(image, "n_frames", 1):
            raise IndexError(number)
        image.draft("RGB", (longest, longest))  # a JPEG is read no larger than it is shown
        image.seek(number - 1)
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((longest, longest))
        return upright


def turned(content: bytes, media_type: str, degrees: int) -> bytes:
    """A photograph turned clockwise by 90, 180 or 270 degrees from how it was taken."""
    out = BytesIO()
    with Image.open(BytesIO(content)) as image:
        upright = ImageOps.exif_transpose(image).transpose(_TURNS[degrees])
        upright.save(out, FORMATS[media_type], quality=QUALITY, dpi=image.info.get("dpi", (72, 72)))
    return out.getvalue()


def joined(files: Sequence[tuple[bytes, str]]) -> bytes:
    """One PDF of these files in their order, each with its media type. A photograph is a page of A4."""
    writer, out = PdfWriter(), BytesIO()
    try:
        for content, media_type in files:
            writer.append(PdfReader(BytesIO(content if media_type == PDF else _as_pdf(content, media_type))))
        writer.write(out)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        # Besides its own errors pypdf lets through what a broken object raises.
        raise Unreadable from error
    return out.getvalue()


def _as_pdf(content: bytes, media_type: str) -> bytes:
    out = BytesIO()
    sheet = Canvas(out)
    for picture in _pictures(content, media_type):
        width, height = picture.getSize()
        size = landscape(A4) if width > height else A4
        scale = min(size[0] / width, size[1] / height)
        sheet.setPageSize(size)
        left, bottom = (size[0] - width * scale) / 2, (size[1] - height * scale) / 2
        sheet.drawImage(picture, left, bottom, width * scale, height * scale)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def _pictures(content: bytes, media_type: str) -> Iterator[ImageReader]:
    """Each page as it goes into a PDF: a JPEG that stands upright as it is, the others written anew."""
    with Image.open(BytesIO(content)) as image:
        if media_type == "image/jpeg" and image.getexif().get(0x0112, 1) == 1:
            yield ImageReader(BytesIO(content))
            return
        for frame in ImageSequence.Iterator(image):
            upright, out = ImageOps.exif_transpose(frame), BytesIO()
            if upright.mode in ("1", "L"):
                upright.save(out, "PNG")
            else:
                upright.convert("RGB").save(out, "JPEG", quality=QUALITY)
            yield ImageReader(out)
