"""A filing as a person brings it: a JSON file that says what is typed, attached and done, by whom, when, and what
follows. Times without a zone are local to the Committee; the expected dates were worked out by hand (`worked`).
"""

import csv
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rules.identifiers import format_tn_ved, normalize_control_code, normalize_tn_ved

FOLDER = Path(__file__).resolve().parent
TABLE_COLUMNS = ("name", "tn_ved_code", "control_list_code", "quantity", "unit")
NOT_TEXT = ("kind", "country", "unit", "place", "center", "same_address", "sealed", "is_intermediary")
"""How the names of fields end that hold a choice or a tick: pages show them in other words than the form sends."""
NUMBERS = ("bin", "iin", "tn_ved_code", "control_list_code", "quantity")


def all_filings() -> list[str]:
    """The names of the filings."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def file_of(name: str) -> bytes:
    """A document as it was brought."""
    return (FOLDER / "files" / name).read_bytes()


def squeezed(text: str) -> str:
    """The text without any white space: papers break lines where they must."""
    return re.sub(r"\s+", "", text)


def local_day(iso: str) -> str:
    """2013-05-24 as papers print it."""
    year, month, day = iso[:10].split("-")
    return f"{day}.{month}.{year}"


@dataclass(frozen=True)
class Goods:
    """A row of goods as papers must print it."""

    name: str
    tn_ved_code: str
    control_list_code: str
    quantity: str
    unit: str


@dataclass(frozen=True)
class Filing:
    """One filing; `data` is the JSON file."""

    name: str
    data: dict[str, Any]

    @classmethod
    def named(cls, name: str) -> "Filing":
        return cls(name, json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    @property
    def is_certificate(self) -> bool:
        return bool(self["service"] == "euc")

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """The pages as they are filled in; where the file says nothing of the first, it is sent as it stands."""
        given = list(self["steps"])
        return given if given[0]["step"] == "filing" else [{"step": "filing", "values": {}}, *given]

    def values(self, step: str) -> dict[str, Any]:
        """What was typed in at a step at last."""
        return next((dict(one.get("values", {})) for one in reversed(self.steps) if one["step"] == step), {})

    @cached_property
    def form_rows(self) -> list[dict[str, str]]:
        """The rows of goods, or the information forms, as typed."""
        last = self.steps[-1]
        return [dict(row) for row in last.get("rows", [])] or self._table()

    @property
    def table(self) -> str:
        """The spreadsheet that is pasted, as text; "" if there is none."""
        name = self.steps[-1].get("pasted", "")
        return (FOLDER / name).read_text(encoding="utf-8") if name else ""

    def _table(self) -> list[dict[str, str]]:
        lines = list(csv.reader(self.table.splitlines()[1:], delimiter="\t"))
        return [dict(zip(TABLE_COLUMNS, line[1:], strict=True)) for line in lines]

    def goods(self, units: dict[str, str]) -> list[Goods]:
        """The rows as papers must print them; `units` are the printed names by code."""
        return [
            Goods(
                row["name"], format_tn_ved(normalize_tn_ved(row["tn_ved_code"]).value, " "),
                normalize_control_code(row["control_list_code"])[0], "".join(row["quantity"].split()),
                units.get(row["unit"], row["unit"].rstrip(".")),
            )
            for row in self.form_rows
        ]  # fmt: skip

    def typed_texts(self) -> list[str]:
        """Every free text that was typed in: it must be found again wherever the filing is shown."""
        fields = [*self.values("application").items(), *self.values("guarantee").items()]
        fields += [item for row in self.form_rows for item in row.items()]
        return [
            text for name, text in fields
            if isinstance(text, str) and text and not name.endswith(NOT_TEXT + NUMBERS)
        ]  # fmt: skip

    def applicant_texts(self, *, with_contacts: bool) -> list[str]:
        """The applicant and the address; with contacts and representative as on the receipt (14.1)."""
        names = ["applicant_name", "postcode", "city", "district", "region", "street", "house"]
        names += ["phone", "email", "representative_name", "representative_basis"] if with_contacts else []
        given = self.values("application")
        return [given[name] for name in names if given.get(name)]

    def certificate_texts(self) -> list[str]:
        """The parties and the basis, boxes 1, 3, 5 and 9 of the certificate."""
        left_out = ("signatory", "signed_on", "sealed", "_bin", "_iin", *NOT_TEXT)
        given = self.values("guarantee")
        return [
            text for name, text in given.items()
            if text and name.startswith(("importer_", "exporter_", "end_user_", "basis_"))
            and not any(part in name for part in left_out)
        ]  # fmt: skip
