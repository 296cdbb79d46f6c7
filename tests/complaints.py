"""Makes complaints as the registration would have made them, and takes them on their way by the models' own acts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from extensions import db
from models.center import Center
from models.complaint import Complaint
from models.complaint_parts import ComplaintForwarding, ComplaintOfficial
from models.complaint_reply import ComplaintReply
from models.user import Actor, User
from rules.complaint_routing import Addressee, Subject, route
from rules.complaint_workflow import Channel, Outcome, ReplyKind
from tests.factories import NUMBER_FORMAT, user

CODE = "7K3QW8M0ZP2N4R6T8V0X"
"""The secret code of every complaint made here."""


def actor(login: str) -> Actor:
    return user(login).actor()


def build_complaint(
    at: datetime, *, subject: Subject = Subject.COMMITTEE_SERVICE, addressee: Addressee | None = None,
    channel: Channel = Channel.CHANCELLERY, center: str = "3/14", officials: tuple[str, ...] = ("Петров И. И.",),
    against: User | None = None, **values: Any,
) -> Complaint:  # fmt: skip
    """Register a complaint that names all that it must. Part of the caller's unit of work."""
    place = db.session.scalars(Center.with_key(center)).unique().one()
    addressee = addressee or route(subject).proposed
    is_signed = channel is not Channel.TELEPHONE
    known = {
        "channel": channel, "center": place if channel is Channel.CENTER else None, "received_at": at,
        "subject": subject, "addressee": addressee,
        "addressee_center": place if addressee is Addressee.CENTER_HEAD else None,
        "complainant_name": "Сейтқали Марат Ерланұлы", "postal_address": "070010, Өскемен, Қазыбек би, 14",
        "written_on": date(2013, 5, 2) if is_signed else None, "has_signature": is_signed,
        "body_or_post": "специалист канцелярии", "reasons": "Нагрубили в окне", "demands": "Принять меры",
    }  # fmt: skip
    complaint = Complaint(**{**known, **values})
    complaint.officials = [
        ComplaintOfficial(position=n, name=name, user_id=against.id if against and n == 1 else None)
        for n, name in enumerate(officials, 1)
    ]
    clerk = "center_operator" if channel is Channel.CENTER else "clerk"
    if against and against.login == clerk:
        clerk = "center_head" if channel is Channel.CENTER else "legal_officer"
    complaint.register(actor(clerk), at, NUMBER_FORMAT, CODE)
    return complaint


def handlers(complaint: Complaint) -> tuple[str, str]:
    """The accounts that handle it and sign: of the Committee, of its Center, of the Ministry."""
    return {
        Addressee.CENTER_HEAD: ("center_operator", "center_head"),
        Addressee.MINISTRY: ("body_officer", "body_officer_2"),
    }.get(complaint.addressee, ("legal_officer", "signatory"))


def take_into_work(complaint: Complaint, now: datetime) -> None:
    officer, head = handlers(complaint)
    complaint.assign(user(officer), actor(head), now)
    complaint.accept(actor(officer), now)
    complaint.start(actor(officer), now)


def prepare_reply(complaint: Complaint, now: datetime, outcome: Outcome = Outcome.UPHELD) -> ComplaintReply:
    officer, _head = handlers(complaint)
    take_into_work(complaint, now)
    return ComplaintReply.prepare(
        complaint, ReplyKind.REPLY, "Проверено: жалоба обоснована.", actor(officer), now, outcome=outcome,
        measures="Объявлен выговор",
    )  # fmt: skip


def reply_to(complaint: Complaint, now: datetime, outcome: Outcome = Outcome.UPHELD) -> ComplaintReply:
    reply = prepare_reply(complaint, now, outcome)
    reply.sign(f"REP-{complaint.id}", actor(handlers(complaint)[1]), now)
    return reply


def prepare_refusal(complaint: Complaint, now: datetime) -> ComplaintReply:
    """To be made of one that lacks something."""
    return ComplaintReply.prepare(complaint, ReplyKind.REFUSAL, "Нет подписи.", actor("legal_officer"), now)


def forward(complaint: Complaint, now: datetime, addressee: Addressee = Addressee.MINISTRY) -> ComplaintForwarding:
    place = db.session.scalars(Center.with_key("3/14")).unique().one() if addressee is Addressee.CENTER_HEAD else None
    return ComplaintForwarding.send(complaint, addressee, place, "Не наша компетенция", actor("legal_officer"), now)


def seen_by(login: str) -> set[int]:
    """The ids of the complaints that an account sees."""
    statement = Complaint.visible_to(actor(login)).with_only_columns(Complaint.id)
    return set(db.session.scalars(select(Complaint.id).where(Complaint.id.in_(statement))))
