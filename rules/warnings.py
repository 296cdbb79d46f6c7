"""Warnings of approaching and missed days: which there are, of which date, and when one is due.

A warning is due from its lead time before the day on, for as long as what the law asks has not been done. Whether it
has been raised already is no question of the rules: the database keeps each one once.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.calendar import Scheme, WorkCalendar
from rules.permissions import Role


class WarningKind(StrEnum):
    """What is warned of."""

    COMPLETENESS_CLOSES = "completeness_closes"
    CONTROL_DATE = "control_date"
    TERM_ENDS = "term_ends"
    PREPARATION_LAPSES = "preparation_lapses"
    COUNTS_AS_ISSUED = "counts_as_issued"
    ISSUE_AFTER_SILENCE = "issue_after_silence"
    DELIVERY = "delivery"
    CUSTODY_ENDS = "custody_ends"
    RETURN = "return"
    PRESENT_BY = "present_by"
    CALENDAR_NOT_CONFIRMED = "calendar_not_confirmed"


class Addressee(StrEnum):
    """Who is warned: a person of the case, or everyone of a role."""

    OFFICER = "officer"
    """The officer of the case; while it has none, the heads of unit."""
    CLERK = "clerk"
    HEAD_OF_UNIT = "head_of_unit"
    SIGNATORY = "signatory"
    CENTER_OPERATOR = "center_operator"
    """The operators of the Center of hand-out."""
    CENTER_HEAD = "center_head"
    """The head of the Center of hand-out."""
    LEGAL_OFFICER = "legal_officer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Warned:
    """A kind of warning as the product ships it; lead, addressees and urgency are settings that start from here.

    `due` names the date of the case that is warned of ("" if it follows from more than one); `lead_days` are working
    days of `scheme`.
    """

    kind: WarningKind
    clause: str
    due: str
    lead_days: int
    addressees: frozenset[Addressee]
    is_urgent: bool = False
    scheme: Scheme = Scheme.COMMITTEE


_K, _A = WarningKind, Addressee

WARNINGS: tuple[Warned, ...] = (
    Warned(_K.COMPLETENESS_CLOSES, "16", "completeness_due_on", 1, frozenset({_A.OFFICER}), is_urgent=True),
    Warned(_K.CONTROL_DATE, "7.1", "control_on", 3, frozenset({_A.OFFICER})),
    Warned(
        _K.TERM_ENDS, "7.1", "term_ends_on", 2, frozenset({_A.OFFICER, _A.HEAD_OF_UNIT, _A.SIGNATORY}), is_urgent=True,
    ),
    Warned(_K.PREPARATION_LAPSES, "7.6, 16", "", 1, frozenset({_A.OFFICER, _A.SIGNATORY}), is_urgent=True),
    Warned(
        _K.COUNTS_AS_ISSUED, "7.6", "deemed_issued_on", 0,
        frozenset({_A.OFFICER, _A.HEAD_OF_UNIT, _A.SIGNATORY, _A.LEGAL_OFFICER}), is_urgent=True,
    ),
    Warned(
        _K.ISSUE_AFTER_SILENCE, "7.6", "deemed_issue_due_on", 3,
        frozenset({_A.OFFICER, _A.HEAD_OF_UNIT, _A.SIGNATORY}), is_urgent=True,
    ),
    Warned(_K.DELIVERY, "7.5", "deliver_on", 1, frozenset({_A.CLERK})),
    Warned(
        _K.CUSTODY_ENDS, "15", "custody_ends_on", 5, frozenset({_A.CENTER_OPERATOR, _A.CENTER_HEAD}),
        scheme=Scheme.CENTER,
    ),
    Warned(
        _K.RETURN, "15", "return_on", 0, frozenset({_A.CENTER_OPERATOR, _A.CENTER_HEAD, _A.CLERK}), scheme=Scheme.CENTER
    ),
    Warned(_K.PRESENT_BY, "E Annex 2, box 12", "present_by", 20, frozenset({_A.CLERK, _A.OFFICER})),
    Warned(_K.CALENDAR_NOT_CONFIRMED, "9", "", 10, frozenset({_A.ADMINISTRATOR}), is_urgent=True),
)  # fmt: skip


def warned(kind: WarningKind) -> Warned:
    """The kind as the product ships it."""
    return next(row for row in WARNINGS if row.kind is kind)


def due_until(calendar: WorkCalendar, scheme: Scheme, lead_days: int, today: date) -> date:
    """The last day that is warned of today: what is due on it or before it is within the lead time."""
    return calendar.add_working(scheme, today, lead_days)


def role_of(addressee: Addressee) -> Role:
    """The role whose holders an addressee names."""
    return Role(addressee.value)
