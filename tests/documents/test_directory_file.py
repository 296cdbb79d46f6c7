"""The directory as a file: what is written is read back alike, and what is no table is told."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from documents.directory_file import MOST_BYTES, UnreadableFile, csv_of, read_file, xlsx_of
from rules.directory import Printed, Row
from rules.directory_rows import COLUMNS, CellKind, read_rows
from rules.terms import Service

ROWS = [
    Row(1, 2, Service.EUC, Printed("=Отдел «Ақжайық»", 'Абая, 47 "а"', "+7 (7162) 25-00-67\n8 (7162) 25-06-21")),
    Row(3, 14, Service.CONCLUSION, Printed("отделение Акши", "-с. Акши", "")),
]  # fmt: skip
KNOWN = frozenset({(1, 2), (3, 14)})
HEAD = ",".join(COLUMNS)
LINE = "1,2,euc,Отдел,Адрес,8 (7162) 25-00-67"


def workbook(*rows: list[object], merged: str = "", sheets: int = 1) -> bytes:
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    for number in range(1, sheets):
        made.create_sheet(f"ещё {number}").append(["что-то"])
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def damaged() -> bytes:
    content = workbook(list(COLUMNS))
    return content[: len(content) // 2]


def zipped(name: str, size: int) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        packed.writestr(name, b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize("write", [csv_of, xlsx_of])
def test_what_is_written_is_read_back_alike(write):
    rows = [row._replace(printed=row.printed._replace(name="-Отдел")) for row in ROWS]
    assert read_rows(read_file(write(rows)), KNOWN) == (rows, [])


def test_what_a_spreadsheet_would_take_for_a_formula_is_written_as_text():
    assert "'=Отдел" in csv_of(ROWS).decode()
    assert "'+7 (7162)" in csv_of(ROWS).decode()
    cells = read_file(xlsx_of(ROWS))[1].cells
    assert (cells[3].text, cells[3].kind) == ("=Отдел «Ақжайық»", CellKind.TEXT)


@pytest.mark.parametrize("begins", ["", "\ufeff"])
def test_a_mark_of_byte_order_is_no_fault(begins):
    lines = read_file(f"{begins}{HEAD}\n{LINE}\n".encode())
    assert [line.number for line in lines] == [1, 2]
    assert lines[0].cells[0].text == "branch_no"


def test_empty_lines_count_and_are_passed_over_and_a_line_within_quotes_too():
    lines = read_file(f'{HEAD}\r\n\r\n1,2,euc,"Отдел\nдва",Адрес,8\r\n{LINE}\r\n'.encode())
    assert [line.number for line in lines] == [1, 3, 5]


def test_numbers_of_a_workbook_are_read_though_it_keeps_them_as_floats():
    content = workbook(list(COLUMNS), [1.0, 2.0, "euc", "Отдел", "Адрес", "8 (7162) 25-00-67"])
    rows, faults = read_rows(read_file(content), KNOWN)
    assert not faults
    assert rows[0].key == (1, 2)


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (b"", 0, "empty_file"),
        (b" \n\n", 0, "empty_file"),
        (b",,,\n,,\n", 0, "empty_file"),
        (f"{HEAD}\n{LINE}".encode("cp1251"), 2, "not_utf8"),
        (f'{HEAD}\n1,2,euc,"Отдел,Адрес,8'.encode(), 2, "broken_csv"),
        (f'{HEAD}\n{LINE}\n1,2,euc,"Отдел"х,Адрес,8\n'.encode(), 3, "broken_csv"),
        (b"x" * (MOST_BYTES + 1), 0, "too_large_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, 0, "old_workbook"),
        (damaged(), 0, "damaged_workbook"),
        (zipped("readme.txt", 10), 0, "not_a_workbook"),
        (zipped("xl/workbook.xml", 60 * 1024 * 1024), 0, "too_large_file"),
        (workbook(), 0, "empty_file"),
        (workbook(list(COLUMNS), sheets=2), 0, "several_sheets"),
        (workbook(list(COLUMNS), ["1", "2"], merged="A2:B2"), 2, "merged_cells"),
    ],
)
def test_a_file_that_is_no_table_is_told(content, line, code):
    with pytest.raises(UnreadableFile) as refused:
        read_file(content)
    assert [(fault.line, fault.code) for fault in refused.value.faults] == [(line, code)]


def test_a_formula_and_a_number_in_a_text_are_told_from_text():
    content = workbook(list(COLUMNS), [1, 2, "euc", "=A1", "Адрес", 87162250067])
    _rows, faults = read_rows(read_file(content), KNOWN)
    assert [(fault.line, fault.column, fault.code) for fault in faults] == [
        (2, "name", "formula"),
        (2, "phones", "not_text"),
    ]
