"""The directory of public service Centers (Annex 3): branches, Centers, and both standards' wordings, dated."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from extensions import clock, db, stored
from models.event import record
from models.user import Actor
from rules.directory import Printed
from rules.terms import Service
from rules.workflow import ActionRefused, Barred

PRINTED_SINCE = date(2013, 4, 19)
"""The day of the wording whose annexes the directory was first taken from."""


class Branch(db.Model):
    """A branch of RGP "Center". Its time zone is that of all its Centers."""

    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(100))
    zone: Mapped[str] = mapped_column(String(32))
    earlier_zones: Mapped[list[Any]] = mapped_column(default=list)
    """Zones that were in force until a moment, the oldest first: {"zone": …, "until": ISO moment}."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    def zone_at(self, moment: datetime) -> str:
        """The zone by whose clock the branch's people dated what they did at this moment."""
        ended = ((one["zone"], datetime.fromisoformat(one["until"])) for one in self.earlier_zones)
        return next((zone for zone, until in ended if moment < until), self.zone)

    def change_zone(self, zone: str, reason: str, actor: Actor, now: datetime) -> None:
        """Another clock from now on. What was accepted before keeps the date and the hour that its receipt names."""
        if zone == self.zone:
            raise ActionRefused(Barred("nothing_changes"))
        before, self.zone = self.zone, zone
        self.earlier_zones = [*self.earlier_zones, {"zone": before, "until": now.isoformat()}]
        record(
            "branch_zone_changed", actor, now, subject=f"branch:{self.no}", before={"zone": before},
            after={"zone": zone}, reason=reason,
        )  # fmt: skip


