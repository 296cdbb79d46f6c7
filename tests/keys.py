"""A certification authority for tests, and keys under it, good and bad: real certificates, quick ones (ECDSA P-256)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, pkcs12

PASSWORD = "key password"
SINCE, UNTIL = datetime(2005, 1, 1, tzinfo=UTC), datetime(2065, 1, 1, tzinfo=UTC)
HOLDER = "Комитет промышленности"
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
SIGNING = ("digital_signature", "content_commitment")
Key = EllipticCurvePrivateKey | RSAPrivateKey


def new_key() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


def name(common_name: str, **more: str) -> x509.Name:
    """A subject: serial_number="IIN…", organizational_unit_name="BIN…" and the like beside the name."""
    parts = {"country_name": "KZ", "common_name": common_name, **more}
    return x509.Name([x509.NameAttribute(getattr(x509.NameOID, key.upper()), value) for key, value in parts.items()])


class Authority:
    """A certification authority of its own."""

    def __init__(self, common_name: str = "Тестовый удостоверяющий центр") -> None:
        self.key, self.name = new_key(), name(common_name)
        self.certificate = self._issued(self.name, self.key, SINCE, UNTIL, ("key_cert_sign", "crl_sign"), is_ca=True)

    def issue(
        self, subject: x509.Name | None = None, key: Key | None = None, *, since: datetime = SINCE,
        until: datetime = UNTIL, usage: Iterable[str] = SIGNING, purposes: Iterable[x509.ObjectIdentifier] = (),
    ) -> tuple[Any, x509.Certificate]:  # fmt: skip
        """A key and its certificate."""
        key = key or new_key()
        return key, self._issued(subject or name(HOLDER), key, since, until, usage, purposes)

    def _issued(
        self, subject: x509.Name, key: Key, since: datetime, until: datetime, usage: Iterable[str],
        purposes: Iterable[x509.ObjectIdentifier] = (), *, is_ca: bool = False,
    ) -> x509.Certificate:  # fmt: skip
        wanted = set(usage)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**{one: one in wanted for one in _USAGES}), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), critical=True)
        return builder.sign(self.key, SHA256())

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


# Sealed lightly: opening a key is slow on purpose, and tests open many.
_LIGHT = (
    PrivateFormat.PKCS12.encryption_builder()
    .kdf_rounds(100)
    .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
    .hmac_hash(SHA256())
)


def write_key(path: Path, key: Any, certificate: x509.Certificate, password: str = PASSWORD) -> Path:
    """A PKCS#12 file, as a signatory's key comes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sealed = pkcs12.serialize_key_and_certificates(b"key", key, certificate, None, _LIGHT.build(password.encode()))
    path.write_bytes(sealed)
    return path


@cache
def authority() -> Authority:
    """The one that tests trust, made once."""
    return Authority()


def settings(folder: Path) -> dict[str, str]:
    """The authority's key and the list of trust in a folder, those of all Centers, and the settings that name them."""
    for name in ("authority", "centers/center"):
        key = write_key(folder / f"{name}.p12", *authority().issue())
        key.with_suffix(".password").write_text(PASSWORD)
        key.with_name("trust.pem").write_bytes(authority().pem)
    return settings_for(folder)


def settings_for(folder: Path) -> dict[str, str]:
    """The settings that name what is in such a folder."""
    return {
        "SIGNING_KEY": str(folder / "authority.p12"), "SIGNING_KEYS": str(folder / "signatories"),
        "CENTER_KEYS": str(folder / "centers"), "CENTER_TRUST": str(folder / "centers" / "trust.pem"),
        "SIGNING_KEY_PASSWORD": "", "SIGNING_TRUST": str(folder / "trust.pem"), "TSA_URL": "",
    }  # fmt: skip
