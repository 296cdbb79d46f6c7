"""The directory of Centers as a file, CSV or XLSX: written so that it can be taken back, and read as it is.

Reading tells cells apart, and files that are none; what the rows mean is `rules.directory_rows`.
"""

import csv
import warnings
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook

from rules.directory import Row
from rules.directory_rows import COLUMNS, LINE_MARK, Cell, CellKind, Fault, Line

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
ZIP, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOOKS_LIKE_A_FORMULA = ("=", "+", "-", "@")
_KINDS = {"s": CellKind.TEXT, "n": CellKind.NUMBER, "f": CellKind.FORMULA, "e": CellKind.ERROR}
WIDTHS = (10, 10, 14, 45, 60, 30)


class UnreadableFile(Exception):
    """A file that is no table at all, or none that can be taken."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults[0].code)
        self.faults = faults


def read_file(content: bytes) -> list[Line]:
    """The lines of a file that hold anything, the header first. Raises UnreadableFile with its faults."""
    if not content.strip():
        raise UnreadableFile(Fault(0, "", "empty_file"))
    if len(content) > MOST_BYTES:
        raise UnreadableFile(Fault(0, "", "too_large_file", str(MOST_BYTES // 1024 // 1024)))
    if content.startswith(OLD_WORKBOOK):
        raise UnreadableFile(Fault(0, "", "old_workbook"))
    lines = list(_workbook(content) if content.startswith(ZIP[:2]) else _csv(content))
    lines = [line for line in lines if any(cell.text.strip() for cell in line.cells)]
    if not lines:
        raise UnreadableFile(Fault(0, "", "empty_file"))
    return lines


def _csv(content: bytes) -> Iterator[Line]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFile(Fault(line, "", "not_utf8")) from error
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for row in reader:
            yield Line(number, [Cell(_unescaped(value)) for value in row])
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(Fault(number, "", "broken_csv")) from error


def _unescaped(value: str) -> str:
    return value[1:] if value.startswith("'") and value[1:].startswith(_LOOKS_LIKE_A_FORMULA) else value


def _workbook(content: bytes) -> Iterator[Line]:
    try:
        with ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableFile(Fault(0, "", "too_large_file", str(MOST_UNPACKED // 1024 // 1024)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that are not read
            book = load_workbook(BytesIO(content), data_only=False)
    except UnreadableFile:
        raise
    except Exception as error:  # damaged archives and XML fail in many ways, none of which is ours
        code = "damaged_workbook" if isinstance(error, BadZipFile) else "not_a_workbook"
        raise UnreadableFile(Fault(0, "", code)) from error
    sheets = [one for one in book.worksheets if any(cell.value is not None for row in one.iter_rows() for cell in row)]
    if not sheets:
        raise UnreadableFile(Fault(0, "", "empty_file"))
    if len(sheets) > 1:
        raise UnreadableFile(Fault(0, "", "several_sheets", ", ".join(one.title for one in sheets)))
    yield from _lines(sheets[0])


def _lines(sheet: Worksheet) -> Iterator[Line]:
    if merged := sheet.merged_cells.ranges:
        raise UnreadableFile(*(Fault(one.min_row, "", "merged_cells", one.coord) for one in merged))
    for row in sheet.iter_rows():
        yield Line(row[0].row, [_cell(cell) for cell in row])


def _cell(cell: SheetCell) -> Cell:
    if cell.value is None:
        return Cell("")
    return Cell(str(cell.value), _KINDS.get(cell.data_type, CellKind.OTHER))


def csv_of(rows: Iterable[Row]) -> bytes:
    """The rows as CSV in UTF-8, telephone lines parted by "|". What a spreadsheet would take for a formula is marked
    as text by an apostrophe, which reading takes off."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        texts = (row.printed.name, row.printed.address, row.printed.phones.replace("\n", LINE_MARK))
        escaped = [f"'{text}" if text.startswith(_LOOKS_LIKE_A_FORMULA) else text for text in texts]
        writer.writerow([row.branch_no, row.row_no, row.standard.value, *escaped])
    return out.getvalue().encode()


def xlsx_of(rows: Iterable[Row]) -> bytes:
    """The rows as a workbook of one sheet, telephone lines one under another. All text is written as text."""
    content = BytesIO()
    made = Workbook(content, {"constant_memory": True})
    bold, wrapped = made.add_format({"bold": True}), made.add_format({"text_wrap": True, "valign": "top"})
    sheet = made.add_worksheet("centers")
    sheet.freeze_panes(1, 0)
    for place, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, bold)
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number, 0, row.branch_no, wrapped)
        sheet.write_number(number, 1, row.row_no, wrapped)
        for place, text in enumerate((row.standard.value, *row.printed), start=2):
            sheet.write_string(number, place, text, wrapped)
    made.close()
    return content.getvalue()
