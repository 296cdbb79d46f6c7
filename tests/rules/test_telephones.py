"""Telephone lines as printed: how they are dialled, which are suspect, and every way to type one."""

import csv
from pathlib import Path

import pytest

from rules.telephones import is_meant, telephones_in, typed_number

LINE = "8 (7232) 60-39-22"
MEANT = [
    "8 (7232) 60-39-22", "8(7232)603922", "+7 7232 603922", "+7 (7232) 60 39 22", "77232603922", "87232603922",
    "7232603922", "7232 60 39 22", "603922", "60-39-22", "60 39 22", "39-22", "3922", "8 7232", "8 (7232) 60",
    "+7 (723", "тел. 60-39-22", "7232\u201360\u201339\u201322", "8.7232.60.39.22",
]  # fmt: skip
NOT_MEANT = ["603923", "8 (7242) 60-39-22", "+7 7132 603922", "9999", "2 60 39 22 1"]


@pytest.mark.parametrize("typed", MEANT)
def test_a_number_is_known_in_any_spelling(typed):
    assert is_meant(LINE, typed_number(typed))


@pytest.mark.parametrize("typed", NOT_MEANT)
def test_another_number_is_not_taken_for_it(typed):
    assert not is_meant(LINE, typed_number(typed))


@pytest.mark.parametrize("typed", ["", "ул. Ленина 4235", "189 а", "392", "Сатпаева", "03/14", "20/1945"])
def test_what_may_be_an_address_is_no_telephone(typed):
    assert typed_number(typed) == ""


@pytest.mark.parametrize(
    ("line", "dialled"),
    [
        ("8 (7232) 60-39-22", ["+77232603922"]),
        ("8 (71638) 2-09-96", ["+77163820996"]),
        ("8 (71637) 2-17-83 8 (71637) 2-20-36", ["+77163721783", "+77163722036"]),
        ("8 (72938)33-28-44", [""]),  # twelve digits
        ("8 (71832) 22-91-12", [""]),
        ("", []),
    ],
)
def test_a_line_is_dialled_as_printed_or_not_at_all(line, dialled):
    assert [one.dialled for one in telephones_in(line)] == dialled


def test_of_the_printed_lines_only_the_four_of_twelve_digits_cannot_be_dialled():
    with Path("seed/centers.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["standard"] == "euc"]
    lines = [line for row in rows for line in row["phones"].split("|") if line]
    assert len(lines) == 391
    suspect = [one.printed for line in lines for one in telephones_in(line) if not one.dialled]
    assert suspect == ["8 (72938)33-28-44", "8 (71832) 22-91-12", "8 (71832) 22-91-11", "8 (72547) 61-90-56"]


def test_a_suspect_line_is_found_by_what_it_prints():
    assert is_meant("8 (72938)33-28-44", typed_number("8 72938 332844"))
    assert is_meant("8 (72938)33-28-44", typed_number("332844"))
