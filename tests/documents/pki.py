"""Keys and certificates for tests, made anew for each run: an authority, a signer and a time stamp under it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

EARLY, LATE = datetime(2013, 1, 1, tzinfo=UTC), datetime(2043, 1, 1, tzinfo=UTC)
SIGNED_AT = datetime(2013, 5, 20, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """A private key and its certificate."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        der = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return asn1_keys.PrivateKeyInfo.load(der)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def make_pair(
    name: str, issuer: Pair | None = None, *, since: datetime = EARLY, until: datetime = LATE, is_stamp: bool = False
) -> Pair:
    """A certificate on ECDSA P-256, a time stamp's on RSA; without an issuer it is an authority's own."""
    # pyHanko's own time stamper for tests knows RSA only.
    key = rsa.generate_private_key(65537, 2048) if is_stamp else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    is_ca = issuer is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_ca, content_commitment=not is_ca, key_encipherment=False,
                data_encipherment=False, key_agreement=False, key_cert_sign=is_ca, crl_sign=is_ca, encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )  # fmt: skip
    if is_stamp:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Pair(key, builder.sign(issuer.key if issuer else key, SHA256()))


class World:
    """An authority with its signers and its time stamp, and a stranger with an authority of his own."""

    @cached_property
    def authority(self) -> Pair:
        return make_pair("Test authority")

    @cached_property
    def signer(self) -> Pair:
        return make_pair("Әбдіқадыров Қайрат", self.authority)

    @cached_property
    def expired(self) -> Pair:
        return make_pair("Expired signer", self.authority, until=datetime(2013, 12, 31, tzinfo=UTC))

    @cached_property
    def stamp(self) -> Pair:
        return make_pair("Test time stamp", self.authority, is_stamp=True)

    @cached_property
    def stranger(self) -> Pair:
        return make_pair("Stranger", make_pair("Another authority"))

    @property
    def roots(self) -> list[asn1_x509.Certificate]:
        return [self.authority.asn1]

    def sign(
        self, pdf: bytes, by: Pair | None = None, *, at: datetime = SIGNED_AT, is_stamped: bool = False,
        field: str = "Signature",
    ) -> bytes:  # fmt: skip
        """A PAdES signature behind the bytes of a PDF."""
        pair = by or self.signer
        store = SimpleCertificateStore()
        store.register(self.authority.asn1)
        signer = signers.SimpleSigner(signing_cert=pair.asn1, signing_key=pair.asn1_key, cert_registry=store)
        stamper = (
            DummyTimeStamper(tsa_cert=self.stamp.asn1, tsa_key=self.stamp.asn1_key, certs_to_embed=store, fixed_dt=at)
            if is_stamped
            else None
        )
        metadata = signers.PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        made: bytes = signers.PdfSigner(metadata, signer, timestamper=stamper).sign_pdf(writer).getvalue()
        return made


def append(pdf: bytes) -> bytes:
    """The same file in another language: an incremental addition, as an editor saves it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Lang"] = generic.TextStringObject("kk")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
