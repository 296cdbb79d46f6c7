"""Asks NCANode about a signature by Kazakh GOST, which no library here knows. Its dates are judged by its own now.

NCANode says "valid" of a signature without signers, ignores the data beside an attached content and does not know whom
we expect: what it leaves open is refused here or in `documents/cms.py`.
"""

import json
from base64 import b64encode
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from documents.cms_report import CmsRefused, CmsUnavailable

SECONDS_TO_ANSWER = 15
LONGEST_ANSWER = 1024 * 1024


def verified(url: str, der: bytes, content: bytes, seconds: float = SECONDS_TO_ANSWER) -> tuple[dict[str, Any], str]:
    """NCANode's answer on a good signature by one person, and the IIN that it read.

    CmsRefused if the signature is bad; CmsUnavailable if NCANode is not set up, gone, slow or not itself.
    """
    answer = _asked(url, der, content, seconds)
    try:
        return answer, _judged(answer)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise CmsUnavailable from error


def _asked(url: str, der: bytes, content: bytes, seconds: float) -> dict[str, Any]:
    if urlsplit(url).scheme not in ("http", "https"):
        raise CmsUnavailable("not_set_up")
    question = {
        "revocationCheck": ["OCSP", "CRL"], "cms": b64encode(der).decode(), "data": b64encode(content).decode()
    }  # fmt: skip
    request = Request(  # noqa: S310 - http or https, see above
        f"{url.rstrip('/')}/cms/verify", json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urlopen(request, timeout=seconds) as reply:  # noqa: S310
            answer = json.loads(reply.read(LONGEST_ANSWER))
    except HTTPError as error:
        with error:
            if error.code == 400:  # what it cannot read
                raise CmsRefused("broken") from error
        raise CmsUnavailable from error
    except (HTTPException, OSError, ValueError) as error:
        raise CmsUnavailable from error
    if not isinstance(answer, dict) or answer.get("status") != 200:
        raise CmsUnavailable
    return answer


def _judged(answer: dict[str, Any]) -> str:
    signers = answer["signers"] or []
    if len(signers) != 1:
        raise CmsRefused("several_signers" if signers else "no_signer")
    certificates = signers[0].get("certificates") or signers[0].get("signers") or []  # older versions call it so
    if not certificates:
        raise CmsRefused("no_certificate")
    for certificate in certificates:
        revocations = certificate.get("revocations") or []
        if any(one["revoked"] is not False for one in revocations):
            raise CmsRefused("revoked")
        if certificate["valid"] is not True:
            raise CmsRefused("untrusted")
    if not certificates[0].get("revocations"):
        raise CmsUnavailable  # the authority's own lists did not answer
    if certificates[0]["keyUsage"] != "SIGN":
        raise CmsRefused("usage")
    if answer["valid"] is not True:
        raise CmsRefused("other_content")
    return str(certificates[0]["subject"]["iin"])
