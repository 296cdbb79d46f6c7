"""What the buttons inside a step do to its typed values, and how two versions of a step differ."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from blueprints.intake.drafts import APPLICATION
from forms.step_form import MAX_ROWS, StepForm, label_of
from models.draft import Draft
from models.filing import ADDRESS_PARTS, address_line

GOODS_COLUMNS = ("name", "tn_ved_code", "control_list_code", "quantity", "unit")
"""Columns 2 to 6 of the reverse, as they are pasted from a table."""


@dataclass(frozen=True)
class Difference:
    """A field that two versions of a step have otherwise."""

    label: str
    typed: str
    stored: str


def command(go: str, draft: Draft, form: StepForm, pasted_text: str) -> tuple[StepForm, str]:
    """Do what a button of the step says: "add", "remove-3", "paste", "copy-applicant", "copy-importer".

    Answers with the form as it stands then, and the id of the control to go to.
    """
    typed = form.typed()
    rows = typed.get("rows", [])
    focus = ""
    if go == "add" and form.row_form and len(rows) < MAX_ROWS:
        rows.append({})
        focus = f"{form.row_prefix}-{len(rows) - 1}-name"
    elif go.startswith("remove-") and form.row_form and go[7:].isdecimal():
        number = int(go[7:])
        typed["rows"] = [row for n, row in enumerate(rows, start=1) if n != number] or [{}]
        focus = f"{form.row_prefix}-{max(min(number, len(typed['rows'])) - 1, 0)}-name"
    elif go == "paste" and form.row_form and form.row_prefix == "goods":
        pasted = table_rows(pasted_text, _unit_codes(form))
        typed["rows"] = [*(row for row in rows if any(row.values())), *pasted][:MAX_ROWS] or [{}]
        focus = f"goods-{len(typed['rows']) - len(pasted)}-name" if pasted else "pasted"
    elif go in COPIES and form.row_prefix == "goods":
        typed["fields"] = {**typed["fields"], **COPIES[go](draft, typed["fields"])}
        focus = "importer_name" if go == "copy-applicant" else "end_user_name"
    else:
        return form, ""
    return type(form)(form.known, typed), focus


def _unit_codes(form: StepForm) -> dict[str, str]:
    return {name.casefold().rstrip("."): code for name, code in form.known.unit_codes.items()}


def table_rows(text: str, units: dict[str, str]) -> list[dict[str, str]]:
    """Rows copied from a spreadsheet: columns parted by tabs, with or without the first, the row's number.

    A heading, which has no digit in its code and quantity, is left out; a cell in quotes may hold line ends.
    """
    rows: list[dict[str, str]] = []
    # A lone quotation mark is no spreadsheet's: it would swallow the rows after it.
    lines = io.StringIO(text.replace("\r\n", "\n"))
    is_quoted = text.count('"') % 2 == 0
    table = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE)
    for cells in table:
        values = [cell.strip() for cell in cells]
        if len(values) > len(GOODS_COLUMNS) and (not values[0] or values[0].rstrip(".").isdigit()):
            values = values[1:]
        if not any(values) or (not rows and _is_heading(values)):
            continue
        row = dict(zip(GOODS_COLUMNS, [*values, *[""] * len(GOODS_COLUMNS)], strict=False))
        row["unit"] = units.get(row["unit"].casefold().rstrip("."), row["unit"])
        rows.append(row)
    return rows


def _is_heading(values: list[str]) -> bool:
    return len(values) > 3 and not any(c.isdigit() for value in (values[1], values[3]) for c in value)


def _from_applicant(draft: Draft, fields: dict[str, str]) -> dict[str, str]:
    """Box 1 as the application has the applicant."""
    given = draft.step(APPLICATION).get("fields", {})
    copied = {f"importer_{name}": given.get(name, "") for name in ("kind", "bin", "iin", "phone")}
    copied |= {f"importer_legal_{part}": given.get(part, "") for part in ADDRESS_PARTS}
    copied["importer_name"] = given.get("applicant_name", "")
    copied["importer_signatory_name"] = given.get("head_name", "")
    return copied


def _from_importer(draft: Draft, fields: dict[str, str]) -> dict[str, str]:
    """Box 5 and box 18 as boxes 1 and 17, where the importer uses the goods himself."""
    which = "legal" if fields.get("importer_same_address") else "actual"
    copied = {"end_user_name": fields.get("importer_name", ""), "end_user_phone": fields.get("importer_phone", "")}
    copied["end_user_address"] = address_line({part: fields.get(f"importer_{which}_{part}") for part in ADDRESS_PARTS})
    for part in ("signatory_name", "signatory_post", "signed_on", "sealed"):
        copied[f"end_user_{part}"] = fields.get(f"importer_{part}", "")
    return copied


COPIES = {"copy-applicant": _from_applicant, "copy-importer": _from_importer}


def differences(typed: StepForm, stored: StepForm) -> list[Difference]:
    """The fields that differ, in the order of the form, rows at the end."""
    found = _differences(typed, stored, "")
    for number in range(max(len(typed.rows), len(stored.rows))):
        start = f"{typed.row_label(number + 1)}: "
        mine = typed.rows[number] if number < len(typed.rows) else None
        theirs = stored.rows[number] if number < len(stored.rows) else None
        found.extend(_differences(mine, theirs, start))
    return found


def _differences(typed: StepForm | None, stored: StepForm | None, start: str) -> list[Difference]:
    some: Any = typed or stored
    ours, theirs = typed.typed_fields() if typed else {}, stored.typed_fields() if stored else {}
    return [
        Difference(start + label_of(field), ours.get(name, ""), theirs.get(name, ""))
        for name, field in some._fields.items()
        if ours.get(name, "") != theirs.get(name, "")
    ]
