"""`/verify`: what anybody is told of a paper they hold, and what nobody is told."""

import gzip
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from sqlalchemy import func, select

from documents import issue
from documents.certificate import certificate_pdf
from documents.content import content_of
from documents.filed import case_guarantee_paper
from documents.guarantee import guarantee_pdf
from documents.notification import notification_pdf
from documents.notification_of import notification_paper
from documents.receipt_of import Original, count_duplicate, duplicate_pdf, keep_original, make_original
from documents.shown import told_in
from documents.translated import translated_certificate
from extensions import clock, db, write
from models.application import Application
from models.attachment import read_file, store_file
from models.decision import Decision
from models.document import Document, RegisterEntry, SigningWay
from rules.terms import Place
from rules.verification import grouped, new_code
from rules.workflow import DecisionKind
from tests.documents.papers import whole_text
from tests.documents.test_verify import bomb, changed, encrypted
from tests.factories import user
from tests.results import issue as issue_somehow
from tests.results import prepared_result
from tests.signatures import appended

COPY = "The file calls itself a copy of a paper of the Committee"
UNKNOWN = "No such paper is known"
DAMAGED = "The file is damaged and cannot be read"
GENUINE = "The paper is genuine"
ISSUED = "The Committee has issued this paper"
CHANGED = "The file is not the paper that was issued"


@pytest.fixture
def correct(app):
    """correct(application): prepare a correction of what was issued."""

    def make(application: Application) -> None:
        with write():
            case = db.session.get_one(Application, application.id)
            Decision.prepare(
                case, DecisionKind.RESULT, user("officer").actor(), clock.now(),
                content=content_of(case, DecisionKind.RESULT), correction_reason="опечатка",
            )  # fmt: skip

    return make


@pytest.fixture
def issued(app, make_application):
    """issued("euc"): a case whose result is signed electronically, or by hand; again for a correction."""

    def make(service: str = "euc", *, by_hand: bool = False, application: Application | None = None) -> RegisterEntry:
        if application is None:
            count = {"goods_count": 3} if service == "euc" else {"form_count": 2}
            application = prepared_result(make_application(service, **count))
        actor, now = user("signatory").actor(), clock.now()
        way = SigningWay.BY_HAND if by_hand else SigningWay.SERVER_KEY
        issue.prepare_for_signing(application.id, actor, now, way)
        entry = latest(application.id)
        document_id = entry.document_id or 0
        if by_hand:
            scan = store_file(app.config["FILES_PATH"], b"%PDF-1.4 a scan")
            with write():
                case = db.session.get_one(Application, application.id)
                issue.sign_on_paper(case, document_id, scan, "application/pdf", actor, now)
        else:
            signed = issue.make_signed(application.id, document_id, actor, now)
            with write():
                case = db.session.get_one(Application, application.id)
                issue.sign(case, signed, document_id, actor, now)
        return latest(application.id)

    return make


def latest(application_id: int) -> RegisterEntry:
    db.session.rollback()
    of_case = select(RegisterEntry).where(RegisterEntry.application_id == application_id)
    return db.session.scalars(of_case.order_by(RegisterEntry.id.desc()).limit(1)).one()


def bytes_of(app, document: Document | None) -> bytes:
    assert document is not None
    return read_file(app.config["FILES_PATH"], document.sha256)


def code_page(client, code: str | None) -> str:
    answer = client.get(f"/verify/{grouped(code or '')}?lang=en")
    assert answer.status_code == 200
    return words(answer)


def file_page(client, content: bytes, status: int = 200) -> str:
    form = client.form("/verify?lang=en", "/verify?lang=en")
    token = dict(form.fields)["csrf_token"]
    # Written out, for werkzeug's client puts what is large into a file of its own.
    parts = [
        b'Content-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode(),
        b'Content-Disposition: form-data; name="file"; filename="paper.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + content,
    ]
    body = b"".join(b"--limit\r\n" + part + b"\r\n" for part in parts) + b"--limit--\r\n"
    answer = client.post(form.action, data=body, content_type="multipart/form-data; boundary=limit")
    assert answer.status_code == status, answer.text
    return words(answer)


