"""The timetable of a mobile Center as its Center approves it (9.2): where it stands, on which days and hours.

With nothing given it is the blank form, its rows to be written by hand.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from documents.authority import Authority
from documents.blocks import UNSIGNED, SignatureBlock
from documents.render import render_pdf
from models.mobile import MobileStop, MobileTour
from models.wording import text

BLANK_ROWS = 12
WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


@dataclass(frozen=True)
class TimetableStop:
    """One stop; `work` is its working hours, the break not counted."""

    held_on: date
    place: str
    hours: str
    work: str
    pause: str = ""
    cancelled: str = ""

    @property
    def cells(self) -> list[str]:
        """The columns after the row's number. A cancelled stop says so, and why."""
        place = f"{self.place}\n{text('mobile_timetable.cancelled')} {self.cancelled}" if self.cancelled else self.place
        return [
            f"{self.held_on:%d.%m.%Y}, {WEEKDAYS[self.held_on.weekday()]}",
            place,
            self.hours,
            self.pause,
            self.work,
        ]


@dataclass(frozen=True)
class MobileTimetablePaper:
    """One timetable. `number` and `dated_on` are those of the order that approves it."""

    number: str = ""
    dated_on: date | None = None
    mobile_center: str = ""
    center: str = ""
    stops: tuple[TimetableStop, ...] = ()
    approved_by: SignatureBlock = UNSIGNED
    authority: Authority | None = None

    @property
    def cells(self) -> list[list[str]]:
        if not self.stops:
            return [[f"{number}.", "\n", "", "", "", ""] for number in range(1, BLANK_ROWS + 1)]
        return [[f"{at}.", *stop.cells] for at, stop in enumerate(self.stops, start=1)]


def mobile_timetable_pdf(paper: MobileTimetablePaper, *, watermark: str | None = None) -> bytes:
    """As many sheets as there are stops; one that is only planned says across each that it is a draft."""
    title = text("mobile_timetable.heading")
    return render_pdf("mobile_timetable.html", paper, title=title, number=paper.number, watermark=watermark)


def timetable_paper(tour: MobileTour) -> MobileTimetablePaper:
    """The paper of a timetable as it stands."""
    center = tour.center
    name = center.name if center.row_no == 1 else f"{center.branch.name}, {center.name}"
    return MobileTimetablePaper(
        number=tour.approved_number or "",
        dated_on=tour.approved_on,
        mobile_center=tour.mobile_center.name,
        center=f"{name}\n{center.address}",
        stops=tuple(_stop(stop) for stop in tour.stops),
        approved_by=SignatureBlock(tour.approved_by or "", tour.approved_post or "", tour.approved_on),
    )


def _stop(stop: MobileStop) -> TimetableStop:
    hours, pause = _span(stop.opens_at, stop.closes_at), _span(stop.break_starts_at, stop.break_ends_at)
    return TimetableStop(stop.held_on, stop.place, hours, _hours(stop.hours.work), pause, stop.cancel_reason)


def _span(starts: time | None, ends: time | None) -> str:
    return f"{starts:%H:%M}\u2013{ends:%H:%M}" if starts and ends else ""


def _hours(work: timedelta) -> str:
    hours, minutes = divmod(int(work.total_seconds()) // 60, 60)
    return f"{hours}:{minutes:02d}"
