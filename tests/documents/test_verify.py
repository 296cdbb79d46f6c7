"""The check of a signed PDF: pyHanko's and poppler's word on the genuine one, and what fails on any other."""

import re
import subprocess
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader, PdfWriter

from documents.certificate import certificate_pdf
from documents.trust import as_asn1
from documents.verify import BadFile, Finding, check
from tests import keys, signatures
from tests.documents import papers
from tests.signatures import appended, signed_pdf

NOW = datetime(2014, 1, 10, tzinfo=UTC)
SIGNED_AT = datetime(2013, 5, 20, 9, 30, tzinfo=UTC)
ENDS = datetime(2013, 12, 31, tzinfo=UTC)
"""Of a certificate that has expired since."""
ROOTS = [as_asn1(keys.authority().certificate)]
CODE = "7K3QW8M0ZP4RT9XYN2AB"


def signer(until: datetime = keys.UNTIL) -> tuple[Any, Any]:
    return keys.authority().issue(keys.name("Әбдіқадыров Қайрат"), until=until)


def stranger() -> tuple[Any, Any]:
    return keys.Authority("Another authority").issue(keys.name("Stranger"))


@pytest.fixture(scope="session")
def prepared(paper_app) -> bytes:
    with paper_app.app_context():
        return certificate_pdf(papers.certificate(verification_code=CODE))


@pytest.fixture(scope="session")
def signed(prepared) -> bytes:
    return signed_pdf(prepared, signer())


@pytest.fixture(scope="session")
def stamped(prepared) -> bytes:
    return signed_pdf(prepared, signer(), stamped_at=SIGNED_AT)


def changed(pdf: bytes, position: int, by: int = 1) -> bytes:
    return pdf[:position] + bytes([(pdf[position] + by) % 256]) + pdf[position + 1 :]


def finding_of(pdf: bytes, now: datetime = NOW) -> str:
    try:
        return check(pdf, ROOTS, now).finding
    except BadFile as bad:
        return bad.reason


def signature_bytes(pdf: bytes) -> tuple[int, int]:
    """From where to where the hexadecimal digits of the signature stand."""
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    return start, pdf.index(b">", start)


def test_what_was_signed_is_genuine_to_pyhanko_itself(signed):
    signature = PdfFileReader(BytesIO(signed)).embedded_signatures[0]
    context = ValidationContext(trust_roots=ROOTS, allow_fetching=False, moment=NOW)
    assert validate_pdf_signature(signature, context).bottom_line


def test_what_was_signed_is_intact_to_poppler(signed, tmp_path):
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    file.write_bytes(changed(signed, signed.index(b"stream") + 40))
    told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" not in told


def test_a_genuine_paper_is_told_with_all_that_was_checked(signed):
    report = check(signed, ROOTS, NOW)
    assert report.is_genuine
    assert report.keywords == "7K3QW-8M0ZP-4RT9X-YN2AB"
    [signature] = report.signatures
    assert "Әбдіқадыров Қайрат" in signature.signer
    assert (signature.is_intact, signature.covers_file, signature.is_trusted, signature.was_valid) == (True,) * 4
    assert (signature.modification, signature.has_stamp, signature.judged_at) == ("none", False, NOW)
    assert signature.revision_sha256 == report.sha256


def test_the_signed_paper_begins_with_the_bytes_that_were_read(signed, prepared):
    assert signed.startswith(prepared)


def test_a_paper_without_a_signature_is_unsigned(prepared):
    assert finding_of(prepared) == Finding.UNSIGNED


def test_one_byte_changed_in_any_kind_of_object_fails(signed):
    names = [b"/Info", b"/Keywords", b"/Subject", b"/Pages", b"/Font", b"/FontFile2", b"/ToUnicode", b"/XObject",
             b"/Catalog", b"/Root", b"/ByteRange", b"/AcroForm", b"/SubFilter", b"xref", b"trailer", b"startxref",
             b"%%EOF", b"stream", b"endobj", b"obj", b"/Length", b"/Contents"]  # fmt: skip
    places = {name: [m.start() for m in re.finditer(re.escape(name), signed)] for name in names}
    assert all(places.values())
    wrong = [
        (name, at)
        for name, found in places.items()
        for at in (found[0] + 1, found[-1] + 1, found[-1] + len(name) + 3)
        if at < len(signed) and finding_of(changed(signed, at)) == Finding.GENUINE
    ]
    assert not wrong


