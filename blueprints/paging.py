"""Numbered pages of a list; the count stops at a cap: «Показано 1–25 из 1000+» (htmx.md, 14; stack.md, Traps)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import abort, current_app, request, url_for
from sqlalchemy import Select, func, literal_column, select

from extensions import db

NEIGHBOURS = 2
MAX_PAGE = 100_000

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows. `total` is exact up to the cap; beyond it `is_capped` is true and more pages may follow."""

    rows: Sequence[Row]
    number: int
    per_page: int
    total: int
    is_capped: bool = False

    @property
    def first(self) -> int:
        """The number of the page's first row in the list, from 1; 0 when the list is empty."""
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the page's last row in the list."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def pages(self) -> int:
        """How many pages are known; under a cap the page being shown counts too."""
        return max(-(-self.total // self.per_page), self.number, 1)

    @property
    def has_next(self) -> bool:
        """Whether another page follows."""
        return self.number < self.pages

    def numbers(self) -> Iterator[int | None]:
        """The page numbers to offer; None stands for a gap."""
        shown = {1, self.pages, *range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)}
        previous = 0
        for number in sorted(n for n in shown if 1 <= n <= self.pages):
            if number > previous + 1:
                yield None
            yield number
            previous = number

    def url(self, number: int) -> str:
        """This list with its filters, at another page; it opens in a new tab as well (htmx.md, 4)."""
        values: dict[str, Any] = {**request.args.to_dict(flat=False), **(request.view_args or {})}
        values["page"] = number if number > 1 else None
        return url_for(request.endpoint or "", **values)


def paginate(query: Select[Row], per_page: int | None = None) -> Page[Row]:
    """The page that `?page=` asks for, limited in SQL. A page that cannot be is 404."""
    number = request.args.get("page", 1, type=int)
    if number < 1 or number > MAX_PAGE:
        abort(404)
    per_page = per_page or current_app.config["PAGE_SIZE"]
    total, cap = capped_count(query), current_app.config["COUNT_CAP"]
    rows = db.session.scalars(query.limit(per_page).offset((number - 1) * per_page)).unique().all()
    if not rows and number > 1:
        abort(404)
    return Page(rows, number, per_page, min(total, cap), is_capped=total > cap)


def capped(query: Select[Any]) -> Select[int]:
    """SQL for how many rows a query finds, counted no further than just past the cap."""
    rows: Select[Any] = query.with_only_columns(literal_column("1"), maintain_column_froms=True).order_by(None)
    found = rows.limit(current_app.config["COUNT_CAP"] + 1)
    return select(func.count()).select_from(found.subquery())


def capped_count(query: Select[Any]) -> int:
    """How many rows a query finds, counted no further than just past the cap."""
    return db.session.scalar(capped(query)) or 0


def shown_count(number: int) -> str:
    """A capped count in words: "1000+" for all beyond."""
    cap = current_app.config["COUNT_CAP"]
    return f"{cap}+" if number > cap else str(number)
