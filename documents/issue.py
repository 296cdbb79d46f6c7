"""Preparing for signing and signing: what joins a decision to its number, its paper and its signature.

*Prepare for signing* reserves number and date, renders the final PDF and stores it; the signatory reads those bytes;
*sign* issues. A preparation lapses at midnight or when the text changes: its number stays in the register as annulled.
Rendering is slow, so it stands between two short units of work; a process killed there leaves a reserved number that
the next attempt takes up.
"""

from datetime import datetime

from flask import current_app

from documents.content import Signing, document_kind, render
from extensions import db, write
from models.application import Application
from models.attachment import store_file
from models.decision import Decision, Medium
from models.document import Document, DocumentKind, RegisterEntry, register_for
from models.event import record
from models.user import Actor, Substitution
from models.wording import text
from rules.terms import committee_today
from rules.workflow import ActionRefused, Barred


def preview(decision: Decision, now: datetime) -> bytes:
    """The very document to be issued, without number and signature, marked as a draft."""
    signing = Signing(deemed_issued_from=decision.application.right_since(now))
    return render(decision, signing, watermark=text("paper.draft"))


def prepare_for_signing(application_id: int, actor: Actor, now: datetime) -> None:
    """Reserve number and date, render and store the final PDF. Safe to repeat: a preparation that holds is kept."""
    today = committee_today(now)
    with write():
        decision = _waiting(application_id)
        if reason := decision.why_not_sign(actor, now):
            raise ActionRefused(reason)
        entry = decision.entry
        if entry and entry.dated_on == today and entry.reserved_by_id == actor.user_id and entry.document_id:
            return
        if entry and (entry.dated_on != today or entry.reserved_by_id != actor.user_id):
            entry.annul("lapsed" if entry.dated_on != today else "another_signatory", now)
            db.session.flush()
            entry = None
        if entry is None:
            register = register_for(decision.application.service, decision.kind)
            number_format = current_app.config["RESULT_NUMBER_FORMAT"]
            entry = RegisterEntry.reserve(decision, register, number_format, actor.user_id, today, now)
            db.session.flush()
        entry_id = entry.id

    entry = db.session.get_one(RegisterEntry, entry_id)
    content = render(entry.decision, _signing(entry, actor, now))
    digest = store_file(current_app.config["FILES_PATH"], content)

    with write():
        decision = _waiting(application_id)
        entry = db.session.get_one(RegisterEntry, entry_id)
        if decision.entry is not entry or entry.document_id:
            return
        entry.document = Document(
            application_id=application_id, kind=document_kind(decision), number=entry.number, sha256=digest, made_at=now
        )
        record(
            "prepared_for_signing", actor, now, application_id=application_id, number=entry.number, sha256=digest,
            dated_on=entry.dated_on.isoformat(),
        )  # fmt: skip


def _waiting(application_id: int) -> Decision:
    application = db.session.get_one(Application, application_id, with_for_update=True)
    decision = application.prepared_decision
    if decision is None:
        raise ActionRefused(Barred("nothing_prepared"))
    return decision


def _signing(entry: RegisterEntry, actor: Actor, now: datetime) -> Signing:
    """What the signatory adds: number, date, name, post, and for a substitute the order."""
    application, acting_under = entry.application, ""
    post = actor.post
    if actor.substitution_id:
        order = db.session.get_one(Substitution, actor.substitution_id)
        post = text("paper.acting_post", post=actor.post)
        acting_under = text("paper.order", number=order.order_number, date=f"{order.order_date:%d.%m.%Y}")
    return Signing(
        number=entry.number, dated_on=entry.dated_on, full_name=actor.full_name, post=post, acting_under=acting_under,
        deemed_issued_from=application.right_since(now),
    )  # fmt: skip


def sign(application: Application, entry_id: int, actor: Actor, now: datetime) -> None:
    """Issue electronically: the signatory's confirmed act. Part of the caller's unit of work."""
    entry = _held(application, entry_id, actor, now)
    entry.decision.sign(entry, actor, now, Medium.ELECTRONIC, None)


def sign_on_paper(
    application: Application, entry_id: int, scan_sha256: str, media_type: str, actor: Actor, now: datetime
) -> None:
    """Record what was signed and sealed by hand, with its scan: the same number, register and four eyes."""
    entry = _held(application, entry_id, actor, now)
    scan = Document(
        application_id=application.id, kind=DocumentKind.SIGNED_SCAN, number=entry.number, sha256=scan_sha256,
        media_type=media_type, made_at=now,
    )  # fmt: skip
    db.session.add(scan)
    db.session.flush()
    entry.decision.sign(entry, actor, now, Medium.PAPER, scan)


def _held(application: Application, entry_id: int, actor: Actor, now: datetime) -> RegisterEntry:
    """The preparation that was read, if it still holds, and if its reader is the one who signs it."""
    decision = application.prepared_decision
    if decision is None:
        raise ActionRefused(Barred("nothing_prepared"))
    if reason := decision.why_not_sign(actor, now):
        raise ActionRefused(reason)
    entry = decision.reserved_today(committee_today(now))
    if entry is None or entry.id != entry_id:
        raise ActionRefused(Barred("preparation_lapsed"))
    if entry.reserved_by_id != actor.user_id:
        raise ActionRefused(Barred("prepared_for_another"))
    return entry
