"""The directory of Centers: by branch, by search, one by one, both standards side by side."""

import pytest
from sqlalchemy import select

from extensions import db
from models.center import Branch, Center, CenterListing
from rules.terms import Service
from tests.reviewing_client import text_of


def main_of(client, url) -> str:
    return text_of(next(client.page(url).iter("main")))


def rows_in(node) -> list[str]:
    return [text_of(row) for body in node.iter("tbody") for row in body.iter("tr")]


def found(client, text) -> list[str]:
    return rows_in(client.page(f"/centers/?find={text}"))


@pytest.fixture
def clerk(login_as):
    return login_as("clerk")


def test_all_sixteen_branches_are_listed_with_how_many_centers_each_has(clerk):
    tiles = [node for node in clerk.page("/centers/").iter("a") if node.get("class") == "tile"]
    assert len(tiles) == 16
    counts = [int(text_of(span)) for tile in tiles for span in tile.iter("span") if span.get("class") == "count"]
    assert sum(counts) == db.session.scalar(select(db.func.count()).select_from(Center))


def test_a_branch_lists_its_centers_in_the_order_of_the_annex(clerk):
    rows = rows_in(clerk.page("/centers/branches/3"))
    assert [row.split()[0] for row in rows] == [f"03/{n:02d}" for n in range(1, len(rows) + 1)]


@pytest.mark.parametrize(
    "typed", ["Биржан Сал", "БИРЖАН САЛ", "биржан", "сал биржан", "25-00-67", "250067", "7162250067"]
)
def test_a_center_is_found_by_its_words_in_any_order_or_by_its_telephone(clerk, typed):
    assert any("01/02" in row for row in found(clerk, typed))


def test_what_only_the_other_standard_prints_is_found_too(clerk):
    pairs = db.session.execute(
        select(Center.id, CenterListing.standard, CenterListing.phones).join(CenterListing).order_by(Center.id)
    )
    phones: dict[int, dict[Service, str]] = {}
    for center_id, standard, printed in pairs:
        phones.setdefault(center_id, {})[standard] = printed
    digits = next(
        other
        for both in phones.values()
        for other in set(both[Service.CONCLUSION].split("\n")) - set(both[Service.EUC].split("\n"))
        if len("".join(c for c in other if c.isdigit())) >= 6
    )
    assert found(clerk, "".join(c for c in digits if c.isdigit()))


def test_nothing_found_says_what_to_try(clerk):
    assert not found(clerk, "нет+такой+улицы")
    assert "нет такой улицы" in main_of(clerk, "/centers/?find=нет+такой+улицы")


def test_a_search_as_one_types_answers_with_the_panel_alone_and_says_how_many(clerk):
    answer = clerk.get("/centers/?find=биржан", headers={"HX-Request": "true"})
    body = answer.get_data(as_text=True)
    assert not body.lstrip().lower().startswith("<!doctype")
    assert 'id="found-panel"' in body
    assert 'hx-swap-oob="innerHTML:#status"' in body
    assert "HX-Request" in answer.headers["Vary"]


def test_the_page_includes_the_very_panel_that_an_update_brings(clerk):
    page = clerk.page("/centers/?find=биржан")
    panel = next(node for node in page.iter("div") if node.get("id") == "found-panel")
    assert rows_in(panel) == found(clerk, "биржан")


def differing() -> Center:
    for center in db.session.scalars(Center.in_order()):
        if center.listing(Service.EUC).address != center.listing(Service.CONCLUSION).address:
            return center
    raise AssertionError("the two annexes differ in places")


def test_where_the_standards_differ_both_wordings_stand_side_by_side(clerk):
    center = differing()
    shown = main_of(clerk, f"/centers/{center.id}")
    for service in Service:
        assert " ".join(center.listing(service).address.split()) in shown
    table = next(clerk.page(f"/centers/{center.id}").iter("table"))
    assert len(list(next(table.iter("thead")).iter("th"))) == 3


def test_where_they_agree_the_wording_stands_once(clerk):
    def printings(center: Center) -> set[tuple[str, str, str]]:
        return {(one.name, one.address, one.phones) for one in center.listings}

    center = next(c for c in db.session.scalars(Center.in_order()) if len(printings(c)) == 1)
    table = next(clerk.page(f"/centers/{center.id}").iter("table"))
    assert len(list(next(table.iter("thead")).iter("th"))) == 2


def test_telephones_stand_as_printed_one_a_line(clerk):
    center = db.session.scalars(Center.with_key("1/1")).one()
    page = clerk.page(f"/centers/{center.id}")
    phones = next(node for node in page.iter("span") if node.get("class") == "phones")
    assert [text_of(line) for line in phones] == center.listing(Service.EUC).phones.splitlines()


def test_a_center_says_its_time_zone(clerk):
    branch = db.session.scalars(select(Branch).where(Branch.zone == "Asia/Aqtobe").limit(1)).one()
    center = db.session.scalars(Center.in_order().where(Center.branch_no == branch.no).limit(1)).one()
    assert "Asia/Aqtobe" in main_of(clerk, f"/centers/{center.id}")


@pytest.mark.parametrize("url", ["/centers/99999", "/centers/branches/17", "/centers/99999999999999999999"])
def test_a_center_or_branch_that_is_not_there_is_404(clerk, url):
    assert clerk.get(url).status_code == 404
