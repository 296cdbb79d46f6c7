"""The check of a signature from a browser: what is accepted, and with which words everything else is refused."""

import socket
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from documents import cms
from documents.cms_report import CmsRefused, CmsUnavailable
from documents.trust import as_asn1
from tests import keys, signatures
from tests.signatures import ANOTHER_IIN, BIN, IIN, as_gost, changed, signed, signer
from tests.standins import good_answer, ncanode

CONTENT = b"%PDF-1.7 the very bytes that were read"
NOW = datetime(2013, 5, 24, 6, tzinfo=UTC)
GOST = as_gost(signed(CONTENT))


@pytest.fixture(scope="module")
def verifiers() -> cms.Verifiers:
    return cms.Verifiers([as_asn1(keys.authority().certificate)])


@pytest.fixture
def node():
    with ncanode() as node:
        yield node


def code_of(received: bytes, verifiers: cms.Verifiers, content: bytes = CONTENT, **more: str) -> str:
    """Why it is not accepted; "" if it is."""
    try:
        cms.check(received, content, more.pop("iin", IIN), NOW, verifiers, **more)
    except (CmsRefused, CmsUnavailable) as refused:
        return refused.barred.code.removeprefix("cms.")
    return ""


# --- RSA and ECDSA ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make_key", [keys.new_key, lambda: rsa.generate_private_key(65537, 2048)], ids=["ec", "rsa"])
@pytest.mark.parametrize("detached", [True, False], ids=["detached", "attached"])
def test_a_good_signature_is_accepted_and_reported(verifiers, make_key, detached):
    received = signed(CONTENT, signer(key=make_key()), detached=detached)
    report = cms.check(received, CONTENT, IIN, NOW, verifiers, BIN)
    assert (report.checked_by, report.iin, report.bin, report.checked_at) == ("pyhanko", IIN, BIN, NOW)
    assert report.is_attached is not detached
    assert not report.is_revocation_checked, "revocation lists are not asked here"
    assert report.as_json["checked_at"] == "2013-05-24T06:00:00+00:00"


@pytest.mark.parametrize(
    "dress",
    [
        bytes,
        b64encode,
        lambda der: b"-----BEGIN CMS-----\n" + b64encode(der) + b"\n-----END CMS-----\n",
        lambda der: b"-----BEGIN CMS-----" + b64encode(der)[:40] + b"\r\n" + b64encode(der)[40:] + b"-----END CMS-----",
    ],
)  # fmt: skip
def test_armour_is_taken_off(verifiers, dress):
    assert code_of(dress(signed(CONTENT)), verifiers) == ""


def _without_signer() -> bytes:
    return changed(signed(CONTENT), signer_infos=[])


def _twice() -> bytes:
    der = signed(CONTENT)
    infos = asn1_cms.ContentInfo.load(der)["content"]["signer_infos"]
    return changed(der, signer_infos=[infos[0], infos[0].copy()])


def _flipped() -> bytes:
    der = signed(CONTENT)
    return der[:-1] + bytes([der[-1] ^ 1])


