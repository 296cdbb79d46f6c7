"""Reference data: countries, units of measure, refusal grounds, dated facts about the authority."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db, stored
from models.event import record
from models.user import Actor
from rules.refusal import Ground
from rules.terms import Service
from rules.workflow import ActionRefused, Barred


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

    @classmethod
    def add(cls, values: dict[str, Any], actor: Actor, now: datetime) -> "Unit":
        """A new unit; `values` are its columns."""
        unit = cls(**values)
        db.session.add(unit)
        db.session.flush()
        record("unit_added", actor, now, subject=f"unit:{unit.code}", after=values)
        return unit

    def change(self, values: dict[str, Any], actor: Actor, now: datetime) -> None:
        """New names or place in the list, or no longer offered. The code stays: goods rows name it."""
        before = {name: getattr(self, name) for name in values}
        for name, value in values.items():
            setattr(self, name, value)
        if before != values:
            record("unit_changed", actor, now, subject=f"unit:{self.code}", before=before, after=values)


def _close_before(model: Any, same: ColumnElement[bool], day: date) -> Any:
    """End the latest of some dated rows on the eve of a day and return it.

    What was in force earlier stays (R36). ActionRefused when a row begins on that day or later.
    """
    latest = db.session.scalar(select(model).where(same).order_by(model.valid_from.desc()).limit(1))
    if latest is not None:
        if latest.valid_from >= day:
            raise ActionRefused(Barred("later_value_exists", "", latest.valid_from))
        if latest.valid_to is None or latest.valid_to >= day:
            latest.valid_to = day - timedelta(days=1)
    return latest


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

    def word_anew(
        self, clause: str, text_ru: str, text_kk: str, valid_from: date, actor: Actor, now: datetime
    ) -> "RefusalGround":
        """A later wording of this ground, beside the earlier ones and not over them (R36)."""
        same = (RefusalGround.service == self.service) & (RefusalGround.code == self.code)
        before = _close_before(RefusalGround, same, valid_from)
        later = RefusalGround(
            service=self.service, code=self.code, clause=clause, text_ru=text_ru, text_kk=text_kk, valid_from=valid_from
        )
        db.session.add(later)
        record(
            "ground_worded", actor, now, subject=f"ground:{self.service}/{self.code}",
            before={"clause": before.clause, "text_ru": before.text_ru, "text_kk": before.text_kk},
            after={"clause": clause, "text_ru": text_ru, "text_kk": text_kk}, valid_from=valid_from.isoformat(),
        )  # fmt: skip
        return later


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
    def on(cls, day: date, language: str = "ru") -> dict[str, str]:
        """All facts in force on a day by key, in Russian, or in Kazakh where they are given in it."""
        rows = db.session.scalars(
            select(cls)
            .where(cls.valid_from <= day, or_(cls.valid_to.is_(None), cls.valid_to >= day))
            .order_by(cls.valid_from)
        )
        return {row.key: (row.value_kk if language == "kk" else "") or row.value_ru for row in rows}

    @classmethod
    def set_from(
        cls, key: str, value_ru: str, value_kk: str, valid_from: date, actor: Actor, now: datetime
    ) -> "AuthorityFact":
        """A new value from a day on; the earlier one stays for papers and pages of its days (R36)."""
        before = _close_before(cls, cls.key == key, valid_from)
        later = cls(key=key, value_ru=value_ru, value_kk=value_kk, valid_from=valid_from)
        db.session.add(later)
        record(
            "authority_fact_set", actor, now, subject=f"authority:{key}",
            before={"value_ru": before.value_ru, "value_kk": before.value_kk} if before else {},
            after={"value_ru": value_ru, "value_kk": value_kk}, valid_from=valid_from.isoformat(),
        )  # fmt: skip
        return later
