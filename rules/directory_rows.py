"""The rows of a file that would change the directory of Centers (Annex 3): what each says, and all that is wrong.

Nothing is guessed or mended: a file is taken whole or not at all, and each fault names its row and its column.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any, NamedTuple

from rules.directory import Printed, Row
from rules.lettering import not_shown
from rules.terms import Service

COLUMNS = ("branch_no", "row_no", "standard", "name", "address", "phones")
LONGEST = {"name": 300, "address": 500, "phones": 500}
LARGEST_NUMBER = 9999
LINE_MARK = "|"
"""Parts telephone lines where a cell holds one line; elsewhere they stand one under another."""
FORMULA_BEGINS = ("=", "@")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # controls, directions of writing, what is no character


class CellKind(StrEnum):
    """What a cell holds besides text: a spreadsheet tells them apart."""

    TEXT = "text"
    NUMBER = "number"
    FORMULA = "formula"
    ERROR = "error"
    OTHER = "other"
    """A date, or yes and no."""


class Cell(NamedTuple):
    """A cell as text, whatever it holds."""

    text: str
    kind: CellKind = CellKind.TEXT


class Line(NamedTuple):
    """A line of the file under its number there."""

    number: int
    cells: Sequence[Cell]


class Fault(NamedTuple):
    """What is wrong: the line of the file (0: the whole of it), the column ("": the whole line), a code, details."""

    line: int
    column: str
    code: str
    detail: str = ""


class _Bad(Exception):
    """A cell that will not do."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def read_rows(
    lines: Iterable[Line], known: AbstractSet[tuple[int, int]], standard: Service | None = None
) -> tuple[list[Row], list[Fault]]:
    """The rows of the directory in a file, and every fault. `known` are the Centers that there are; `standard` is the
    one that all rows belong to, for a file without that column."""
    head, *body = lines
    names = [cell.text.strip() for cell in head.cells]
    while names and not names[-1]:
        names.pop()
    if faults := _of_header(head.number, names, standard):
        return [], faults
    rows, first = [], dict[tuple[int, int, Service], int]()
    for line in body:
        row, found = _read(line, names, known, standard)
        faults += found
        if row is None:
            continue
        if (seen := first.setdefault((*row.key, row.standard), line.number)) != line.number:
            faults.append(Fault(line.number, "row_no", "doubled_key", str(seen)))
        rows.append(row)
    if not body:
        faults.append(Fault(head.number, "", "no_rows"))
    return rows, faults


def _of_header(number: int, names: list[str], standard: Service | None) -> list[Fault]:
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        return [Fault(number, "", "wrong_delimiter")]
    wanted = [name for name in COLUMNS if name != "standard" or standard is None]
    faults = [Fault(number, name, "missing_column") for name in wanted if name not in names]
    faults += [Fault(number, name, "unknown_column") for name in names if name not in COLUMNS]
    return faults + [Fault(number, name, "doubled_column") for name in COLUMNS if names.count(name) > 1]


def _read(
    line: Line, names: list[str], known: AbstractSet[tuple[int, int]], standard: Service | None
) -> tuple[Row | None, list[Fault]]:
    cells, beyond = dict(zip(names, line.cells, strict=False)), line.cells[len(names) :]
    faults = [Fault(line.number, "", "extra_cells", one.text[:40]) for one in beyond if one.text.strip()][:1]
    if len(cells) < len(names):
        return None, [*faults, Fault(line.number, names[len(cells)], "missing_cell")]
    values: dict[str, Any] = {}
    for name in names:
        try:
            values[name] = READERS[name](cells[name], name)
        except _Bad as bad:
            faults.append(Fault(line.number, name, bad.code, bad.detail))
    if standard and values.setdefault("standard", standard) != standard:
        faults.append(Fault(line.number, "standard", "other_standard", standard))
    branch, row = values.get("branch_no"), values.get("row_no")
    if branch and branch not in {one for one, _row in known}:
        faults.append(Fault(line.number, "branch_no", "unknown_branch", str(branch)))
    elif branch and row and (branch, row) not in known:
        faults.append(Fault(line.number, "row_no", "unknown_center", f"{branch:02d}/{row:02d}"))
    if len(values) < len(COLUMNS):
        return None, faults
    printed = Printed(values["name"], values["address"], values["phones"])
    return Row(values["branch_no"], values["row_no"], values["standard"], printed), faults


def _whole_number(cell: Cell, _name: str) -> int:
    _refuse_formula(cell)
    text = cell.text.strip().removesuffix(".0") if cell.kind is CellKind.NUMBER else cell.text.strip()
    if not text:
        raise _Bad("empty")
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise _Bad("not_whole_number", text[:40])
    number = int(text[:10])
    if number < 1:
        raise _Bad("below_one", text)
    if number > LARGEST_NUMBER:
        raise _Bad("too_large_number", text[:20])
    return number


def _standard(cell: Cell, _name: str) -> Service:
    _refuse_formula(cell)
    text = cell.text.strip()
    if not text:
        raise _Bad("empty")
    if text not in tuple(Service):
        raise _Bad("unknown_standard", text[:40])
    return Service(text)


def _text(cell: Cell, name: str) -> str:
    _refuse_formula(cell)
    if cell.kind is not CellKind.TEXT:
        raise _Bad("not_text", cell.text[:40])
    text = cell.text.replace("\r\n", "\n").replace("\r", "\n")
    unseen = next((c for c in text if c != "\n" and unicodedata.category(c) in _UNSEEN), None)
    if unseen is not None:
        raise _Bad("control_characters", f"U+{ord(unseen):04X}")
    if missing := not_shown(text):
        raise _Bad("letters_not_shown", " ".join(missing[:10]))
    folded = unicodedata.normalize("NFC", text)
    if len(folded) > LONGEST[name]:
        raise _Bad("too_long", str(LONGEST[name]))
    return folded


def _one_line(cell: Cell, name: str) -> str:
    """Line breaks of the printing become spaces."""
    text = " ".join(_text(cell, name).split())
    if not text:
        raise _Bad("empty")
    return text


def _phones(cell: Cell, name: str) -> str:
    text = _text(cell, name).replace(LINE_MARK, "\n")
    if not text.strip():
        return ""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    for line in lines:
        if not any(character.isdecimal() for character in line):
            raise _Bad("telephone_without_digits", line[:40])
    return "\n".join(lines)


def _refuse_formula(cell: Cell) -> None:
    if cell.kind is CellKind.ERROR:
        raise _Bad("error_in_cell", cell.text[:40])
    if cell.kind is CellKind.FORMULA or cell.text.startswith(FORMULA_BEGINS):
        raise _Bad("formula", cell.text[:40])


READERS: dict[str, Callable[[Cell, str], Any]] = {
    "branch_no": _whole_number, "row_no": _whole_number, "standard": _standard, "name": _one_line,
    "address": _one_line, "phones": _phones,
}  # fmt: skip
