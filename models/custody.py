"""The way of a result: to a Center and back (7.5, 15), and into the applicant's hands (15)."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.calendar import load_calendar
from models.center import Center
from models.event import record
from models.hand_over import HandOver, HandOverItem, Way
from models.user import Actor, User
from rules.permissions import Permission
from rules.terms import COMMITTEE_ZONE, Place, custody_ends_on, local_date, return_on
from rules.workflow import ActionRefused, Barred, ResultPlace

if TYPE_CHECKING:
    from models.application import Application


class Delivery(db.Model):
    """A paper's journey to the Center of hand-out, its custody there, and its way back. A correction has its own."""

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    center_id: Mapped[int] = mapped_column(ForeignKey("center.id"), index=True)
    dispatched_at: Mapped[datetime]
    dispatched_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    arrived_at: Mapped[datetime | None]
    arrived_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sent_back_at: Mapped[datetime | None]
    sent_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    returned_at: Mapped[datetime | None]
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    center: Mapped[Center] = relationship()
    application: Mapped["Application"] = relationship(back_populates="deliveries")
    __table_args__ = (
        CheckConstraint("sent_back_at IS NULL OR arrived_at IS NOT NULL", name="sent_back_after_arrival"),
        CheckConstraint("returned_at IS NULL OR sent_back_at IS NOT NULL", name="returned_after_sending_back"),
    )


def _require(application: "Application", *places: ResultPlace) -> None:
    if application.result_place not in places:
        raise ActionRefused(Barred("result_is_elsewhere"))


def why_not_dispatch(application: "Application") -> Barred | None:
    """Why the result cannot leave for a Center now, or None (7.5)."""
    if application.result_place is not ResultPlace.COMMITTEE:
        return Barred("result_is_elsewhere")
    return None if application.hand_out_place is Place.CENTER else Barred("not_for_a_center")


def dispatch(
    application: "Application", actor: Actor, now: datetime, hand_over: HandOver | None = None
) -> HandOver:  # fmt: skip
    """The Committee sends the result to the Center of hand-out (7.5), on this list or on one of its own."""
    if reason := why_not_dispatch(application):
        raise ActionRefused(reason)
    decision, named = application.signed_decision, application.hand_out_center
    assert decision is not None and named is not None  # there is a result for a Center, as asked above
    center = named.in_charge  # a merged Center's results go to its successor
    application.deliveries.append(
        Delivery(decision_id=decision.id, center_id=center.id, dispatched_at=now, dispatched_by_id=actor.user_id)
    )
    application.result_place = ResultPlace.ON_THE_WAY
    return _leave(application, decision.id, hand_over or HandOver.open(Way.TO_CENTER, center, actor, now), actor, now)


def _leave(
    application: "Application", decision_id: int, hand_over: HandOver, actor: Actor, now: datetime
) -> HandOver:  # fmt: skip
    hand_over.put(application.id, decision_id)
    event = "dispatched" if hand_over.way is Way.TO_CENTER else "sent_back"
    record(event, actor, now, application_id=application.id, hand_over=hand_over.number)
    return hand_over


def confirm_arrival(application: "Application", actor: Actor, now: datetime, local_day: date) -> None:
    """The Center confirms the result is there; custody is counted from the later of this and the hand-out day (15)."""
    _require(application, ResultPlace.ON_THE_WAY)
    assert application.delivery is not None  # held by the place above
    calendar = load_calendar(is_held=True)  # the view held it before the case: a correction locks in this order too
    hand_over, item = HandOver.holding(application.delivery.decision_id)
    hand_over.tick(item, actor, now)
    application.delivery.arrived_at, application.delivery.arrived_by_id = now, actor.user_id
    application.result_place = ResultPlace.CENTER
    application.custody_ends_on = custody_ends_on(application.hand_out_on, local_day)
    application.return_on = return_on(application.custody_ends_on, calendar)
    record(
        "arrived", actor, now, application_id=application.id, custody_ends_on=str(application.custody_ends_on),
        hand_over=hand_over.number,
    )  # fmt: skip


def why_not_send_back(application: "Application", local_day: date) -> Barred | None:
    """Why an uncollected result cannot go back now, or None: its month of custody must be over (15)."""
    if application.result_place is not ResultPlace.CENTER:
        return Barred("result_is_elsewhere")
    ends = application.custody_ends_on
    return Barred("custody_not_over", "15", ends) if ends is None or local_day <= ends else None


def send_back(
    application: "Application", actor: Actor, now: datetime, local_day: date, hand_over: HandOver | None = None
) -> HandOver:
    """After the month of custody an uncollected result goes back to the Committee (15), on a list like the first."""
    if reason := why_not_send_back(application, local_day):
        raise ActionRefused(reason)
    delivery = application.delivery
    assert delivery is not None
    delivery.sent_back_at, delivery.sent_back_by_id = now, actor.user_id
    application.result_place = ResultPlace.ON_THE_WAY_BACK
    hand_over = hand_over or HandOver.open(Way.BACK, delivery.center, actor, now)
    return _leave(application, delivery.decision_id, hand_over, actor, now)