def test_one_byte_changed_anywhere_in_the_file_fails(signed):
    step = len(signed) // 61
    assert not [n for n in range(3, len(signed), step) if finding_of(changed(signed, n)) == Finding.GENUINE]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_one_byte_changed_by_anything_fails(signed, data):
    at = data.draw(st.integers(0, len(signed) - 1))
    assert finding_of(changed(signed, at, data.draw(st.integers(1, 255)))) != Finding.GENUINE


@pytest.mark.parametrize("name", ["signed", "stamped"])
def test_one_digit_changed_in_the_signature_itself_fails(name, request):
    """Also where the signature does not cover itself: in certificates that come along, and in the filling behind it."""
    pdf = request.getfixturevalue(name)
    start, end = signature_bytes(pdf)
    filled = start + len(pdf[start:end].rstrip(b"0"))
    positions = [*range(start, filled, 131), filled + 4, end - 1, *range(start, start + 60, 7)]
    other = {position: b"1" if pdf[position : position + 1] == b"0" else b"0" for position in positions}
    assert not [
        at for at, digit in other.items()
        if finding_of(pdf[:at] + digit + pdf[at + 1 :]) == Finding.GENUINE
    ]  # fmt: skip


def test_another_spelling_of_the_same_digit_fails(signed):
    start, end = signature_bytes(signed)
    at = next(n for n in range(start, end) if signed[n : n + 1].isalpha())
    assert finding_of(signed[:at] + signed[at : at + 1].swapcase() + signed[at + 1 :]) == Finding.CHANGED


def test_an_addition_is_reported_and_the_signed_part_known_again(signed):
    report = check(appended(signed), ROOTS, NOW)
    [signature] = report.signatures
    assert report.finding is Finding.APPENDED
    assert signature.is_intact and not signature.covers_file
    assert signature.modification == "other"
    assert signature.revision_sha256 == check(signed, ROOTS, NOW).sha256


def test_nothing_of_a_file_that_anybody_sends_goes_into_the_log(signed, caplog):
    assert finding_of(appended(signed, "/Foo")) == Finding.APPENDED
    assert finding_of(signed_pdf(signed, stranger(), field="Another")) == Finding.APPENDED
    assert not caplog.records


@pytest.mark.parametrize("tail", [b"\n", b"%%EOF\n", b"x" * 5000])
def test_bytes_put_behind_the_file_are_reported(signed, tail):
    assert finding_of(signed + tail) in (Finding.APPENDED, Finding.CHANGED, "damaged")


def test_a_signature_added_by_a_stranger_makes_the_file_less_and_not_more(signed):
    report = check(signed_pdf(signed, stranger(), field="Another"), ROOTS, NOW)
    assert not report.is_genuine
    assert [one.finding for one in report.signatures] == [Finding.APPENDED, Finding.UNTRUSTED]


def test_another_authority_is_not_trusted(prepared):
    assert finding_of(signed_pdf(prepared, stranger())) == Finding.UNTRUSTED


def test_without_a_trust_list_nothing_is_trusted(signed):
    assert check(signed, [], NOW).finding is Finding.UNTRUSTED


def test_a_time_stamp_that_nobody_trusts_is_told_apart_from_the_certificate(prepared):
    other = keys.Authority("Another authority")
    pdf = signed_pdf(prepared, other.issue(), stamped_at=SIGNED_AT)
    report = check(pdf, [as_asn1(other.certificate)], NOW)
    [signature] = report.signatures
    assert report.finding is Finding.BAD_STAMP
    assert (signature.is_intact, signature.is_trusted, signature.was_valid) == (True, True, None)


def test_an_expired_certificate_with_a_valid_time_stamp_verifies(prepared):
    report = check(signed_pdf(prepared, signer(until=ENDS), stamped_at=SIGNED_AT), ROOTS, NOW)
    assert report.is_genuine
    assert report.signatures[0].stamped_at == SIGNED_AT


