"""What is odd in the directory, found and never mended; the rows of a file that would change it."""

from collections import Counter
from collections.abc import Mapping

import pytest

from rules.directory import Printed, Row, SuspectKind, odd_line, suspects
from rules.directory_rows import COLUMNS, Cell, CellKind, Line, read_rows
from rules.terms import Service
from seed.load import rows as seed_rows

K = SuspectKind
KNOWN = frozenset({(1, 1), (1, 2), (3, 14)})
GOOD = {
    "branch_no": "1", "row_no": "2", "standard": "euc", "name": "Кокшетауский городской отдел",
    "address": "г. Кокшетау, ул. Биржан Сал, д. 42", "phones": "8 (7162) 25-00-67|8 (7162) 25-06-21",
}  # fmt: skip


def printed_directory() -> list[Row]:
    return [
        Row(
            int(row["branch_no"]), int(row["row_no"]), Service(row["standard"]),
            Printed(row["name"], row["address"], row["phones"].replace("|", "\n")),
        )
        for row in seed_rows("centers.csv")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("8 (7162) 25-00-67", None),
        ("8 (71038)22-3- 39", None),
        ("8(7172) 61-84-11", None),
        ("8 (3362) 27-54-81", None),  # Baikonur
        ("8 (8182) 34-59-05", K.WRONG_CODE),  # Pavlodar has 7182
        ("8 (71637) 2-17-83 8 (71637) 2-20-36", K.TWO_NUMBERS),
        ("8 (72938)33-28-44", K.TOO_MANY_DIGITS),
        ("8 (7162) 25-00-6", K.TOO_FEW_DIGITS),
        ("25-00-67", K.TOO_FEW_DIGITS),
        ("8 (0000) 00-00-00", K.WRONG_CODE),
    ],
)
def test_a_telephone_line_is_told_from_an_odd_one(line, kind):
    assert odd_line(line) is kind


def test_a_suspect_telephone_is_shown_as_it_would_be_dialled_if_it_can_be():
    found = {one.text: one.dialled for one in suspects(printed_directory())}
    assert found["8 (71637) 2-17-83 8 (71637) 2-20-36"] == ["+77163721783", "+77163722036"]
    assert found["8 (8182) 34-59-05"] == ["+78182345905"]
    assert found["8 (72938)33-28-44"] == []
    assert found["отделение Акши"] == []


def test_the_suspects_of_the_printed_directory_are_these_and_no_others():
    found = suspects(printed_directory())
    assert Counter(one.kind for one in found) == {
        K.NO_TELEPHONE: 1, K.TWO_NUMBERS: 1, K.TOO_MANY_DIGITS: 4, K.WRONG_CODE: 1, K.REPEATED_TELEPHONE: 2,
        K.TWO_ADDRESSES: 2, K.REPEATED_ADDRESS: 8, K.REPEATED_NAME: 5,
    }  # fmt: skip
    rows = {kind: [one.rows for one in found if one.kind is kind] for kind in K}
    assert rows[K.NO_TELEPHONE] == [((3, 14),)]
    assert rows[K.TWO_NUMBERS] == [((1, 17),)]
    assert rows[K.TOO_MANY_DIGITS] == [((11, 10),), ((12, 13),), ((12, 13),), ((14, 15),)]
    assert rows[K.WRONG_CODE] == [((12, 2),)]
    assert rows[K.TWO_ADDRESSES] == [((8, 19),)] * 2, "each standard words it its own way"
    assert rows[K.REPEATED_TELEPHONE] == [((1, 5),), ((14, 1), (14, 2))]
    assert len({one.mark for one in found}) == len(found)


def test_another_text_is_another_suspect_so_that_a_note_on_the_old_one_is_not_about_it():
    def row(phones: str) -> Row:
        return Row(1, 1, Service.EUC, Printed("Имя", "Адрес", phones))

    before, after = suspects([row("8 (8182) 34-59-05")]), suspects([row("8 (8182) 34-59-06")])
    assert [one.kind for one in before + after] == [K.WRONG_CODE] * 2
    assert before[0].mark != after[0].mark


def lines_of(*rows: Mapping[str, str | Cell], columns: tuple[str, ...] = COLUMNS, more: str = "") -> list[Line]:
    """A file: its header, then each row."""
    head = Line(1, [Cell(name) for name in columns])
    body = []
    for number, row in enumerate(rows, start=2):
        cells = [value if isinstance(value, Cell) else Cell(value) for value in (row.get(name, "") for name in columns)]
        body.append(Line(number, [*cells, *([Cell(more)] if more else [])]))
    return [head, *body]


def test_a_row_is_read_as_it_stands_with_its_telephones_one_a_line():
    rows, faults = read_rows(lines_of(GOOD), KNOWN)
    assert not faults
    assert rows == [
        Row(1, 2, Service.EUC, Printed(GOOD["name"], GOOD["address"], "8 (7162) 25-00-67\n8 (7162) 25-06-21"))
    ]


def test_no_telephone_is_no_fault_and_a_line_break_in_a_name_is_a_space():
    rows, faults = read_rows(lines_of({**GOOD, "phones": "", "name": "Кокшетауский\nгородской  отдел"}), KNOWN)
    assert not faults
    assert rows[0].printed[::2] == ("Кокшетауский городской отдел", "")


