"""For which cases a warning stands: `rules.warnings.WARNINGS` as SQL over all of them, and for one in hand."""

from datetime import date

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.sql import ColumnElement

from models.application import Application
from models.decision import Decision, DecisionGround, DecisionStatus
from rules import refusal
from rules.refusal import Ground
from rules.warnings import Occasion, WarningKind, warned
from rules.workflow import DecisionKind


def due_on(kind: WarningKind, today: date) -> ColumnElement[date | None]:
    """SQL for the day of a kind: NULL for a case that is no occasion for it today."""
    return case(*((_holds(occasion, today), _day(occasion.due)) for occasion in warned(kind).occasions))


def standing(kind: WarningKind, today: date, until: date) -> Select[int, date | None, int | None, int | None]:
    """The cases for which a kind stands today with a day not after `until`, past days among them.

    Columns: the case's id, the day, its officer, the Center whose people are told.
    """
    day = due_on(kind, today)
    center: ColumnElement[int | None] = getattr(Application, warned(kind).center)
    columns = Application.id, day.label("due_on"), Application.officer_id, center.label("center_id")
    # Every occasion is one of an open case; said here for the sake of the partial index.
    return select(*columns).where(Application.closed_at.is_(None), day <= until)


def due_of(application: Application, kind: WarningKind, today: date) -> date | None:
    """The same for one case."""
    for occasion in warned(kind).occasions:
        if occasion.holds(
            application.state, application.result_place, application.hand_out_place, application.term_ends_on, today,
            is_received=application.is_received,
        ):  # fmt: skip
            day = lapses_on(application) if occasion.due == "lapses_on" else getattr(application, occasion.due)
            return None if occasion.ends_with_its_day and day and day < today else day
    return None


def lapses_on(application: Application) -> date | None:
    """The last day on which the prepared refusal may be signed: that of its ground that closes first (16, 7.6)."""
    decision = application.prepared_decision
    if decision is None or decision.kind is DecisionKind.RESULT:
        return None
    grounds = {row.ground for row in decision.grounds}
    if decision.kind is DecisionKind.INCOMPLETENESS_REFUSAL:
        grounds.add(Ground.INCOMPLETE)
    return refusal.lapses_on(grounds, application.completeness_due_on, application.term_ends_on)


def _holds(occasion: Occasion, today: date) -> ColumnElement[bool]:
    is_over = Application.term_ends_on < today
    conditions: list[ColumnElement[bool]] = [Application.state.in_(occasion.states)]
    if occasion.is_silent is not None:
        conditions.append(is_over if occasion.is_silent else ~is_over)
    if occasion.result_places is not None:
        conditions.append(Application.result_place.in_(occasion.result_places))
    if occasion.hand_out_places is not None:
        conditions.append(Application.hand_out_place.in_(occasion.hand_out_places))
    if occasion.is_received is not None:
        conditions.append(Application.is_received.is_(occasion.is_received))
    if occasion.ends_with_its_day:
        conditions.append(_day(occasion.due) >= today)
    return and_(*conditions)


def _day(name: str) -> ColumnElement[date | None]:
    if name != "lapses_on":
        return getattr(Application, name)
    prepared = Decision.status == DecisionStatus.PREPARED
    of_incompleteness = or_(
        Decision.kind == DecisionKind.INCOMPLETENESS_REFUSAL,
        Decision.grounds.any(DecisionGround.ground == Ground.INCOMPLETE),
    )
    is_sooner = Application.completeness_due_on < Application.term_ends_on
    return case(
        (is_sooner & Application.decisions.any(prepared & of_incompleteness), Application.completeness_due_on),
        (Application.decisions.any(prepared & (Decision.kind != DecisionKind.RESULT)), Application.term_ends_on),
    )