def take_back(application: "Application", actor: Actor, now: datetime) -> None:
    """The Committee confirms that an uncollected result returned; it is still obtainable there."""
    _require(application, ResultPlace.ON_THE_WAY_BACK)
    assert application.delivery is not None
    hand_over, item = HandOver.holding(application.delivery.decision_id)
    hand_over.tick(item, actor, now)
    application.delivery.returned_at, application.delivery.returned_by_id = now, actor.user_id
    application.result_place = ResultPlace.RETURNED
    record("returned_to_committee", actor, now, application_id=application.id, hand_over=hand_over.number)


def receive(application: "Application", item_id: int, actor: Actor, now: datetime, local_day: date) -> None:
    """Confirm one result of a list where the list goes. What a correction has replaced meanwhile is only ticked."""
    item = db.session.get_one(HandOverItem, item_id)
    if not item.hand_over.is_received_by(actor):
        raise ActionRefused(Barred("not_permitted"))
    if not item.is_expected:
        raise ActionRefused(Barred("result_is_elsewhere"))
    decision = application.signed_decision
    if decision is not None and decision.id == item.decision_id:
        if item.hand_over.way is Way.TO_CENTER:
            return confirm_arrival(application, actor, now, local_day)
        return take_back(application, actor, now)
    hand_over, item = HandOver.holding(item.decision_id)
    hand_over.tick(item, actor, now)
    record("replaced_arrived", actor, now, application_id=application.id, number=item.number)
    return None


def why_not_undo_arrival(application: "Application", item: HandOverItem, actor: Actor, now: datetime) -> Barred | None:
    """Why the confirmation of an arrival stands, or None: it may be undone on its day, until anything followed from it:
    a visit, a notice to the applicant, a correction, the way on."""
    if not item.hand_over.is_received_by(actor):
        return Barred("not_permitted")
    if item.confirmed_at is None:
        return Barred("result_is_elsewhere")
    is_at_center = item.hand_over.way is Way.TO_CENTER
    zone = item.hand_over.center.zone if is_at_center else COMMITTEE_ZONE
    place, decision = ResultPlace.CENTER if is_at_center else ResultPlace.RETURNED, application.signed_decision
    is_here = application.result_place is place and decision is not None and decision.id == item.decision_id
    is_of_today = local_date(item.confirmed_at, zone) == local_date(now, zone)
    followed = [*(one.at for one in application.hand_outs), *(one.at for one in application.ready_notices)]
    has_followed = any(at >= item.confirmed_at for at in followed)
    return None if is_here and is_of_today and not has_followed else Barred("arrival_stands")


