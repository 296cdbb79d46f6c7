"""Preparing and signing the letters that answer complaints: what `documents/issue.py` is for results.

A reply, or a refusal to consider, is read in its final bytes before it is signed; a notice of an extension or of a
forwarding tells of an act that is done, is numbered and made at once, and is signed by hand on the sheet. Rendering and
signing stand outside the short units of work; a process killed there leaves a reserved number that the next attempt
takes up.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import current_app

from documents.authority import Authority, authority_on
from documents.blocks import Addressee, ElectronicSignature, SignatureBlock
from documents.complaint_reply import ComplaintLetter, complaint_letter_pdf
from documents.sign import signed_pdf
from documents.signatory import OTHER_WAY, certificate_of, post_of, signing_key, stamp_of
from documents.trust import NoUsableKey, SigningKey
from extensions import db, write
from models.attachment import read_file, store_file
from models.complaint import Complaint
from models.complaint_parts import ComplaintForwarding
from models.complaint_reply import ComplaintReply
from models.document import EntryStatus, SigningWay
from models.event import record
from models.outgoing import LetterKind, OutgoingLetter
from models.user import Actor, Substitution
from models.wording import text
from rules.complaint_routing import Addressee as Decider
from rules.complaint_workflow import ReplyKind
from rules.terms import COMMITTEE_ZONE, committee_today
from rules.workflow import ActionRefused, Barred

KINDS = {ReplyKind.REPLY: LetterKind.REPLY, ReplyKind.REFUSAL: LetterKind.REFUSAL}


def preview(reply: ComplaintReply) -> bytes:
    """The letter without number and signature, marked as a draft."""
    return complaint_letter_pdf(_answer(reply, SignatureBlock()), watermark=text("paper.draft"))


def _answer(reply: ComplaintReply, signature: SignatureBlock, letter: OutgoingLetter | None = None) -> ComplaintLetter:
    paper = _letter(reply.complaint, KINDS[reply.kind], reply.text, signature, letter)
    return replace(paper, outcome=reply.outcome or "", measures=reply.measures)


def _letter(
    complaint: Complaint, kind: LetterKind, reasons: str, signature: SignatureBlock, letter: OutgoingLetter | None
) -> ComplaintLetter:
    return ComplaintLetter(
        kind=kind, number=letter.number if letter else "", dated_on=letter.dated_on if letter else None,
        addressee=Addressee(complaint.complainant_name, complaint.postal_address),
        complaint_number=complaint.number, complaint_on=complaint.registered_on, reasons=reasons, signature=signature,
        verification_code=(letter.verification_code or "") if letter else "",
        authority=_sender(complaint, letter.dated_on if letter else complaint.registered_on),
    )  # fmt: skip


def _sender(complaint: Complaint, day: date) -> Authority:
    """Whose letter it is: the Committee's, a Center's, or a body's outside."""
    authority = authority_on(day)
    if complaint.addressee is Decider.CENTER_HEAD and complaint.addressee_center:
        return replace(authority, name=complaint.addressee_center.name)
    key = f"letter.sender.{complaint.addressee}"
    return authority if complaint.addressee is Decider.COMMITTEE_HEAD else replace(authority, name=text(key))


def _signature(actor: Actor, day: date, certificate: ElectronicSignature | None = None) -> SignatureBlock:
    acting_under = ""
    if actor.substitution_id:
        order = db.session.get_one(Substitution, actor.substitution_id)
        acting_under = text("paper.order", number=order.order_number, date=f"{order.order_date:%d.%m.%Y}")
    return SignatureBlock(
        full_name=actor.full_name, post=post_of(actor), signed_on=day, acting_under=acting_under, electronic=certificate
    )


def _shown(paper: ComplaintLetter) -> dict[str, str]:
    """What the check of the letter tells: no word of the complaint, of its reasons or of its demands."""
    return {
        "dated_on": paper.dated_on.isoformat() if paper.dated_on else "", "addressee": paper.addressee.name,
        "complaint_number": paper.complaint_number,
        "complaint_on": paper.complaint_on.isoformat() if paper.complaint_on else "",
        "outcome": paper.outcome, "signatory": paper.signature.full_name, "post": paper.signature.post,
        "acting_under": paper.signature.acting_under,
    }  # fmt: skip


# --- A reply, or a refusal to consider ---------------------------------------------------------------------


