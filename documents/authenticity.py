"""What is answered about a paper that somebody holds: by its code, or by its file. Reads the register, keeps nothing.

Only who has a paper learns of it: a number, which anybody can count up, is no key. Nothing is told beyond what stands
on the paper and its standing now: superseded by a correction, set aside by an upheld complaint, annulled, or, a
certificate, past the six months in which it is to be presented (box 12).
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import exists, or_, select

from documents.trust import trust_roots
from documents.verify import BadFile, check
from extensions import db
from models.application import Application
from models.decision import Decision, DecisionStatus, Medium
from models.document import Document, DocumentKind, EntryStatus, RegisterEntry, SigningWay
from models.outgoing import LetterKind, OutgoingLetter
from rules.terms import Service, committee_today, present_by
from rules.verification import read_code, read_keywords
from rules.workflow import State


class Verdict(StrEnum):
    """The answer, in one word."""

    GENUINE = "genuine"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    SUPERSEDED = "superseded"
    ANNULLED = "annulled"
    SET_ASIDE = "set_aside"
    TOO_LATE = "too_late"
    COPY = "copy"


class Difference(StrEnum):
    """How a file differs from the paper that was issued."""

    NONE = ""
    APPENDED = "appended"  # it begins with the genuine paper, and goes on
    UNSIGNED = "unsigned"  # it is the paper as it was before it was signed
    COPY = "copy"  # it calls itself a duplicate or a translation, which nobody signed and nothing is kept of
    OTHER = "other"


@dataclass(frozen=True)
class Answer:
    """What is answered. `standing` is that of the paper itself, also where the file is not the genuine one."""

    standing: Verdict = Verdict.UNKNOWN
    difference: Difference = Difference.NONE
    kind: DocumentKind | LetterKind | None = None
    number: str = ""
    shown: dict[str, Any] = field(default_factory=dict)
    is_on_paper: bool = False
    """Signed by hand: the original is a sheet, and no file is it."""
    signature_file: str = ""
    """Signed through NCALayer: the signature is a separate file of this name."""
    present_by: date | None = None

    @property
    def verdict(self) -> Verdict:
        if self.difference is Difference.COPY:
            return Verdict.COPY if self.standing is Verdict.GENUINE else self.standing
        return Verdict.CHANGED if self.difference and self.standing is not Verdict.UNKNOWN else self.standing


UNKNOWN = Answer()
MOST_ENDS = 8
_END = re.compile(rb"%%EOF\r?\n?")
_KEYWORDS = re.compile(rb"/Keywords\s*\(([0-9A-Z-]{23}(?: copy)?)\)")


def by_code(typed: str, now: datetime) -> Answer:
    """The answer to a code, whatever was typed."""
    code = read_code(typed)
    if code is None:
        return UNKNOWN
    entry = db.session.scalar(select(RegisterEntry).where(RegisterEntry.verification_code == code))
    if entry is not None:
        return _of_entry(entry, now)
    receipt = db.session.scalar(select(Document).where(Document.verification_code == code))
    if receipt is not None:
        return _of_receipt(receipt)
    letter = db.session.scalar(select(OutgoingLetter).where(OutgoingLetter.verification_code == code))
    return _of_letter(letter) if letter is not None else UNKNOWN


def by_file(content: bytes, now: datetime) -> Answer:
    """The answer to a PDF: by its bytes, else by a signed part of it, else by the code that it bears.

    BadFile if it is nothing that could be checked: a damaged one may still be known by its beginning or its code.
    """
    digest = hashlib.sha256(content).hexdigest()
    if (answer := _of_bytes(digest, now)) is not UNKNOWN:
        return answer
    try:
        report = check(content, trust_roots(), now)
        damage, revisions, written = None, [one.revision_sha256 for one in report.signatures], report.keywords
    except BadFile as bad:
        if bad.reason != "damaged":
            raise
        damage, revisions, written = bad, [], ""
    for revision in [*revisions, *_beginnings(content)]:
        if (answer := _of_bytes(revision, now)) is not UNKNOWN:
            return replace(answer, difference=Difference.APPENDED)
    if not written and (found := _KEYWORDS.search(content)):
        written = found[1].decode()
    code, is_copy = read_keywords(written)
    answer = by_code(code, now)
    if damage and answer is UNKNOWN:
        raise damage
    return replace(answer, difference=Difference.COPY if is_copy else Difference.OTHER)


def _beginnings(content: bytes) -> list[str]:
    """The SHA-256 of the file up to each of its first ends: an addition leaves what stood before it as it was."""
    ends = [found.end() for found in islice(_END.finditer(content), MOST_ENDS)]
    return [hashlib.sha256(content[:end]).hexdigest() for end in ends]


def _of_bytes(digest: str, now: datetime) -> Answer:
    """The answer to a stored paper, by the SHA-256 of its bytes."""
    for paper in db.session.scalars(select(Document).where(Document.sha256 == digest).order_by(Document.id)):
        if paper.kind is DocumentKind.RECEIPT:
            return _of_receipt(paper)
        entry = db.session.scalar(select(RegisterEntry).where(RegisterEntry.number == paper.number))
        kind = DocumentKind.GUARANTEE if paper.kind is DocumentKind.GUARANTEE else None
        if entry is None or (answer := _of_entry(entry, now, kind)) is UNKNOWN:
            continue
        is_referred_to = paper.id in (entry.document_id, entry.guarantee_id)
        if answer.is_on_paper or is_referred_to or entry.status is EntryStatus.ANNULLED:
            return answer
        return replace(answer, difference=Difference.UNSIGNED)
    bytes_are = or_(OutgoingLetter.sha256 == digest, OutgoingLetter.prepared_sha256 == digest)
    letter = db.session.scalar(select(OutgoingLetter).where(bytes_are).order_by(OutgoingLetter.id).limit(1))
    answer = _of_letter(letter) if letter is not None else UNKNOWN
    is_whole = letter is None or answer.standing is not Verdict.GENUINE or digest == letter.sha256
    return answer if is_whole else replace(answer, difference=Difference.UNSIGNED)


def _of_letter(letter: OutgoingLetter) -> Answer:
    """A letter that answers a complaint. A number that only waits for its signature is none yet."""
    if letter.status is EntryStatus.RESERVED or not letter.prepared_sha256:
        return UNKNOWN
    answer = Answer(kind=letter.kind, number=letter.number, shown={"dated_on": letter.dated_on.isoformat()})
    if letter.status is EntryStatus.ANNULLED:
        return replace(answer, standing=Verdict.ANNULLED)
    is_on_paper = letter.way is SigningWay.BY_HAND
    return replace(answer, standing=Verdict.GENUINE, shown=letter.shown, is_on_paper=is_on_paper)


def _of_receipt(receipt: Document) -> Answer:
    state = db.session.scalar(select(Application.state).where(Application.id == receipt.application_id))
    standing = Verdict.ANNULLED if state is State.VOIDED else Verdict.GENUINE
    return Answer(standing, kind=receipt.kind, number=receipt.number, shown=receipt.shown)


def _of_entry(entry: RegisterEntry, now: datetime, kind: DocumentKind | None = None) -> Answer:
    """A number that only waits for its signature is no paper yet; one that was annulled never became one.

    Of the result itself, or of a paper of another kind that bears its number.
    """
    if entry.status is EntryStatus.RESERVED or entry.document is None:
        return UNKNOWN
    answer = Answer(kind=kind or entry.document.kind, number=entry.number)
    if entry.status is EntryStatus.ANNULLED:
        return replace(answer, standing=Verdict.ANNULLED, shown={"dated_on": entry.dated_on.isoformat()})
    decision = entry.decision
    answer = replace(
        answer, standing=Verdict.GENUINE, shown=entry.shown or {"dated_on": entry.dated_on.isoformat()},
        is_on_paper=decision.medium is Medium.PAPER,
        signature_file=f"{entry.number}.cms" if entry.document.signature_report else "",
    )  # fmt: skip
    if answer.kind is DocumentKind.CERTIFICATE and decision.signed_at:
        last = present_by(Service.EUC, committee_today(decision.signed_at))
        answer = replace(answer, present_by=last)
        if last and committee_today(now) > last:
            answer = replace(answer, standing=Verdict.TOO_LATE)
    if entry.is_set_aside:
        return replace(answer, standing=Verdict.SET_ASIDE)
    return replace(answer, standing=Verdict.SUPERSEDED) if _is_corrected(decision) else answer


def _is_corrected(decision: Decision) -> bool:
    later = exists().where(
        Decision.application_id == decision.application_id, Decision.corrects_id == decision.id,
        Decision.status == DecisionStatus.SIGNED,
    )  # fmt: skip
    return bool(db.session.scalar(select(later)))
