"""Mobile Centers (9.2): the timetables by which they go from settlement to settlement, and each stop on the way.

A timetable is planned, then approved; from then on it is shown, and every change to it has a reason. Results of what
was filed at a stop are handed out at its parent Center. The mobile Center's row is the lock under which its stops are
laid: two people at once cannot send it to two places. The database refuses that as well (see the migration).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Select,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.types import TypeDecorator

from extensions import db
from models.center import Branch, Center
from models.event import record
from models.folding import fold
from models.once import insert_once
from models.user import Actor
from rules.mobile import StopHours, overlap, wrong_hours
from rules.permissions import Permission
from rules.terms import local_date
from rules.workflow import ActionRefused, Barred

if TYPE_CHECKING:
    from models.application import Application


class Hour(TypeDecorator[time]):
    """A time of day, kept in minutes since midnight, so that the database too can reckon six hours."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Any) -> int | None:
        return None if value is None else value.hour * 60 + value.minute

    def process_result_value(self, value: int | None, dialect: Any) -> time | None:
        return None if value is None else time(*divmod(value, 60))


@dataclass(frozen=True, slots=True)
class StopPlan:
    """Where a mobile Center is to stand, and when."""

    settlement: str
    address: str
    hours: StopHours

    def told(self) -> dict[str, str]:
        """As the record keeps it."""
        return {
            "held_on": self.hours.held_on.isoformat(), "settlement": self.settlement, "stands_at": self.address,
            "hours": _span(self.hours.opens_at, self.hours.closes_at),
            "break": _span(self.hours.break_starts_at, self.hours.break_ends_at),
        }  # fmt: skip

    def moved(self, days: int) -> "StopPlan":
        """The same stop so many days later."""
        h = self.hours
        hours = StopHours(h.held_on + timedelta(days=days), h.opens_at, h.closes_at, h.break_starts_at, h.break_ends_at)
        return StopPlan(self.settlement, self.address, hours)


def _span(starts: time | None, ends: time | None) -> str:
    return f"{starts:%H:%M}\u2013{ends:%H:%M}" if starts and ends else ""


class MobileCenter(db.Model):
    """A mobile Center of a branch, known by the name that stands on the car."""

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_no: Mapped[int] = mapped_column(ForeignKey("branch.no"))
    name: Mapped[str] = mapped_column(String(100))
    folded_name: Mapped[str] = mapped_column(String(100))

    branch: Mapped[Branch] = relationship()
    __table_args__ = (UniqueConstraint("branch_no", "folded_name"),)

    @classmethod
    def of_branch(cls, branch_no: int) -> Select["MobileCenter"]:
        return select(cls).where(cls.branch_no == branch_no).order_by(cls.folded_name)

    @classmethod
    def called(cls, branch_no: int, name: str) -> "MobileCenter":
        """The branch's mobile Center of this name, however it is spelt; a new one if there is none."""
        folded = fold(name)
        insert_once(cls, [{"branch_no": branch_no, "name": name, "folded_name": folded}])
        return db.session.scalars(select(cls).where(cls.branch_no == branch_no, cls.folded_name == folded)).one()


