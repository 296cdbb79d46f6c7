"""Telephone lines as Annex 3 prints them: the numbers in a line, how each is dialled, and whether typed digits mean it.

Nothing is repaired: a line that is no number of Kazakhstan is said to be suspect, and is not dialled.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from rules.identifiers import PHONE_WORDS

REGION = "KZ"
NATIONAL_DIGITS = 10
TRUNK = ("8", "7")
"""What may stand before the ten digits: the trunk prefix, or the code of the country."""
FEWEST_TYPED = 4
_NEXT_NUMBER = re.compile(r"(?<=\d)[\s,;]+(?=8\s*\()")
_TYPED = re.compile(rf"(?:[\d\s()+.,;\u2010-\u2015-]|(?:{'|'.join(PHONE_WORDS)})\.?)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Telephone:
    """One number of a line as printed. `dialled` is "+77232264015", or "" where the line is suspect."""

    printed: str
    dialled: str

    @property
    def national(self) -> str:
        """Its ten digits; of a suspect one all that are printed."""
        return _national(_digits(self.printed))


@lru_cache(maxsize=2048)
def telephones_in(line: str) -> tuple[Telephone, ...]:
    """The numbers of one printed line; mostly it is one."""
    return tuple(Telephone(part, _dialled(part)) for part in _NEXT_NUMBER.split(line.strip()) if part)


def typed_number(text: str) -> str:
    """The digits of what was typed if it can be nothing but a telephone number or a part of one, else ""."""
    digits = _digits(text)
    return digits if len(digits) >= FEWEST_TYPED and _TYPED.fullmatch(text.strip()) else ""


def is_meant(line: str, typed: str) -> bool:
    """Whether the digits typed are a number of this line, its beginning with or without 8, +7 and the code, or a part
    of it such as the last digits."""
    begins = typed[1:] if typed.startswith(TRUNK) else typed
    return any(
        typed in _digits(one.printed) or typed in one.national or one.national.startswith(begins)
        for one in telephones_in(line)
    )


def _dialled(printed: str) -> str:
    try:
        number = phonenumbers.parse(printed, REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _national(digits: str) -> str:
    return digits[1:] if len(digits) == NATIONAL_DIGITS + 1 and digits.startswith(TRUNK) else digits


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())
