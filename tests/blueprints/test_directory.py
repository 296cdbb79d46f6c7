"""The directory in the administrator's hands: wordings, state, carriage, clocks, suspects, files; seen before saved."""

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import event, func, select

from documents.directory_file import csv_of, xlsx_of
from extensions import clock, db, write
from models.application import Application
from models.center import Branch, Center, CenterListing
from models.directory import all_centers, rows_of
from models.event import Event
from models.suspect import SuspectLook
from rules.directory import SuspectKind, suspects
from rules.terms import Service
from tests.factories import user
from tests.reviewing_client import form_in, parse, text_of

E, C = Service.EUC, Service.CONCLUSION
EDIT = "/centers/7/edit"
CHANGED = {"euc_name": "Отдел на новом месте", "euc_phones": "8 (71641) 2-35-97\n8 (71641) 2-21-95", "reason": "Письмо"}


@pytest.fixture
def administrator(login_as):
    return login_as("administrator")


def words_of(answer) -> str:
    return text_of(next(parse(answer.get_data(as_text=True)).iter("main")))


def center(center_id: int = 7) -> Center:
    db.session.rollback()
    return db.session.get_one(Center, center_id)


def kinds() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Event.kind).where(Event.application_id.is_(None)).order_by(Event.id)))


def at(key: str) -> Center:
    return db.session.scalars(Center.with_key(key)).unique().one()


# --- Wordings --------------------------------------------------------------------------------------------------


def test_a_wording_is_changed_from_a_day_on_with_its_reason_and_the_printed_one_stays_to_be_seen(administrator):
    printed = center().listing(E).printed
    assert administrator.submit(EDIT, {**CHANGED, "valid_from": "2013-05-03"}).status_code == 303
    assert center().listing(E).name == "Отдел на новом месте"
    assert center().listing(C).printed == printed
    page = text_of(next(administrator.page("/centers/7/history").iter("main")))
    for words in (printed.name, "Отдел на новом месте", "Письмо", "Иванова М. П.", "03.05.2013", "19.04.2013"):
        assert words in page
    assert "Отдел на новом месте" in text_of(next(administrator.page("/centers/branches/1").iter("main")))
    assert kinds() == ["center_worded"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"euc_name": ""}, "euc_name"),
        ({"euc_name": "я" * 301}, "euc_name"),
        ({"conclusion_name": "出"}, "conclusion_name"),
        ({"euc_address": "  "}, "euc_address"),
        ({"conclusion_address": "я" * 501}, "conclusion_address"),
        ({"euc_phones": "8 (71641) 2-35-96\nнет"}, "euc_phones"),
        ({"conclusion_phones": "8\x07"}, "conclusion_phones"),
        ({"conclusion_phones": "8" * 501}, "conclusion_phones"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_from": "2013-04-18"}, "valid_from"),
        ({"valid_from": "завтра"}, "valid_from"),
        ({"reason": ""}, "reason"),
        ({"reason": "я" * 1001}, "reason"),
    ],
)
def test_a_wording_that_will_not_do_is_told_at_its_field_and_nothing_typed_is_lost(administrator, values, field):
    answer = administrator.submit(EDIT, {**CHANGED, **values})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    kept = dict(form_in(answer).fields)
    assert all(kept[name] == value for name, value in CHANGED.items() if name not in values)
    assert center().listing(E).name != "Отдел на новом месте"


def test_nothing_changed_is_told(administrator):
    answer = administrator.submit(EDIT, {"reason": "Так"})
    assert (answer.status_code, "euc_name-error" in answer.get_data(as_text=True)) == (422, True)


def test_an_edit_on_an_older_version_is_told_so_with_what_stands_and_what_was_typed(administrator):
    form = administrator.form(EDIT)
    administrator.submit(EDIT, CHANGED)
    answer = administrator.send(form, {**CHANGED, "euc_name": "Третье имя"})
    assert answer.status_code == 409
    assert "Третье имя" in words_of(answer)
    assert "Отдел на новом месте" in words_of(answer)
    assert center().listing(E).name == "Отдел на новом месте"


