"""The electronic signature of a result (clause 5): PAdES B-B, and B-T where a time-stamping authority is set.

The signature is added behind the prepared bytes. The block that names the certificate is drawn on the paper when it is
prepared (`documents/issue.py`), so that the signatory reads it and signs it too; the moment, which nobody knows before,
is drawn by the signature itself (`documents/stamp.py`).
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPException
from io import BytesIO
from typing import Any
from urllib.request import Request, urlopen

from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.keys import load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes as CMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.stamp import BOX, stamp_style
from documents.token import Token, TokenFailed
from documents.trust import NoUsableKey, SigningKey, as_asn1
from rules.workflow import Barred

log = logging.getLogger("signing")

FIELD = "Signature"
SECONDS_FOR_A_STAMP = 10


class _PdfSigner(signers.PdfSigner):
    """Writes the moment that it is given into the signature: the one that stands in the register."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


class HttpTimeStamper(TimeStamper):
    """Asks a time-stamping authority (RFC 3161) over HTTP."""

    def __init__(self, url: str) -> None:
        super().__init__()
        if not url.startswith(("http://", "https://")):
            raise ValueError("the address of a time-stamping authority begins with http:// or https://")
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, question: bytes) -> tsp.TimeStampResp:
        request = Request(self.url, question, set_tsp_headers({}))  # noqa: S310 - http or https, see above
        with urlopen(request, timeout=SECONDS_FOR_A_STAMP) as answer:  # noqa: S310
            if answer.headers.get_content_type() != "application/timestamp-reply":
                raise TimestampRequestError("this is not a time-stamping authority's answer")
            return tsp.TimeStampResp.load(answer.read())


def signed_pdf(
    prepared: bytes, key: SigningKey, name: str, at: datetime, tsa_url: str = "", shown: Sequence[str] = ()
) -> bytes:
    """The prepared paper with the key's signature behind it, in a person's name; it draws the lines that are shown.

    Takes up to seconds: never call it while writing. NoUsableKey if no signature came about.
    """
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name
    )
    try:
        stamper = HttpTimeStamper(tsa_url) if tsa_url else None
        writer = IncrementalPdfFileWriter(BytesIO(prepared))
        with _signer(key) as signer:
            maker = _PdfSigner(
                metadata, signer, timestamper=stamper, at=at, stamp_style=stamp_style(shown) if shown else None,
                new_field_spec=SigFieldSpec(FIELD, box=tuple(map(round, BOX))) if shown else None,
            )  # fmt: skip
            signed: bytes = maker.sign_pdf(writer).getvalue()
    except TokenFailed as error:
        raise _failed("key.token", error) from error
    except (TimestampRequestError, HTTPException, OSError) as error:
        raise _failed("key.no_time_stamp", error) from error
    except (SigningError, PdfError, ValueError) as error:
        raise _failed("key.failed", error) from error
    if not signed.startswith(prepared):
        raise _failed("key.failed", "what was signed does not begin with what was read")
    if not _is_of_its_certificate(signed):
        raise _failed("key.mismatch", "the key is not the certificate's")
    return signed


def signed_beside(content: bytes, key: SigningKey, at: datetime) -> bytes:
    """A detached CMS signature over this content, DER, that says that it was made at this moment.

    As slow as `signed_pdf`. NoUsableKey if no signature came about.
    """
    said = CMSSignedAttributes(signing_time=at)
    try:
        with _signer(key) as signer:
            made = signer.async_sign_general_data(content, "sha256", detached=True, signed_attr_settings=said)
            return bytes(asyncio.run(made).dump())
    except TokenFailed as error:
        raise _failed("key.token", error) from error
    except (SigningError, OSError, ValueError) as error:
        raise _failed("key.failed", error) from error


def _failed(reason: str, why: object) -> NoUsableKey:
    log.warning("nothing signed, %s: %s", reason, why)
    return NoUsableKey(Barred(reason))


@contextmanager
def _signer(key: SigningKey) -> Iterator[signers.Signer]:
    certificate, others = as_asn1(key.certificate), [as_asn1(one) for one in key.others]
    if isinstance(key.private_key, Token):
        with key.private_key.signer(certificate, others) as signer:
            yield signer
        return
    private = key.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()
    store.register_multiple(others)
    yield signers.SimpleSigner(
        signing_cert=certificate, signing_key=load_private_key_from_pemder_data(private, passphrase=None),
        cert_registry=store,
    )  # fmt: skip


def _is_of_its_certificate(signed: bytes) -> bool:
    """Whether the signature holds by the certificate that it names: what is in a token cannot be compared before."""
    signature = PdfFileReader(BytesIO(signed)).embedded_signatures[-1]
    is_intact, is_valid = validate_sig_integrity(
        signature.signer_info, signature.signer_cert, "data", signature.compute_digest()
    )
    return bool(is_intact and is_valid)
