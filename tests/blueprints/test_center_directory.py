"""The directory of Centers: by branch, by search in any spelling, one by one; on paper and as a workbook."""

from io import BytesIO
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import event, select

from blueprints.centers.finding import marked, wanted_from
from extensions import clock, db, write
from models.center import Center
from rules.permissions import Role
from rules.queue import Purpose
from rules.terms import Service
from tests.contracts.world import World
from tests.factories import user
from tests.queue_world import center_place, take_tickets
from tests.reviewing_client import text_of


def main_of(client, url) -> str:
    return text_of(next(client.page(url).iter("main")))


def with_class(node, name: str) -> list:
    return [one for one in node.iter() if isinstance(one.tag, str) and name in (one.get("class") or "").split()]


def rows_in(node) -> list[str]:
    return [text_of(row) for body in node.iter("tbody") for row in body.iter("tr")]


def found_in(node) -> list[str]:
    return [text_of(row) for group in with_class(node, "found-centers") for row in group.iter("li")]


def found(client, text) -> list[str]:
    return found_in(client.page(f"/centers/?{urlencoded(text)}"))


def urlencoded(text: str) -> str:
    return urlencode({"find": text})


def center(key: str) -> Center:
    return db.session.scalars(Center.with_key(key)).one()


@pytest.fixture
def clerk(login_as):
    return login_as("clerk")


# --- By branch -----------------------------------------------------------------------------------------------


def test_all_sixteen_branches_are_listed_with_how_many_centers_each_has(clerk):
    tiles = with_class(clerk.page("/centers/"), "tile")
    assert len(tiles) == 16
    assert sum(int(text_of(count)) for tile in tiles for count in with_class(tile, "count")) == 284


def test_a_branch_lists_its_centers_in_the_order_of_the_annex(clerk):
    rows = rows_in(clerk.page("/centers/branches/3"))
    assert [row.split()[0] for row in rows] == [f"03/{n:02d}" for n in range(1, len(rows) + 1)]


# --- Search --------------------------------------------------------------------------------------------------

SPELLINGS = [
    # settlement, street, name; case, ё, dashes, spaces, order, other alphabets
    ("Биржан Сал", "01/02"), ("БИРЖАН САЛ", "01/02"), ("биржан", "01/02"), ("сал биржан", "01/02"),
    ("Усть-Каменогорск", "05/02"), ("усть каменогорск", "05/02"), ("устькаменогорск", "05/02"),
    ("Усть–Каменогорск", "05/02"), ("усть- каменогорский", "05/03"), ("Сатпаева 20/1", "05/02"),
    ("сатпаева, 20", "05/02"), ("Сaтпaeвa", "05/02"), ("Сәтпаева", "05/02"), ("Кoкшетау", "01/02"),
    ("Көкшетау", "01/02"), ("Кокшётау", "01/02"), ("ул.Ленина 65", "01/03"), ("«ЦОН по Атырауской»", "04/01"),
    ("восточно казахстанская сатпаева", "05/02"), ("Бiржан", "01/02"), ("біржан сал", "01/02"),
    ("03/14", "03/14"), ("3/14", "03/14"), (" 5 / 2 ", "05/02"), ("20/1", "05/02"),
    # telephones
    ("8 (7232) 60-39-22", "05/02"), ("+7 7232 603922", "05/02"), ("77232603922", "05/02"), ("7232603922", "05/02"),
    ("60-39-22", "05/02"), ("603922", "05/02"), ("3922", "05/02"), ("8 (7232) 60-3", "05/02"),
    ("25-00-67", "01/02"), ("тел. 25-00-67", "01/02"), ("7162250067", "01/02"), ("2-20-36", "01/17"),
    ("8 72938 332844", "11/10"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "key"), SPELLINGS)
def test_a_center_is_found_by_settlement_street_name_key_or_telephone_in_any_spelling(clerk, typed, key):
    assert any(row.startswith(key) for row in found(clerk, typed))