def prepare_for_signing(
    complaint_id: int, actor: Actor, now: datetime, way: SigningWay = SigningWay.SERVER_KEY
) -> None:
    """Reserve number and date, render and store the final letter. Safe to repeat: a preparation that holds is kept.

    With no usable key on the server the letter is made for signing by hand.
    """
    today = committee_today(now)
    certificate = certificate_of(actor, now) if way is SigningWay.SERVER_KEY else None
    way, named = (way, certificate.sha256) if certificate else (SigningWay.BY_HAND, "")
    with write():
        reply = _waiting(complaint_id)
        if reason := reply.why_not_sign(actor, now):
            raise ActionRefused(reason)
        letter = OutgoingLetter.live_for(reply.id)
        if letter and (letter.dated_on != today or letter.reserved_by_id != actor.user_id):
            letter.annul("lapsed" if letter.dated_on != today else "another_signatory", now)
            db.session.flush()
            letter = None
        if letter and letter.prepared_sha256 and (letter.way, letter.certificate_sha256) == (way, named):
            return
        if letter is None:
            number_format = current_app.config["LETTER_NUMBER_FORMAT"]
            letter = OutgoingLetter.reserve(
                reply.complaint, KINDS[reply.kind], number_format, actor.user_id, today, now, reply=reply
            )
            db.session.flush()
        letter_id, replaced = letter.id, letter.prepared_sha256

    letter = db.session.get_one(OutgoingLetter, letter_id)
    assert letter.reply is not None  # reserved for it above
    paper = _answer(letter.reply, _signature(actor, today, certificate), letter)
    digest = store_file(current_app.config["FILES_PATH"], complaint_letter_pdf(paper))

    with write():
        reply = _waiting(complaint_id)
        letter = db.session.get_one(OutgoingLetter, letter_id)
        if letter.status is not EntryStatus.RESERVED or letter.prepared_sha256 != replaced or letter.reply is not reply:
            return
        letter.prepared_sha256, letter.way, letter.certificate_sha256, letter.shown = digest, way, named, _shown(paper)
        record(
            "letter_prepared_for_signing", actor, now, subject=reply.complaint.event_subject, number=letter.number,
            sha256=digest, certificate=certificate.serial if certificate else "",
        )  # fmt: skip


def _waiting(complaint_id: int) -> ComplaintReply:
    complaint = db.session.get_one(Complaint, complaint_id, with_for_update=True, populate_existing=True)
    if complaint.prepared_reply is None:
        raise ActionRefused(Barred("nothing_prepared"))
    return complaint.prepared_reply


@dataclass(frozen=True)
class SignedLetter:
    """What signing made outside the unit of work: of which letter, and the bytes in the file store."""

    prepared_sha256: str
    sha256: str


def why_not_with(key: SigningKey, letter: OutgoingLetter) -> Barred | None:
    """A letter is signed with the certificate that stands on it."""
    if letter.way is not SigningWay.SERVER_KEY:
        return Barred(OTHER_WAY[letter.way])
    return None if letter.certificate_sha256 == key.sha256 else Barred("key.other_on_paper")


def why_no_key(actor: Actor, now: datetime, letter: OutgoingLetter | None) -> Barred | None:
    """Why this person cannot sign with a key on the server now, or not this letter with theirs; None if they can."""
    try:
        key = signing_key(actor, now)
    except NoUsableKey as refused:
        return refused.barred
    return why_not_with(key, letter) if letter else None


def make_signed(complaint: Complaint, prepared_sha256: str, actor: Actor, now: datetime) -> SignedLetter | None:
    """Sign the letter that was read: the slow part, before the act. None if it does not hold any more; the act itself
    then says why. NoUsableKey if there is nothing to sign it with."""
    try:
        letter = held(complaint, prepared_sha256, actor, now)
    except ActionRefused:
        return None
    key = signing_key(actor, now)
    if reason := why_not_with(key, letter):
        raise NoUsableKey(reason)
    folder, at = current_app.config["FILES_PATH"], now.astimezone(COMMITTEE_ZONE)
    content = signed_pdf(
        read_file(folder, prepared_sha256), key, actor.full_name, at, current_app.config["TSA_URL"],
        stamp_of(actor, key, at),
    )  # fmt: skip
    return SignedLetter(prepared_sha256, store_file(folder, content))


def sign(complaint: Complaint, signed: SignedLetter | None, prepared_sha256: str, actor: Actor, now: datetime) -> None:
    """Answer electronically: the head's confirmed act. Part of the caller's unit of work."""
    letter = held(complaint, prepared_sha256, actor, now)
    if signed is None or signed.prepared_sha256 != prepared_sha256:
        raise ActionRefused(Barred("preparation_lapsed"))
    _sign(letter, signed.sha256, actor, now)


