"""Signing in and out, one's own account, acting for another."""

import sys
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from blueprints.accounts.next_page import own_path
from extensions import clock, db, write
from models import people
from models.event import Event
from models.session import SignInAttempt, UserSession
from models.user import Substitution, User
from rules.permissions import Role
from tests.conftest import PASSWORD
from tests.factories import user
from tests.reviewing_client import parse, text_of

NEW = "новый длинный пароль"


def sign_in(client, login="officer", password=PASSWORD, url="/sign-in"):
    return client.submit(url, {"login": login, "password": password})


def words_of(answer) -> str:
    return text_of(next(parse(answer.get_data(as_text=True)).iter("main")))


def fail(client, times: int, login="officer"):
    form = client.form("/sign-in")
    return [client.send(form, {"login": login, "password": "не тот"}) for _ in range(times)][-1]


def test_who_signs_in_comes_to_their_day(client):
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get("/").status_code == 200


def test_who_asked_for_a_page_comes_back_to_it_with_its_query(client):
    asked = client.get("/cases/?tab=unit")
    answer = sign_in(client, url=asked.headers["Location"])
    assert answer.headers["Location"] == "/cases/?tab=unit"


@pytest.mark.parametrize(
    "wanted",
    ["https://example.org/", "//example.org/", "/\\example.org", "\\\\example.org", "javascript:alert(1)",
     "example.org", "/\t/example.org", "/\n/example.org", "", None, "/ /example.org", "http:///example.org"],
)  # fmt: skip
def test_the_way_back_leads_nowhere_but_into_our_own_pages(app, wanted):
    assert own_path(wanted) == ""


@pytest.mark.parametrize("wanted", ["/", "/cases/12/", "/search?q=%D0%A2&page=2", "/users?who=a//b"])
def test_our_own_paths_are_kept_whole(app, wanted):
    assert own_path(wanted) == wanted


