"""Blank receipts for an outage (14.1): printed, listed, spoiled."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import func, select

from extensions import db
from models.outage import BlankState, OutageBlank
from tests.blueprints.intake_filings import euc_draft
from tests.blueprints.outage_pages import blank, blanks, enter, entered, on_blank
from tests.reviewing_client import form_in, text_of

# --- Printing ---------------------------------------------------------------------------------------------


def test_a_batch_takes_the_next_numbers_of_its_place_and_prints_each_on_a_sheet(login_as):
    blanks(2)
    blanks(1, "1/2")
    clerk = login_as("clerk")
    answer = clerk.submit("/outage/print", {"count": "3"}, action="/outage/print")
    page = text_of(clerk.page(answer.location))
    assert all(f"A-K-{n:06d}" in page for n in (3, 4, 5)) and "A-K-000002" not in page
    sheets = [page.extract_text() for page in PdfReader(BytesIO(clerk.get(f"{answer.location}.pdf").data)).pages]
    assert [f"A-K-{n:06d}" in sheet for n, sheet in zip((3, 4, 5), sheets, strict=True)] == [True] * 3


def test_a_center_head_prints_for_the_own_center_only_and_an_operator_not_at_all(login_as):
    head = login_as("center_head")
    form = head.form("/outage/print", "/outage/print")
    assert head.send(form, {"count": "1"}).status_code == 303
    place = blank("A-03/14-000001").center
    assert place is not None and place.key == "03/14"
    assert head.send(head.form("/outage/print"), {"count": "1", "place": "committee"}).status_code == 422
    assert login_as("center_operator").get("/outage/print").status_code == 403


@pytest.mark.parametrize("count", ["", "0", "51", "-1", "много", "9" * 30, "1.5"])
def test_a_count_that_cannot_be_is_told_and_stays(login_as, count):
    answer = login_as("clerk").submit("/outage/print", {"count": count}, action="/outage/print")
    assert answer.status_code == 422
    assert dict(form_in(answer, "/outage/print").fields)["count"] == count
    assert db.session.scalar(select(func.count()).select_from(OutageBlank)) == 0


def test_a_double_click_draws_one_batch(login_as):
    clerk = login_as("clerk")
    form = clerk.form("/outage/print", "/outage/print")
    first, again = clerk.send(form, {"count": "2"}), clerk.send(form, {"count": "2"})
    assert first.location == again.location
    assert db.session.scalar(select(func.count()).select_from(OutageBlank)) == 2


# --- The register -----------------------------------------------------------------------------------------


def test_the_register_filters_by_state_place_and_number_and_goes_into_a_workbook(login_as):
    blanks(2)
    blanks(2, "3/14")
    clerk = login_as("clerk")
    shown = text_of(clerk.page("/outage?place=committee&state=unused"))
    assert "A-K-000001" in shown and "A-03/14-000001" not in shown
    assert "A-K-000002" in text_of(clerk.page("/outage?q=a-k-000002"))
    assert "A-K-000001" not in text_of(clerk.page("/outage?state=spoiled"))
    sheet = load_workbook(BytesIO(clerk.get("/outage/blanks.xlsx?place=committee").data)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["A-K-000002", "A-K-000001"]


@pytest.mark.parametrize("query", ["?state=x", "?place=y", "?place=99999999999", "?q=%25", "?page=1&place=-1"])
def test_a_filter_that_cannot_be_filters_nothing_and_fails_nowhere(login_as, query):
    assert login_as("clerk").get(f"/outage{query}").status_code == 200


@pytest.mark.parametrize(("login", "status"), [("clerk", 200), ("auditor", 200), ("branch_head", 200),
                                               ("center_operator", 200)])  # fmt: skip
def test_an_empty_register_says_so(login_as, login, status):
    assert login_as(login).get("/outage").status_code == status


def test_another_center_sees_none_of_it(login_as):
    blanks(1, "1/2")
    found = blank("A-01/02-000001")
    for login in ("center_operator", "center_head", "branch_head"):
        person = login_as(login)
        assert found.number not in text_of(person.page("/outage"))
        for url in (f"/outage/batches/{found.batch_id}", f"/outage/batches/{found.batch_id}.pdf"):
            assert person.get(url).status_code == 404
    assert login_as("center_operator").get(f"/outage/blanks/{found.id}/spoil").status_code == 404
    assert login_as("clerk").get(f"/outage/batches/{found.batch_id}").status_code == 200
    assert login_as("clerk").get(f"/outage/blanks/{found.id}/spoil").status_code == 404


# --- Spoiled ----------------------------------------------------------------------------------------------


def test_a_spoiled_blank_keeps_its_number_and_reason_and_is_not_printed_again(login_as):
    number, other = blanks(2)
    clerk, found = login_as("clerk"), blank(number)
    form = clerk.form(f"/outage/blanks/{found.id}/spoil", "/spoil")
    assert clerk.send(form, {"reason": " "}).status_code == 422
    assert clerk.send(form, {"reason": "=Порван"}).status_code == 303
    spoiled = blank(number)
    assert (spoiled.state, spoiled.spoiled_reason) == (BlankState.SPOILED, "=Порван")
    assert clerk.get(f"/outage/blanks/{found.id}/spoil").status_code == 409
    sheets = PdfReader(BytesIO(clerk.get(f"/outage/batches/{found.batch_id}.pdf").data)).pages
    assert [other in sheet.extract_text() for sheet in sheets] == [True]
    assert enter(clerk, euc_draft(clerk), on_blank(number)).status_code == 422
    cells = load_workbook(BytesIO(clerk.get("/outage/blanks.xlsx").data)).active
    assert [row[7].data_type for row in cells.iter_rows(min_row=2) if row[7].value] == ["s"]


def test_a_blank_that_is_being_entered_is_not_spoiled(login_as):
    (number,) = blanks()
    clerk = login_as("clerk")
    clerk.form(f"/outage/blanks/{blank(number).id}/spoil", "/spoil")
    form = clerk.form(f"/outage/blanks/{blank(number).id}/spoil", "/spoil")
    entered(clerk, number, accepted_time="10:00")
    assert clerk.send(form, {"reason": "Порван"}).status_code == 409
    assert blank(number).state is BlankState.UNUSED