@pytest.mark.parametrize("typed", ["Атлантида", "60-39-23", "биржан сатпаева", "99/99", "+7 999 000 00 00", "*", "%"])
def test_what_is_not_there_is_not_found_and_the_page_says_what_to_try(clerk, typed):
    assert not found(clerk, typed)
    told = main_of(clerk, f"/centers/?{urlencoded(typed)}")
    assert typed in told and "последние цифры" in told


def test_what_matched_is_marked_and_the_results_stand_by_branch(clerk):
    page = clerk.page(f"/centers/?{urlencoded('САТПАЕВА')}")
    assert {text_of(mark) for mark in page.iter("mark")} == {"Сатпаева"}
    branches = [text_of(heading) for heading in page.iter("h2") if "h-branch" in (heading.get("id") or "")]
    assert "Атырауская область" in branches and len(branches) == len(set(branches)) > 3
    phone = clerk.page(f"/centers/?{urlencoded('+7 7232 603922')}")
    assert [text_of(mark) for mark in phone.iter("mark")] == ["8 (7232) 60-39-22"]


@pytest.mark.parametrize(
    ("text", "typed", "marks"),
    [
        ("г. Усть-Каменогорск", "устькамен", ["Усть-Камен"]),
        ("Усть- Каменогорский", "усть каменогорский", ["Усть", "Каменогорский"]),
        ("ул. Ауэзова, 189 а", "ауэзова 189", ["Ауэзова", "189"]),
        ("ул. Ауэзова, 189 а", "нет", []),
        ("ул. Сатпаева, 60", "60-39-22", []),
    ],
)
def test_marks_stand_in_the_text_as_it_is_printed(text, typed, marks):
    pieces = marked(text, wanted_from(typed))
    assert "".join(words for words, _is_meant in pieces) == text
    assert [words for words, is_meant in pieces if is_meant] == marks


def word_anew(key: str, service: Service, **columns: str) -> None:
    with write():
        one, now = center(key), clock.now()
        printed = one.listing(service).printed._replace(**columns)
        one.word_anew(service, printed, clock.today(), "Письмо", user("administrator").actor(), now)


def test_what_only_the_other_standard_prints_is_found_and_shown_as_its_wording(clerk):
    word_anew("5/2", Service.CONCLUSION, phones="8 (7232) 11-22-33")
    (row,) = found(clerk, "11-22-33")
    assert row.startswith("05/02") and "В стандарте «Заключение»:" in row and "8 (7232) 11-22-33" in row


def test_an_edited_address_is_found_at_once_and_the_old_one_no_more(clerk):
    assert found(clerk, "биржан сал")
    for service in Service:
        word_anew("1/2", service, address="г. Кокшетау, ул. Темірқазық, 7")
    assert not found(clerk, "биржан сал")
    assert found(clerk, "темирказык")


def test_a_search_is_answered_in_a_fixed_number_of_queries(app, clerk):
    def queries(text: str) -> int:
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        clerk.get(f"/centers/?{urlencoded(text)}")
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    assert queries("а") == queries("атлантида")


def test_a_search_as_one_types_answers_with_the_panel_alone_and_says_how_many(clerk):
    for typed, told in (("биржан", "Найден 1 Центр"), ("атлантида", "Ничего не найдено"), ("", "Все филиалы")):
        answer = clerk.get(f"/centers/?{urlencoded(typed)}", headers={"HX-Request": "true"})
        body = answer.get_data(as_text=True)
        assert not body.lstrip().lower().startswith("<!doctype")
        assert 'id="found-panel"' in body
        assert f'hx-swap-oob="innerHTML:#status">{told}' in body
        assert "HX-Request" in answer.headers["Vary"]


def test_the_page_includes_the_very_panel_that_an_update_brings(clerk):
    page = clerk.page("/centers/?find=биржан")
    panel = next(node for node in page.iter("div") if node.get("id") == "found-panel")
    assert found_in(panel) == found(clerk, "биржан")


# --- One Center ----------------------------------------------------------------------------------------------


def differing() -> Center:
    for one in db.session.scalars(Center.in_order()):
        if one.listing(Service.EUC).address != one.listing(Service.CONCLUSION).address:
            return one
    raise AssertionError("the two annexes differ in places")


