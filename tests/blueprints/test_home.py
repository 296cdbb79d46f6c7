"""The start page by role, and the search box."""

from datetime import UTC, date, datetime

import pytest

from extensions import clock, db, write
from models.calendar import CalendarYear
from models.complaint_parts import ComplaintExplanation
from models.complaint_reply import ComplaintReply, ReplyKind
from models.draft import Draft
from models.user import Substitution, User
from rules.complaint_workflow import Outcome
from rules.permissions import Role
from rules.queue import Purpose
from rules.terms import Place, Service
from rules.workflow import DecisionKind
from tests.complaints import actor, take_into_work
from tests.factories import user
from tests.queue_world import center_place, take_tickets
from tests.results import deliver, issue, prepare
from tests.reviewing_client import text_of


def blocks_of(client) -> dict[str, str]:
    """The blocks of the day by their code, each with its words."""
    return {
        node.get("aria-labelledby").removeprefix("h-"): text_of(node)
        for node in client.page("/").iter("section")
        if "day-block" in node.get("class", "")
    }


def numbers_in(client, url) -> list[str]:
    return [text_of(a) for a in client.page(url).iter("a") if a.get("class") == "ref"]


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("clerk", ["window", "results", "drafts"]),
        ("officer", ["mine"]),
        ("head_of_unit", ["unassigned"]),
        ("signatory", ["to-sign", "complaints"]),
        ("center_operator", ["window", "unsent", "results", "drafts"]),
        ("center_head", ["window", "complaints", "unsent", "results", "drafts"]),
        ("branch_head", ["overview"]),
        ("legal_officer", ["complaints", "overview"]),
        ("administrator", ["accounts", "calendars"]),
        ("auditor", ["overview"]),
    ],
)
def test_each_role_sees_what_the_law_demands_of_it_and_an_empty_block_says_why(login_as, role, codes):
    assert [*blocks_of(login_as(role))] == codes
    for words in blocks_of(login_as(role)).values():
        assert len(words) > 40


def test_somebody_without_a_role_is_told_so(login_as):
    with write():
        person = user("officer")
        person.grants = []
    client = login_as("officer")
    assert blocks_of(client) == {}
    assert len(text_of(next(client.page("/").iter("main")))) > 80


def test_several_roles_have_the_blocks_of_each(login_as):
    from models.user import RoleGrant

    with write():
        person = user("officer")
        person.grants.append(RoleGrant(role=Role.ADMINISTRATOR))
    assert [*blocks_of(login_as("officer"))] == ["mine", "accounts", "calendars"]


def test_an_officer_sees_their_own_open_cases_the_nearest_act_first_and_no_more_than_ten(
    login_as, make_application, set_clock
):
    for day in (20, 17, 15, 16, 22, 23, 24, 27, 28, 29, 30, 31):
        make_application("conclusion", at=set_clock(2013, 5, day, 10))
    make_application("conclusion", at=set_clock(2013, 5, 14, 10), officer="officer_2")
    set_clock(2013, 5, 31, 11)
    client = login_as("officer")
    shown = [node.get("datetime") for node in client.page("/").iter("time")][1:]
    due = [day for day in shown if len(day) == len("2013-05-31")]
    assert len(numbers_in(client, "/")) == 10
    assert due == sorted(due)
    assert "12" in blocks_of(client)["mine"]


def test_the_head_of_unit_sees_only_what_has_no_officer(login_as, make_application):
    waiting = make_application("euc", officer=None)
    make_application("euc")
    assert numbers_in(login_as("head_of_unit"), "/") == [waiting.number]


def test_a_signatory_sees_what_waits_and_never_what_they_prepared(login_as, make_application):
    waiting, own = make_application("euc"), make_application("euc")
    for application in (waiting, own):
        with write():
            prepare(db.session.merge(application), clock.now(), DecisionKind.RESULT, 1)
    with write():
        db.session.merge(own).decisions[0].prepared_by_id = user("signatory").id
    assert numbers_in(login_as("signatory"), "/") == [waiting.number]


def test_a_center_sees_what_comes_to_it_and_the_committee_what_leaves(login_as, make_application, set_clock):
    coming = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 24, 12))
    elsewhere = issue(make_application("euc", hand_out="center", center="1/1"), set_clock(2013, 5, 24, 12))
    deliver(coming, set_clock(2013, 5, 24, 15))
    deliver(elsewhere, set_clock(2013, 5, 24, 15))
    here = issue(make_application("euc"), set_clock(2013, 5, 24, 15))
    assert numbers_in(login_as("center_operator"), "/") == [coming.number]
    assert numbers_in(login_as("clerk"), "/") == [here.number]


