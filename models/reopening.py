"""The reopening of a case: an upheld complaint sets its result aside, and a new term begins (21).

The decision stays in its register under its number, signed as it was; it is in force no more. The case goes back to
review with the term that the reply sets: what is counted from a term follows from it, silence included (7.6).
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.calendar import load_calendar, readings_on
from models.decision import Decision, DecisionStatus
from models.user import Actor, User
from rules.calendar import Scheme
from rules.terms import committee_today, longest_new_term, timeline
from rules.workflow import Action, ActionRefused, Barred

if TYPE_CHECKING:
    from models.application import Application

FROM_TERM = (
    "term_ends_on", "control_on", "deliver_on", "dispatch_on", "hand_out_on", "deemed_issued_on", "deemed_issue_due_on",
)  # fmt: skip
"""The dates that follow from the end of the term; acceptance, receipt and completeness stay as they were."""


class Reopening(db.Model):
    """That a case was reopened: by which complaint and reply, what was set aside, and the term before and after.

    Insert-only: triggers forbid change.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    """What was set aside: once."""
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), unique=True)
    """The complaint that was upheld: it reopens once."""
    complaint_number: Mapped[str] = mapped_column(String(64))
    reply_number: Mapped[str] = mapped_column(String(64))
    replied_on: Mapped[date]
    term_ends_on: Mapped[date]
    ended_on: Mapped[date]
    """The end of the term before."""
    promised_on: Mapped[date]
    """The hand-out day that had been promised before."""
    decided_at: Mapped[datetime]
    """When what was set aside had been decided."""
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    application: Mapped["Application"] = relationship(back_populates="reopenings")
    decision: Mapped[Decision] = relationship()
    by: Mapped[User] = relationship()


def decided_before(application: "Application") -> frozenset[int]:
    """Who prepared or signed what was set aside, and for whom: they do not look at the case again (21)."""
    gone = [d for d in application.decisions if d.version <= application.set_aside] if application.set_aside else []
    people = ((d.prepared_by_id, d.prepared_for_id, d.signed_by_id, d.signed_for_id) for d in gone if d.signed_by_id)
    return frozenset(one for four in people for one in four if one)


def promised_by_receipt(application: "Application") -> date:
    """14.1: the hand-out day that the receipt named; `promised_on` of a reopened case is the new term's."""
    return application.reopenings[0].promised_on if application.set_aside else application.promised_on


def why_not_reopen(application: "Application", term_ends_on: date, actor: Actor, now: datetime) -> Barred | None:
    """Why this person cannot reopen the case with this term now, or None. The term ends on a working day ahead, and
    no later than the standard's own would if it were counted from today (7.1)."""
    if reason := application.why_barred(Action.REOPEN, actor, now):
        return reason
    calendar, today = load_calendar(), committee_today(now)
    if term_ends_on <= today:
        return Barred("new_term_is_past", "21")
    longest = longest_new_term(application.service, today, calendar, readings_on(today))
    if term_ends_on > longest:
        return Barred("new_term_too_long", "7.1", longest)
    is_working = calendar.is_working(Scheme.COMMITTEE, term_ends_on)
    return None if is_working else Barred("new_term_on_day_off", "9")


def reopen(
    application: "Application", complaint_id: int, complaint_number: str, reply_number: str, replied_on: date,
    term_ends_on: date, actor: Actor, now: datetime,
) -> Reopening:  # fmt: skip
    """The act: what was decided is set aside, and the case is under review again, with nobody's name on it."""
    calendar = load_calendar(is_held=True)
    if reason := why_not_reopen(application, term_ends_on, actor, now):
        raise ActionRefused(reason)
    decision, entry = application.signed_decision, None
    if decision is None or application.decided_at is None:
        raise ActionRefused(Barred("wrong_state"))
    entry, ended_on, silent_since = decision.entry, application.term_ends_on, application.right_since(now)
    if waiting := application.prepared_decision:  # a correction of what is set aside
        waiting.take_back(DecisionStatus.RECALLED, "reopened", now)
    made = Reopening(
        decision=decision, complaint_id=complaint_id, complaint_number=complaint_number, reply_number=reply_number,
        replied_on=replied_on, term_ends_on=term_ends_on, ended_on=ended_on, promised_on=application.promised_on,
        decided_at=application.decided_at, at=now, by_id=actor.user_id,
    )  # fmt: skip
    application.reopenings.append(made)
    application.move(
        Action.REOPEN, actor, now, "reopened", complaint=complaint_number, reply=reply_number,
        replied_on=replied_on.isoformat(), number=entry.number if entry else "",
        term={"before": ended_on.isoformat(), "after": term_ends_on.isoformat()},
    )  # fmt: skip
    application.set_aside, application.reopened_on = decision.version, committee_today(now)
    application.silent_since, application.officer_id = silent_since, None
    application.decided_at = application.result_number = application.result_place = application.closed_at = None
    application.custody_ends_on = application.return_on = application.present_by = None
    application.term_ends_on = term_ends_on
    dates = timeline(application.filing(), calendar, readings_on(committee_today(application.accepted_at)))
    for name in FROM_TERM:
        setattr(application, name, getattr(dates, name))
    application.is_provisional, application.promised_on = dates.is_provisional, dates.hand_out_on
    return made
