"""Sheet numbers: `<pdfsheets number="..." sheet="Лист" of="из"/>` at the foot, and the total wherever it is wanted.

How many sheets there are is known when the last one is drawn. Laying everything out twice for that doubles the time of
every paper, so the total is a small form of its own, put in by name on every sheet and drawn once, at the end.
"""

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable
from xhtml2pdf.context import pisaContext
from xhtml2pdf.tags import pisaTag

from documents.fonts import BOLD, REGULAR, printable

FONT_SIZE = 9
ROOM = 60  # points: more digits than any paper has


def draw_total(canvas: Canvas, x: float, y: float, font: str, size: float) -> None:
    """The number of sheets, its first digit at x."""
    name = f"sheets.{font}.{size}"
    wanted = canvas.__dict__.setdefault("_totals", {})
    if not wanted:
        _draw_before_saving(canvas)
    wanted[name] = (font, size)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(name)
    canvas.restoreState()


def _draw_before_saving(canvas: Canvas) -> None:
    save = canvas.save

    def with_totals() -> None:
        total = str(canvas.getPageNumber() - 1)  # the last sheet is closed, so the next one's number stands there
        for name, (font, size) in canvas._totals.items():
            canvas.beginForm(name, 0, -size, ROOM, size)
            canvas.setFont(font, size)
            canvas.drawString(0, 0, total)
            canvas.endForm()
        save()

    canvas.save = with_totals


class SheetLine(Flowable):
    """The number of the paper at the left, "Лист N из M" at the right; what is too long for the left is cut."""

    def __init__(self, number: str, sheet: str, of: str) -> None:
        super().__init__()
        self.number, self.sheet, self.of = number, sheet, of

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width, self.height = available_width, FONT_SIZE * 1.2
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        canvas.setFont(REGULAR, FONT_SIZE)
        canvas.drawString(0, 0, self.number)
        count = f"{self.sheet} {canvas.getPageNumber()} {self.of} "
        left = self.width - stringWidth(count, REGULAR, FONT_SIZE) - 3 * stringWidth("0", REGULAR, FONT_SIZE)
        canvas.drawString(left, 0, count)
        draw_total(canvas, left + stringWidth(count, REGULAR, FONT_SIZE), 0, REGULAR, FONT_SIZE)


class SheetsTag(pisaTag):
    """`<pdfsheets number="..." sheet="Лист" of="из"/>`"""

    def start(self, c: pisaContext) -> None:
        c.addPara()
        c.addStory(SheetLine(*(printable(self.attr[name] or "") for name in ("number", "sheet", "of"))))


def draw_count(canvas: Canvas, x: float, y: float, label: str, is_total: bool, size: float) -> None:
    """A label, and after it in bold the sheet's number or their total."""
    canvas.setFont(REGULAR, size)
    canvas.drawString(x, y, label)
    x += stringWidth(label, REGULAR, size)
    if is_total:
        draw_total(canvas, x, y, BOLD, size)
    else:
        canvas.setFont(BOLD, size)
        canvas.drawString(x, y, str(canvas.getPageNumber()))