def test_a_center_sees_who_waits_in_its_queue_and_what_it_has_to_send(login_as, make_application):
    take_tickets(center_place(), clock.now(), Purpose.CONSULTATION, Purpose.CONSULTATION)
    take_tickets(center_place("3/13"), clock.now(), Purpose.CONSULTATION)
    unsent = make_application("euc", channel="center", is_sent=False).number
    blocks = blocks_of(login_as("center_operator"))
    assert "2 посетителя" in blocks["window"]
    assert unsent in blocks["unsent"]


def test_complaints_wait_for_who_assigns_then_for_who_handles_then_for_who_signs(login_as, make_complaint):
    complaint = make_complaint()
    legal_officer, signatory = login_as("legal_officer"), login_as("signatory")
    for client in (legal_officer, signatory):
        assert complaint.number in blocks_of(client)["complaints"], "both may assign it"
    with write():
        take_into_work(db.session.merge(complaint), clock.now())
    assert complaint.number in blocks_of(legal_officer)["complaints"]
    assert complaint.number not in blocks_of(signatory)["complaints"]
    with write():
        ComplaintReply.prepare(
            db.session.merge(complaint), ReplyKind.REPLY, "Проверено.", actor("legal_officer"), clock.now(),
            outcome=Outcome.NOT_UPHELD,
        )  # fmt: skip
    assert complaint.number in blocks_of(signatory)["complaints"]
    assert "complaints" not in blocks_of(login_as("center_operator"))


def test_who_is_asked_to_explain_sees_it_though_complaints_are_none_of_their_duty(login_as, in_work):
    complaint = in_work(against=user("officer"))
    with write():
        ComplaintExplanation.request(
            db.session.merge(complaint), None, user("officer"), "Почему отказано?", date(2013, 5, 7),
            actor("legal_officer"), clock.now(),
        )  # fmt: skip
    assert "Почему отказано?" in blocks_of(login_as("officer"))["explanations"]
    assert "explanations" not in blocks_of(login_as("officer_2"))


def test_a_clerk_sees_their_own_drafts_only(login_as):
    for login, title in (("clerk", "ТОО «Моё»"), ("center_head", "ТОО «Чужое»")):
        person = user(login)
        with write():
            db.session.add(
                Draft(
                    service=Service.EUC, channel=Place.COMMITTEE, title=title, created_by_id=person.id,
                    created_at=clock.now(), updated_at=clock.now(),
                )
            )  # fmt: skip
    drafts = blocks_of(login_as("clerk"))["drafts"]
    assert "«Моё»" in drafts
    assert "«Чужое»" not in drafts


def test_those_who_only_read_see_what_is_overdue_in_all_cases(login_as, make_application, set_clock):
    make_application("euc", at=set_clock(2013, 5, 3, 10))
    set_clock(2013, 6, 28, 10)
    overview = blocks_of(login_as("auditor"))["overview"]
    assert ": 1" in overview
    assert numbers_in(login_as("auditor"), "/")


def test_a_branch_head_sees_the_cases_of_the_branch_only(login_as, make_application):
    ours = make_application("euc", channel="center")
    make_application("euc", channel="center", center="1/1")
    make_application("euc")
    assert numbers_in(login_as("branch_head"), "/") == [ours.number]


def test_an_administrator_sees_accounts_without_a_role_substitutions_that_end_and_years_not_confirmed(login_as):
    with write():
        db.session.add(User(login="x", full_name="Безролев Иван", password_hash="", created_at=clock.now()))
        for ends_on in (date(2013, 5, 10), date(2013, 8, 1)):
            db.session.add(
                Substitution(
                    absent_id=user("signatory").id, substitute_id=user("officer").id, order_number="12-к",
                    order_date=date(2013, 5, 1), starts_on=date(2013, 5, 1), ends_on=ends_on,
                )
            )  # fmt: skip
        for year in db.session.scalars(db.select(CalendarYear).where(CalendarYear.year != 2013)):
            year.confirmed_at = datetime(2013, 1, 1, tzinfo=UTC)
    blocks = blocks_of(login_as("administrator"))
    assert "Безролев" in blocks["accounts"]
    assert "10" in blocks["accounts"]
    assert "августа" not in blocks["accounts"]
    assert "2013" in blocks["calendars"]
    assert "2014" not in blocks["calendars"]


