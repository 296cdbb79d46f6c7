"""`flask centers export|import`: the directory of Centers (Annex 3) as a file, and a file back into it."""

import json
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from cli.asking import BadInput, tables_wanted
from documents.directory_file import UnreadableFile, csv_of, read_file, xlsx_of
from extensions import clock, write
from forms.directory import fault_words
from models.directory import DirectoryChange, all_centers, find_changes, rows_of
from rules.directory import Row
from rules.directory_rows import Fault, read_rows
from rules.terms import Service

STANDARD = click.Choice([service.value for service in Service])
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def centers() -> None:
    """The directory of Centers."""


@centers.command()
@click.option("--json", "is_json", is_flag=True, help="Print JSON of one standard: the certificate's if none is named.")
@click.option("--csv", "csv_path", type=FILE, help="Write CSV, which import takes back.")
@click.option("--xlsx", "xlsx_path", type=FILE, help="Write a workbook, which import takes back.")
@click.option("--standard", type=STANDARD, help="One standard; a file holds both if none is named.")
@with_appcontext
def export(is_json: bool, csv_path: Path | None, xlsx_path: Path | None, standard: str | None) -> None:
    """Give out the directory as it stands today, in the order of the annexes."""
    if not (is_json or csv_path or xlsx_path):
        raise BadInput("Say what to make: --json, --csv FILE or --xlsx FILE.")
    with tables_wanted():
        found = all_centers()
        rows = rows_of(found, *([Service(standard)] if standard else []))
    for path, made in ((csv_path, csv_of), (xlsx_path, xlsx_of)):
        if path:
            _write(path, made(rows))
    if is_json:
        listed = rows_of(found, Service(standard or Service.EUC))
        click.echo(json.dumps([_told(row) for row in listed], ensure_ascii=False, indent=1))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.") from error


def _told(row: Row) -> dict[str, object]:
    return {
        "branch_no": row.branch_no, "row_no": row.row_no, "name": row.printed.name, "address": row.printed.address,
        "phones": row.lines,
    }  # fmt: skip


@centers.command("import")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--standard", type=STANDARD, help="Of all rows, for a file without the column.")
@click.option(
    "--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="The day from which it holds; today if left out."
)
@click.option("--reason", default="", help="Why; kept in the record.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def import_(path: Path, standard: str | None, since: datetime | None, reason: str, dry_run: bool, yes: bool) -> None:
    """Word Centers anew from a CSV or XLSX file. On any error nothing changes; each names its row and column."""
    if not dry_run and not reason.strip():
        raise BadInput("Give the reason with --reason, or only look with --dry-run.")
    day = since.date() if since else clock.today()
    with tables_wanted():
        rows = _rows(path, Service(standard) if standard else None)
        found = find_changes(rows, day)
    _refuse([Fault(0, "", "later_wording", f"{until:%Y-%m-%d} ({one.key})") for one, _service, until in found.later])
    click.echo("\n".join(_lines(found)))
    if dry_run or not found.rows:
        return
    if not yes:
        click.confirm("Change the directory?", abort=True)
    with write():
        held = find_changes(rows, day, is_held=True)
        if held.version != found.version:
            raise BadInput("The directory has changed meanwhile: nothing was changed. Try again.")
        held.carry_out(reason.strip(), None, clock.now())
    click.echo("Changed.")


def _rows(path: Path, standard: Service | None) -> list[Row]:
    try:
        lines = read_file(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    except UnreadableFile as unreadable:
        lines = []
        _refuse(unreadable.faults)
    known = {(one.branch_no, one.row_no) for one in all_centers()}
    rows, faults = read_rows(lines, known, standard)
    _refuse(faults)
    return rows


def _refuse(faults: list[Fault] | tuple[Fault, ...]) -> None:
    if faults:
        with force_locale("en"):
            told = [fault_words(fault) for fault in faults]
        raise BadInput("\n".join(["Nothing was changed.", *told]))


def _lines(found: DirectoryChange) -> list[str]:
    lines = [
        f"{row.center.key} {row.standard.value}, {column}: {_shown(stands)} -> {_shown(becomes)}"
        for row in found.rows
        for column, stands, becomes in row.columns
    ]
    kept = [f"{center.key} {service.value}: not in the file, stays as it is." for center, service in found.absent]
    return [*lines, *kept, f"{len(found.rows)} row(s) change from {found.valid_from:%Y-%m-%d}."]


def _shown(text: str) -> str:
    return " | ".join(text.splitlines()) or "(nothing)"
