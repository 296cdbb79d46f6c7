"""Goods tables: `<pdfitemtable>` puts a reportlab table into an xhtml2pdf story.

xhtml2pdf's own tables need many times as long for 500 rows. Cells here are plain text, broken into lines beforehand.
"""

import json
from collections.abc import Iterable, Sequence

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, LongTable
from xhtml2pdf.context import pisaContext
from xhtml2pdf.tags import pisaTag

from documents.fonts import BOLD, REGULAR, printable
from documents.textlines import broken

FONT_SIZE = 9.5
LEADING = 11.5
PADDING_SIDE = 3
PADDING_TOP = 2
PADDING_BOTTOM = 4
LINE = 0.6
BAR_WIDTH, BAR_HEIGHT = 0.25 * mm, 8 * mm
"""The narrowest bar: ten thousandths of an inch, which every scanner and every office printer manages."""
QUIET = 10 * BAR_WIDTH
TALLEST_WHOLE_ROW = 34  # lines: about the height that any sheet with goods leaves below the heading of its table


class ItemTable(LongTable):
    """Closed at the foot of every sheet."""

    def onSplit(self, part: LongTable, byRow: int = 1) -> None:  # noqa: N802, N803 - reportlab's names
        part.setStyle([("LINEBELOW", (0, -1), (-1, -1), LINE, "black")])


class ItemTableTag(pisaTag):
    """`<pdfitemtable columns='[["№", 10], ...]' rows='[[...], ...]'/>`: JSON; widths in millimetres.

    `tallest="20"`: how many lines a row may have to stand whole on a sheet, where the foot leaves less room.
    `bars="3"`: the column whose texts are also drawn as bar codes.

    The heading and the row of column numbers stand again on every sheet.
    """

    def start(self, c: pisaContext) -> None:
        columns = json.loads(self.attr["columns"])
        c.addPara()
        tallest = int(self.attr["tallest"] or TALLEST_WHOLE_ROW)
        widths = [(str(name), width * mm) for name, width in columns]
        bars = int(self.attr["bars"]) - 1 if self.attr["bars"] else None
        c.addStory(item_table(widths, json.loads(self.attr["rows"]), tallest, bars))


def item_table(
    columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str]], tallest: int = TALLEST_WHOLE_ROW,
    bars: int | None = None,
) -> ItemTable:  # fmt: skip
    """The table with its heading. `columns`: name and width in points. No row is torn between two sheets unless it is
    too tall for any; such a row goes on where it was broken, without a line between its parts. The texts of the column
    `bars`, counted from 0, are drawn as bar codes with the text beneath."""
    widths = [width for _, width in columns]
    heading = ["\n".join(_lines(name, width, BOLD)) for name, width in columns]
    cells: list[list] = [heading, [str(number) for number in range(1, len(columns) + 1)]]
    style: list[tuple] = [
        ("FONT", (0, 0), (-1, 0), BOLD, FONT_SIZE, LEADING),
        ("FONT", (0, 1), (-1, -1), REGULAR, FONT_SIZE, LEADING),
        ("ALIGN", (0, 0), (-1, 1), "CENTER"),
        ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING_SIDE),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING_SIDE),
        ("TOPPADDING", (0, 0), (-1, -1), PADDING_TOP),
        ("BOTTOMPADDING", (0, 0), (-1, -1), PADDING_BOTTOM),
        ("LINEBEFORE", (0, 0), (-1, -1), LINE, "black"),
        ("LINEAFTER", (-1, 0), (-1, -1), LINE, "black"),
        ("BOX", (0, 0), (-1, -1), LINE, "black"),
        ("LINEABOVE", (0, 1), (-1, 2), LINE, "black"),
    ]
    for row in rows:
        lines = [_lines(printable(str(text)), width) for text, width in zip(row, widths, strict=True)]
        height = max(map(len, lines))
        first = len(cells)
        drawn = _bar_code(row[bars], widths[bars]) if bars is not None else None
        style.append(("LINEABOVE", (0, first), (-1, first), LINE, "black"))
        if height <= tallest:
            cells.append(["\n".join(cell) for cell in lines])
        else:
            cells += [[cell[at] if at < len(cell) else "" for cell in lines] for at in range(height)]
        if bars is not None and drawn is not None:
            cells[first][bars] = drawn
            style.append(("ALIGN", (bars, first), (bars, first), "CENTER"))
        if height <= tallest:
            continue
        style += [
            ("TOPPADDING", (0, first + 1), (-1, len(cells) - 1), 0),
            ("BOTTOMPADDING", (0, first), (-1, len(cells) - 2), 0),
        ]
    return ItemTable(cells, colWidths=widths, repeatRows=2, style=style)


class BarCode(Flowable):
    """Code 128, which holds letters and digits, with its text beneath; the cell's paper is its quiet zone."""

    GAP = 1.5

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.bars = Code128(text, barWidth=BAR_WIDTH, barHeight=BAR_HEIGHT, quiet=False)
        self.width, self.height = self.bars.width, BAR_HEIGHT + self.GAP + LEADING

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        self.bars.drawOn(self.canv, 0, self.height - BAR_HEIGHT)
        self.canv.setFont(REGULAR, FONT_SIZE)
        self.canv.drawCentredString(self.width / 2, LEADING - FONT_SIZE, self.text)


def _bar_code(text: str, width: float) -> BarCode | None:
    """None for nothing, and for what is no number of ours: too long for its column, or not in Latin letters."""
    made = BarCode(text) if text and text.isascii() else None
    return made if made and made.width + 2 * QUIET <= width else None


def _lines(text: str, width: float, font: str = REGULAR) -> list[str]:
    """The text in lines that fit the column; a word longer than a line is broken where the line ends."""
    lines = broken([(text, font)], width - 2 * PADDING_SIDE, FONT_SIZE)
    return [line[0][0] if line else "" for line in lines]
