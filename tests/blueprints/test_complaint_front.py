"""What follows a registration at the front office: completing, forwarding, refusing, withdrawing, an outside reply."""

from datetime import date

import pytest
from sqlalchemy import select

from extensions import clock, db, write
from models.complaint import Complaint
from rules.complaint_routing import Addressee, Subject
from rules.complaint_workflow import Channel, ComplaintState, Element, Outcome, ReplyKind
from tests.complaints import build_complaint, forward, reply_to
from tests.factories import user
from tests.reviewing_client import form_in, parse, text_of

S = ComplaintState
ACTS = ("complete", "forward", "refuse", "withdraw", "outcome")


def stored(complaint) -> Complaint:
    db.session.rollback()
    return db.session.get_one(Complaint, complaint.id)


def page_of(client, complaint, act: str = "ticket") -> str:
    return text_of(client.page(f"/complaints/{complaint.id}/{act}")).replace("\xa0", " ")


def refused_at(client, complaint, act: str, values, field: str) -> None:
    """The form is refused at this field; what was typed is kept; nothing has changed."""
    answer = client.submit(f"/complaints/{complaint.id}/{act}", values)
    assert answer.status_code == 422, values
    page = parse(answer.get_data(as_text=True))
    assert f"#{field}" in [node.get("href") for node in page.iter("a")], values
    kept = dict(form_in(answer).fields)
    for name, value in values.items():
        assert value is None or name not in kept or kept[name] == value or name == field, (name, kept.get(name))
    assert stored(complaint).version == complaint.version


def test_what_is_missing_is_asked_for_alone_and_completed(login_as, make_complaint):
    complaint = make_complaint(has_signature=False, postal_address="", officials=())
    clerk = login_as("clerk")
    form = clerk.form(f"/complaints/{complaint.id}/complete")
    typed = {name for name, _value in form.fields} - {"csrf_token", "_key", "version"}
    assert typed == {"postal_address", "official"}  # and a box for the signature, not ticked
    values = {"postal_address": "Алматы, 1", "official": "Гусева Г. Г.", "has_signature": "y"}
    assert clerk.send(form, values).status_code == 303
    assert stored(complaint).missing == ()
    assert [one.name for one in stored(complaint).officials] == ["Гусева Г. Г."]
    assert "Всё, что требует пункт 24" in page_of(clerk, complaint, "complete")


def test_a_report_by_telephone_is_confirmed_in_writing(login_as, make_complaint, set_clock):
    complaint = make_complaint(channel=Channel.TELEPHONE, subject=Subject.PORTAL)
    assert "должна быть подтверждена письменно" in page_of(login_as("clerk"), complaint)
    set_clock(2013, 5, 6, 11)
    login_as("clerk").submit(f"/complaints/{complaint.id}/complete", {"written_on": "2013-05-06", "has_signature": "y"})
    assert (stored(complaint).confirmed_on, stored(complaint).missing) == (date(2013, 5, 6), ())
    assert stored(complaint).registered_on == date(2013, 5, 3)


def test_a_completion_that_will_not_do_is_told(login_as, make_complaint):
    complaint = make_complaint(has_signature=False, written_on=None, complainant_name="", demands="")
    clerk = login_as("clerk")
    for values, field in (
        ({"written_on": "2013-05-04"}, "written_on"), ({"written_on": "x"}, "written_on"),
        ({"complainant_name": "я" * 501}, "complainant_name"), ({"demands": "я" * 20_001}, "demands"), ({}, "main"),
    ):  # fmt: skip
        refused_at(clerk, complaint, "complete", values, field)


def test_a_complaint_at_the_wrong_place_is_forwarded_as_the_rule_proposes(login_as, make_complaint):
    complaint = make_complaint(subject=Subject.RESULT, addressee=Addressee.COMMITTEE_HEAD)
    legal = login_as("legal_officer")
    assert "Перенаправьте: Министерство, до ср 8 мая (пункт 24)" in page_of(legal, complaint)
    form = legal.form(f"/complaints/{complaint.id}/forward")
    assert dict(form.fields)["addressee"] == "ministry"
    assert legal.send(form, {"reason": "Жалоба на результат"}).status_code == 303
    moved = stored(complaint)
    assert (moved.state, moved.addressee, moved.registered_on) == (S.FORWARDED, Addressee.MINISTRY, date(2013, 5, 3))
    assert "пт 3 мая: Министерство" in page_of(legal, complaint)


