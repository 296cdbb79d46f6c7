"""The tablet at the entrance and the board on the wall: devices without a person, known by their address alone."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.center import Center
from models.event import record
from models.queue_place import QueuePlace
from models.user import Actor, User
from rules.workflow import ActionRefused, Barred


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class QueueDevice(db.Model):
    """An address with 256 random bits; the database keeps only its SHA-256. Revoked, it leads nowhere."""

    id: Mapped[int] = mapped_column(primary_key=True)
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    center: Mapped[Center | None] = relationship()
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    __table_args__ = (CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoked_has_person"),)

    token = ""
    """The token itself, known only to the request that made it."""

    @property
    def place(self) -> QueuePlace:
        return QueuePlace(self.center)

    @classmethod
    def with_token(cls, token: str) -> "QueueDevice | None":
        """The device behind an address, unless it is revoked."""
        return db.session.scalar(select(cls).where(cls.token_digest == _digest(token), cls.revoked_at.is_(None)))

    @classmethod
    def of_place(cls, place: QueuePlace) -> Sequence["QueueDevice"]:
        """Those in use, by name."""
        statement = select(cls).where(cls.center_id == place.center_id, cls.revoked_at.is_(None))
        return db.session.scalars(statement.options(db.joinedload(cls.made_by)).order_by(cls.name, cls.id)).all()

    @classmethod
    def make(cls, place: QueuePlace, name: str, actor: Actor, now: datetime) -> "QueueDevice":
        token = secrets.token_urlsafe(32)
        device = cls(
            center_id=place.center_id, name=name, token_digest=_digest(token), made_at=now, made_by_id=actor.user_id
        )
        device.token = token
        db.session.add(device)
        db.session.flush()
        record("queue_device_made", actor, now, subject=f"queue_device:{device.id}", device=name)
        return device

    def revoke(self, actor: Actor, now: datetime) -> None:
        """The address leads nowhere from now on."""
        if self.revoked_at:
            raise ActionRefused(Barred("device_revoked"))
        self.revoked_at, self.revoked_by_id = now, actor.user_id
        record("queue_device_revoked", actor, now, subject=f"queue_device:{self.id}", device=self.name)