class Center(db.Model):
    """A Center, known by branch and row: names, addresses and telephones repeat."""

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_no: Mapped[int] = mapped_column(ForeignKey("branch.no"))
    row_no: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=True)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"), index=True)
    """The Center that this one was merged into: its people see and finish what names this one."""
    carriage_days: Mapped[int] = mapped_column(default=0)
    """Working days of carriage from the Committee (7.5): a result leaves that much earlier."""
    version: Mapped[int] = mapped_column(default=1)

    branch: Mapped[Branch] = relationship(lazy="joined")
    successor: Mapped["Center | None"] = relationship(remote_side="Center.id")
    listings: Mapped[list["CenterListing"]] = relationship(
        back_populates="center", lazy="selectin", order_by="CenterListing.id"
    )
    """Every wording of both standards, earlier ones too: `listing` chooses."""
    __table_args__ = (
        UniqueConstraint("branch_no", "row_no"),
        CheckConstraint("successor_id IS NULL OR NOT is_open", name="merged_is_closed"),
        CheckConstraint("successor_id <> id", name="not_its_own_successor"),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    # --- Reading -----------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """Branch and row as a registration number names them: "03/14"."""
        return f"{self.branch_no:02d}/{self.row_no:02d}"

    @property
    def zone(self) -> str:
        return self.branch.zone

    @property
    def in_charge(self) -> "Center":
        """The Center that does this one's work today: itself, or the last of those it was merged into."""
        center = self
        while center.successor is not None:
            center = center.successor
        return center

    def listing(self, service: Service, on: date | None = None, *, known_at: datetime | None = None) -> "CenterListing":
        """Name, address and telephones by this service's standard on a day, today if none is named (R36).

        With `known_at`, as the record had them at that moment: what was worded later, though of an earlier day, was
        not known then. A day before the first wording has the first.
        """
        day = on or clock.today()
        ours = [one for one in self.listings if one.standard == service]
        then = [one for one in ours if one.valid_from <= day and one.is_known(known_at)]
        return max(then, key=CenterListing.place) if then else min(ours, key=CenterListing.place)

    def latest(self, service: Service) -> "CenterListing":
        """The last wording, whether it is in force already or is to be."""
        return max((one for one in self.listings if one.standard == service), key=CenterListing.place)

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
        """The Centers whose work is this person's, by role, branch or merger; all of them for nobody else. Open ones
        come first: theirs is the counter where this person stands."""
        return select(cls).where(cls._is_of(actor)).order_by(cls.is_open.desc(), cls.branch_no, cls.row_no)

    @classmethod
    def ids_of(cls, actor: Actor) -> Select[int]:
        """The ids of the same, for the scope of what names a Center."""
        return select(cls.id).where(cls._is_of(actor))

    @classmethod
    def _is_of(cls, actor: Actor) -> ColumnElement[bool]:
        return cls.id.in_(actor.center_ids) | cls.branch_no.in_(actor.branch_nos)

    # --- Acts --------------------------------------------------------------------------------------------

    @classmethod
    def held(cls, *ids: int, for_change: bool = False) -> list["Center"]:
        """These Centers as they stand now, and as they stay until the unit of work ends."""
        statement = select(cls).where(cls.id.in_(ids)).order_by(cls.id)
        locked = statement.with_for_update(read=not for_change, of=cls).execution_options(populate_existing=True)
        return list(db.session.scalars(locked).unique())

    @classmethod
    def hold_open(cls, *named: "Center | None") -> None:
        """Hold the Centers that a new filing names (FOR SHARE), so that none is closed under it. ActionRefused when one
        is closed already."""
        if not all(center.is_open for center in cls.held(*(one.id for one in named if one is not None))):
            raise ActionRefused(Barred("center_closed"))

    @classmethod
    def add(
        cls, branch_no: int, worded: Mapping[Service, Printed], valid_from: date, reason: str, actor: Actor,
        now: datetime,
    ) -> "Center":  # fmt: skip
        """A new Center under the next number of its branch; numbers are never given again."""
        db.session.execute(select(Branch.no).where(Branch.no == branch_no).with_for_update())
        last = db.session.scalar(select(func.max(cls.row_no)).where(cls.branch_no == branch_no)) or 0
        center = cls(branch_no=branch_no, row_no=last + 1)
        db.session.add(center)
        db.session.flush()
        record("center_added", actor, now, subject=center.subject, reason=reason)
        for service, printed in worded.items():
            center._list(service, printed, valid_from, reason, actor, now)
        return center

    def word_anew(
        self, service: Service, printed: Printed, valid_from: date, reason: str, actor: Actor | None, now: datetime
    ) -> bool:
        """Another name, address or telephones from a day on, beside the earlier wording and not over it (R36).

        False where that is how it stands already. ActionRefused where a wording of a later day is recorded.
        """
        latest = self.latest(service)
        if latest.valid_from > valid_from:
            raise ActionRefused(Barred("later_value_exists", "", latest.valid_from))
        if latest.printed == printed:
            return False
        self._list(service, printed, valid_from, reason, actor, now, latest)
        flag_modified(self, "is_open")  # the row's version rises: a form opened before is outdated
        return True

    def _list(
        self, service: Service, printed: Printed, valid_from: date, reason: str, actor: Actor | None, now: datetime,
        before: "CenterListing | None" = None,
    ) -> None:  # fmt: skip
        edition = before.edition + 1 if before else 1
        self.listings.append(
            CenterListing(
                standard=service, **printed._asdict(), valid_from=valid_from, edition=edition, recorded_at=now
            )
        )
        record(
            "center_worded", actor, now, subject=self.subject, standard=service.value,
            before=_told(before.printed) if before else {}, after=_told(printed), valid_from=valid_from.isoformat(),
            reason=reason, by=None if actor else "console",
        )  # fmt: skip

    def set_carriage(self, days: int, reason: str, actor: Actor, now: datetime) -> None:
        """How many working days a result travels here (7.5). What that moves is in `models.center_change`."""
        if days == self.carriage_days:
            raise ActionRefused(Barred("nothing_changes"))
        before, self.carriage_days = self.carriage_days, days
        record(
            "center_carriage_changed", actor, now, subject=self.subject, before={"carriage_days": before},
            after={"carriage_days": days}, reason=reason,
        )  # fmt: skip

    def close(self, reason: str, actor: Actor, now: datetime) -> None:
        """No new filing names it; those that do go on here to their end."""
        if not self.is_open:
            raise ActionRefused(Barred("center_closed_already"))
        self.is_open = False
        record("center_closed", actor, now, subject=self.subject, reason=reason)

    def merge_into(self, successor: "Center", reason: str, actor: Actor, now: datetime) -> None:
        """Closed, and another Center's people finish what names it. The filings keep naming it.

        Only an open Center takes over, and an open one has no successor: so no circle can come about.
        """
        if self.successor_id is not None:
            raise ActionRefused(Barred("center_merged_already"))
        if successor.id == self.id or not successor.is_open:
            raise ActionRefused(Barred("successor_not_open"))
        self.is_open, self.successor_id = False, successor.id
        record("center_merged", actor, now, subject=self.subject, successor=successor.key, reason=reason)

    def reopen(self, reason: str, actor: Actor, now: datetime) -> None:
        """Open again, for itself: whoever took over has nothing more to do with it."""
        if self.is_open:
            raise ActionRefused(Barred("center_open_already"))
        self.is_open, self.successor_id = True, None
        record("center_reopened", actor, now, subject=self.subject, reason=reason)

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"center:{self.id}"


def _told(printed: Printed) -> dict[str, str]:
    """A wording as an event keeps it."""
    return {"center_name": printed.name, "center_address": printed.address, "center_phones": printed.phones}


class CenterListing(db.Model):
    """A Center's row in one standard, as printed or as worded later; telephones one a line. Only ever inserted.

    The first edition is the annex's, or that of a Center's addition.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    center_id: Mapped[int] = mapped_column(ForeignKey("center.id"))
    standard: Mapped[Service] = mapped_column(stored(Service, "standard"))
    name: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(500))
    phones: Mapped[str] = mapped_column(String(500))
    valid_from: Mapped[date] = mapped_column(default=PRINTED_SINCE)
    edition: Mapped[int] = mapped_column(default=1)
    recorded_at: Mapped[datetime | None]
    """Empty for what the annex itself prints."""

    center: Mapped[Center] = relationship(back_populates="listings")
    __table_args__ = (UniqueConstraint("center_id", "standard", "edition"),)

    @property
    def printed(self) -> Printed:
        return Printed(self.name, self.address, self.phones)

    def is_known(self, at: datetime | None) -> bool:
        """Whether it was recorded by a moment; always, if none is asked about."""
        return at is None or self.recorded_at is None or self.recorded_at <= at

    def place(self) -> tuple[date, int]:
        """By this the last wording is in force: of two from the same day, the one recorded later."""
        return (self.valid_from, self.edition)
