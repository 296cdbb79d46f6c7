"""`flask keys`: the demonstration's certification authority and key; no legal force, and everything made says so."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

import click
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from flask import current_app
from flask.cli import with_appcontext

from documents.trust import DEMONSTRATION, SigningKey, is_for_demonstration
from extensions import clock
from models.wording import text

BITS = 2048
BEFORE, AFTER = timedelta(days=800), timedelta(days=3650)
"""The demonstration's cases are dated back by up to a year: its key is older than they are."""


@click.group()
def keys() -> None:
    """Keys that results are signed with."""


@keys.command()
@with_appcontext
def demo() -> None:
    """Make a demonstration authority and keys under it, the Committee's and the Centers', where there are none yet."""
    made = make_demonstration_keys(clock.now())
    click.echo("Demonstration keys made: no legal force." if made else "There is a signing key already: it stays.")


def make_demonstration_keys(now: datetime) -> bool:
    """Write the authority's key and that of all Centers, each with its password and list of trust, where the settings
    look and none is yet. False if none is made: beside a real key no demonstration appears by itself."""
    config, is_made = current_app.config, False
    places = (
        (Path(config["SIGNING_KEY"]), Path(config["SIGNING_TRUST"]), "holder"),
        (Path(config["CENTER_KEYS"]) / "center.p12", Path(config["CENTER_TRUST"]), "center"),
    )
    if any(path.exists() for path in places[0][:2]) and not is_for_demonstration():
        return False
    for path, trust, of in places:
        if not path.exists() and not trust.exists():
            _make(path, trust, demonstration_key(now, x509.random_serial_number(), of))
            is_made = True
    return is_made


def _make(path: Path, trust: Path, made: SigningKey) -> None:
    password = secrets.token_urlsafe(24)
    sealed = pkcs12.serialize_key_and_certificates(
        path.stem.encode(), made.private_key, made.certificate, made.others, BestAvailableEncryption(password.encode())
    )
    _write(trust, made.others[0].public_bytes(Encoding.PEM))
    _write(path.with_suffix(".password"), password.encode())
    _write(path, sealed)


def demonstration_key(now: datetime, serial: int, of: str = "holder") -> SigningKey:
    """A key whose certificate has this number, with that of the authority above it; kept nowhere."""
    root_key, key = generate_private_key(65537, BITS), generate_private_key(65537, BITS)
    # A name in a certificate has at most 64 bytes.
    issuer, holder = (f"{DEMONSTRATION}: {text(f'demonstration.{name}')}" for name in ("authority", of))
    root = _certificate(issuer, root_key, issuer, root_key, now, x509.random_serial_number(), is_authority=True)
    certificate = _certificate(holder, key, issuer, root_key, now, serial, is_authority=False)
    return SigningKey(key, certificate, (root,))


def _certificate(
    name: str, key: RSAPrivateKey, issuer: str, issuer_key: RSAPrivateKey, now: datetime, serial: int, *,
    is_authority: bool,
) -> x509.Certificate:  # fmt: skip
    usage = {
        "digital_signature": not is_authority, "content_commitment": not is_authority, "key_cert_sign": is_authority,
        "crl_sign": is_authority, "key_encipherment": False, "data_encipherment": False, "key_agreement": False,
        "encipher_only": False, "decipher_only": False,
    }  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + AFTER)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, SHA256())
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "KZ"), x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)]
    )


def _write(path: Path, content: bytes) -> None:
    """Readable by nobody else."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
