"""Loads the reference data. Rows that are there already are left as they are: administrators may have changed them."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from extensions import db
from models.calendar import CalendarException, CalendarYear, ReadingSetting
from models.center import Branch, Center, CenterListing
from models.once import insert
from models.reference import AuthorityFact, Country, RefusalGround, Unit
from rules.calendar import DayReason, Scheme
from rules.refusal import Ground
from rules.terms import Service

FOLDER = Path(__file__).resolve().parent

READINGS = (
    (
        "day_of_acceptance_is_day_zero",
        "Пункт 7.4 говорит это только о Центрах. Чтобы срок не зависел от места подачи, он считается так везде.",
    ),
    (
        "portal_postponement",
        "Портал принимает круглосуточно (пункт 9), но рассмотрение идёт в рабочие часы Комитета.",
    ),
    (
        "roll_forward_calendar_term",
        "Стандарт об этом молчит; так заканчиваются сроки в гражданском праве.",
    ),
    (
        "receipt_postponement",
        "Два рабочих дня пункта 16 считаются с рабочего дня, в который документы можно было начать проверять.",
    ),
)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file of this folder."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _add(model: Any, values: list[dict[str, Any]]) -> None:
    if values:
        db.session.execute(insert(model).on_conflict_do_nothing(), values)


def load_reference_data() -> None:
    """All reference data; one unit of work of the caller's."""
    _add(Country, [{**row, "is_active": row["is_active"] == "true"} for row in rows("countries.csv")])
    _add(
        Unit,
        [{**{k: v for k, v in row.items() if k != "sort"}, "position": int(row["sort"])} for row in rows("units.csv")],
    )
    _add(
        RefusalGround,
        [
            {
                **row, "service": Service(row["service"]), "code": Ground(row["code"]),
                "valid_from": _date(row["valid_from"]), "valid_to": _date(row["valid_to"]),
            }
            for row in rows("refusal_grounds.csv")
        ],
    )  # fmt: skip
    _add(
        AuthorityFact,
        [
            {**row, "valid_from": _date(row["valid_from"]), "valid_to": _date(row["valid_to"])}
            for row in rows("authority.csv")
        ],
    )
    _add(
        ReadingSetting,
        [{"name": name, "value": True, "since": date(2011, 1, 1), "reason": reason} for name, reason in READINGS],
    )
    _load_calendar()
    _load_centers()


def _load_calendar() -> None:
    loaded = {int(year) for year in db.session.scalars(select(CalendarYear.year))}
    days: list[dict[str, Any]] = [
        {
            "scheme": Scheme(row["scheme"]), "day": _date(row["day"]), "is_working": row["is_working"] == "true",
            "reason": DayReason(row["reason"]), "name": row["name"], "act": row["act"],
            "moved_from": _date(row["moved_from"]),
        }
        for row in rows("calendar.csv")
    ]  # fmt: skip
    new = sorted({day["day"].year for day in days} - loaded)
    _add(CalendarYear, [{"year": year} for year in new])
    _add(CalendarException, [day for day in days if day["day"].year in new])


def _load_centers() -> None:
    _add(
        Branch,
        [
            {"no": int(row["branch_no"]), "name": row["name_euc"], "region": row["region_ru"], "zone": row["zone"]}
            for row in rows("branches.csv")
        ],
    )
    listed = list(rows("centers.csv"))
    keys = sorted({(int(row["branch_no"]), int(row["row_no"])) for row in listed})
    _add(Center, [{"branch_no": branch, "row_no": row} for branch, row in keys])
    ids = {
        (c.branch_no, c.row_no): c.id for c in db.session.execute(select(Center.id, Center.branch_no, Center.row_no))
    }
    _add(
        CenterListing,
        [
            {
                "center_id": ids[int(row["branch_no"]), int(row["row_no"])], "standard": Service(row["standard"]),
                "name": row["name"], "address": row["address"], "phones": row["phones"].replace("|", "\n"),
            }
            for row in listed
        ],
    )  # fmt: skip
