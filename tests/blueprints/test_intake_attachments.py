"""Uploads: judged by content, named safely, kept apart, checked when read."""

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from extensions import db
from models.attachment import Attachment
from tests.blueprints.intake_filings import begin, image, pdf
from tests.reviewing_client import parse

MIB = 1024 * 1024


def send(client, draft, content, name="contract.pdf", kind="deal_document", **values):
    url = f"/intake/{draft}/documents/{kind}"
    file = (BytesIO(content), name)
    return client.submit(url, {"title": "Контракт", **values, "file": file}, action=f"/documents/{kind}")


def attached() -> list[Attachment]:
    db.session.rollback()
    return list(db.session.scalars(select(Attachment)))


@pytest.mark.parametrize(
    ("make", "name", "media_type"),
    [
        (pdf, "скан.pdf", "application/pdf"),
        (lambda: image("JPEG"), "фото.JPG", "image/jpeg"),
        (lambda: image("PNG"), "фото.png", "image/png"),
        (lambda: image("TIFF"), "скан.tif", "image/tiff"),
    ],
)
def test_what_may_be_attached_comes_back_byte_for_byte(login_as, make, name, media_type):
    client = login_as("clerk")
    content = make()
    assert send(client, begin(client), content, name).status_code == 303
    (one,) = attached()
    assert (one.media_type, one.file_name, one.size) == (media_type, name, len(content))
    answer = client.get(f"/intake/attachments/{one.id}")
    assert answer.data == content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00 not a document", "contract.pdf"),
        (b"<html><script>1</script>", "photo.png"),
        (b"", "empty.pdf"),
        (pdf()[:-40], "cut.pdf"),
        (b"%PDF-1.7\nnothing\n%%EOF", "hollow.pdf"),
        (image("JPEG")[:1500], "cut.jpg"),
        (image("PNG")[:-30], "cut.png"),
        (image("TIFF")[:200], "cut.tif"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_whole_document_is_refused_in_words_at_the_field(login_as, content, name):
    client = login_as("clerk")
    answer = send(client, begin(client), content, name, title="Мой заголовок")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'value="Мой заголовок"' in page
    assert next(n for n in parse(page).iter("p") if n.get("id") == "file-error") is not None
    assert attached() == []


def test_a_missing_file_is_told_at_the_field(login_as):
    client = login_as("clerk")
    url = f"/intake/{begin(client)}/documents/deal_document"
    assert client.submit(url, {"title": "Контракт"}, action="/documents/").status_code == 422


def test_a_file_of_26_mib_is_answered_with_413_and_what_was_typed_is_kept(login_as):
    client = login_as("clerk")
    draft = begin(client)
    form = client.form(f"/intake/{draft}/documents/deal_document", "/documents/")
    # Encoded here: the test client would leave its temporary file open.
    data = {name: values[0] for name, values in form.filled(title="Толстый том").items()}
    large = FileStorage(BytesIO(pdf() + b"\0" * 26 * MIB), "contract.pdf", "file")
    boundary, body = encode_multipart({**data, "file": large})
    answer = client.post(
        form.action, input_stream=BytesIO(body), content_length=len(body),
        content_type=f"multipart/form-data; boundary={boundary}",
    )  # fmt: skip
    assert answer.status_code == 413
    page = answer.get_data(as_text=True)
    assert 'value="Толстый том"' in page and 'id="file-error"' in page
    assert attached() == []


def test_a_body_that_is_not_even_read_is_413_too(login_as):
    client = login_as("clerk")
    size = 65 * MIB
    answer = client.post(
        f"/intake/{begin(client)}/documents/other", input_stream=BytesIO(b"\0" * size), content_length=size,
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("...", "file.pdf"),
        ("имя" * 200 + ".pdf", ("имя" * 200)[:196] + ".pdf"),
    ],
)
def test_a_name_is_made_safe_for_display(login_as, sent, shown):
    client = login_as("clerk")
    assert send(client, begin(client), pdf(), sent).status_code == 303
    assert attached()[0].file_name == shown


@pytest.mark.parametrize("sent", ["../../etc/passwd.pdf", "scans/contract.pdf"])
def test_a_name_with_slashes_is_refused_with_words_at_the_field(login_as, sent):
    client = login_as("clerk")
    answer = send(client, begin(client), pdf(), sent)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.get_data(as_text=True)
    assert attached() == []


def test_a_file_is_taken_out_of_a_draft(login_as):
    client = login_as("clerk")
    draft = begin(client)
    send(client, draft, pdf())
    form = client.form(f"/intake/{draft}/documents/deal_document", "/remove")
    assert client.send(form).status_code == 303
    assert attached() == []
    assert client.send(form).status_code == 303


def test_the_file_of_a_draft_is_its_authors_alone(login_as):
    client = login_as("clerk")
    send(client, begin(client), pdf())
    url = f"/intake/attachments/{attached()[0].id}"
    assert client.get(url).status_code == 200
    for login in ("officer", "center_operator", "administrator"):
        assert login_as(login).get(url).status_code == 404, login


def test_an_altered_file_is_not_shown(login_as, app):
    client = login_as("clerk")
    send(client, begin(client), image("PNG"))
    (one,) = attached()
    (Path(app.config["FILES_PATH"]) / one.sha256[:2] / one.sha256).write_bytes(b"something else")
    answer = client.get(f"/intake/attachments/{one.id}")
    assert answer.status_code == 500
    assert b"something else" not in answer.data
    assert one.file_name in answer.get_data(as_text=True)


def test_originals_are_shown_at_counters_only(login_as):
    client = login_as("clerk")
    draft = begin(client, "euc", "portal")
    send(client, draft, pdf(), original_shown="y")
    assert [one.original_shown for one in attached()] == [False]


def test_a_document_that_this_filing_does_not_need_has_no_page(login_as):
    client = login_as("clerk")
    draft = begin(client)
    assert client.get(f"/intake/{draft}/documents/photographs").status_code == 404
    assert client.get(f"/intake/{draft}/documents/intermediary_contract").status_code == 404
