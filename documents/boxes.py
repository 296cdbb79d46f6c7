"""Forms of numbered boxes: `<pdfboxes rows='[[...], ...]'/>` draws cells of plain text side by side, with their edges.

A row is a list of cells, and may part the width otherwise than the row above it. A cell is {"w": millimetres, "parts":
[...], "room": least height in points, "edges": "LTRB"}; a part is a list, its kind first:

    ["label", regular, bold]   text in a style of STYLES, the second text in bold
    ["pair", [regular, bold], [regular, bold], 54]   two columns, the first so many per cent wide
    ["ruled", regular, bold, 2, ";"]   on lines for the hand, at least two of them, with an end
    ["gap", 12]   points
    ["sheet", label] and ["sheets", label]   this sheet's number, and how many there are

HTML tables need ten times as long. A row too tall for any sheet goes on over the next ones; any other stays whole.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable
from xhtml2pdf.context import pisaContext
from xhtml2pdf.tags import pisaTag

from documents.fonts import BOLD, REGULAR, printable
from documents.sheets import draw_count
from documents.textlines import Run, broken, width_of

STYLES = {  # size, leading, alignment
    "label": (10, 12.2, "left"),
    "value": (11, 13.4, "left"),
    "value-small": (10, 12, "left"),
    "text": (11, 13.4, "left"),
    "small": (9.5, 11.6, "left"),
    "small-right": (9.5, 11.6, "right"),
    "fine": (8.5, 10.2, "left"),
    "hint": (8.5, 12.4, "center"),
    "center": (11, 13.4, "center"),
    "title": (14, 17, "center"),
}
PADDING_SIDE, PADDING_TOP, PADDING_BOTTOM = 5, 3, 5
LINE = 0.6
RULE_LEADING = 19  # a ruled line that a hand can write on
TALLEST_WHOLE = 620  # points: what stands whole on any sheet; a taller row is broken


@dataclass(frozen=True)
class Line:
    """One line of a cell: its height, and what stands on it: pieces with their left edge, size and kind."""

    height: float
    pieces: tuple[tuple[float, float, str, str], ...] = ()  # x, size, font or "sheet"/"sheets", text
    rule: tuple[float, float] | None = None  # from, to


class Boxes(Flowable):
    """One row of cells."""

    def __init__(self, cells: list[tuple[float, str, float, list[Line]]]) -> None:
        """Cells are (width in points, edges, least height, lines)."""
        super().__init__()
        self.cells = cells
        self.width = sum(width for width, _, _, _ in cells)
        self.height = max(
            max(room, sum(line.height for line in lines) + PADDING_TOP + PADDING_BOTTOM) for _, _, room, lines in cells
        )

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Nothing for a row that stands whole on the next sheet."""
        if self.height <= TALLEST_WHOLE:
            return []
        here, rest = [], []
        for width, edges, _room, lines in self.cells:
            left, at = available_height - PADDING_TOP - PADDING_BOTTOM, 0
            while at < len(lines) and lines[at].height <= left:
                left -= lines[at].height
                at += 1
            here.append((width, edges, 0.0, lines[:at]))
            rest.append((width, edges, 0.0, lines[at:]))
        if not any(lines for *_, lines in here):
            return []
        return [Boxes(here), Boxes(rest)] if any(lines for *_, lines in rest) else [Boxes(here)]

    def draw(self) -> None:
        canvas, x = self.canv, 0.0
        canvas.setLineWidth(LINE)
        for width, edges, _room, lines in self.cells:
            self._edges(canvas, x, width, edges)
            y = self.height - PADDING_TOP
            for line in lines:
                y -= line.height
                for left, size, font, text in line.pieces:
                    if font in ("sheet", "sheets"):
                        draw_count(canvas, x + left, y + 3, text, font == "sheets", size)
                        continue
                    canvas.setFont(font, size)
                    canvas.drawString(x + left, y + 3, text)
                if line.rule:
                    canvas.line(x + line.rule[0], y, x + line.rule[1], y)
            x += width

    def _edges(self, canvas: Canvas, x: float, width: float, edges: str) -> None:
        top, right = self.height, x + width
        drawn = {"L": (x, 0, x, top), "T": (x, top, right, top), "R": (right, 0, right, top), "B": (x, 0, right, 0)}
        if edges == "LTRB":
            canvas.rect(x, 0, width, top)
        elif edges:
            canvas.lines([drawn[edge] for edge in edges])


