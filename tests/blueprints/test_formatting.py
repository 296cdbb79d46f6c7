"""Dates, what is left to them, codes and reasons as the screen words them."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from blueprints.formatting import day, daymonth, file_size, full_day, moment, short_date, time_left, tn_ved
from blueprints.words import BARRED_REASONS, ROLE_NAMES, STATE_NAMES
from rules.permissions import Role
from rules.refusal import Ground
from rules.workflow import State

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _page(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def test_a_day_of_this_year_has_no_year_and_no_breaks() -> None:
    assert day(date(2013, 5, 16), on=date(2013, 5, 3)) == "чт\u00a016\u00a0мая"


def test_a_day_of_another_year_has_its_year() -> None:
    assert day(date(2014, 1, 9), on=date(2013, 12, 13)) == "чт\u00a09\u00a0января\u00a02014"
    assert daymonth(date(2014, 1, 9), on=date(2013, 12, 13)) == "9\u00a0января\u00a02014"


def test_the_head_of_a_page_names_the_day_in_full() -> None:
    assert full_day(date(2013, 5, 14)) == "Вторник, 14\u00a0мая\u00a02013"


def test_a_moment_is_told_in_the_committees_time() -> None:
    assert moment(datetime(2013, 5, 13, 20, 10, tzinfo=UTC)) == "14.05.2013,\u00a002:10"
    assert short_date(datetime(2013, 5, 13, 20, 10, tzinfo=UTC)) == "14.05.2013"


@pytest.mark.parametrize(
    ("due", "working_days", "words"),
    [
        (date(2013, 5, 14), 0, "сегодня"),
        (date(2013, 5, 15), 1, "остался 1 рабочий день"),
        (date(2013, 5, 16), 2, "осталось 2 рабочих дня"),
        (date(2013, 5, 21), 5, "осталось 5 рабочих дней"),
        (date(2013, 6, 13), 21, "остался 21 рабочий день"),
        (date(2013, 5, 13), -1, "просрочено на 1 рабочий день"),
        (date(2013, 5, 8), -2, "просрочено на 2 рабочих дня"),
        (date(2013, 5, 13), 0, "просрочено"),
        (date(2013, 5, 16), 0, "осталось 2 календарных дня"),
    ],
)
def test_what_is_left_is_said_in_words_and_the_day_itself_is_not_overdue(
    due: date, working_days: int, words: str
) -> None:
    assert time_left(due, date(2013, 5, 14), working_days) == words


def test_a_tn_ved_code_is_shown_four_two_three_one() -> None:
    assert tn_ved("8413702900") == "8413-70-290-0"


@pytest.mark.parametrize("typed", ["", "84137029", "84137O2900", "841370290012"])
def test_what_is_no_tn_ved_code_is_shown_as_it_was_typed(typed: str) -> None:
    assert tn_ved(typed) == typed


def test_sizes_of_files_use_the_languages_own_comma() -> None:
    assert file_size(1_500_000) == "1,4\u00a0МБ"
    assert file_size(1) == "1\u00a0КБ"


def test_every_role_and_every_state_has_its_words() -> None:
    assert set(ROLE_NAMES) == {role.value for role in Role}
    assert set(STATE_NAMES) == {state.value for state in State}


def test_every_reason_that_closes_an_act_has_its_words() -> None:
    codes = set()
    for folder in ("rules", "models", "documents", "blueprints"):
        for path in (ROOT / folder).rglob("*.py"):
            codes.update(re.findall(r'Barred\("(\w+)"', path.read_text(encoding="utf-8")))
    codes.update(f"ground_closed_{ground.value}" for ground in Ground)
    assert codes <= set(BARRED_REASONS)


@pytest.mark.parametrize(
    ("due", "left", "after", "words", "is_marked"),
    [
        (date(2013, 5, 16), 2, "", "чт\u00a016\u00a0мая осталось 2 рабочих дня", False),
        (date(2013, 5, 14), 0, "", "вт\u00a014\u00a0мая сегодня", True),
        (date(2013, 5, 13), -1, "", "пн\u00a013\u00a0мая просрочено на 1 рабочий день", True),
        (date(2013, 5, 13), -1, "ожидает получателя", "пн\u00a013\u00a0мая ожидает получателя", False),
    ],
)
def test_a_deadline_is_told_by_words_and_a_mark_and_never_by_colour_alone(app, due, left, after, words, is_marked):
    macro = app.jinja_env.get_template("macros/dates.html").module
    for made in (macro.deadline, macro.deadline_line):
        html = str(made(due, date(2013, 5, 14), left, after=after))
        told = re.sub(r"<[^>]+>", " ", html).replace("·", " ").replace("\u00a0", " ")
        assert " ".join(told.split()) == words.replace("\u00a0", " ")
        assert ("<svg" in html) is is_marked
        assert ("deadline-late" in html) is (due < date(2013, 5, 14) and not after)