def printings_of(page):
    return next(table for table in page.iter("table") if "printings" in (table.get("class") or ""))


def test_where_the_standards_differ_both_wordings_stand_side_by_side(clerk):
    one = differing()
    shown = main_of(clerk, f"/centers/{one.id}")
    for service in Service:
        assert " ".join(one.listing(service).address.split()) in shown
    assert len(list(next(printings_of(clerk.page(f"/centers/{one.id}")).iter("thead")).iter("th"))) == 3


def test_where_they_agree_the_wording_stands_once(clerk):
    def printings(one: Center) -> set[tuple[str, str, str]]:
        return {(listing.name, listing.address, listing.phones) for listing in one.listings}

    one = next(c for c in db.session.scalars(Center.in_order()) if len(printings(c)) == 1)
    assert len(list(next(printings_of(clerk.page(f"/centers/{one.id}")).iter("thead")).iter("th"))) == 2


def test_telephones_stand_as_printed_and_are_called_by_their_number(clerk):
    page = clerk.page(f"/centers/{center('1/1').id}")
    assert [text_of(line) for line in with_class(page, "phones")[0]] == center("1/1").listings[0].phones.splitlines()
    calls = {text_of(a): a.get("href") for a in page.iter("a") if (a.get("href") or "").startswith("tel:")}
    assert calls == {"8 (7162) 40-10-76": "tel:+77162401076", "8 (7162) 40-10-63": "tel:+77162401063"}


@pytest.mark.parametrize(
    ("key", "calls", "told"),
    [
        ("11/10", 0, "Такого номера не бывает"),
        ("1/17", 2, ""),
        ("3/14", 0, "телефон этого Центра не напечатан"),
    ],
)
def test_a_suspect_line_says_so_and_is_not_called(clerk, key, calls, told):
    page = clerk.page(f"/centers/{center(key).id}")
    assert len([a for a in page.iter("a") if (a.get("href") or "").startswith("tel:")]) == calls
    assert told in text_of(page)


@pytest.mark.parametrize(
    ("moment", "key", "told"),
    [
        ((2013, 5, 3, 10), "1/2", "Сейчас открыт до 20:00"),
        ((2013, 5, 3, 8, 30), "1/2", "Сейчас закрыт откроется сегодня в 09:00"),
        ((2013, 5, 4, 21), "1/2", "Сейчас закрыт откроется пн 6 мая в 09:00"),
        ((2013, 5, 3, 9, 30), "11/2", "Сейчас закрыт откроется сегодня в 09:00"),  # Aqtau is an hour behind
        ((2013, 5, 6, 23), "1/2", "откроется ср 8 мая в 09:00"),
    ],
)
def test_a_center_says_whether_it_is_open_by_its_own_clock_and_calendar(login_as, set_clock, moment, key, told):
    set_clock(*moment)
    assert told in main_of(login_as("clerk"), f"/centers/{center(key).id}").replace("\u00a0", " ")


def test_the_days_off_ahead_are_told_with_their_reason(clerk):
    told = main_of(clerk, f"/centers/{center('1/2').id}").replace("\u00a0", " ")
    assert "вс 5 мая воскресенье" in told and "вт 7 мая праздник" in told and "чт 9 мая праздник" in told


def test_where_the_calendar_ends_the_page_says_so(login_as, set_clock):
    last = max(db.session.scalars(select(db.metadata.tables["calendar_year"].c.year)))
    set_clock(last, 12, 31, 22)
    assert f"Календарь на {last + 1} год не загружен" in main_of(login_as("clerk"), f"/centers/{center('1/2').id}")


def test_clauses_9_and_10_stand_in_the_decrees_own_words(clerk):
    told = main_of(clerk, f"/centers/{center('1/2').id}")
    assert "ежедневно с понедельника по субботу включительно" in told
    assert "условия для доступа людей с ограниченными физическими возможностями (пандусы)" in told


def test_a_center_says_its_time_zone(clerk):
    assert "Asia/Aqtobe" in main_of(clerk, f"/centers/{center('2/1').id}")


