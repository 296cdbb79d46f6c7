"""Plain text broken into lines beforehand: far cheaper than a Paragraph, and no line ever leaves its width."""

import re
from collections.abc import Iterable
from functools import lru_cache

from reportlab.pdfbase.pdfmetrics import stringWidth

Run = tuple[str, str]
"""Some text and its font."""
_STAY_TOGETHER = re.compile(
    r"(?<=\d) (?=\(\d{3,5}\) \d)|(?:(?<=\(\d{3}\))|(?<=\(\d{4}\))|(?<=\(\d{5}\))) (?=\d)"  # 8 (7172) 24-07-45
    r"|(?:(?<=\bг\.)|(?<=\bд\.)|(?<=\bул\.)|(?<=\bпр\.)|(?<=\bкв\.)) (?=\w)|(?<=№) (?=\d)"  # г. Астана, № 1
)
NO_BREAK = "\u00a0"


def kept_together(text: str) -> str:
    """The text without the chance to break a telephone number, or "г." or "№" from what it is of."""
    return _STAY_TOGETHER.sub(NO_BREAK, text)


@lru_cache(maxsize=20_000)
def width_of(word: str, font: str, size: float) -> float:
    """The width of a word in points; the same few hundred words stand on every paper."""
    return stringWidth(word, font, size)


def broken(runs: Iterable[Run], width: float, size: float) -> list[list[Run]]:
    """The runs in lines no wider than this; each newline in them ends a line.

    A word longer than a line is broken where the line ends. A run begins where the one before it ended.
    """
    lines: list[list[Run]] = [[]]
    used = 0.0
    for text, font in runs:
        for number, paragraph in enumerate(kept_together(text).split("\n")):
            if number:
                lines.append([])
                used = 0.0
            words: list[str] = []
            space = width_of(" ", font, size)
            for at, word in enumerate(paragraph.split(" ")):
                length, gap = width_of(word, font, size), space if at else 0.0
                if used and used + gap + length > width:
                    _close(lines[-1], words, font)
                    lines.append([])
                    words, used, gap = [], 0.0, 0.0
                if length > width - used - gap:
                    *full, word = pieces(word, width, font, size)
                    for piece in full:
                        lines[-1].append((piece, font))
                        lines.append([])
                    length = width_of(word, font, size)
                used += gap + length
                words.append(word)
            _close(lines[-1], words, font)
    return lines


def _close(line: list[Run], words: list[str], font: str) -> None:
    if any(words):
        line.append((" ".join(words).replace(NO_BREAK, " "), font))


def pieces(word: str, width: float, font: str, size: float) -> list[str]:
    """A word that is too long for a line, in pieces that fit."""
    made = [""]
    used = 0.0
    for character in word:
        length = width_of(character, font, size)
        if made[-1] and used + length > width:
            made.append("")
            used = 0.0
        made[-1] += character
        used += length
    return made
