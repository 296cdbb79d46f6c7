"""Which characters the papers can show: those of the font that is embedded in them, Tinos.

What an applicant writes is printed on statutory forms (11.1, 11.2; Annexes 1 and 2). A name in other letters would come
out as a row of empty boxes on a paper for a foreign authority, so the forms refuse it while it can still be put right.
"""

import re
import unicodedata

SHOWN = (
    "0020-007E 00A0-00AC 00AE-017F 0192 02C6-02DD 0391-03A1 03A3-03C9 0400-04FF 2002-200A 2010-2027 202F-205F 2070-2071"
    " 2074-208E 2090-209C 20A0-20BE 2103 2105 2109 2113 2116 2122 2126 212E 2153-2154 215B-215E 2190-2195 2202 2206"
    " 220F 2211-2212 2215 2219-221A 221E-221F 2229 222B 2248 2260-2261 2264-2265 2500 2502 25A0-25A1 25AA-25AB 25CB"
    " 25CF"
)
"""Code points: Latin, Greek, Cyrillic with every Kazakh letter, punctuation, indices, currencies, a few signs."""
SILENT = {"Cc", "Cf"}  # Unicode categories: controls and formats, which nobody sees

_CLASS = "".join("-".join(rf"\u{end}" for end in run.split("-")) for run in SHOWN.split())
NOT_SHOWN = re.compile(rf"[^\n\t{_CLASS}]")


def is_silent(character: str) -> bool:
    """Whether leaving the character out changes nothing that anybody sees."""
    is_variant_selector = 0xFE00 <= ord(character) <= 0xFE0F  # says only how to draw the character before it
    return unicodedata.category(character) in SILENT or is_variant_selector


def not_shown(text: str) -> list[str]:
    """The characters of a text that papers cannot show, each once, in the order in which they come."""
    composed = unicodedata.normalize("NFC", text)
    return [one for one in dict.fromkeys(NOT_SHOWN.findall(composed)) if not is_silent(one)]
