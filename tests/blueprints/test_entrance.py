"""The tablet at the entrance and the board on the wall."""

import pytest
from sqlalchemy import func, select

from extensions import db, limiter, write
from models.queue import Ticket
from models.queue_device import QueueDevice
from rules.queue import Purpose
from tests.factories import user
from tests.queue_world import call, center_place, sit, take_tickets, token_of, windows
from tests.reviewing_client import form_in


@pytest.fixture
def now(set_clock):
    return set_clock(2013, 5, 3, 10)


@pytest.fixture
def device(app, now):
    return f"/queue/devices/{token_of(center_place(), now)}"


def tickets() -> int:
    return db.session.scalar(select(func.count()).select_from(Ticket)) or 0


def test_one_touch_gives_a_ticket_that_says_how_many_are_before(client, device, now):
    take_tickets(center_place(), now, Purpose.FILING_EUC)
    form = form_in(client.get(f"{device}/ticket"), "/ticket?lang=ru")
    taken = client.post(form.action, data=form.filled(purpose="hand_out"))
    assert taken.status_code == 303
    page = client.get(taken.location).text
    assert "002" in page and "Перед вами 1 посетитель" in page and "Получить результат" in page


def test_a_double_touch_gives_one_ticket_whatever_is_touched_the_second_time(client, device):
    form = form_in(client.get(f"{device}/ticket"), "/ticket?lang=ru")
    answers = [client.post(form.action, data=form.filled(purpose=p)).location for p in ("hand_out", "filing_euc")]
    assert answers[0] == answers[1] and tickets() == 1


def test_a_page_that_was_left_over_gives_nobody_the_ticket_of_another(client, device, set_clock):
    form = form_in(client.get(f"{device}/ticket"), "/ticket?lang=ru")
    client.post(form.action, data=form.filled(purpose="hand_out"))
    set_clock(2013, 5, 3, 10, 10)
    again = client.post(form.action, data=form.filled(purpose="hand_out"))
    assert again.location.endswith("/ticket?lang=ru") and tickets() == 1


@pytest.mark.parametrize("values", [{"purpose": ""}, {"purpose": "express"}, {"_key": "", "purpose": "hand_out"}])
def test_without_a_purpose_or_a_key_no_ticket_is_given(client, device, values):
    form = form_in(client.get(f"{device}/ticket"), "/ticket?lang=ru")
    answer = client.post(form.action, data=form.filled(**values))
    assert answer.status_code == 422 and "Нажмите ещё раз" in answer.text and tickets() == 0


def test_a_lost_cookie_gives_the_page_anew(client, device):
    answer = client.post(f"{device}/ticket", data={"purpose": "hand_out", "_key": "k"})
    assert answer.status_code == 400 and "Нажмите ещё раз" in answer.text and tickets() == 0


def test_after_hours_the_tablet_tells_them_and_gives_nothing(client, device, set_clock):
    form = form_in(client.get(f"{device}/ticket"), "/ticket?lang=ru")
    set_clock(2013, 5, 3, 20)
    assert client.post(form.action, data=form.filled(purpose="hand_out")).status_code == 409
    assert "09:00–20:00" in client.get(f"{device}/ticket").text and tickets() == 0


def test_the_tablet_speaks_kazakh_when_it_is_touched_so(client, device):
    page = client.get(f"{device}/ticket?lang=kk")
    assert 'lang="kk"' in page.text and "Нәтижені алу" in page.text
    form = form_in(page, "/ticket?lang=kk")
    taken = client.post(form.action, data=form.filled(purpose="hand_out"))
    assert "Сіздің алдыңызда 0 келуші бар" in client.get(taken.location).text


def test_the_board_shows_who_is_called_where_in_both_languages_and_nobody_s_name(client, device, now):
    here = center_place()
    [window] = windows(here, now, 1)
    sit(window, "center_operator", now)
    take_tickets(here, now, Purpose.FILING_EUC, Purpose.FILING_EUC)
    call(window, "center_operator", now)
    page = client.get(f"{device}/board").text
    assert "Окно" in page and "Терезе" in page and ">001" in page and "<td>1</td>" in page
    assert user("center_operator").full_name.split()[0] not in page
    part = client.get(f"{device}/board", headers={"HX-Request": "true", "X-Poll": "1"})
    assert part.text.lstrip().startswith('<div class="board" id="board-panel"')


def test_a_wrong_or_revoked_address_and_another_place_s_ticket_are_404(client, device, now):
    [foreign] = take_tickets(center_place("3/13"), now, Purpose.HAND_OUT)
    assert client.get(f"{device}/ticket/{foreign}").status_code == 404
    for page in ("ticket", "board"):
        assert client.get(f"/queue/devices/{'x' * 43}/{page}").status_code == 404
    with write():
        db.session.scalars(select(QueueDevice)).one().revoke(user("center_head").actor(), now)
    assert client.get(f"{device}/board").status_code == 404
    assert client.get(f"{device}/ticket").status_code == 404


def test_devices_are_answered_so_often_and_no_more(app, client, device):
    app.config.update(QUEUE_DEVICE_LIMITED=True, QUEUE_DEVICE_LIMIT="3 per minute")
    try:
        assert [client.get(f"{device}/board").status_code for _ in range(4)] == [200, 200, 200, 429]
    finally:
        app.config.update(QUEUE_DEVICE_LIMITED=False, QUEUE_DEVICE_LIMIT="300 per minute")
        limiter.reset()


def test_the_address_is_told_to_no_other_site_and_stands_in_no_catalogue(client, device):
    answer = client.get(f"{device}/ticket")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]
