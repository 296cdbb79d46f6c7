"""Scans at intake: several at once, seen, turned, in order, joined; of originals it is said whether they were shown."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select

from extensions import db
from models.application import Application
from models.attachment import Attachment, read_file
from tests.blueprints.intake_filings import begin, euc_draft, image, pdf, register
from tests.reviewing_client import parse, text_of

DEAL = "deal_document"


def photograph(width=60, height=40, orientation=1) -> bytes:
    """White, with one black corner: the upper left one as it lies in the file."""
    picture, out = Image.new("RGB", (width, height), "white"), BytesIO()
    picture.paste("black", (0, 0, 20, 12))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


def locked_pdf() -> bytes:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


def attached() -> list[Attachment]:
    db.session.rollback()
    return list(db.session.scalars(select(Attachment).order_by(Attachment.position, Attachment.id)))


def send(client, draft, *files, kind=DEAL, **values):
    """Choose these files at once, (content, name) each."""
    url = f"/intake/{draft}/documents/{kind}"
    form = client.form(url, f"/documents/{kind}")
    data = {**form.filled(title="Контракт", **values), "file": [(BytesIO(content), name) for content, name in files]}
    return client.post(form.action, data=data, content_type="multipart/form-data")


def press(client, draft, action, number=0, values=None, kind=DEAL):
    """Press a button of an attached file."""
    one = attached()[number]
    address = f"/intake/{draft}/documents/{kind}"
    return client.submit(address, values, action=f"{address}/{one.id}/{action}")


def content_of(app, one: Attachment) -> bytes:
    return read_file(app.config["FILES_PATH"], one.sha256)


def black_corner(content: bytes) -> str:
    """Which corner of a picture is black."""
    picture = Image.open(BytesIO(content)).convert("L")
    right, bottom = picture.width - 3, picture.height - 3
    corners = {
        "upper left": (2, 2),
        "upper right": (right, 2),
        "lower right": (right, bottom),
        "lower left": (2, bottom),
    }
    pixels, width = picture.tobytes(), picture.width
    return next(name for name, (x, y) in corners.items() if pixels[y * width + x] < 100)


def test_several_files_are_attached_at_once_each_with_its_title_and_pages(login_as):
    client = login_as("clerk")
    draft = begin(client)
    assert send(client, draft, (pdf(), "a.pdf"), (photograph(), "b.jpg"), (image("TIFF"), "c.tif")).status_code == 303
    assert [(one.title, one.pages) for one in attached()] == [("Контракт", 1), ("Контракт (2)", 1), ("Контракт (3)", 1)]
    page = client.page(f"/intake/{draft}/documents/{DEAL}")
    seen = [node.get("src") for node in page.iter("img") if "/pages/1-small.jpg" in node.get("src", "")]
    assert len(seen) == 3
    for address in seen:
        answer = client.get(address)
        assert answer.mimetype == "image/jpeg" and max(Image.open(BytesIO(answer.data)).size) <= 240


def test_of_several_the_good_ones_stay_and_each_bad_one_is_told_by_its_name(login_as):
    client = login_as("clerk")
    draft = begin(client)
    answer = send(
        client, draft, (pdf(), "a.pdf"), (locked_pdf(), "locked.pdf"), (b"MZ\x90", "b.exe"), original_shown="y"
    )
    assert answer.status_code == 422
    [error] = [node for node in parse(answer.get_data(as_text=True)).iter("p") if node.get("id") == "file-error"]
    assert "locked.pdf: " in text_of(error) and "паролем" in text_of(error) and "b.exe: " in text_of(error)
    assert [(one.file_name, one.original_shown) for one in attached()] == [("a.pdf", True)]


def test_without_a_title_nothing_is_attached(login_as):
    client = login_as("clerk")
    draft = begin(client)
    form = client.form(f"/intake/{draft}/documents/{DEAL}", f"/documents/{DEAL}")
    data = {**form.filled(title=" "), "file": (BytesIO(pdf()), "a.pdf")}
    assert client.post(form.action, data=data).status_code == 422
    assert attached() == []


def test_a_photograph_taken_by_the_camera_is_attached_too(login_as):
    client = login_as("clerk")
    draft = begin(client)
    form = client.form(f"/intake/{draft}/documents/other", "/documents/other")
    data = {**form.filled(), "photo": (BytesIO(photograph()), "image.jpg")}
    assert client.post(form.action, data=data).status_code == 303
    assert [one.media_type for one in attached()] == ["image/jpeg"]


def test_a_page_that_is_not_there_and_a_strangers_page_are_404(login_as):
    client = login_as("clerk")
    draft = begin(client)
    send(client, draft, (pdf(), "a.pdf"))
    address = f"/intake/attachments/{attached()[0].id}/pages"
    assert client.get(f"{address}/1-large.jpg").status_code == 200
    assert client.get(f"{address}/2-large.jpg").status_code == 404
    for login in ("center_operator", "officer"):
        assert login_as(login).get(f"{address}/1-large.jpg").status_code == 404


def test_a_photograph_is_shown_upright_and_turned_by_another_file_while_the_first_is_kept(login_as, app):
    client = login_as("clerk")
    draft = begin(client)
    taken = photograph(orientation=6)  # held upright: the black corner belongs to the upper right
    send(client, draft, (taken, "a.jpg"))
    first = attached()[0].sha256
    shown = client.get(f"/intake/attachments/{attached()[0].id}/pages/1-small.jpg").data
    assert black_corner(shown) == "upper right"
    corners = []
    for _turn in range(3):
        assert press(client, draft, "turn").status_code == 303
        corners.append(black_corner(content_of(app, attached()[0])))
    assert corners == ["lower right", "lower left", "upper left"]
    assert read_file(app.config["FILES_PATH"], first) == taken and attached()[0].taken_sha256 == first
    press(client, draft, "turn")
    assert (attached()[0].sha256, attached()[0].rotation) == (first, 0)


def test_only_photographs_are_turned(login_as):
    client = login_as("clerk")
    draft = begin(client)
    send(client, draft, (pdf(), "a.pdf"))
    form = client.form(f"/intake/{draft}/documents/{DEAL}", "/remove")
    form.action = form.action.replace("/remove", "/turn")
    assert client.send(form).status_code == 404


def test_files_are_put_in_another_order(login_as):
    client = login_as("clerk")
    draft = begin(client)
    send(client, draft, *((pdf(), f"{name}.pdf") for name in "abc"))
    press(client, draft, "move", 2, {"way": "up"})
    assert [one.file_name for one in attached()] == ["a.pdf", "c.pdf", "b.pdf"]
    press(client, draft, "move", 0, {"way": "down"})
    assert [one.file_name for one in attached()] == ["c.pdf", "a.pdf", "b.pdf"]


def test_files_are_joined_into_one_document_in_their_order(login_as, app):
    client = login_as("clerk")
    draft = begin(client)
    files = (
        (photograph(60, 40), "a.jpg"),
        (pdf(), "b.pdf"),
        (photograph(40, 60, orientation=6), "c.jpg"),
        (image("TIFF"), "d.tif"),
    )
    send(client, draft, *files, original_shown="y")
    address = f"/intake/{draft}/documents/{DEAL}"
    form = client.form(address, "/join")
    assert [client.send(form).status_code for _ in range(2)] == [303, 303]
    [one] = attached()
    assert (one.title, one.file_name, one.pages, one.original_shown) == ("Контракт", "a.pdf", 4, True)
    sizes = [page.mediabox for page in PdfReader(BytesIO(content_of(app, one))).pages]
    assert [box.width > box.height for box in sizes] == [True, False, True, False]


def test_what_cannot_be_joined_stays_as_it_is(login_as, app, monkeypatch):
    client = login_as("clerk")
    draft = begin(client)
    send(client, draft, (photograph(), "a.jpg"), (photograph(50, 50), "b.jpg"))
    monkeypatch.setitem(app.config, "MAX_UPLOAD_BYTES", 10)
    answer = client.submit(f"/intake/{draft}/documents/{DEAL}", action="/join")
    assert answer.status_code == 422 and 'href="#join"' in answer.get_data(as_text=True)
    assert len(attached()) == 2


# --- Originals (E11.3, E11.4) -------------------------------------------------------------------------------


def test_whether_the_original_was_shown_is_said_afterwards_without_attaching_anew(login_as):
    client = login_as("clerk")
    draft = begin(client)
    send(client, draft, (pdf(), "a.pdf"))
    one = attached()[0]
    names = {name: f"original-{one.id}-{name}" for name in ("shown", "because")}
    assert press(client, draft, "original", 0, {names["because"]: "Остался у продавца"}).status_code == 303
    assert (attached()[0].original_shown, attached()[0].not_shown_because) == (False, "Остался у продавца")
    assert press(client, draft, "original", 0, {names["shown"]: "y"}).status_code == 303
    assert (attached()[0].original_shown, attached()[0].not_shown_because) == (True, "")
    refused = press(client, draft, "original", 0, {names["shown"]: None, names["because"]: ""})
    assert refused.status_code == 422 and f'id="{names["because"]}-error"' in refused.get_data(as_text=True)
    assert attached()[0].original_shown and attached()[0].sha256 == one.sha256


def test_a_filing_is_not_registered_before_it_is_said_of_each_copy(login_as):
    client = login_as("clerk")
    draft = euc_draft(client)
    send(client, draft, (pdf(), "a.pdf"))
    one = attached()[0]
    refused = register(client, draft)
    assert refused.status_code == 422 and f"#original-{one.id}-shown" in refused.get_data(as_text=True)
    press(client, draft, "original", 0, {f"original-{one.id}-because": "Представит позже"})
    assert register(client, draft).status_code == 303
    case = db.session.scalars(select(Application)).one()
    assert "Представит позже" in login_as("officer").get(f"/cases/{case.id}/documents").get_data(as_text=True)


def test_from_the_portal_nobody_shows_an_original(login_as):
    client = login_as("clerk")
    draft = begin(client, "euc", "portal")
    send(client, draft, (pdf(), "a.pdf"))
    page = client.get(f"/intake/{draft}/documents/{DEAL}").get_data(as_text=True)
    assert "original" not in page.split("<main")[1]


@pytest.mark.parametrize("action", ["original", "move", "turn"])
def test_a_file_of_another_kind_is_not_found_under_this_one(login_as, action):
    client = login_as("clerk")
    draft = begin(client)
    send(client, draft, (pdf(), "a.pdf"))
    one = attached()[0]
    form = client.form(f"/intake/{draft}/documents/{DEAL}", "/remove")
    form.action = f"/intake/{draft}/documents/application/{one.id}/{action}"
    assert client.send(form).status_code == 404