@pytest.mark.parametrize("role", ["center_operator", "center_head", "branch_head", "clerk", "auditor"])
def test_load_and_people_are_shown_to_those_whose_business_they_are(login_as, make_application, role):
    make_application("euc", channel="center")
    take_tickets(center_place(), clock.now(), Purpose.CONSULTATION)
    page = login_as(role).page(f"/centers/{center('3/14').id}")
    figures = [text_of(one) for group in with_class(page, "figures") for one in group.iter("li")]
    assert figures[:2] == ["1 Принято заявлений", "0 Черновиков не зарегистрировано"]
    assert figures[-3].startswith("1 Посетител") and figures[-1].startswith("0 Посетител"), "the queue's, at the end"
    people = text_of(page)
    assert user("center_operator").full_name in people and user("branch_head").full_name in people


@pytest.mark.parametrize("role", ["center_operator", "center_head", "branch_head"])
def test_load_and_people_of_another_center_are_not_shown(login_as, role):
    page = login_as(role).page(f"/centers/{center('5/2').id}")
    assert not with_class(page, "figures") and not with_class(page, "people")
    assert with_class(page, "calls"), "the directory itself is for everybody"


def test_the_administrator_sees_people_but_no_load(login_as):
    page = login_as("administrator").page(f"/centers/{center('3/14').id}")
    assert not with_class(page, "figures")
    assert user("center_head").full_name in text_of(with_class(page, "people")[0])


def test_results_are_counted_where_they_are(login_as):
    for place in ("on_the_way", "center", "center"):
        World(Role.CENTER_OPERATOR).issued(place)
    page = login_as("center_operator").page(f"/centers/{center('3/14').id}")
    figures = [text_of(one) for one in with_class(page, "figures")[0].iter("li")]
    assert figures[2:6] == ["1 В пути", "2 Готово к выдаче в Центре", "2 Не извещён", "0 На хранении"]


# --- Print and workbook --------------------------------------------------------------------------------------


def test_the_list_of_a_region_is_printed_with_every_center_and_both_wordings(clerk):
    answer = clerk.get("/centers/branches/5/centers.pdf")
    assert answer.mimetype == "application/pdf"
    read = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())
    assert "Список центров обслуживания населения: Восточно-Казахстанская область" in read
    centers = db.session.scalars(Center.in_order().where(Center.branch_no == 5)).unique().all()
    assert all(one.key in read for one in centers)
    differ = [one for one in centers if one.listing(Service.EUC).address != one.listing(Service.CONCLUSION).address]
    assert ("В стандарте заключения:" in read) == bool(differ or _other(centers))


def _other(centers) -> list[Center]:
    return [c for c in centers if len({(one.name, one.phones) for one in c.listings}) > 1]


def test_the_workbook_of_a_region_holds_both_standards_and_no_formula(clerk):
    word_anew("11/1", Service.EUC, address='=HYPERLINK("http://example.kz")')
    answer = clerk.get("/centers/branches/11/centers.xlsx")
    sheet = load_workbook(BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(min_row=2))
    centers = db.session.scalars(Center.in_order().where(Center.branch_no == 11)).unique().all()
    assert [row[0].value for row in rows] == [one.key for one in centers]
    assert rows[0][3].value.startswith("=HYPERLINK") and rows[0][3].data_type == "s"
    for row, one in zip(rows, centers, strict=True):
        kept = [cell.value or "" for cell in row[2:8]]
        printed = [getattr(one.listing(s), name) for s in Service for name in ("name", "address", "phones")]
        assert kept == [text.replace("\n", "; ") for text in printed]
    assert rows[0][8].value == "да"


@pytest.mark.parametrize(
    "url",
    ["/centers/99999", "/centers/branches/17", "/centers/99999999999999999999", "/centers/branches/17/centers.pdf",
     "/centers/branches/17/centers.xlsx", "/centers/branches/17/mobile", "/centers/99999/mobile"],
)  # fmt: skip
def test_a_center_or_branch_that_is_not_there_is_404(clerk, url):
    assert clerk.get(url).status_code == 404
