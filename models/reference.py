"""Reference data: countries, units of measure, refusal grounds, dated facts about the authority."""

from datetime import date

from sqlalchemy import Select, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db, stored
from rules.refusal import Ground
from rules.terms import Service


class Country(db.Model):
    """A country of the reviewed table, by its ISO 3166 code."""

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name_ru: Mapped[str] = mapped_column(String(100))
    name_kk: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    is_active: Mapped[bool] = mapped_column(default=True)


class Unit(db.Model):
    """A unit of measure of goods rows. One no longer offered stays: earlier rows name it."""

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    short_ru: Mapped[str] = mapped_column(String(20))
    name_ru: Mapped[str] = mapped_column(String(100))
    short_kk: Mapped[str] = mapped_column(String(20))
    name_kk: Mapped[str] = mapped_column(String(100))
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    @classmethod
    def offered(cls) -> Select["Unit"]:
        """The units that a new row may name, in their order."""
        return select(cls).where(cls.is_active).order_by(cls.position, cls.code)


class RefusalGround(db.Model):
    """A ground of clause 16 as one service's standard words it, for the time it was in force."""

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[Service] = mapped_column(stored(Service, "service"))
    code: Mapped[Ground] = mapped_column(stored(Ground, "ground"))
    clause: Mapped[str] = mapped_column(String(16))
    text_ru: Mapped[str] = mapped_column(String(1000))
    text_kk: Mapped[str] = mapped_column(String(1000))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    __table_args__ = (UniqueConstraint("service", "code", "valid_from"),)

    @classmethod
    def on(cls, service: Service, day: date) -> Select["RefusalGround"]:
        """The grounds of a service in force on a day."""
        return (
            select(cls)
            .where(cls.service == service, cls.valid_from <= day, or_(cls.valid_to.is_(None), cls.valid_to >= day))
            .order_by(cls.id)
        )


class AuthorityFact(db.Model):
    """A dated fact about the authority: its name, addresses, telephones, holders of posts (R35, R36)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    value_ru: Mapped[str] = mapped_column(String(1000))
    value_kk: Mapped[str] = mapped_column(String(1000), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    __table_args__ = (UniqueConstraint("key", "valid_from"),)

    @classmethod
    def on(cls, day: date) -> dict[str, str]:
        """All facts in force on a day, in Russian, by key."""
        rows = db.session.scalars(
            select(cls)
            .where(cls.valid_from <= day, or_(cls.valid_to.is_(None), cls.valid_to >= day))
            .order_by(cls.valid_from)
        )
        return {row.key: row.value_ru for row in rows}
