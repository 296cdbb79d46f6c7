"""What a shift comes to: tickets against filings, receipts and hand-outs, and every difference between them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, or_, select

from extensions import db
from models.application import Application
from models.counter import draw
from models.custody import HandOut, Recipient
from models.document import Document, DocumentKind
from models.draft import Draft
from models.event import record
from models.outage import OutageBlank
from models.queue import Ticket
from models.queue_place import QueuePlace
from models.shift import Shift
from models.user import Actor, User
from models.window import Window
from rules.queue import ENDED, Purpose, TicketState
from rules.terms import Place
from rules.workflow import ActionRefused, Barred


class Gap(StrEnum):
    """What does not agree."""

    TICKET_NOT_ENDED = "ticket_not_ended"
    TICKET_WITHOUT_OUTCOME = "ticket_without_outcome"
    """The visitor came to file or to collect, and neither a filing nor a hand-out was made."""
    FILING_WITHOUT_TICKET = "filing_without_ticket"
    ENTERED_AFTER_OUTAGE = "entered_after_outage"
    """Accepted with a blank receipt while no ticket could be taken; it is named by the blank's number."""
    FILING_WITHOUT_RECEIPT = "filing_without_receipt"
    HAND_OUT_WITHOUT_TICKET = "hand_out_without_ticket"
    DRAFT_LEFT_OPEN = "draft_left_open"


@dataclass(frozen=True)
class Difference:
    """One of them; `subject` is the number that it is about, of a draft the hour at which it was begun."""

    gap: Gap
    id: int
    subject: str

    @property
    def key(self) -> str:
        """What its field in the form is called."""
        return f"{self.gap}-{self.id}"


@dataclass(frozen=True)
class Account:
    """One person's day at one place, as the record has it now."""

    user_id: int
    tickets: int
    did_not_come: int
    filings: int
    receipts: int
    hand_outs: int
    differences: tuple[Difference, ...]


def accounts_of(place: QueuePlace, user_ids: Collection[int], day: date) -> dict[int, Account]:
    """Count several people's day at a place, in a fixed number of queries. What came by the Portal had no visitor."""
    begins, ends = place.span(day, day)
    channel = Place.CENTER if place.center else Place.COMMITTEE
    tickets = db.session.scalars(Ticket.of_day(place, day).where(Ticket.by_id.in_(user_ids)).order_by(Ticket.seq)).all()
    filed = select(Application).where(
        Application.accepted_by_id.in_(user_ids), Application.center_id == place.center_id,
        Application.channel == channel, Application.accepted_at.between(begins, ends),
    )  # fmt: skip
    filings = db.session.scalars(filed.order_by(Application.id)).all()
    visits = select(HandOut).where(
        HandOut.by_id.in_(user_ids), HandOut.center_id == place.center_id, HandOut.at.between(begins, ends),
        HandOut.recipient != Recipient.PORTAL_CABINET,
    )  # fmt: skip
    hand_outs = db.session.scalars(visits.options(db.joinedload(HandOut.application)).order_by(HandOut.id)).all()
    left_open = select(Draft).where(
        Draft.created_by_id.in_(user_ids), Draft.application_id.is_(None), Draft.channel == channel,
        Draft.center_id == place.center_id, Draft.created_at.between(begins, ends),
    )  # fmt: skip
    drafts = db.session.scalars(left_open.order_by(Draft.id)).all()
    links = _Links.between(tickets, filings)
    return {
        user_id: _account(
            user_id, place, links, [one for one in tickets if one.by_id == user_id],
            [one for one in filings if one.accepted_by_id == user_id],
            [one for one in hand_outs if one.by_id == user_id],
            [one for one in drafts if one.created_by_id == user_id],
        )
        for user_id in user_ids
    }  # fmt: skip


def account_of(place: QueuePlace, user_id: int, day: date) -> Account:
    """The same of one person."""
    return accounts_of(place, [user_id], day)[user_id]


@dataclass(frozen=True)
class _Links:
    """Which tickets have a filing, which filings a ticket, and which a stored receipt."""

    tickets_with_filing: frozenset[int | None]
    filings_with_ticket: frozenset[int | None]
    filings_with_receipt: frozenset[int]
    blanks: Mapping[int | None, str]

    @classmethod
    def between(cls, tickets: Sequence[Ticket], filings: Sequence[Application]) -> "_Links":
        filing_ids = [one.id for one in filings]
        drafts = select(Draft.ticket_id, Draft.application_id).where(
            Draft.ticket_id.is_not(None), Draft.application_id.is_not(None),
            Draft.ticket_id.in_([one.id for one in tickets]) | Draft.application_id.in_(filing_ids),
        )  # fmt: skip
        pairs = db.session.execute(drafts).all()
        receipts = select(Document.application_id).where(
            Document.kind == DocumentKind.RECEIPT, Document.application_id.in_(filing_ids)
        )
        blanks = select(OutageBlank.application_id, OutageBlank.number).where(
            OutageBlank.application_id.in_(filing_ids)
        )
        return cls(
            frozenset(ticket_id for ticket_id, _filing_id in pairs),
            frozenset(filing_id for _ticket_id, filing_id in pairs),
            frozenset(db.session.scalars(receipts)),
            {filing_id: number for filing_id, number in db.session.execute(blanks)},  # noqa: C416 - rows are no pairs to the type checker
        )


