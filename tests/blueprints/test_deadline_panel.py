"""The deadline panel: each date opens into its reason, the term into its days; what is kept in its place says so."""

from datetime import date

import pytest
from sqlalchemy import event

from blueprints.review.deadlines import panel_of
from extensions import clock, db, write
from models.application import Application
from models.calendar import CalendarYear, ReadingSetting
from models.calendar_change import CalendarChange, ChangeKind
from models.center import Center
from models.recompute import foresee
from rules.calendar import CalendarDay, DayReason, Scheme
from tests.factories import user
from tests.results import deliver, issue
from tests.reviewing_client import text_of


def panel_on(client, case: Application):
    page = client.page(f"/cases/{case.id}")
    return next(section for section in page.iter("section") if section.get("aria-labelledby") == "h-due")


def lines_of(panel) -> list:
    return next(node for node in panel.iter("ol") if node.get("class") == "dates").findall("li")


def days_of(panel) -> list[tuple[str, str, str]]:
    """The days of dates, in order: the day, its words, its note if it is kept in its place."""
    found = []
    for line in lines_of(panel):
        on = next(line.iter("time")).get("datetime")
        note = [text_of(node) for node in line.iter("p") if node.get("class") == "kept"]
        found.append((on, text_of(next(line.iter("span"))), "".join(note)))
    return found


def kept_days(panel) -> list[str]:
    return [on for on, _words, note in days_of(panel) if note]


def cells_of(panel) -> list[tuple[str, str]]:
    """The days of the term: class, and the words under the number of the day."""
    table = next(node for node in panel.iter("table") if node.get("class") == "days")
    return [(cell.get("class"), text_of(next(cell.iter("small")))) for cell in table.iter("td") if cell.get("class")]


def take_off(*days: date) -> None:
    """An administrator makes these days off, and every open case moves as the law lets it."""
    put = tuple(CalendarDay(scheme, day, False, DayReason.CORRECTED, act="Приказ") for scheme in Scheme for day in days)
    with write():
        change = CalendarChange(ChangeKind.CORRECTED, "Приказ № 1", put)
        foresee(change, clock.now(), is_held=True).carry_out(user("administrator").actor(), clock.now())


def test_each_date_of_a_case_opens_into_its_rule_its_clause_and_its_days(login_as, make_application):
    panel = panel_on(login_as("officer"), make_application("euc", hand_out="center"))
    for line in lines_of(panel):
        details = next(line.iter("details"))
        reason = next(node for node in details.iter("div") if node.get("class") == "explanation")
        assert "п." in text_of(reason)
        assert text_of(next(reason.iter("p")))
    days = [on for on, _words, _note in days_of(panel)]
    assert days == sorted(days)
    assert {"2013-05-03", "2013-05-06", "2013-05-27", "2013-05-28", "2013-05-29", "2013-06-04"} == set(days)


def test_the_days_of_a_certificate_are_numbered_to_fifteen_and_the_others_skipped(
    login_as, make_application, set_clock
):
    case = make_application("euc")
    set_clock(2013, 5, 14, 10)
    cells = cells_of(panel_on(login_as("officer"), case))
    assert [words for kind, words in cells if kind in ("past", "today", "ahead", "end")] == [
        f"{n}-й" for n in range(1, 16)
    ]
    assert [kind for kind, _words in cells].count("off") == 10
    assert cells[0][0] == "start"
    assert [words for kind, words in cells if kind == "today"] == ["5-й"]
    assert cells[-1] == ("end", "15-й")


def test_a_conclusions_end_that_rolled_forward_has_no_number(login_as, make_application):
    cells = cells_of(panel_on(login_as("officer"), make_application("conclusion")))
    numbers = [words for _kind, words in cells if words.endswith("-й")]
    assert numbers == [f"{n}-й" for n in range(1, 16)]
    assert [kind for kind, _words in cells[-3:]] == ["ahead", "off", "end"], "Saturday is no. 15, Sunday is passed over"
    assert cells[-1][1] not in ("16-й", "—", "")


def test_a_conclusion_that_ends_on_a_working_day_ends_with_its_fifteenth_day(login_as, make_application, set_clock):
    at = set_clock(2013, 12, 13, 10)
    assert cells_of(panel_on(login_as("officer"), make_application("conclusion", at)))[-1] == ("end", "15-й")


def test_what_counts_and_what_does_not_is_listed_with_its_reason(login_as, make_application):
    panel = text_of(panel_on(login_as("officer"), make_application("euc")))
    assert "День Победы" in panel
    assert "День защитника Отечества" in panel
    assert "10 мая" in panel


def test_a_reading_is_named_with_the_day_since_which_it_holds(login_as, make_application):
    with write():
        since = date(2013, 5, 2)
        db.session.add(ReadingSetting(name="day_of_acceptance_is_day_zero", value=False, since=since, reason="Приказ"))
    case = make_application("euc")
    assert case.term_ends_on == date(2013, 5, 27)
    panel = panel_on(login_as("officer"), case)
    assert "02.05.2013" in text_of(panel)
    assert cells_of(panel)[0][1] == "1-й", "the day of acceptance is counted"
    assert kept_days(panel) == []