class MobileTour(db.Model):
    """A timetable of one mobile Center, under the parent Center where results are handed out."""

    id: Mapped[int] = mapped_column(primary_key=True)
    mobile_center_id: Mapped[int] = mapped_column(ForeignKey("mobile_center.id"))
    center_id: Mapped[int] = mapped_column(ForeignKey("center.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    approved_number: Mapped[str | None] = mapped_column(String(64))
    approved_on: Mapped[date | None]
    approved_by: Mapped[str | None] = mapped_column(String(200))
    approved_post: Mapped[str | None] = mapped_column(String(200))
    """Who approved it, as the order names them; who entered that is in the record."""
    version: Mapped[int] = mapped_column(default=1)

    mobile_center: Mapped[MobileCenter] = relationship(lazy="joined")
    center: Mapped[Center] = relationship(lazy="joined")
    stops: Mapped[list["MobileStop"]] = relationship(
        back_populates="tour", order_by="[MobileStop.held_on, MobileStop.opens_at, MobileStop.id]",
        cascade="all, delete-orphan", foreign_keys="[MobileStop.tour_id, MobileStop.mobile_center_id]",
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("id", "mobile_center_id"),
        CheckConstraint(
            "(approved_on IS NULL) = (approved_number IS NULL) AND (approved_on IS NULL) = (approved_by IS NULL)"
            " AND (approved_on IS NULL) = (approved_post IS NULL)",
            name="approved_has_number_and_name",
        ),
        Index("ix_mobile_tour_center_id_id", "center_id", "id"),
    )

    # --- Reading -----------------------------------------------------------------------------------------

    @property
    def is_approved(self) -> bool:
        return self.approved_on is not None

    @property
    def held(self) -> list["MobileStop"]:
        """The stops that are not cancelled."""
        return [stop for stop in self.stops if not stop.is_cancelled]

    def can_be_planned_by(self, actor: Actor) -> bool:
        return can_plan(actor, self.center)

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["MobileTour"]:
        """What is approved is for everybody; what is only planned, for those who plan it."""
        statement = select(cls)
        if actor.may(Permission.PLAN_MOBILE, Permission.MANAGE_REFERENCE):
            return statement
        planned = cls.center_id.in_(actor.center_ids if actor.may(Permission.PLAN_MOBILE) else ())
        return statement.where(cls.approved_on.is_not(None) | planned)

    # --- Acts --------------------------------------------------------------------------------------------

    @classmethod
    def plan(cls, center: Center, name: str, actor: Actor, now: datetime) -> "MobileTour":
        """Begin a timetable of the mobile Center of this name."""
        if not can_plan(actor, center):
            raise ActionRefused(Barred("not_permitted"))
        if not center.is_open:
            raise ActionRefused(Barred("center_closed"))
        tour = cls(
            mobile_center=MobileCenter.called(center.branch_no, name), center=center, created_at=now,
            created_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(tour)
        db.session.flush()
        tour._record("mobile_tour_planned", actor, now, mobile_center=tour.mobile_center.name)
        return tour

    def add_stop(self, plan: StopPlan, actor: Actor, now: datetime, reason: str = "") -> "MobileStop":
        """One more stop; in an approved timetable with the reason."""
        self._may_change(actor, reason)
        self._allow(plan, now)
        stop = MobileStop(mobile_center_id=self.mobile_center_id)
        stop.put(plan)
        self.stops.append(stop)
        self._touch()
        self._record("mobile_stop_added", actor, now, after=plan.told(), reason=reason)
        db.session.flush()
        return stop

    def change_stop(self, stop: "MobileStop", plan: StopPlan, actor: Actor, now: datetime, reason: str = "") -> None:
        """Another day, place or hours of a stop to come, where nothing was filed yet."""
        self._may_change(actor, reason)
        self._may_move(stop, now)
        self._allow(plan, now, instead_of=stop)
        before = stop.plan.told()
        stop.put(plan)
        self._touch()
        self._record("mobile_stop_changed", actor, now, before=before, after=plan.told(), reason=reason)
        db.session.flush()

    def cancel_stop(self, stop: "MobileStop", actor: Actor, now: datetime, reason: str) -> None:
        """A stop that will not be held; it stays in sight. Of a timetable only planned it is taken out."""
        self._may_change(actor, reason)
        self._may_move(stop, now)
        if self.is_approved:
            stop.cancelled_at, stop.cancel_reason = now, reason
        else:
            self.stops.remove(stop)
        self._touch()
        self._record("mobile_stop_cancelled", actor, now, **stop.plan.told(), reason=reason)
        db.session.flush()

    def approve(self, number: str, on: date, by: str, post: str, actor: Actor, now: datetime) -> None:
        """The Center has approved the timetable (9.2): from now on it is shown to everybody."""
        if not self.can_be_planned_by(actor):
            raise ActionRefused(Barred("not_permitted"))
        if self.is_approved:
            raise ActionRefused(Barred("timetable_approved", "9.2", self.approved_on))
        if not self.stops:
            raise ActionRefused(Barred("timetable_empty", "9.2"))
        if self.stops[0].held_on < local_date(now, self.center.zone):
            raise ActionRefused(Barred("stop_over", "9.2", self.stops[0].held_on))
        self.approved_number, self.approved_on, self.approved_by, self.approved_post = number, on, by, post
        self._record(
            "mobile_tour_approved",
            actor,
            now,
            approved_number=number,
            approved_on=on.isoformat(),
            by_whom=f"{post} {by}",
        )

    def discard(self, actor: Actor, now: datetime) -> None:
        """Give up a timetable that was only planned; its stops are free for another."""
        if not self.can_be_planned_by(actor):
            raise ActionRefused(Barred("not_permitted"))
        if self.is_approved:
            raise ActionRefused(Barred("timetable_approved", "9.2", self.approved_on))
        self._record("mobile_tour_discarded", actor, now, mobile_center=self.mobile_center.name)
        db.session.delete(self)

    def copy(self, stops: Iterable["MobileStop"], days: int, actor: Actor, now: datetime) -> "MobileTour":
        """A new timetable, to be approved, with these stops so many days later."""
        later = MobileTour.plan(self.center, self.mobile_center.name, actor, now)
        for stop in stops:
            later.add_stop(stop.plan.moved(days), actor, now)
        return later

    def _may_change(self, actor: Actor, reason: str) -> None:
        if not self.can_be_planned_by(actor):
            raise ActionRefused(Barred("not_permitted"))
        if self.is_approved and not reason:
            raise ActionRefused(Barred("reason_missing"))

    def _may_move(self, stop: "MobileStop", now: datetime) -> None:
        if stop.is_cancelled:
            raise ActionRefused(Barred("stop_cancelled", "9.2"))
        if stop.held_on < local_date(now, self.center.zone):
            raise ActionRefused(Barred("stop_over", "9.2", stop.held_on))
        if stop.has_filings():
            raise ActionRefused(Barred("stop_has_filings", "9.2", stop.held_on))

    def _allow(self, plan: StopPlan, now: datetime, instead_of: "MobileStop | None" = None) -> None:
        """9.2, and one place at a time: held by the lock on the mobile Center until the unit of work ends."""
        if wrong := wrong_hours(plan.hours):
            raise ActionRefused(Barred(f"stop_{wrong}", "9.2", plan.hours.held_on))
        if plan.hours.held_on < local_date(now, self.center.zone):
            raise ActionRefused(Barred("stop_over", "9.2", plan.hours.held_on))
        db.session.execute(select(MobileCenter.id).where(MobileCenter.id == self.mobile_center_id).with_for_update())
        if MobileStop.standing_in_the_way(self.mobile_center_id, plan.hours, instead_of):
            raise ActionRefused(Barred("stop_overlaps", "9.2", plan.hours.held_on))

    def _touch(self) -> None:
        """Every page of the timetable that is open elsewhere is outdated now."""
        flag_modified(self, "created_at")

    def _record(self, kind: str, actor: Actor, now: datetime, **data: Any) -> None:
        told = {name: value for name, value in data.items() if value != ""}
        record(kind, actor, now, subject=f"mobile_tour:{self.id}", **told)


class MobileStop(db.Model):
    """A day in a settlement. Hours are those of the parent Center's clock."""

    id: Mapped[int] = mapped_column(primary_key=True)
    tour_id: Mapped[int]
    mobile_center_id: Mapped[int]
    held_on: Mapped[date]
    settlement: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default="")
    opens_at: Mapped[time] = mapped_column(Hour)
    closes_at: Mapped[time] = mapped_column(Hour)
    break_starts_at: Mapped[time | None] = mapped_column(Hour)
    break_ends_at: Mapped[time | None] = mapped_column(Hour)
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(1000), default="")

    tour: Mapped[MobileTour] = relationship(
        back_populates="stops", foreign_keys="[MobileStop.tour_id, MobileStop.mobile_center_id]"
    )
    filings: Mapped[list["Application"]] = relationship(viewonly=True, lazy="raise")
    __table_args__ = (
        ForeignKeyConstraint(["tour_id", "mobile_center_id"], ["mobile_tour.id", "mobile_tour.mobile_center_id"]),
        CheckConstraint("opens_at >= 0 AND closes_at < 1440", name="within_a_day"),
        CheckConstraint(
            "(break_starts_at IS NULL) = (break_ends_at IS NULL) AND (break_starts_at IS NULL OR"
            " (opens_at < break_starts_at AND break_starts_at < break_ends_at AND break_ends_at < closes_at))",
            name="break_within_hours",
        ),
        CheckConstraint(
            "closes_at - opens_at - COALESCE(break_ends_at - break_starts_at, 0) >= 360", name="six_working_hours"
        ),
        CheckConstraint("(cancelled_at IS NULL) = (cancel_reason = '')", name="cancelled_has_reason"),
        Index("ix_mobile_stop_tour_id", "tour_id"),
        Index("ix_mobile_stop_mobile_center_id_held_on", "mobile_center_id", "held_on"),
        Index("ix_mobile_stop_held_on", "held_on"),
    )

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def hours(self) -> StopHours:
        return StopHours(self.held_on, self.opens_at, self.closes_at, self.break_starts_at, self.break_ends_at)

    @property
    def plan(self) -> StopPlan:
        return StopPlan(self.settlement, self.address, self.hours)

    @property
    def place(self) -> str:
        """The settlement, and where in it."""
        return ", ".join(part for part in (self.settlement, self.address) if part)

    def put(self, plan: StopPlan) -> None:
        """Stand there, then."""
        h = plan.hours
        self.settlement, self.address, self.held_on = plan.settlement, plan.address, h.held_on
        self.opens_at, self.closes_at = h.opens_at, h.closes_at
        self.break_starts_at, self.break_ends_at = h.break_starts_at, h.break_ends_at

    def has_filings(self) -> bool:
        """Whether anything was accepted here: then it is no longer another place."""
        this = select(MobileStop.id).where(MobileStop.id == self.id)
        db.session.execute(this.with_for_update())  # a registration under way, which refers to the stop, is waited for
        return db.session.scalar(this.where(MobileStop.filings.any())) is not None

    @classmethod
    def shown(cls) -> Select["MobileStop"]:
        """The stops of approved timetables, cancelled ones with them, in order, with what a page says of them."""
        return (
            select(cls)
            .join(cls.tour)
            .where(MobileTour.approved_on.is_not(None))
            .options(joinedload(cls.tour))
            .order_by(cls.held_on, cls.opens_at, cls.id)
        )

    @classmethod
    def open_at(cls, center_id: int, day: date) -> Select["MobileStop"]:
        """Where a Center's people accept documents on this day besides the Center itself."""
        return cls.shown().where(MobileTour.center_id == center_id, cls.held_on == day, cls.cancelled_at.is_(None))

    @classmethod
    def standing_in_the_way(
        cls, mobile_center_id: int, hours: StopHours, instead_of: "MobileStop | None" = None
    ) -> "MobileStop | None":
        """A stop of the same mobile Center at the same hours, planned ones too."""
        same_day = select(cls).where(
            cls.mobile_center_id == mobile_center_id, cls.held_on == hours.held_on, cls.cancelled_at.is_(None)
        )
        others = [stop for stop in db.session.scalars(same_day) if stop is not instead_of]
        return next((stop for stop in others if overlap(stop.hours, hours)), None)


def hold_stop(stop_id: int, center: Center | None, day: date) -> None:
    """A filing is being accepted at this stop: until that is done it is neither moved nor cancelled. Raises
    ActionRefused if it is not held on this day, under this Center."""
    statement = MobileStop.shown().where(MobileStop.id == stop_id).with_for_update(read=True, of=MobileStop)
    stop = db.session.scalar(statement.execution_options(populate_existing=True))
    if stop is None or stop.is_cancelled or stop.held_on != day or stop.tour.center is not center:
        raise ActionRefused(Barred("stop_not_held", "9.2", day))


def can_plan(actor: Actor, center: Center) -> bool:
    """An administrator plans for any Center, the head of a Center for their own (9.2)."""
    is_theirs = center.id in actor.center_ids or actor.may(Permission.MANAGE_REFERENCE)
    return actor.may(Permission.PLAN_MOBILE) and is_theirs