class BoxesTag(pisaTag):
    """`<pdfboxes rows='[[...], ...]'/>`: JSON."""

    def start(self, c: pisaContext) -> None:
        c.addPara()
        for row in json.loads(self.attr["rows"]):
            c.addStory(box_row(row))


def foot_height(row: list[dict[str, Any]], least: int) -> int:
    """How high a frame this row needs at the foot of a sheet, in whole millimetres."""
    return max(least, ceil(box_row(row).height / mm) + 1)


def box_row(row: list[dict[str, Any]]) -> Boxes:
    """The row that this describes."""
    cells = []
    for cell in row:
        width = cell.get("w", 175) * mm
        edges = cell.get("edges", "LTRB")
        side = PADDING_SIDE if edges else 0
        lines = [line for part in cell.get("parts", ()) for line in _lines(part, side, width - 2 * side)]
        cells.append((width, edges, float(cell.get("room", 0)), lines))
    return Boxes(cells)


def _lines(part: list[Any], left: float, width: float) -> Iterator[Line]:
    kind, *given = part
    if kind == "gap":
        yield Line(given[0])
    elif kind in ("sheet", "sheets"):
        yield Line(13.4, ((left, 10, kind, f"{printable(given[0])} "),))
    elif kind == "pair":
        yield from _pair(given[0], given[1], given[2] / 100, left, width)
    elif kind == "ruled":
        yield from _ruled(*given, left=left, width=width)
    else:
        size, leading, alignment = STYLES[kind]
        for runs in broken(_runs(*given), width, size):
            yield Line(leading, _placed(runs, left, width, size, alignment))


def _runs(regular: str, bold: str = "") -> list[Run]:
    regular, bold = printable(regular), printable(bold)
    return [(f"{regular} " if regular and bold else regular, REGULAR), (bold, BOLD)] if bold else [(regular, REGULAR)]


def _placed(
    runs: list[Run], left: float, width: float, size: float, alignment: str = "left"
) -> tuple[tuple[float, float, str, str], ...]:
    placed = []
    if alignment != "left":
        used = sum(width_of(text, font, size) for text, font in runs)
        left += (width - used) / (2 if alignment == "center" else 1)
    for text, font in runs:
        placed.append((left, size, font, text))
        left += width_of(text, font, size)
    return tuple(placed)


def _pair(first: list[str], second: list[str], share: float, left: float, width: float) -> Iterator[Line]:
    size, leading, _ = STYLES["label"]
    gap, parted = 6, width * share
    columns = [broken(_runs(*first), parted - gap, size), broken(_runs(*second), width - parted, size)]
    for at in range(max(map(len, columns))):
        pieces: tuple[tuple[float, float, str, str], ...] = ()
        for lines, start in zip(columns, (left, left + parted), strict=True):
            if at < len(lines):
                pieces += _placed(lines[at], start, width, size)
        yield Line(leading, pieces)


def _ruled(regular: str, bold: str, least: int = 1, end: str = "", *, left: float, width: float) -> Iterator[Line]:
    """The first rule begins after the words before it; the last one ends before `end`."""
    size, _, _ = STYLES["text"]
    tail = width_of(end, REGULAR, size) + 1 if end else 0
    lead = printable(regular)
    lines = broken(_runs(lead, bold), width - tail, size)
    words = len(broken([(lead, REGULAR)], width - tail, size)) if lead else 0
    missing = least + max(words - 1, 0) - len(lines)
    lines += [[] for _ in range(missing)]
    for at, runs in enumerate(lines):
        used = sum(width_of(text, font, size) for text, font in runs if font == REGULAR)
        pieces = _placed(runs, left, width, size)
        is_last = at == len(lines) - 1
        if end and is_last:
            pieces += ((left + width - tail + 1, size, REGULAR, end),)
        is_words = at < words - 1
        rule = (
            None
            if is_words
            else (left + used + (3 if used and not bold else 0), left + width - (tail if is_last else 0))
        )
        yield Line(STYLES["text"][1] + 1 if is_words else RULE_LEADING, pieces, rule)
