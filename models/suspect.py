"""What an administrator has looked at of the directory's suspects: a note, and who wrote it when."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.event import record
from models.user import Actor, User
from rules.directory import Suspect


class SuspectLook(db.Model):
    """One suspect that was looked at. Its mark holds text, rows and standards: what changes is suspect anew."""

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    note: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    by: Mapped[User] = relationship(lazy="joined")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


def look_at(suspect: Suspect, note: str, actor: Actor, now: datetime) -> None:
    """Note that a suspect was looked at, or note it anew. The directory itself stays as it is."""
    look = db.session.get(SuspectLook, suspect.mark, with_for_update=True)
    before = look.note if look else ""
    if look is None:
        look = SuspectLook(mark=suspect.mark)
        db.session.add(look)
    look.note, look.at, look.by_id = note, now, actor.user_id
    record(
        "suspect_looked_at", actor, now, subject=f"suspect:{suspect.mark}", printed=suspect.text,
        before={"note": before} if before else {}, after={"note": note},
    )  # fmt: skip
