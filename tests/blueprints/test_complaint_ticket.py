"""The ticket of a complaint (25): its code, once; duplicates without it; a Center's stamp; where the reply is."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from extensions import db
from models.event import Event
from rules.complaint_ticket import tracking_key
from rules.complaint_workflow import Channel
from rules.verification import grouped
from tests.blueprints.complaint_pages import code_shown, registered
from tests.reviewing_client import text_of


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_code_is_shown_and_printed_until_the_ticket_is_handed_over_and_never_again(login_as):
    clerk = login_as("clerk")
    complaint = registered(clerk)
    code = code_shown(clerk, complaint)
    assert tracking_key(complaint.number, code) == complaint.tracking_key
    ticket = words_of(clerk.get(f"/complaints/{complaint.id}/ticket.pdf").data)
    for words in (complaint.number, grouped(code), "14.05.2013", "1706", "1704", "1414", "/complaints/track",
                  "Сейтқали Марат Ерланұлы", "Темірова"):  # fmt: skip
        assert words in ticket, words
    other = login_as("legal_officer")
    assert code_shown(other, complaint) == ""
    assert other.get(f"/complaints/{complaint.id}/ticket.pdf").status_code == 404
    clerk.submit(f"/complaints/{complaint.id}/ticket", action="handed-over")
    assert code_shown(clerk, complaint) == ""
    assert clerk.get(f"/complaints/{complaint.id}/ticket.pdf").status_code == 404


def test_a_duplicate_is_counted_and_bears_no_code(login_as):
    clerk = login_as("clerk")
    complaint = registered(clerk)
    code = code_shown(clerk, complaint)
    clerk.submit(f"/complaints/{complaint.id}/ticket", action="handed-over")
    for number in (1, 2):
        answer = clerk.submit(f"/complaints/{complaint.id}/ticket", action="duplicate")
        assert answer.location.endswith(f"ticket.pdf?duplicate={number}")
    printed = words_of(clerk.get(answer.location).data)
    assert "Дубликат № 2" in printed and complaint.number in printed
    assert grouped(code) not in printed and "Секретный код" not in printed
    for wrong in ("0", "3", "x"):
        assert clerk.get(f"/complaints/{complaint.id}/ticket.pdf?duplicate={wrong}").status_code == 404
    assert db.session.scalar(select(func.count()).where(Event.kind == "complaint_ticket_duplicate_printed")) == 2


def test_a_center_prints_the_stamp_for_the_second_copy(login_as):
    operator = login_as("center_operator")
    complaint = registered(operator, channel="center", subject="center_service")
    assert complaint.addressee_center_id == complaint.center_id
    stamp = words_of(operator.get(f"/complaints/{complaint.id}/stamp.pdf").data)
    assert complaint.number in stamp and "03.05.2013" in stamp
    clerk = login_as("clerk")
    assert clerk.get(f"/complaints/{registered(clerk).id}/stamp.pdf").status_code == 404


PLACES = [
    ("committee_service", {}, "1706"), ("result", {}, "2502"), ("portal", {}, "1414"),
    ("center_head", {"center": "5"}, "Республики"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "values", "words"), PLACES)
def test_the_ticket_says_where_the_reply_is_obtained(login_as, subject, values, words):
    clerk = login_as("clerk")
    complaint = registered(clerk, subject=subject, **values)
    assert words in words_of(clerk.get(f"/complaints/{complaint.id}/ticket.pdf").data)


def test_who_has_lost_the_code_gets_a_new_one_where_it_was_registered_and_the_former_is_void(login_as):
    clerk = login_as("clerk")
    complaint = registered(clerk)
    lost = code_shown(clerk, complaint)
    clerk.submit(f"/complaints/{complaint.id}/ticket", action="handed-over")
    renewal = f"/complaints/{complaint.id}/ticket/new-code"
    for identity in ("", "я" * 501):
        assert clerk.submit(renewal, {"identity": identity}).status_code == 422
    form = clerk.form(renewal)
    values = {"identity": "Сейтқали М. Е., удостоверение личности № 012345678"}
    assert [clerk.send(form, values).status_code for _ in range(2)] == [303, 303]
    new = code_shown(clerk, complaint)
    assert new not in ("", lost)
    assert grouped(new) in words_of(clerk.get(f"/complaints/{complaint.id}/ticket.pdf").data)
    for code, status in ((lost, 422), (new, 200)):
        answer = clerk.submit("/complaints/track", {"number": complaint.number, "code": code})
        assert answer.status_code == status
    kept = db.session.scalars(select(Event).where(Event.kind == "complaint_code_renewed")).one()
    assert kept.data == values
    assert clerk.get(renewal).status_code == 303  # there is one to be handed over
    clerk.submit(f"/complaints/{complaint.id}/ticket", action="handed-over")
    assert code_shown(clerk, complaint) == ""


def test_a_new_code_is_not_given_elsewhere(login_as, make_complaint):
    complaint = make_complaint(channel=Channel.CENTER)
    clerk = login_as("clerk")
    assert "Код утерян" not in text_of(clerk.page(f"/complaints/{complaint.id}/ticket"))
    assert "там, где жалоба зарегистрирована" in text_of(clerk.page(f"/complaints/{complaint.id}/ticket/new-code"))
    operator = login_as("center_operator")
    assert "Код утерян" in text_of(operator.page(f"/complaints/{complaint.id}/ticket"))
    assert login_as("body_officer").get(f"/complaints/{complaint.id}/ticket/new-code").status_code == 403
