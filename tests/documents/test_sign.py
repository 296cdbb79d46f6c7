"""The electronic signature of a result: genuine by two readers, over the bytes that were read, or not at all."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from asn1crypto import tsp
from cryptography import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from reportlab.lib.pagesizes import A4

from documents.blocks import ElectronicSignature
from documents.certificate import certificate_pdf
from documents.sign import signed_pdf
from documents.stamp import BOX
from documents.trust import (
    DEMONSTRATION,
    NoUsableKey,
    SigningKey,
    _check,
    as_asn1,
    is_demonstration,
    is_for_demonstration,
    key_of,
    trust_roots,
)
from tests import keys, signatures
from tests.documents.papers import SIGNATURE, certificate, goods_row, sheets

NOW = datetime(2013, 5, 27, 11, 42, tzinfo=UTC)
SHOWN = ["27.05.2013 17:42:00 (UTC+06:00): Досов Қайрат Әлиұлы, Төраға", "Сертификат № 5F3A"]


@pytest.fixture(scope="module")
def prepared(paper_app) -> bytes:
    with paper_app.app_context():
        return certificate_pdf(certificate())


@pytest.fixture(scope="module")
def signed(prepared: bytes) -> bytes:
    return signed_pdf(prepared, SigningKey(*keys.authority().issue()), "Досов Қайрат Әлиұлы", NOW, "", SHOWN)


@pytest.fixture
def settings(paper_app, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the authority's key, where the application looks for it."""
    for name, value in keys.settings(tmp_path).items():
        monkeypatch.setitem(paper_app.config, name, value)
    return tmp_path


def status_of(pdf: bytes, *roots: x509.Certificate) -> Any:
    """What pyHanko says of the signature, with these roots trusted."""
    context = ValidationContext(trust_roots=[as_asn1(root) for root in roots], allow_fetching=False, moment=NOW)
    return validate_pdf_signature(PdfFileReader(BytesIO(pdf)).embedded_signatures[0], context)


def poppler_says(pdf: bytes, folder: Path) -> str:
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout


def reason(login: str = "signatory", now: datetime = NOW) -> str:
    """Why this person cannot sign."""
    with pytest.raises(NoUsableKey) as refused:
        key_of(login, now)
    return refused.value.barred.code


# --- The signature -------------------------------------------------------------------------------------------


def test_a_signed_paper_is_genuine_by_pyhanko_and_by_poppler(signed, tmp_path):
    status = status_of(signed, keys.authority().certificate)
    assert status.intact and status.valid and status.trusted and status.bottom_line
    told = poppler_says(signed, tmp_path)
    assert "Signature is Valid." in told
    assert "ETSI.CAdES.detached" in told and "Total document signed" in told
    assert f"Signer Certificate Common Name: {keys.HOLDER}" in told


def test_what_is_signed_begins_with_the_bytes_that_were_read(prepared, signed):
    assert signed.startswith(prepared) and len(signed) > len(prepared)
    assert sheets(signed) == sheets(prepared), "on the sheets themselves nothing is drawn"


def in_the_upper_margin(pdf: bytes, folder: Path) -> str:
    """The words that stand wholly in the frame of the signature on the first sheet, by poppler."""
    (folder / "paper.pdf").write_bytes(pdf)
    x, y, width, height = round(BOX[0]), round(A4[1] - BOX[3]), round(BOX[2] - BOX[0]), round(BOX[3] - BOX[1])
    frame = f"-x {x} -y {y} -W {width} -H {height}".split()
    command = ["pdftotext", "-r", "72", "-f", "1", "-l", "1", *frame, str(folder / "paper.pdf"), "-"]
    return " ".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_signature_draws_who_signed_with_what_and_when_where_nothing_else_stands(prepared, signed, tmp_path):
    assert in_the_upper_margin(prepared, tmp_path) == ""
    assert in_the_upper_margin(signed, tmp_path) == " ".join(SHOWN)


def test_the_longest_post_stands_within_the_frame_of_the_signature(prepared, tmp_path):
    lines = ["27.05.2013 17:42:00 (UTC+06:00): " + "Әбдіқадыров " * 15 + "исполняющий обязанности " * 12, *SHOWN]
    long = signed_pdf(prepared, SigningKey(*keys.authority().issue()), "Досов", NOW, "", lines)
    assert in_the_upper_margin(long, tmp_path).split() == " ".join(lines).split()


