"""Identifiers as people write them: IIN and BIN, TN VED codes, control-list codes.

Each is first brought to one spelling, then checked. An error stops the filing; a warning is shown and may be confirmed.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum


class IdentifierError(StrEnum):
    """Why a text cannot be the identifier."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    NOT_TWELVE = "not_twelve"
    NOT_TEN = "not_ten"
    CHECK_DIGIT = "check_digit"


class IdentifierWarning(StrEnum):
    """What does not fit, though the identifier may be right."""

    BIRTH_DATE = "birth_date"  # IIN: digits 1-6 are no date of the century that digit 7 names
    CENTURY = "century"  # IIN: digit 7 is not 1-6
    REGISTRATION_MONTH = "registration_month"  # BIN: digits 3-4 are no month
    ENTITY_TYPE = "entity_type"  # BIN: digit 5 is not 4 (resident), 5 (non-resident) or 6 (entrepreneurs jointly)
    CONTROL_CODE = "control_code"  # not written as a control-list code


@dataclass(frozen=True, slots=True)
class Checked:
    """A text in its one spelling, with what is wrong or odd about it."""

    value: str
    error: IdentifierError | None = None
    warnings: tuple[IdentifierWarning, ...] = ()


PHONE_WORDS = ("доб", "вн", "тел", "ext")
"""The only words that people write between the digits of a telephone number: extension, internal, telephone."""

_DIGITS = re.compile(r"[0-9]+")
# Hyphens, minus and dashes of all lengths, as pasted from papers.
_DASHES = re.compile(r"[-\u00ad\u2010-\u2015\u2212]")
_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_ENTITY_TYPES = frozenset("456")

_CONTROL_CODE = re.compile(r"([0-9][A-Ea-e][0-4][0-9]{2})((?:\.[0-9A-Za-z]{1,4})*)\.?")
# The official texts print Cyrillic letters for the same-looking Latin ones.
_LATIN = str.maketrans("АВСЕавсе", "ABCEabce")


def normalize_identifier(text: str) -> str:
    """An IIN or BIN without the spaces in it; anything else is left for the check to find."""
    return "".join(text.split())


def checksum(first_eleven: str) -> int | None:
    """The twelfth digit of an IIN or BIN; None if no digit fits, so that no such number is ever given out."""
    digits = [int(digit) for digit in first_eleven]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def check_iin(text: str) -> Checked:
    """An individual identification number: date of birth YYMMDD, century and sex, serial number, check digit."""
    value = normalize_identifier(text)
    if error := _number_error(value):
        return Checked(value, error)
    century = _CENTURIES.get(value[6])
    if century is None:
        # Without a century any year of the calendar may be meant; 2000 has every day.
        fits = _is_date(2000, value[2:4], value[4:6])
        warnings = (IdentifierWarning.CENTURY,) if fits else (IdentifierWarning.BIRTH_DATE, IdentifierWarning.CENTURY)
        return Checked(value, None, warnings)
    fits = _is_date(century + int(value[:2]), value[2:4], value[4:6])
    return Checked(value, None, () if fits else (IdentifierWarning.BIRTH_DATE,))


def check_bin(text: str) -> Checked:
    """A business identification number: year and month of registration YYMM, type of entity, attribute, serial number,
    check digit."""
    value = normalize_identifier(text)
    if error := _number_error(value):
        return Checked(value, error)
    warnings = []
    if not 1 <= int(value[2:4]) <= 12:
        warnings.append(IdentifierWarning.REGISTRATION_MONTH)
    if value[4] not in _ENTITY_TYPES:
        warnings.append(IdentifierWarning.ENTITY_TYPE)
    return Checked(value, None, tuple(warnings))


def normalize_tn_ved(text: str) -> Checked:
    """A TN VED code as ten digits, from any spacing: spaces, dots, hyphens and dashes are dropped."""
    value = _DASHES.sub("", "".join(text.split())).replace(".", "")
    if not value:
        return Checked(value, IdentifierError.EMPTY)
    if not _DIGITS.fullmatch(value):
        return Checked(value, IdentifierError.NOT_DIGITS)
    return Checked(value, None if len(value) == 10 else IdentifierError.NOT_TEN)


def format_tn_ved(code: str, separator: str = "-") -> str:
    """Ten digits as they are shown, 4-2-3-1; any other text unchanged."""
    if len(code) != 10:
        return code
    return separator.join((code[:4], code[4:6], code[6:9], code[9:]))


def normalize_control_code(text: str) -> tuple[str, IdentifierWarning | None]:
    """A control-list code such as 1A001.a.1 with Latin letters: capitals in the entry, small ones in its sub-items.
    What is not written so is returned as typed, with a warning to confirm."""
    match = _CONTROL_CODE.fullmatch("".join(text.split()).translate(_LATIN))
    if match is None:
        return text.strip(), IdentifierWarning.CONTROL_CODE
    return match[1].upper() + match[2].lower(), None


def _number_error(value: str) -> IdentifierError | None:
    if not value:
        return IdentifierError.EMPTY
    if not _DIGITS.fullmatch(value):
        return IdentifierError.NOT_DIGITS
    if len(value) != 12:
        return IdentifierError.NOT_TWELVE
    return None if checksum(value[:11]) == int(value[11]) else IdentifierError.CHECK_DIGIT


def _is_date(year: int, month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= monthrange(year, int(month))[1]