BROKEN_ROWS: dict[str, tuple[dict[str, str | Cell], str, str]] = {
    "no branch": ({"branch_no": ""}, "branch_no", "empty"),
    "a branch in letters": ({"branch_no": "первый"}, "branch_no", "not_whole_number"),
    "a branch that there is not": ({"branch_no": "17"}, "branch_no", "unknown_branch"),
    "row zero": ({"row_no": "0"}, "row_no", "below_one"),
    "a negative row": ({"row_no": "-2"}, "row_no", "below_one"),
    "a row that is no whole number": ({"row_no": "2,5"}, "row_no", "not_whole_number"),
    "a float in a spreadsheet": ({"row_no": Cell("2.5", CellKind.NUMBER)}, "row_no", "not_whole_number"),
    "a row in other digits": ({"row_no": "٢"}, "row_no", "not_whole_number"),
    "a huge row": ({"row_no": "9" * 40}, "row_no", "too_large_number"),
    "a Center that there is not": ({"row_no": "99"}, "row_no", "unknown_center"),
    "a standard that there is not": ({"standard": "cert"}, "standard", "unknown_standard"),
    "no standard": ({"standard": ""}, "standard", "empty"),
    "no name": ({"name": "  "}, "name", "empty"),
    "no address": ({"address": ""}, "address", "empty"),
    "a long name": ({"name": "я" * 301}, "name", "too_long"),
    "a long address": ({"address": "я" * 501}, "address", "too_long"),
    "long telephones": ({"phones": "|".join(["8 (7162) 25-00-67"] * 30)}, "phones", "too_long"),
    "a control character": ({"name": "отдел\x07"}, "name", "control_characters"),
    "a NUL": ({"phones": "8 (7162)\x00 25-00-67"}, "phones", "control_characters"),
    "a turned direction of writing": ({"address": "ул. \u202eАбая"}, "address", "control_characters"),
    "letters that papers cannot show": ({"name": "出入"}, "name", "letters_not_shown"),
    "a formula in CSV": ({"address": '=HYPERLINK("x")'}, "address", "formula"),
    "a formula in a spreadsheet": ({"name": Cell("=A1", CellKind.FORMULA)}, "name", "formula"),
    "a formula for a number": ({"row_no": Cell("=1+1", CellKind.FORMULA)}, "row_no", "formula"),
    "a spreadsheet's error": ({"name": Cell("#N/A", CellKind.ERROR)}, "name", "error_in_cell"),
    "a telephone as a number": ({"phones": Cell("87162250067", CellKind.NUMBER)}, "phones", "not_text"),
    "a telephone as a date": ({"phones": Cell("2077-10-02", CellKind.OTHER)}, "phones", "not_text"),
    "a telephone in words": ({"phones": "8 (7162) 25-00-67|нет"}, "phones", "telephone_without_digits"),
    "an empty telephone line": ({"phones": "8 (7162) 25-00-67||8 (7162) 25-06-21"}, "phones",
                                "telephone_without_digits"),
}  # fmt: skip


@pytest.mark.parametrize("told", BROKEN_ROWS)
def test_a_broken_row_is_told_by_its_line_and_column(told):
    values, column, code = BROKEN_ROWS[told]
    _rows, faults = read_rows(lines_of({**GOOD, "row_no": "1"}, {**GOOD, **values}), KNOWN)
    assert [(fault.line, fault.column, fault.code) for fault in faults] == [(3, column, code)]


@pytest.mark.parametrize(
    ("columns", "faults"),
    [
        (COLUMNS[:-1], [("phones", "missing_column")]),
        ((*COLUMNS, "fax"), [("fax", "unknown_column")]),
        ((*COLUMNS, "name"), [("name", "doubled_column")]),
        (("branch_no;row_no;standard;name;address;phones",), [("", "wrong_delimiter")]),
        (("branch_no\trow_no",), [("", "wrong_delimiter")]),
        (("№", *COLUMNS[1:]), [("branch_no", "missing_column"), ("№", "unknown_column")]),
    ],
)
def test_a_header_that_will_not_do_is_told_and_no_row_is_read(columns, faults):
    rows, found = read_rows(lines_of(GOOD, columns=columns), KNOWN)
    assert not rows
    assert [(fault.column, fault.code) for fault in found] == faults


def test_a_key_twice_names_the_line_where_it_stood_first():
    _rows, faults = read_rows(lines_of(GOOD, {**GOOD, "standard": "conclusion"}, GOOD), KNOWN)
    assert [(fault.line, fault.code, fault.detail) for fault in faults] == [(4, "doubled_key", "2")]


def test_more_cells_than_columns_and_fewer_are_told():
    assert [fault.code for fault in read_rows(lines_of(GOOD, more="8"), KNOWN)[1]] == ["extra_cells"]
    short = [*lines_of(), Line(2, [Cell("1"), Cell("2")])]
    assert [(fault.column, fault.code) for fault in read_rows(short, KNOWN)[1]] == [("standard", "missing_cell")]


def test_a_header_alone_is_told():
    assert [fault.code for fault in read_rows(lines_of(), KNOWN)[1]] == ["no_rows"]


def test_without_the_column_all_rows_are_of_the_standard_that_is_named():
    columns = tuple(name for name in COLUMNS if name != "standard")
    rows, faults = read_rows(lines_of(GOOD, columns=columns), KNOWN, Service.CONCLUSION)
    assert not faults
    assert rows[0].standard is Service.CONCLUSION
    assert [one.code for one in read_rows(lines_of(GOOD), KNOWN, Service.CONCLUSION)[1]] == ["other_standard"]


def test_every_fault_of_a_file_is_told_at_once():
    rows = [{**GOOD, "row_no": "1", "name": "", "address": ""}, {**GOOD, "branch_no": "x", "phones": "нет"}]
    assert len(read_rows(lines_of(*rows), KNOWN)[1]) == 4
