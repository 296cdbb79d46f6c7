"""What the signature draws on the first sheet: who has signed, with which certificate and when (clause 5).

It stands in the upper margin, which every paper leaves free, in the papers' own font: the words that pyHanko draws by
itself lose the Kazakh letters.
"""

from collections.abc import Sequence
from io import BytesIO

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp.static import StaticStampStyle
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from documents.fonts import REGULAR, printable, register_fonts

BOX = (20 * mm, A4[1] - 14 * mm, 195 * mm, A4[1] - 3 * mm)
"""Left, lower, right and upper edge."""
WIDTH, HEIGHT = BOX[2] - BOX[0], BOX[3] - BOX[1]
SIZES = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)
PADDING = 3.0


class _Drawn(PdfContent):
    """The lines in a frame, as a PDF of their own that is taken over whole, with its font."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(box=BoxConstraints(width=WIDTH, height=HEIGHT))
        self.lines = lines

    def render(self) -> bytes:
        reader = PdfFileReader(BytesIO(_drawn(self.lines)))
        self.resources.xobject["/Lines"] = self._ensure_writer.import_page_as_xobject(reader)
        return b"/Lines Do"


def stamp_style(lines: Sequence[str]) -> StaticStampStyle:
    """For pyHanko: these lines, and nothing of its own."""
    as_it_is = SimpleBoxLayoutRule(
        AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, inner_content_scaling=InnerScaling.NO_SCALING
    )
    return StaticStampStyle(0, background=_Drawn(lines), background_layout=as_it_is, background_opacity=1.0)


def _drawn(lines: Sequence[str]) -> bytes:
    register_fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, initialFontName=REGULAR)
    canvas.setLineWidth(0.4)
    canvas.rect(0.5, 0.5, WIDTH - 1, HEIGHT - 1)
    for size in SIZES:
        parts = [part for line in lines for part in simpleSplit(printable(line), REGULAR, size, WIDTH - 2 * PADDING)]
        if len(parts) * size * 1.15 <= HEIGHT - PADDING:
            break
    top = (HEIGHT + len(parts) * size * 1.15) / 2
    for n, part in enumerate(parts):
        canvas.setFont(REGULAR, size)
        canvas.drawString(PADDING, top - n * size * 1.15 - size * 0.9, part)
    canvas.save()
    return out.getvalue()
