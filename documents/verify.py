"""Checks a PDF's electronic signatures against given certificates: nothing is asked of the register or the network.

Each signature is asked: is it intact, does it cover the whole file, what came after it, does it lead to a certificate
that is trusted, and was its certificate valid at the moment of a trusted time stamp, or without one now. Revocation
lists are not asked. What pyHanko lets pass but no signer wrote, a changed byte beside the signed ones, is refused too.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from documents.exactness import are_as_issued, is_exactly_written
from documents.trust import is_demonstration

_LEVELS = {
    ModificationLevel.NONE: "none",
    ModificationLevel.LTA_UPDATES: "archival",
    ModificationLevel.FORM_FILLING: "form_filling",
}
BEGINNING = 1024
"""A PDF says what it is within so many bytes."""


class BadFile(Exception):
    """Not a PDF that can be checked. `reason` is a code: empty, not_pdf, damaged, encrypted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Finding(StrEnum):
    """What was found of a file or of one of its signatures; the first that holds."""

    UNSIGNED = "unsigned"
    CHANGED = "changed"  # the signed bytes are not those that were signed
    APPENDED = "appended"  # the signed part is as it was signed, and something stands after it
    UNTRUSTED = "untrusted"
    BAD_STAMP = "bad_stamp"  # its time stamp does not hold, or is by nobody who is trusted
    EXPIRED = "expired"  # not valid at the moment that counts
    GENUINE = "genuine"


@dataclass(frozen=True)
class SignatureReport:
    """What was checked of one signature."""

    modification: str
    """What came after it: none, archival (time stamps and revocation data), form_filling, tail (bytes that are part of
    no object), other."""
    judged_at: datetime
    """The moment at which the certificate had to be valid: of the time stamp, or of the check."""
    signer: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    is_intact: bool = False
    covers_file: bool = False
    is_trusted: bool | None = None
    """Not judged of a signature that is not intact."""
    was_valid: bool | None = None
    """Not judged of one that leads to nobody who is trusted, or whose time stamp does not count."""
    is_demonstration: bool = False
    """Made with a demonstration key: without legal force."""
    signed_at: datetime | None = None
    """As the signer says."""
    has_stamp: bool = False
    stamped_at: datetime | None = None
    """As a trusted time stamp says."""
    revision_sha256: str = ""
    """Of the file as far as this signature reaches: the signed paper, whatever was added after it."""

    @property
    def finding(self) -> Finding:
        if not self.is_intact:
            return Finding.CHANGED
        if not self.covers_file:
            return Finding.APPENDED
        if not self.is_trusted:
            return Finding.UNTRUSTED
        if self.has_stamp and self.stamped_at is None:
            return Finding.BAD_STAMP
        return Finding.GENUINE if self.was_valid else Finding.EXPIRED


@dataclass(frozen=True)
class Report:
    """What was checked of a file."""

    sha256: str
    checked_at: datetime
    signatures: tuple[SignatureReport, ...]
    keywords: str
    """What the file says of itself: the code of a paper of ours (rules/verification.py), or anything."""

    @property
    def finding(self) -> Finding:
        """Genuine only if every signature is."""
        found = {signature.finding for signature in self.signatures}
        return next((one for one in Finding if one in found), Finding.UNSIGNED)

    @property
    def is_genuine(self) -> bool:
        return self.finding is Finding.GENUINE

    @property
    def is_demonstration(self) -> bool:
        return any(signature.is_demonstration for signature in self.signatures)


def check(content: bytes, roots: list[x509.Certificate], now: datetime) -> Report:
    """Check every signature of a PDF. BadFile if it is none, or cannot be read."""
    if not content:
        raise BadFile("empty")
    if b"%PDF-" not in content[:BEGINNING]:
        raise BadFile("not_pdf")
    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        is_encrypted = reader.encrypted
        found = [] if is_encrypted else reader.embedded_regular_signatures
        keywords = "" if is_encrypted else _keywords(reader)
    except Exception as error:  # every byte may be somebody's ill will
        raise BadFile("damaged") from error
    if is_encrypted:
        raise BadFile("encrypted")
    signatures = tuple(_checked(signature, content, roots, now) for signature in found)
    return Report(hashlib.sha256(content).hexdigest(), now, signatures, keywords)


def _keywords(reader: PdfFileReader) -> str:
    try:
        return str(reader.trailer_view["/Info"]["/Keywords"])[:100]
    except Exception:
        return ""


def _checked(
    signature: EmbeddedPdfSignature, content: bytes, roots: list[x509.Certificate], now: datetime
) -> SignatureReport:
    """One signature, first now, and again at the moment of its time stamp or within its certificate's term."""
    try:
        status = _status(signature, roots, now, now)
        stamp = status.timestamp_validity
        stamped_at = stamp.timestamp if stamp and stamp.valid and stamp.intact and stamp.trusted else None
        judged_at = stamped_at or now
        if stamped_at:
            status = _status(signature, roots, judged_at, now)
        certificate = status.signing_cert
        since, until = certificate.not_valid_before, certificate.not_valid_after
        is_judged = status.intact and status.valid  # else pyHanko asks no more of it
        was_valid = is_trusted = status.trusted
        if is_judged and not is_trusted and not since <= judged_at <= until:
            is_trusted = _status(signature, roots, min(max(judged_at, since), until), now).trusted
        is_stamp_good = stamp is None or stamped_at is not None
        is_intact = is_judged and is_exactly_written(signature, content)
        if is_trusted and is_stamp_good:  # else their issuers may be nobody that is known here
            is_intact = is_intact and are_as_issued(signature, roots)
        covers_file = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    except Exception:  # as above: what cannot be read was not written by a signer of ours
        return SignatureReport(modification="other", judged_at=now)
    return SignatureReport(
        signer=certificate.subject.human_friendly, issuer=certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:X}", valid_from=since, valid_until=until, is_intact=is_intact,
        covers_file=covers_file, modification=_modification(status, covers_file=covers_file),
        is_trusted=is_trusted if is_judged else None, was_valid=was_valid if is_trusted and is_stamp_good else None,
        is_demonstration=is_demonstration(certificate), signed_at=status.signer_reported_dt, stamped_at=stamped_at,
        has_stamp=stamp is not None, judged_at=judged_at,
        revision_sha256=hashlib.sha256(content[: signature.byte_range[2] + signature.byte_range[3]]).hexdigest(),
    )  # fmt: skip


def _status(
    signature: EmbeddedPdfSignature, roots: list[x509.Certificate], at: datetime, now: datetime
) -> PdfSignatureStatus:
    """Judged at a moment; a time stamp always now. Nothing is fetched from anywhere."""
    signer, stamp = (ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment) for moment in (at, now))
    return asyncio.run(async_validate_pdf_signature(signature, signer, stamp))


def _modification(status: PdfSignatureStatus, *, covers_file: bool) -> str:
    if not isinstance(status.diff_result, DiffResult):
        return "other"
    found = _LEVELS.get(status.diff_result.modification_level, "other")
    return "tail" if found == "none" and not covers_file else found
