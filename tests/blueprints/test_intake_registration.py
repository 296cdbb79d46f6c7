"""Registration: once, complete, with its number, dates and receipt; or not at all."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from extensions import db
from models.application import Application
from models.attachment import Attachment
from models.center import Center
from models.document import Document, DocumentKind
from models.event import Event
from rules.terms import Place
from tests.blueprints.intake_filings import (
    GUARANTEE,
    INFORMATION,
    LEGAL,
    ROW,
    begin,
    euc_draft,
    fill,
    goods,
    numbered,
    pdf,
    register,
)


def only_application() -> Application:
    db.session.rollback()
    return db.session.scalars(select(Application)).one()


def pdf_text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_a_filing_at_the_committee_is_registered_as_it_was_typed(login_as):
    client = login_as("clerk")
    draft = euc_draft(client)
    answer = register(client, draft)
    case = only_application()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/intake/receipts/{case.id}")
    assert case.number == "E-2013-K-000001"
    assert case.accepted_at == datetime(2013, 5, 3, 4, tzinfo=UTC)
    assert (case.accepted_on, case.term_ends_on, case.promised_on) == (
        date(2013, 5, 3), date(2013, 5, 28), date(2013, 5, 28),
    )  # fmt: skip
    assert (case.applicant.name, case.applicant.identifier) == (LEGAL["applicant_name"], "980140003773")
    assert case.guarantee is not None
    assert case.guarantee.importer_actual_address["street"] == "Қазыбек би көшесі"
    assert case.guarantee.basis_date == date(2013, 3, 12)
    (row,) = case.goods
    assert (row.tn_ved_code, row.control_list_code, row.quantity) == ("8413702900", "2B350", Decimal("4.5"))
    assert case.officer is None


def test_the_receipt_has_the_six_items_of_14_1_and_its_original_is_kept(login_as):
    client = login_as("clerk")
    register(client, euc_draft(client))
    case = only_application()
    assert client.page(f"/intake/receipts/{case.id}") is not None
    text = pdf_text(client.get(f"/intake/receipts/{case.id}/receipt.pdf").data)
    for item in ("E-2013-K-000001", "03.05.2013 в 10:00", "Всего документов: 2", "28.05.2013, с 9.00",
                 "Темірова Ләззат Маратқызы", "ТОО «Өскемен Металлургия»", "8 (7232) 26-40-15"):  # fmt: skip
        assert item in text, item
    assert "ДУБЛИКАТ" not in text
    kept = db.session.scalars(select(Document).where(Document.application_id == case.id)).all()
    assert [one.kind for one in kept] == [DocumentKind.RECEIPT]


def test_a_duplicate_is_marked_numbered_and_recorded(login_as):
    client = login_as("clerk")
    register(client, euc_draft(client))
    case_id = only_application().id
    for number in (1, 2):
        answer = client.submit(f"/intake/receipts/{case_id}", action="/duplicate")
        assert answer.status_code == 303
        text = pdf_text(client.get(answer.headers["Location"]).data)
        assert "ДУБЛИКАТ" in text and f"Дубликат № {number}" in text
    assert client.get(f"/intake/receipts/{case_id}/receipt.pdf?duplicate=3").status_code == 404
    printed = select(func.count()).select_from(Event).where(Event.kind == "receipt_duplicate_printed")
    assert db.session.scalar(printed) == 2


def test_a_receipt_that_was_not_made_can_be_made_once(login_as, make_application):
    case_id = make_application("euc").id
    client = login_as("clerk")
    assert client.get(f"/intake/receipts/{case_id}/receipt.pdf").status_code == 404
    form = client.form(f"/intake/receipts/{case_id}", "/make")
    assert client.send(form).status_code == 303
    assert client.send(form).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Document)) == 1


def test_a_double_click_registers_once(login_as):
    client = login_as("clerk")
    draft = euc_draft(client)
    form = client.form(f"/intake/{draft}/check", "/register")
    values = {"confirm_missing": "y"}
    first, second = client.send(form, values), client.send(form, values)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    only_application()
    # From the address bar too: the draft leads to its receipt.
    assert client.get(f"/intake/{draft}/check").headers["Location"] == first.headers["Location"]


def test_what_is_missing_in_a_form_stops_the_registration(login_as):
    client = login_as("clerk")
    draft = begin(client)
    fill(client, draft, "application", LEGAL)
    page = client.get(f"/intake/{draft}/check").get_data(as_text=True)
    assert f"/intake/{draft}/guarantee?check=1#exporter_name" in page
    answer = register(client, draft)
    assert answer.status_code == 422
    assert db.session.scalars(select(Application)).all() == []


def test_missing_documents_are_confirmed_and_recorded(login_as):
    client = login_as("clerk")
    draft = euc_draft(client, guarantee={"is_intermediary": "y"})
    assert register(client, draft, confirm_missing=None).status_code == 422
    assert db.session.scalars(select(Application)).all() == []
    assert register(client, draft).status_code == 303
    event = db.session.scalars(select(Event).where(Event.kind == "warnings_confirmed")).one()
    assert event.data["missing"] == ["deal_document", "intermediary_contract"]


def test_a_warning_is_confirmed_and_never_blocks(login_as):
    client = login_as("clerk")
    draft = euc_draft(client, guarantee=goods({**ROW, "control_list_code": "прочее"}))
    assert register(client, draft, confirm_warnings=None).status_code == 422
    assert register(client, draft).status_code == 303
    assert only_application().goods[0].control_list_code == "прочее"


def test_an_importer_who_is_not_the_applicant_is_asked_about(login_as):
    client = login_as("clerk")
    draft = euc_draft(client, guarantee={"importer_bin": numbered("94124000001"), "importer_name": "АО «Другой»"})
    assert f"/intake/{draft}/guarantee#is_intermediary" in client.get(f"/intake/{draft}/check").get_data(as_text=True)
    assert register(client, draft, confirm_warnings=None).status_code == 422
    assert register(client, draft).status_code == 303


def test_a_portal_filing_was_accepted_when_it_arrived(login_as, set_clock):
    set_clock(2013, 5, 13, 11)
    client = login_as("clerk")
    draft = begin(client, "euc", "portal")
    future = {"filed_on": "13.05.2013", "filed_time": "11:01", "hand_out_place": "portal"}
    assert fill(client, draft, "filing", future).status_code == 422
    fill(client, draft, "filing", {**future, "filed_on": "10.05.2013", "filed_time": "19:40"})
    fill(client, draft, "application", LEGAL)
    fill(client, draft, "guarantee", {**GUARANTEE, **goods(ROW)})
    assert register(client, draft).status_code == 303
    case = only_application()
    assert (case.number, case.channel, case.hand_out_place) == ("E-2013-P-000001", Place.PORTAL, Place.PORTAL)
    # Friday 10 May 19:40 is after hours: its next working day is Monday 13 May.
    assert (case.accepted_at, case.accepted_on) == (datetime(2013, 5, 10, 13, 40, tzinfo=UTC), date(2013, 5, 13))


def test_a_center_operators_filing_bears_the_centers_number(login_as):
    client = login_as("center_operator")
    center = db.session.scalars(Center.with_key("3/14")).one().id
    draft = euc_draft(client, f"center:{center}")
    assert register(client, draft).status_code == 303
    case = only_application()
    assert case.number == "E-2013-03/14-000001"
    assert (case.channel, case.center_id, case.hand_out_center_id) == (Place.CENTER, center, center)


def test_a_center_of_another_branch_may_be_chosen_for_the_hand_out(login_as):
    client = login_as("clerk")
    other = db.session.scalars(Center.with_key("5/2")).one().id
    draft = euc_draft(client, filing={"hand_out_place": "center", "hand_out_center": str(other)})
    register(client, draft)
    case = only_application()
    assert (case.channel, case.hand_out_place, case.hand_out_center_id) == (Place.COMMITTEE, Place.CENTER, other)


@pytest.mark.parametrize(("kind", "certificate"), [("natural", ""), ("entrepreneur", "0312-448")])
def test_a_natural_person_and_an_entrepreneur_have_an_iin(login_as, kind, certificate):
    client = login_as("clerk")
    iin = numbered("80010130001")
    # What stands in a field that does not apply is neither checked nor kept.
    person = {"kind": kind, "iin": iin, "bin": "1", "certificate_number": certificate, "head_name": ""}
    register(client, euc_draft(client, application=person))
    case = only_application()
    assert (case.applicant.kind, case.form.identifier, case.form.certificate_number) == (kind, iin, certificate)


def test_a_conclusion_with_technology_and_goods_is_registered(login_as):
    client = login_as("clerk")
    draft = begin(client, "conclusion")
    fill(client, draft, "filing", {})
    fill(client, draft, "application", LEGAL)
    technology = {**INFORMATION, "subject_kind": "technology", "tn_ved_code": "", "name": "Чертежи"}
    fill(client, draft, "information-forms", goods(INFORMATION, technology, prefix="forms"))
    assert register(client, draft).status_code == 303
    case = only_application()
    assert case.number == "C-2013-K-000001"
    assert [(one.position, one.tn_ved_code) for one in case.information_forms] == [(1, "8481807390"), (2, "")]


def test_attachments_go_over_to_the_case(login_as):
    client = login_as("clerk")
    draft = euc_draft(client)
    upload = {"title": "Контракт KM-13/044", "original_shown": "y", "file": (BytesIO(pdf()), "contract.pdf")}
    client.submit(f"/intake/{draft}/documents/deal_document", upload, action="/documents/deal_document")
    register(client, draft)
    case = only_application()
    assert [(one.title, one.original_shown) for one in case.attachments] == [("Контракт KM-13/044", True)]
    assert client.get(f"/intake/attachments/{case.attachments[0].id}").data == pdf()
    text = pdf_text(client.get(f"/intake/receipts/{case.id}/receipt.pdf").data)
    assert "Контракт KM-13/044 (оригинал предъявлен)" in text
    token = client.form("/intake/", "/intake/").filled()["csrf_token"]
    late = client.post(f"/intake/{draft}/documents/deal_document", data={"csrf_token": token})
    assert late.status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 1


def test_a_year_without_a_calendar_is_told_and_nothing_is_guessed(login_as, set_clock):
    set_clock(2099, 5, 4, 10)
    client = login_as("clerk")
    draft = euc_draft(client)
    assert "2099" in client.get(f"/intake/{draft}/check").get_data(as_text=True)
    assert register(client, draft).status_code == 422


def test_a_receipt_is_seen_by_those_who_see_the_case(login_as, make_application):
    case_id = make_application("euc").id
    assert login_as("officer").get(f"/intake/receipts/{case_id}").status_code == 200
    assert login_as("center_operator").get(f"/intake/receipts/{case_id}").status_code == 404
