"""Bar codes on papers (Code 128): a number that a scanner types."""

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable
from xhtml2pdf.context import pisaContext
from xhtml2pdf.tags import pisaTag

from documents.fonts import REGULAR, printable

WIDEST_BAR = 0.33 * mm
QUIET = 10  # widths of a bar: what must stay white at each side
HEIGHT = 8 * mm
FONT_SIZE, LEADING = 9.5, 13
"""Of the words beneath."""


def bars(value: str, width: float) -> Code128:
    """The bars of a number, which with the white beside them are no wider than this."""
    narrow = Code128(value, barWidth=1, barHeight=HEIGHT, quiet=False)
    return Code128(value, barWidth=min(WIDEST_BAR, width / (narrow.width + 2 * QUIET)), barHeight=HEIGHT, quiet=False)


class Centered(Flowable):
    """Bars in the middle of the column, with what they say beneath if it stands nowhere else."""

    def __init__(self, value: str, *, is_named: bool = False) -> None:
        super().__init__()
        self.value, self.named = value, LEADING if is_named else 0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width, self.height = available_width, HEIGHT + self.named
        return self.width, self.height

    def draw(self) -> None:
        code = bars(self.value, self.width)
        code.drawOn(self.canv, (self.width - code.width) / 2, self.named)
        if self.named:
            self.canv.setFont(REGULAR, FONT_SIZE)
            self.canv.drawCentredString(self.width / 2, LEADING - FONT_SIZE, self.value)


class BarsTag(pisaTag):
    """`<pdfbars value="..."/>`: on a line of its own."""

    def start(self, c: pisaContext) -> None:
        c.addPara()
        c.addStory(Centered(printable(self.attr["value"])))
