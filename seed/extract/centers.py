"""Writes seed/centers.csv and the headings of the branches from the text of Decree No. 431, annexes 3 of both standards.

Kept as the record of how the directory was read: `python seed/extract/centers.py DECREE.txt OUT.csv`. The product never
runs it. Printed line breaks within a name or an address become one space; telephones stay line by line, joined by "|".
"""

import csv
import re
import sys
from pathlib import Path

BRANCH = re.compile(r"(\d+)\. (Филиал РГП .+)")
ROW = re.compile(r"(\d+)\)")
COLUMNS = ["branch_no", "row_no", "standard", "name", "address", "phones"]

Row = dict[str, str | int]


def cells(annex: list[str]) -> list[list[str]]:
    """The cells of the table as lists of printed lines: a tab opens a cell, the lines after it belong to it."""
    found: list[list[str]] = []
    for line in annex:
        if line.startswith("\t"):
            found.append([])
        if found and line.strip():
            found[-1].append(" ".join(line.split()))
    return found


def annexes(lines: list[str]) -> dict[str, list[str]]:
    """The lines of annex 3 of each standard, between its title and annex 4."""
    starts = [n for n, line in enumerate(lines) if line.strip() == "Центры обслуживания населения"]
    ends = [n for n, line in enumerate(lines) if line.strip() == "Приложение 4"]
    return {
        standard: lines[start:end] for standard, start, end in zip(("euc", "conclusion"), starts, ends, strict=True)
    }


def rows(standard: str, annex: list[str]) -> list[Row]:
    """One dictionary a Center, in printed order; ValueError where the numbering is not 1, 2, 3…"""
    table = cells(annex)
    found: list[Row] = []
    branch = 0
    at = 0
    while at < len(table):
        first = " ".join(table[at])
        if heading := BRANCH.fullmatch(first):
            branch, row = int(heading[1]), 0
        elif branch and (number := ROW.fullmatch(first)):
            row += 1
            if int(number[1]) != row:
                raise ValueError(f"{standard}, branch {branch}: row {row} is numbered {number[1]}")
            name, address, phones = table[at + 1 : at + 4]
            values = (branch, row, standard, " ".join(name), " ".join(address), "|".join(phones))
            found.append(dict(zip(COLUMNS, values, strict=True)))
            at += 3
        at += 1
    return found


def headings(annex: list[str]) -> dict[int, str]:
    """The heading of each branch as printed, without its number."""
    matches = [BRANCH.fullmatch(" ".join(cell)) for cell in cells(annex)]
    return {int(match[1]): match[2] for match in matches if match}


def main(decree: str, out: str) -> None:
    found = annexes(Path(decree).read_text(encoding="utf-8").split("\n"))
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for standard, annex in found.items():
            writer.writerows(rows(standard, annex))
    euc, conclusion = (headings(annex) for annex in found.values())
    for number in euc:
        print(number, euc[number], conclusion[number], sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
