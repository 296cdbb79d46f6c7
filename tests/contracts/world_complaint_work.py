"""Complaints in work for the sweeps: accepted, with a text that waits for its signature, with a letter, a request."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from documents.issue_reply import make_notice, prepare_for_signing
from extensions import clock, db, write
from models.complaint import Complaint
from models.complaint_parts import ComplaintExplanation, ComplaintExtension
from models.outgoing import OutgoingLetter
from rules.complaint_routing import Subject
from rules.complaint_workflow import Channel
from rules.permissions import Role
from tests.complaints import actor, build_complaint, handlers, prepare_reply, take_into_work
from tests.factories import user

if TYPE_CHECKING:
    from tests.contracts.world import World


def _registered(world: "World", officials: tuple[str, ...] = ("Петров И. И.",)) -> Complaint:
    """Registered at the Center 3/14 and addressed to the Committee, so that both see it; the Ministry has its own."""
    is_ministry = world.role is Role.BODY_OFFICER
    facts: dict[str, Any] = {"subject": Subject.RESULT} if is_ministry else {"channel": Channel.CENTER}
    return build_complaint(clock.now(), officials=officials, **facts)


def in_work(world: "World") -> dict[str, Any]:
    with write():
        complaint = _registered(world)
        take_into_work(complaint, clock.now())
        return {"complaint_id": complaint.id}


def waiting(world: "World") -> dict[str, Any]:
    """A reply that waits for its signature."""
    with write():
        complaint = _registered(world)
        prepare_reply(complaint, clock.now())
        return {"complaint_id": complaint.id}


def extended(world: "World") -> dict[str, Any]:
    with write():
        complaint = _registered(world)
        take_into_work(complaint, clock.now())
        ComplaintExtension.grant(complaint, "Запрошены записи", actor(handlers(complaint)[1]), clock.now())
        return {"complaint_id": complaint.id}


def a_letter(world: "World") -> dict[str, Any]:
    """The notice of an extension: a letter that is issued."""
    found = extended(world)
    return {"letter_id": make_notice(found["complaint_id"], actor("legal_officer"), clock.now())}


def an_official(world: "World") -> dict[str, Any]:
    found = in_work(world)
    return {**found, "official_id": db.session.get_one(Complaint, found["complaint_id"]).officials[0].id}


def a_request(world: "World") -> dict[str, Any]:
    """An explanation asked of the caller."""
    with write():
        complaint = build_complaint(clock.now(), subject=Subject.COMMITTEE_SERVICE, against=user(world.role.value))
        officer = "legal_officer" if world.role is not Role.LEGAL_OFFICER else "signatory"
        asked = ComplaintExplanation(
            complaint=complaint, official=complaint.officials[0], user_id=user(world.role.value).id, question="Почему?",
            due_on=complaint.due_on, asked_at=clock.now(), asked_by_id=user(officer).id,
        )  # fmt: skip
        db.session.add(asked)
        db.session.flush()
        return {"explanation_id": asked.id}


def a_prepared_letter(world: "World") -> dict[str, Any]:
    found = waiting(world)
    complaint = db.session.get_one(Complaint, found["complaint_id"])
    prepare_for_signing(complaint.id, actor(handlers(complaint)[1]), clock.now())
    return {"letter_id": db.session.scalars(OutgoingLetter.of(complaint.id)).one().id, "number": 1}


Factory = Callable[["World"], dict[str, Any]]
COMPLAINT_WORK_FACTORIES: dict[str, Factory] = {
    **dict.fromkeys(
        ("complaints.complaint", "complaints.assign", "complaints.accept", "complaints.do_accept", "complaints.start",
         "complaints.do_start", "complaints.ask", "complaints.do_ask", "complaints.extend", "complaints.do_extend",
         "complaints.satisfaction", "complaints.do_satisfaction", "complaints.reopen", "complaints.do_reopen",
         "complaints.prepare_reply", "complaints.do_prepare_reply", "complaints.recall", "complaints.do_recall"),
        in_work,
    ),
    **dict.fromkeys(
        ("complaints.check_item", "complaints.do_check_item"),
        lambda world: {**in_work(world), "item": "circumstances"},
    ),
    **dict.fromkeys(
        ("complaints.preview", "complaints.sign", "complaints.do_sign", "complaints.do_sign_on_paper",
         "complaints.prepare_letter", "complaints.send_back"),
        waiting,
    ),
    **dict.fromkeys(("complaints.identify", "complaints.do_identify"), an_official),
    "complaints.make_notice": extended,
    **dict.fromkeys(("complaints.letter", "complaints.send", "complaints.do_send"), a_letter),
    "complaints.letter_sheet": a_prepared_letter,
    **dict.fromkeys(("complaints.explanation", "complaints.answer"), a_request),
}  # fmt: skip
