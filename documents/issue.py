"""Preparing for signing and signing: what joins a decision to its number, its paper and its signature.

*Prepare for signing* reserves number and date, renders the final PDF and stores it; the signatory reads those bytes;
*sign* puts an electronic signature behind them and issues. A preparation lapses at midnight or when the text changes:
its number stays in the register as annulled. Rendering and signing are slow, so they stand outside the short units of
work; a process killed there leaves a reserved number that the next attempt takes up, or bytes that nothing refers to.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from documents.blocks import ElectronicSignature
from documents.content import Signing, document_kind, render
from documents.shown import shown_on_result
from documents.sign import signed_pdf
from documents.trust import NoUsableKey, SigningKey, key_of
from extensions import db, write
from models.application import Application
from models.attachment import read_file, store_file
from models.decision import Decision, Medium
from models.document import Document, DocumentKind, RegisterEntry, register_for
from models.event import record
from models.user import Actor, Substitution, User
from models.wording import text
from rules.terms import COMMITTEE_ZONE, committee_today
from rules.workflow import ActionRefused, Barred


def preview(decision: Decision, now: datetime) -> bytes:
    """The very document to be issued, without number and signature, marked as a draft."""
    signing = Signing(deemed_issued_from=decision.application.right_since(now))
    return render(decision, signing, watermark=text("paper.draft"))


def prepare_for_signing(application_id: int, actor: Actor, now: datetime, *, by_hand: bool = False) -> None:
    """Reserve number and date, render and store the final PDF. Safe to repeat: a preparation that holds is kept.

    The paper names the certificate that it is to be signed with. By hand, or with no usable key, it names none; made
    for the other way, it keeps its number.
    """
    today = committee_today(now)
    electronic = None if by_hand else _electronic(actor, now)
    certificate = electronic.sha256 if electronic else ""
    with write():
        decision = _waiting(application_id)
        if reason := decision.why_not_sign(actor, now):
            raise ActionRefused(reason)
        entry = decision.entry
        if entry and (entry.dated_on != today or entry.reserved_by_id != actor.user_id):
            entry.annul("lapsed" if entry.dated_on != today else "another_signatory", now)
            db.session.flush()
            entry = None
        if entry and entry.document_id and entry.certificate_sha256 == certificate:
            return
        if entry is None:
            register = register_for(decision.application.service, decision.kind)
            number_format = current_app.config["RESULT_NUMBER_FORMAT"]
            entry = RegisterEntry.reserve(decision, register, number_format, actor.user_id, today, now)
            db.session.flush()
        entry_id, replaced_id = entry.id, entry.document_id

    entry = db.session.get_one(RegisterEntry, entry_id)
    signing = _signing(entry, actor, now, electronic)
    content, shown = render(entry.decision, signing), shown_on_result(entry.decision, signing)
    digest = store_file(current_app.config["FILES_PATH"], content)

    with write():
        decision = _waiting(application_id)
        entry = db.session.get_one(RegisterEntry, entry_id)
        if decision.entry is not entry or entry.document_id != replaced_id:
            return
        entry.document = Document(
            application_id=application_id, kind=document_kind(decision), number=entry.number, sha256=digest, made_at=now
        )
        entry.certificate_sha256, entry.shown = certificate, shown
        record(
            "prepared_for_signing", actor, now, application_id=application_id, number=entry.number, sha256=digest,
            dated_on=entry.dated_on.isoformat(), certificate=electronic.serial if electronic else "",
        )  # fmt: skip


def _waiting(application_id: int) -> Decision:
    application = db.session.get_one(Application, application_id, with_for_update=True)
    decision = application.prepared_decision
    if decision is None:
        raise ActionRefused(Barred("nothing_prepared"))
    return decision


def _key_of(actor: Actor, now: datetime) -> SigningKey:
    return key_of(db.session.get_one(User, actor.user_id).login, now)


def why_no_key(actor: Actor, now: datetime, entry: RegisterEntry | None = None) -> Barred | None:
    """Why this person cannot sign electronically now, or not this paper with their key; None if they can."""
    try:
        key = _key_of(actor, now)
    except NoUsableKey as refused:
        return refused.barred
    return _why_not_with(key, entry) if entry else None


def _why_not_with(key: SigningKey, entry: RegisterEntry) -> Barred | None:
    """A paper is signed with the certificate that stands on it."""
    if entry.certificate_sha256 == key.sha256:
        return None
    return Barred("key.other_on_paper" if entry.certificate_sha256 else "key.none_on_paper")


def _electronic(actor: Actor, now: datetime) -> ElectronicSignature | None:
    try:
        key = _key_of(actor, now)
    except NoUsableKey:
        return None
    return ElectronicSignature(
        sha256=key.sha256, serial=key.serial, holder=key.holder, valid_until=committee_today(key.valid_until),
        is_demonstration=key.is_demonstration,
    )  # fmt: skip


def _signing(entry: RegisterEntry, actor: Actor, now: datetime, electronic: ElectronicSignature | None) -> Signing:
    """What the signatory adds: number, date, name, post, certificate, and for a substitute the order."""
    application, acting_under = entry.application, ""
    if actor.substitution_id:
        order = db.session.get_one(Substitution, actor.substitution_id)
        acting_under = text("paper.order", number=order.order_number, date=f"{order.order_date:%d.%m.%Y}")
    return Signing(
        number=entry.number, dated_on=entry.dated_on, full_name=actor.full_name, post=_post(actor),
        acting_under=acting_under, deemed_issued_from=application.right_since(now), electronic=electronic,
        verification_code=entry.verification_code or "",
    )  # fmt: skip


def _post(actor: Actor) -> str:
    return text("paper.acting_post", post=actor.post) if actor.substitution_id else actor.post


def _shown(actor: Actor, key: SigningKey, at: datetime) -> list[str]:
    """What the signature itself draws: the moment, name and post, the certificate."""
    moment = f"{at:%d.%m.%Y %H:%M:%S} (UTC{at.isoformat()[-6:]})"
    lines = [
        text("paper.stamp.signed", moment=moment, name=actor.full_name, post=_post(actor)),
        text("paper.stamp.certificate", serial=key.serial, holder=key.holder),
    ]
    return [*lines, text("paper.demonstration")] if key.is_demonstration else lines


@dataclass(frozen=True)
class SignedPaper:
    """What signing made outside the unit of work: of which prepared paper, and its bytes in the file store."""

    prepared_id: int
    sha256: str


def make_signed(application_id: int, document_id: int, actor: Actor, now: datetime) -> SignedPaper | None:
    """Sign the prepared paper that was read: the slow part of *sign*, before its unit of work.

    None if it does not hold any more; the act itself then says why. NoUsableKey if there is nothing to sign it with.
    """
    application = db.session.get_one(Application, application_id)
    try:
        entry = held(application, document_id, actor, now)
    except ActionRefused:
        return None
    key = _key_of(actor, now)
    if reason := _why_not_with(key, entry):
        raise NoUsableKey(reason)
    folder, tsa_url = current_app.config["FILES_PATH"], current_app.config["TSA_URL"]
    prepared = read_file(folder, db.session.get_one(Document, document_id).sha256)
    at = now.astimezone(COMMITTEE_ZONE)
    signed = signed_pdf(prepared, key, actor.full_name, at, tsa_url, _shown(actor, key, at))
    return SignedPaper(document_id, store_file(folder, signed))


def sign(application: Application, signed: SignedPaper | None, document_id: int, actor: Actor, now: datetime) -> None:
    """Issue electronically: the signatory's confirmed act. Part of the caller's unit of work.

    The signed paper takes the place of the prepared one, whose bytes it begins with.
    """
    entry = held(application, document_id, actor, now)
    if signed is None or signed.prepared_id != document_id:
        raise ActionRefused(Barred("preparation_lapsed"))
    entry.document = Document(
        application_id=application.id, kind=document_kind(entry.decision), number=entry.number, sha256=signed.sha256,
        made_at=now,
    )  # fmt: skip
    db.session.flush()  # while the entry is reserved: once issued, it never changes
    entry.decision.sign(entry, actor, now, Medium.ELECTRONIC, None)


def sign_on_paper(
    application: Application, document_id: int, scan_sha256: str, media_type: str, actor: Actor, now: datetime
) -> None:
    """Record what was signed and sealed by hand, with its scan: the same number, register and four eyes."""
    entry = held(application, document_id, actor, now)
    if entry.certificate_sha256:
        raise ActionRefused(Barred("prepared_for_electronic"))
    scan = Document(
        application_id=application.id, kind=DocumentKind.SIGNED_SCAN, number=entry.number, sha256=scan_sha256,
        media_type=media_type, made_at=now,
    )  # fmt: skip
    db.session.add(scan)
    db.session.flush()
    entry.decision.sign(entry, actor, now, Medium.PAPER, scan)


def held(application: Application, document_id: int, actor: Actor, now: datetime) -> RegisterEntry:
    """The preparation whose paper was read, if it still holds, and if its reader is the one who signs it."""
    decision = application.prepared_decision
    if decision is None:
        raise ActionRefused(Barred("nothing_prepared"))
    if reason := decision.why_not_sign(actor, now):
        raise ActionRefused(reason)
    entry = decision.reserved_today(committee_today(now))
    if entry is None or entry.document_id != document_id:
        raise ActionRefused(Barred("preparation_lapsed"))
    if entry.reserved_by_id != actor.user_id:
        raise ActionRefused(Barred("prepared_for_another"))
    return entry
