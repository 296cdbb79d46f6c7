"""Attached files: kept under their SHA-256, never overwritten, checked when read."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.user import User


class FileDamaged(Exception):
    """A stored file is missing, or its content is no longer what its name says."""


def store_file(folder: str, content: bytes) -> str:
    """Write content under its SHA-256 and return it. What is there already is left as it is."""
    digest = hashlib.sha256(content).hexdigest()
    target = Path(folder) / digest[:2] / digest
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    Path(temporary).replace(target)
    return digest


def read_file(folder: str, digest: str) -> bytes:
    """A stored file's content. Raises FileDamaged if it is missing or altered."""
    try:
        content = (Path(folder) / digest[:2] / digest).read_bytes()
    except OSError as error:
        raise FileDamaged(digest) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise FileDamaged(digest)
    return content


class StoredFile:
    """What is known of a file that was brought: its title, and the content's name in the file store."""

    title: Mapped[str] = mapped_column(String(300))
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]


class Attachment(StoredFile, db.Model):
    """A file of a draft, and from registration on of its application, with its title and kind.

    `kind` is a code of `rules.requirements`.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    kind: Mapped[str] = mapped_column(String(40))
    pages: Mapped[int | None]
    """How many it has; None of files from before they were counted."""
    position: Mapped[int] = mapped_column(default=0)
    """Its place among the files of its kind; those with the same one stand as they came."""
    original_shown: Mapped[bool] = mapped_column(default=False)
    not_shown_because: Mapped[str] = mapped_column(String(300), default="")
    """Why the original of a copy was not shown at the counter (E11.3, E11.4)."""
    taken_sha256: Mapped[str] = mapped_column(String(64), default="")
    rotation: Mapped[int] = mapped_column(default=0)
    """Of a photograph that was turned: the file as it was taken, which is kept, and by how many degrees."""
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    added_by: Mapped[User] = relationship()
    __table_args__ = (
        CheckConstraint("NOT original_shown OR not_shown_because = ''", name="shown_or_not"),
        CheckConstraint("draft_id IS NOT NULL OR application_id IS NOT NULL", name="belongs_somewhere"),
        Index("ix_attachment_draft_id", "draft_id"),
        Index("ix_attachment_application_id", "application_id"),
    )

    @classmethod
    def of_draft(cls, draft_id: int) -> Select["Attachment"]:
        in_order = cls.position, cls.id
        return select(cls).where(cls.draft_id == draft_id, cls.application_id.is_(None)).order_by(*in_order)

    @property
    def original_is_accounted_for(self) -> bool:
        """Whether it is said that the original was shown, or why not."""
        return self.original_shown or bool(self.not_shown_because)

    def mark_original(self, is_shown: bool, because: str) -> None:
        """Say that the original was shown and compared with the copy, or why it was not."""
        self.original_shown, self.not_shown_because = is_shown, "" if is_shown else because