def test_a_double_click_words_once(administrator):
    form = administrator.form(EDIT)
    assert [administrator.send(form, CHANGED).status_code for _ in range(2)] == [303, 303]
    assert len([one for one in center().listings if one.standard == E]) == 2


def test_a_new_center_is_added_to_its_branch(administrator):
    values = {
        f"{service}_{name}": value
        for service in Service
        for name, value in (("name", "Новый отдел"), ("address", "г. Астана"), ("phones", ""))
    }
    answer = administrator.submit("/centers/branches/16/new", {**values, "reason": "Приказ"})
    assert answer.status_code == 303
    assert at("16/14").name == "Новый отдел"
    assert administrator.submit("/centers/branches/16/new", {"reason": "Приказ"}).status_code == 422


# --- Carriage, closing, merging --------------------------------------------------------------------------------


def test_what_another_carriage_moves_is_shown_then_saved_as_shown(administrator, make_application, login_as):
    case = make_application("euc", hand_out="center")
    url = f"/centers/{case.hand_out_center_id}/carriage"
    shown = administrator.submit(url, {"carriage_days": "2", "reason": "Почта"})
    assert shown.status_code == 200
    assert case.number in words_of(shown)
    assert "27.05.2013 → 23.05.2013" in words_of(shown)
    assert kinds() == []
    assert administrator.send(form_in(shown)).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Application, case.id).dispatch_on == date(2013, 5, 23)
    history = text_of(next(login_as("officer").page(f"/cases/{case.id}/history").iter("main")))
    assert "23.05.2013" in history
    assert "Почта" in history


def test_what_has_changed_since_it_was_shown_is_shown_anew_and_not_saved(administrator, make_application):
    case = make_application("euc", hand_out="center")
    url = f"/centers/{case.hand_out_center_id}/carriage"
    form = form_in(administrator.submit(url, {"carriage_days": "2", "reason": "Почта"}))
    other = make_application("euc", hand_out="center")
    answer = administrator.send(form)
    assert answer.status_code == 409
    assert other.number in words_of(answer)
    assert center(case.hand_out_center_id).carriage_days == 0
    assert administrator.send(form_in(answer)).status_code == 303


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"carriage_days": "-1"}, "carriage_days"),
        ({"carriage_days": "31"}, "carriage_days"),
        ({"carriage_days": "два"}, "carriage_days"),
        ({"carriage_days": ""}, "carriage_days"),
        ({"carriage_days": "0"}, "carriage_days"),
        ({"reason": ""}, "reason"),
        ({"reason": "я" * 1001}, "reason"),
    ],
)
def test_a_carriage_that_will_not_do_is_told_at_its_field(administrator, values, field):
    answer = administrator.submit("/centers/7/carriage", {"carriage_days": "1", "reason": "Почта", **values})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_what_was_entered_is_changed_from_the_page_that_shows_what_moves(administrator):
    form = form_in(administrator.submit("/centers/7/carriage", {"carriage_days": "2", "reason": "Почта"}))
    answer = administrator.send(form, {"edit": "1"})
    assert answer.status_code == 200
    assert dict(form_in(answer).fields)["carriage_days"] == "2"


def test_a_center_is_closed_after_what_depends_on_it_is_shown_and_no_filing_is_offered_there(
    administrator, make_application, login_as
):
    case = make_application("euc", channel="center", hand_out="center")
    url = f"/centers/{case.center_id}/close"
    shown = text_of(next(administrator.page(url).iter("main")))
    assert user("center_operator").full_name in shown
    assert administrator.submit(url, {"reason": ""}).status_code == 422
    assert administrator.submit(url, {"reason": "Ремонт"}).status_code == 303
    assert not center(case.center_id).is_open
    assert administrator.get(url).status_code == 409
    assert f'value="{case.center_id}"' not in login_as("clerk").get("/intake/").get_data(as_text=True)
    operator = login_as("center_operator")
    assert operator.get(f"/cases/{case.id}/").status_code == 200
    assert "Ваш Центр закрыт" in text_of(next(operator.page("/intake/").iter("main")))