def sign_on_paper(
    complaint: Complaint, prepared_sha256: str, scan_sha256: str, media_type: str, actor: Actor, now: datetime
) -> None:
    """Record what was signed and sealed by hand, with its scan: the same number, register and four eyes."""
    letter = held(complaint, prepared_sha256, actor, now)
    if letter.way is not SigningWay.BY_HAND:
        raise ActionRefused(Barred("prepared_for_electronic"))
    _sign(letter, prepared_sha256, actor, now, scan_sha256, media_type)


def _sign(
    letter: OutgoingLetter, sha256: str, actor: Actor, now: datetime, scan: str = "", media_type: str = ""
) -> None:
    assert letter.reply is not None  # notices are not signed here
    letter.reply.sign(letter.number, actor, now)
    letter.issue(sha256, now, scan, media_type)


def held(complaint: Complaint, prepared_sha256: str, actor: Actor, now: datetime) -> OutgoingLetter:
    """The preparation whose letter was read, if it still holds, and if its reader is the one who signs it."""
    reply = complaint.prepared_reply
    if reply is None:
        raise ActionRefused(Barred("nothing_prepared"))
    if reason := reply.why_not_sign(actor, now):
        raise ActionRefused(reason)
    letter = OutgoingLetter.live_for(reply.id)
    if letter is None or not letter.holds(committee_today(now)) or letter.prepared_sha256 != prepared_sha256:
        raise ActionRefused(Barred("preparation_lapsed"))
    if letter.reserved_by_id != actor.user_id:
        raise ActionRefused(Barred("prepared_for_another"))
    return letter


def annul_preparation(reply: ComplaintReply, now: datetime) -> None:
    """The text was taken back: its reserved number stays in the register as annulled."""
    letter = OutgoingLetter.live_for(reply.id)
    if letter and letter.status is EntryStatus.RESERVED:
        letter.annul("text_changed", now)


# --- Notices -----------------------------------------------------------------------------------------------


def make_notice(complaint_id: int, actor: Actor, now: datetime, forwarding_id: int | None = None) -> int:
    """Number and store the notice of the extension, or of a forwarding; its id. Made once: repeating gives the same."""
    with write():
        complaint = db.session.get_one(Complaint, complaint_id, with_for_update=True, populate_existing=True)
        forwarding = next((one for one in complaint.forwardings if one.id == forwarding_id), None)
        if forwarding is None and (forwarding_id or complaint.extension is None):
            raise ActionRefused(Barred("nothing_prepared"))
        letter = _notice_of(complaint, forwarding)
        if letter is None:
            kind = LetterKind.FORWARDING if forwarding else LetterKind.EXTENSION
            letter = OutgoingLetter.reserve(
                complaint, kind, current_app.config["LETTER_NUMBER_FORMAT"], actor.user_id, committee_today(now), now,
                forwarding=forwarding,
            )  # fmt: skip
            db.session.flush()
        letter_id, is_issued = letter.id, letter.status is EntryStatus.ISSUED
    if is_issued:
        return letter_id
    letter = db.session.get_one(OutgoingLetter, letter_id)
    paper = _notice(letter, actor)
    digest = store_file(current_app.config["FILES_PATH"], complaint_letter_pdf(paper))
    with write():
        letter = db.session.get_one(OutgoingLetter, letter_id, with_for_update=True, populate_existing=True)
        if letter.status is EntryStatus.RESERVED:
            letter.prepared_sha256, letter.shown = digest, _shown(paper)
            letter.issue(digest, now)
            record("letter_issued", actor, now, subject=f"complaint:{complaint_id}", number=letter.number,
                   kind=letter.kind)  # fmt: skip
    return letter_id


def _notice_of(complaint: Complaint, forwarding: ComplaintForwarding | None) -> OutgoingLetter | None:
    letters = db.session.scalars(OutgoingLetter.of(complaint.id))
    wanted = forwarding.id if forwarding else None
    notices = (one for one in letters if one.kind in (LetterKind.EXTENSION, LetterKind.FORWARDING))
    return next((one for one in notices if one.forwarding_id == wanted), None)


def _notice(letter: OutgoingLetter, actor: Actor) -> ComplaintLetter:
    complaint, signature = letter.complaint, _signature(actor, letter.dated_on)
    if letter.forwarding is None:
        assert complaint.extension is not None  # it is the notice of one
        paper = _letter(complaint, letter.kind, complaint.extension.reason, signature, letter)
        return replace(paper, until=complaint.extension.due_on)
    paper = _letter(complaint, letter.kind, letter.forwarding.reason, signature, letter)
    to, center = letter.forwarding.to_addressee, letter.forwarding.to_center
    name = f"{text('letter.to.center_head')} {center.name}, {center.address}" if center else text(f"letter.to.{to}")
    return replace(paper, sent_to=name, until=complaint.due_on, authority=authority_on(letter.dated_on))
