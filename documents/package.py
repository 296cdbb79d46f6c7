"""The electronic copy that a Center's worker certifies (11): a manifest over the form and the scans, and its signature.

The manifest is canonical JSON: the same record gives the same bytes. It names the filing and who certifies it, holds
every box of the form as it is stored, and each scan by its SHA-256. It is kept with its detached CMS; nothing goes to
the Committee without both.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask import current_app
from sqlalchemy import inspect

from documents import cms
from documents.cms_report import CmsRefused, CmsUnavailable, Report
from documents.issue_cms import iin_of, verifiers
from documents.sign import signed_beside
from documents.trust import center_key_of, trust_roots
from extensions import db
from models.application import Application
from models.attachment import Attachment, FileDamaged, read_file, store_file
from models.document import SigningWay
from models.package import Package
from models.user import Actor, User
from rules.workflow import ActionRefused, Barred

FORMAT = "center-package/1"
RECORD = ("number", "service", "accepted_at", "application", "guarantee", "goods", "information_forms", "scans")
"""What of a manifest the record must still say; names of people and places may be otherwise by now."""
_NO_BOX = ("id", "application_id")


@dataclass(frozen=True)
class Certified:
    """A certified copy before it is sent: its manifest and signature in the file store, and what is known of them."""

    manifest_sha256: str
    cms_sha256: str
    way: SigningWay
    report: Report

    def send(self, application: Application, actor: Actor, now: datetime) -> Package:
        """Send it, in the caller's unit of work."""
        return Package.send(
            application, self.manifest_sha256, self.cms_sha256, self.way, self.report.as_json, actor, now
        )  # fmt: skip


def manifest_of(application: Application, actor: Actor) -> dict[str, Any]:
    """What is certified, by this person, as plain data."""
    center, worker = application.center, db.session.get_one(User, actor.user_id)
    assert center is not None  # nobody else's copies are certified
    guarantee = application.guarantee
    return {
        "format": FORMAT,
        "number": application.number,
        "service": application.service.value,
        "accepted_at": application.accepted_at.astimezone(UTC).isoformat(),
        "center": {"key": center.key, "name": center.listing(application.service).name},
        "accepted_by": _person(application.accepted_by),
        "certified_by": _person(worker),
        "application": _boxes(application.form),
        "guarantee": _boxes(guarantee) if guarantee else None,
        "goods": [_boxes(row) for row in application.goods],
        "information_forms": [_boxes(form) for form in application.information_forms],
        "scans": [_scan(one) for one in application.attachments],
    }


def canonical(manifest: dict[str, Any]) -> bytes:
    """The one way to write a manifest: sorted names, no spaces, UTF-8."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _person(user: User) -> dict[str, str]:
    return {"login": user.login, "full_name": user.full_name, "post": user.post}


def _boxes(row: Any) -> dict[str, Any]:
    """Every box of a form as it is stored."""
    names = (column.key for column in inspect(type(row)).column_attrs)
    return {name: _plain(getattr(row, name)) for name in names if name not in _NO_BOX}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def _scan(one: Attachment) -> dict[str, Any]:
    return {
        "title": one.title, "kind": one.kind, "file_name": one.file_name, "media_type": one.media_type,
        "size": one.size, "pages": one.pages, "sha256": one.sha256, "original_shown": one.original_shown,
        "not_shown_because": one.not_shown_because,
    }  # fmt: skip


# --- Certifying: slow, so before the unit of work that sends ------------------------------------------------


def certified_with_key(application: Application, actor: Actor, now: datetime) -> Certified:
    """Certify with a key on the server. NoUsableKey, CmsRefused and the like say why that cannot be."""
    content = _to_certify(application, actor)
    key = _key(application, actor, now)
    made = signed_beside(content, key, now)
    return _kept(content, made, SigningWay.SERVER_KEY, cms.check(made, content, None, now, _own()))


def certified_through_ncalayer(
    application: Application, received: bytes, sha256: str, actor: Actor, now: datetime
) -> Certified:
    """Certify with the worker's own key: the CMS that came is checked against their IIN, over what the page showed."""
    content = _to_certify(application, actor)
    report = cms.check(received, content, iin_of(actor), now, verifiers())
    if report.content_sha256 != sha256:
        raise CmsRefused("other_content")
    return _kept(content, cms.without_armour(received), SigningWay.NCALAYER, report)


def why_no_center_key(application: Application, actor: Actor, now: datetime) -> Barred | None:
    """Why this person cannot certify with a key on the server now, or None."""
    try:
        _key(application, actor, now)
    except ActionRefused as refused:
        return refused.barred
    return None


def _key(application: Application, actor: Actor, now: datetime) -> Any:
    assert application.center is not None
    login = db.session.get_one(User, actor.user_id).login
    return center_key_of(login, application.center.key.replace("/", "-"), now)


def _to_certify(application: Application, actor: Actor) -> bytes:
    """The manifest's bytes, once every scan that it names was read and is what was stored."""
    for one in application.attachments:
        try:
            read_file(current_app.config["FILES_PATH"], one.sha256)
        except FileDamaged as error:
            raise ActionRefused(Barred("scan_damaged")) from error
    return canonical(manifest_of(application, actor))


def _kept(content: bytes, der: bytes, way: SigningWay, report: Report) -> Certified:
    folder = current_app.config["FILES_PATH"]
    return Certified(store_file(folder, content), store_file(folder, der), way, report)


def _own() -> cms.Verifiers:
    return cms.Verifiers(trust_roots("CENTER_TRUST"), purpose="")


# --- Checking what was sent -------------------------------------------------------------------------------


@dataclass(frozen=True)
class PackageCheck:
    """What a package is found to be now. The certificate is judged by the moment of the sending."""

    checked_at: datetime
    signature: str = ""
    """Why the signature does not hold, a code of `Barred`; "" if it does."""
    differing: tuple[str, ...] = ()
    """The parts of the manifest that the record has otherwise now."""
    damaged: tuple[str, ...] = ()
    """The titles of scans that are missing from the file store, or are no longer what was certified."""

    @property
    def is_genuine(self) -> bool:
        return not (self.signature or self.differing or self.damaged)


def check_package(package: Package, now: datetime) -> PackageCheck:
    """Check the signature over the manifest, the manifest against the record, and each scan against its SHA-256."""
    folder, application = current_app.config["FILES_PATH"], package.application
    try:
        content, der = (read_file(folder, digest) for digest in (package.manifest_sha256, package.cms_sha256))
    except FileDamaged:
        return PackageCheck(now, "package_damaged")
    is_own = package.way is SigningWay.SERVER_KEY
    try:
        iin = None if is_own else package.report["iin"]
        cms.check(der, content, iin, package.sent_at, _own() if is_own else verifiers())
        signature = ""
    except (CmsRefused, CmsUnavailable) as refused:
        signature = refused.barred.code
    kept = json.loads(content)
    told = json.loads(canonical(manifest_of(application, package.sent_by.actor())))
    return PackageCheck(
        now, signature, tuple(part for part in RECORD if kept.get(part) != told[part]),
        tuple(scan["title"] for scan in kept["scans"] if not _is_stored(folder, scan["sha256"])),
    )  # fmt: skip


def _is_stored(folder: str, digest: str) -> bool:
    try:
        read_file(folder, digest)
    except FileDamaged:
        return False
    return True
