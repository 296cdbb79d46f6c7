"""Goods tables: `<pdfitemtable>` puts a reportlab table into an xhtml2pdf story.

xhtml2pdf's own tables need many times as long for 500 rows. Cells here are plain text, broken into lines beforehand.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import LongTable
from xhtml2pdf.context import pisaContext
from xhtml2pdf.tags import pisaTag

from documents.barcode import Centered
from documents.fonts import BOLD, REGULAR, printable
from documents.textlines import broken

FONT_SIZE = 9.5
LEADING = 11.5
PADDING_SIDE = 3
PADDING_TOP = 2
PADDING_BOTTOM = 4
LINE = 0.6
TALLEST_WHOLE_ROW = 34  # lines: about the height that any sheet with goods leaves below the heading of its table


class ItemTable(LongTable):
    """Closed at the foot of every sheet."""

    def onSplit(self, part: LongTable, byRow: int = 1) -> None:  # noqa: N802, N803 - reportlab's names
        part.setStyle([("LINEBELOW", (0, -1), (-1, -1), LINE, "black")])


class ItemTableTag(pisaTag):
    """`<pdfitemtable columns='[["№", 10], ...]' rows='[[...], ...]'/>`: JSON; widths in millimetres.

    A column `["…", 50, "bars"]` shows what its cells hold as bar codes; `"named bars"` says it beneath, too.

    `tallest="20"`: how many lines a row may have to stand whole on a sheet, where the foot leaves less room.

    The heading and the row of column numbers stand again on every sheet.
    """

    def start(self, c: pisaContext) -> None:
        columns = json.loads(self.attr["columns"])
        c.addPara()
        tallest = int(self.attr["tallest"] or TALLEST_WHOLE_ROW)
        c.addStory(
            item_table(
                [(str(name), width * mm) for name, width, *_ in columns], json.loads(self.attr["rows"]), tallest,
                {place: kind == ["named bars"] for place, (_name, _width, *kind) in enumerate(columns) if kind},
            )
        )  # fmt: skip


def item_table(
    columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str]], tallest: int = TALLEST_WHOLE_ROW,
    barred: Mapping[int, bool] = MappingProxyType({}),
) -> ItemTable:  # fmt: skip
    """The table with its heading. `columns`: name and width in points. No row is torn between two sheets unless it is
    too tall for any; such a row goes on where it was broken, without a line between its parts. `barred`: the columns
    of bar codes, by their places, and whether what they say stands beneath."""
    widths = [width for _, width in columns]
    heading = ["\n".join(_lines(name, width, BOLD)) for name, width in columns]
    cells: list[list[Any]] = [heading, [str(number) for number in range(1, len(columns) + 1)]]
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
        plain = ["" if place in barred else text for place, text in enumerate(row)]
        lines = [_lines(printable(str(text)), width) for text, width in zip(plain, widths, strict=True)]
        height = max(map(len, lines))
        first = len(cells)
        style.append(("LINEABOVE", (0, first), (-1, first), LINE, "black"))
        if height <= tallest:
            cells.append(["\n".join(cell) for cell in lines])
        else:
            cells += [[cell[at] if at < len(cell) else "" for cell in lines] for at in range(height)]
        for place, is_named in barred.items():
            cells[first][place] = Centered(row[place], is_named=is_named) if row[place] else ""
        if height <= tallest:
            continue
        style += [
            ("TOPPADDING", (0, first + 1), (-1, len(cells) - 1), 0),
            ("BOTTOMPADDING", (0, first), (-1, len(cells) - 2), 0),
        ]
    return ItemTable(cells, colWidths=widths, repeatRows=2, style=style)


def _lines(text: str, width: float, font: str = REGULAR) -> list[str]:
    """The text in lines that fit the column; a word longer than a line is broken where the line ends."""
    lines = broken([(text, font)], width - 2 * PADDING_SIDE, FONT_SIZE)
    return [line[0][0] if line else "" for line in lines]