def test_another_authority_is_not_trusted(signed):
    status = status_of(signed, keys.Authority("Другой центр").certificate)
    assert status.intact and status.valid and not status.trusted


@pytest.mark.parametrize("share", [0.02, 0.2, 0.4, 0.6, 0.8])
def test_a_changed_byte_is_found(prepared, signed, tmp_path, share):
    at = int(len(prepared) * share)
    changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    with suppress(PdfError, ValueError):  # it may not even be a PDF any more
        assert not status_of(changed, keys.authority().certificate).bottom_line
    assert "Signature is Valid." not in poppler_says(changed, tmp_path)


def test_the_moment_of_the_signature_is_that_of_the_register(signed):
    signature = PdfFileReader(BytesIO(signed)).embedded_signatures[0]
    assert signature.self_reported_timestamp == NOW
    assert signature.sig_object["/Name"] == "Досов Қайрат Әлиұлы"


# --- Time stamps ---------------------------------------------------------------------------------------------


class Stamps(BaseHTTPRequestHandler):
    """A time-stamping authority that answers over HTTP."""

    stamper: DummyTimeStamper
    answer: bytes | None = None

    def do_POST(self) -> None:
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        body = self.answer if self.answer is not None else self.stamper.request_tsa_response(asked).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply" if self.answer is None else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def time_stamping(answer: bytes | None = None) -> Iterator[str]:
    """The address of an authority."""
    handler = type("Handler", (Stamps,), {"stamper": signatures.time_stamper(NOW), "answer": answer})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_signature_gets_a_time_stamp_where_an_authority_is_set(prepared, tmp_path):
    with time_stamping() as address:
        stamped = signed_pdf(prepared, SigningKey(*keys.authority().issue()), "Досов", NOW, address)
    status = status_of(stamped, keys.authority().certificate)
    assert status.bottom_line and status.timestamp_validity.timestamp == NOW
    assert status.timestamp_validity.trusted
    assert "Signature is Valid." in poppler_says(stamped, tmp_path)


def test_without_the_time_stamp_that_is_asked_for_nothing_is_signed(prepared):
    key = SigningKey(*keys.authority().issue())
    with time_stamping() as address:
        pass  # it is gone
    with pytest.raises(NoUsableKey) as gone:
        signed_pdf(prepared, key, "Досов", NOW, address)
    with time_stamping(b"<html>503</html>") as address, pytest.raises(NoUsableKey) as nonsense:
        signed_pdf(prepared, key, "Досов", NOW, address)
    assert {one.value.barred.code for one in (gone, nonsense)} == {"key.no_time_stamp"}


def test_what_is_no_pdf_is_not_signed():
    with pytest.raises(NoUsableKey) as refused:
        signed_pdf(b"no paper", SigningKey(*keys.authority().issue()), "Досов", NOW)
    assert refused.value.barred.code == "key.failed"


# --- Keys ----------------------------------------------------------------------------------------------------


def test_the_authoritys_key_is_used_until_a_signatory_has_one(settings):
    common = key_of("signatory", NOW)
    keys.write_key(settings / "signatories" / "signatory.p12", *keys.authority().issue(keys.name("Досов Қайрат")))
    (settings / "signatories" / "signatory.password").write_text(f"{keys.PASSWORD}\n")
    assert key_of("signatory", NOW).holder == "Досов Қайрат"
    assert key_of("signatory_2", NOW).sha256 == common.sha256
    assert key_of("../signatories/signatory", NOW).sha256 == common.sha256, "a login is a name and not a path"


def test_an_own_key_that_cannot_be_used_is_not_replaced_by_the_authoritys(settings):
    expired = keys.authority().issue(until=NOW - timedelta(days=1))
    keys.write_key(settings / "signatories" / "signatory.p12", *expired).with_suffix(".password").write_text(
        keys.PASSWORD
    )
    assert reason() == "key.expired"


