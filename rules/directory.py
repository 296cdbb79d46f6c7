"""What is odd in the directory of Centers (Annex 3), for an administrator to look into: nothing is mended here.

The annexes print names, addresses and telephones with slips of their own. What is printed stays; these functions say
which lines look wrong, and what would be dialled.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

import phonenumbers

from rules.telephones import REGION, telephones_in
from rules.terms import Service

DIGITS = 11  # of a number as it is dialled within the country, the 8 among them
BAIKONUR = "33622"  # a code of Russia's numbering in a town of Kazakhstan, which the plan of Kazakhstan does not list


class Printed(NamedTuple):
    """A row's three columns in one standard; telephones one a line."""

    name: str
    address: str
    phones: str


class Row(NamedTuple):
    """A row of Annex 3 in one standard. Branch and row are its key: everything else repeats."""

    branch_no: int
    row_no: int
    standard: Service
    printed: Printed

    @property
    def key(self) -> tuple[int, int]:
        return (self.branch_no, self.row_no)

    @property
    def lines(self) -> list[str]:
        """The telephone lines as printed."""
        return self.printed.phones.splitlines()


class SuspectKind(StrEnum):
    """What is odd, in the order in which it is listed."""

    NO_TELEPHONE = "no_telephone"
    TWO_NUMBERS = "two_numbers"
    TOO_MANY_DIGITS = "too_many_digits"
    TOO_FEW_DIGITS = "too_few_digits"
    WRONG_CODE = "wrong_code"
    REPEATED_TELEPHONE = "repeated_telephone"
    TWO_ADDRESSES = "two_addresses"
    REPEATED_ADDRESS = "repeated_address"
    REPEATED_NAME = "repeated_name"


TELEPHONE_LINES = frozenset(
    {
        SuspectKind.TWO_NUMBERS, SuspectKind.TOO_MANY_DIGITS, SuspectKind.TOO_FEW_DIGITS, SuspectKind.WRONG_CODE,
        SuspectKind.REPEATED_TELEPHONE,
    }
)  # fmt: skip
"""Kinds that are about a telephone line as it is printed."""


@dataclass(frozen=True)
class Suspect:
    """Something odd: the words as printed, the rows that bear them, the standards that print them so."""

    kind: SuspectKind
    text: str
    rows: tuple[tuple[int, int], ...]
    standards: tuple[Service, ...]

    @property
    def dialled(self) -> list[str]:
        """What would be dialled; nothing where the suspect is no telephone, or no telephone answers to it."""
        numbers = telephones_in(self.text) if self.kind in _OF_TELEPHONES else ()
        return [one.dialled for one in numbers if one.dialled]

    @property
    def mark(self) -> str:
        """The key of what an administrator has looked at: another text, row or standard is another suspect."""
        told = "\n".join([self.text, *map(str, self.rows), *self.standards])
        return f"{self.kind}:{sha256(told.encode()).hexdigest()[:16]}"


_OF_TELEPHONES = frozenset(
    {SuspectKind.TWO_NUMBERS, SuspectKind.TOO_MANY_DIGITS, SuspectKind.TOO_FEW_DIGITS, SuspectKind.WRONG_CODE,
     SuspectKind.REPEATED_TELEPHONE}
)  # fmt: skip
_NOT_DIGITS = re.compile(r"\D")


def digits(text: str) -> str:
    """The digits of a telephone line, in their order."""
    return _NOT_DIGITS.sub("", text)


def suspects(rows: Iterable[Row]) -> list[Suspect]:
    """Everything odd in the rows of both standards, by kind, then in the order of the annex."""
    standards: dict[tuple[SuspectKind, str, tuple[tuple[int, int], ...]], list[Service]] = {}
    by_standard: dict[Service, list[Row]] = defaultdict(list)
    for row in rows:
        by_standard[row.standard].append(row)
    for standard in Service:
        for found in _odd_in(by_standard[standard]):
            standards.setdefault(found, []).append(standard)
    order = list(SuspectKind)
    listed = [Suspect(kind, text, keys, tuple(at)) for (kind, text, keys), at in standards.items()]
    return sorted(listed, key=lambda one: (order.index(one.kind), one.rows))


Found = tuple[SuspectKind, str, tuple[tuple[int, int], ...]]


def _odd_in(rows: list[Row]) -> Iterator[Found]:
    for row in rows:
        if not row.lines:
            yield SuspectKind.NO_TELEPHONE, row.printed.name, (row.key,)
        if ";" in row.printed.address:
            yield SuspectKind.TWO_ADDRESSES, row.printed.address, (row.key,)
        for line in dict.fromkeys(row.lines):
            if kind := odd_line(line):
                yield kind, line, (row.key,)
    yield from _repeated(rows, SuspectKind.REPEATED_NAME, lambda row: [row.printed.name])
    yield from _repeated(rows, SuspectKind.REPEATED_ADDRESS, lambda row: [row.printed.address])
    yield from _repeated(rows, SuspectKind.REPEATED_TELEPHONE, lambda row: row.lines)


def odd_line(line: str) -> SuspectKind | None:
    """What is odd about one telephone line by itself, or None."""
    numbers = telephones_in(line)
    if len(numbers) > 1:
        return SuspectKind.TWO_NUMBERS
    count = len(digits(line))
    if count != DIGITS:
        return SuspectKind.TOO_MANY_DIGITS if count > DIGITS else SuspectKind.TOO_FEW_DIGITS
    is_ours = any(_is_of_kazakhstan(one.dialled) for one in numbers)
    return None if is_ours or digits(line)[1:].startswith(BAIKONUR) else SuspectKind.WRONG_CODE


def _is_of_kazakhstan(dialled: str) -> bool:
    return bool(dialled) and phonenumbers.is_valid_number_for_region(phonenumbers.parse(dialled), REGION)


def _repeated(rows: list[Row], kind: SuspectKind, texts_of: Callable[[Row], list[str]]) -> Iterator[Found]:
    """Texts that stand more than once, in one row or in several."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        for text in texts_of(row):
            places[text].append(row.key)
    for text, keys in places.items():
        if len(keys) > 1:
            yield kind, text, tuple(dict.fromkeys(keys))
