"""Complaints for the sweeps: one for each endpoint that needs one, within the scope of whoever calls."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import current_app

from documents.complaint_of import count_duplicate
from extensions import clock, db, write
from models.attachment import store_file
from models.complaint import Complaint
from models.complaint_parts import ComplaintDraft, ComplaintFile
from rules.complaint_routing import Subject
from rules.complaint_workflow import Channel
from rules.permissions import Role
from tests.complaints import actor, build_complaint
from tests.factories import user

if TYPE_CHECKING:
    from tests.contracts.world import World

TYPED: dict[str, Any] = {
    "channel": "chancellery", "received_on": "2013-05-03", "received_time": None, "subject": "committee_service",
    "center": "", "service": "", "case_number": "", "complainant_name": "Сейтқали Марат", "postal_address": "",
    "phone": "", "email": "", "written_on": None, "has_signature": False, "body_or_post": "", "officials": [],
    "reasons": "Нагрубили", "demands": "",
}  # fmt: skip


def a_complaint(world: "World") -> dict[str, Any]:
    """Registered at the Center 3/14 and addressed to the Committee, so that both see it; the Ministry has its own."""
    facts: dict[str, Any] = {"subject": Subject.COMMITTEE_SERVICE, "channel": Channel.CENTER}
    if world.role is Role.BODY_OFFICER:
        facts = {"subject": Subject.RESULT}
    with write():
        return {"complaint_id": build_complaint(clock.now(), **facts).id}


def _with_duplicate(world: "World") -> dict[str, Any]:
    found = a_complaint(world)
    with write():
        count_duplicate(db.session.get_one(Complaint, found["complaint_id"]), actor("clerk"), clock.now())
    return {**found, "duplicate": 1}


def a_draft(world: "World") -> dict[str, Any]:
    """One of the caller's own."""
    channel = "center" if world.role in (Role.CENTER_OPERATOR, Role.CENTER_HEAD) else "chancellery"
    with write():
        draft = ComplaintDraft(created_by_id=user(world.role.value).id, created_at=clock.now())
        draft.save({**TYPED, "channel": channel}, clock.now())
        db.session.add(draft)
        db.session.flush()
        return {"draft_id": draft.id}


def _draft_file(world: "World") -> dict[str, Any]:
    from tests.contracts.world import one_sheet

    content, draft = one_sheet(), a_draft(world)
    digest = store_file(current_app.config["FILES_PATH"], content)
    with write():
        file = ComplaintFile(
            **draft, title="Копия", file_name="copy.pdf", media_type="application/pdf", size=len(content),
            sha256=digest, added_by_id=user("clerk").id, added_at=clock.now(),
        )  # fmt: skip
        db.session.add(file)
        db.session.flush()
        return {**draft, "file_id": file.id}


def _file(world: "World") -> dict[str, Any]:
    return {"file_id": _draft_file(world)["file_id"]}


COMPLAINT_FACTORIES: dict[str, Callable[["World"], dict[str, Any]]] = {
    **dict.fromkeys(
        (
            "complaints.complete", "complaints.duplicate", "complaints.forward", "complaints.handed_over",
            "complaints.outcome", "complaints.refuse", "complaints.renew_code", "complaints.stamp_pdf",
            "complaints.ticket", "complaints.withdraw",
        ),
        a_complaint,
    ),
    **dict.fromkeys(
        ("complaints.check", "complaints.delete", "complaints.draft", "complaints.files", "complaints.register"),
        a_draft,
    ),
    "complaints.file": _file,
    "complaints.remove_file": _draft_file,
    "complaints.ticket_pdf": _with_duplicate,
}  # fmt: skip
