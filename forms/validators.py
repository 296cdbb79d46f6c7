"""What a person typed, brought to one plain form, and what can be wrong with it.

Nothing here knows WTForms or the database; a problem is raised as `Wrong` with words for the clerk.
"""

import re
import unicodedata
from datetime import date, time
from decimal import Decimal, InvalidOperation

import phonenumbers
from flask_babel import gettext as _

from rules.identifiers import PHONE_WORDS
from rules.lettering import not_shown

# Pasted from word processors, invisible and harmless: dropped without a word.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
_SPACES = str.maketrans({"\t": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
# Bidirectional overrides make a text read otherwise than it is stored.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORBIDDEN = frozenset({"Cc", "Cs"})

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]{2,}")
_PHONE_WORDS = "|".join(PHONE_WORDS)
_PHONE = re.compile(rf"(?:[\d\s()+.,;/#*-]|(?:{_PHONE_WORDS})\.?)+", re.IGNORECASE)
_DAYS = (
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,6})?")
PHONE_DIGITS = 5
SHOWN_AT_MOST = 10  # of the characters that are wrong: enough to find them
EARLIEST_YEAR = 1900


class Wrong(Exception):
    """What is wrong with a field, in words that stand under it."""


def clean(text: str, *, lines: bool = False) -> tuple[str, bool]:
    """The text without control characters and bidirectional overrides, and whether there were any.

    One spelling for spaces and line ends. NUL cannot be stored at all, the others cannot be seen or printed.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").translate(_INVISIBLE).translate(_SPACES)
    kept, dropped = [], False
    for character in text:
        if character == "\n":
            dropped = dropped or not lines
            kept.append("\n" if lines else " ")
        elif character in _OVERRIDES or unicodedata.category(character) in _FORBIDDEN:
            dropped = True
        else:
            kept.append(character)
    cleaned = "".join(kept)
    if not lines:
        return " ".join(cleaned.split()), dropped
    return "\n".join(line.rstrip() for line in cleaned.split("\n")).strip("\n "), dropped


def check_length(text: str, limit: int) -> None:
    """Wrong if the column cannot hold the text."""
    if len(text) > limit:
        raise Wrong(_("At most %(limit)s characters: there are %(count)s now", limit=limit, count=len(text)))


def check_letters(text: str) -> None:
    """Wrong if the papers cannot show all of the text."""
    missing = not_shown(text)
    if missing:
        shown = " ".join(f"\u25cc{c}" if unicodedata.combining(c) else c for c in missing[:SHOWN_AT_MOST])
        raise Wrong(
            _("The papers cannot show %(characters)s: use Cyrillic or Latin letters and common signs", characters=shown)
        )


def parse_day(text: str, *, today: date) -> date:
    """A date as 16.05.2013 or 2013-05-16, not after today."""
    match = next((m for pattern in _DAYS if (m := pattern.fullmatch("".join(text.split())))), None)
    if match is None:
        raise Wrong(_("Write the date as DD.MM.YYYY"))
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError as error:
        raise Wrong(_("There is no such day in the calendar")) from error
    if day.year < EARLIEST_YEAR:
        raise Wrong(_("There is a mistake in the year"))
    if day > today:
        raise Wrong(_("The date is in the future"))
    return day


def parse_time(text: str) -> time:
    """A time of day as 10:42."""
    match = _TIME.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise Wrong(_("Write the time as HH:MM"))
    return time(int(match[1]), int(match[2]))


def parse_quantity(text: str) -> Decimal:
    """A decimal above zero, with a comma or a point; spaces between thousands are dropped."""
    plain = "".join(text.split())
    if not _NUMBER.fullmatch(plain):
        raise Wrong(_("Write a number, for example 12 or 0,5"))
    try:
        value = Decimal(plain.replace(",", "."))
    except InvalidOperation as error:  # pragma: no cover - the pattern above lets numbers through only
        raise Wrong(_("Write a number, for example 12 or 0,5")) from error
    if value <= 0:
        raise Wrong(_("The quantity must be above zero"))
    return value


def check_phone(text: str) -> None:
    """Wrong unless it could be dialled; several numbers may stand in one field."""
    if not _PHONE.fullmatch(text):
        raise Wrong(_("A telephone number consists of digits, spaces, brackets and hyphens"))
    if sum(character.isdigit() for character in text) < PHONE_DIGITS:
        raise Wrong(_("The telephone number is too short"))


def phone_is_odd(text: str) -> bool:
    """Whether a single number is impossible in Kazakhstan: a warning, for numbering plans change."""
    if re.search(rf"[,;/]|{_PHONE_WORDS}", text, re.IGNORECASE):
        return False
    try:
        number = phonenumbers.parse(text, "KZ")
    except phonenumbers.NumberParseException:
        return True
    possible = phonenumbers.is_possible_number_with_reason(number)
    return possible not in (
        phonenumbers.ValidationResult.IS_POSSIBLE, phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY,
    )  # fmt: skip


def check_email(text: str) -> None:
    """Wrong unless it has the form of an e-mail address."""
    if not _EMAIL.fullmatch(text):
        raise Wrong(_("Write an e-mail address as name@example.kz"))


def check_postcode(text: str) -> str:
    """Six digits; spaces between them are dropped."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        raise Wrong(_("Enter 6 digits"))
    return digits
