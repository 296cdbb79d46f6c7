"""Countries, units, refusal grounds and the authority's dated facts as seeded."""

import csv
import re
from datetime import date
from pathlib import Path

from models.wording import text

SEED = Path(__file__).resolve().parents[2] / "seed"

Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_countries_are_the_249_codes_of_iso_3166_named_in_three_languages() -> None:
    rows = read("countries.csv")
    assert len(rows) == 249
    assert all(re.fullmatch("[A-Z]{2}", row["code"]) for row in rows)
    for column in ("code", "name_ru", "name_kk", "name_en"):
        values = [row[column] for row in rows]
        assert all(values) and len(set(values)) == len(values), column


def test_what_is_not_a_country_is_left_out() -> None:
    codes = {row["code"] for row in read("countries.csv")}
    assert not codes & {"EU", "EZ", "QO", "UN", "XA", "XB", "XK", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA"}


def test_country_names_are_written_in_full() -> None:
    names = {row["code"]: row["name_ru"] for row in read("countries.csv")}
    assert names["KZ"] == "Казахстан"
    assert names["US"] == "Соединенные Штаты Америки"
    assert not [name for name in names.values() if "о-в" in name]


def test_units_have_codes_and_names_in_two_languages_and_an_order() -> None:
    rows = read("units.csv")
    assert all(re.fullmatch(r"\d{3}", row["code"]) for row in rows)
    for column in ("code", "short_ru", "name_ru", "name_kk", "sort"):
        assert len({row[column] for row in rows}) == len(rows), column
    assert [int(row["sort"]) for row in rows] == sorted(int(row["sort"]) for row in rows)
    assert {"шт", "кг", "т", "л", "м", "м2", "м3", "компл", "упак"} <= {row["short_ru"] for row in rows}


def test_grounds_of_refusal_follow_clause_16_of_each_standard() -> None:
    grounds = {(row["service"], row["code"]): row["clause"] for row in read("refusal_grounds.csv")}
    assert grounds == {
        ("euc", "false"): "16.1",
        ("euc", "incomplete"): "16.1",
        ("euc", "art40"): "16.2",
        ("conclusion", "incomplete"): "16",
        ("conclusion", "defects"): "16",
        ("conclusion", "art40"): "16",
    }


def test_dated_rows_have_a_first_day_and_words_in_both_languages() -> None:
    for name, russian, kazakh in (
        ("refusal_grounds.csv", "text_ru", "text_kk"),
        ("authority.csv", "value_ru", "value_kk"),
    ):
        for row in read(name):
            assert row[russian] and row[kazakh]
            assert date.fromisoformat(row["valid_from"]) == date(2013, 4, 19)
            assert not row["valid_to"]


def test_the_authority_has_the_addresses_rooms_and_telephones_of_the_decree() -> None:
    facts = {row["key"]: row["value_ru"] for row in read("authority.csv")}
    assert len(facts) == len(read("authority.csv"))
    assert facts["legal_service_room"] == "1704"
    assert facts["head_room"] == "1706"
    assert facts["ministry_room"] == "2502"
    assert facts["call_center"] == "1414"
    assert facts["address"] == text("authority.address")
    assert facts["ministry_phone"] == text("authority.ministry.phone")
