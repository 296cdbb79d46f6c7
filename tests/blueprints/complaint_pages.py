"""Registers complaints by the pages, as a clerk does."""

from sqlalchemy import select

from extensions import db
from models.complaint import Complaint
from rules.verification import read_code
from tests.reviewing_client import text_of

WHOLE: dict[str, str | None] = {
    "channel": "chancellery", "received_on": "2013-05-03", "subject": "committee_service",
    "complainant_name": "Сейтқали Марат Ерланұлы", "postal_address": "070010, Өскемен, Қазыбек би, 14",
    "phone": "8 (7232) 26-40-15", "email": "marat@example.kz", "written_on": "2013-05-02", "has_signature": "y",
    "body_or_post": "главный специалист", "officials-0-name": "Гусева Г. Г.", "officials-0-post": "специалист",
    "reasons": "Нагрубили в окне\n<b>дважды</b>", "demands": "Принять меры",
}  # fmt: skip


def complaints() -> list[Complaint]:
    db.session.rollback()
    return list(db.session.scalars(select(Complaint).order_by(Complaint.id)))


def typed_in(client, **values):
    """What was typed leads to its check."""
    answer = client.submit("/complaints/new", {**WHOLE, **values})
    assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
    return answer.location


def registered(client, *, confirm=None, **values) -> Complaint:
    """Type a complaint in and register it as the check proposes, or otherwise."""
    answer = client.submit(typed_in(client, **values), confirm)
    assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
    return complaints()[-1]


def code_shown(client, complaint) -> str:
    page = client.page(f"/complaints/{complaint.id}/ticket")
    shown = [text_of(node) for node in page.iter("code")]
    return read_code(shown[0]) or "" if shown else ""