def test_a_merger_shows_what_it_means_and_is_undone_by_reopening(administrator, make_application):
    case = make_application("euc", channel="center", hand_out="center")
    successor = at("16/2")
    url = f"/centers/{case.center_id}/merge"
    shown = administrator.submit(url, {"successor": successor.id, "reason": "Приказ"})
    assert shown.status_code == 200
    assert successor.name in words_of(shown)
    assert administrator.send(form_in(shown)).status_code == 303
    assert center(case.center_id).successor_id == successor.id
    assert administrator.get(url).status_code == 409
    assert successor.name in text_of(next(administrator.page(f"/centers/{case.center_id}/state").iter("main")))
    reopened = administrator.submit(f"/centers/{case.center_id}/reopen", {"reason": "Отмена"})
    assert administrator.send(form_in(reopened)).status_code == 303
    assert center(case.center_id).is_open
    assert kinds() == ["center_merged", "center_reopened"]


@pytest.mark.parametrize("successor", ["", "7", "99999", "x", "5"])
def test_a_successor_that_is_no_open_other_center_is_told_at_its_field(administrator, successor):
    with write():
        db.session.get_one(Center, 5).close("Ремонт", user("administrator").actor(), clock.now())
    form = administrator.form("/centers/7/merge")
    answer = administrator.send(form, {"successor": successor, "reason": "Приказ"})
    assert answer.status_code == 422
    assert 'id="successor-error"' in answer.get_data(as_text=True)


def test_a_successor_that_closes_meanwhile_does_not_take_over(administrator):
    shown = administrator.submit("/centers/7/merge", {"successor": "5", "reason": "Приказ"})
    form = form_in(shown)
    with write():
        db.session.get_one(Center, 5).close("Ремонт", user("administrator").actor(), clock.now())
    assert administrator.send(form).status_code == 409
    assert center().successor_id is None


def test_the_clock_of_a_branch_is_changed_with_a_reason(administrator):
    url = "/centers/branches/3/zone"
    assert administrator.submit(url, {"zone": "Asia/Almaty", "reason": "Закон"}).status_code == 422
    assert administrator.submit(url, {"zone": "Mars/Olympus", "reason": "Закон"}).status_code == 422
    assert administrator.submit(url, {"zone": "Asia/Oral", "reason": ""}).status_code == 422
    form = administrator.form(url)
    assert administrator.submit(url, {"zone": "Asia/Oral", "reason": "Закон"}).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Branch, 3).zone == "Asia/Oral"
    assert administrator.send(form, {"zone": "Asia/Aqtau", "reason": "Закон"}).status_code == 409


# --- Suspects --------------------------------------------------------------------------------------------------


def test_suspects_are_listed_as_printed_and_as_dialled_and_one_is_noted_as_looked_at(administrator, login_as):
    page = text_of(next(administrator.page("/centers/suspects").iter("main")))
    for words in ("8 (71637) 2-17-83 8 (71637) 2-20-36", "+77163721783", "8 (8182) 34-59-05", "03/14"):
        assert words in page
    found = suspects(rows_of(all_centers()))
    assert f"{len(found)} из {len(found)}" in page
    one = next(one for one in found if one.kind is SuspectKind.WRONG_CODE)
    url = f"/centers/suspects/{one.mark}"
    assert administrator.submit(url, {"note": ""}).status_code == 422
    form = administrator.form(url)
    assert administrator.submit(url, {"note": "Звонили: код 7182"}).status_code == 303
    assert administrator.send(form, {"note": "Другое"}).status_code == 409
    page = text_of(next(administrator.page("/centers/suspects").iter("main")))
    assert "Звонили: код 7182" in page
    assert f"{len(found) - 1} из {len(found)}" in page
    assert "8 (8182) 34-59-05" in at("12/2").listing(E).phones, "nothing is mended by itself"
    assert kinds() == ["suspect_looked_at"]
    assert db.session.scalar(select(func.count()).select_from(SuspectLook)) == 1
    assert "8 (8182) 34-59-05" in text_of(next(login_as("auditor").page("/audit").iter("main")))


def test_what_is_no_suspect_any_more_is_404(administrator):
    assert administrator.get("/centers/suspects/wrong_code:0000000000000000").status_code == 404


