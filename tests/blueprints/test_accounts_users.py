"""Accounts, substitutions and the record, in a browser without scripts."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from extensions import clock, db, write
from models.event import Event
from models.session import UserSession
from models.user import RoleGrant, Substitution, User
from rules.permissions import Role
from tests.factories import user
from tests.reviewing_client import form_in, parse, text_of


def main_of(client, url) -> str:
    return text_of(next(client.page(url).iter("main")))


def rows_of(client, url) -> list[str]:
    return [text_of(row) for body in client.page(url).iter("tbody") for row in body.iter("tr")]


def latest() -> Event:
    return db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


@pytest.fixture
def administrator(login_as):
    return login_as("administrator")


def test_people_are_found_by_any_spelling_of_their_name_by_login_and_by_role(administrator):
    assert len(rows_of(administrator, "/users")) == 14
    assert len(rows_of(administrator, "/users?who=жумабаева+айгул")) == 1
    assert len(rows_of(administrator, "/users?who=SIGNATORY_2")) == 1
    assert len(rows_of(administrator, "/users?role=signatory")) == 2
    assert not rows_of(administrator, "/users?who=%25"), "a sign of LIKE is a letter like any other"
    assert not rows_of(administrator, "/users?who=zzz")


def test_a_list_of_many_is_paged(administrator):
    with write():
        db.session.add_all(
            User(login=f"u{n}", full_name=f"Юсупов {n}", password_hash="", created_at=clock.now()) for n in range(40)
        )
    assert len(rows_of(administrator, "/users")) == 25
    assert len(rows_of(administrator, "/users?page=3")) == 4
    assert administrator.get("/users?page=9").status_code == 404


def test_an_account_is_made_and_its_password_shown_once(administrator, client):
    answer = administrator.submit(
        "/users/new",
        {"login": "Aliyeva", "full_name": "  Алиева   Дана ", "post": "", "roles": ["clerk", "center_operator"],
         "center": "5", "branch": ""},
    )  # fmt: skip
    assert answer.status_code == 303
    page = administrator.get(answer.headers["Location"]).get_data(as_text=True)
    password = text_of(next(parse(page).iter("code")))
    assert password not in administrator.get(answer.headers["Location"]).get_data(as_text=True)
    made = db.session.scalars(User.named("aliyeva")).one()
    assert made.full_name == "Алиева Дана"
    assert made.roles == frozenset({Role.CLERK, Role.CENTER_OPERATOR})
    assert [g.center_id for g in made.grants if g.role is Role.CENTER_OPERATOR] == [5]
    assert latest().kind == "user_created"
    assert latest().actor_id == user("administrator").id
    entered = client.submit("/sign-in", {"login": "aliyeva", "password": password})
    assert entered.status_code == 303
    assert client.get("/").headers["Location"] == "/change-password"


GOOD = {
    "login": "new", "full_name": "Новая Анна", "post": "", "email": "", "roles": ["clerk"], "center": "", "branch": "",
    "body": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"login": ""}, "login"),
        ({"login": "officer"}, "login"),
        ({"login": "OFFICER"}, "login"),
        ({"login": "иванов"}, "login"),
        ({"login": "a b"}, "login"),
        ({"login": "x" * 65}, "login"),
        ({"full_name": ""}, "full_name"),
        ({"full_name": "я" * 201}, "full_name"),
        ({"full_name": "Ан\x00на"}, "full_name"),
        ({"post": "я" * 201}, "post"),
        ({"email": "anna"}, "email"),
        ({"email": "anna@"}, "email"),
        ({"email": "anna@example.kz, b@example.kz"}, "email"),
        ({"email": "анна@example.kz"}, "email"),
        ({"email": f"{'a' * 200}@example.kz"}, "email"),
        ({"roles": ["emperor"]}, "roles"),
        ({"roles": ["center_head"]}, "center"),
        ({"center": "5"}, "center"),
        ({"center": "999999"}, "center"),
        ({"roles": ["branch_head"]}, "branch"),
        ({"branch": "3"}, "branch"),
        ({"roles": ["body_officer"]}, "body"),
        ({"body": "ministry"}, "body"),
        ({"roles": ["body_officer"], "body": "committee_head"}, "body"),
    ],
)
def test_what_will_not_do_is_told_at_its_field_and_stays_typed(administrator, values, field):
    answer = administrator.submit("/users/new", {**GOOD, **values})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert ("Новая Анна" in page) is ("full_name" not in values)
    assert db.session.scalar(User.named("new")) is None


def test_html_in_a_name_is_text(administrator):
    answer = administrator.submit("/users/new", {**GOOD, "full_name": "<script>alert(1)</script> Анна"})
    page = administrator.get(answer.headers["Location"].replace("/issued-password", "")).get_data(as_text=True)
    assert "&lt;script&gt;" in page


def test_a_double_click_makes_one_account(administrator):
    form = administrator.form("/users/new")
    first, second = (administrator.send(form, GOOD) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert db.session.scalar(db.select(db.func.count()).select_from(User).where(User.login == "new")) == 1


def test_a_change_is_recorded_with_before_and_after(administrator):
    url = f"/users/{user('clerk').id}/edit"
    answer = administrator.submit(url, {"post": "Старший специалист", "roles": ["clerk", "officer"]})
    assert answer.status_code == 303
    assert latest().data["before"]["post"] == "Специалист"
    assert latest().data["after"]["roles"] == ["clerk", "officer"]
    shown = main_of(administrator, f"/users/{user('clerk').id}")
    assert "Специалист → Старший специалист" in shown


def test_an_address_for_warnings_is_kept_recorded_and_shown_to_its_owner(administrator, login_as):
    url = f"/users/{user('clerk').id}/edit"
    assert administrator.submit(url, {"email": " clerk@example.kz "}).status_code == 303
    assert user("clerk").email == "clerk@example.kz"
    assert latest().data["before"]["email"] == ""
    assert latest().data["after"]["email"] == "clerk@example.kz"
    assert "clerk@example.kz" in main_of(administrator, f"/users/{user('clerk').id}")
    assert "clerk@example.kz" in main_of(login_as("clerk"), "/profile")


def test_another_change_leaves_the_address_and_emptying_it_takes_it_away(administrator):
    with write():
        user("clerk").email = "clerk@example.kz"
    url = f"/users/{user('clerk').id}/edit"
    administrator.submit(url, {"post": "Старший"})
    assert user("clerk").email == "clerk@example.kz"
    administrator.submit(url, {"email": ""})
    assert user("clerk").email == ""


def test_an_account_may_be_made_with_an_address(administrator):
    assert administrator.submit("/users/new", {**GOOD, "email": "anna@example.kz"}).status_code == 303
    assert db.session.scalars(User.named("new")).one().email == "anna@example.kz"


def test_an_edit_made_on_an_older_version_is_told_so_and_changes_nothing(administrator):
    url = f"/users/{user('clerk').id}/edit"
    form = administrator.form(url)
    administrator.submit(url, {"post": "Первая"})
    answer = administrator.send(form, {"post": "Вторая"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Первая" in page
    assert "Вторая" in page
    assert user("clerk").post == "Первая"


def test_disabling_is_confirmed_on_a_page_of_its_own_and_ends_the_sign_ins(administrator, login_as):
    theirs, person_id = login_as("clerk"), user("clerk").id
    answer = administrator.submit(f"/users/{person_id}/disable")
    assert answer.status_code == 303
    assert theirs.get("/").status_code == 303
    assert latest().kind == "user_disabled"
    assert administrator.get(f"/users/{person_id}/disable").status_code == 404
    assert administrator.submit(f"/users/{person_id}/enable").status_code == 303
    assert user("clerk").is_active


def test_an_administrator_is_offered_neither_to_disable_nor_to_demote_themselves(administrator):
    with write():
        clerk = user("clerk")
        clerk.grants = [RoleGrant(role=Role.ADMINISTRATOR)]
    me = user("administrator")
    assert not [link for link in administrator.page(f"/users/{me.id}").iter("a") if "disable" in link.get("href", "")]
    assert not [f for f in administrator.page(f"/users/{me.id}/disable").iter("form") if "disable" in f.get("action")]
    form = administrator.form(f"/users/{me.id}/reset-password")
    token = {**form.filled(), "roles": []}
    assert administrator.post(f"/users/{me.id}/disable", data=token).status_code == 409
    answer = administrator.submit(f"/users/{me.id}/edit", {"roles": None})
    assert answer.status_code == 422
    assert 'id="roles-error"' in answer.get_data(as_text=True)
    assert user("administrator").is_active
    assert Role.ADMINISTRATOR in user("administrator").roles


def test_a_reset_password_works_once_and_must_be_changed(administrator, login_as, client):
    theirs, person_id = login_as("clerk"), user("clerk").id
    answer = administrator.submit(f"/users/{person_id}/reset-password")
    password = text_of(next(administrator.page(answer.headers["Location"]).iter("code")))
    assert theirs.get("/").status_code == 303
    assert client.submit("/sign-in", {"login": "clerk", "password": password}).status_code == 303
    assert client.get("/").headers["Location"] == "/change-password"
    assert password not in str([event.data for event in db.session.scalars(select(Event))])


def test_an_auditor_reads_accounts_and_changes_nothing(login_as):
    auditor = login_as("auditor")
    page = auditor.page(f"/users/{user('clerk').id}")
    assert not [link for link in page.iter("a") if "edit" in link.get("href", "")]
    assert auditor.get("/users/new").status_code == 403


SUBSTITUTION = {"order_number": "12-к", "order_date": "2013-05-02", "starts_on": "2013-05-03", "ends_on": "2013-05-10"}


def substitute(client, **values):
    people = {"absent": user("signatory").id, "substitute": user("officer").id}
    return client.submit("/substitutions/new", {**people, **SUBSTITUTION, **values})


def test_a_substitution_is_recorded_and_shown(administrator):
    assert substitute(administrator).status_code == 303
    assert "12-к" in rows_of(administrator, "/substitutions")[0]
    assert latest().kind == "substitution_made"


def test_overlapping_is_allowed_and_shown(administrator):
    substitute(administrator)
    answer = substitute(administrator, substitute=user("officer_2").id, starts_on="2013-05-10", ends_on="2013-05-12")
    assert answer.status_code == 303
    assert len([mark for mark in administrator.page("/substitutions").iter("span") if mark.get("class") == "mark"]) == 2


def test_one_after_another_is_no_overlap(administrator):
    substitute(administrator)
    substitute(administrator, substitute=user("officer_2").id, starts_on="2013-05-11", ends_on="2013-05-12")
    assert not [mark for mark in administrator.page("/substitutions").iter("span") if mark.get("class") == "mark"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"absent": ""}, "absent"),
        ({"substitute": ""}, "substitute"),
        ({"substitute": "999"}, "substitute"),
        ({"order_number": ""}, "order_number"),
        ({"order_number": "1" * 65}, "order_number"),
        ({"order_date": ""}, "order_date"),
        ({"order_date": "2013-05-04"}, "order_date"),
        ({"order_date": "31.02.2013"}, "order_date"),
        ({"order_date": "2013-02-31"}, "order_date"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"starts_on": "2013-05-11"}, "ends_on"),
        ({"starts_on": "2013-04-01", "ends_on": "2013-05-02"}, "ends_on"),
        ({"ends_on": "\x00"}, "ends_on"),
    ],
)
def test_a_substitution_that_cannot_be_is_told_at_its_field(administrator, values, field):
    answer = substitute(administrator, **values)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert not db.session.scalars(select(Substitution)).all()


def test_nobody_is_their_own_substitute(administrator):
    answer = substitute(administrator, substitute=user("signatory").id)
    assert answer.status_code == 422
    assert 'id="substitute-error"' in answer.get_data(as_text=True)


def test_a_disabled_account_is_not_offered_as_a_substitute(administrator):
    with write():
        user("officer").is_active = False
    assert substitute(administrator).status_code == 422


def test_revoking_is_confirmed_and_moves_it_to_those_over(administrator):
    substitute(administrator)
    made = db.session.scalars(select(Substitution)).one()
    assert administrator.submit(f"/substitutions/{made.id}/revoke").status_code == 303
    assert not rows_of(administrator, "/substitutions")
    assert len(rows_of(administrator, "/substitutions?state=past")) == 1
    assert administrator.get(f"/substitutions/{made.id}/revoke").status_code == 404
    assert latest().kind == "substitution_revoked"


def test_the_record_tells_who_did_what_to_whom_and_can_be_narrowed(administrator, login_as, set_clock):
    substitute(administrator)
    set_clock(2013, 5, 6, 9)
    with write():
        db.session.execute(db.update(UserSession).values(last_used_at=clock.now(), created_at=clock.now()))
    administrator.submit(f"/users/{user('clerk').id}/edit", {"post": "Старший"})
    auditor = login_as("auditor")
    assert len(rows_of(auditor, "/audit")) == 2
    assert "Темірова" in rows_of(auditor, "/audit?about=user")[0]
    assert len(rows_of(auditor, "/audit?about=substitution")) == 1
    assert len(rows_of(auditor, "/audit?since=2013-05-04")) == 1
    assert len(rows_of(auditor, "/audit?until=2013-05-05")) == 1
    assert len(rows_of(auditor, f"/audit?by={user('administrator').id}")) == 2
    assert not rows_of(auditor, f"/audit?by={user('clerk').id}")


@pytest.mark.parametrize(
    "query", ["since=0001-01-01", "until=9999-12-31", "since=x", "by=x", "by=٣", "about=x", "by=" + "9" * 40]
)
def test_a_filter_that_makes_no_sense_breaks_nothing(login_as, query):
    assert login_as("auditor").get(f"/audit?{query}").status_code == 200


def test_cases_have_their_own_history_and_are_not_in_the_record(login_as, make_application):
    make_application("euc")
    assert not rows_of(login_as("auditor"), "/audit")


def test_the_record_does_not_ask_the_database_once_for_each_row(administrator, login_as):
    for _ in range(2):
        substitute(administrator)
    auditor = login_as("auditor")
    auditor.get("/audit")
    few = _statements(auditor)
    for _ in range(10):
        substitute(administrator)
    assert _statements(auditor) == few


def _statements(client) -> int:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    db.event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get("/audit").status_code == 200
    finally:
        db.event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_a_form_that_failed_can_be_sent_again_as_it_stands(administrator):
    failed = administrator.submit("/users/new", {**GOOD, "login": ""})
    assert administrator.send(form_in(failed), {"login": "new"}).status_code == 303
    assert db.session.scalars(User.named("new")).one().roles == {Role.CLERK}


def test_the_clock_decides_what_is_in_force(administrator, set_clock):
    substitute(administrator)
    made = db.session.scalars(select(Substitution)).one()
    assert made.is_in_force(clock.today())
    assert not made.is_in_force(clock.today() + timedelta(days=8))
