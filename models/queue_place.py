"""Where there is an electronic queue (7.3, 9): each Center, and the Committee's chancellery."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from extensions import db
from models.calendar import load_calendar
from models.center import Center
from models.user import Actor
from rules.calendar import Scheme, YearNotLoaded
from rules.queue import takes_tickets
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

    def today(self, now: datetime) -> date:
        return local_date(now, self.zone)

    def span(self, since: date, until: date) -> tuple[datetime, datetime]:
        """The moments from the beginning of one local day to the end of another."""
        first, last = (datetime.combine(day, at, self.zone) for day, at in ((since, time.min), (until, time.max)))
        return first.astimezone(UTC), last.astimezone(UTC)

    def is_open(self, now: datetime) -> bool:
        """Whether tickets are given now (9). In a year that is not loaded the door, not the calendar, says who came."""
        if self.center and not self.center.is_open:
            return False
        scheme = Scheme.CENTER if self.center else Scheme.COMMITTEE
        try:
            is_working_day = load_calendar().is_working(scheme, self.today(now))
        except YearNotLoaded:
            is_working_day = True
        local = now.astimezone(self.zone)
        return takes_tickets(local, is_center=self.center is not None, is_working_day=is_working_day)

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
