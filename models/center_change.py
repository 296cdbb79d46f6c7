"""What depends on a Center, and changes of it that move the dates of open cases: its carriage, a merger, its reopening.

Days of carriage say when a result leaves the Committee (7.5); a merged Center's results travel to its successor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, or_, select

from extensions import db
from models.application import Application
from models.calendar import load_calendar
from models.calendar_change import DayKey
from models.center import Center
from models.custody import Delivery
from models.draft import Draft
from models.recompute import Carriage
from models.user import Actor, RoleGrant, User
from rules.calendar import WorkCalendar
from rules.workflow import ActionRefused, Barred, ResultPlace

AWAY = (ResultPlace.ON_THE_WAY, ResultPlace.CENTER, ResultPlace.ON_THE_WAY_BACK)
"""Where a result is while a Center answers for it, or will."""


class CenterChangeKind(StrEnum):
    """The changes that move dates, by the events that record them."""

    CARRIAGE = "center_carriage_changed"
    MERGED = "center_merged"
    REOPENED = "center_reopened"


@dataclass(frozen=True)
class CenterChange:
    """A change not made yet. `version` is the Center's as it stands: another one's change makes this one outdated."""

    kind: CenterChangeKind
    center_id: int
    version: int
    reason: str
    carriage: Carriage
    successor_id: int | None = None
    keys: tuple[DayKey, ...] = ()
    years: list[int] = field(default_factory=list)

    def foreseen(self) -> WorkCalendar:
        """No calendar changes."""
        return load_calendar()

    def store(self, actor: Actor, now: datetime, _moved: int, _marked: tuple[int, int]) -> None:
        """The act itself, upon the Centers as they stand now."""
        ids = [self.center_id, *([self.successor_id] if self.successor_id else [])]
        rows = {center.id: center for center in Center.held(*ids, for_change=True)}
        center = rows[self.center_id]
        if self.kind is CenterChangeKind.CARRIAGE:
            center.set_carriage(self.carriage.days, self.reason, actor, now)
        elif self.kind is CenterChangeKind.MERGED:
            center.merge_into(rows[ids[-1]], self.reason, actor, now)
        else:
            if reason := why_not_reopened(center):
                raise ActionRefused(reason)
            center.reopen(self.reason, actor, now)


def carriage_change(center: Center, days: int, reason: str) -> CenterChange:
    """Other days of carriage: they hold for the Centers that were merged into this one, too."""
    return _change(CenterChangeKind.CARRIAGE, center, days, reason)


def merger(center: Center, successor: Center, reason: str) -> CenterChange:
    """Results travel to the successor from now on."""
    return _change(CenterChangeKind.MERGED, center, successor.carriage_days, reason, successor.id)


def reopening(center: Center, reason: str) -> CenterChange:
    """Results travel to the Center itself again."""
    return _change(CenterChangeKind.REOPENED, center, center.carriage_days, reason)


def _change(
    kind: CenterChangeKind, center: Center, days: int, reason: str, successor_id: int | None = None
) -> CenterChange:
    carriage = Carriage(frozenset(_with_merged(center.id)), days)
    return CenterChange(kind, center.id, center.version, reason, carriage, successor_id)


def _with_merged(center_id: int) -> list[int]:
    """This Center and those merged into it, however long the way."""
    found = select(Center.id).where(Center.id == center_id).cte(recursive=True)
    found = found.union(select(Center.id).join(found, Center.successor_id == found.c.id))
    return list(db.session.scalars(select(found.c.id)))


def why_not_reopened(center: Center) -> Barred | None:
    """A merged Center stays so while a result that names it lies at its successor, or is on the way there or back."""
    ids = _with_merged(center.id)
    elsewhere = (
        select(func.count())
        .select_from(Delivery)
        .join(Delivery.application)
        .where(
            Application.hand_out_center_id.in_(ids), Delivery.center_id.not_in(ids), Delivery.returned_at.is_(None),
            Application.closed_at.is_(None), Application.result_place.in_(AWAY),
        )
    )  # fmt: skip
    return Barred("results_at_successor", "15") if db.session.scalar(elsewhere) else None


@dataclass(frozen=True)
class Duties:
    """What an administrator is shown before a Center closes."""

    accepted: int
    """Open cases accepted there and handed out elsewhere."""
    to_hand_out: int
    """Open cases that are handed out there."""
    in_custody: int
    """Of them, those whose result is there, or on the way there or back."""
    drafts: int
    staff: Sequence[User]
    merged: Sequence[Center]

    @property
    def is_none(self) -> bool:
        return not (self.accepted or self.to_hand_out or self.drafts or self.staff or self.merged)


def duties_of(center: Center) -> Duties:
    """Everything that names a Center and is not at its end."""
    is_open, is_its_result = Application.closed_at.is_(None), Application.hand_out_center_id == center.id
    is_elsewhere = or_(Application.hand_out_center_id.is_(None), ~is_its_result)
    people = select(User).where(User.is_active, User.grants.any(RoleGrant.center_id == center.id))
    drafts = select(func.count(Draft.id)).where(Draft.center_id == center.id, Draft.application_id.is_(None))

    def count(*conditions: object) -> int:
        return db.session.scalar(select(func.count(Application.id)).where(is_open, *conditions)) or 0  # type: ignore[arg-type]

    return Duties(
        accepted=count(Application.center_id == center.id, is_elsewhere),
        to_hand_out=count(is_its_result),
        in_custody=count(is_its_result, Application.result_place.in_(AWAY)),
        drafts=db.session.scalar(drafts) or 0,
        staff=db.session.scalars(people.order_by(User.full_name)).all(),
        merged=db.session.scalars(Center.in_order().where(Center.successor_id == center.id)).unique().all(),
    )
