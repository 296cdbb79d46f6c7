"""What an address may hold: a row's number is one that a database can hold; any other is 404, not a failure."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """`<int:…>` up to the largest INTEGER of PostgreSQL."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = None) -> None:  # noqa: A002 - werkzeug's own names
        super().__init__(map, fixed_digits, min, LARGEST if max is None else max)


def register(app: Flask) -> None:
    """Read every `<int:…>` so; before any view is registered."""
    app.url_map.converters["int"] = RowNumber
