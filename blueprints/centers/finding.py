"""The search of the directory: which Centers are meant by what is typed, and where that stands in what is printed.

Both standards' rows are read as plain text, some six hundred, and compared folded. What is folded is kept by its text
alone, so that it cannot be out of date.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from sqlalchemy import select

from extensions import clock, db
from models.center import Branch, Center, CenterListing
from models.folding import fold
from rules.telephones import is_meant, typed_number
from rules.terms import Service

_KEY = re.compile(r"0?(\d{1,2})\s*/\s*0?(\d{1,2})")
Piece = tuple[str, bool]
"""Some of a text, and whether it is what was searched for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is typed, in every way that it may be meant."""

    text: str
    words: tuple[str, ...]
    digits: str
    key: tuple[int, int] | None

    @property
    def squeezed(self) -> str:
        """The words without what parts them: a dash or a space is easily left out."""
        return "".join(self.words)


def wanted_from(text: str) -> Wanted:
    """ "ул. Ленина", "8 (7232) 26-40-15", "03/14"."""
    key = _KEY.fullmatch(text.strip())
    return Wanted(
        text, tuple(fold(text).split()), typed_number(text), (int(key[1]), int(key[2])) if key else None
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """A Center's row in one standard."""

    center_id: int
    key: str
    is_open: bool
    standard: Service
    name: str
    address: str
    phones: str

    @property
    def lines(self) -> list[str]:
        return self.phones.splitlines()


@dataclass(frozen=True, slots=True)
class Match:
    """A Center that is meant. `also` is the other standard's row, where only that one prints what was searched for."""

    printed: Printed
    also: Printed | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A branch with those of its Centers that are meant."""

    branch: Branch
    matches: tuple[Match, ...]


def centers_meant(wanted: Wanted) -> list[Group]:
    """The Centers by branch, in the order of the annex."""
    branches = {branch.no: branch for branch in db.session.scalars(select(Branch))}
    found: dict[int, list[Match]] = {}
    for branch_no, rows in _rows():
        match = _match(wanted, rows, branches[branch_no].region)
        if match:
            found.setdefault(branch_no, []).append(match)
    return [Group(branches[no], tuple(matches)) for no, matches in found.items()]


def _rows() -> Iterator[tuple[int, list[Printed]]]:
    """Each Center's branch and its row in either standard as it stands today, the certificate's standard first."""
    one = CenterListing
    statement = (
        select(
            Center.id, Center.branch_no, Center.row_no, Center.is_open, one.standard, one.name, one.address, one.phones
        )
        .join(one, one.center_id == Center.id)
        .where(one.valid_from <= clock.today())
        .order_by(Center.branch_no, Center.row_no, one.standard.desc(), one.valid_from, one.edition)
    )
    for (branch_no, row_no), rows in groupby(db.session.execute(statement), lambda row: (row.branch_no, row.row_no)):
        key = f"{branch_no:02d}/{row_no:02d}"
        yield (
            branch_no,
            [
                Printed(r.id, key, r.is_open, r.standard, r.name, r.address, r.phones)
                for r in {row.standard: row for row in rows}.values()  # of several wordings the last
            ],
        )


def _match(wanted: Wanted, rows: list[Printed], region: str) -> Match | None:
    meant = [row for row in rows if _is_meant(wanted, row, region)]
    if not meant:
        return None
    return Match(rows[0]) if meant[0] is rows[0] else Match(rows[0], meant[0])


def _is_meant(wanted: Wanted, row: Printed, region: str) -> bool:
    if wanted.key:  # a house is numbered like this, too
        is_key = row.key == "{:02d}/{:02d}".format(*wanted.key)
        return is_key or f" {' '.join(wanted.words)} " in f" {_folded(row.address)} "
    if wanted.digits:
        return any(is_meant(line, wanted.digits) for line in row.lines) or wanted.squeezed in _squeezed(row.address)
    folded = _folded(f"{row.name}\n{row.address}\n{region}")
    return bool(wanted.words) and (
        all(word in folded for word in wanted.words)
        or any(wanted.squeezed in _squeezed(text) for text in (row.name, row.address))
    )


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=4096)
def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")


def marked(text: str, wanted: Wanted) -> list[Piece]:
    """The text in pieces, those that were searched for marked; letters are compared folded, as the search does."""
    letters = [(fold(one) or " ", at) for at, one in enumerate(text)]
    words = () if wanted.digits else wanted.words
    spans = {at for word in words for at in _places_of(word, letters)}
    if not spans:
        spans = set(_places_of(wanted.squeezed, [one for one in letters if one[0] != " "]))
    return _pieces(text, spans)


def marked_line(line: str, wanted: Wanted) -> list[Piece]:
    """A telephone line: marked whole, where it is meant."""
    return [(line, bool(wanted.digits) and is_meant(line, wanted.digits))]


def _places_of(word: str, letters: list[tuple[str, int]]) -> Iterable[int]:
    """Where in the text each occurrence stands, with what parts its letters."""
    plain = "".join(folded for folded, _at in letters)
    places = [at for folded, at in letters for _letter in folded]
    begins = plain.find(word) if word else -1
    while begins >= 0:
        yield from range(places[begins], places[begins + len(word) - 1] + 1)
        begins = plain.find(word, begins + 1)


def _pieces(text: str, spans: set[int]) -> list[Piece]:
    pieces: list[Piece] = []
    for at, letter in enumerate(text):
        if pieces and pieces[-1][1] == (at in spans):
            pieces[-1] = (pieces[-1][0] + letter, at in spans)
        else:
            pieces.append((letter, at in spans))
    return pieces
