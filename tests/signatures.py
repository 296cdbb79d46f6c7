"""Real signatures under the tests' own authority, good and bad: in a PDF, and CMS, also one that looks like GOST."""

import asyncio
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import cms, core
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import Name
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
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
    maker = _maker(pair or signer(), SimpleCertificateStore())
    made: bytes = asyncio.run(maker.async_sign_general_data(content, "sha256", detached=detached)).dump()
    return made


def signed_pdf(
    pdf: bytes, pair: tuple[Any, Any] | None = None, *, stamped_at: datetime | None = None, field: str = "Signature"
) -> bytes:
    """A PAdES signature behind the bytes of a PDF, with a time stamp if it is to have one; made by pyHanko alone."""
    store = SimpleCertificateStore()
    store.register(as_asn1(keys.authority().certificate))
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    stamper = time_stamper(stamped_at) if stamped_at else None
    maker = PdfSigner(metadata, _maker(pair or keys.authority().issue(), store), timestamper=stamper)
    made: bytes = maker.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue()
    return made


def appended(pdf: bytes, name: str = "/Lang") -> bytes:
    """The same file in another language, or with something strange: an incremental addition, as an editor saves it."""
    writer, out = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    writer.root[name] = generic.TextStringObject("kk")
    writer.update_root()
    writer.write(out)
    return out.getvalue()


def time_stamper(at: datetime) -> DummyTimeStamper:
    """A time-stamping authority for which it is always this moment."""
    key, certificate = _time_stamp()
    store = SimpleCertificateStore()
    store.register(as_asn1(keys.authority().certificate))
    return DummyTimeStamper(as_asn1(certificate), _asn1_key(key), certs_to_embed=store, fixed_dt=at)


@cache
def _time_stamp() -> tuple[Any, Any]:
    rsa = generate_private_key(65537, 2048)  # pyHanko's own time stamper for tests knows no other
    return keys.authority().issue(
        keys.name("Центр меток времени"), rsa, purposes=[ExtendedKeyUsageOID.TIME_STAMPING]
    )  # fmt: skip


def _maker(pair: tuple[Any, Any], store: SimpleCertificateStore) -> SimpleSigner:
    key, certificate = pair
    return SimpleSigner(signing_cert=as_asn1(certificate), signing_key=_asn1_key(key), cert_registry=store)


def _asn1_key(key: Any) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


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
