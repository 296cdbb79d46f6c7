"""Signing through NCALayer: the prepared paper is issued as it was read, and the signature is kept beside it.

Nothing is written into the PDF: what is signed is the stored bytes, and those stay. Only a paper that says that its
signature is a separate file is signed so; whose certificate it will be is known when the signature comes.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from documents import cms
from documents.cms_report import Report
from documents.issue import held
from documents.trust import trust_roots
from extensions import db
from models.application import Application
from models.attachment import read_file, store_file
from models.decision import Medium
from models.document import Document, SignatureReport, SigningWay
from models.user import Actor, User
from rules.workflow import ActionRefused, Barred


@dataclass(frozen=True)
class CheckedSignature:
    """A good signature: of which prepared paper, its bytes in the file store, and the report on it."""

    document_id: int
    cms_sha256: str
    report: Report


def iin_of(actor: Actor) -> str:
    """The IIN that the certificate of who acts must bear; empty if the account has none."""
    return db.session.get_one(User, actor.user_id).iin


def verifiers() -> cms.Verifiers:
    """Who checks signatures that were made in a browser."""
    config = current_app.config
    return cms.Verifiers(trust_roots("TRUST_ROOTS"), config["NCANODE_URL"], config["NCANODE_SECONDS"])


def checked_signature(
    application_id: int, document_id: int, received: bytes, actor: Actor, now: datetime
) -> CheckedSignature | None:
    """Check the signature that came: the slow part, before the unit of work.

    None if the preparation does not hold any more; the act itself then says why. CmsRefused, CmsUnavailable.
    """
    application = db.session.get_one(Application, application_id)
    try:
        held(application, document_id, actor, now)
    except ActionRefused:
        return None
    folder = current_app.config["FILES_PATH"]
    content = read_file(folder, db.session.get_one(Document, document_id).sha256)
    report = cms.check(received, content, iin_of(actor), now, verifiers(), current_app.config["NCALAYER_BIN"])
    return CheckedSignature(document_id, store_file(folder, cms.without_armour(received)), report)


def sign_with_cms(
    application: Application, signature: CheckedSignature | None, document_id: int, actor: Actor, now: datetime
) -> None:
    """Issue with a signature from the signatory's own key. Part of the caller's unit of work."""
    entry = held(application, document_id, actor, now)
    if signature is None or signature.document_id != document_id:
        raise ActionRefused(Barred("preparation_lapsed"))
    if entry.way is not SigningWay.NCALAYER:
        raise ActionRefused(Barred("cms.other_way"))
    db.session.add(
        SignatureReport(
            document_id=document_id, cms_sha256=signature.cms_sha256, checked_at=signature.report.checked_at,
            report=signature.report.as_json,
        )
    )  # fmt: skip
    entry.decision.sign(entry, actor, now, Medium.ELECTRONIC, None)
