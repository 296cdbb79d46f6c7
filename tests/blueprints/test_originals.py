"""Paper originals on their pages: sending, receiving by scanner or by ticks, what is missing, the archive (11)."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from extensions import clock, db, write
from models.application import Application
from models.paper_file import PaperFile, PaperPlace
from models.user import RoleGrant
from models.waybill import ItemState, Waybill, WaybillItem
from rules.permissions import Role
from tests.factories import user
from tests.models.test_paper_file import file_of, item_of, send, take_to
from tests.reviewing_client import form_in, text_of

P = PaperPlace


@pytest.fixture
def at_center(make_application):
    """at_center(3): so many filings at the Center 3/14."""
    return lambda count, **facts: [make_application("euc", channel="center", **facts) for _ in range(count)]


def place_of(application: Application) -> PaperPlace:
    db.session.rollback()
    return file_of(application).place


def test_ticked_papers_leave_with_a_waybill_whose_paper_names_each(login_as, at_center):
    first, second, third = at_center(3)
    operator = login_as("center_operator")
    listed = text_of(operator.page("/papers"))
    assert all(one.number in listed for one in (first, second, third))
    answer = operator.submit(f"/papers/send?case={first.id}&case={third.id}", action="/papers/send")
    assert answer.status_code == 303
    assert [place_of(one) for one in (first, second, third)] == [P.ON_THE_WAY, P.CENTER, P.ON_THE_WAY]
    paper = PdfReader(BytesIO(operator.get(f"{answer.location}.pdf").data))
    text = " ".join(page.extract_text() for page in paper.pages)
    assert first.number in text and third.number in text and second.number not in text
    assert "W-2013-03/14-00001" in text and user("center_operator").full_name in text


def test_all_that_waits_leaves_at_once_and_a_second_click_sends_nothing_more(login_as, at_center):
    filings = at_center(3)
    operator = login_as("center_operator")
    form = operator.form("/papers/send?all=1", "/papers/send")
    assert operator.send(form).location == operator.send(form).location
    assert {place_of(one) for one in filings} == {P.ON_THE_WAY}
    assert db.session.scalars(db.select(Waybill.number)).all() == ["W-2013-03/14-00001"]


def test_what_has_left_meanwhile_keeps_the_rest_here(login_as, at_center):
    first, second = at_center(2)
    operator = login_as("center_operator")
    form = operator.form("/papers/send?all=1", "/papers/send")
    send(first)
    assert operator.send(form).status_code == 409
    assert place_of(second) is P.CENTER


def test_whoever_works_at_two_centers_sends_from_one_after_the_other(login_as, at_center):
    (first,), (other,) = at_center(1), at_center(1, center="1/2")
    with write():
        here = RoleGrant(user_id=user("center_operator").id, role=Role.CENTER_OPERATOR, center_id=other.center_id)
        db.session.add(here)
    operator = login_as("center_operator")
    for left in ({P.CENTER, P.ON_THE_WAY}, {P.ON_THE_WAY}):
        assert operator.submit("/papers/send?all=1", action="/papers/send").status_code == 303
        assert {place_of(first), place_of(other)} == left


@pytest.mark.parametrize("query", ["", "?case=x", "?case=99999999999", "?case=0&case=1"])
def test_an_empty_choice_says_what_to_do(login_as, query):
    assert login_as("center_operator").get(f"/papers/send{query}").status_code == 200


def test_another_centers_papers_are_not_there(login_as, at_center):
    (other,) = at_center(1, center="1/2", hand_out="committee")
    waybill = send(other)
    for login in ("center_operator", "center_head", "branch_head"):
        person = login_as(login)
        for url in ("/papers?tab=all", "/papers/waybills"):
            page = text_of(person.page(url))
            assert other.number not in page and waybill.number not in page
        for url in (f"/papers/{other.id}", f"/papers/waybills/{waybill.id}", f"/papers/waybills/{waybill.id}.pdf"):
            assert person.get(url).status_code == 404, url
    operator = login_as("center_operator")
    assert operator.get(f"/papers/waybills/{waybill.id}/items/{other.id}/found").status_code == 404
    own = at_center(1)[0]
    form = operator.form(f"/papers/send?case={own.id}", "/papers/send")
    assert operator.send(form, {"case": [own.id, other.id]}).status_code == 409


def test_a_branch_head_reads_the_branch_and_sends_nothing(login_as, at_center):
    (filing,) = at_center(1, center="3/1")
    head = login_as("branch_head")
    assert filing.number in text_of(head.page("/papers"))
    assert head.get("/papers/send").status_code == 403


# --- At the chancellery -----------------------------------------------------------------------------------


def scan(client, waybill: Waybill, number: str):
    return client.submit(f"/papers/waybills/{waybill.id}", {"number": number}, action="/scan")


def test_a_scanned_number_is_received_and_the_field_waits_for_the_next_one(login_as, at_center):
    first, second = at_center(2)
    waybill = send(first, second)
    clerk = login_as("clerk")
    assert scan(clerk, waybill, first.number).status_code == 303
    page = clerk.page(f"/papers/waybills/{waybill.id}")
    assert [node.get("name") for node in page.iter("input") if node.get("autofocus") is not None] == ["number"]
    assert first.number in text_of(page)
    assert scan(clerk, waybill, second.number.replace("E", "У").replace("/", ".")).status_code == 303
    assert (place_of(first), place_of(second)) == (P.COMMITTEE, P.COMMITTEE)


@pytest.mark.parametrize("number", ["", " ", "E-2013-03/14-999999", "x" * 65, "\x01", "%", "Ж"])
def test_what_is_no_number_is_told_at_the_field_and_stays(login_as, at_center, number):
    waybill = send(*at_center(1))
    answer = scan(login_as("clerk"), waybill, number)
    assert answer.status_code == 422
    assert 'id="number-error"' in answer.get_data(as_text=True)


def test_what_is_ticked_already_or_is_here_is_told_and_nothing_happens(login_as, at_center, make_application):
    (filing,) = at_center(1)
    waybill, here = send(filing), make_application("euc")
    clerk = login_as("clerk")
    scan(clerk, waybill, filing.number)
    assert scan(clerk, waybill, filing.number).status_code == 422
    assert scan(clerk, waybill, here.number).status_code == 422
    assert item_of(waybill, filing).state is ItemState.RECEIVED


@pytest.mark.parametrize("has_waybill", [True, False])
def test_papers_beside_those_on_the_waybill_are_asked_about_and_received(login_as, at_center, has_waybill):
    listed, extra = at_center(2)
    other = send(extra) if has_waybill else None
    waybill = send(listed)
    clerk = login_as("clerk")
    answer = scan(clerk, waybill, extra.number)
    assert answer.status_code == 422
    if other:
        assert other.number in answer.get_data(as_text=True)
    assert clerk.send(form_in(answer, "/extra/")).status_code == 303
    assert place_of(extra) is P.COMMITTEE
    assert item_of(waybill, extra).state is ItemState.EXTRA


def test_ticks_receive_the_same_and_what_was_received_meanwhile_stays_so(login_as, at_center):
    first, second, third = at_center(3)
    waybill = send(first, second, third)
    clerk = login_as("clerk")
    form = clerk.form(f"/papers/waybills/{waybill.id}", "/receive")
    with write():
        db.session.merge(waybill).receive(item_of(waybill, first), user("clerk").actor(), clock.now())
    assert clerk.send(form, {"case": [first.id, second.id]}).status_code == 303
    assert [place_of(one) for one in (first, second, third)] == [P.COMMITTEE, P.COMMITTEE, P.ON_THE_WAY]
    assert clerk.send(form, {"case": ["x", "0"], "_key": "another"}).status_code == 404


def test_a_wrong_tick_is_undone_until_the_papers_went_anywhere(login_as, at_center, set_clock):
    first, second = at_center(2)
    waybill = send(first, second)
    clerk = login_as("clerk")
    for one in (first, second):
        scan(clerk, waybill, one.number)
    undo = f"/papers/waybills/{waybill.id}/items/{first.id}/undo"
    answer = clerk.submit(undo, action="/undo")
    page = clerk.page(answer.location)
    assert "отменена" in text_of(page) and undo not in [a.get("href") for a in page.iter("a")]
    assert (place_of(first), place_of(second)) == (P.ON_THE_WAY, P.COMMITTEE)
    assert "отмечено по ошибке" in text_of(clerk.page(f"/papers/{first.id}"))
    assert clerk.submit(undo, action="/undo").status_code == 409
    form = clerk.form(f"/papers/waybills/{waybill.id}/items/{second.id}/undo", "/undo")
    set_clock(2013, 6, 28, 12)
    assert login_as("clerk").send(form).status_code in (400, 409)
    assert place_of(second) is P.COMMITTEE


def test_what_is_missing_is_told_with_a_note_and_found_later_on_either_side(login_as, at_center):
    here, there, come = at_center(3)
    waybill = send(here, there, come)
    clerk = login_as("clerk")
    scan(clerk, waybill, come.number)
    url = f"/papers/waybills/{waybill.id}/missing"
    form = clerk.form(url, "/missing")
    assert dict(form.fields).get("case") and come.id not in [int(v) for n, v in form.fields if n == "case"]
    assert clerk.send(form, {"note": ""}).status_code == 422
    assert clerk.send(form, {"note": "x" * 501}).status_code == 422
    assert clerk.send(form, {"note": "Нет", "case": None}).status_code == 422
    assert clerk.send(form, {"note": "Пакет вскрыт"}).status_code == 303
    assert "Пакет вскрыт" in text_of(login_as("center_operator").page(f"/papers/waybills/{waybill.id}"))
    assert clerk.get(url).status_code == 409
    assert scan(login_as("clerk"), waybill, there.number).status_code == 303
    operator = login_as("center_operator")
    found = f"/papers/waybills/{waybill.id}/items/{here.id}/found"
    assert operator.submit(found, action="/found").status_code == 303
    assert (place_of(here), place_of(there)) == (P.CENTER, P.COMMITTEE)
    assert operator.get(found).status_code == 409
    assert scan(login_as("clerk"), waybill, here.number).status_code == 422
    assert login_as("clerk").get(found).status_code == 403


def test_a_waybill_is_found_by_a_number_scanned_on_any_layout(login_as, at_center):
    waybill = send(*at_center(1))
    clerk = login_as("clerk")
    for typed in (waybill.number, "W-2013", "Ц-2013-03.14-00001"):
        assert waybill.number in text_of(clerk.page(f"/papers/waybills?q={typed}"))
    assert waybill.number not in text_of(clerk.page("/papers/waybills?q=X"))
    assert waybill.number in text_of(clerk.page("/papers/waybills?open=1"))
    with write():
        for item in db.session.scalars(db.select(WaybillItem)):
            db.session.merge(waybill).receive(item, user("clerk").actor(), clock.now())
    assert waybill.number not in text_of(clerk.page("/papers/waybills?open=1"))


def test_the_lists_ask_the_database_as_often_for_one_as_for_ten(login_as, at_center):
    clerk, counts = login_as("clerk"), []
    for more in (1, 9):
        for filing in at_center(more):
            send(filing)
        seen: list[str] = []
        counts.append(seen)

        def note(*args, seen=seen) -> None:
            seen.append(args[2])

        db.event.listen(db.engine, "before_cursor_execute", note)
        clerk.page("/papers/waybills")
        clerk.page("/papers")
        db.event.remove(db.engine, "before_cursor_execute", note)
    assert len(counts[0]) == len(counts[1])


# --- Where are the papers of …, and the archive -----------------------------------------------------------


@pytest.mark.parametrize("text", ["E-2013-03/14", "өскемен", "980140003773"])
def test_the_papers_of_somebody_are_found_by_number_name_and_identifier(login_as, at_center, text):
    (filing,) = at_center(1)
    take_to(filing, "on_the_way")
    for login in ("clerk", "officer", "center_operator", "auditor"):
        page = text_of(login_as(login).page(f"/papers?tab=all&q={text}"))
        assert filing.number in page and "W-2013-03/14-00001" in page


def test_a_case_shows_where_its_papers_are_and_where_they_were(login_as, at_center):
    (filing,) = at_center(1)
    take_to(filing, "archive")
    page = text_of(login_as("officer").page(f"/cases/{filing.id}/documents"))
    assert "Ст. 3" in page and "накладная W-2013-03/14-00001" in page
    assert "В архиве" in text_of(login_as("center_operator").page(f"/cases/{filing.id}/"))


def test_closed_cases_go_to_the_archive_under_a_mark_and_open_ones_are_left_out(login_as, make_application):
    closed, open_one = make_application("euc"), make_application("euc")
    with write():
        db.session.get_one(Application, closed.id).void("Ошибка", user("head_of_unit").actor(), clock.now())
    clerk = login_as("clerk")
    listed = text_of(clerk.page("/papers?tab=to-archive"))
    assert closed.number in listed and open_one.number not in listed
    url = f"/papers/archive?case={closed.id}&case={open_one.id}"
    assert open_one.number in text_of(clerk.page(url)).split("Не вошли")[1]
    form = clerk.form(url, "/papers/archive")
    for shelf in ("", " ", "x" * 101, "\x01"):
        answer = clerk.send(form, {"shelf": shelf})
        assert answer.status_code == 422 and 'id="shelf-error"' in answer.get_data(as_text=True)
    assert clerk.send(form, {"shelf": "Ст. 3", "case": [closed.id, open_one.id]}).status_code == 409
    assert place_of(closed) is P.COMMITTEE
    assert clerk.send(form, {"shelf": "Ст. 3"}).status_code == 303
    assert place_of(closed) is P.ARCHIVE
    assert clerk.get(f"/papers/archive?case={closed.id}").status_code == 200


def test_papers_are_lent_to_somebody_for_a_reason_and_come_back_to_their_shelf(login_as, at_center):
    (filing,) = at_center(1)
    take_to(filing, "archive")
    clerk = login_as("clerk")
    form = clerk.form(f"/papers/{filing.id}/lend", "/lend")
    for wrong in ({"borrower": ""}, {"reason": ""}, {"borrower": "x" * 201}, {"reason": "x" * 501}):
        values = {"borrower": "Петров И. И.", "reason": "Запрос суда", **wrong}
        answer = clerk.send(form, values)
        assert answer.status_code == 422
        assert all(text in answer.get_data(as_text=True) for text in values.values() if text)
    assert clerk.send(form, {"borrower": "Петров И. И.", "reason": "Запрос суда"}).status_code == 303
    assert "Петров И. И." in text_of(clerk.page("/papers?tab=lent"))
    assert clerk.send(form, {"borrower": "Другой", "reason": "Другое", "_key": "another"}).status_code == 409
    assert clerk.get(f"/papers/{filing.id}/lend").status_code == 409
    assert clerk.submit(f"/papers/{filing.id}/put-back", action="/put-back").status_code == 303
    assert (place_of(filing), file_of(filing).shelf) == (P.ARCHIVE, "Ст. 3")
    assert clerk.get(f"/papers/{filing.id}/put-back").status_code == 409


@pytest.mark.parametrize("query", ["?tab=x", "?page=0", "?page=9", "?tab=to-send"])
def test_a_list_that_is_not_there_is_404(login_as, query):
    assert login_as("clerk").get(f"/papers{query}").status_code == 404


def test_the_navigation_counts_what_waits_for_an_act_of_mine(login_as, at_center, make_application):
    first, _second = at_center(2)
    send(first)
    make_application("euc")
    for login, number in (("center_operator", "1"), ("clerk", "1"), ("officer", "")):
        page = login_as(login).page("/papers")
        links = [a for a in page.iter("a") if a.get("href") == "/papers"]
        counts = [text_of(span) for a in links for span in a.iter("span") if "count" in span.get("class", "")]
        assert [count.split()[0] for count in counts if count] == ([number] if number else []), login


def test_a_portal_filing_has_no_papers_and_no_page_of_them(login_as, make_application):
    application = make_application("euc", channel="portal")
    clerk = login_as("clerk")
    assert clerk.get(f"/papers/{application.id}").status_code == 404
    assert db.session.get(PaperFile, application.id) is None
    assert clerk.get(f"/cases/{application.id}/documents").status_code == 200
