"""What an administrator has looked at of the directory's suspects: a note, and who wrote it when."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.event import record
from models.once import insert_once
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


def look_at(suspect: Suspect, note: str, seen: int, actor: Actor, now: datetime) -> bool:
    """Note that a suspect was looked at, or note it anew; the directory itself stays as it is.

    False where somebody else noted it since the version that was seen (0: no note).
    """
    stands = db.session.get(SuspectLook, suspect.mark)
    before = {"note": stands.note} if stands else {}
    values = {"note": note, "at": now, "by_id": actor.user_id, "version": seen + 1}
    if seen:
        same = (SuspectLook.mark == suspect.mark) & (SuspectLook.version == seen)
        statement = update(SuspectLook).where(same).values(values).returning(SuspectLook.mark)
        is_written = db.session.scalar(statement) is not None
    else:
        is_written = insert_once(SuspectLook, [{"mark": suspect.mark, **values}]) == 1
    if is_written:
        record(
            "suspect_looked_at", actor, now, subject=f"suspect:{suspect.mark}", printed=suspect.text, before=before,
            after={"note": note},
        )  # fmt: skip
    return is_written
