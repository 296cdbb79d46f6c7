"""The electronic signature of a result (clause 5): PAdES B-B, and B-T where a time-stamping authority is set.

The signature is added behind the prepared bytes, invisible: the block that names the certificate is drawn on the paper
when it is prepared (`documents/issue.py`), so that the signatory reads it and signs it too.
"""

import asyncio
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
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.trust import NoUsableKey, SigningKey, as_asn1
from rules.workflow import Barred

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


def signed_pdf(prepared: bytes, key: SigningKey, name: str, at: datetime, tsa_url: str = "") -> bytes:
    """The prepared paper with the key's signature behind it, in the name of a person.

    Takes up to seconds: never call it while writing. NoUsableKey if no signature came about.
    """
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name
    )
    try:
        stamper = HttpTimeStamper(tsa_url) if tsa_url else None
        writer = IncrementalPdfFileWriter(BytesIO(prepared))
        signed: bytes = _PdfSigner(metadata, _signer(key), timestamper=stamper, at=at).sign_pdf(writer).getvalue()
    except (TimestampRequestError, HTTPException, OSError) as error:
        raise NoUsableKey(Barred("key.no_time_stamp")) from error
    except (SigningError, PdfError, ValueError) as error:
        raise NoUsableKey(Barred("key.failed")) from error
    if not signed.startswith(prepared):
        raise NoUsableKey(Barred("key.failed"))
    return signed


def _signer(key: SigningKey) -> signers.SimpleSigner:
    private = key.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()
    store.register_multiple(as_asn1(one) for one in key.others)
    return signers.SimpleSigner(
        signing_cert=as_asn1(key.certificate),
        signing_key=load_private_key_from_pemder_data(private, passphrase=None),
        cert_registry=store,
    )
