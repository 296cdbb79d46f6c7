"""The font of the papers: Tinos, embedded, with every Kazakh letter; and what to print for what it cannot show."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from xhtml2pdf.default import DEFAULT_FONT

from rules.lettering import NOT_SHOWN, is_silent

FOLDER = Path(__file__).resolve().parent.parent / "static" / "fonts"
REGULAR = "Tinos"
BOLD = "Tinos-Bold"
FACES = {  # name: file, bold, italic
    REGULAR: ("Tinos-Regular.ttf", 0, 0),
    BOLD: ("Tinos-Bold.ttf", 1, 0),
    "Tinos-Italic": ("Tinos-Italic.ttf", 0, 1),
    "Tinos-BoldItalic": ("Tinos-BoldItalic.ttf", 1, 1),
}
MISSING = "□"
LINE_ENDS = "\r\v\f\x85\u2028\u2029"


@cache
def register_fonts() -> frozenset[int]:
    """Make the four faces known to reportlab and xhtml2pdf, once a process. Answers the code points that all show."""
    shown: list[set[int]] = []
    for name, (file, bold, italic) in FACES.items():
        font = TTFont(name, FOLDER / file)
        pdfmetrics.registerFont(font)
        addMapping(REGULAR, bold, italic, name)
        shown.append(set(font.face.charToGlyph))
    DEFAULT_FONT[REGULAR.casefold()] = REGULAR
    return frozenset(set.intersection(*shown))


def printable(text: str) -> str:
    """The text as the papers can print it.

    Composed letters (NFC); no control, format or direction characters; every kind of line end as one newline; for
    anything else that the font lacks (emoji, other scripts) a □, so that a reader sees that something stood there.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return NOT_SHOWN.sub(_replacement, composed)


def _replacement(found: re.Match[str]) -> str:
    character = found.group()
    if character in LINE_ENDS:
        return "\n"
    return "" if is_silent(character) else MISSING
