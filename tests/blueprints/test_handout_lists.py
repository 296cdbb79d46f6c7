"""Hand-over lists on the screen: scanned one by one with and without scripts, closed, searched for what is missing."""

import pytest
from sqlalchemy import event, select

from extensions import clock, db
from models.application import Application
from models.hand_over import HandOver, HandOverItem
from rules.workflow import ResultPlace
from tests.results import deliver, issue
from tests.reviewing_client import form_in, parse, text_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def for_center(make_application, set_clock):
    """A case of 3 May 2013, signed on the 24th."""

    def make(**facts):
        set_clock(2013, 5, 3, 10)
        return issue(make_application("euc", hand_out="center", **facts), set_clock(2013, 5, 24, 12))

    return make


@pytest.fixture
def sent(login_as, for_center, set_clock):
    """Three results on one list, sent by the clerk; it is the 27th now."""
    made = [for_center() for _ in range(3)]
    login_as("clerk").submit("/hand-out/dispatch?" + "&".join(f"case={one.id}" for one in made))
    set_clock(2013, 5, 27, 10)
    return [stored(one.id) for one in made]


def stored(application_id: int) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, application_id)


def list_of(application) -> int:
    stands_on = select(HandOverItem.hand_over_id).where(HandOverItem.application_id == application.id)
    return db.session.scalars(stands_on.order_by(HandOverItem.id.desc())).first() or 0


def scan(client, list_id: int, number: str, **more):
    form = client.form(f"/hand-out/lists/{list_id}", "/tick")
    return client.post(form.action, data={**form.filled(number=number), **more})


def close(client, list_id: int, note: str = ""):
    return client.submit(f"/hand-out/lists/{list_id}/close", {"note": note}, action="/close")


def test_what_was_sent_together_stands_on_one_list(sent):
    assert len({list_of(one) for one in sent}) == 1


@pytest.mark.parametrize("spelling", ["{result}", " {lower} ", "{number}", "{russian}"])
def test_a_number_is_ticked_as_it_is_scanned_or_typed(login_as, sent, spelling):
    first = sent[0]
    keys = str.maketrans("EUC", "УГС")
    typed = spelling.format(
        result=first.result_number, lower=first.result_number.lower(), number=first.number,
        russian=first.result_number.translate(keys),
    )  # fmt: skip
    operator = login_as("center_operator")
    response = scan(operator, list_of(first), typed)
    assert response.status_code == 303
    page = text_of(operator.page(response.location))
    assert f"{first.result_number}: поступление подтверждено" in page and "Поступило 1 из 3" in page
    assert [stored(one.id).result_place for one in sent] == [
        ResultPlace.CENTER, ResultPlace.ON_THE_WAY, ResultPlace.ON_THE_WAY
    ]  # fmt: skip


def test_a_scanner_goes_on_without_leaving_the_page(login_as, sent):
    operator = login_as("center_operator")
    list_id = list_of(sent[0])
    form = operator.form(f"/hand-out/lists/{list_id}", "/tick")
    for count, one in enumerate(sent, start=1):
        answer = operator.post(form.action, data=form.filled(number=one.result_number), headers=HTMX)
        panel = parse(answer.get_data(as_text=True))
        assert answer.status_code == 200 and f"Поступило {count} из 3" in text_of(panel)
        key = next(node for node in panel.iter("input") if node.get("id") == "scan-key")
        assert key.get("hx-swap-oob") == "true"
        form.fields = [(name, key.get("value") if name == "_key" else value) for name, value in form.fields]
    assert db.session.get_one(HandOver, list_id).closed_at == clock.now()


def test_a_second_scan_is_told_and_changes_nothing(login_as, sent):
    operator = login_as("center_operator")
    scan(operator, list_of(sent[0]), sent[0].result_number)
    version = stored(sent[0].id).version
    response = scan(operator, list_of(sent[0]), sent[0].result_number)
    assert "уже было подтверждено" in text_of(operator.page(response.location))
    assert stored(sent[0].id).version == version


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_not_on_the_list_is_told_at_the_field(login_as, sent, headers):
    operator = login_as("center_operator")
    form = operator.form(f"/hand-out/lists/{list_of(sent[0])}", "/tick")
    for typed in ("", "   ", "EUC-1999-00001", "мусор", "9" * 301, "\x07"):
        response = operator.post(form.action, data=form.filled(number=typed), headers=headers)
        assert response.status_code == 422 and 'id="number-error"' in response.get_data(as_text=True)


