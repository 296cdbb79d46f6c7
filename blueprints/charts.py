"""Horizontal bars, worked out here and drawn by `macros/chart.html` as SVG: no script, readable in print.

A chart only repeats a table that stands beside it, so that nothing is told by length or colour alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 640
LABEL_WIDTH, VALUE_WIDTH = 250, 46
ROW, BAR, LINE = 30, 14, 14
LETTERS_IN_LINE = 34
TOP = 4


@dataclass(frozen=True)
class Bar:
    """One row of a chart: where it stands, how long it is, in units of the drawing; its label in at most two lines."""

    lines: tuple[str, ...]
    value: int
    y: int
    length: float

    @property
    def text_y(self) -> float:
        """The first line's; two lines stand around the middle of the bar."""
        return self.y + ROW / 2 + 4 - LINE / 2 * (len(self.lines) - 1)

    @property
    def bar_y(self) -> float:
        return self.y + (ROW - BAR) / 2

    @property
    def value_x(self) -> float:
        """The number stands behind the bar."""
        return LABEL_WIDTH + self.length + 8

    @property
    def value_y(self) -> float:
        return self.bar_y + BAR - 3


@dataclass(frozen=True)
class Chart:
    """Bars one under another, the longest as long as the drawing is wide."""

    bars: tuple[Bar, ...]
    width: int = WIDTH
    start: int = LABEL_WIDTH
    thickness: int = BAR
    line: int = LINE

    @property
    def height(self) -> int:
        return TOP * 2 + ROW * len(self.bars)


def bars(counted: Iterable[tuple[str, int]]) -> Chart:
    """A chart of counts in the order given; a count of nothing has no length."""
    rows = list(counted)
    most = max((value for _label, value in rows), default=0)
    room = WIDTH - LABEL_WIDTH - VALUE_WIDTH
    return Chart(
        tuple(
            Bar(_in_lines(label), value, TOP + ROW * at, round(room * value / most, 1) if most else 0)
            for at, (label, value) in enumerate(rows)
        )
    )


def _in_lines(label: str) -> tuple[str, ...]:
    """The label in two lines at most; what does not fit is cut with a sign, the table has it whole."""
    lines = [""]
    for word in label.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LETTERS_IN_LINE or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], f"{' '.join(lines[1:])[: LETTERS_IN_LINE - 1]}…"]
    return tuple(line if len(line) <= LETTERS_IN_LINE else f"{line[: LETTERS_IN_LINE - 1]}…" for line in lines)