def words(answer) -> str:
    """What the page says, as it is marked up."""
    return " ".join(answer.text[answer.text.index("<main") : answer.text.index("</main>")].split())


@pytest.mark.parametrize(("service", "told", "untold"), [
    ("euc", ["End-user certificate", "Pumpen GmbH", "Ұлан Машзауыт", "KM-13/044", "8413"], ["Цех"]),
    ("conclusion", ["Conclusion on export-controlled", "Өскемен Металлургия", "2B350"], ["Ventile AG", "26-40-15"]),
])  # fmt: skip
def test_a_code_tells_what_stands_on_the_paper_and_nothing_else(client, issued, service, told, untold):
    entry = issued(service)
    page = code_page(client, entry.verification_code)
    assert ISSUED in page
    for part in (entry.number, "03.05.2013", user("signatory").full_name, *told):
        assert part in page
    for part in (*untold, "Петров", entry.application.officer.full_name, "/cases/"):
        assert part not in page


def test_words_of_ours_are_told_in_the_language_of_the_page_and_names_as_filed(client, issued):
    entry = issued()
    code = grouped(entry.verification_code or "")
    answers = {language: words(client.get(f"/verify/{code}?lang={language}")) for language in ("ru", "kk", "en")}
    for language, own in {
        "ru": ("<dd>Казахстан", "юридический адрес:", "область деятельности:", "Контракт №", "2 шт"),
        "kk": ("<dd>Қазақстан", "заңды мекенжайы:", "қызмет саласы:", "Келісімшарт", "2 дана"),
        "en": ("<dd>Kazakhstan", "legal address:", "field of activity:", "Contract No.", "2 pcs"),
    }.items():
        for part in (*own, "Ұлан Машзауыт"):
            assert part in answers[language], part
    assert not [part for part in ("адрес:", "<dd>Казахстан", "тел.:", " шт", "Контракт") if part in answers["en"]]
    made_before = {name: value for name, value in entry.shown.items() if name != "translated"}
    assert told_in(made_before, "en") == made_before


def test_everything_told_stands_on_the_paper_itself(app, issued):
    for service in ("euc", "conclusion"):
        entry = issued(service)
        paper = whole_text(bytes_of(app, entry.document)).replace(" ", "")
        for name, value in entry.shown.items():
            if isinstance(value, str) and name not in ("dated_on", "application_on"):
                assert value.replace(" ", "").replace("\n", "") in paper, name


def test_the_paper_bears_its_code_and_the_address(app, issued):
    entry = issued()
    paper = whole_text(bytes_of(app, entry.document))
    assert grouped(entry.verification_code) in paper
    assert "http://127.0.0.1:8000/verify" in paper


def test_the_issued_file_is_genuine_byte_for_byte(app, client, issued):
    entry = issued()
    page = file_page(client, bytes_of(app, entry.document))
    assert GENUINE in page and "byte for byte" in page and entry.number in page


def test_a_changed_file_is_known_by_its_code(app, client, issued):
    entry = issued()
    good = bytes_of(app, entry.document)
    page = file_page(client, changed(good, good.index(b"endstream") - 40))
    assert CHANGED in page and "bears the code" in page and entry.number in page


def test_a_file_written_anew_by_another_program_is_changed(app, client, issued):
    entry, out = issued(), BytesIO()
    reader = PdfReader(BytesIO(bytes_of(app, entry.document)))
    writer = PdfWriter(clone_from=reader)
    writer.compress_identical_objects()
    writer.write(out)
    assert CHANGED in file_page(client, out.getvalue())


@pytest.mark.parametrize("add", [appended, lambda pdf: pdf + b"\n%%EOF\n", lambda pdf: pdf + b"x" * 3000])
def test_an_addition_leaves_the_signed_part_known(app, client, issued, add):
    entry = issued()
    page = file_page(client, add(bytes_of(app, entry.document)))
    assert CHANGED in page and "begins with the paper as it was signed" in page and entry.number in page


def test_the_paper_before_its_signature_is_not_the_paper(app, client, issued):
    entry = issued()
    of_case = select(Document).where(Document.kind == "certificate", Document.id != entry.document_id)
    page = file_page(client, bytes_of(app, db.session.scalars(of_case).one()))
    assert CHANGED in page and "before it was signed" in page