def test_an_expired_certificate_without_a_time_stamp_does_not(prepared):
    assert finding_of(signed_pdf(prepared, signer(until=ENDS))) == Finding.EXPIRED


def test_a_time_stamp_from_after_the_certificate_does_not_help(prepared):
    late = signed_pdf(prepared, signer(until=ENDS), stamped_at=datetime(2014, 1, 5, tzinfo=UTC))
    assert finding_of(late) == Finding.EXPIRED


def test_a_certificate_is_judged_at_the_check_where_there_is_no_stamp(signed):
    assert finding_of(signed, keys.UNTIL + timedelta(1)) == Finding.EXPIRED
    assert finding_of(signed, keys.SINCE - timedelta(1)) == Finding.EXPIRED


def encrypted(pdf: bytes) -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(pdf))), BytesIO()
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


@cache
def bomb() -> bytes:
    """An object stream that would unfold to 200 MB."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(200)) + packer.flush()
    table = zlib.compress(bytes([1, 0, 15, 0, 2, 0, 1, 0] * 40))
    head = b"%PDF-1.7\n"
    objects = head + b"1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    objects += packed + b"\nendstream\nendobj\n"
    at = len(objects)
    objects += b"2 0 obj\n<</Type/XRef/Size 80/W[1 2 1]/Root 4 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(
        table
    )
    return objects + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % at


def test_what_is_no_pdf_to_be_checked_is_told_in_a_word(signed):
    assert finding_of(b"") == "empty"
    assert finding_of(b"\x89PNG\r\n\x1a\n" + b"0" * 3000) == "not_pdf"
    assert finding_of(b"%PDF-1.7\n") == "damaged"
    assert finding_of(signed[:2000]) == "damaged"
    assert finding_of(encrypted(signed)) == "encrypted"


def test_a_bomb_is_refused_before_it_unfolds():
    made = bomb()
    assert len(made) < 3_000_000
    tracemalloc.start()
    try:
        assert finding_of(made) in ("damaged", Finding.UNSIGNED)
        assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    finally:
        tracemalloc.stop()


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=2000), st.integers(0, 60_000))
def test_garbage_in_a_signed_file_never_ends_in_a_stack_trace(signed, garbage, at):
    assert finding_of(signed[:at] + garbage + signed[at:]) != Finding.GENUINE or not garbage
    assert finding_of(b"%PDF-1.4\n" + garbage) in ("damaged", Finding.UNSIGNED)


def run(app, *arguments: object):
    return app.test_cli_runner().invoke(args=["document", "verify", *map(str, arguments)])


@pytest.fixture
def trust(tmp_path) -> Path:
    file = tmp_path / "trust.pem"
    file.write_bytes(keys.authority().pem)
    return file


def kept(folder: Path, content: bytes) -> Path:
    file = folder / "paper.pdf"
    file.write_bytes(content)
    return file


def test_the_command_says_what_it_checked_and_exits_with_0(paper_app, signed, trust, tmp_path):
    told = run(paper_app, kept(tmp_path, signed), "--trust", trust)
    assert told.exit_code == 0, told.output
    for words in ("GENUINE", "7K3QW8M0ZP4RT9XYN2AB", "intact           yes", "covers all       yes",
                  "Not checked: revocation lists"):  # fmt: skip
        assert words in told.output


def test_the_command_exits_with_1_for_what_is_not_genuine(paper_app, signed, trust, tmp_path):
    for content, words in (
        (appended(signed), "something was added"), (signed + b"%hello", "after it: bytes that are part of no object"),
        (changed(signed, 3000), "changed after it was signed"),
    ):  # fmt: skip
        told = run(paper_app, kept(tmp_path, content), "--trust", trust)
        assert (told.exit_code, words in told.output) == (1, True), told.output


def test_the_command_says_no_more_than_was_judged(paper_app, signed, prepared, trust, tmp_path):
    broken = run(paper_app, kept(tmp_path, changed(signed, 3000)), "--trust", trust).output
    assert "trusted          not judged" in broken and "was valid        not judged\n" in broken
    strange = run(paper_app, kept(tmp_path, signed_pdf(prepared, stranger())), "--trust", trust).output
    assert "trusted          NO" in strange and "was valid        not judged\n" in strange


def test_a_paper_signed_with_a_demonstration_key_is_told_to_have_no_force(paper_app, signed, prepared, trust, tmp_path):
    demonstration = keys.Authority("ДЕМОНСТРАЦИЯ")
    trust.write_bytes(trust.read_bytes() + demonstration.pem)
    beside_it = beside(tmp_path, signatures.signed(prepared, signatures.signer(demonstration)))
    for told in (
        run(paper_app, kept(tmp_path, signed_pdf(prepared, demonstration.issue())), "--trust", trust),
        run(paper_app, kept(tmp_path, prepared), "--trust", trust, "--signature", beside_it),
    ):
        assert told.exit_code == 0 and "no legal force" in told.output, told.output
    assert "no legal force" not in run(paper_app, kept(tmp_path, signed), "--trust", trust).output


def test_a_paper_without_a_signature_in_it_cannot_be_checked_and_one_beside_it_is_named(
    paper_app, prepared, trust, tmp_path
):
    paper = kept(tmp_path, prepared)
    told = run(paper_app, paper, "--trust", trust)
    assert told.exit_code == 2 and "NOT GENUINE" not in told.output
    assert "no electronic signature in it" in told.output and "--signature FILE.cms" in told.output
    made = beside(tmp_path, signatures.signed(prepared))
    told = run(paper_app, paper, "--trust", trust)
    assert told.exit_code == 2 and f"--signature {made}" in told.output


def test_the_command_exits_with_2_for_what_cannot_be_checked(paper_app, signed, trust, tmp_path):
    for content in (b"", b"text", b"%PDF-1.7\n", signed[:500]):
        told = run(paper_app, kept(tmp_path, content), "--trust", trust)
        assert told.exit_code == 2 and "Traceback" not in told.output, told.output
    good = kept(tmp_path, signed)
    assert run(paper_app, tmp_path / "none.pdf", "--trust", trust).exit_code == 2
    assert run(paper_app, good, "--trust", good).exit_code == 2
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    assert run(paper_app, good, "--trust", empty).exit_code == 2


def beside(folder: Path, made: bytes) -> Path:
    file = folder / "paper.cms"
    file.write_bytes(made)
    return file


@pytest.mark.parametrize("is_detached", [True, False])
def test_the_command_knows_a_signature_beside_the_file(paper_app, prepared, trust, tmp_path, is_detached):
    paper, made = kept(tmp_path, prepared), beside(tmp_path, signatures.signed(prepared, detached=is_detached))
    told = run(paper_app, paper, "--trust", trust, "--signature", made)
    assert told.exit_code == 0, told.output
    for words in ("GENUINE: the signature beside the file holds", f"IIN{signatures.IIN}", "intact           yes"):
        assert words in told.output


def test_a_signature_beside_another_file_or_by_another_authority_is_not_genuine(paper_app, prepared, trust, tmp_path):
    other = signatures.signed(b"other")
    strange = signatures.signed(prepared, signatures.signer(keys.Authority("Other")))
    late = signatures.signed(prepared, signatures.signer(until=ENDS))
    for made, words in ((other, "it is of another file"), (strange, "no certificate of the trust"), (late, "expired")):
        paper = kept(tmp_path, prepared)
        told = run(paper_app, paper, "--trust", trust, "--signature", beside(tmp_path, made))
        assert (told.exit_code, words in told.output, "NOT GENUINE" in told.output) == (1, True, True), told.output


def test_a_signature_beside_the_file_that_cannot_be_checked_here_exits_with_2(paper_app, prepared, trust, tmp_path):
    paper, gost = kept(tmp_path, prepared), signatures.as_gost(signatures.signed(prepared))
    for made, words in ((b"", "cannot be read"), (b"text", "cannot be read"), (gost, "GOST")):
        told = run(paper_app, paper, "--trust", trust, "--signature", beside(tmp_path, made))
        assert (told.exit_code, words in told.output) == (2, True), told.output
    assert run(paper_app, paper, "--signature", beside(tmp_path, b"")).exit_code == 2
