"""The registers: every number in them, with its reason; filters, pages, print; who may read them."""

import pytest
from sqlalchemy import event

from extensions import clock, db, write
from models.application import Application
from rules.workflow import DecisionKind
from tests.factories import user
from tests.results import issue, prepare, reserve_number
from tests.reviewing_client import text_of


def rows(client, path):
    """The rows of the register's table as text."""
    tree = client.page(path)
    return [text_of(row) for body in tree.iter("tbody") for row in body.iter("tr")]


def prepared_number(application, now):
    """A reserved number that waits for a signature."""
    with write():
        application = db.session.merge(application)
        prepare(application, now, DecisionKind.RESULT, 1)
        return reserve_number(application, now).number


def test_each_result_stands_in_its_register_the_highest_number_first(login_as, make_application):
    results = [issue(make_application("euc"), clock.now()) for _ in range(2)]
    conclusion = issue(make_application("conclusion"), clock.now())
    refusal = issue(make_application("euc"), clock.now(), DecisionKind.REFUSAL)
    incomplete = issue(make_application("conclusion"), clock.now(), DecisionKind.INCOMPLETENESS_REFUSAL)
    auditor = login_as("auditor")
    assert [row.split()[0] for row in rows(auditor, "/registers/certificates")] == ["EUC-2013-00002", "EUC-2013-00001"]
    for name, application in (
        ("conclusions", conclusion), ("refusals", refusal), ("incompleteness-refusals", incomplete),
    ):  # fmt: skip
        [row] = rows(auditor, f"/registers/{name}")
        assert application.result_number in row and application.number in row
    numbers = [row.split()[0] for row in rows(auditor, "/registers")]
    assert numbers == [a.number for a in (incomplete, refusal, conclusion, *reversed(results))]


def test_an_annulled_number_stays_with_its_reason(login_as, make_application):
    application = make_application("euc")
    number = prepared_number(application, clock.now())
    with write():
        decision = db.session.get_one(Application, application.id).prepared_decision
        assert decision is not None
        decision.recall(user("officer").actor(), clock.now())
    auditor = login_as("auditor")
    [row] = rows(auditor, "/registers/certificates?state=annulled")
    assert number in row
    assert rows(auditor, "/registers/certificates?state=issued") == []


def test_a_number_reserved_on_an_earlier_day_is_shown_as_lapsed(login_as, make_application, set_clock):
    number = prepared_number(make_application("euc"), clock.now())
    assert number in rows(login_as("auditor"), "/registers/certificates?state=reserved")[0]
    set_clock(2013, 5, 4, 0, 0)
    auditor = login_as("auditor")
    assert number in rows(auditor, "/registers/certificates?state=lapsed")[0]
    assert rows(auditor, "/registers/certificates?state=reserved") == []


def test_the_filters_narrow_a_register_and_are_kept_in_its_pages(login_as, make_application, set_clock):
    early = make_application("euc", name="АО «Ұлан Машзауыт»", identifier="020440002114")
    late = make_application("conclusion", at=set_clock(2013, 5, 20, 10))
    officer = login_as("officer")
    for query, found in (
        ("since=2013-05-20", [late]), ("until=2013-05-19", [early]), ("service=euc", [early]),
        ("service=conclusion", [late]), ("state=registered", [late, early]), ("state=issued", []),
        ("find=улан", [early]), ("find=0204400", [early]), ("find=C-2013", [late]),
        ("find=%25", []), ("find=с-2013", [late]),
    ):  # fmt: skip
        numbers = [row.split()[0] for row in rows(officer, f"/registers/applications?{query}")]
        assert numbers == [a.number for a in found], query


@pytest.mark.parametrize(
    "query",
    ["since=2013-02-30", "since=2013-05-20&until=2013-05-19", "state=nothing", "service=x", f"find={'9' * 101}"],
)
def test_a_filter_that_cannot_be_is_told_at_its_field(login_as, query):
    response = login_as("officer").get(f"/registers/applications?{query}")
    assert response.status_code == 422
    assert "field-error" in response.get_data(as_text=True)


def test_a_register_is_read_in_pages_and_printed_whole(login_as, make_application, app):
    for _ in range(app.config["PAGE_SIZE"] + 1):
        make_application("conclusion")
    officer = login_as("officer")
    assert len(rows(officer, "/registers/applications?service=conclusion")) == app.config["PAGE_SIZE"]
    assert len(rows(officer, "/registers/applications?service=conclusion&page=2")) == 1
    assert len(rows(officer, "/registers/applications/print?service=conclusion")) == app.config["PAGE_SIZE"] + 1


def test_a_page_of_a_register_asks_as_often_for_ten_rows_as_for_one(login_as, make_application):
    officer = login_as("officer")
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def count() -> int:
        asked.clear()
        officer.page("/registers/certificates")
        officer.page("/registers/applications")
        return len(asked)

    issue(make_application("euc", hand_out="center"), clock.now())
    few = count()
    for center in ("1/2", "2/2", "3/3", "4/4"):
        issue(make_application("euc", hand_out="center", center=center), clock.now())
    assert count() == few


@pytest.mark.parametrize("login", ["center_operator", "center_head", "branch_head", "administrator"])
def test_the_registers_are_the_committees(login_as, login):
    client = login_as(login)
    for path in ("/registers", "/registers/certificates", "/registers/refusals/print"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/registers/nothing", "/registers/nothing/print", "/registers?page=9"])
def test_what_is_no_register_is_404(login_as, path):
    assert login_as("officer").get(path).status_code == 404