def test_a_paper_signed_by_hand_is_a_sheet(app, client, issued):
    entry = issued(by_hand=True)
    for page in (code_page(client, entry.verification_code), file_page(client, bytes_of(app, entry.document)),
                 file_page(client, b"%PDF-1.4 a scan")):  # fmt: skip
        assert GENUINE not in page and ISSUED in page and "signed by hand and sealed" in page and entry.number in page


def test_a_number_that_waits_for_its_signature_is_unknown(app, client, issued, make_application, correct):
    entry = issued()
    correct(entry.application)
    issue.prepare_for_signing(entry.application_id, user("signatory").actor(), clock.now())
    waiting = latest(entry.application_id)
    assert waiting.verification_code and waiting.id != entry.id
    assert UNKNOWN in code_page(client, waiting.verification_code)
    assert UNKNOWN in file_page(client, bytes_of(app, waiting.document))
    assert ISSUED in code_page(client, entry.verification_code)


def test_a_corrected_paper_is_superseded_and_the_later_one_is_not_told(app, client, issued, correct):
    first = issued()
    correct(first.application)
    second = issued(application=first.application)
    page = code_page(client, first.verification_code)
    assert "has been superseded" in page and first.number in page and second.number not in page
    assert "has been superseded" in file_page(client, bytes_of(app, first.document))
    assert "has been superseded" not in code_page(client, second.verification_code)


def test_an_annulled_number_tells_its_number_and_date_alone(app, client, issued, correct):
    first = issued()
    correct(first.application)
    issue.prepare_for_signing(first.application_id, user("signatory").actor(), clock.now())
    entry = latest(first.application_id)
    with write():
        db.session.get_one(RegisterEntry, entry.id).annul("text_changed", clock.now())
    page = code_page(client, latest(first.application_id).verification_code)
    assert "The paper is annulled" in page and entry.number in page and "Pumpen" not in page


def test_a_certificate_is_no_longer_to_be_presented_after_six_months(app, client, issued, set_clock):
    entry = issued()
    assert "no later than 03.11.2013" in code_page(client, entry.verification_code)
    set_clock(2013, 11, 3, 23)
    assert ISSUED + "</h1>" in code_page(client, entry.verification_code)
    set_clock(2013, 11, 4, 0, 1)
    for page in (code_page(client, entry.verification_code), file_page(client, bytes_of(app, entry.document))):
        assert "but is no longer to be presented" in page


def test_a_conclusion_has_no_such_term(client, issued, set_clock):
    entry = issued("conclusion")
    set_clock(2015, 1, 1, 10)
    assert ISSUED + "</h1>" in code_page(client, entry.verification_code)


@pytest.fixture
def received(app, make_application):
    """received(channel=…): a case with its receipt, and the receipt."""

    def make(**facts: Any) -> tuple[Application, Original]:
        application = make_application(**facts)
        original = make_original(application)
        with write():
            keep_original(
                application.id, original, store_file(app.config["FILES_PATH"], original.content),
                user("clerk").actor(), clock.now(),
            )  # fmt: skip
        return db.session.merge(application), original

    return make


def test_a_receipt_is_checked_too(client, received):
    application, original = received()
    page = code_page(client, original.verification_code)
    assert ISSUED in page and application.number in page and "26-40-15" not in page
    assert GENUINE in file_page(client, original.content)
    assert grouped(original.verification_code) in whole_text(original.content)


def test_a_duplicate_and_a_notification_are_known_as_copies_that_nobody_vouches_for(client, received):
    application, original = received(channel=Place.PORTAL, hand_out=Place.PORTAL)
    with write():
        count_duplicate(application.id, user("clerk").actor(), clock.now())
    case = db.session.get_one(Application, application.id)
    for copy in (duplicate_pdf(case, 1), notification_pdf(notification_paper(case))):
        assert grouped(original.verification_code) in whole_text(copy)
        page = file_page(client, copy)
        assert COPY in page and "notice-warning" in page and case.number in page
        assert GENUINE not in page and CHANGED not in page and UNKNOWN not in page


