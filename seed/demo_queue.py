"""The demonstration's queue: windows, a device, and the visitors of a week at one Center and at the chancellery.

Whoever filed or collected something in the demonstration held a ticket; between them come people with questions.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from extensions import db, write
from models.application import Application
from models.calendar import load_calendar
from models.custody import HandOut, Recipient
from models.draft import Draft
from models.queue import Ticket
from models.queue_device import QueueDevice
from models.queue_place import QueuePlace
from models.shift_account import Gap, account_of, close_shift
from models.user import Actor
from models.window import Window
from rules.calendar import Scheme
from rules.queue import Purpose
from rules.terms import Place, Service
from seed.demo_people import USTKAMEN, center, user

DAYS = 5
WINDOWS = 3
BETWEEN = timedelta(minutes=16)
WAITED = (4, 7, 12, 3, 18, 9, 23, 6, 15, 11)
TALKED = (6, 9, 4, 13, 24, 8)
STILL_WAITING = (17, 9, 3)
LAST_CALL_AGO = timedelta(minutes=15)  # who waits now has come since
OPENS, LAST_CALL, GETS_UP = time(9, 5), time(17, 40), time(18, 20)
EXPLAINED = {
    Gap.TICKET_WITHOUT_OUTCOME: "Посетитель не взял с собой удостоверение личности и придет еще раз",
    Gap.FILING_WITHOUT_TICKET: "Планшет перезагружался, талон не был взят; посетитель принят в порядке очереди",
    Gap.ENTERED_AFTER_OUTAGE: "Сеть не работала, талоны не выдавались",
    Gap.HAND_OUT_WITHOUT_TICKET: "Посетитель подошел до начала работы планшета",
    Gap.DRAFT_LEFT_OPEN: "Посетитель донесет договор завтра",
}


@dataclass
class _Visit:
    """One visitor as told: when called, for how many minutes, why, and what was filed meanwhile."""

    called_at: datetime
    purpose: Purpose
    minutes: int
    filings: list[Application] = field(default_factory=list)

    @property
    def ended_at(self) -> datetime:
        return self.called_at + timedelta(minutes=self.minutes)


def add_queue(now: datetime) -> list[str]:
    """A week of visitors at both places; the lines to print tell the addresses of their devices."""
    told = (
        (QueuePlace(center(USTKAMEN)), "center_operator", "center_head", "Планшет и табло в зале Центра"),
        (QueuePlace(), "clerk", "head_of_unit", "Планшет и табло в канцелярии"),
    )
    lines = []
    for place, operator, head, name in told:
        days = _days(place, now)
        first = min(datetime.combine(days[0], time(8), place.zone), now)
        with write():
            for number in range(1, WINDOWS + 1):
                Window.open_at(place, number, user(head).actor(), first)
            device = QueueDevice.make(place, name, user(head).actor(), first)
        lines.append(f"  {name}: /queue/devices/{device.token}/ticket and /board")
        for day in days:
            _live_through(place, day, operator, now)
        for day in days[:-2]:
            _close(place, day, operator)
    return lines


def _days(place: QueuePlace, now: datetime) -> list[date]:
    """The last working days of the place, today among them once it has opened."""
    scheme, calendar = Scheme.CENTER if place.center else Scheme.COMMITTEE, load_calendar()
    last = calendar.previous_working(scheme, place.today(now))
    return [calendar.subtract_working(scheme, last, back) for back in range(DAYS - 1, 0, -1)] + [last]


def _live_through(place: QueuePlace, day: date, operator: str, now: datetime) -> None:
    """Everything of a day up to now, in the order of time."""
    steps: list[tuple[datetime, int, Callable[[Actor, datetime], None]]] = []

    def at(moment: datetime, step: Callable[[Actor, datetime], None]) -> None:
        steps.append((moment, len(steps), step))

    at(datetime.combine(day, OPENS, place.zone), lambda actor, then: Window.of_place(place)[0].take(actor, then))
    issued_at = datetime.combine(day, OPENS, place.zone)
    called_by_now = [one for one in _visits(place, day, operator) if one.called_at <= now - LAST_CALL_AGO]
    if day == place.today(now) and called_by_now:
        called_by_now[-1].minutes += int(LAST_CALL_AGO.total_seconds() // 60)  # still at the window
    for turn, visit in enumerate(called_by_now):
        wanted = visit.called_at - timedelta(minutes=WAITED[turn % len(WAITED)])
        if not place.is_open(max(issued_at + timedelta(minutes=1), wanted)) or visit.called_at <= issued_at:
            continue
        issued_at = max(issued_at + timedelta(minutes=1), wanted)
        _tell(at, place, visit, issued_at, is_absent=turn % 9 == 8 and not visit.filings)
    for minutes in STILL_WAITING if day == place.today(now) else ():
        moment = now - timedelta(minutes=minutes)
        if moment > issued_at and place.is_open(moment):
            at(moment, lambda _actor, then: _issue(place, Purpose.FILING_EUC, then))
    at(datetime.combine(day, GETS_UP, place.zone), lambda actor, then: Window.of_place(place)[0].leave(actor, then))
    for moment, _order, step in sorted(steps):
        if moment <= now:
            with write():
                step(user(operator).actor(), moment)


def _tell(
    at: Callable[[datetime, Callable[[Actor, datetime], None]], None], place: QueuePlace, visit: _Visit,
    issued_at: datetime, *, is_absent: bool,
) -> None:  # fmt: skip
    minute = timedelta(minutes=1)
    at(issued_at, lambda _actor, then: _issue(place, visit.purpose, then))
    at(visit.called_at, lambda actor, then: _call(place, actor, then))
    if is_absent:
        at(visit.called_at + minute, lambda actor, then: _visitor(place, then).recall(actor, then))
        at(visit.called_at + 3 * minute, lambda actor, then: _visitor(place, then).miss(actor, then))
        return
    at(visit.called_at + minute, lambda actor, then: _receive(place, visit, actor, then))
    at(visit.ended_at, lambda actor, then: _visitor(place, then).serve(actor, then))


def _issue(place: QueuePlace, purpose: Purpose, then: datetime) -> None:
    Ticket.issue(place, purpose, then)


def _call(place: QueuePlace, actor: Actor, then: datetime) -> None:
    Window.of_place(place)[0].call_next(actor, then)


def _visitor(place: QueuePlace, then: datetime) -> Ticket:
    visitor = Window.of_place(place)[0].visitor(then)
    assert visitor is not None  # called before
    return visitor


def _receive(place: QueuePlace, visit: _Visit, actor: Actor, then: datetime) -> None:
    visitor = _visitor(place, then)
    visitor.come(actor, then)
    for filing in visit.filings:
        draft = Draft.begin(filing.service, filing.channel, filing.center_id, actor, then, visitor.id)
        draft.title, draft.application_id = filing.form.applicant_name, filing.id


def _visits(place: QueuePlace, day: date, operator: str) -> Sequence[_Visit]:
    """The visitors of a day one after another: those of the demonstration's cases, and people with questions."""
    visits: list[_Visit] = []
    cases = list(_of_cases(place, day, operator))
    questions = (
        (moment, visit) for moment, visit in _of_questions(place, day)
        if all(abs(moment - taken) > timedelta(minutes=30) for taken, _visit in cases)
    )  # fmt: skip
    for moment, visit in sorted([*cases, *questions], key=lambda pair: pair[0]):
        last = visits[-1] if visits else None
        if last and last.ended_at >= moment - timedelta(minutes=10):
            if visit.filings and last.filings and last.called_at < moment:  # several filings of one visitor
                last.filings += visit.filings
                last.minutes = max(last.minutes, int((moment - last.called_at).total_seconds() // 60) + 2)
            continue
        visits.append(visit)
    return visits


def _of_cases(place: QueuePlace, day: date, operator: str) -> Iterator[tuple[datetime, _Visit]]:
    begins, ends = place.span(day, day)
    person_id, channel = user(operator).id, Place.CENTER if place.center else Place.COMMITTEE
    filed = select(Application).where(
        Application.accepted_by_id == person_id, Application.channel == channel,
        Application.center_id == place.center_id, Application.accepted_at.between(begins, ends),
    )  # fmt: skip
    for case in db.session.scalars(filed).all():
        purpose = Purpose.FILING_EUC if case.service is Service.EUC else Purpose.FILING_CONCLUSION
        called_at = case.accepted_at - timedelta(minutes=10)
        yield case.accepted_at, _Visit(called_at, purpose, 12, [case])
    taken = select(HandOut).where(
        HandOut.by_id == person_id, HandOut.center_id == place.center_id, HandOut.at.between(begins, ends),
        HandOut.recipient != Recipient.PORTAL_CABINET,
    )  # fmt: skip
    for one in db.session.scalars(taken).all():
        yield one.at, _Visit(one.at - timedelta(minutes=5), Purpose.HAND_OUT, 7)


def _of_questions(place: QueuePlace, day: date) -> Iterator[tuple[datetime, _Visit]]:
    moment, last = (datetime.combine(day, hour, place.zone) for hour in (time(9, 30), LAST_CALL))
    turn = day.toordinal()
    while moment < last:
        minutes = TALKED[turn % len(TALKED)]
        if place.center or not time(12, 40) <= moment.time() <= time(14, 50):
            yield moment, _Visit(moment - BETWEEN / 4, Purpose.CONSULTATION, minutes)
        turn, moment = turn + 1, moment + timedelta(minutes=minutes) + BETWEEN


def _close(place: QueuePlace, day: date, operator: str) -> None:
    """Close the shift of a day that is over, its differences explained."""
    closes_at = datetime.combine(day, GETS_UP, place.zone) + timedelta(minutes=5)
    with write():
        person = user(operator)
        account = account_of(place, person.id, day)
        words = {one.key: EXPLAINED.get(one.gap, "Разобрано на месте") for one in account.differences}
        close_shift(place, person.id, day, words, person.actor(), closes_at)