REFUSED = {
    "nobody signed": (_without_signer, "no_signer"),
    "two signed": (_twice, "several_signers"),
    "no certificate": (lambda: changed(signed(CONTENT), certificates=[]), "no_certificate"),
    "other content": (lambda: signed(CONTENT + b" "), "other_content"),
    "other content inside": (lambda: signed(CONTENT + b" ", detached=False), "other_content"),
    "a stranger's authority": (lambda: signed(CONTENT, signer(keys.Authority())), "untrusted"),
    "expired": (lambda: signed(CONTENT, signer(until=datetime(2013, 5, 24, 5, tzinfo=UTC))), "expired"),
    "not yet valid": (lambda: signed(CONTENT, signer(since=datetime(2013, 5, 25, tzinfo=UTC))), "not_yet_valid"),
    "another person": (lambda: signed(CONTENT, signer(iin=ANOTHER_IIN)), "wrong_person"),
    "for signing in": (lambda: signed(CONTENT, signer(usage=["digital_signature"])), "usage"),
    "no purpose": (lambda: signed(CONTENT, signer(purposes=())), "usage"),
    "a changed signature": (_flipped, "broken"),
    "cut off": (lambda: signed(CONTENT)[:-20], "broken"),
    "something behind it": (lambda: signed(CONTENT) + b"\0", "broken"),
    "no CMS": (lambda: b"-----BEGIN CMS-----\n!\n-----END CMS-----", "broken"),
    "nothing": (lambda: b"", "broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_with_a_signature_is_said(verifiers, name):
    make, code = REFUSED[name]
    assert code_of(make(), verifiers) == code


def test_who_has_no_iin_signs_nothing(verifiers):
    nameless = keys.authority().issue(keys.name("Без ИИН"), purposes=signatures.EMAIL)
    assert code_of(signed(CONTENT, nameless), verifiers, iin="") == "wrong_person"


def test_a_certificate_of_another_organization_is_refused_where_one_is_demanded(verifiers):
    assert code_of(signed(CONTENT), verifiers, organization="000000000000") == "wrong_organization"


def test_without_a_list_of_trust_nothing_is_said_to_be_bad():
    assert code_of(signed(CONTENT), cms.Verifiers()) == "not_set_up"


def test_a_certificate_with_a_name_that_is_no_text_is_refused(verifiers):
    country = b"\x02KZ"
    assert code_of(GOOD.replace(b"\x13" + country, b"\x07" + country), verifiers) == "broken"


@given(st.binary(max_size=200), st.integers(0, 2000))
def test_no_bytes_are_an_error_of_ours(junk, position):
    whole = GOOD[:position] + junk + GOOD[position + len(junk) :]
    verifiers = cms.Verifiers([as_asn1(keys.authority().certificate)])
    for received in (junk, whole):
        try:
            report = cms.check(received, CONTENT, IIN, NOW, verifiers)
        except (CmsRefused, CmsUnavailable):
            continue
        assert report.iin == IIN


GOOD = signed(CONTENT)


# --- Kazakh GOST, by NCANode --------------------------------------------------------------------------------------


def test_gost_is_told_by_its_number_and_given_to_ncanode(node, verifiers):
    report = cms.check(GOST, CONTENT, IIN, NOW, cms.Verifiers(verifiers.roots, node.url))
    assert (report.checked_by, report.algorithm) == ("ncanode", signatures.GOST_SIGNATURE)
    assert report.answer == node.answer and report.is_revocation_checked
    assert node.asked == [
        {"path": "/cms/verify", "revocationCheck": ["OCSP", "CRL"], "cms": b64encode(GOST).decode(),
         "data": b64encode(CONTENT).decode()}
    ]  # fmt: skip


def test_what_is_not_gost_is_never_given_to_ncanode(node, verifiers):
    assert code_of(signed(CONTENT), cms.Verifiers(verifiers.roots, node.url)) == ""
    assert node.asked == []


OLDER = {**good_answer(), "signers": [{"signers": good_answer()["signers"][0]["certificates"]}]}
ANSWERS = {
    "good": (good_answer(), ""),
    "of an older version": (OLDER, ""),
    "valid with nobody": ({**good_answer(), "signers": []}, "no_signer"),
    "two signers": ({**good_answer(), "signers": good_answer()["signers"] * 2}, "several_signers"),
    "a signer without certificate": ({**good_answer(), "signers": [{"certificates": []}]}, "no_certificate"),
    "a bad certificate": (good_answer(valid=False), "untrusted"),
    "revoked": (good_answer(revocations=[{"revoked": True, "by": "CRL"}], valid=False), "revoked"),
    "revocation not known": (good_answer(revocations=[]), "unavailable"),
    "for signing in": (good_answer(keyUsage="AUTH"), "usage"),
    "other content": ({**good_answer(), "valid": False}, "other_content"),
    "another person": (good_answer(subject={"iin": ANOTHER_IIN}), "wrong_person"),
    "half an answer": ({"status": 200, "valid": True}, "unavailable"),
    "no object": (["?"], "unavailable"),
    "no JSON": (b"<html>", "unavailable"),
    "a failure within": ({"status": 500, "message": "?"}, "unavailable"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_ncanode_leaves_open_is_judged_here(node, name):
    node.answer, code = ANSWERS[name]
    assert code_of(GOST, cms.Verifiers([], node.url)) == code


@pytest.mark.parametrize(("status", "code"), [(400, "broken"), (404, "unavailable"), (500, "unavailable")])
def test_ncanodes_errors_are_told_apart(node, status, code):
    node.status = status
    assert code_of(GOST, cms.Verifiers([], node.url)) == code


def test_a_slow_ncanode_is_unavailable_and_a_later_attempt_succeeds(node):
    node.seconds = 1.0
    assert code_of(GOST, cms.Verifiers([], node.url, 0.1)) == "unavailable"
    node.seconds = 0.0
    assert code_of(GOST, cms.Verifiers([], node.url)) == ""


def test_ncanode_gone_is_unavailable_and_none_at_all_is_not_set_up():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        assert code_of(GOST, cms.Verifiers([], gone)) == "unavailable"
    assert [code_of(GOST, cms.Verifiers([], url)) for url in ("", "file:///etc/passwd")] == ["not_set_up"] * 2


def test_gost_with_other_content_inside_is_refused_before_ncanode_ignores_ours(node):
    attached = as_gost(signed(CONTENT + b" ", detached=False))
    assert code_of(attached, cms.Verifiers([], node.url)) == "other_content"
    assert node.asked == []


def test_gost_of_another_person_is_refused_whatever_ncanode_reads(node):
    another = as_gost(signed(CONTENT, signer(iin=ANOTHER_IIN)))
    assert code_of(another, cms.Verifiers([], node.url)) == "wrong_person"