def test_what_goes_with_a_certificate_bears_its_code_and_is_no_original(client, issued, correct):
    entry = issued()
    case = entry.application
    papers = [
        guarantee_pdf(case_guarantee_paper(case)),
        certificate_pdf(translated_certificate(case, "en"), language="en"),
    ]
    for paper in papers:
        assert grouped(entry.verification_code) in whole_text(paper)
        assert COPY in file_page(client, paper)
    correct(case)
    issued(application=case)
    assert "has been superseded" in file_page(client, papers[1])


def test_the_guarantee_signed_with_the_certificate_is_an_original(app, client, issued, set_clock):
    entry = issued()
    signed = bytes_of(app, entry.guarantee)
    page = file_page(client, signed)
    assert GENUINE in page and "Importer's guarantee" in page and entry.number in page
    assert "no later than" not in page
    prepared = select(Document).where(Document.kind == "guarantee", Document.id != entry.guarantee_id)
    assert "before it was signed" in file_page(client, bytes_of(app, db.session.scalars(prepared).one()))
    assert CHANGED in file_page(client, changed(signed, signed.index(b"endstream") - 40))
    set_clock(2014, 1, 1, 10)
    assert GENUINE in file_page(client, signed)


def test_an_older_paper_without_a_code_is_known_by_its_bytes(app, client, make_application):
    content = b"%PDF-1.4 made before there were codes"
    application = issue_somehow(make_application(), clock.now())
    with write():
        db.session.add(
            Document(
                application_id=application.id, kind="receipt", number="E-1", made_at=clock.now(),
                sha256=store_file(app.config["FILES_PATH"], content),
            )
        )  # fmt: skip
    assert "E-1" in file_page(client, content)


def test_unknown_codes_are_all_answered_alike(client, issued):
    issued()
    answers = {code_page(client, code).replace(grouped(code), "") for code in (new_code(), new_code())}
    answers |= {words(client.get(f"/verify/{text}?lang=en")) for text in ("EUC-2013-00001", "1", "é" * 300)}
    assert len(answers) == 1
    assert UNKNOWN in answers.pop()


def test_a_number_opens_nothing_even_inside_a_file(app, client, issued):
    entry = issued()
    forged = (
        b"%PDF-1.4\n1 0 obj\n<</Subject (" + entry.number.encode() + b")>>\nendobj\ntrailer\n<</Info 1 0 R>>\n%%EOF"
    )
    page = file_page(client, forged, 422)
    assert DAMAGED in page and entry.number not in page


@pytest.mark.parametrize(("content", "told"), [
    (b"", "The file is empty"),
    (b"\x89PNG" * 100, "This is not a PDF file"),
])  # fmt: skip
def test_a_file_that_cannot_be_checked_is_told_at_the_field(client, content, told):
    assert told in file_page(client, content, 422)


def test_bad_files_get_words(app, client, issued):
    good = bytes_of(app, issued().document)
    assert "protected by a password" in file_page(client, encrypted(good), 422)
    assert DAMAGED in file_page(client, good[:1500], 422)
    assert DAMAGED in file_page(client, bomb(), 422)
    assert DAMAGED in file_page(client, b"%PDF-1.7\n" + gzip.compress(b"0" * 10**7), 422)
    assert "larger than 10" in file_page(client, b"%PDF-1.4" + b"0" * 11 * 2**20, 413)
    assert "larger than 10" in file_page(client, b"%PDF-1.4" + b"0" * (10 * 2**20), 413)
    assert "Choose a file" in words(client.submit("/verify?lang=en", {}, action="/verify?lang=en"))


def test_an_upload_is_not_kept(app, client, issued, monkeypatch, tmp_path: Path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    good = bytes_of(app, issued().document) + b"0" * 2**20
    files = Path(app.config["FILES_PATH"])
    rows, before = db.session.scalar(select(func.count(Document.id))), sorted(files.rglob("*"))
    opened: list[str] = []
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", lambda *_a, **_k: opened.append("x"))
    assert CHANGED in file_page(client, good)
    assert (db.session.scalar(select(func.count(Document.id))), sorted(files.rglob("*"))) == (rows, before)
    assert not opened and not list(tmp_path.iterdir())
