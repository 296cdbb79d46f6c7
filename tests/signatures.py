"""Real CMS signatures under the tests' own authority, good and bad, and one that only looks like Kazakh GOST."""

import asyncio
from typing import Any

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import Name
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.keys import load_private_key_from_pemder_data
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.trust import as_asn1
from tests import keys

IIN, ANOTHER_IIN, BIN = "850615300123", "900101400321", "101040012344"
GOST_SIGNATURE, GOST_KEY = "1.2.398.3.10.1.1.2.3.2", "1.2.398.3.10.1.1.2.2"
EMAIL = (ExtendedKeyUsageOID.EMAIL_PROTECTION,)


def subject(iin: str = IIN, **more: str) -> Name:
    """Whom a certificate of the national authority names."""
    return keys.name(
        "НҰРЛАНОВ ЕРЛАН", serial_number=f"IIN{iin}", organizational_unit_name=f"BIN{BIN}", given_name="БОЛАТҰЛЫ", **more
    )


def signer(authority: keys.Authority | None = None, iin: str = IIN, **facts: Any) -> tuple[Any, Any]:
    """A key with its certificate, a good one unless `facts` say otherwise."""
    return (authority or keys.authority()).issue(subject(iin), **{"purposes": EMAIL, **facts})


def signed(content: bytes, pair: tuple[Any, Any] | None = None, *, detached: bool = True) -> bytes:
    """The CMS of this key over this content, DER."""
    key, certificate = pair or signer()
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    maker = SimpleSigner(
        signing_cert=as_asn1(certificate), signing_key=load_private_key_from_pemder_data(private, passphrase=None),
        cert_registry=SimpleCertificateStore(),
    )  # fmt: skip
    made: bytes = asyncio.run(maker.async_sign_general_data(content, "sha256", detached=detached)).dump()
    return made


def changed(der: bytes, **parts: Any) -> bytes:
    """The same CMS with parts of its SignedData replaced: `signer_infos` or `certificates`, each a list."""
    message = cms.ContentInfo.load(der)
    for name, value in parts.items():
        message["content"][name] = value
    made: bytes = message.dump(force=True)
    return made


def as_gost(der: bytes) -> bytes:
    """The same CMS, its certificate as by Kazakh GOST: nothing here can verify it, its key cannot even be read."""
    certificate = cms.ContentInfo.load(der)["content"]["certificates"][0].chosen
    algorithm = _sequence(core.ObjectIdentifier(GOST_SIGNATURE).dump())
    tbs = certificate["tbs_certificate"]
    parts = [tbs[name].dump() for name in tbs if tbs[name].dump()]
    parts[2] = algorithm
    parts[6] = _sequence(_sequence(core.ObjectIdentifier(GOST_KEY).dump()), core.BitString((0, 1) * 32).dump())
    whole = _sequence(_sequence(*parts), algorithm, certificate["signature_value"].dump())
    choice = cms.CertificateChoices(name="certificate", value=asn1_x509.Certificate.load(whole))
    return changed(der, certificates=[choice])


def _sequence(*parts: bytes) -> bytes:
    return bytes(core.Sequence(contents=b"".join(parts)).dump())
