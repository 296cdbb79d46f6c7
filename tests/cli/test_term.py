"""`flask term` on a migrated and seeded database: the worked examples, and what it says to bad input."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask_migrate import upgrade

from app import create_app
from extensions import write
from seed.load import load_reference_data


@pytest.fixture(scope="module")
def term(tmp_path_factory: Any) -> Callable[..., Result]:
    """Runs the command against a database as `db upgrade` and `seed` leave it."""
    path = tmp_path_factory.mktemp("term") / "term.sqlite"
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{path}", "TESTING": True})
    with app.app_context():
        upgrade()
        with write():
            load_reference_data()
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
