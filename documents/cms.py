"""Checks a signature that came from a browser: a CMS over the very bytes that are stored, by the very person who signs.

RSA and ECDSA are verified here, Kazakh GOST by NCANode; the OID of the certificate's signature says which. It is read
first, for a GOST key must not even be touched here. Revocation is asked by NCANode alone.
"""

import asyncio
import hashlib
import re
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import cms, x509
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from documents import ncanode
from documents.cms_report import CmsRefused, CmsUnavailable, Report

GOST = "1.2.398.3.10.1.1."
"""Begins the OID of a signature by Kazakh GOST."""
USAGE = frozenset({"digital_signature", "non_repudiation"})
PURPOSE = "email_protection"
"""1.3.6.1.5.5.7.3.4, which signing certificates of the national authority bear."""
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What reading somebody's ASN.1 ends in when it is not what it should be."""
_ARMOUR = re.compile(rb"-----(?:BEGIN|END) [A-Z0-9 ]{1,20}-----")


@dataclass(frozen=True)
class Verifiers:
    """Who is asked, and whom is believed."""

    roots: list[x509.Certificate] = field(default_factory=list)
    ncanode_url: str = ""
    seconds: float = ncanode.SECONDS_TO_ANSWER
    purpose: str = PURPOSE
    """What a certificate must be meant for besides signing; "" for keys on the server, which are trusted by name."""


@dataclass(frozen=True)
class _Read:
    """A CMS with one signer, taken apart."""

    der: bytes
    data: cms.SignedData
    certificate: x509.Certificate
    attached: bytes | None


def without_armour(received: bytes) -> bytes:
    """The DER of a CMS, from PEM-like armour, plain base64, or as it is. CmsRefused if it is none of them."""
    if received[:1] == b"\x30":
        return received
    try:
        return b64decode(b"".join(_ARMOUR.sub(b"", received).split()), validate=True)
    except ValueError as error:
        raise CmsRefused("broken") from error


def check(
    received: bytes, content: bytes, iin: str | None, now: datetime, verifiers: Verifiers, organization: str = ""
) -> Report:
    """The report on a good signature of this content by who has this IIN, and this BIN if there is one.

    With None for an IIN it may be anybody's: whoever asks reads whose it is.

    CmsRefused says what is wrong with it; CmsUnavailable that it cannot be checked now.
    """
    read = _read(without_armour(received))
    if read.attached is not None and read.attached != content:
        raise CmsRefused("other_content")
    try:
        certificate, algorithm = read.certificate, read.certificate["signature_algorithm"]["algorithm"].dotted
        named = _named(certificate)
        _check_certificate(certificate, now, verifiers.purpose)
    except _UNREADABLE as error:
        raise CmsRefused("broken") from error
    answer: dict[str, Any] = {}
    is_gost = algorithm.startswith(GOST)
    found_iin = named["IIN"]
    if is_gost:
        answer, found_iin = ncanode.verified(verifiers.ncanode_url, read.der, content, verifiers.seconds)
    else:
        _verify_here(read, content, verifiers, now)
    if iin is not None and (not iin or {iin} != {named["IIN"], found_iin}):
        raise CmsRefused("wrong_person")
    if organization and organization != named["BIN"]:
        raise CmsRefused("wrong_organization")
    return Report(
        checked_at=now, checked_by="ncanode" if is_gost else "pyhanko", algorithm=algorithm, signer=named["name"],
        iin=named["IIN"], bin=named["BIN"], subject=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly, serial=f"{certificate.serial_number:X}",
        valid_from=certificate.not_valid_before, valid_until=certificate.not_valid_after,
        content_sha256=hashlib.sha256(content).hexdigest(), cms_sha256=hashlib.sha256(read.der).hexdigest(),
        is_attached=read.attached is not None, is_revocation_checked=is_gost, answer=answer,
    )  # fmt: skip


def _read(der: bytes) -> _Read:
    """Take a CMS apart. Whatever somebody sends ends in a CmsRefused, never in another error."""
    try:
        message = cms.ContentInfo.load(der, strict=True)
        if message["content_type"].native != "signed_data":
            raise CmsRefused("broken")
        data = message["content"]
        signers = list(data["signer_infos"])
        if len(signers) != 1:
            raise CmsRefused("several_signers" if signers else "no_signer")
        held = [one.chosen for one in data["certificates"] if one.name == "certificate"]
        certificate = next((one for one in held if _is_of(signers[0]["sid"], one)), None)
        if certificate is None:
            raise CmsRefused("no_certificate")
        inside = data["encap_content_info"]["content"]
        attached = None if inside.native is None else bytes(inside.native)
    except _UNREADABLE as error:
        raise CmsRefused("broken") from error
    return _Read(der, data, certificate, attached)


def _is_of(sid: cms.SignerIdentifier, certificate: x509.Certificate) -> bool:
    if sid.name == "issuer_and_serial_number":
        wanted = sid.chosen
        return bool(
            wanted["serial_number"].native == certificate.serial_number and wanted["issuer"] == certificate.issuer
        )
    return bool(sid.chosen.native == certificate.key_identifier)


def _named(certificate: x509.Certificate) -> dict[str, str]:
    """Whom a certificate of the national authority names: SERIALNUMBER=IIN…, OU=BIN…, CN. Twice is not at all."""
    found: dict[str, list[str]] = {"IIN": [], "BIN": [], "name": []}
    for part in certificate.subject.chosen:
        for pair in part:
            kind, value = pair["type"].native, str(pair["value"].native)
            if kind == "serial_number" and value.startswith("IIN"):
                found["IIN"].append(value[3:])
            elif kind == "organizational_unit_name" and value.startswith("BIN"):
                found["BIN"].append(value[3:])
            elif kind == "common_name":
                found["name"].append(value)
    return {kind: values[0] if len(values) == 1 else "" for kind, values in found.items()}


def _check_certificate(certificate: x509.Certificate, now: datetime, purpose: str) -> None:
    """It is valid at this moment, and meant for signing documents."""
    if now < certificate.not_valid_before:
        raise CmsRefused("not_yet_valid")
    if now > certificate.not_valid_after:
        raise CmsRefused("expired")
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    is_meant_so = not purpose or (purposes and purpose in purposes.native)
    if not usage or not usage.native >= USAGE or not is_meant_so:
        raise CmsRefused("usage")


def _verify_here(read: _Read, content: bytes, verifiers: Verifiers, now: datetime) -> None:
    """Intact and valid and trusted: a changed document still gives `valid`."""
    if not verifiers.roots:
        raise CmsUnavailable("not_set_up")
    context = ValidationContext(trust_roots=verifiers.roots, allow_fetching=False, moment=now)
    data = read.data
    if read.attached is not None:  # the same content, as we know by now: pyHanko wants it beside
        data = data.copy()
        data["encap_content_info"] = {"content_type": data["encap_content_info"]["content_type"].native}
    purposes = {verifiers.purpose} if verifiers.purpose else None
    wanted = KeyUsageConstraints(key_usage=set(USAGE), match_all_key_usages=True, extd_key_usage=purposes)
    try:
        status = asyncio.run(
            async_validate_detached_cms(content, data, signer_validation_context=context, key_usage_settings=wanted)
        )
    except Exception as error:  # every byte may be somebody's ill will
        raise CmsRefused("broken") from error
    if not status.intact:
        raise CmsRefused("other_content")
    if not status.valid:
        raise CmsRefused("broken")
    if not status.trusted:
        raise CmsRefused("untrusted")
