"""`flask document verify`: the check of a signature, in a paper or beside it, without the register and a network."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import click
from asn1crypto import x509
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from cli.document import document
from documents import cms
from documents.cms_report import CmsRefused, CmsUnavailable
from documents.cms_report import Report as CmsReport
from documents.package import check_package
from documents.trust import DEMONSTRATION, certificates_in
from documents.verify import BadFile, Finding, Report, SignatureReport, check
from extensions import clock, db
from models.application import Application
from models.package import Package
from rules.verification import read_keywords

BAD_FILES = {
    "empty": "The file is empty.",
    "not_pdf": "This is not a PDF file.",
    "damaged": "The file is damaged and cannot be read.",
    "encrypted": "The file is protected by a password.",
}
FINDINGS = {
    Finding.GENUINE: "GENUINE: every signature holds.",
    Finding.UNSIGNED: "CANNOT BE CHECKED: the file has no electronic signature in it.",
    Finding.CHANGED: "NOT GENUINE: the file was changed after it was signed.",
    Finding.APPENDED: "NOT GENUINE: the signed part is intact, but something was added after it.",
    Finding.UNTRUSTED: "NOT GENUINE: the signature leads to no certificate of the trust list.",
    Finding.BAD_STAMP: "NOT GENUINE: the time stamp does not hold, or leads to no certificate of the trust list.",
    Finding.EXPIRED: "NOT GENUINE: the certificate was not valid, and no time stamp proves that it was signed earlier.",
}
MODIFICATIONS = {
    "none": "nothing",
    "archival": "time stamps or revocation data only",
    "form_filling": "signatures or values of form fields",
    "tail": "bytes that are part of no object",
    "other": "other changes",
}
CMS_FINDINGS = {
    "cms.no_signer": "nobody has signed",
    "cms.several_signers": "several people have signed, and one was expected",
    "cms.no_certificate": "it came without its certificate",
    "cms.other_content": "it is of another file, or the file was changed after it was signed",
    "cms.not_yet_valid": "its certificate is not valid yet",
    "cms.expired": "its certificate has expired",
    "cms.usage": "its certificate is not one for signing documents",
    "cms.untrusted": "it leads to no certificate of the trust list",
}
NO_FORCE = "Made with a DEMONSTRATION key: the paper has no legal force."
BESIDE = "A signature lies beside it: check that one with --signature {file}"
NO_SIGNATURE = (
    "What was signed through NCALayer has its signature in a file of its own: name it with --signature FILE.cms.\n"
    "Receipts, copies and what was signed by hand have none: check their code at /verify."
)
NOT_CHECKED = (
    "Not checked: revocation lists, and the register, which knows whether the paper was superseded or annulled."
)


class BadInput(click.ClickException):
    """What was given cannot be checked; the message says why."""

    exit_code = 2


@document.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--trust", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificates (PEM) that the signature must lead to. This installation's own if left out.",
)  # fmt: skip
@click.option(
    "--signature", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The signature that stands beside FILE (.cms), where it was signed through NCALayer.",
)  # fmt: skip
@click.pass_context
@with_appcontext
def verify(context: click.Context, file: Path, trust: Path | None, signature: Path | None) -> None:
    """Check the electronic signatures of FILE, offline. Exits with 0: genuine, 1: not genuine, 2: cannot be checked."""
    roots = _roots(trust, is_beside=signature is not None)
    try:
        content, beside = file.read_bytes(), signature.read_bytes() if signature else None
    except OSError as error:
        raise BadInput(f"The file cannot be read: {error.strerror}.") from error
    if beside is not None:
        code, lines = _checked_beside(content, beside, roots)
    else:
        try:
            report = check(content, roots, clock.now())
        except BadFile as bad:
            raise BadInput(BAD_FILES[bad.reason]) from bad
        code, lines = _exit_code(report), _lines(report, file)
    head = [
        f"File               {file}",
        f"SHA-256            {sha256(content).hexdigest()}",
        f"Checked            {_moment(clock.now())}, against {len(roots)} trusted certificate(s), without a network",
    ]
    click.echo("\n".join([*head, *lines, NOT_CHECKED]))
    context.exit(code)


@document.command("verify-package")
@click.argument("number")
@click.pass_context
@with_appcontext
def verify_package(context: click.Context, number: str) -> None:
    """Check the electronic copy that a Center certified under the registration number NUMBER: its signature, the record
    and every scan against it. Exits as `verify` does."""
    case = select(Application.id).where(Application.number == number)
    package = db.session.scalar(select(Package).where(Package.application_id.in_(case)))
    if package is None:
        raise BadInput("There is no certified copy under this number.")
    found, report = check_package(package, clock.now()), package.report
    lines = [
        f"Certified copy     {number}, sent {_moment(package.sent_at)}",
        f"Manifest           {package.manifest_sha256}",
        f"  signer           {report['subject']}",
        f"  issuer           {report['issuer']}",
        f"  signature        {found.signature or 'holds; its certificate was valid at the sending'}",
        *(f"  NOT AS RECORDED  {part}" for part in found.differing),
        *(f"  SCAN DAMAGED     {title}" for title in found.damaged),
        "",
        "GENUINE: the record and every scan are as they were certified." if found.is_genuine else "NOT GENUINE.",
    ]
    click.echo("\n".join([*lines, NO_FORCE] if DEMONSTRATION in report["issuer"] else lines))
    context.exit(0 if found.is_genuine else 1)


def _roots(trust: Path | None, *, is_beside: bool) -> list[x509.Certificate]:
    """Those named; else this installation's, for what is signed here or through NCALayer."""
    path = trust or Path(current_app.config["TRUST_ROOTS" if is_beside else "SIGNING_TRUST"])
    try:
        roots = certificates_in(path) if path.is_file() else []
    except (ValueError, OSError) as error:
        raise BadInput("The trust list holds no certificates in PEM.") from error
    if not roots:
        raise BadInput("There is no trust list: name one with --trust FILE.pem.")
    return roots


