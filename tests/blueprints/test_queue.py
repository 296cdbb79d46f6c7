"""The pages of the queue: the window, its set-up, the times, the end of a shift; another Center's are 404."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from extensions import db, write
from models.center import Center
from models.draft import Draft
from models.queue import Ticket
from models.queue_device import QueueDevice
from models.queue_place import QueuePlace
from models.shift import Shift
from models.window import Window
from rules.queue import Purpose, TicketState
from tests.factories import user
from tests.queue_world import MINUTE, call, center_place, serve, sit, take_tickets, ticket, windows
from tests.reviewing_client import form_in, text_of

E, ASK = Purpose.FILING_EUC, Purpose.CONSULTATION


@pytest.fixture
def now(set_clock):
    return set_clock(2013, 5, 3, 10)


@pytest.fixture
def here(app, now):
    return center_place()


@pytest.fixture
def home(here):
    return f"/queue/{here.code}"


@pytest.fixture
def operator(login_as, here, now):
    """Signed in, and at window 1."""
    [window, _other] = windows(here, now)
    sit(window, "center_operator", now)
    return login_as("center_operator")


def press(client, url: str, action: str, **values):
    """Open a page and press the button of one of its forms."""
    form = form_in(client.get(url), action)
    return client.post(form.action, data=form.filled(**values))


# --- The window ------------------------------------------------------------------------------------------


def test_an_operator_sits_down_calls_serves_and_gets_up(login_as, here, home, now):
    [first, _second] = windows(here, now)
    client = login_as("center_operator")
    assert client.get("/queue/").location.endswith(f"{home}/window")
    refused = press(client, f"{home}/window", "/take")
    assert refused.status_code == 422
    assert press(client, f"{home}/window", "/take", window=str(first)).status_code == 303
    [taken] = take_tickets(here, now, E)
    page = client.get(f"{home}/window")
    assert page.text.count(">001<") == 1
    press(client, f"{home}/window", "/call")
    assert "/miss" not in client.get(f"{home}/window").text, "not offered before a second call"
    press(client, f"{home}/window", "/come")
    press(client, f"{home}/window", "/serve")
    assert ticket(taken).state is TicketState.SERVED
    press(client, f"{home}/window", "/get-up")
    assert not db.session.get_one(Window, first).is_taken(now)


def test_when_nobody_waits_the_page_says_so(operator, home):
    assert press(operator, f"{home}/window", "/call").status_code == 303
    assert "Никто не ожидает." in operator.get(f"{home}/window").text


def test_a_double_click_calls_one_visitor(operator, here, home, now):
    take_tickets(here, now, E, E)
    form = form_in(operator.get(f"{home}/window"), "/call")
    assert [operator.post(form.action, data=form.filled()).status_code for _ in range(2)] == [303, 303]
    assert Ticket.count_waiting(here, now) == 1


def test_an_act_on_a_visitor_who_is_no_longer_there_is_refused(operator, here, home, now):
    take_tickets(here, now, E, E)
    press(operator, f"{home}/window", "/call")
    old = form_in(operator.get(f"{home}/window"), "/recall")
    press(operator, f"{home}/window", "/come")
    assert operator.post(old.action, data=old.filled()).status_code == 409
    press(operator, f"{home}/window", "/serve")
    press(operator, f"{home}/window", "/call")
    old_visitor = old.filled(_key="another")
    assert operator.post(old.action, data=old_visitor).status_code == 409


def test_several_filings_are_begun_under_one_ticket(operator, here, home, now):
    [taken] = take_tickets(here, now, E)
    press(operator, f"{home}/window", "/call")
    press(operator, f"{home}/window", "/come")
    for service in ("euc", "conclusion"):
        answer = press(operator, f"{home}/window", "/filing", service=service)
        assert "/intake/" in answer.location
    drafts = db.session.scalars(select(Draft).where(Draft.ticket_id == taken).order_by(Draft.id)).all()
    assert [(draft.service, draft.channel, draft.center_id) for draft in drafts] == [
        ("euc", "center", here.center_id), ("conclusion", "center", here.center_id),
    ]  # fmt: skip
    assert press(operator, f"{home}/window", "/filing", service="permit").status_code == 422


def test_a_visitor_called_this_very_moment_is_not_near_a_limit(operator, here, home, now):
    take_tickets(here, now, E)
    press(operator, f"{home}/window", "/call")
    assert "скоро 20 минут" not in text_of(operator.page(f"{home}/window"))


@pytest.mark.parametrize(("minutes", "words"), [(14, ""), (15, "скоро 20 минут"), (21, "больше 20 минут")])
def test_whoever_nears_or_exceeds_the_limit_stands_out_in_words(operator, here, home, now, set_clock, minutes, words):
    take_tickets(here, now, E)
    set_clock(2013, 5, 3, 10, minutes)
    fragment = operator.get(f"{home}/window", headers={"HX-Request": "true", "X-Poll": "1"}).text
    assert fragment.lstrip().startswith('<div class="stack" id="waiting-panel"')
    assert ("mark" in fragment) is bool(words) and words in fragment


def test_the_poll_asks_a_fixed_number_of_queries(operator, here, home, now):
    from sqlalchemy import event

    def count() -> int:
        seen = []
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        operator.get(f"{home}/window", headers={"HX-Request": "true"})
        return len(seen)

    take_tickets(here, now, E)
    first = count()
    take_tickets(here, now, *[E] * 8)
    assert count() <= first * 2  # both listeners count the second time


# --- Whose queue -----------------------------------------------------------------------------------------

PAGES = ("window", "times", "times.xlsx", "shifts", "set-up", "shifts/2013-05-03.pdf")


@pytest.mark.parametrize("name", PAGES)
def test_the_queue_of_another_center_and_of_the_chancellery_is_404(login_as, here, name):
    foreign = center_place("3/13")
    for client in (login_as("center_operator"), login_as("center_head")):
        for place in (foreign.code, "committee", "0", "x", "99999999999"):
            assert client.get(f"/queue/{place}/{name}").status_code in (404, 403)
    assert login_as("center_head").get(f"/queue/{foreign.code}/{name}").status_code == 404


def test_a_branch_head_sees_the_branch_and_serves_nowhere(login_as, here, home):
    client = login_as("branch_head")
    assert client.get("/queue/").status_code == 200
    assert client.get(f"/queue/{center_place('3/13').code}/times").status_code == 200
    assert client.get(f"/queue/{center_place('4/1').code}/times").status_code == 404
    assert client.get(f"{home}/window").status_code == 403


def test_a_successors_people_are_led_to_the_queue_that_still_takes_visitors(login_as, here, home, now):
    foreign = center_place("3/13")
    with write():
        db.session.get_one(Center, foreign.center_id).merge_into(
            here.center, "Приказ № 1", user("administrator").actor(), now
        )
    operator = login_as("center_operator")
    assert operator.get("/queue/").location.endswith(f"{home}/window")
    assert operator.get(f"/queue/{foreign.code}/shifts").status_code == 200, "what was there is still told"
    assert "Центр закрыт" in text_of(login_as("branch_head").page("/queue/"))


@pytest.mark.parametrize("login", ["auditor", "head_of_unit", "administrator", "clerk"])
def test_the_committee_sees_its_chancellery_alone(login_as, here, home, login):
    client = login_as(login)
    assert client.get("/queue/committee/times").status_code == 200
    assert client.get(f"{home}/times").status_code == 404


# --- Windows and devices ---------------------------------------------------------------------------------


def test_a_head_opens_windows_and_makes_an_address_that_is_shown_once(login_as, home, here):
    client = login_as("center_head")
    for wrong in ("", "0", "1000", "один"):
        assert press(client, f"{home}/set-up", "/windows", number=wrong).status_code == 422
    form = form_in(client.get(f"{home}/set-up"), "/windows")
    answers = [client.post(form.action, data=form.filled(number="7", _key=key)).status_code for key in ("one", "two")]
    assert answers == [303, 409]
    assert press(client, f"{home}/set-up", "/devices", name="").status_code == 422
    made = press(client, f"{home}/set-up", "/devices", name="Планшет у входа")
    shown = client.get(made.location).text
    device = db.session.scalars(select(QueueDevice)).one()
    assert "/ticket" in shown and "/board" in shown
    assert "/board" not in client.get(made.location).text, "shown once"
    assert press(client, f"{home}/devices/{device.id}/revoke", "/revoke").status_code == 303
    assert QueueDevice.of_place(here) == []


def test_a_head_frees_a_window_and_puts_it_out_of_use(login_as, operator, home, here, now):
    client = login_as("center_head")
    assert press(client, f"{home}/set-up", "/free").status_code == 303
    assert press(client, f"{home}/set-up", "/close").status_code == 303
    assert [one.number for one in Window.of_place(here) if one.is_in_use] == [2]


def test_an_operator_sets_nothing_up(login_as, home):
    assert login_as("center_operator").get(f"{home}/set-up").status_code == 403


# --- Times -----------------------------------------------------------------------------------------------


def test_the_times_of_a_day_and_its_workbook(operator, here, home, now):
    [window, _other] = [one.id for one in Window.of_place(here)]
    [taken] = take_tickets(here, now, E)
    call(window, "center_operator", now + 25 * MINUTE)
    serve(taken, "center_operator", now + 25 * MINUTE)
    page = operator.get(f"{home}/times").text
    assert "25\u00a0мин" in page and "0 %" in page
    book = load_workbook(BytesIO(operator.get(f"{home}/times.xlsx?since=2013-05-03&until=2013-05-03").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][1:5] == ("001", "Подать на сертификат", "Обслужен", 1)
    assert rows[1][8:10] == (25, 5)


@pytest.mark.parametrize(
    "asked",
    ["since=2013-05-03&until=2013-05-02", "since=2013-01-01&until=2013-12-31", "since=yesterday", "until=0001-01-01"],
)
@pytest.mark.parametrize("name", ["times", "times.xlsx"])
def test_a_period_that_cannot_be_is_told_at_its_field(operator, home, asked, name):
    answer = operator.get(f"{home}/{name}?{asked}")
    assert answer.status_code == 422
    assert "field-error" in answer.text


# --- End of shift ----------------------------------------------------------------------------------------


@pytest.fixture
def worked(operator, here, now):
    """One visitor who came to file and did not."""
    [window, _other] = [one.id for one in Window.of_place(here)]
    [taken] = take_tickets(here, now, E)
    call(window, "center_operator", now)
    serve(taken, "center_operator", now, minutes=3)
    with write():
        db.session.get_one(Window, window).leave(user("center_operator").actor(), now)
    return taken


def test_a_shift_is_explained_confirmed_closed_and_printed(operator, worked, home, here):
    person = user("center_operator").id
    url, field = f"{home}/shifts/2013-05-03/{person}", f"ticket_without_outcome-{worked}"
    assert operator.get(f"{url}.pdf").status_code == 404
    refused = press(operator, url, url, step="check")
    assert refused.status_code == 422 and f'id="{field}-error"' in refused.text
    long = press(operator, url, url, step="check", **{field: "я" * 501})
    assert long.status_code == 422 and "яяяя" in long.text, "nothing typed is lost"
    form = form_in(operator.get(url), url)
    confirming = operator.post(url, data=form.filled(step="check", **{field: "Придёт с договором"}))
    assert confirming.status_code == 200 and db.session.scalar(select(Shift.id)) is None
    closing = form_in(confirming, url)
    assert dict(closing.fields)[field] == "Придёт с договором"
    assert operator.post(url, data=closing.filled(step="close")).status_code == 303
    assert "Придёт с договором" in operator.get(url).text
    paper = operator.get(f"{url}.pdf")
    assert paper.data.startswith(b"%PDF") and operator.get(f"{home}/shifts/2013-05-03.pdf").data.startswith(b"%PDF")
    assert "Не закрыта" not in operator.get(f"{home}/shifts").text
    assert "Ваша сегодняшняя смена закрыта" in operator.get(f"{home}/window").text


def test_only_a_head_closes_the_shift_of_another(login_as, worked, home):
    operator, head = user("center_operator").id, user("center_head").id
    url = f"{home}/shifts/2013-05-03"
    client = login_as("center_head")
    field = f"ticket_without_outcome-{worked}"
    form = form_in(client.get(f"{url}/{operator}"), f"{url}/{operator}")
    assert client.post(form.action, data=form.filled(step="close", **{field: "Заболел"})).status_code == 303
    other = login_as("center_operator")
    assert other.get(f"{url}/{head}").status_code == 404, "the head has not worked at a window"
    assert other.get(f"{url}/{user('clerk').id}").status_code == 404


@pytest.mark.parametrize("day", ["2013-05-04", "yesterday", "0001-01-01"])
def test_a_day_that_has_not_begun_has_no_shift(operator, home, day):
    assert operator.get(f"{home}/shifts/{day}/{user('center_operator').id}").status_code == 404


def test_the_chancellery_works_the_same(login_as, now):
    here = QueuePlace()
    [window, _other] = windows(here, now)
    client = login_as("clerk")
    press(client, "/queue/committee/window", "/take", window=str(window))
    take_tickets(here, now, ASK)
    press(client, "/queue/committee/window", "/call")
    press(client, "/queue/committee/window", "/come")
    press(client, "/queue/committee/window", "/serve")
    press(client, "/queue/committee/window", "/get-up")
    url = f"/queue/committee/shifts/2013-05-03/{user('clerk').id}"
    assert press(client, url, url, step="close").status_code == 303
    assert db.session.scalars(select(Shift)).one().number == "K-03.05.2013-1"


def test_the_visitor_is_named_on_every_page_and_leads_back_to_the_window(operator, here, home, now):
    take_tickets(here, now, E)
    for path in ("/hand-out", "/intake/"):
        assert f"{home}/window" not in operator.get(path).get_data(as_text=True)
    press(operator, f"{home}/window", "/call")
    for path in ("/hand-out", "/hand-out/find?q=мусор", "/intake/"):
        assert f'<a href="{home}/window">' in operator.get(path, follow_redirects=True).get_data(as_text=True)
