"""Where there is an electronic queue (7.3, 9): each Center, and the Committee's chancellery."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from extensions import db
from models.calendar import load_calendar
from models.center import Center
from models.user import Actor
from rules.calendar import Scheme, YearNotLoaded
from rules.hours import HOURS, Span, hours_on, is_within
from rules.terms import COMMITTEE_ZONE, local_date

COMMITTEE = "committee"


@dataclass(frozen=True)
class QueuePlace:
    """Where there is a queue: a Center, or the Committee's chancellery where `center` is None."""

    center: Center | None = None

    @property
    def center_id(self) -> int | None:
        return self.center.id if self.center else None

    @property
    def code(self) -> str:
        """What an address calls it."""
        return str(self.center.id) if self.center else COMMITTEE

    @property
    def key(self) -> str:
        """What a number calls it: branch and row, or K as in a registration number."""
        return self.center.key if self.center else "K"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.center.zone) if self.center else COMMITTEE_ZONE

    @property
    def scheme(self) -> Scheme:
        return Scheme.CENTER if self.center else Scheme.COMMITTEE

    @property
    def hours(self) -> tuple[Span, ...]:
        """9: from when to when, of a working day."""
        return HOURS[self.scheme]

    def today(self, now: datetime) -> date:
        return local_date(now, self.zone)

    def span(self, since: date, until: date) -> tuple[datetime, datetime]:
        """The moments from the beginning of one local day to the end of another."""
        first, last = (datetime.combine(day, at, self.zone) for day, at in ((since, time.min), (until, time.max)))
        return first.astimezone(UTC), last.astimezone(UTC)

    @property
    def is_closed(self) -> bool:
        """Whether it takes visitors no more: of a closed or merged Center there is only what was."""
        return self.center is not None and not self.center.is_open

    def is_open(self, now: datetime) -> bool:
        """Whether tickets are given now (9); who has one by the closing hour is still served. In a year that is not
        loaded the door, not the calendar, says who came."""
        if self.is_closed:
            return False
        local = now.astimezone(self.zone)
        try:
            return is_within(hours_on(self.scheme, local.date(), load_calendar()), local.time())
        except YearNotLoaded:
            return is_within(self.hours, local.time())

    @classmethod
    def all_of(cls, actor: Actor) -> list["QueuePlace"]:
        """Those of one's own Centers or branch. Who is bound to none works at the Committee."""
        is_bound = bool(actor.center_ids or actor.branch_nos)
        centers = db.session.scalars(Center.of(actor)).unique().all() if is_bound else ()
        return [*([cls()] if actor.sees_all or not is_bound else []), *map(cls, centers)]

    @classmethod
    def named(cls, code: str, actor: Actor) -> "QueuePlace | None":
        """The place with this code, if it is one of this person's."""
        return next((place for place in cls.all_of(actor) if place.code == code), None)

    def is_worked_at_by(self, actor: Actor) -> bool:
        """A Center's windows are its own people's: a branch only looks on."""
        return self.center.id in actor.center_ids if self.center else actor.sees_all