def test_a_paper_of_another_list_of_this_center_is_sent_there_and_one_of_another_center_is_not_disclosed(
    login_as, sent, for_center
):
    mine, other = deliver(for_center(), clock.now()), deliver(for_center(center="1/2"), clock.now())
    operator = login_as("center_operator")
    list_number = db.session.get_one(HandOver, list_of(mine)).number
    told = text_of(parse(scan(operator, list_of(sent[0]), str(mine.result_number)).get_data(as_text=True)))
    assert f"значится в реестре {list_number}" in told
    told = text_of(parse(scan(operator, list_of(sent[0]), str(other.result_number)).get_data(as_text=True)))
    assert "не значится" in told and other.number not in told


def test_a_wrong_tick_is_undone_on_a_page_of_its_own(login_as, sent):
    operator, list_id = login_as("center_operator"), list_of(sent[0])
    scan(operator, list_id, str(sent[0].result_number))
    [url] = [
        a.get("href") for a in operator.page(f"/hand-out/lists/{list_id}").iter("a") if "/undo" in a.get("href", "")
    ]
    assert operator.submit(url, {"reason": " "}, action="/undo").status_code == 422
    response = operator.submit(url, {"reason": "Не тот конверт"}, action="/undo")
    page = text_of(operator.page(response.location))
    assert "Поступило 0 из 3" in page and "отменено" in page
    assert "Не тот конверт" in text_of(login_as("clerk").page(f"/cases/{sent[0].id}/history"))
    assert "/undo" not in operator.get(response.location).get_data(as_text=True)


def test_what_is_missing_is_reported_and_the_committee_sees_it(login_as, sent):
    operator, list_id = login_as("center_operator"), list_of(sent[0])
    operator.page(scan(operator, list_id, str(sent[0].result_number)).location)
    shown = text_of(operator.page(f"/hand-out/lists/{list_id}/close"))
    assert sent[0].result_number not in shown and sent[1].result_number in shown
    assert close(operator, list_id, "Конверт надорван").status_code == 303
    clerk = login_as("clerk")
    assert "нет 2" in text_of(clerk.page("/hand-out/lists?show=missing"))
    page = text_of(clerk.page(f"/hand-out/lists/{list_id}"))
    assert "Конверт надорван" in page and "Не поступил" in page and "Ким О." in page
    assert "Не оказалось при приеме" in text_of(clerk.page(f"/cases/{sent[1].id}/history"))


def test_a_missing_one_that_comes_later_is_ticked_on_the_closed_list(login_as, sent):
    operator, list_id = login_as("center_operator"), list_of(sent[0])
    close(operator, list_id)
    assert scan(operator, list_id, str(sent[1].result_number)).status_code == 303
    assert "Поступил позже" in text_of(operator.page(f"/hand-out/lists/{list_id}"))


def test_a_missing_one_that_lay_at_the_committee_is_sent_anew(login_as, sent):
    list_id = list_of(sent[0])
    close(login_as("center_operator"), list_id)
    clerk = login_as("clerk")
    [url, *_] = [
        a.get("href") for a in clerk.page(f"/hand-out/lists/{list_id}").iter("a") if "/found" in a.get("href", "")
    ]
    assert clerk.submit(url, {"note": ""}, action="/found").status_code == 422
    form = clerk.form(url, "/found")
    assert clerk.send(form, {"note": "В сейфе"}).status_code == 303
    assert clerk.send(form, {"note": "В сейфе"}).status_code == 303  # a second click answers like the first
    [found] = [one for one in sent if stored(one.id).result_place is ResultPlace.COMMITTEE]
    clerk.submit(f"/hand-out/dispatch?case={found.id}")
    assert list_of(found) != list_id
    told = scan(login_as("center_operator"), list_id, str(found.result_number))
    assert told.status_code == 422 and "найден у отправителя" in told.get_data(as_text=True)


def test_a_list_closed_on_a_page_opened_before_another_arrival_is_told_so(login_as, sent):
    operator, list_id = login_as("center_operator"), list_of(sent[0])
    old = operator.form(f"/hand-out/lists/{list_id}/close", "/close")
    scan(login_as("center_head"), list_id, str(sent[0].result_number))
    assert operator.send(old).status_code == 409
    assert db.session.get_one(HandOver, list_id).closed_at is None