def test_a_forwarding_to_a_center_names_it_and_its_head_sees_the_complaint(login_as, make_complaint):
    complaint = make_complaint(subject=Subject.CENTER_SERVICE, addressee=Addressee.COMMITTEE_HEAD)
    legal, head = login_as("legal_officer"), login_as("center_head")
    assert head.get(f"/complaints/{complaint.id}/ticket").status_code == 404
    center = next(grant.center_id for grant in user("center_head").grants)
    values = {"addressee": "center_head", "addressee_center": str(center), "reason": "О работнике Центра"}
    legal.submit(f"/complaints/{complaint.id}/forward", values)
    assert stored(complaint).addressee_center_id == center
    assert head.get(f"/complaints/{complaint.id}/ticket").status_code == 200


def test_a_forwarding_that_will_not_do_is_told(login_as, make_complaint):
    complaint = make_complaint(subject=Subject.RESULT, addressee=Addressee.COMMITTEE_HEAD)
    legal = login_as("legal_officer")
    for values, field in (
        ({"reason": ""}, "reason"), ({"reason": "я" * 1001}, "reason"), ({"addressee": None}, "addressee-0"),
        ({"addressee": "king"}, "addressee-0"), ({"addressee": "center_head", "reason": "x"}, "addressee_center"),
        ({"addressee_center": "999999", "reason": "x"}, "addressee_center"),
    ):  # fmt: skip
        refused_at(legal, complaint, "forward", values, field)
    same = legal.submit(f"/complaints/{complaint.id}/forward", {"addressee": "committee_head", "reason": "x"})
    assert same.status_code == 409


def test_a_late_forwarding_says_so_and_is_still_possible(login_as, make_complaint, set_clock):
    complaint = make_complaint(subject=Subject.RESULT, addressee=Addressee.COMMITTEE_HEAD)
    set_clock(2013, 5, 13, 10)
    legal = login_as("legal_officer")
    assert "истёк ср 8 мая" in page_of(legal, complaint, "forward")
    legal.submit(f"/complaints/{complaint.id}/forward", {"reason": "Поздно"})
    assert stored(complaint).forwardings[0].is_late
    assert "с опозданием" in page_of(legal, complaint)


def test_what_an_outside_body_answered_is_recorded(login_as, make_complaint, set_clock):
    with write():
        complaint = build_complaint(clock.now(), subject=Subject.RESULT)
        forward(complaint, clock.now())
    set_clock(2013, 5, 14, 12)
    legal = login_as("legal_officer")
    for values, field in (
        ({"outcome": None}, "outcome-0"), ({"outcome": "maybe"}, "outcome-0"), ({"replied_on": ""}, "replied_on"),
        ({"replied_on": "2013-05-15"}, "replied_on"), ({"replied_on": "2013-05-02"}, "replied_on"),
        ({"reply_number": "1" * 65}, "reply_number"), ({"measures": "я" * 5001}, "measures"),
    ):  # fmt: skip
        good = {"outcome": "partly", "replied_on": "2013-05-13"}
        refused_at(legal, complaint, "outcome", {**good, **values}, field)
    values = {"outcome": "partly", "replied_on": "2013-05-13", "reply_number": "12-1/7", "measures": "Беседа"}
    assert legal.submit(f"/complaints/{complaint.id}/outcome", values).status_code == 303
    closed = stored(complaint)
    assert (closed.state, closed.outcome, closed.closed_on) == (S.REPLIED, Outcome.PARTLY, date(2013, 5, 13))


def test_a_refusal_to_consider_is_prepared_with_its_reasons_and_waits_for_another(login_as, make_complaint):
    complaint = make_complaint(has_signature=False)
    legal = login_as("legal_officer")
    refused_at(legal, complaint, "refuse", {"text": ""}, "text")
    refused_at(legal, complaint, "refuse", {"text": "я" * 20_001}, "text")
    assert legal.submit(f"/complaints/{complaint.id}/refuse", {"text": "Нет подписи"}).status_code == 303
    waiting = stored(complaint)
    assert waiting.state is S.REPLY_PREPARED
    assert waiting.prepared_reply is not None
    assert (waiting.prepared_reply.kind, waiting.prepared_reply.text) == (ReplyKind.REFUSAL, "Нет подписи")


