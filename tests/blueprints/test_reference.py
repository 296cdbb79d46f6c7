"""Standards, tables, dated data and calendars: read by all, kept by the administrator, never written over."""

from datetime import date

import pytest
from sqlalchemy import select

from extensions import clock, db
from models.calendar import ReadingSetting, readings_on
from models.event import Event
from models.reference import AuthorityFact, RefusalGround, Unit
from models.wording import text
from rules.refusal import Ground
from rules.terms import Service
from tests.reviewing_client import text_of


def main_of(client, url) -> str:
    return text_of(next(client.page(url).iter("main")))


def latest() -> Event:
    return db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


@pytest.fixture
def administrator(login_as):
    return login_as("administrator")


@pytest.mark.parametrize("service", ["euc", "conclusion"])
@pytest.mark.parametrize(
    "key",
    ["service.{s}.title", "service.{s}.basis", "service.{s}.free", "clause.7.1.{s}", "clause.7.6.{s}", "clause.9.1",
     "clause.9.2", "clause.9.3", "clause.11.{s}.1", "clause.11.{s}.3", "clause.16.completeness", "clause.16.{s}",
     "clause.20", "clause.21", "clause.22", "clause.23", "clause.26"],
)  # fmt: skip
def test_a_standard_stands_on_the_screen_in_the_decrees_own_words(login_as, service, key):
    words = " ".join(text(key.format(s=service)).split())
    assert words in main_of(login_as("clerk"), f"/reference/standards/{service}")


def test_the_documents_of_the_other_service_are_not_shown_with_it(login_as):
    shown = main_of(login_as("clerk"), "/reference/standards/conclusion")
    assert " ".join(text("clause.11.euc.4").split()) not in shown


def test_the_page_says_which_wording_applies_and_since_when(login_as):
    shown = main_of(login_as("clerk"), "/reference/standards")
    assert "19.04.2013" in shown
    assert "№ 431" in shown


def test_before_the_first_wording_the_earliest_one_is_shown(login_as, set_clock):
    set_clock(2013, 1, 10, 10)
    assert login_as("clerk").get("/reference/standards").status_code == 200


def test_only_the_administrator_is_offered_a_change(login_as):
    for url in ("units", "grounds", "authority", "readings"):
        for login, is_offered in (("clerk", False), ("administrator", True)):
            links = [a.get("href") for a in next(login_as(login).page(f"/reference/{url}").iter("main")).iter("a")]
            assert any("/later" in link or "/units/" in link for link in links) is is_offered


@pytest.mark.parametrize("typed", ["КОРЕЯ", "корея", "Korea", "KR"])
def test_a_country_is_found_by_any_of_its_names_or_by_its_code(login_as, typed):
    assert "Республика Корея" in main_of(login_as("clerk"), f"/reference/countries?name={typed}")


UNIT = {
    "code": "999", "short_ru": "комб.", "name_ru": "комбинат", "short_kk": "комб.", "name_kk": "комбинат",
    "position": "5",
}  # fmt: skip


def test_a_unit_is_added_changed_and_no_longer_offered_each_with_its_event(administrator):
    assert administrator.submit("/reference/units/new", UNIT).status_code == 303
    assert latest().kind == "unit_added"
    url = "/reference/units/999/edit"
    assert administrator.submit(url, {"name_ru": "комбинат большой", "is_active": None}).status_code == 303
    assert latest().data["before"]["name_ru"] == "комбинат"
    assert latest().data["after"]["is_active"] is False
    assert "999" not in [unit.code for unit in db.session.scalars(Unit.offered())]
    assert "комбинат большой" in main_of(administrator, "/reference/units"), "rows that name it stay readable"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "796"}, "code"),
        ({"code": "1" * 9}, "code"),
        ({"code": "шт"}, "code"),
        ({"short_ru": "я" * 21}, "short_ru"),
        ({"name_ru": ""}, "name_ru"),
        ({"name_kk": "я" * 101}, "name_kk"),
        ({"name_ru": "а\x07б"}, "name_ru"),
        ({"position": "много"}, "position"),
        ({"position": "-1"}, "position"),
        ({"position": "9" * 30}, "position"),
        ({"position": ""}, "position"),
    ],
)
def test_a_unit_that_will_not_do_is_told_at_its_field(administrator, values, field):
    answer = administrator.submit("/reference/units/new", {**UNIT, **values})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert db.session.get(Unit, "999") is None