def test_without_a_key_file_there_is_no_key(settings):
    (settings / "authority.p12").unlink()
    assert reason() == "key.absent"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ({"until": NOW - timedelta(seconds=1)}, "key.expired"),
        ({"since": NOW + timedelta(seconds=1)}, "key.not_yet_valid"),
        ({"usage": ["digital_signature"]}, "key.usage"),
        ({"usage": ["content_commitment"]}, "key.usage"),
        ({"usage": ["key_encipherment"]}, "key.usage"),
    ],
)
def test_a_certificate_that_is_not_for_signing_now_is_refused(settings, made, expected):
    keys.write_key(settings / "authority.p12", *keys.authority().issue(**made))
    assert reason() == expected


def test_a_certificate_is_good_to_its_last_second(settings):
    keys.write_key(settings / "authority.p12", *keys.authority().issue(since=NOW, until=NOW))
    assert key_of("signatory", NOW).valid_until == NOW
    assert reason(now=NOW + timedelta(seconds=1)) == "key.expired"


def test_a_key_with_another_password_or_a_damaged_file_cannot_be_opened(settings):
    (settings / "authority.password").write_text("another password")
    assert reason() == "key.unreadable"
    (settings / "authority.password").write_text(keys.PASSWORD)
    assert key_of("signatory", NOW).holder == keys.HOLDER
    (settings / "authority.p12").write_bytes(b"no key at all")
    assert reason() == "key.unreadable"


def test_the_password_may_stand_in_the_settings(settings, paper_app, monkeypatch):
    (settings / "authority.password").unlink()
    assert reason() == "key.unreadable"
    monkeypatch.setitem(paper_app.config, "SIGNING_KEY_PASSWORD", keys.PASSWORD)
    assert key_of("signatory", NOW).holder == keys.HOLDER


def test_a_key_and_a_certificate_of_different_pairs_are_refused():
    key, _certificate = keys.authority().issue()
    _key, certificate = keys.authority().issue()
    with pytest.raises(NoUsableKey) as refused:
        _check(SigningKey(key, certificate), NOW)
    assert refused.value.barred.code == "key.mismatch"


def test_what_is_trusted_is_the_list_in_the_settings(settings):
    (settings / "trust.pem").write_bytes(keys.authority().pem + keys.Authority("Второй центр").pem)
    assert [root.subject.native["common_name"] for root in trust_roots()] == [
        "Тестовый удостоверяющий центр", "Второй центр",
    ]  # fmt: skip
    (settings / "trust.pem").unlink()
    assert trust_roots() == []


# --- The demonstration ---------------------------------------------------------------------------------------


def test_a_demonstration_is_known_by_the_issuer_of_its_certificates(settings):
    assert not is_for_demonstration()
    demonstration = keys.Authority(f"{DEMONSTRATION}: корневой центр")
    key, issued = demonstration.issue()
    assert is_demonstration(issued) and is_demonstration(as_asn1(issued))
    assert not is_demonstration(keys.authority().issue(keys.name("Комитет"))[1])
    (settings / "trust.pem").write_bytes(keys.authority().pem + demonstration.pem)
    assert is_for_demonstration(), "what it signs is believed here"
    (settings / "trust.pem").write_bytes(keys.authority().pem)
    assert not is_for_demonstration()
    keys.write_key(settings / "authority.p12", key, issued)
    assert is_for_demonstration()


def test_a_paper_names_its_certificate_and_a_demonstration_stands_on_every_sheet(prepared):
    named = ElectronicSignature("0" * 64, "5F3A", "Комитет промышленности", date(2016, 1, 31))
    rows = [goods_row(n) for n in range(1, 60)]
    real = certificate_pdf(certificate(*rows, signature=replace(SIGNATURE, electronic=named)))
    words = "сертификат № 5F3A, владелец: Комитет промышленности, действителен до 31.01.2016"
    assert all(words in sheet for sheet in sheets(real))
    assert not any("Демонстрационный" in sheet for sheet in sheets(real))
    shown = replace(SIGNATURE, electronic=replace(named, is_demonstration=True))
    made = sheets(certificate_pdf(certificate(*rows, signature=shown)))
    assert len(made) > 2 and all("Демонстрационный ключ: юридической силы не имеет" in sheet for sheet in made)
    assert "сертификат №" not in " ".join(sheets(prepared)), "a paper to be signed by hand names none"
