"""The keys that results are signed with (clause 5), and the certificates that signatures are checked against.

A signatory's own key, `<login>.p12` in SIGNING_KEYS, comes before the authority's, SIGNING_KEY. The password of a key
stands in a file beside it (`<name>.password`), else in SIGNING_KEY_PASSWORD. A key in a token is described by `.toml`
instead (`documents/token.py`). One that cannot be used now is refused with its
reason: nothing is ever signed with less.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from flask import current_app

from documents.token import Token
from rules.terms import committee_today
from rules.workflow import ActionRefused, Barred

DEMONSTRATION = "ДЕМОНСТРАЦИЯ"
"""Stands in the issuer's name of every demonstration certificate; nothing else marks one."""


KINDS = (".p12", ".toml")
"""Of keys, by the end of their name: a PKCS#12 file, the description of a token."""


class NoUsableKey(ActionRefused):
    """There is no key to sign with now; `barred` has the reason, a code that begins with `key.`."""


@dataclass(frozen=True)
class SigningKey:
    """A private key with its certificate, and those of the authorities above it."""

    private_key: Any
    """Itself, or the Token that it is in."""
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...] = ()

    @property
    def serial(self) -> str:
        """The certificate's number as papers and readers of PDF show it."""
        return f"{self.certificate.serial_number:X}"

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(SHA256()).hex()

    @property
    def holder(self) -> str:
        """Whom the certificate names."""
        names = self.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return str(names[0].value) if names else self.certificate.subject.rfc4514_string()

    @property
    def valid_until(self) -> datetime:
        return self.certificate.not_valid_after_utc

    @property
    def is_demonstration(self) -> bool:
        return is_demonstration(self.certificate)


def key_of(login: str, now: datetime) -> SigningKey:
    """The key that this person signs with now. NoUsableKey says why there is none."""
    return _usable([*_named(_own_keys(), login), Path(current_app.config["SIGNING_KEY"])], now)


def center_key_of(login: str, center: str, now: datetime) -> SigningKey:
    """The key that a worker of this Center ("03-14") certifies copies with (11): their own, the Center's, or the one of
    all Centers; never the authority's. NoUsableKey says why there is none."""
    folder = Path(current_app.config["CENTER_KEYS"])
    return _usable([*_named(_own_keys(), login), *_named(folder, center), *_named(folder, "center")], now)


def _usable(paths: list[Path], now: datetime) -> SigningKey:
    """The first that is there, if it can be used: one that is bad gives way to no other."""
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise NoUsableKey(Barred("key.absent"))
    key = _opened(path)
    _check(key, now)
    return key


def trust_roots(setting: str = "SIGNING_TRUST") -> list[asn1_x509.Certificate]:
    """The certificates in the file of this setting that a signature must lead to; none if there is no such file."""
    path = Path(current_app.config[setting])
    return certificates_in(path) if path.is_file() else []


def certificates_in(path: Path) -> list[asn1_x509.Certificate]:
    """Every certificate of a PEM file. ValueError if it is none."""
    return [asn1_x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(path.read_bytes(), multiple=True)]


def is_demonstration(certificate: x509.Certificate | asn1_x509.Certificate) -> bool:
    """Whether a certificate was issued for demonstration: papers made with it have no legal force."""
    if isinstance(certificate, x509.Certificate):
        return any(DEMONSTRATION in str(attribute.value) for attribute in certificate.issuer)
    return DEMONSTRATION in certificate.issuer.human_friendly


def is_for_demonstration() -> bool:
    """Whether this installation signs with a demonstration key, or trusts one: each page says so."""
    config = current_app.config
    folders = _own_keys(), Path(config["CENTER_KEYS"])
    own = [path for folder in folders for path in sorted(folder.glob("*")) if path.suffix in KINDS]
    files = [Path(config[name]) for name in ("SIGNING_TRUST", "SIGNING_KEY", "CENTER_TRUST")] + own
    return any(_is_demonstration_file(path, _stamp(path)) for path in files if path.is_file())


@lru_cache(maxsize=256)
def _is_demonstration_file(path: Path, _stamped: tuple[int, int]) -> bool:
    try:
        if path.suffix in KINDS:
            return _opened(path).is_demonstration
        return any(is_demonstration(one) for one in certificates_in(path))
    except (NoUsableKey, ValueError, OSError):
        return False


def _own_keys() -> Path:
    return Path(current_app.config["SIGNING_KEYS"])


def _named(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}{kind}" for kind in KINDS] if Path(name).name == name else []


def _stamp(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def _opened(path: Path) -> SigningKey:
    beside = path.with_suffix(".password")
    try:
        password = beside.read_text("utf-8").strip() if beside.is_file() else current_app.config["SIGNING_KEY_PASSWORD"]
        return _in_token(path, password) if path.suffix == ".toml" else _read(path, _stamp(path), password)
    except (OSError, ValueError) as error:  # a wrong password and a damaged file look alike
        raise NoUsableKey(Barred("key.unreadable")) from error


def _in_token(path: Path, pin: str) -> SigningKey:
    """The key that a file describes, with the certificates beside it: the holder's comes first."""
    certificate, *others = x509.load_pem_x509_certificates(path.with_suffix(".pem").read_bytes())
    return SigningKey(Token.described_in(path, pin), certificate, tuple(others))


@lru_cache(maxsize=64)
def _read(path: Path, _stamped: tuple[int, int], password: str) -> SigningKey:
    """Opening a key takes a while on purpose: once for each file as it stands."""
    stored = pkcs12.load_pkcs12(path.read_bytes(), password.encode() or None)
    if stored.key is None or stored.cert is None:
        raise NoUsableKey(Barred("key.unreadable"))
    others = tuple(one.certificate for one in stored.additional_certs)
    return SigningKey(stored.key, stored.cert.certificate, others)


def _check(key: SigningKey, now: datetime) -> None:
    """The pair belongs together, is valid at this moment, and is meant for signing documents."""
    certificate = key.certificate
    is_in_token = isinstance(key.private_key, Token)  # it is asked when it signs
    if not is_in_token and key.private_key.public_key() != certificate.public_key():
        raise NoUsableKey(Barred("key.mismatch"))
    if now < certificate.not_valid_before_utc:
        raise NoUsableKey(Barred("key.not_yet_valid"))
    if now > certificate.not_valid_after_utc:
        raise NoUsableKey(Barred("key.expired", since=committee_today(certificate.not_valid_after_utc)))
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound as error:
        raise NoUsableKey(Barred("key.usage")) from error
    if not (usage.digital_signature and usage.content_commitment):
        raise NoUsableKey(Barred("key.usage"))


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate for libraries that know the other kind."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