def test_a_withdrawal_is_recorded_with_its_reason(login_as, make_complaint):
    complaint, clerk = make_complaint(), login_as("clerk")
    refused_at(clerk, complaint, "withdraw", {"reason": ""}, "reason")
    refused_at(clerk, complaint, "withdraw", {"reason": "я" * 1001}, "reason")
    form = clerk.form(f"/complaints/{complaint.id}/withdraw")
    first, second = (clerk.send(form, {"reason": "Передумал"}) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert (stored(complaint).state, stored(complaint).closing_reason) == (S.WITHDRAWN, "Передумал")


@pytest.mark.parametrize("act", ACTS)
def test_an_answered_complaint_offers_nothing_and_says_why(login_as, make_complaint, act):
    with write():
        complaint = build_complaint(clock.now())
        reply_to(complaint, clock.now())
    page = login_as("legal_officer").page(f"/complaints/{complaint.id}/{act}")
    assert "Состояние жалобы" in text_of(page)
    assert not [form for form in page.iter("form") if f"/{act}" in form.get("action")]
    assert "Что можно сделать" not in page_of(login_as("legal_officer"), complaint)


def test_a_page_opened_before_another_act_is_told_so(login_as, make_complaint):
    complaint = make_complaint(has_signature=False)
    clerk = login_as("clerk")
    old = clerk.form(f"/complaints/{complaint.id}/withdraw")
    clerk.submit(f"/complaints/{complaint.id}/complete", {"has_signature": "y"})
    answer = clerk.send(old, {"reason": "Передумал"})
    assert answer.status_code == 409
    assert "Передумал" in answer.get_data(as_text=True)
    assert stored(complaint).state is S.REGISTERED


@pytest.mark.parametrize("login", ["clerk", "center_operator", "legal_officer"])
def test_who_is_complained_of_finds_no_such_complaint(login_as, make_complaint, login):
    complaint = make_complaint(channel=Channel.CENTER, against=user(login))
    client = login_as(login)
    for act in ("ticket", "complete", "withdraw"):
        assert client.get(f"/complaints/{complaint.id}/{act}").status_code == 404
        if act != "ticket":
            answer = client.post(
                f"/complaints/{complaint.id}/{act}",
                data=client.form("/complaints/new").filled(reason="x", has_signature="y"),
            )  # fmt: skip
            assert answer.status_code == 404
    assert complaint.number not in text_of(client.page("/complaints/front-office"))
    assert complaint.number in text_of(login_as("center_head").page("/complaints/front-office"))


def test_another_center_finds_no_such_complaint(login_as, make_complaint):
    complaint = make_complaint(channel=Channel.CENTER, subject=Subject.CENTER_SERVICE, center="5/2")
    for login in ("center_operator", "center_head", "clerk", "legal_officer", "body_officer"):
        assert login_as(login).get(f"/complaints/{complaint.id}/ticket").status_code == 404
    assert login_as("auditor").get(f"/complaints/{complaint.id}/ticket").status_code == 200


def test_an_outside_body_sees_what_is_addressed_to_it_and_nothing_else(login_as, make_complaint):
    own, other = make_complaint(subject=Subject.RESULT), make_complaint()
    client = login_as("body_officer")
    assert client.get(f"/complaints/{own.id}/ticket").status_code == 200
    assert client.get(f"/complaints/{other.id}/ticket").status_code == 404
    for path in ("/cases/", "/search?q=T", "/complaints/front-office", "/registers"):
        assert client.get(path).status_code in (403, 404)


def test_the_number_of_a_complaint_leads_to_it_from_the_search(login_as, make_complaint):
    complaint = make_complaint()
    clerk = login_as("clerk")
    for typed in (complaint.number, "т-2013-к-000001"):
        assert clerk.get(f"/search?q={typed}").location == f"/complaints/{complaint.id}/ticket"
    assert login_as("officer").get(f"/search?q={complaint.number}").status_code == 200


def test_complaints_are_not_in_the_record_of_other_events(login_as, make_complaint):
    complaint = make_complaint()
    assert complaint.number not in text_of(login_as("auditor").page("/audit"))


def test_missing_elements_are_told_on_the_ticket(login_as, make_complaint):
    complaint = make_complaint(demands="")
    assert complaint.missing == (Element.DEMANDS,)
    assert "Требования" in page_of(login_as("clerk"), complaint)
    assert db.session.scalar(select(Complaint.id)) == complaint.id


def test_forwarding_leads_to_the_notice_or_away_from_what_is_seen_no_more(login_as, make_complaint):
    complaint = make_complaint(subject=Subject.RESULT, addressee=Addressee.COMMITTEE_HEAD)
    answer = login_as("legal_officer").submit(f"/complaints/{complaint.id}/forward", {"reason": "Пункт 21"})
    assert answer.location == f"/complaints/{complaint.id}/#h-letters"
    body = login_as("body_officer")
    values = {"addressee": "committee_head", "reason": "Не наша компетенция"}
    answer = body.submit(f"/complaints/{complaint.id}/forward", values)
    assert answer.location == "/complaints/"
    assert "уведомит место регистрации" in text_of(body.page(answer.location))
    assert body.get(f"/complaints/{complaint.id}/ticket").status_code == 404
