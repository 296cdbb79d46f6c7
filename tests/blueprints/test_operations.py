"""The page of the jobs, running one now, and the settings of the warnings."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from extensions import clock, db, write
from jobs.schedule import JOBS
from models.event import Event
from models.job import JobRun, RunOutcome, RunTrigger
from models.notice import WarningSetting
from models.session import UserSession
from models.user import RoleGrant
from rules.permissions import Role
from rules.warnings import WARNINGS, Addressee, WarningKind, warned
from tests.factories import user
from tests.reviewing_client import parse, text_of

HTMX = {"HX-Request": "true", "X-Poll": "1"}
SETTING = "/warnings/term_ends"


@pytest.fixture
def administrator(login_as):
    return login_as("administrator")


def ran(
    job: str, *, outcome: RunOutcome = RunOutcome.DONE, trigger: RunTrigger = RunTrigger.SCHEDULE,
    ago: timedelta = timedelta(), took: float = 0.3, effects: int = 0, failures: tuple[tuple[str, str], ...] = (),
    by: str = "",
) -> int:  # fmt: skip
    """A run that has been; its number."""
    begun = clock.now() - ago
    with write():
        run = JobRun(
            job=job, trigger=trigger, started_at=begun, outcome=outcome, effects=effects,
            finished_at=None if outcome is RunOutcome.RUNNING else begun + timedelta(seconds=took),
            failures=[{"subject": subject, "error": error} for subject, error in failures],
            started_by_id=user(by).id if by else None,
        )  # fmt: skip
        db.session.add(run)
    return run.id


def main_of(client, url) -> str:
    return text_of(next(client.page(url).iter("main")))


def rows_of(client, url) -> list[str]:
    return [text_of(row) for body in client.page(url).iter("tbody") for row in body.iter("tr")]


def runs_of(job: str) -> int:
    return db.session.scalar(select(func.count()).select_from(JobRun).where(JobRun.job == job)) or 0


# --- The table of the jobs -----------------------------------------------------------------------------------------


def test_every_job_is_shown_in_words_with_its_schedule_and_its_next_run(administrator, set_clock):
    set_clock(2013, 5, 3, 10, 1)
    rows = rows_of(administrator, "/jobs")
    assert len(rows) == len(JOBS)
    page = main_of(administrator, "/jobs")
    assert "Уведомления о сроках каждые 5 минут ещё не было" in page
    assert "каждый час с 8:30 до 18:30" in page
    assert "каждую минуту" in page
    assert "03.05.2013, 10:05" in rows[0], "the next fifth minute"
    assert not [name for name in JOBS if name in page], "codes are for programs"


def test_a_run_is_shown_with_its_outcome_its_effects_and_how_long_it_took(administrator):
    ran("deadlines", effects=1234, took=125)
    row = rows_of(administrator, "/jobs")[0]
    assert "03.05.2013, 10:00" in row
    assert "Выполнено" in row
    assert "1 234" in row
    assert "2 мин 5 с" in row


def test_a_run_that_never_ended_is_told_from_one_under_way(administrator):
    ran("deadlines", outcome=RunOutcome.RUNNING, ago=timedelta(minutes=59))
    ran("silence", outcome=RunOutcome.RUNNING, ago=timedelta(hours=2))
    under_way, cut_off = rows_of(administrator, "/jobs")[:2]
    assert "Выполняется" in under_way
    assert "Прервано" in cut_off


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, "ещё не запускался"),
        (5, ""),
        (10, ""),
        (12, "Планировщик не работает"),
        (4321, "Планировщик не работает"),
    ],
)
def test_a_scheduler_that_stands_still_is_noticed_and_what_to_do_is_said(administrator, minutes, words):
    if minutes is not None:
        ran("urgent_mail", ago=timedelta(minutes=minutes))
    page = main_of(administrator, "/jobs")
    assert ("flask --app app scheduler" in page) is bool(words)
    assert words in page


def test_what_a_person_runs_is_no_sign_of_a_living_scheduler(administrator):
    ran("urgent_mail", ago=timedelta(days=3))
    ran("urgent_mail", trigger=RunTrigger.PERSON, by="administrator")
    ran("urgent_mail", trigger=RunTrigger.COMMAND)
    assert "Планировщик не работает" in main_of(administrator, "/jobs")


def test_the_table_is_polled_without_prolonging_the_session(administrator, set_clock):
    signed_in_at = clock.now()
    set_clock(2013, 5, 3, 10, 30)
    answer = administrator.get("/jobs", headers=HTMX)
    tree = parse(answer.get_data(as_text=True))
    panel = next(node for node in tree.iter("div") if node.get("id") == "jobs-panel")
    assert panel.get("hx-trigger") == "every 30s"
    assert "X-Poll" in panel.get("hx-headers")
    assert db.session.scalars(select(UserSession)).one().last_used_at == signed_in_at


def test_the_table_asks_no_more_of_the_database_when_the_history_is_long(administrator):
    def asked() -> int:
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            seen.append(statement)

        administrator.get("/jobs")
        db.event.listen(db.engine, "before_cursor_execute", note)
        administrator.get("/jobs")
        db.event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    for name in JOBS:
        ran(name, trigger=RunTrigger.PERSON, by="administrator")
    few = asked()
    for name in JOBS:
        for _ in range(5):
            ran(name, trigger=RunTrigger.PERSON, by="administrator")
    assert asked() == few


# --- One job ------------------------------------------------------------------------------------------------------


def test_what_could_not_be_done_is_listed_by_case_number_and_without_what_the_case_holds(
    administrator, make_application
):
    application = make_application("euc", name="ТОО «Жетісу Прибор»")
    ran(
        "deadlines", outcome=RunOutcome.PARTLY,
        failures=((f"application:{application.id}", "ValueError: no such day"), ("calendar:2014", "KeyError: 2014"),
                  ("warning:term_ends", "boom"), (f"user:{user('officer').id}", "refused"), ("application:999", "gone"),
                  ("", "whole")),
    )  # fmt: skip
    assert "6 ошибок" in rows_of(administrator, "/jobs")[0]
    row = rows_of(administrator, "/jobs/deadlines")[0]
    for words in (
        application.number,
        "no such day",
        "2014 год",
        "Срок заканчивается",
        "Жұмабаева Айгүл",
        "Всё задание",
    ):
        assert words in row
    assert "Жетісу" not in row
    links = [a.get("href") for a in next(administrator.page("/jobs/deadlines").iter("tbody")).iter("a")]
    assert f"/users/{user('officer').id}" in links
    assert not [link for link in links if link.startswith("/cases/")], "cases are not open to administrators"
    for link in links:
        assert administrator.get(link).status_code == 200


def test_a_failure_in_a_case_links_to_it_for_those_who_may_open_it(login_as, make_application):
    application = make_application("euc")
    with write():
        person = user("officer")
        person.grants.append(RoleGrant(role=Role.ADMINISTRATOR))
    ran("silence", outcome=RunOutcome.PARTLY, failures=((f"application:{application.id}", "boom"),))
    links = [a.get("href") for a in next(login_as("officer").page("/jobs/silence").iter("tbody")).iter("a")]
    assert links == [f"/cases/{application.id}/"]


def test_an_error_is_shown_as_text(administrator):
    ran("silence", outcome=RunOutcome.FAILED, failures=(("", "<script>alert(1)</script>"),))
    assert "&lt;script&gt;" in administrator.get("/jobs/silence").get_data(as_text=True)


def test_the_history_is_paged_the_newest_first_and_names_who_ran_it(administrator):
    for number in range(30):
        ran(
            "silence", effects=number, trigger=RunTrigger.PERSON, by="administrator", ago=timedelta(minutes=30 - number)
        )
    rows = rows_of(administrator, "/jobs/silence")
    assert len(rows) == 25
    assert "03.05.2013, 09:59" in rows[0]
    assert "вручную Иванова" in rows[0].replace("\u00a0", " ")
    assert len(rows_of(administrator, "/jobs/silence?page=2")) == 5
    assert "Показано 1–25 из 30" in main_of(administrator, "/jobs/silence")


def test_an_empty_history_says_so_and_an_unknown_job_is_not_there(administrator):
    assert "ещё не выполнялось" in main_of(administrator, "/jobs/digest")
    for path in ("/jobs/nothing", "/jobs/nothing/run"):
        assert administrator.get(path).status_code == 404


# --- Running one now -----------------------------------------------------------------------------------------------


def test_a_job_is_run_after_a_page_that_says_what_will_happen_and_its_effects_are_told(
    administrator, make_application, set_clock
):
    application = make_application("conclusion")
    set_clock(2013, 5, 3, 10, 30)
    assert "не выполняется дважды" in main_of(administrator, "/jobs/silence/run")
    with write():
        late = db.session.merge(application)
        late.term_ends_on = clock.today() - timedelta(days=1)
    answer = administrator.submit("/jobs/silence/run")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/jobs/silence"
    assert "Записей добавлено: 1" in main_of(administrator, "/jobs/silence")
    run = db.session.scalars(select(JobRun)).one()
    assert (run.trigger, run.outcome, run.effects) == (RunTrigger.PERSON, RunOutcome.DONE, 1)
    assert run.started_by_id == user("administrator").id
    events = select(Event).where(Event.application_id == application.id, Event.kind == "counted_as_issued")
    assert len(db.session.scalars(events).all()) == 1


def test_a_double_click_runs_a_job_once(administrator):
    form = administrator.form("/jobs/silence/run")
    first, second = (administrator.send(form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert runs_of("silence") == 1


def test_nobody_else_sees_or_runs_the_jobs(login_as):
    for login in ("officer", "auditor", "head_of_unit"):
        client = login_as(login)
        assert client.get("/jobs").status_code == 403
        assert client.get("/warnings").status_code == 403
        assert not [a for a in client.page("/").iter("a") if a.get("href") in ("/jobs", "/warnings")]


# --- The settings of the warnings -----------------------------------------------------------------------------------


def setting() -> WarningSetting:
    return WarningSetting.of(WarningKind.TERM_ENDS)


def latest() -> Event:
    return db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


def test_every_kind_is_listed_as_the_product_ships_it(administrator):
    rows = rows_of(administrator, "/warnings")
    assert len(rows) == len(WARNINGS)
    assert "за 2 рабочих дня" in rows[2]
    assert "По умолчанию" not in main_of(administrator, "/warnings")


def test_a_setting_is_changed_recorded_and_shown_beside_the_default(administrator, login_as):
    answer = administrator.submit(
        SETTING, {"lead_days": "5", "addressees": ["officer", "legal_officer"], "is_urgent": None}
    )
    assert answer.status_code == 303
    assert (setting().lead_days, setting().addressees, setting().is_urgent) == (5, ["legal_officer", "officer"], False)
    assert latest().kind == "warning_setting_changed"
    assert latest().data["before"]["lead_days"] == 2
    assert latest().data["after"]["addressees"] == ["legal_officer", "officer"]
    row = rows_of(administrator, "/warnings")[2]
    assert "за 5 рабочих дней По умолчанию: за 2 рабочих дня" in row
    assert "раз в день По умолчанию: сразу" in row
    record = rows_of(login_as("auditor"), "/audit?about=warning")[0]
    assert "Срок заканчивается" in record
    assert "2 → 5" in record
    assert "юридической службы" in record


def test_one_button_goes_back_to_the_default_whatever_is_typed(administrator):
    administrator.submit(SETTING, {"lead_days": "5", "addressees": ["clerk"]})
    assert administrator.submit(SETTING, {"default": "yes", "lead_days": "x"}).status_code == 303
    own = warned(WarningKind.TERM_ENDS)
    assert (setting().lead_days, set(setting().addressees), setting().is_urgent) == (2, set(own.addressees), True)
    form = administrator.form(SETTING)
    assert "default" not in [name for name, _value, _words in form.buttons], "there is nothing to go back from"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"addressees": None}, "addressees"),
        ({"addressees": ["emperor"]}, "addressees"),
        ({"lead_days": ""}, "lead_days"),
        ({"lead_days": "-1"}, "lead_days"),
        ({"lead_days": "61"}, "lead_days"),
        ({"lead_days": "two"}, "lead_days"),
        ({"lead_days": "9" * 40}, "lead_days"),
    ],
)
def test_what_will_not_do_is_told_at_its_field_and_stays_typed(administrator, values, field):
    answer = administrator.submit(SETTING, {"lead_days": "7", "addressees": ["clerk"], **values})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert ('value="7"' in page) is ("lead_days" not in values)
    assert setting().version == 0


def test_an_edit_made_on_an_older_version_is_told_so_and_changes_nothing(administrator):
    form = administrator.form(SETTING)
    administrator.submit(SETTING, {"lead_days": "5"})
    answer = administrator.send(form, {"lead_days": "9"})
    compared = [text_of(row) for row in parse(answer.get_data(as_text=True)).iter("tr")]
    assert answer.status_code == 409
    assert "За сколько рабочих дней95 отличается" in compared
    assert len([row for row in compared if "отличается" in row]) == 1
    assert setting().lead_days == 5


def test_a_year_of_the_calendar_is_no_case_and_has_no_officer(administrator):
    url = "/warnings/calendar_not_confirmed"
    offered = {box.get("value") for box in administrator.page(url).iter("input") if box.get("name") == "addressees"}
    of_subjects = {"officer", "center_operator", "center_head", "complaint_officer", "complaint_head", "asked"}
    assert offered == {*Addressee} - of_subjects
    assert administrator.submit(url, {"addressees": ["officer"]}).status_code == 422


def test_a_kind_that_is_none_is_not_there(administrator):
    assert administrator.get("/warnings/nothing").status_code == 404