def undo_arrival(application: "Application", item_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """It was confirmed by mistake: the result is on its way again, and its month of custody has not begun."""
    hand_over = HandOver.locked(db.session.get_one(HandOverItem, item_id).hand_over_id)
    item = next(one for one in hand_over.items if one.id == item_id)
    if barred := why_not_undo_arrival(application, item, actor, now):
        raise ActionRefused(barred)
    delivery = application.delivery
    assert delivery is not None  # it has arrived with one
    hand_over.untick(item, actor, now)
    if hand_over.way is Way.TO_CENTER:
        delivery.arrived_at = delivery.arrived_by_id = None
        application.result_place = ResultPlace.ON_THE_WAY
        application.custody_ends_on = application.return_on = None
    else:
        delivery.returned_at = delivery.returned_by_id = None
        application.result_place = ResultPlace.ON_THE_WAY_BACK
    record("arrival_undone", actor, now, application_id=application.id, hand_over=hand_over.number, reason=reason)


def find_again(application: "Application", item_id: int, note: str, actor: Actor, now: datetime) -> None:
    """What was reported missing lies with its sender after all: it is there again, and can be sent anew."""
    hand_over = HandOver.locked(db.session.get_one(HandOverItem, item_id).hand_over_id)
    item = next(one for one in hand_over.items if one.id == item_id)
    if not hand_over.is_sent_from(actor):
        raise ActionRefused(Barred("not_permitted"))
    item.find(note, actor, now)
    record("found_at_sender", actor, now, application_id=application.id, number=hand_over.number, note=note)
    delivery = next((one for one in application.deliveries if one.decision_id == item.decision_id), None)
    if delivery is None or delivery is not application.delivery:
        return  # a correction has replaced it meanwhile
    if hand_over.way is Way.TO_CENTER:
        db.session.delete(delivery)  # that journey did not take place; the list and the record keep that it was begun
        db.session.flush()
        db.session.expire(application, ["deliveries"])
        application.result_place = ResultPlace.COMMITTEE
    else:
        delivery.sent_back_at = delivery.sent_back_by_id = None
        application.result_place = ResultPlace.CENTER


class Recipient(StrEnum):
    """Who takes the result (15): the applicant (for E the importer, 7.6), a representative, or the Portal cabinet."""

    APPLICANT = "applicant"
    REPRESENTATIVE = "representative"
    PORTAL_CABINET = "portal_cabinet"


class HandOutOutcome(StrEnum):
    """Taken, or refused at the window; a refusal to accept leaves the result where it is."""

    TAKEN = "taken"
    NOT_ACCEPTED = "not_accepted"


class HandOut(db.Model):
    """One visit for a result: who came, with which papers, how many originals of which decision they took."""

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    outcome: Mapped[HandOutOutcome] = mapped_column(stored(HandOutOutcome, "hand_out_outcome"))
    recipient: Mapped[Recipient] = mapped_column(stored(Recipient, "recipient"))
    recipient_name: Mapped[str] = mapped_column(String(200))
    identity_kind: Mapped[str] = mapped_column(String(32), default="")
    identity_number: Mapped[str] = mapped_column(String(64), default="")
    attorney_number: Mapped[str] = mapped_column(String(64), default="")
    attorney_date: Mapped[date | None]
    attorney_valid_until: Mapped[date | None]
    originals: Mapped[int] = mapped_column(default=0)
    identity_valid_until: Mapped[date | None]
    receipt_shown: Mapped[bool] = mapped_column(default=True)
    receipt_returned: Mapped[bool] = mapped_column(default=False)
    """The recipient gave it back for the result; else it is kept for the originals that are left, or was lost."""
    note: Mapped[str] = mapped_column(String(1000), default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"))

    by: Mapped[User] = relationship()
    application: Mapped["Application"] = relationship(back_populates="hand_outs")
    __table_args__ = (
        CheckConstraint(
            "recipient <> 'representative' OR (attorney_number <> '' AND attorney_date IS NOT NULL"
            " AND attorney_valid_until IS NOT NULL)",
            name="representative_has_power_of_attorney",
        ),
        CheckConstraint("recipient = 'portal_cabinet' OR identity_number <> ''", name="person_has_identity"),
        CheckConstraint("(outcome = 'taken') = (originals > 0)", name="taken_originals"),
        CheckConstraint("outcome = 'taken' OR note <> ''", name="refusal_to_accept_is_explained"),
    )


def why_not_hand_out(application: "Application", actor: Actor) -> Barred | None:
    """Why this person cannot hand the result out at their counter now, or None."""
    if Permission.HAND_OUT not in actor.permissions:
        return Barred("not_permitted")
    place = application.result_place
    if place is ResultPlace.CENTER:
        is_here = application.hand_out_center_id in actor.center_ids
    else:
        # What is to go to a Center is not handed out on the way there; once returned, it is obtainable here (15).
        is_to_be_sent = place is ResultPlace.COMMITTEE and application.hand_out_place is Place.CENTER
        is_here = place in (ResultPlace.COMMITTEE, ResultPlace.RETURNED) and not is_to_be_sent and actor.sees_all
    return None if is_here else Barred("result_is_elsewhere")


def hand_out(application: "Application", visit: HandOut, actor: Actor, now: datetime, local_day: date) -> None:
    """Record a visit. The case closes when every original is handed out. Papers out of their days are refused."""
    if reason := why_not_hand_out(application, actor):
        raise ActionRefused(reason)
    at_center = application.result_place is ResultPlace.CENTER
    if reason := _out_of_its_days(visit, local_day):
        raise ActionRefused(reason)
    left = originals_left(application)
    if visit.originals > left:
        raise ActionRefused(Barred("too_many_originals"))
    visit.at, visit.by_id = now, actor.user_id
    visit.decision_id = application.signed_decision.id if application.signed_decision else 0
    visit.center_id = application.hand_out_center_id if at_center else None
    application.hand_outs.append(visit)
    application.touch()  # the page of another counter is outdated now
    event = "handed_out" if visit.outcome is HandOutOutcome.TAKEN else "acceptance_refused"
    record(
        event, actor, now, application_id=application.id, recipient=visit.recipient, name=visit.recipient_name,
        originals=visit.originals, note=visit.note,
    )  # fmt: skip
    if visit.originals == left:
        application.result_place, application.closed_at = ResultPlace.HANDED_OUT, now


def _out_of_its_days(visit: HandOut, local_day: date) -> Barred | None:
    """15: by a document or a power of attorney in force; each is good to the end of its last day."""
    if visit.attorney_valid_until and visit.attorney_valid_until < local_day:
        return Barred("attorney_expired", "15", visit.attorney_valid_until)
    if visit.attorney_date and visit.attorney_date > local_day:
        return Barred("attorney_not_yet_valid", "15", visit.attorney_date)
    if visit.identity_valid_until and visit.identity_valid_until < local_day:
        return Barred("identity_expired", "15", visit.identity_valid_until)
    return None


def originals_left(application: "Application") -> int:
    """How many originals of the decision in force have not been handed out."""
    decision = application.signed_decision
    if decision is None:
        return 0
    return decision.originals - sum(
        visit.originals for visit in application.hand_outs if visit.decision_id == decision.id
    )