def _exit_code(report: Report) -> int:
    if report.finding is Finding.UNSIGNED:
        return 2
    return 0 if report.is_genuine else 1


def _checked_beside(content: bytes, beside: bytes, roots: list[x509.Certificate]) -> tuple[int, list[str]]:
    """The exit code for a signature beside a file, and what is said of it."""
    try:
        report = cms.check(beside, content, None, clock.now(), cms.Verifiers(roots))
    except CmsUnavailable as unavailable:
        raise BadInput("The signature is by Kazakh GOST, which cannot be checked without a network.") from unavailable
    except CmsRefused as refused:
        if refused.barred.code == "cms.broken":
            raise BadInput("The signature cannot be read.") from refused
        return 1, ["", f"NOT GENUINE: the signature beside the file: {CMS_FINDINGS[refused.barred.code]}."]
    lines = ["", "Signature beside it", *_told_beside(report), "", "GENUINE: the signature beside the file holds."]
    return 0, [*lines, NO_FORCE] if DEMONSTRATION in report.issuer else lines


def _told_beside(report: CmsReport) -> list[str]:
    return [
        f"  signer           {report.subject}",
        f"  issuer           {report.issuer}",
        f"  certificate      {report.serial}, {_moment(report.valid_from)} to {_moment(report.valid_until)}",
        "  intact           yes",
        "  covers all       yes",
        "  trusted          yes",
        "  was valid        yes, at the check",
    ]


def _lines(report: Report, file: Path) -> list[str]:
    lines = []
    code, is_copy = read_keywords(report.keywords)
    if code:
        lines.append(f"Code of the paper  {code}{', of which it calls itself a copy' if is_copy else ''}")
    for number, signature in enumerate(report.signatures, start=1):
        lines += ["", f"Signature {number}", *_told(signature)]
    lines += ["", FINDINGS[report.finding]]
    if report.is_demonstration:
        lines.append(NO_FORCE)
    if report.finding is Finding.UNSIGNED:
        beside = next((one for one in (file.with_suffix(".cms"), Path(f"{file}.cms")) if one.is_file()), None)
        lines.append(BESIDE.format(file=beside) if beside else NO_SIGNATURE)
    return lines


def _told(signature: SignatureReport) -> list[str]:
    if not signature.signer:
        return ["  cannot be read"]
    stamp = "none"
    if signature.has_stamp:
        stamp = _moment(signature.stamped_at) if signature.stamped_at else "does not hold, or is not trusted"
    when = "at the time stamp" if signature.stamped_at else "at the check"
    return [
        f"  signer           {signature.signer}",
        f"  issuer           {signature.issuer}",
        f"  certificate      {signature.serial}, {_moment(signature.valid_from)} to {_moment(signature.valid_until)}",
        f"  said to be made  {_moment(signature.signed_at)}",
        f"  time stamp       {stamp}",
        f"  intact           {_yes(signature.is_intact)}",
        f"  covers all       {_yes(signature.covers_file)}; after it: {MODIFICATIONS[signature.modification]}",
        f"  trusted          {_yes(signature.is_trusted)}",
        f"  was valid        {_yes(signature.was_valid)}{', ' + when if signature.was_valid is not None else ''}",
    ]


def _yes(holds: bool | None) -> str:
    if holds is None:
        return "not judged"
    return "yes" if holds else "NO"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S %Z}" if moment else "-"
