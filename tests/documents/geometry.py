"""Where the lines of a PDF are drawn, and which words run over one another or over a line."""

import re
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader

from tests.documents.papers import Word, words

TOKEN = re.compile(rb"\((?:\\.|[^\\()])*\)|[^\s()]+", re.DOTALL)
NUMBER = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)")
TOUCH = 0.6  # points: as thick as the lines are


@dataclass(frozen=True)
class Stroke:
    """A straight line, in points from the upper left corner of its sheet."""

    sheet: int
    left: float
    top: float
    right: float
    bottom: float


def strokes(pdf: bytes) -> list[Stroke]:
    """The lines and the edges of the boxes of a paper, as reportlab writes them: upright or level, never scaled."""
    found = []
    for sheet, page in enumerate(PdfReader(BytesIO(pdf)).pages, start=1):
        contents, height = page.get_contents(), float(page.mediabox.height)
        stack, given = [(0.0, 0.0)], list[float]()
        start = (0.0, 0.0)
        for token in TOKEN.findall(contents.get_data() if contents is not None else b""):
            if NUMBER.fullmatch(token):
                given.append(float(token))
                continue
            dx, dy = stack[-1]
            if token == b"q":
                stack.append(stack[-1])
            elif token == b"Q":
                stack.pop()
            elif token == b"cm" and given[:4] == [1, 0, 0, 1]:
                stack[-1] = (dx + given[4], dy + given[5])
            elif token == b"m":
                start = (dx + given[0], dy + given[1])
            elif token in (b"l", b"re"):
                x, y = start if token == b"l" else (dx + given[0], dy + given[1])
                to_x, to_y = (dx + given[0], dy + given[1]) if token == b"l" else (x + given[2], y + given[3])
                corners = [(x, y, to_x, to_y)] if token == b"l" else [
                    (x, y, to_x, y), (x, to_y, to_x, to_y), (x, y, x, to_y), (to_x, y, to_x, to_y),
                ]  # fmt: skip
                found += [
                    Stroke(sheet, min(a, c), height - max(b, d), max(a, c), height - min(b, d))
                    for a, b, c, d in corners
                ]
            given = []
    return found


def crossed(pdf: bytes, marks: frozenset[str] = frozenset()) -> list[tuple[Word, Stroke]]:
    """Words that a line runs through: text that left its cell. A mark across the sheet does not count."""
    drawn: dict[int, list[Stroke]] = {}
    for stroke in strokes(pdf):
        drawn.setdefault(stroke.sheet, []).append(stroke)
    return [
        (word, stroke)
        for word in words(pdf)
        if not is_of_mark(word.text, marks)
        for stroke in drawn.get(word.sheet, ())
        if stroke.left < word.right - TOUCH
        and stroke.right > word.left + TOUCH
        and stroke.top < word.bottom - TOUCH
        and stroke.bottom > word.top + TOUCH
    ]


def overlapping(pdf: bytes, marks: frozenset[str] = frozenset()) -> list[tuple[Word, Word]]:
    """Words that stand over one another. A mark across the sheet does not count."""
    found = []
    printed = sorted((one for one in words(pdf) if not is_of_mark(one.text, marks)), key=lambda one: one.top)
    for at, one in enumerate(printed):
        for other in printed[at + 1 :]:
            if other.sheet != one.sheet:
                continue
            if other.top >= one.bottom:
                break
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            # Boxes of words hold the room for accents and tails: a line may reach two points into the next.
            if across >= 0.5 and down >= 2.5:
                found.append((one, other))
    return found


def is_of_mark(word: str, marks: frozenset[str]) -> bool:
    """Whether this is a piece of a mark: readers break a slanted word up."""
    return word.isupper() and any(word in mark for mark in marks)