# --- Files -----------------------------------------------------------------------------------------------------


def with_names(*changed: tuple[int, str]) -> bytes:
    rows = rows_of(all_centers())
    for number, name in changed:
        rows[number] = rows[number]._replace(printed=rows[number].printed._replace(name=name))
    return csv_of(rows)


def upload(client, content: bytes, **values: str):
    form = client.form("/centers/import")
    data = {**dict(form.fields), "reason": "Письмо", **values}
    data["file"] = (BytesIO(content), "centers.csv")
    return client.post("/centers/import", data=data, content_type="multipart/form-data")


def test_a_file_shows_what_it_changes_and_changes_it_once_confirmed(administrator):
    shown = upload(administrator, with_names((0, "Первое имя"), (284, "Второе имя")))
    assert shown.status_code == 200
    assert "Первое имя" in words_of(shown)
    assert kinds() == []
    form = form_in(shown)
    assert administrator.send(form).status_code == 303
    assert administrator.send(form).status_code == 303, "a double click"
    assert [center(1).listing(service).name for service in Service] == ["Первое имя", "Второе имя"]
    assert kinds() == ["center_worded", "center_worded"]


def test_a_directory_that_changed_meanwhile_is_shown_anew_and_not_saved(administrator):
    form = form_in(upload(administrator, with_names((0, "Первое имя"))))
    with write():
        stands = db.session.get_one(Center, 1)
        printed = stands.listing(E).printed._replace(address="Другой адрес")
        stands.word_anew(E, printed, clock.today(), "", user("administrator").actor(), clock.now())
    answer = administrator.send(form)
    assert answer.status_code == 409
    assert "Другой адрес" in words_of(answer)
    assert center(1).listing(E).name != "Первое имя"


def test_a_workbook_is_taken_too_and_one_that_changes_nothing_says_so(administrator):
    answer = upload(administrator, xlsx_of(rows_of(all_centers())))
    assert answer.status_code == 200
    assert not [name for name, _value, words in form_in(answer).buttons if "Изменить справочник" in words]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Файл пуст"),
        (b"branch_no;row_no\n", "запятыми"),
        (b"PK\x03\x04broken", "повреждена"),
        ("branch_no,row_no,standard,name,address,phones\n1,1,euc,,Адрес,нет\n".encode(), "Строка 2, столбец name"),
    ],
)
def test_a_file_with_a_fault_changes_nothing_and_the_fault_is_named(administrator, content, words):
    answer = upload(administrator, content)
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert dict(form_in(answer).fields)["reason"] == "Письмо"
    assert db.session.scalar(select(func.count(CenterListing.id))) == 568


def test_without_a_file_or_a_reason_it_is_told_at_the_field(administrator):
    assert administrator.submit("/centers/import", {"reason": "Письмо"}).status_code == 422
    assert 'id="reason-error"' in upload(administrator, with_names(), reason="").get_data(as_text=True)


@pytest.mark.parametrize("rows", ["", "[1]", "[[]]", '{"a": 1}', '[["1","1","euc","","",""]]'])
def test_rows_that_a_browser_made_up_change_nothing(administrator, rows):
    form = form_in(upload(administrator, with_names((0, "Первое имя"))))
    assert administrator.send(form, {"rows": rows}).status_code in (400, 422)
    assert center(1).listing(E).name != "Первое имя"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_directory_is_downloaded_in_a_form_that_the_import_takes_back(administrator, kind):
    answer = administrator.get(f"/centers/directory.{kind}")
    assert "attachment" in answer.headers["Content-Disposition"]
    shown = upload(administrator, answer.data)
    assert (shown.status_code, kinds()) == (200, [])


def test_as_many_statements_however_often_a_center_was_worded(administrator):
    def statements() -> int:
        seen: list[str] = []

        def note(*about) -> None:
            seen.append(about[2])

        event.listen(db.engine, "before_cursor_execute", note)
        administrator.page("/centers/branches/1")
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    administrator.page("/centers/branches/1")
    once = statements()
    for number in range(3):
        administrator.submit(EDIT, {**CHANGED, "euc_name": f"Отдел {number}"})
    assert statements() == once