def test_the_day_asks_the_database_as_often_for_ten_cases_as_for_one(login_as, make_application):
    def statements() -> int:
        seen: list[str] = []
        db.event.listen(db.engine, "before_cursor_execute", lambda _c, _cu, statement, *_r: seen.append(statement))
        assert client.get("/").status_code == 200
        return len(seen)

    make_application("euc")
    client = login_as("officer")
    client.get("/")
    one = statements()
    for _ in range(9):
        make_application("euc", hand_out="center")
    assert statements() <= one + 2, "the Centers of hand-out come by one query more, whatever their number"


# --- Search ----------------------------------------------------------------------------------------------


@pytest.fixture
def three(make_application):
    """Two firms with three cases: E-2013-K-000001, E-2013-03/14-000001, C-2013-K-000001."""
    return [
        make_application("euc", name="ТОО «Іле Оптика»", identifier="020440002114"),
        make_application("euc", channel="center", name="ТОО «Іле Оптика»", identifier="020440002114"),
        make_application("conclusion", name="АО 100%_Ёлка", identifier="980140003773"),
    ]


def search(client, text):
    return client.get("/search", query_string={"q": text})


def found(client, text) -> list[str]:
    response = search(client, text)
    if response.status_code == 302:
        return [response.headers["Location"]]
    return numbers_in(client, f"/search?q={text.replace('%', '%25').replace('+', '%2B')}")


@pytest.mark.parametrize("typed", ["E-2013-K-000001", " e-2013-k-000001 ", "Е-2013-К-000001", "E–2013–K–000001"])
def test_a_whole_number_leads_straight_to_its_case_in_whichever_layout_it_was_typed(login_as, three, typed):
    response = search(login_as("officer"), typed)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/cases/{three[0].id}/"


def test_the_number_of_a_result_leads_there_too(login_as, make_application):
    application = issue(make_application("euc"), clock.now())
    response = search(login_as("officer"), application.result_number)
    assert response.headers["Location"] == f"/cases/{application.id}/"


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("E-2013", {0, 1}),
        ("E-2013-03", {1}),
        ("C-", {2}),
        ("E-2014", set()),
        ("020440", {0, 1}),
        ("020440002114", {0, 1}),
        ("0204 4000 2114", {0, 1}),
        ("20440002114", set()),
        ("иле оптика", {0, 1}),
        ("ОПТИКА ІЛЕ", {0, 1}),
        ("«Іле", {0, 1}),
        ("елка", {2}),
        ("100%", {2}),
        ("%", set()),
        ("_", set()),
        ("__", set()),
        ("«»", set()),
        ("x' OR '1'='1", set()),
        ("нет такого", set()),
    ],
)
def test_cases_are_found_by_number_name_and_identifier(login_as, three, typed, numbers):
    assert set(found(login_as("officer"), typed)) == {three[n].number for n in numbers}


def test_a_center_finds_only_what_it_may_see(login_as, three):
    operator = login_as("center_operator")
    assert found(operator, "оптика") == [three[1].number]
    assert search(operator, "E-2013-K-000001").status_code == 200
    assert search(operator, "E-2013-03/14-000001").status_code == 302


def test_who_may_not_read_cases_may_not_search_and_is_not_offered_the_box(login_as):
    administrator = login_as("administrator")
    assert search(administrator, "оптика").status_code == 403
    assert not [f for f in administrator.page("/").iter("form") if f.get("role") == "search"]


@pytest.mark.parametrize(
    "typed", ["", " ", "я", "\u0007", "x" * 5000, "\U0001f600\U0001f600", "'\"<b>", "\uffff\uffff"]
)
def test_whatever_is_typed_gets_an_answer(login_as, three, typed):
    assert search(login_as("officer"), typed).status_code == 200


def test_a_nul_is_refused(login_as):
    assert search(login_as("officer"), "a\x00b").status_code == 400


def test_what_was_found_is_paged_the_newest_first(login_as, make_application, set_clock):
    days = [3, 6, 7, 8] * 6 + [3, 6, 7]
    made = [make_application("euc", at=set_clock(2013, 5, day, 10), name="ТОО «Много»") for day in days]
    client = login_as("officer")
    first = numbers_in(client, "/search?q=много")
    assert len(first) == 25
    assert len(numbers_in(client, "/search?q=много&page=2")) == 2
    newest = max(made, key=lambda a: (a.accepted_on, a.id))
    assert first[0] == newest.number


def test_the_box_keeps_what_was_sought(login_as):
    page = login_as("officer").page("/search?q=нет+такого")
    box = next(node for node in page.iter("input") if node.get("name") == "q")
    assert box.get("value") == "нет такого"
