"""The directory of Centers as seeded: every count that annex 3 of either standard allows to check (R34)."""

import csv
import re
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

SEED = Path(__file__).resolve().parents[2] / "seed"
STANDARDS = ("euc", "conclusion")
BRANCH_SIZES = [21, 16, 33, 11, 22, 16, 17, 30, 22, 13, 11, 15, 15, 21, 8, 13]

Row = dict[str, str]
Key = tuple[int, int]


def read(name: str) -> list[Row]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def directory(standard: str) -> dict[Key, Row]:
    rows = [row for row in read("centers.csv") if row["standard"] == standard]
    keyed = {(int(row["branch_no"]), int(row["row_no"])): row for row in rows}
    assert len(keyed) == len(rows), "a branch and row occurs twice"
    return keyed


def lines(row: Row) -> list[str]:
    return row["phones"].split("|") if row["phones"] else []


def digits(line: str) -> str:
    return re.sub(r"\D", "", line)


def letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text).casefold()


def test_every_row_belongs_to_one_of_the_two_standards() -> None:
    assert Counter(row["standard"] for row in read("centers.csv")) == {"euc": 284, "conclusion": 284}


@pytest.mark.parametrize("standard", STANDARDS)
def test_each_standard_has_16_branches_numbered_without_gaps(standard: str) -> None:
    expected = [(branch, row) for branch, size in enumerate(BRANCH_SIZES, 1) for row in range(1, size + 1)]
    assert list(directory(standard)) == expected


@pytest.mark.parametrize("standard", STANDARDS)
def test_each_standard_has_391_telephone_lines(standard: str) -> None:
    assert sum(len(lines(row)) for row in directory(standard).values()) == 391


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_center_has_a_name_and_an_address_on_one_clean_line(standard: str) -> None:
    for row in directory(standard).values():
        for column in ("name", "address"):
            assert row[column] and row[column] == " ".join(row[column].split())
        assert all(line and line == " ".join(line.split()) for line in lines(row))


@pytest.mark.parametrize("standard", STANDARDS)
def test_only_row_14_of_branch_3_has_no_telephone(standard: str) -> None:
    assert [key for key, row in directory(standard).items() if not lines(row)] == [(3, 14)]


@pytest.mark.parametrize("standard", STANDARDS)
def test_one_row_has_two_addresses(standard: str) -> None:
    assert [key for key, row in directory(standard).items() if ";" in row["address"]] == [(8, 19)]


@pytest.mark.parametrize("standard", STANDARDS)
def test_unusual_telephones_are_kept_as_printed(standard: str) -> None:
    odd = [(key, line) for key, row in directory(standard).items() for line in lines(row) if len(digits(line)) != 11]
    assert odd == [
        ((1, 17), "8 (71637) 2-17-83 8 (71637) 2-20-36"),
        ((11, 10), "8 (72938)33-28-44"),
        ((12, 13), "8 (71832) 22-91-12"),
        ((12, 13), "8 (71832) 22-91-11"),
        ((14, 15), "8 (72547) 61-90-56"),
    ]


@pytest.mark.parametrize("standard", STANDARDS)
def test_codes_that_do_not_begin_with_7_are_baikonur_and_one_misprint(standard: str) -> None:
    odd = [(key, line) for key, row in directory(standard).items() for line in lines(row) if digits(line)[1] != "7"]
    assert odd == [((10, 6), "8 (3362) 27-54-81"), ((12, 2), "8 (8182) 34-59-05")]


def test_the_standards_join_row_by_row_and_differ_in_41_rows() -> None:
    euc, conclusion = (directory(standard) for standard in STANDARDS)
    assert euc.keys() == conclusion.keys()
    columns = ("name", "address", "phones")
    different = [key for key in euc if any(euc[key][one] != conclusion[key][one] for one in columns)]
    assert len(different) == 41
    in_letters = [
        key for key in different if any(letters(euc[key][one]) != letters(conclusion[key][one]) for one in columns)
    ]
    assert in_letters == [(7, 12), (9, 13), (12, 6), (12, 14)]


def test_both_spellings_of_a_row_that_differs_are_kept() -> None:
    assert directory("euc")[12, 6]["name"] == "Аксусский городской отдел"
    assert directory("conclusion")[12, 6]["name"] == "Аксуский городской отдел"
    assert lines(directory("euc")[8, 27]) == ["8 (71038)22-3- 39"]
    assert lines(directory("conclusion")[8, 27]) == ["8 (71038)22-3-39"]


@pytest.mark.parametrize("standard", STANDARDS)
def test_printed_line_breaks_become_one_space(standard: str) -> None:
    row = directory(standard)[1, 2]
    assert row["address"] == "г. Кокшетау, ул. Биржан Сал, д. 42"
    assert lines(row) == ["8 (7162) 25-00-67", "8 (7162) 25-06-21"]


def test_branches_have_their_headings_regions_and_zones() -> None:
    branches = read("branches.csv")
    assert [int(row["branch_no"]) for row in branches] == list(range(1, 17))
    assert all(row["name_euc"].startswith('Филиал РГП "ЦОН ') and row["name_conclusion"] for row in branches)
    assert len({row["region_ru"] for row in branches}) == 16
    zones = {int(row["branch_no"]): row["zone"] for row in branches}
    assert {number: zone for number, zone in zones.items() if zone != "Asia/Almaty"} == {
        2: "Asia/Aqtobe",
        4: "Asia/Atyrau",
        7: "Asia/Oral",
        9: "Asia/Qostanay",
        10: "Asia/Qyzylorda",
        11: "Asia/Aqtau",
    }
    assert all(ZoneInfo(zone).key == zone for zone in zones.values())