def test_a_forged_way_back_ends_at_the_start_page(client):
    answer = client.submit("/sign-in?next=//example.org/", {"login": "officer", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_every_failure_reads_the_same(client, app):
    with write():
        user("clerk").is_active = False
    tried = (("officer", "не тот"), ("nobody", "не тот"), ("clerk", PASSWORD), ("officer", "x" * 5000))
    told = {words_of(sign_in(client, login, password)) for login, password in tried}
    assert len(told) == 1


def test_a_failure_keeps_the_login_that_was_typed_and_never_the_password(client):
    answer = sign_in(client, "officer", "секрет-секрет")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="officer"' in page
    assert "секрет-секрет" not in page


def test_an_unknown_login_costs_a_hash_as_a_known_one_does(client, app, hashes_computed):
    sign_in(client, "nobody", "не тот")
    sign_in(client, "officer", "не тот")
    assert hashes_computed() == 2


@pytest.fixture
def hashes_computed():
    """How many hashes were computed: counted by a profile hook, with nothing of ours replaced."""
    seen: list[int] = []

    def note(frame, kind, _arg):
        if kind == "call" and frame.f_code is PasswordHasher.verify.__code__:
            seen.append(1)

    sys.setprofile(note)
    yield lambda: len(seen)
    sys.setprofile(None)


def test_too_many_failures_close_the_name_even_to_the_right_password(client):
    fail(client, 8)
    answer = sign_in(client)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "15" in words_of(answer)
    assert client.get("/").status_code == 303


def test_the_name_opens_again_after_the_window(client, set_clock):
    fail(client, 8)
    set_clock(2013, 5, 3, 10, 16)
    assert sign_in(client).status_code == 303


def test_another_name_is_not_closed_by_it(client):
    fail(client, 8)
    assert sign_in(client, "clerk").status_code == 303


def test_a_right_password_forgets_the_failures_before_it(client):
    fail(client, 7)
    sign_in(client)
    assert not db.session.scalars(select(SignInAttempt)).all()


@pytest.mark.parametrize("login", ["", "   ", "\x00officer", "x" * 3000, "<b>", "' OR 1=1 --", "қазақ"])
def test_a_strange_login_fails_like_any_other(client, login):
    answer = client.send(client.form("/sign-in"), {"login": login, "password": "не тот"})
    assert answer.status_code == 422


def test_a_form_without_its_token_does_not_sign_in(client):
    answer = client.post("/sign-in", data={"login": "officer", "password": PASSWORD})
    assert answer.status_code != 200
    assert not db.session.scalars(select(UserSession)).all()


def test_the_cookie_of_before_is_not_carried_over(client):
    client.form("/sign-in")
    with client.session_transaction() as session:
        before = session["csrf_token"]
        session["planted"] = "by somebody else"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_signing_out_ends_the_session_on_the_server_too(login_as):
    client = login_as("officer")
    with client.session_transaction() as session:
        token = session["_user_id"]
    client.submit("/", action="/sign-out")
    assert client.get("/").status_code == 303
    with client.session_transaction() as session:
        session["_user_id"] = token
    assert client.get("/").status_code == 303, "a stolen cookie is worth nothing"


def test_who_is_signed_in_is_led_past_the_form(login_as):
    assert login_as("officer").get("/sign-in").status_code == 302


def test_i_see_my_own_sign_ins_and_end_the_others(login_as):
    here, there, theirs = login_as("officer"), login_as("officer"), login_as("clerk")
    assert len(list(next(here.page("/profile").iter("tbody")).iter("tr"))) == 2
    answer = here.submit("/profile", action="/end-other")
    assert answer.status_code == 303
    assert here.get("/profile").status_code == 200
    assert there.get("/profile").status_code == 303
    assert theirs.get("/profile").status_code == 200


def test_a_new_password_ends_the_other_sign_ins_and_opens_the_next_one(login_as, client):
    here, there = login_as("officer"), login_as("officer")
    answer = here.submit("/change-password", {"current": PASSWORD, "new": NEW, "again": NEW})
    assert answer.status_code == 303
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 303
    assert sign_in(client).status_code == 422
    assert sign_in(client, password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "again", "field"),
    [
        ("не тот", NEW, NEW, "current"),
        (PASSWORD, "коротко", "коротко", "new"),
        (PASSWORD, "center_operator", "center_operator", "new"),
        (PASSWORD, "CENTER_operator", "CENTER_operator", "new"),
        (PASSWORD, PASSWORD, PASSWORD, "new"),
        (PASSWORD, "x" * 201, "x" * 201, "new"),
        (PASSWORD, NEW, "другой длинный пароль", "again"),
        ("", "", "", "current"),
    ],
)
def test_a_password_that_will_not_do_is_told_at_its_field(login_as, current, new, again, field):
    client = login_as("center_operator")
    answer = client.submit("/change-password", {"current": current, "new": new, "again": again})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert db.session.scalars(User.named("center_operator")).one().has_password(PASSWORD)


def test_a_password_given_by_an_administrator_lets_nothing_else_open(login_as):
    with write():
        user("officer").must_change_password = True
    client = login_as("officer")
    for url in ("/", "/cases/", "/profile"):
        assert client.get(url).headers["Location"] == "/change-password"
    answer = client.submit("/change-password", {"current": PASSWORD, "new": NEW, "again": NEW})
    assert answer.headers["Location"] == "/"
    assert client.get("/cases/").status_code == 200


def test_preferences_are_kept_and_lead_back_to_the_page(login_as):
    client = login_as("officer")
    answer = client.submit("/cases/?tab=unit", {"theme": "dark", "density": "comfortable"}, action="/preferences")
    assert answer.headers["Location"] == "/cases/?tab=unit"
    page = client.get("/").get_data(as_text=True)
    assert 'data-theme="dark" data-density="comfortable"' in page
    assert user("officer").version == 1, "taste is no new version of the account"


@pytest.mark.parametrize("values", [{"theme": "pink"}, {"density": "<b>"}, {"locale": "xx"}])
def test_a_preference_that_is_not_offered_is_not_kept(login_as, values):
    client = login_as("officer")
    form = client.form("/", "/preferences")
    answer = client.post("/preferences", data={**form.filled(), **values})
    assert answer.status_code == 422
    assert (user("officer").theme, user("officer").density, user("officer").locale) == ("", "", "ru")


@pytest.fixture
def substitution(app) -> int:
    today = clock.today()
    with write():
        return people.appoint(
            user("signatory"), user("officer_2"), "12-к", today, today, today + timedelta(days=1),
            user("administrator").actor(), clock.now(),
        ).id  # fmt: skip


def test_a_substitute_acts_for_the_absent_and_the_record_says_so(login_as, substitution):
    client = login_as("officer_2")
    assert client.get("/signing").status_code == 403
    answer = client.submit("/", {"substitution": substitution}, action="/act-as")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get("/signing").status_code == 200
    assert "12-к" in text_of(next(client.page("/").iter("main")))
    event = db.session.scalars(select(Event).where(Event.kind == "acting_chosen")).one()
    assert event.data["order_number"] == "12-к"
    client.submit("/", {"substitution": ""}, action="/act-as")
    assert client.get("/signing").status_code == 403


def test_the_powers_end_with_the_last_day(login_as, substitution, set_clock):
    client = login_as("officer_2")
    client.submit("/", {"substitution": substitution}, action="/act-as")
    set_clock(2013, 5, 4, 23, 59)
    with write():
        db.session.execute(db.update(UserSession).values(last_used_at=clock.now(), created_at=clock.now()))
    assert client.get("/signing").status_code == 200
    set_clock(2013, 5, 5, 0, 0)
    assert client.get("/signing").status_code == 403


def test_nobody_acts_under_an_order_that_names_another(login_as, substitution):
    client = login_as("officer")
    form = client.form("/", "/preferences")
    token = dict(form.fields)["csrf_token"]
    assert client.post("/act-as", data={"csrf_token": token, "substitution": substitution}).status_code == 404
    assert client.post("/act-as", data={"csrf_token": token, "substitution": "1 OR 1=1"}).status_code == 422
    assert client.get("/signing").status_code == 403


def test_revoking_takes_the_powers_away_at_once(login_as, substitution):
    client = login_as("officer_2")
    client.submit("/", {"substitution": substitution}, action="/act-as")
    with write():
        people.revoke(db.session.get_one(Substitution, substitution), user("administrator").actor(), clock.now())
    assert client.get("/signing").status_code == 403
    assert Role.SIGNATORY not in user("officer_2").roles
