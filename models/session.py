"""Server-side sign-ins, failed attempts, and the keys that make a form act once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.user import Substitution, User


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class UserSession(UserMixin, db.Model):
    """One sign-in. The browser holds the token, the database only its SHA-256; ending it here ends it there."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    acting_under_id: Mapped[int | None] = mapped_column(ForeignKey("substitution.id"))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64), default="")

    user: Mapped[User] = relationship(lazy="joined")
    acting_under: Mapped[Substitution | None] = relationship(lazy="joined")

    token = ""
    """The token itself, known only to the request that made it."""

    def get_id(self) -> str:
        """Flask-Login: what the cookie carries."""
        return self.token

    @classmethod
    def open(cls, user: User, now: datetime, address: str) -> "UserSession":
        token = secrets.token_urlsafe(32)
        session = cls(
            token_digest=_digest(token), user_id=user.id, created_at=now, last_used_at=now, address=address[:64]
        )
        session.token = token
        db.session.add(session)
        return session

    @classmethod
    def find(cls, token: str, now: datetime, *, idle: timedelta, lifetime: timedelta) -> "UserSession | None":
        """The live sign-in behind a token: not ended, not idle too long, its person still active."""
        found = db.session.scalar(select(cls).where(cls.token_digest == _digest(token), cls.ended_at.is_(None)))
        if found is None or not found.user.is_active:
            return None
        if now - found.last_used_at > idle or now - found.created_at > lifetime:
            return None
        found.token = token
        return found

    @classmethod
    def end_all(cls, user_id: int, now: datetime, *, but: int | None = None) -> None:
        """End every sign-in of a person, as when the password changes or the account is disabled."""
        statement = update(cls).where(cls.user_id == user_id, cls.ended_at.is_(None)).values(ended_at=now)
        db.session.execute(statement.where(cls.id != but) if but else statement)


class SignInAttempt(db.Model):
    """A failed sign-in, kept to slow down guessing."""

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]

    @classmethod
    def too_many(cls, login: str, address: str, since: datetime, limit: int) -> bool:
        """Whether this name, or ten times as many from this address, failed too often."""
        by_login = select(func.count()).select_from(cls).where(cls.login == login, cls.at > since)
        by_address = select(func.count()).select_from(cls).where(cls.address == address, cls.at > since)
        return (db.session.scalar(by_login) or 0) >= limit or (db.session.scalar(by_address) or 0) >= limit * 10


class SubmittedForm(db.Model):
    """The idempotency key of a form that acted, and where its answer is: a double click acts once."""

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    location: Mapped[str] = mapped_column(String(500))
