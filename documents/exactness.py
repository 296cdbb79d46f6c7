"""Whether a signature is written exactly as a signer writes it.

A signature cannot cover itself, so that readers let pass what was changed in its own bytes beside what it signs: the
filling behind it, the spelling of its hexadecimal digits, a certificate that comes along. Here each byte has to be the
one that it must be.
"""

from asn1crypto import cms, core, parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

UNIVERSAL, CONTEXT, CONSTRUCTED, SEQUENCE = 0, 2, 1, 16
FIELDS = ("version", "digest_algorithms", "encap_content_info", "certificates", "signer_infos")
SIGNER_FIELDS = (
    "version", "sid", "digest_algorithm", "signed_attrs", "signature_algorithm", "signature", "unsigned_attrs",
)  # fmt: skip
STAMP = "signature_time_stamp_token"
"""The one thing that may stand beside a signature without being signed by it: it is signed itself."""


def is_exactly_written(signature: EmbeddedPdfSignature, content: bytes) -> bool:
    """Whether nothing but the signature itself, in canonical form, stands where the file's signed part leaves room."""
    _start, length, rest, _end = signature.byte_range
    raw = content[length:rest]
    held = signature.pkcs7_content
    message = cms.ContentInfo.load(held)
    size = len(message.dump())
    if held[size:].strip(b"\0"):
        return False
    spelt = held.hex().encode()
    if raw not in (b"<" + spelt + b">", b"<" + spelt.upper() + b">"):
        return False
    return held[:size] == message.dump() and _is_plain(message)


def _sequence(structure: core.Sequence, fields: tuple[str, ...]) -> bytes:
    """A structure of these fields and nothing else."""
    return _written(*(structure[name].dump() for name in fields))


def _written(*parts: bytes) -> bytes:
    written: bytes = parser.emit(UNIVERSAL, CONSTRUCTED, SEQUENCE, b"".join(parts))
    return written


def _is_plain(message: cms.ContentInfo) -> bool:
    """A signer's own structure: one signer, its digest and no other, and beside it time stamps alone."""
    signed = message["content"]
    if len(signed["signer_infos"]) != 1 or signed["crls"] is not core.VOID:
        return False
    signer = signed["signer_infos"][0]
    if [one.dump() for one in signed["digest_algorithms"]] != [signer["digest_algorithm"].dump()]:
        return False
    content = signed["encap_content_info"]
    is_stamp = content["content_type"].native == "tst_info"
    if signed["version"].native != ("v3" if is_stamp else "v1") or signer["version"].native != "v1":
        return False
    wrapped = parser.emit(CONTEXT, CONSTRUCTED, 0, _sequence(signed, FIELDS))
    if message.dump() != _written(message["content_type"].dump(), wrapped):
        return False
    if signer.dump() != _sequence(signer, SIGNER_FIELDS):
        return False
    if any(attribute["type"].native != STAMP for attribute in signer["unsigned_attrs"]):
        return False
    return all(_is_plain(stamp) for stamp in _stamps(message))


def _stamps(message: cms.ContentInfo) -> list[cms.ContentInfo]:
    signer = message["content"]["signer_infos"][0]
    return [stamp for attribute in signer["unsigned_attrs"] for stamp in attribute["values"]]


def are_as_issued(signature: EmbeddedPdfSignature, roots: list[asn1_x509.Certificate]) -> bool:
    """Whether each byte of the certificates that come along is as its issuer signed it."""
    message = cms.ContentInfo.load(signature.pkcs7_content)
    known = {one.subject: one for one in _loaded(roots)}
    for signed in (one["content"] for one in (message, *_stamps(message))):
        along = _loaded([one.chosen for one in signed["certificates"]])
        for one in along:
            issuers = [*along, *known.values()]
            if one != known[one.subject] if one.subject in known else not any(_is_issued_by(one, by) for by in issuers):
                return False
    return True


def _loaded(certificates: list[asn1_x509.Certificate]) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(one.dump()) for one in certificates]


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
