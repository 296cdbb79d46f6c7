"""Rows as a workbook (XLSX): one sheet with a heading row, dates as dates, numbers as numbers.

Text is written as text, so that nothing typed is ever taken for a formula.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from flask import Response, send_file
from flask_babel import LazyString
from xlsxwriter import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | date | None
Column = tuple[LazyString, int, Callable[[Any, datetime], Cell]]
"""A heading, a width in characters, and the cell of a row at a moment."""


def workbook(
    title: LazyString | str, label: LazyString | str, columns: Sequence[Column], rows: Iterable[Any], now: datetime
) -> BytesIO:
    """The workbook `title` with one sheet named `label`; a cell that is None or "" stays empty."""
    content = BytesIO()
    made = Workbook(content, {"constant_memory": True})
    made.set_properties({"title": str(title)})
    bold, day = made.add_format({"bold": True}), made.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
    sheet = made.add_worksheet(str(label)[:31])
    sheet.freeze_panes(1, 0)
    for place, (heading, width, _cell) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, str(heading), bold)
    for line, row in enumerate(rows, start=1):
        for place, (_heading, _width, cell) in enumerate(columns):
            value = cell(row, now)
            if isinstance(value, date):
                sheet.write_datetime(line, place, value, day)
            elif isinstance(value, int):
                sheet.write_number(line, place, value)
            elif value:
                sheet.write_string(line, place, value)
    made.close()
    content.seek(0)
    return content


def workbook_response(content: BytesIO, name: str) -> Response:
    """The workbook to be saved as `name`.xlsx."""
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")
