"""The code by which anybody may check a paper: 20 characters that cannot be guessed, made to be read aloud and typed.

Crockford's alphabet of 32 has no I, L, O and U: 100 random bits, in four groups of five.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 20, 5
LONGEST = 300
"""So much of what was typed is read."""
_MEANT = str.maketrans("OILАВЕЗІКМНОРСТХУ", "011ABE31KMH0PCTXY")
"""What is easily taken for another character, and the Cyrillic letters that look like Latin ones or digits."""
_BETWEEN = re.compile(r"[\s\u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212\ufeff-]+")
"""Spaces, also those without width, and hyphens and dashes of any kind."""
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_COPY = " copy"


def new_code() -> str:
    """A code as it is stored: without hyphens."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """A code as it is printed: 7K3QW-8M0ZP-…"""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """The stored form of what was typed, in capitals or not, with hyphens and spaces or without; None if it is none.

    The address out of the QR code will do as well, also with a slash, a question or a mark at its end.
    """
    address = re.split("[?#]", _BETWEEN.sub("", typed[:LONGEST]), maxsplit=1)[0]
    code = address.rstrip("/").rsplit("/", 1)[-1].upper().translate(_MEANT)
    return code if _CODE.fullmatch(code) else None


def keywords(code: str, *, is_copy: bool) -> str:
    """What a paper's file says of itself: its code, and whether it is a copy that is drawn anew and not kept."""
    return grouped(code) + (_COPY if is_copy else "")


def read_keywords(written: str) -> tuple[str, bool]:
    """The code that a file claims, or "", and whether it calls itself a copy."""
    return read_code(written.removesuffix(_COPY)) or "", written.endswith(_COPY)
