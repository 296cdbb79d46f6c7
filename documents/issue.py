"""Preparing for signing and signing: what joins a decision to its number, its papers and their signatures.

*Prepare for signing* reserves number and date, renders the final PDF and stores it; the signatory reads those bytes;
*sign* puts an electronic signature behind them and issues. A paper says how it is signed, and is signed in that way
alone: made for another way, it keeps its number. With a certificate that is signed by a key on the server goes the
importer's guarantee with box 16 (R2): made, read and signed together with it, or neither is.

A preparation lapses at midnight or when the text changes: its number stays in the register as annulled. Rendering and
signing are slow, so they stand outside the short units of work; a process killed there leaves a reserved number that
the next attempt takes up, or bytes that nothing refers to.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from documents.content import Signing, document_kind, render
from documents.filed import signed_guarantee_pdf
from documents.shown import shown_on_result
from documents.sign import signed_pdf
from documents.signatory import certificate_of, signing_key, signing_of, stamp_of, why_not_with
from documents.trust import NoUsableKey
from extensions import db, write
from models.application import Application
from models.attachment import read_file, store_file
from models.decision import Decision, Medium
from models.document import Document, DocumentKind, RegisterEntry, SigningWay, register_for
from models.event import record
from models.user import Actor
from models.wording import text
from rules.terms import COMMITTEE_ZONE, committee_today
from rules.workflow import ActionRefused, Barred


def preview(decision: Decision, now: datetime) -> bytes:
    """The very document to be issued, without number and signature, marked as a draft."""
    signing = Signing(deemed_issued_from=decision.application.right_since(now))
    return render(decision, signing, watermark=text("paper.draft"))


def prepare_for_signing(
    application_id: int, actor: Actor, now: datetime, way: SigningWay = SigningWay.SERVER_KEY
) -> None:
    """Reserve number and date, render and store the final papers. Safe to repeat: a preparation that holds is kept.

    With no usable key on the server the paper is made for signing by hand.
    """
    today = committee_today(now)
    certificate = certificate_of(actor, now) if way is SigningWay.SERVER_KEY else None
    if way is SigningWay.SERVER_KEY and certificate is None:
        way = SigningWay.BY_HAND
    named = certificate.sha256 if certificate else ""
    with write():
        decision = _waiting(application_id)
        if reason := decision.why_not_sign(actor, now):
            raise ActionRefused(reason)
        entry = decision.entry
        if entry and (entry.dated_on != today or entry.reserved_by_id != actor.user_id):
            entry.annul("lapsed" if entry.dated_on != today else "another_signatory", now)
            db.session.flush()
            entry = None
        if entry and entry.document_id and (entry.way, entry.certificate_sha256) == (way, named):
            return
        if entry is None:
            register = register_for(decision.application.service, decision.kind)
            number_format = current_app.config["RESULT_NUMBER_FORMAT"]
            entry = RegisterEntry.reserve(decision, register, number_format, actor.user_id, today, now)
            db.session.flush()
        entry_id, replaced_id = entry.id, entry.document_id

    entry = db.session.get_one(RegisterEntry, entry_id)
    signing = signing_of(entry, actor, now, certificate, way)
    kind, shown = document_kind(entry.decision), shown_on_result(entry.decision, signing)
    content = render(entry.decision, signing)
    guarantee = signed_guarantee_pdf(entry.application, signing) if kind is DocumentKind.CERTIFICATE else None
    folder = current_app.config["FILES_PATH"]
    digest = store_file(folder, content)
    guarantee_digest = store_file(folder, guarantee) if guarantee else ""

    with write():
        decision = _waiting(application_id)
        entry = db.session.get_one(RegisterEntry, entry_id)
        if decision.entry is not entry or entry.document_id != replaced_id:
            return
        _refer(entry, kind, digest, guarantee_digest, now)
        entry.way, entry.certificate_sha256, entry.shown = way, named, shown
        entry.is_demonstration = bool(certificate and certificate.is_demonstration)
        record(
            "prepared_for_signing", actor, now, application_id=application_id, number=entry.number, sha256=digest,
            dated_on=entry.dated_on.isoformat(), certificate=certificate.serial if certificate else "",
        )  # fmt: skip


def _waiting(application_id: int) -> Decision:
    application = db.session.get_one(Application, application_id, with_for_update=True)
    decision = application.prepared_decision
    if decision is None:
        raise ActionRefused(Barred("nothing_prepared"))
    return decision


def _refer(entry: RegisterEntry, kind: DocumentKind, sha256: str, guarantee_sha256: str, now: datetime) -> None:
    """Enter new papers under a reserved number, in place of what was there."""

    def paper(kind: DocumentKind, sha256: str) -> Document:
        return Document(application_id=entry.application_id, kind=kind, number=entry.number, sha256=sha256, made_at=now)

    entry.document = paper(kind, sha256)
    entry.guarantee = paper(DocumentKind.GUARANTEE, guarantee_sha256) if guarantee_sha256 else None


@dataclass(frozen=True)
class SignedPaper:
    """What signing made outside the unit of work: of which prepared paper, and the bytes in the file store."""

    prepared_id: int
    sha256: str
    guarantee_sha256: str = ""


def make_signed(application_id: int, document_id: int, actor: Actor, now: datetime) -> SignedPaper | None:
    """Sign the prepared paper that was read, and the guarantee that goes with it: the slow part, before the act.

    None if it does not hold any more; the act itself then says why. NoUsableKey if there is nothing to sign it with.
    """
    application = db.session.get_one(Application, application_id)
    try:
        entry = held(application, document_id, actor, now)
    except ActionRefused:
        return None
    key = signing_key(actor, now)
    if reason := why_not_with(key, entry):
        raise NoUsableKey(reason)
    folder, tsa_url = current_app.config["FILES_PATH"], current_app.config["TSA_URL"]
    at = now.astimezone(COMMITTEE_ZONE)

    def signed(document: Document) -> str:
        prepared = read_file(folder, document.sha256)
        return store_file(folder, signed_pdf(prepared, key, actor.full_name, at, tsa_url, stamp_of(actor, key, at)))

    paper = signed(db.session.get_one(Document, document_id))
    return SignedPaper(document_id, paper, signed(entry.guarantee) if entry.guarantee else "")


def sign(application: Application, signed: SignedPaper | None, document_id: int, actor: Actor, now: datetime) -> None:
    """Issue electronically: the signatory's confirmed act. Part of the caller's unit of work.

    The signed papers take the place of the prepared ones, whose bytes they begin with.
    """
    entry = held(application, document_id, actor, now)
    if signed is None or signed.prepared_id != document_id:
        raise ActionRefused(Barred("preparation_lapsed"))
    _refer(entry, document_kind(entry.decision), signed.sha256, signed.guarantee_sha256, now)
    db.session.flush()  # while the entry is reserved: once issued, it never changes
    entry.decision.sign(entry, actor, now, Medium.ELECTRONIC, None)


def sign_on_paper(
    application: Application, document_id: int, scan_sha256: str, media_type: str, actor: Actor, now: datetime
) -> None:
    """Record what was signed and sealed by hand, with its scan: the same number, register and four eyes."""
    entry = held(application, document_id, actor, now)
    if entry.way is not SigningWay.BY_HAND:
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
