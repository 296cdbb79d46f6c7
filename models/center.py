"""The directory of public service Centers (Annex 3): branches, Centers, and both standards' wordings."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.event import record
from models.user import Actor
from rules.terms import Service


class Branch(db.Model):
    """A branch of RGP "Center". Its time zone is that of all its Centers."""

    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(100))
    zone: Mapped[str] = mapped_column(String(32))


class Center(db.Model):
    """A Center, known by branch and row: names, addresses and telephones repeat."""

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_no: Mapped[int] = mapped_column(ForeignKey("branch.no"))
    row_no: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=True)
    carriage_days: Mapped[int] = mapped_column(default=0)
    """Working days of carriage from the Committee (7.5): a result leaves that much earlier."""
    version: Mapped[int] = mapped_column(default=1)

    branch: Mapped[Branch] = relationship(lazy="joined")
    listings: Mapped[list["CenterListing"]] = relationship(back_populates="center", lazy="selectin")
    __table_args__ = (UniqueConstraint("branch_no", "row_no"),)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    @property
    def key(self) -> str:
        """Branch and row as a registration number names them: "03/14"."""
        return f"{self.branch_no:02d}/{self.row_no:02d}"

    @property
    def zone(self) -> str:
        return self.branch.zone

    def listing(self, service: Service) -> "CenterListing":
        """Name, address and telephones as this service's standard prints them."""
        return next(listing for listing in self.listings if listing.standard == service)

    @property
    def name(self) -> str:
        return self.listing(Service.EUC).name

    @property
    def address(self) -> str:
        return self.listing(Service.EUC).address

    @classmethod
    def with_key(cls, key: str) -> Select["Center"]:
        """By "BRANCH/ROW". Raises ValueError if the text is no such key."""
        branch, row = (int(part) for part in key.split("/"))
        return select(cls).where(cls.branch_no == branch, cls.row_no == row)

    @classmethod
    def in_order(cls) -> Select["Center"]:
        return select(cls).order_by(cls.branch_no, cls.row_no)

    @classmethod
    def of(cls, actor: Actor) -> Select["Center"]:
        """The Centers where this person works: bound by role or branch; all of them for nobody else."""
        return cls.in_order().where(cls.id.in_(actor.center_ids) | cls.branch_no.in_(actor.branch_nos))

    def change(self, is_open: bool, carriage_days: int, reason: str, actor: Actor, now: datetime) -> None:
        """Open or closed, and how many working days a result travels there; cases filed earlier keep their dates."""
        before = {"is_open": self.is_open, "carriage_days": self.carriage_days}
        after = {"is_open": is_open, "carriage_days": carriage_days}
        self.is_open, self.carriage_days = is_open, carriage_days
        if before != after:
            record("center_changed", actor, now, subject=f"center:{self.id}", before=before, after=after, reason=reason)


class CenterListing(db.Model):
    """A Center's row in one standard's Annex 3, as printed; telephones one a line."""

    id: Mapped[int] = mapped_column(primary_key=True)
    center_id: Mapped[int] = mapped_column(ForeignKey("center.id"))
    standard: Mapped[Service] = mapped_column(stored(Service, "standard"))
    name: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(500))
    phones: Mapped[str] = mapped_column(String(500))

    center: Mapped[Center] = relationship(back_populates="listings")
    __table_args__ = (UniqueConstraint("center_id", "standard"),)
