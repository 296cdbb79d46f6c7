"""`flask term` on a migrated and seeded database: the worked examples, and what it says to bad input."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask_migrate import upgrade

from app import create_app
from extensions import write
from seed.load import load_reference_data


@pytest.fixture(scope="module")
def database(tmp_path_factory: Any) -> str:
    """A database as `db upgrade` and `seed` leave it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('term') / 'term.sqlite'}"
    with create_app({"SQLALCHEMY_DATABASE_URI": url, "TESTING": True}).app_context():
        upgrade()
        with write():
            load_reference_data()
    return url


@pytest.fixture(scope="module")
def term(database: str) -> Callable[..., Result]:
    """Runs the command against the database."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": database, "TESTING": True})
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(args=["term", *arguments])


NAMES = [
    *("accepted_on", "received_on", "completeness_due_on", "term_ends_on", "control_on", "deliver_on", "dispatch_on"),
    *("hand_out_on", "deemed_issued_on", "deemed_issue_due_on", "custody_ends_on", "return_on", "present_by"),
]


@pytest.mark.parametrize(
    ("arguments", "some_dates"),
    [
        (
            ["euc", "committee", "2013-05-03T10:00", "--hand-out", "center"],
            {"completeness_due_on": "2013-05-06", "control_on": "2013-05-27", "return_on": "2013-07-01"},
        ),
        (
            ["euc", "center", "2014-04-11T12:00", "--center", "3/14"],
            {"control_on": "2014-04-30", "term_ends_on": "2014-05-05", "deliver_on": "2014-04-30"},
        ),
        (
            ["conclusion", "center", "2013-05-11T12:00", "--received", "2013-05-14T18:30"],
            {"received_on": "2013-05-15", "completeness_due_on": "2013-05-17", "term_ends_on": "2013-05-27"},
        ),
        (
            ["conclusion", "portal", "2025-03-20T19:00"],
            {"accepted_on": "2025-03-26", "control_on": "2025-04-03", "deliver_on": None, "return_on": None},
        ),
        (
            ["conclusion", "center", "2013-05-11T12:00", "--hand-out", "committee"],
            {"term_ends_on": "2013-05-27", "hand_out_on": "2013-05-27", "custody_ends_on": None},
        ),
    ],
)
def test_the_dates_are_printed_by_the_names_of_the_law_table(term, arguments, some_dates):
    result = term(*arguments, "--json")
    assert result.exit_code == 0, result.output
    dates = json.loads(result.stdout)
    assert list(dates) == NAMES
    assert {name: dates[name] for name in some_dates} == some_dates


def test_without_json_the_dates_are_a_table_and_say_that_a_year_is_not_confirmed(term):
    result = term("euc", "committee", "2013-05-03T10:00")
    assert "term_ends_on         2013-05-28 Tue" in result.stdout
    assert "deliver_on           -" in result.stdout
    assert "Provisional" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["euc", "committee", "2013-02-30T10:00"], "a local date and time that exists"),
        (["euc", "committee", "2013-05-03"], "such as 2013-05-03T10:00"),
        (["euc", "committee", "2013-05-03T10:00+06:00"], "local date and time"),
        (["euc", "committee", ""], "such as 2013-05-03T10:00"),
        (["euc", "center", "0001-01-01T00:00"], "a local date and time that exists"),
        (["euc", "committee", "2010-12-01T10:00"], "2010, whose calendar is not loaded"),
        (["euc", "committee", "2027-12-20T10:00"], "2028, whose calendar is not loaded"),
        (["euc", "center", "2013-05-03T10:00", "--received", "2013-05-03T09:00"], "not before the filing"),
        (["euc", "center", "2013-05-03T10:00", "--center", "three"], "as BRANCH/ROW"),
        (["euc", "center", "2013-05-03T10:00", "--center", "99/1"], "Choose a Center of the directory"),
        (["euc", "portal", "2013-05-03T10:00", "--center", "3/14"], "Leave out --center"),
        (["licence", "portal", "2013-05-03T10:00"], "'euc', 'conclusion'"),
        (["euc", "post", "2013-05-03T10:00"], "'committee', 'center', 'portal'"),
        (["euc", "portal"], "FILED_AT"),
        (["euc", "committee", "2013-05-03T10:00", "--signed", "2013-05-32"], "--signed a date that exists"),
        (["euc", "committee", "2013-05-03T10:00", "--signed", "2013-05-02"], "--signed a day that is not before the"),
        (["euc", "committee", "2013-05-03T10:00", "--signed", "9999-12-31"], "9999, whose calendar is not loaded"),
        (["conclusion", "committee", "2013-05-03T10:00", "--signed", "2013-05-20"], "Leave out --signed"),
        (["euc", "committee", "2013-05-03T10:00", "--arrived", "2013-05-30"], "Leave out --arrived"),
        (["euc", "center", "2013-05-03T10:00", "--arrived", "30.05.2013"], "--arrived a date that exists"),
        (["euc", "center", "2013-05-03T10:00", "--arrived", "2027-12-20"], "2028, whose calendar is not loaded"),
        (["euc", "center", "2013-05-03T10:00", "--received", "9999-12-31T10:00"], "9999, whose calendar is not loaded"),
        (["euc", "center", "2013-05-03T10:00", "--lang", "kk"], "Leave out --lang"),
        (["euc", "center", "2013-05-03T10:00", "--explain", "--lang", "de"], "'ru', 'kk', 'en'"),
    ],
)
def test_bad_input_is_told_what_to_do_and_exits_with_2(term, arguments, advice):
    result = term(*arguments, "--json")
    assert result.exit_code == 2
    assert advice in result.stderr
    assert result.stdout == ""


def test_a_database_that_is_not_ready_is_named_as_the_cause(tmp_path):
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'empty.sqlite'}", "TESTING": True})
    result = app.test_cli_runner().invoke(args=["term", "euc", "committee", "2013-05-03T10:00"])
    assert result.exit_code == 2
    assert "flask db upgrade" in result.stderr


def test_the_signing_and_the_arrival_of_the_result_are_counted_from_too(term):
    result = term("euc", "center", "2013-05-03T10:00", "--signed", "2013-08-31", "--arrived", "2013-05-30", "--json")
    dates = json.loads(result.stdout)
    assert dates["present_by"] == "2014-02-28"
    assert (dates["custody_ends_on"], dates["return_on"]) == ("2013-06-30", "2013-07-01")


EXPLAINED = {
    "ru": (
        "Срок заканчивается — вт 28 мая 2013 (п. 7.1)", "  15-й рабочий день Комитета после дня приёма", "с 01.01.2011",
        "    1  4 мая, сб: рабочий день, перенос с 10 мая", "    –  9 мая, чт: праздник, День Победы",
    ),
    "kk": (
        "28 мамыр 2013, сс", "Комитеттің 15-жұмыс күні", "01.01.2011",
        "    1  4 мамыр, сб: жұмыс күні, 10 мамыр күнінен ауыстырылған", "    –  9 мамыр, бс: мереке, Жеңіс күні",
    ),
    "en": (
        "The term ends — Tue 28 May 2013 (clause 7.1)", "  Working day no. 15 of the Committee", "since 01.01.2011",
        "    1  4 May, Sat: working day, moved from 10 May", "    –  9 May, Thu: holiday, Victory Day",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", EXPLAINED)
def test_an_explanation_is_told_in_each_language(term, lang):
    result = term("euc", "committee", "2013-05-03T10:00", "--explain", "--lang", lang)
    assert result.exit_code == 0, result.output
    told = result.stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert [words for words in EXPLAINED[lang] if words not in told] == []


def test_an_explanation_is_russian_where_no_language_is_asked_for(term):
    asked, unasked = (
        term("conclusion", "portal", "2025-03-20T19:00", "--explain", *more) for more in (["--lang", "ru"], [])
    )
    assert unasked.stdout == asked.stdout
    assert "Подано после окончания рабочего дня Комитета (18.30)" in unasked.stdout


def test_the_control_date_is_explained_by_the_readings_that_end_the_term_first(term):
    told = term("conclusion", "center", "2013-05-04T10:00", "--explain").stdout.replace("\N{NO-BREAK SPACE}", " ")
    control = told.partition("Контрольная дата")[2].partition("\n\n")[0].splitlines()
    assert any("срок кончается раньше: Срок в календарных днях" in line for line in control), control
    assert control[-4:-1] == [
        "   15  19 мая, вс: выходной",
        "    –  18 мая, сб: выходной",
        "    =  17 мая, пт: рабочий день",
    ]


def test_an_explanation_as_json_has_codes_and_dates_and_no_words(term):
    result = term("euc", "committee", "2013-05-03T10:00", "--explain", "--json")
    data = json.loads(result.stdout)
    assert list(data["dates"]) == NAMES
    one = next(one for one in data["explanations"] if one["name"] == "completeness_due_on")
    assert (one["on"], one["clause"], one["rule"]) == ("2013-05-06", "16", "working_days_after")
    assert [(day["on"], day["mark"], day["number"]) for day in one["days"]] == [
        ("2013-05-03", "start", None), ("2013-05-04", "counted", 1), ("2013-05-05", "skipped", None),
        ("2013-05-06", "counted", 2),
    ]  # fmt: skip
    assert one["days"][1]["rows"][0]["moved_from"] == "2013-05-10"


def test_the_command_answers_the_same_on_a_server_in_another_zone(term, database):
    here = term("euc", "portal", "2024-02-29T23:30", "--json").stdout
    environment = {**os.environ, "TZ": "America/New_York", "DATABASE_URL": database}
    command = [sys.executable, "-m", "flask", "--app", "app", "term", "euc", "portal", "2024-02-29T23:30", "--json"]
    there = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert there.stdout == here
