"""`flask calendar verify` and `check`: exit codes, and what they say."""

from datetime import date

import pytest

from extensions import db, write
from models.calendar import CalendarException, CalendarYear
from rules.calendar import Scheme

VICTORY = (Scheme.COMMITTEE, date(2013, 5, 9))


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(args=["calendar", *arguments])


@pytest.mark.parametrize("arguments", [[], ["--year", "2013"]])
def test_the_seeded_calendars_are_as_the_package_has_them(run, set_clock, arguments):
    set_clock(2026, 11, 20, 10)
    result = run("verify", *arguments)
    assert (result.exit_code, result.output.startswith("The same as holidays")) == (0, True)


def test_a_difference_is_listed_with_both_sides(run, set_clock):
    set_clock(2026, 11, 20, 10)
    with write():
        db.session.delete(db.session.get_one(CalendarException, VICTORY))
    for arguments in ([], ["--year", "2013"]):
        result = run("verify", *arguments)
        assert result.exit_code == 1
        assert result.output.count("\n") == 1
        assert result.output.startswith("2013-05-09 committee: as its weekday; holidays ")
        assert "off (holiday, День Победы)" in result.output
    assert run("verify", "--year", "2014").exit_code == 0


def test_an_act_added_by_hand_is_no_difference(run):
    with write():
        db.session.get_one(CalendarException, VICTORY).act = "Закон"
    assert run("verify", "--year", "2013").exit_code == 0


@pytest.mark.parametrize("year", ["2060", "0", "-5", "abc", ""])
def test_a_year_that_cannot_be_compared_is_told_in_a_sentence(run, year):
    result = run("verify", "--year", year)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.output.strip()


def test_a_year_that_the_package_does_not_know_well_is_not_called_the_same(run):
    assert run("verify", "--year", "2027").exit_code == 2, "it is 2013 by the clock"
    assert "2027" in run("verify").stderr


@pytest.mark.parametrize(
    ("today", "confirmed", "expected"),
    [
        ((2026, 12, 1), 2026, []),  # 2027 ends thirteen months after this day
        ((2026, 12, 2), 2026, ["2028 is not loaded"]),
        ((2026, 12, 15), 2026, ["2028 is not loaded"]),
        ((2026, 12, 16), 2026, ["2027 is not confirmed", "2028 is not loaded"]),
        ((2026, 12, 16), 2027, ["2028 is not loaded"]),
        ((2013, 5, 3), 2012, ["2013 is not confirmed"]),
    ],
)
def test_the_start_says_what_should_have_been_done_by_now(run, set_clock, today, confirmed, expected):
    now = set_clock(*today, 10)
    with write():
        for year in db.session.scalars(db.select(CalendarYear).where(CalendarYear.year <= confirmed)):
            year.confirmed_at = now
    result = run("check")
    assert result.exit_code == 0
    lines = result.stderr.splitlines()
    assert len(lines) == len(expected), lines
    assert all(words in line for words, line in zip(expected, lines, strict=True))
