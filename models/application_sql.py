"""What is asked of cases in SQL; `models.application.Application` makes each of these a method of its class."""

from datetime import date
from typing import Any

from sqlalchemy import case as sql_case
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from models.applicant import Applicant
from models.decision import Decision
from models.document import EntryStatus, RegisterEntry
from models.folding import fold
from rules.workflow import DECIDED, NEXT_ACTS, PENDING, Timeliness

# Letters of a number as a Cyrillic keyboard gives them.
LOOK_ALIKES = str.maketrans("ЕСКРО", "ECKPO")


def matching(case: Any, text: str) -> ColumnElement[bool]:
    """SQL for what is typed into a search box: how a number or an identifier begins, or a part of a name."""
    typed = text.strip()
    number, name = typed.upper().translate(LOOK_ALIKES), fold(typed)
    applicant: ColumnElement[bool] = Applicant.identifier.startswith(typed, autoescape=True)
    if name:
        applicant |= Applicant.folded_name.contains(name, autoescape=True)
    return or_(
        case.number.startswith(number, autoescape=True),
        case.result_number.startswith(number, autoescape=True),
        case.applicant_id.in_(select(Applicant.id).where(applicant)),
    )


def due_on(case: Any, today: date) -> ColumnElement[date]:
    """SQL for the day of the nearest statutory act: `rules.workflow.NEXT_ACTS` as a CASE."""
    whens = []
    for row in NEXT_ACTS:
        condition: ColumnElement[bool] = case.state.in_(row.states)
        if row.result_places is not None:
            condition &= case.result_place.in_(row.result_places)
        if row.hand_out_places is not None:
            condition &= case.hand_out_place.in_(row.hand_out_places)
        if row.is_received is not None:
            condition &= case.is_received.is_(row.is_received)
        if row.until is not None:
            condition &= getattr(case, row.until) >= today
        whens.append((condition, getattr(case, row.due)))
    return sql_case(*whens)


def timeliness_is(case: Any, wanted: Timeliness, today: date) -> ColumnElement[bool]:
    """SQL for `rules.workflow.timeliness`. What is signed is dated by the day of its signing."""
    is_pending, is_decided = case.state.in_(PENDING), case.state.in_(DECIDED)
    is_over = or_(case.term_ends_on < today, case.silent_since.is_not(None))
    entry = aliased(RegisterEntry)  # the statement around may read the register itself
    issued_in_time = select(entry.id).where(
        entry.application_id == case.id, entry.status == EntryStatus.ISSUED, entry.dated_on <= case.term_ends_on,
        or_(case.set_aside == 0, entry.decision.has(Decision.version > case.set_aside)),
    )  # fmt: skip
    has_decision_in_time = case.silent_since.is_(None) & issued_in_time.correlate(case).exists()
    return {
        Timeliness.RUNNING: is_pending & ~is_over,
        Timeliness.IN_TIME: is_decided & has_decision_in_time,
        Timeliness.COUNTS_AS_ISSUED: is_pending & is_over,
        Timeliness.LATE: is_decided & ~has_decision_in_time,
        Timeliness.ENDED: ~is_pending & ~is_decided,
    }[wanted]