def test_a_note_too_long_to_keep_is_told_and_kept_on_the_page(login_as, sent):
    operator = login_as("center_operator")
    response = close(operator, list_of(sent[0]), "т" * 1001)
    assert response.status_code == 422 and dict(form_in(response).fields)["note"].startswith("ттт")


@pytest.mark.parametrize("login", ["clerk", "branch_head", "auditor"])
def test_who_does_not_receive_it_reads_the_list_and_no_more(login_as, sent, login):
    client, list_id = login_as(login), list_of(sent[0])
    main = client.get(f"/hand-out/lists/{list_id}").get_data(as_text=True).split("<main", 1)[1]
    assert 'name="number"' not in main and "/close" not in main
    if login != "auditor":
        assert client.get(f"/hand-out/lists/{list_id}/close").status_code == 403


def test_a_list_of_another_center_is_404_at_every_address(login_as, for_center):
    other = deliver(for_center(center="1/2"), clock.now())
    operator, list_id = login_as("center_operator"), list_of(other)
    token = operator.form("/hand-out/lists", "/sign-out").filled()["csrf_token"]
    item = db.session.scalars(select(HandOverItem.id).where(HandOverItem.hand_over_id == list_id)).one()
    for path in ("", ".pdf", "/close", f"/items/{item}/found"):
        assert operator.get(f"/hand-out/lists/{list_id}{path}").status_code == 404
    for path in ("/tick", "/close", f"/items/{item}/found"):
        data = {"csrf_token": token, "number": other.result_number, "note": "x"}
        assert operator.post(f"/hand-out/lists/{list_id}{path}", data=data).status_code == 404
    assert other.number not in text_of(operator.page("/hand-out/lists"))


def test_uncollected_ones_go_back_together_and_are_ticked_at_the_committee(login_as, sent, set_clock):
    operator, list_id = login_as("center_operator"), list_of(sent[0])
    for one in sent:
        scan(operator, list_id, str(one.result_number))
    set_clock(2013, 6, 28, 12)
    ids = "&".join(f"case={one.id}" for one in sent)
    assert sent[0].number in text_of(login_as("center_operator").page(f"/hand-out/return?{ids}"))
    set_clock(2013, 7, 1, 12)
    operator = login_as("center_operator")
    form = operator.form(f"/hand-out/return?{ids}", "/return")
    first, second = operator.send(form), operator.send(form)
    assert (first.status_code, first.location) == (303, second.location)
    assert len({list_of(one) for one in sent}) == 1
    clerk = login_as("clerk")
    for one in sent[:2]:
        assert scan(clerk, list_of(sent[0]), str(one.result_number)).status_code == 303
    close(clerk, list_of(sent[0]))
    assert [stored(one.id).result_place for one in sent] == [
        ResultPlace.RETURNED, ResultPlace.RETURNED, ResultPlace.ON_THE_WAY_BACK
    ]  # fmt: skip
    assert "нет 1" in text_of(login_as("center_operator").page("/hand-out/lists?show=missing"))


def test_nothing_goes_back_while_its_month_runs(login_as, sent):
    operator = login_as("center_operator")
    for one in sent:
        scan(operator, list_of(sent[0]), str(one.result_number))
    page = text_of(operator.page(f"/hand-out/return?case={sent[0].id}"))
    assert "месяц хранения не истек" in page
    form = operator.form("/hand-out/lists", "/sign-out")
    data = {"csrf_token": form.filled()["csrf_token"], "seen": f"{sent[0].id}:{stored(sent[0].id).version}"}
    assert operator.post("/hand-out/return", data=data).location.endswith("tab=to-return")
    assert stored(sent[0].id).result_place is ResultPlace.CENTER


@pytest.mark.parametrize("query", ["show=nothing", "page=0", "page=9"])
def test_lists_that_are_not_there_are_404(login_as, query):
    assert login_as("clerk").get(f"/hand-out/lists?{query}").status_code == 404


def test_a_list_is_shown_with_as_many_statements_however_long_it_is(login_as, for_center):
    seen: list[str] = []

    def note(*arguments) -> None:
        seen.append(arguments[2])

    counts = []
    for length in (1, 3):
        made = [for_center() for _ in range(length)]
        login_as("clerk").submit("/hand-out/dispatch?" + "&".join(f"case={one.id}" for one in made))
        operator, url = login_as("center_operator"), f"/hand-out/lists/{list_of(made[0])}"
        operator.get(url)
        seen.clear()
        event.listen(db.engine, "before_cursor_execute", note)
        operator.get(url)
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(seen))
    assert counts[0] == counts[1]
