"""The code by which anybody may check a paper: 20 characters that cannot be guessed, made to be read aloud and typed.

Crockford's alphabet of 32 has no I, L, O and U: 100 random bits, in four groups of five.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 20, 5
_MEANT = str.maketrans("OILАВЕКМНОРСТХУ", "011ABEKMH0PCTXY")
"""What is easily taken for another character, and the Cyrillic letters that look like Latin ones."""
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def new_code() -> str:
    """A code as it is stored: without hyphens."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """A code as it is printed: 7K3QW-8M0ZP-…"""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """The stored form of what was typed, in capitals or not, with hyphens and spaces or without; None if it is none."""
    code = re.sub(r"[\s\u2010-\u2015-]+", "", typed[:200]).upper().translate(_MEANT)
    return code if _CODE.fullmatch(code) else None
