"""The bell, the list of one's own warnings, and the marks of what is read, with htmx and without scripts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from extensions import clock, db, write
from models.application import Application
from models.notice import Notice
from models.session import UserSession
from models.user import RoleGrant
from rules.permissions import Role
from rules.warnings import WarningKind
from rules.workflow import DecisionKind
from tests.factories import user
from tests.results import deliver, issue, prepare
from tests.reviewing_client import parse, text_of

K = WarningKind
HTMX = {"HX-Request": "true"}


def warn(
    login: str, kind: WarningKind, application: Application | None = None, due_on: date | None = None, *,
    is_urgent: bool = False, subject: str = "",
) -> int:  # fmt: skip
    """One unread warning, as the job leaves it; its number."""
    with write():
        notice = Notice(
            kind=kind, subject=subject or (f"application:{application.id}" if application else "calendar:2014"),
            due_on=due_on or date(2013, 5, 6), user_id=user(login).id,
            application_id=application.id if application else None, is_urgent=is_urgent, raised_at=clock.now(),
        )  # fmt: skip
        db.session.add(notice)
    return notice.id


def many(login: str, count: int) -> None:
    """So many unread warnings about years to come."""
    with write():
        db.session.add_all(
            Notice(
                kind=K.CALENDAR_NOT_CONFIRMED, subject=f"calendar:{3000 + n}", due_on=date(2013, 12, 15),
                user_id=user(login).id, is_urgent=False, raised_at=clock.now(),
            )
            for n in range(count)
        )  # fmt: skip


def rows_of(client, url="/notices") -> list:
    return [node for node in client.page(url).iter("li") if "warning" in node.get("class", "").split()]


def words_of(client, url="/notices") -> list[str]:
    return [text_of(row) for row in rows_of(client, url)]


def links_of(client, url="/notices") -> list[str]:
    """Where the heading of each warning leads."""
    return [a.get("href") for row in rows_of(client, url) for heading in row.iter("h2") for a in heading.iter("a")]


def bell_of(client, url="/") -> str:
    """What the bell is called; the number to be seen is hidden from assistive technology."""
    bell = next(node for node in client.page(url).iter("span") if node.get("id") == "bell-panel")
    return text_of(next(bell.iter("span"))[0])


def is_read(notice_id: int) -> bool:
    return db.session.get_one(Notice, notice_id).read_at is not None


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    db.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        db.event.remove(db.engine, "before_cursor_execute", note)


# --- The bell --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Уведомления, непрочитанных нет"),
        (1, "Уведомления, 1 непрочитанное"),
        (3, "Уведомления, 3 непрочитанных"),
        (99, "Уведомления, 99 непрочитанных"),
        (140, "Уведомления, непрочитанных больше 99"),
    ],
)
def test_the_bell_says_how_many_are_unread(login_as, count, words):
    many("officer", count)
    assert bell_of(login_as("officer")) == words


def test_the_bell_leads_to_the_list_without_scripts(login_as):
    link = next(a for a in login_as("officer").page("/").iter("a") if "bell-link" in a.get("class", ""))
    assert link.get("href") == "/notices"


def test_the_bell_costs_one_query_whatever_its_number(login_as):
    client = login_as("officer")
    client.get("/")
    with statements() as seen:
        client.get("/")
    assert len([one for one in seen if "FROM notice" in one]) == 1


def test_the_poll_is_cheap_and_writes_nothing_and_does_not_prolong_the_session(login_as, set_clock):
    many("officer", 2)
    client = login_as("officer")
    signed_in_at = clock.now()
    set_clock(2013, 5, 3, 10, 30)
    with statements() as seen:
        answer = client.get("/notices/bell?seen=2", headers={**HTMX, "X-Poll": "1"})
    assert answer.status_code == 200
    assert {one.split()[0] for one in seen} <= {"BEGIN", "SELECT"}
    assert len(seen) <= 5, "the sign-in, its person and roles, the number"
    assert db.session.scalars(db.select(UserSession)).one().last_used_at == signed_in_at
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("seen", "said"), [("seen=1", "2 новых уведомления"), ("seen=3", ""), ("seen=5", ""), ("", "")]
)
def test_only_a_number_that_has_risen_is_said_aloud(login_as, seen, said):
    many("officer", 3)
    answer = login_as("officer").get(f"/notices/bell?{seen}", headers=HTMX).get_data(as_text=True)
    spoken = [node for node in parse(answer).iter("div") if "#status" in node.get("hx-swap-oob", "")]
    assert [text_of(node) for node in spoken] == ([said] if said else [])
    assert "seen=3" in answer, "the next poll compares with this number"


def test_a_session_that_has_ended_answers_the_poll_with_the_way_to_sign_in(login_as, set_clock):
    client = login_as("officer")
    set_clock(2013, 5, 4, 10)
    answer = client.get(
        "/notices/bell?seen=0", headers={**HTMX, "X-Poll": "1", "HX-Current-URL": "http://localhost/cases/"}
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/cases/"
    assert not answer.data


def test_the_poll_ends_where_the_number_can_rise_no_further(login_as):
    many("officer", 99)
    assert "hx-trigger" in login_as("officer").get("/notices/bell").get_data(as_text=True)
    warn("officer", K.CALENDAR_NOT_CONFIRMED)
    assert "hx-trigger" not in login_as("officer").get("/notices/bell").get_data(as_text=True)


def test_somebody_who_must_choose_a_password_is_not_disturbed_by_the_poll(login_as):
    with write():
        user("officer").must_change_password = True
    page = login_as("officer").get("/change-password").get_data(as_text=True)
    assert 'id="bell-panel"' in page
    assert "hx-trigger" not in page


# --- The list --------------------------------------------------------------------------------------------------


def test_a_warning_names_its_case_its_day_in_words_and_its_clause(login_as, make_application):
    application = make_application("euc", name="ТОО «Жетісу Прибор»")
    warn("officer", K.COMPLETENESS_CLOSES, application, application.completeness_due_on, is_urgent=True)
    words = words_of(login_as("officer"))[0]
    assert application.number in words
    assert "ТОО «Жетісу Прибор»" in words
    assert "пн 6 мая" in words
    assert "осталось 2 рабочих дня" in words, "Saturday 4 May 2013 was a working day"
    assert "п. 16" in words.replace("\u00a0", " ")
    assert "срочно" in words


def test_the_day_itself_is_not_overdue_and_the_day_after_is(login_as, make_application, set_clock):
    application = make_application("euc")
    warn("officer", K.COMPLETENESS_CLOSES, application, application.completeness_due_on)
    warn("officer", K.CONTROL_DATE, application, application.control_on)
    set_clock(2013, 5, 6, 9)
    assert "сегодня" in words_of(login_as("officer"))[1]
    set_clock(2013, 5, 28, 9)
    assert "просрочено на 1 рабочий день" in words_of(login_as("officer"))[0]


def test_what_has_been_done_is_no_longer_required_and_never_overdue(login_as, make_application, set_clock):
    application = make_application("euc")
    warn("officer", K.COMPLETENESS_CLOSES, application, application.completeness_due_on, is_urgent=True)
    with write():
        prepare(db.session.merge(application), clock.now(), DecisionKind.RESULT, 1)
    set_clock(2013, 5, 8, 9)
    client = login_as("officer")
    words = words_of(client)[0]
    assert "уже не требуется" in words
    assert "просрочено" not in words
    assert "срочно" not in words
    assert links_of(client) == [f"/cases/{application.id}/"]


def test_the_newest_comes_first_and_the_list_is_paged_with_a_count(login_as):
    many("officer", 60)
    client = login_as("officer")
    assert "3059" in words_of(client)[0]
    assert len(rows_of(client)) == 25
    assert len(rows_of(client, "/notices?page=3")) == 10
    assert "Показано 1–25 из 60" in text_of(next(client.page("/notices").iter("main")))
    assert client.get("/notices?page=9").status_code == 404


def test_a_long_list_asks_no_more_of_the_database_than_a_short_one(login_as, make_application):
    def asked() -> int:
        client.get("/notices")
        with statements() as seen:
            client.get("/notices")
        return len(seen)

    client = login_as("officer")
    for _ in range(2):
        warn("officer", K.PREPARATION_LAPSES, make_application("euc"))
    few = asked()
    for _ in range(10):
        warn("officer", K.PREPARATION_LAPSES, make_application("euc"))
    assert asked() == few


def test_an_empty_list_says_why(login_as):
    client = login_as("officer")
    for url in ("/notices", "/notices?tab=all"):
        empty = next(node for node in client.page(url).iter("div") if node.get("class") == "empty")
        assert len(text_of(empty)) > 40
    assert not [form for form in client.page("/notices").iter("form") if form.get("action") == "/notices/read"]


# --- The way to the act required -----------------------------------------------------------------------------


def test_the_officer_is_led_to_the_checks_and_others_to_the_case(login_as, make_application):
    application = make_application("euc")
    for login in ("officer", "officer_2", "legal_officer"):
        warn(login, K.COMPLETENESS_CLOSES, application, application.completeness_due_on)
    assert links_of(login_as("officer")) == [f"/cases/{application.id}/checks"]
    assert links_of(login_as("officer_2")) == [f"/cases/{application.id}/"]
    assert links_of(login_as("legal_officer")) == [f"/cases/{application.id}/"]


def test_of_a_prepared_text_the_signatory_is_led_to_sign_and_the_officer_to_the_decision(login_as, make_application):
    application = make_application("euc")
    with write():
        prepare(db.session.merge(application), clock.now(), DecisionKind.RESULT, 1)
    for login in ("signatory", "officer"):
        warn(login, K.TERM_ENDS, application, application.term_ends_on)
    assert links_of(login_as("signatory")) == [f"/signing/{application.id}"]
    assert links_of(login_as("officer")) == [f"/cases/{application.id}/decision"]


def test_a_result_for_a_center_leads_the_clerk_to_its_dispatch_and_then_the_center_to_its_return(
    login_as, make_application, set_clock
):
    application = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 24, 12))
    warn("clerk", K.DELIVERY, application, application.dispatch_on)
    clerk = login_as("clerk")
    assert links_of(clerk) == [f"/hand-out/dispatch?case={application.id}"]
    assert application.number in text_of(next(clerk.page(links_of(clerk)[0]).iter("main")))
    deliver(application, set_clock(2013, 5, 24, 15), set_clock(2013, 5, 27, 10))
    arrived = db.session.get_one(Application, application.id)
    warn("center_operator", K.CUSTODY_ENDS, arrived, arrived.custody_ends_on)
    set_clock(2013, 6, 28, 10)
    operator = login_as("center_operator")
    assert links_of(operator) == [f"/hand-out/{application.id}"]
    assert operator.get(links_of(operator)[0]).status_code == 200
    warn("center_operator", K.RETURN, arrived, arrived.return_on)
    set_clock(2013, 7, 1, 10)
    operator = login_as("center_operator")
    assert f"/hand-out/{application.id}/return" in links_of(operator)
    assert operator.get(f"/hand-out/{application.id}/return").status_code == 200


def test_an_unconfirmed_year_leads_to_its_calendar(login_as):
    warn("administrator", K.CALENDAR_NOT_CONFIRMED, subject="calendar:2014", due_on=date(2013, 12, 15))
    administrator = login_as("administrator")
    assert links_of(administrator) == ["/reference/calendar/2014/committee"]
    assert administrator.get(links_of(administrator)[0]).status_code == 200


def test_a_year_that_is_not_loaded_still_leads_to_a_page_that_opens(login_as):
    warn("administrator", K.CALENDAR_NOT_CONFIRMED, subject="calendar:2090", due_on=date(2088, 12, 1))
    administrator = login_as("administrator")
    administrator.page(links_of(administrator)[0])  # which answers 200


def test_of_a_case_that_is_no_longer_open_to_its_reader_nothing_is_shown(login_as, make_application):
    application = make_application("euc", hand_out="center")
    notice_id = warn("center_operator", K.CUSTODY_ENDS, application)
    operator = login_as("center_operator")
    assert application.number in words_of(operator)[0]
    with write():
        user("center_operator").grants = [RoleGrant(role=Role.CENTER_OPERATOR, center_id=7)]
    page = login_as("center_operator").get("/notices").get_data(as_text=True)
    assert application.number not in page
    assert application.applicant.name not in page
    assert f"/hand-out/{application.id}" not in page
    answer = operator.submit("/notices", action=f"/notices/{notice_id}/read", headers=HTMX)
    assert application.number not in answer.get_data(as_text=True)


# --- Read and unread -----------------------------------------------------------------------------------------


def test_reading_the_list_marks_nothing(login_as):
    notice_id = warn("officer", K.CALENDAR_NOT_CONFIRMED)
    login_as("officer").get("/notices")
    assert not is_read(notice_id)


def test_a_warning_is_marked_and_unmarked_without_scripts(login_as):
    notice_id = warn("officer", K.CALENDAR_NOT_CONFIRMED)
    client = login_as("officer")
    answer = client.submit("/notices", action="/read")
    answer = client.submit("/notices?tab=all", action=f"/{notice_id}/unread") if is_read(notice_id) else answer
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/notices?tab=all&page=1"
    assert not is_read(notice_id)


def test_by_htmx_the_row_keeps_its_place_and_the_bell_follows(login_as):
    notice_id = warn("officer", K.CALENDAR_NOT_CONFIRMED)
    many("officer", 1)
    client = login_as("officer")
    answer = client.submit("/notices", action=f"/{notice_id}/read", headers=HTMX)
    tree = parse(answer.get_data(as_text=True))
    by_id = {node.get("id"): node for node in tree.iter() if isinstance(node.tag, str) and node.get("id")}
    assert "is-unread" not in by_id[f"notice-{notice_id}-panel"].get("class")
    assert by_id[f"mark-{notice_id}"].get("autofocus") is not None, "htmx gives the button the focus back"
    assert by_id["bell-panel"].get("hx-swap-oob") == "true"
    assert text_of(by_id["bell-panel"]).endswith("1")
    assert "Отмечено как прочитанное" in answer.get_data(as_text=True)


def test_marking_twice_keeps_the_moment_of_the_first(login_as, set_clock):
    notice_id = warn("officer", K.CALENDAR_NOT_CONFIRMED)
    client = login_as("officer")
    form = client.form("/notices", f"/{notice_id}/read")
    client.send(form)
    first = db.session.get_one(Notice, notice_id).read_at
    set_clock(2013, 5, 3, 10, 20)
    assert client.send(form).status_code == 303
    assert db.session.get_one(Notice, notice_id).read_at == first


def test_all_are_marked_at_once_and_nobody_elses(login_as):
    many("officer", 30)
    others = warn("clerk", K.CALENDAR_NOT_CONFIRMED)
    client = login_as("officer")
    assert client.submit("/notices", action="/notices/read").status_code == 303
    assert bell_of(client) == "Уведомления, непрочитанных нет"
    assert len(rows_of(client, "/notices?tab=all")) == 25
    assert not is_read(others)


def test_opening_by_its_button_marks_a_warning_and_leads_to_the_act(login_as, make_application):
    application = make_application("euc")
    notice_id = warn("officer", K.COMPLETENESS_CLOSES, application, application.completeness_due_on)
    answer = login_as("officer").submit("/notices", action="/open")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/cases/{application.id}/checks"
    assert is_read(notice_id)


@pytest.mark.parametrize("path", ["read", "unread", "open"])
def test_anybody_elses_warning_is_not_there(login_as, path):
    own, theirs = warn("officer", K.CALENDAR_NOT_CONFIRMED), warn("clerk", K.CALENDAR_NOT_CONFIRMED)
    client = login_as("officer")
    token = client.form("/notices", f"/{own}/read").filled()
    for number in (theirs, 0, 2**63, 10**40):
        assert client.post(f"/notices/{number}/{path}", data=token).status_code == 404
    assert not is_read(theirs)


def test_a_warning_is_of_the_person_not_of_whom_they_act_for(login_as, make_application):
    application = make_application("euc", at=clock.now() - timedelta(hours=1))
    warn("signatory", K.TERM_ENDS, application)
    assert not rows_of(login_as("officer"))
