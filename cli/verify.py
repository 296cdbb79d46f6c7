"""`flask document verify`: the check of a signed paper without the register and without a network."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from cli.document import document
from documents.trust import certificates_in, trust_roots
from documents.verify import BadFile, Finding, Report, SignatureReport, check
from extensions import clock
from rules.verification import read_code

BAD_FILES = {
    "empty": "The file is empty.",
    "not_pdf": "This is not a PDF file.",
    "damaged": "The file is damaged and cannot be read.",
    "encrypted": "The file is protected by a password.",
}
FINDINGS = {
    Finding.GENUINE: "GENUINE: every signature holds.",
    Finding.UNSIGNED: "NOT GENUINE: the file has no electronic signature.",
    Finding.CHANGED: "NOT GENUINE: the file was changed after it was signed.",
    Finding.APPENDED: "NOT GENUINE: the signed part is intact, but something was added after it.",
    Finding.UNTRUSTED: "NOT GENUINE: the signature leads to no certificate of the trust list.",
    Finding.EXPIRED: "NOT GENUINE: the certificate was not valid, and no time stamp proves that it was signed earlier.",
}
MODIFICATIONS = {
    "none": "nothing",
    "archival": "time stamps or revocation data only",
    "form_filling": "signatures or values of form fields",
    "other": "other changes",
}


class BadInput(click.ClickException):
    """What was given cannot be checked; the message says why."""

    exit_code = 2


@document.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--trust", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificates (PEM) that the signature must lead to. This installation's own if left out.",
)  # fmt: skip
@click.pass_context
@with_appcontext
def verify(context: click.Context, file: Path, trust: Path | None) -> None:
    """Check the electronic signatures of FILE, offline. Exits with 0: genuine, 1: not genuine, 2: cannot be checked."""
    try:
        roots = certificates_in(trust) if trust else trust_roots()
    except (ValueError, OSError) as error:
        raise BadInput("The trust list holds no certificates in PEM.") from error
    if not roots:
        raise BadInput("There is no trust list: name one with --trust FILE.pem.")
    try:
        report = check(file.read_bytes(), roots, clock.now())
    except BadFile as bad:
        raise BadInput(BAD_FILES[bad.reason]) from bad
    except OSError as error:
        raise BadInput(f"The file cannot be read: {error.strerror}.") from error
    click.echo("\n".join(_lines(report, file, len(roots))))
    context.exit(0 if report.is_genuine else 1)


def _lines(report: Report, file: Path, roots: int) -> list[str]:
    lines = [
        f"File               {file}",
        f"SHA-256            {report.sha256}",
        f"Checked            {_moment(report.checked_at)}, against {roots} trusted certificate(s), without a network",
    ]
    if code := read_code(report.code):
        lines.append(f"Code of the paper  {code}")
    for number, signature in enumerate(report.signatures, start=1):
        lines += ["", f"Signature {number}", *_told(signature)]
    return [
        *lines, "", FINDINGS[report.finding],
        "Not checked: revocation lists, and the register, which knows whether the paper was superseded or annulled.",
    ]  # fmt: skip


def _told(signature: SignatureReport) -> list[str]:
    if not signature.signer:
        return ["  cannot be read"]
    stamp = "none"
    if signature.has_stamp:
        stamp = _moment(signature.stamped_at) if signature.stamped_at else "not trusted"
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
        f"  was valid        {_yes(signature.was_valid)}, {when}",
    ]


def _yes(holds: bool) -> str:
    return "yes" if holds else "NO"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S %Z}" if moment else "-"
