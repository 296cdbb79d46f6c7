"""Explanations upon a complaint: of whom they are requested, what these see, that they answer once."""

from datetime import date

import pytest
from sqlalchemy import select

from extensions import clock, db, write
from models.complaint import Complaint
from models.complaint_parts import ComplaintExplanation
from tests.complaints import actor
from tests.factories import user
from tests.reviewing_client import form_in


def of(complaint) -> Complaint:
    db.session.rollback()
    return db.session.get_one(Complaint, complaint.id)


def url(complaint, page: str = "") -> str:
    return f"/complaints/{complaint.id}/{page}"


def asked_of_officer(complaint, client, **typed):
    return client.submit(url(complaint, "ask"), {"question": "Почему?", "due_on": "2013-05-07", **typed}, action="/ask")


def test_who_is_asked_sees_the_request_alone_and_answers_once(in_work, login_as):
    complaint, officer = in_work(against=user("officer")), login_as("legal_officer")
    person = login_as("officer")
    assert person.page("/complaints/explanations").find(".//table") is None
    official = of(complaint).officials[0].id
    assert asked_of_officer(complaint, officer, official=f"official-{official}").status_code == 303
    asked = db.session.scalars(select(ComplaintExplanation)).one()
    page = person.get(f"/complaints/explanations/{asked.id}").get_data(as_text=True)
    assert "Почему?" in page
    assert of(complaint).reasons in page
    assert person.get(url(complaint)).status_code == 403, "the work on it is none of their duty"
    assert login_as("officer_2").get(f"/complaints/explanations/{asked.id}").status_code == 404
    form = person.form(f"/complaints/explanations/{asked.id}", "/explanations/")
    assert person.send(form, {"text": ""}).status_code == 422
    first, again = (person.send(form, {"text": "Была очередь"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    later = person.post(form.action, data={**dict(form.fields), "_key": "another", "text": "Иначе"})
    assert later.status_code == 409
    assert db.session.get_one(ComplaintExplanation, asked.id).text == "Была очередь"


def test_who_is_asked_and_handles_complaints_reads_no_review(in_work, login_as):
    complaint = in_work(against=user("signatory_2"))
    with write():
        found = db.session.merge(complaint)
        ComplaintExplanation.request(
            found, found.officials[0], None, "Почему?", date(2013, 5, 7), actor("legal_officer"), clock.now()
        )
    person = login_as("signatory_2")
    assert person.get(url(complaint)).status_code == 404
    assert complaint.number not in person.get("/complaints/?tab=open").get_data(as_text=True)
    assert person.get(url(complaint, "sign")).status_code == 404


@pytest.mark.parametrize(
    "bad",
    [{"official": ""}, {"official": "official-999"}, {"official": "user-1"}, {"question": ""}, {"due_on": ""},
     {"due_on": "2013-05-02"}, {"due_on": "2014-05-07"}, {"due_on": "31.02.2013"}, {"question": "я" * 5001}],
)  # fmt: skip
def test_a_bad_request_is_told_at_its_field(in_work, login_as, bad):
    complaint, officer = in_work(), login_as("legal_officer")
    official = of(complaint).officials[0].id
    typed = {"official": f"official-{official}", "question": "Почему?", **bad}
    answer = asked_of_officer(complaint, officer, **typed)
    assert answer.status_code == 422
    assert dict(form_in(answer, "/ask").fields)["question"] == typed["question"]
    assert not of(complaint).explanations


def test_of_an_official_without_an_account_the_written_answer_is_recorded(in_work, login_as):
    complaint, officer = in_work(), login_as("legal_officer")
    asked_of_officer(complaint, officer, official=f"official-{of(complaint).officials[0].id}")
    asked = db.session.scalars(select(ComplaintExplanation)).one()
    answer = officer.submit(f"/complaints/explanations/{asked.id}", {"text": "Письмо № 5"}, action="/explanations/")
    assert answer.location.endswith(url(complaint))
    assert db.session.get_one(ComplaintExplanation, asked.id).text == "Письмо № 5"


def test_an_account_is_named_later_and_the_complaint_leaves_who_names_their_own(login_as, make_complaint):
    complaint = make_complaint()
    legal = login_as("legal_officer")
    address = f"/complaints/{complaint.id}/officials/{complaint.officials[0].id}"
    assert address in legal.get(f"/complaints/{complaint.id}/").text
    assert legal.submit(address, {"account": "999999"}).status_code == 422
    assert legal.submit(address, {"account": str(user("officer_2").id)}).location == f"/complaints/{complaint.id}/"
    db.session.rollback()
    assert complaint.officials[0].user_id == user("officer_2").id
    assert legal.submit(address, {"account": str(user("legal_officer").id)}).location == "/complaints/"
    assert legal.get(f"/complaints/{complaint.id}/").status_code == 404
    assert login_as("center_operator").get(address).status_code == 404
