"""`flask centers export` and `import`: the directory out and back, and nothing changed on any error."""

import csv
import json
from datetime import date

import pytest
from sqlalchemy import func, select

from extensions import db
from models.center import Center, CenterListing
from models.event import Event
from rules.directory_rows import COLUMNS
from rules.terms import Service
from seed.load import rows as seed_rows


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()

    def invoke(*arguments: object):
        result = runner.invoke(args=["centers", *map(str, arguments)])
        db.session.rollback()
        assert "Traceback" not in result.output
        return result

    return invoke


def exported(run, tmp_path, *more: str) -> list[dict[str, str]]:
    assert run("export", "--csv", tmp_path / "out.csv", *more).exit_code == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(tmp_path, rows, columns=COLUMNS):
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def editions() -> int:
    return db.session.scalar(select(func.count(CenterListing.id))) or 0


@pytest.mark.parametrize("standard", [None, *Service])
def test_json_of_a_standard_is_the_annex_row_for_row_with_its_lines_as_printed(run, standard):
    result = run("export", "--json", *(["--standard", standard] if standard else []))
    listed = json.loads(result.output)
    printed = [row for row in seed_rows("centers.csv") if row["standard"] == (standard or "euc")]
    assert len(listed) == 284
    assert sum(len(row["phones"]) for row in listed) == 391
    assert listed == [
        {
            "branch_no": int(row["branch_no"]), "row_no": int(row["row_no"]), "name": row["name"],
            "address": row["address"], "phones": row["phones"].split("|") if row["phones"] else [],
        }
        for row in printed
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_is_imported_and_changes_nothing(run, tmp_path, kind):
    path = tmp_path / f"centers.{kind}"
    assert run("export", f"--{kind}", path).exit_code == 0
    result = run("import", path, "--reason", "Проверка", "--yes")
    assert (result.exit_code, result.output) == (0, "0 row(s) change from 2013-05-03.\n")
    assert editions() == 568


def test_the_seed_itself_is_such_a_file(run):
    result = run("import", "seed/centers.csv", "--dry-run")
    assert result.output == "0 row(s) change from 2013-05-03.\n"


def test_a_change_is_shown_by_row_and_column_and_made_beside_the_printed_wording(run, tmp_path):
    rows = exported(run, tmp_path)
    rows[1]["phones"] = "8 (7162) 25-00-68"
    path = written(tmp_path, rows)
    dry = run("import", path, "--dry-run")
    assert dry.exit_code == 0
    assert "01/02 euc, phones: 8 (7162) 25-00-67 | 8 (7162) 25-06-21 -> 8 (7162) 25-00-68" in dry.output
    assert editions() == 568
    assert run("import", path, "--reason", "Письмо № 5", "--yes").exit_code == 0
    center = db.session.scalars(Center.with_key("1/2")).one()
    assert center.listing(Service.EUC).phones == "8 (7162) 25-00-68"
    assert center.listing(Service.EUC, date(2013, 5, 2)).phones == "8 (7162) 25-00-67\n8 (7162) 25-06-21"
    (told,) = db.session.scalars(select(Event))
    assert (told.kind, told.subject, told.actor_id) == ("center_worded", center.subject, None)
    assert told.data["reason"] == "Письмо № 5"


def test_it_asks_before_it_changes_and_no_is_no(run, tmp_path, app):
    rows = exported(run, tmp_path)
    rows[0]["name"] = "Другое имя"
    path = written(tmp_path, rows)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["centers", "import", str(path), "--reason", "П"], input="n\n").exit_code == 1
    db.session.rollback()
    assert editions() == 568
    assert runner.invoke(args=["centers", "import", str(path), "--reason", "П"], input="y\n").exit_code == 0


def test_a_wrong_import_is_taken_back_the_same_day(run, tmp_path):
    before = exported(run, tmp_path)
    wrong = [{**row, "name": "Ошибка"} if number == 0 else row for number, row in enumerate(before)]
    run("import", written(tmp_path, wrong), "--reason", "Раз", "--yes")
    assert exported(run, tmp_path)[0]["name"] == "Ошибка"
    run("import", written(tmp_path, before), "--reason", "Два", "--yes")
    assert exported(run, tmp_path) == before


def test_centers_that_the_file_does_not_name_stay_and_are_said(run, tmp_path):
    rows = [row for row in exported(run, tmp_path, "--standard", "euc") if row["branch_no"] != "16"]
    result = run("import", written(tmp_path, rows), "--dry-run")
    assert result.exit_code == 0
    assert result.output.count("not in the file, stays as it is") == 13


def test_without_the_column_the_standard_is_named(run, tmp_path):
    columns = tuple(name for name in COLUMNS if name != "standard")
    rows = [{name: row[name] for name in columns} for row in exported(run, tmp_path, "--standard", "conclusion")]
    path = written(tmp_path, rows, columns)
    assert run("import", path, "--standard", "conclusion", "--dry-run").output == "0 row(s) change from 2013-05-03.\n"
    refused = run("import", path, "--dry-run")
    assert (refused.exit_code, "column standard: The column is missing" in refused.output) == (2, True)


def test_on_one_error_nothing_at_all_changes_and_each_is_named_by_row_and_column(run, tmp_path):
    rows = exported(run, tmp_path)
    rows[0]["name"] = "Новое имя"
    rows[1]["phones"], rows[2]["row_no"] = "нет", "ноль"
    result = run("import", written(tmp_path, rows), "--reason", "Письмо", "--yes")
    assert result.exit_code == 2
    assert "Nothing was changed." in result.output
    assert "Line 3, column phones: A telephone line without digits: “нет”" in result.output
    assert "Line 4, column row_no: Not a whole number: ноль" in result.output
    assert editions() == 568


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import", "nowhere.csv", "--dry-run"], "cannot be read"),
        (["import", "seed/centers.csv", "--yes"], "--reason"),
        (["import", "README.md", "--dry-run"], "The column is missing"),
        (["import", "docs/papers/receipt-1.png", "--dry-run"], "not in UTF-8"),
        (["export"], "--json"),
        (["export", "--csv", "/nowhere/file.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run, arguments, words):
    result = run(*arguments)
    assert (result.exit_code, words in result.output) == (2, True)


def test_a_day_before_a_wording_that_is_recorded_is_refused(run, tmp_path):
    rows = exported(run, tmp_path)
    path = written(tmp_path, [{**rows[0], "name": "Будущее имя"}])
    assert run("import", path, "--from", "2013-06-01", "--reason", "П", "--yes").exit_code == 0
    assert exported(run, tmp_path) == rows, "not in force yet"
    result = run("import", written(tmp_path, [{**rows[0], "name": "Раньше"}]), "--reason", "П", "--yes")
    assert (result.exit_code, "2013-06-01 (01/01)" in result.output) == (2, True)
