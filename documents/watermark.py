"""The word across a sheet that is no original: `<pdfwatermark text="ПРОЕКТ"/>` in a frame as large as the sheet."""

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus.flowables import Flowable
from xhtml2pdf.context import pisaContext
from xhtml2pdf.tags import pisaTag

from documents.fonts import BOLD

FONT_SIZE = 100
ANGLE = 50
PALE = Color(0.87, 0.87, 0.87)  # drawn under the text, which stays readable on a photocopy


class Watermark(Flowable):
    """One word, slanted, in the middle of its frame."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width, self.height = available_width, available_height
        return self.width, self.height

    def draw(self) -> None:
        size = min(FONT_SIZE, FONT_SIZE * self.height * 0.8 / stringWidth(self.word, BOLD, FONT_SIZE))
        self.canv.saveState()
        self.canv.setFillColor(PALE)
        self.canv.setFont(BOLD, size)
        self.canv.translate(self.width / 2, self.height / 2)
        self.canv.rotate(ANGLE)
        self.canv.drawCentredString(0, -size / 3, self.word)
        self.canv.restoreState()


class WatermarkTag(pisaTag):
    """`<pdfwatermark text="..."/>`"""

    def start(self, c: pisaContext) -> None:
        c.addPara()
        c.addStory(Watermark(self.attr["text"]))