def test_a_case_that_the_calendar_moved_is_explained_by_it_and_keeps_only_what_was_promised(login_as, make_application):
    case = make_application("euc")
    take_off(date(2013, 5, 20))
    panel = panel_on(login_as("officer"), case)
    assert cells_of(panel)[-1] == ("end", "15-й")
    notes = [(on, note) for on, _words, note in days_of(panel) if note]
    assert [on for on, _note in notes] == ["2013-05-27", "2013-05-28"], "control and hand-out, not the term"
    assert all("28 мая" in note for _on, note in notes)
    assert "2013-05-29" in [on for on, _words, _note in days_of(panel)], "the end of the term has moved"


def test_a_promised_day_that_became_a_day_off_is_told_as_the_reason_and_the_calendars_own_day_is_marked(
    login_as, make_application
):
    case = make_application("euc")
    take_off(date(2013, 5, 28))
    panel = panel_on(login_as("officer"), case)
    notes = {on: note for on, _words, note in days_of(panel) if note}
    assert notes == {
        "2013-05-24": "пт 24 мая, чтобы выдать результат не позднее дня, обещанного в расписке, — вт 28 мая (п. 14.1).",
        "2013-05-27": "В расписке обещана выдача вт 28 мая; 28 мая — выходной по исправлению календаря, поэтому"
        " пн 27 мая (п. 14.1).",
    }
    alone = [text_of(p) for line in lines_of(panel) for p in line.iter("p") if "По одному" in text_of(p)]
    assert alone == [f"По одному сегодняшнему календарю было бы {day}:" for day in ("пн 27 мая", "ср 29 мая")]


def test_the_dates_that_rest_on_an_unconfirmed_year_are_marked_and_the_year_is_named(
    login_as, make_application, set_clock
):
    with write():
        db.session.get_one(CalendarYear, 2013).confirmed_at = clock.now()
    case = make_application("conclusion", set_clock(2013, 12, 13, 10))
    panel = panel_on(login_as("officer"), case)
    marked = {}
    for line in lines_of(panel):
        if [p for p in line.iter("p") if p.get("class") == "provisional"]:
            marked[next(line.iter("time")).get("datetime")] = "календарь 2014 года не подтверждён" in text_of(line)
    days = [on for on, _words, _note in days_of(panel)]
    assert marked == {on: True for on in days if on >= "2014"} != {}


def test_the_term_of_presenting_names_the_box_of_the_certificate(login_as, make_application):
    panel = panel_on(login_as("officer"), issue(make_application("euc"), clock.now()))
    words = [words for _on, words, _note in days_of(panel)]
    assert words[-1].endswith("(сертификат, графа 12)")


def test_a_decided_case_keeps_its_term_and_says_what_the_calendar_would_make_of_it(login_as, make_application):
    case = issue(make_application("euc"), clock.now())
    assert kept_days(panel_on(login_as("officer"), case)) == []
    take_off(date(2013, 5, 20))
    panel = panel_on(login_as("officer"), case)
    kept = {words: note for _on, words, note in days_of(panel) if note}
    assert kept
    assert "29 мая" in kept["Срок заканчивается"]


def test_a_case_that_counts_as_issued_keeps_its_term(login_as, make_application, set_clock):
    case = make_application("euc")
    set_clock(2013, 5, 29, 0)
    take_off(date(2013, 5, 20))
    assert "2013-05-28" in kept_days(panel_on(login_as("officer"), case))


def test_new_days_of_carriage_leave_the_dispatch_of_a_case_and_are_told(login_as, make_application):
    case = make_application("euc", hand_out="center")
    with write():
        db.session.scalars(Center.with_key("3/14")).one().carriage_days = 2
    assert kept_days(panel_on(login_as("officer"), case)) == ["2013-05-27"]


def test_custody_and_the_six_months_are_explained_from_the_arrival_and_the_signing(
    login_as, make_application, set_clock
):
    case = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 24, 10))
    case = deliver(case, set_clock(2013, 5, 24, 11), set_clock(2013, 5, 31, 10))
    panel = panel_on(login_as("officer"), case)
    days = [on for on, _words, _note in days_of(panel)]
    assert days[-3:] == ["2013-06-30", "2013-07-01", "2013-11-24"]
    assert kept_days(panel) == []


@pytest.mark.parametrize(
    ("service", "facts"),
    [("euc", {"channel": "center"}), ("conclusion", {"channel": "portal"}), ("euc", {"hand_out": "center"})],
)
def test_the_calculator_is_asked_about_the_case_and_finds_its_dates(
    login_as, make_application, set_clock, service, facts
):
    case = make_application(service, set_clock(2013, 5, 11, 12), received_at=set_clock(2013, 5, 13, 19), **facts)
    client = login_as("officer")
    links = [a.get("href") for a in panel_on(client, case).iter("a") if "/calculator?" in a.get("href", "")]
    assert len(links) == 1
    rows = [row for row in client.page(links[0]).iter("tr") if (row.get("id") or "").startswith("date-")]
    reckoned = {row.get("id").removeprefix("date-"): next(row.iter("time")).get("datetime") for row in rows}
    case = db.session.get_one(Application, case.id)
    for name in ("accepted_on", "received_on", "completeness_due_on", "control_on", "term_ends_on", "hand_out_on"):
        assert reckoned[name] == getattr(case, name).isoformat(), name
    assert (case.deliver_on is None) is ("deliver_on" not in reckoned)


def test_the_panel_reads_the_calendar_once(app, make_application):
    case = make_application("euc", hand_out="center")
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with app.test_request_context():
            panel_of(case, clock.now())
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert sum("FROM calendar_year" in statement for statement in asked) == 1
    assert sum("FROM reading_setting" in statement for statement in asked) == 2