def _account(
    user_id: int, place: QueuePlace, links: _Links, tickets: Sequence[Ticket], filings: Sequence[Application],
    hand_outs: Sequence[HandOut], drafts: Sequence[Draft],
) -> Account:  # fmt: skip
    return Account(
        user_id, len(tickets), sum(one.state is TicketState.DID_NOT_COME for one in tickets), len(filings),
        sum(one.id in links.filings_with_receipt for one in filings), len(hand_outs),
        (
            *_of_tickets(tickets, links, hand_outs),
            *_of_filings(filings, links),
            *_of_hand_outs(hand_outs, tickets),
            *(Difference(Gap.DRAFT_LEFT_OPEN, d.id, f"{d.created_at.astimezone(place.zone):%H:%M}") for d in drafts),
        ),
    )  # fmt: skip


def _of_tickets(tickets: Sequence[Ticket], links: _Links, hand_outs: Sequence[HandOut]) -> Iterator[Difference]:
    for one in tickets:
        is_to_have_outcome = one.purpose is not Purpose.CONSULTATION and one.state is not TicketState.DID_NOT_COME
        if one.state not in ENDED:
            yield Difference(Gap.TICKET_NOT_ENDED, one.id, one.number)
            continue
        has_outcome = one.id in links.tickets_with_filing or any(_is_during(visit, one) for visit in hand_outs)
        if is_to_have_outcome and not has_outcome:
            yield Difference(Gap.TICKET_WITHOUT_OUTCOME, one.id, one.number)


def _is_during(visit: HandOut, ticket: Ticket) -> bool:
    """Whether a result was handed out while this visitor was at the window."""
    return bool(ticket.called_at and ticket.called_at <= visit.at <= (ticket.ended_at or visit.at))


def _of_filings(filings: Sequence[Application], links: _Links) -> Iterator[Difference]:
    for one in filings:
        if blank := links.blanks.get(one.id):
            yield Difference(Gap.ENTERED_AFTER_OUTAGE, one.id, blank)
        elif one.id not in links.filings_with_ticket and one.mobile_stop_id is None:  # no tablet stands at a stop
            yield Difference(Gap.FILING_WITHOUT_TICKET, one.id, one.number)
        if one.id not in links.filings_with_receipt:
            yield Difference(Gap.FILING_WITHOUT_RECEIPT, one.id, one.number)


def _of_hand_outs(hand_outs: Sequence[HandOut], tickets: Sequence[Ticket]) -> Iterator[Difference]:
    for one in hand_outs:
        if not any(_is_during(one, ticket) for ticket in tickets):
            yield Difference(Gap.HAND_OUT_WITHOUT_TICKET, one.id, one.application.result_number or "")


def people_of(place: QueuePlace, day: date, with_user: int | None = None) -> Sequence[User]:
    """Who called a visitor, took in a filing or handed out a result at a place on a day, and one more whoever it is."""
    begins, ends = place.span(day, day)
    channel = Place.CENTER if place.center else Place.COMMITTEE
    callers = Ticket.of_day(place, day).with_only_columns(Ticket.by_id)
    filers = select(Application.accepted_by_id).where(
        Application.center_id == place.center_id, Application.channel == channel,
        Application.accepted_at.between(begins, ends),
    )  # fmt: skip
    givers = select(HandOut.by_id).where(
        HandOut.center_id == place.center_id, HandOut.at.between(begins, ends),
        HandOut.recipient != Recipient.PORTAL_CABINET,
    )  # fmt: skip
    closed = select(Shift.user_id).where(Shift.center_id == place.center_id, Shift.day == day)
    ids = or_(*(User.id.in_(found) for found in (callers, filers, givers, closed)), User.id == with_user)
    return db.session.scalars(select(User).where(ids).order_by(User.full_name, User.id)).all()


def never_called(place: QueuePlace, day: date) -> int:
    """The tickets of a day that nobody called."""
    waiting = Ticket.of_day(place, day).where(Ticket.state == TicketState.WAITING)
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def close_shift(
    place: QueuePlace, user_id: int, day: date, explanations: Mapping[str, str], actor: Actor, now: datetime
) -> Shift:
    """Close a person's shift, once. Every difference must be explained, and nobody may sit at a window any more."""
    person = db.session.get_one(User, user_id, with_for_update=True)  # so that it is closed once
    if Shift.of_person(place, user_id, day):
        raise ActionRefused(Barred("shift_closed"))
    seat = db.session.scalar(select(Window).where(Window.seated_id == user_id, Window.center_id == place.center_id))
    if seat and seat.is_taken(now) and day == place.today(now):
        raise ActionRefused(Barred("still_at_window"))
    account = account_of(place, user_id, day)
    if any(not explanations.get(one.key) for one in account.differences):
        raise ActionRefused(Barred("difference_unexplained"))
    shift = Shift(
        number=f"{place.key}-{day:%d.%m.%Y}-{draw(f'shift-{place.key}-{day.isoformat()}')}", user_id=person.id,
        center_id=place.center_id, day=day, tickets=account.tickets, did_not_come=account.did_not_come,
        filings=account.filings, receipts=account.receipts, hand_outs=account.hand_outs,
        differences=[
            {"code": one.gap.value, "subject": one.subject, "explanation": explanations[one.key]}
            for one in account.differences
        ],
        closed_at=now, closed_by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(shift)
    db.session.flush()
    record("shift_closed", actor, now, subject=f"shift:{shift.id}", number=shift.number)
    return shift