def test_two_administrators_on_one_unit_the_second_is_told_with_both_versions_in_view(administrator):
    form = administrator.form("/reference/units/796/edit")
    administrator.submit("/reference/units/796/edit", {"name_ru": "штука первая"})
    answer = administrator.send(form, {"name_ru": "штука вторая"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "штука первая" in page
    assert "штука вторая" in page


def test_a_later_value_of_a_fact_holds_from_its_day_and_the_earlier_one_stays(administrator):
    answer = administrator.submit(
        "/reference/authority/head_room/later", {"valid_from": "2013-06-01", "value_ru": "1801", "value_kk": "1801"}
    )
    assert answer.status_code == 303
    assert AuthorityFact.on(date(2013, 5, 31))["head_room"] == "1706"
    assert AuthorityFact.on(date(2013, 6, 1))["head_room"] == "1801"
    assert latest().data["before"]["value_ru"] == "1706"
    assert "1706" in main_of(administrator, "/reference/authority")


def test_a_later_wording_of_a_ground_holds_from_its_day_and_the_earlier_one_stays(administrator):
    answer = administrator.submit(
        "/reference/grounds/euc/art40/later",
        {"valid_from": "2013-06-01", "clause": "16.3", "text_ru": "Иные основания", "text_kk": "Өзге негіздер"},
    )
    assert answer.status_code == 303

    def clause_on(day: date) -> str:
        rows = db.session.scalars(RefusalGround.on(Service.EUC, day))
        return next(row.clause for row in rows if row.code is Ground.ART40)

    assert clause_on(date(2013, 5, 31)) == "16.2"
    assert clause_on(date(2013, 6, 1)) == "16.3"
    assert len(db.session.scalars(RefusalGround.on(Service.EUC, date(2013, 6, 1))).all()) == 3
    assert latest().subject == "ground:euc/art40"


READING = {"value": "no", "valid_from": "2013-06-01", "reason": "Поручение № 5 от 30.04.2013"}


def test_another_reading_holds_for_filings_from_its_day_on(administrator):
    answer = administrator.submit("/reference/readings/portal_postponement/later", READING)
    assert answer.status_code == 303
    assert readings_on(date(2013, 5, 31)).portal_postponement is True
    assert readings_on(date(2013, 6, 1)).portal_postponement is False
    assert "Поручение № 5" in main_of(administrator, "/reference/readings")


@pytest.mark.parametrize(
    ("url", "values", "field"),
    [
        ("authority/head_room", {"valid_from": ""}, "valid_from"),
        ("authority/head_room", {"valid_from": "2013-04-19"}, "valid_from"),
        ("authority/head_room", {"valid_from": "2012-01-01"}, "valid_from"),
        ("authority/head_room", {"valid_from": "2013-06-01", "value_ru": ""}, "value_ru"),
        ("authority/head_room", {"valid_from": "2013-06-01", "value_ru": "я" * 1001}, "value_ru"),
        ("grounds/euc/false", {"valid_from": "2013-04-19"}, "valid_from"),
        ("grounds/euc/false", {"valid_from": "2013-06-01", "clause": "1" * 17}, "clause"),
        ("grounds/euc/false", {"valid_from": "2013-06-01", "text_kk": ""}, "text_kk"),
        ("readings/portal_postponement", {**READING, "valid_from": "2013-05-03"}, "valid_from"),
        ("readings/portal_postponement", {**READING, "valid_from": "2011-01-01"}, "valid_from"),
        ("readings/portal_postponement", {**READING, "value": "yes"}, "value"),
        ("readings/portal_postponement", {**READING, "value": None}, "value"),
        ("readings/portal_postponement", {**READING, "reason": ""}, "reason"),
    ],
)
def test_a_later_value_that_cannot_be_is_told_at_its_field(administrator, url, values, field):
    before = db.session.scalar(select(db.func.count()).select_from(Event))
    answer = administrator.submit(f"/reference/{url}/later", values)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert db.session.scalar(select(db.func.count()).select_from(Event)) == before


def test_of_two_who_set_one_day_the_second_is_told(administrator):
    url = "/reference/readings/portal_postponement/later"
    form = administrator.form(url)
    assert administrator.submit(url, READING).status_code == 303
    answer = administrator.send(form, READING)
    assert answer.status_code in (409, 422)
    rows = db.session.scalars(select(ReadingSetting).where(ReadingSetting.name == "portal_postponement")).all()
    assert len(rows) == 2


@pytest.mark.parametrize(
    "url",
    ["units/none/edit", "grounds/conclusion/false/later", "grounds/euc/other/later", "authority/nothing/later",
     "readings/nothing/later", "calendar/1990/committee", "calendar/2013/moon", "standards/other"],
)  # fmt: skip
def test_what_is_not_there_is_404(administrator, url):
    assert administrator.get(f"/reference/{url}").status_code == 404


def cells_of(client, url) -> dict[tuple[int, int], str]:
    """The days of the year's grid by month and day, each with its words ("" for a working day)."""
    grid = next(table for table in client.page(url).iter("table") if table.get("class") == "year")
    rows = list(next(grid.iter("tbody")).iter("tr"))
    return {(m, d): text_of(cell) for m, row in enumerate(rows, 1) for d, cell in enumerate(row.findall("td")[:31], 1)}


def test_the_year_shows_each_day_as_the_calendar_has_it(login_as):
    client = login_as("clerk")
    committee, center = (cells_of(client, f"/reference/calendar/2013/{who}") for who in ("committee", "center"))
    assert committee[5, 6] == ""
    assert committee[5, 11] and not center[5, 11], "Saturday: the Committee rests, a Center works"
    assert committee[5, 12] and center[5, 12], "Sunday: both rest"
    assert committee[5, 9] and center[5, 9], "9 May is a holiday"
    assert committee[2, 30] == ""


def test_the_calendar_of_this_year_comes_first_and_the_last_one_when_it_is_not_loaded(login_as, set_clock):
    assert "2013" in text_of(next(login_as("clerk").page("/reference/calendar").iter("h1")))
    set_clock(2060, 1, 10, 10)
    assert login_as("clerk").get("/reference/calendar").status_code == 200


def test_a_year_that_nobody_confirmed_is_called_provisional(login_as):
    page = login_as("clerk").page("/reference/calendar/2013/committee")
    assert [tag for tag in page.iter("span") if "tag-wait" in tag.get("class", "")]
    assert clock.today().year == 2013
