"""An upload: a title, the file, and whether its original was shown (E11.3, E11.4).

The content decides what a file is, never its name.
"""

import logging
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from PIL import Image, ImageSequence, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from wtforms import FileField
from wtforms.validators import StopValidation

from forms.fields import Line, Tick
from forms.step_form import Known, StepForm
from forms.validators import Wrong

PDF, JPEG, PNG, TIFF = "application/pdf", "image/jpeg", "image/png", "image/tiff"
SUFFIXES = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",), TIFF: (".tif", ".tiff")}
_MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"II*\0", TIFF), (b"MM\0*", TIFF))
_PILLOW = {JPEG: "JPEG", PNG: "PNG", TIFF: "TIFF"}
_TAIL = 2048  # where a whole PDF has its end mark, whatever a mailer has put after it
MAX_PIXELS = 600_000_000  # all pages of one file; a sheet of A4 at 600 dpi has 35 million
MAX_NAME = 200
logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells of every small fault of a scanner's PDF


def media_type_of(content: bytes) -> str:
    """PDF, JPEG, PNG or TIFF by the content, read to its end. Wrong if it is another thing, empty or cut short."""
    if not content:
        raise Wrong(gettext("The file is empty"))
    kind = next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)
    if kind is None:
        raise Wrong(gettext("This is not a PDF, JPEG, PNG or TIFF file, whatever its name says"))
    if kind == PDF:
        _read_pdf(content)
    else:
        _read_image(content, _PILLOW[kind])
    return kind


def _read_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-_TAIL:]:
        raise Wrong(gettext("The PDF is cut short: scan or save it again"))
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise Wrong(gettext("The PDF is protected with a password: save it without one"))
        pages = len(reader.pages)
        if pages:
            reader.pages[pages - 1].mediabox  # noqa: B018 - the last page is really there
    except Wrong:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        # Besides its own errors pypdf lets through what a broken object raises.
        raise Wrong(gettext("The PDF is damaged and cannot be read: scan or save it again")) from error
    if not pages:
        raise Wrong(gettext("The PDF has no pages"))


def _read_image(content: bytes, pillow_format: str) -> None:
    try:
        with Image.open(BytesIO(content), formats=[pillow_format]) as image:
            image.verify()
        # verify() does not see a JPEG cut short; decoding to the end does.
        with Image.open(BytesIO(content), formats=[pillow_format]) as image:
            pixels = 0
            for frame in ImageSequence.Iterator(image):
                pixels += frame.width * frame.height
                if pixels > MAX_PIXELS:
                    raise Wrong(gettext("The image is too large: scan it at a lower resolution"))
                frame.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Wrong(gettext("The image is too large: scan it at a lower resolution")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError) as error:
        raise Wrong(gettext("The image is damaged or cut short: scan or save it again")) from error


def safe_name(name: str, media_type: str = "") -> str:
    """A file's name for display: no folders, no control or direction characters, and a suffix that fits its content."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    path = PurePosixPath(" ".join(kept.split()).strip(" .") or "file")
    suffixes = SUFFIXES.get(media_type, (path.suffix,))
    stem, suffix = (path.stem, path.suffix) if path.suffix.lower() in suffixes else (path.name, suffixes[0])
    return f"{stem[: MAX_NAME - len(suffix)]}{suffix}"


@dataclass(frozen=True)
class Sent:
    """A file that may be attached."""

    content: bytes
    media_type: str
    file_name: str


class TooLarge(Wrong):
    """More bytes than one file may have."""


def judged(stored: Any, max_bytes: int) -> Sent:
    """A file as it was sent, by its content. Wrong says in words why it cannot be attached."""
    if re.search(r"[/\\]", stored.filename):
        raise Wrong(gettext("The name of the file holds a slash: rename the file and choose it again"))
    content = stored.stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        words = gettext("The file is larger than 25 MiB: choose a smaller one or scan it at a lower resolution")
        raise TooLarge(words)
    media_type = media_type_of(content)
    return Sent(content, media_type, safe_name(stored.filename, media_type))


class Upload(FileField):
    """One file or several, each judged by its content: `files` may be attached, errors tell of the others."""

    files: Sequence[Sent] = ()
    errors: Sequence[str]
    is_too_large = False

    def pre_validate(self, form: Any) -> None:
        chosen = [one for one in self.data or () if one.filename]
        if not chosen:
            raise StopValidation(gettext("Choose a file"))
        self.files = []
        for stored in chosen:
            try:
                self.files.append(judged(stored, form.max_bytes))
            except Wrong as wrong:
                self.is_too_large = self.is_too_large or isinstance(wrong, TooLarge)
                self.refuse(stored.filename if len(chosen) > 1 else "", str(wrong))
        if self.errors:
            raise StopValidation

    def refuse(self, name: str, words: str) -> None:
        """Say why a file is not attached, by its name where it was not the only one."""
        self.errors = [*self.errors, f"{safe_name(name)}: {words}." if name else words]


class AttachmentForm(StepForm):
    """A document of clause 11 as a file or several, with its title."""

    title = Line(_("Title"), limit=300)
    file = Upload(_("Files"))
    original_shown = Tick(_("The original was shown and compared with the copy"))

    def __init__(
        self, known: Known, max_bytes: int, typed: Mapping[str, Any] | None = None, files: Sequence[Any] = ()
    ) -> None:
        super().__init__(known, typed)
        self.max_bytes = max_bytes
        self.file.data = files


class OriginalForm(StepForm):
    """Whether the original of a copy was shown at the counter, or why not (E11.3, E11.4)."""

    shown = Tick(_("The original was shown and compared with the copy"))
    because = Line(_("If not, why"), limit=300, optional=lambda form: bool(form.shown.data))

    @classmethod
    def about(cls, known: Known, one: Any) -> "OriginalForm":
        """What is said of an attachment so far."""
        typed = {"shown": "y" if one.original_shown else "", "because": one.not_shown_because}
        return cls(known, {"fields": typed}, prefix=f"original-{one.id}")
