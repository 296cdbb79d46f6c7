"""By when a complaint is answered (25): a dated table of terms, keyed by the day of registration, addressee and kind.

Each row names its act; a later act is a row beside the earlier one, never over it (R36). The day of registration is
day 0. Days are working days of the Committee, whoever decides: the ticket promises one day, and forwarding does not
move it (docs/decisions/0018). Lateness is derived whenever it is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.calendar import Scheme, WorkCalendar
from rules.complaint_routing import Addressee, Subject
from rules.terms import same_day_months_later

SCHEME = Scheme.COMMITTEE


class TermKind(StrEnum):
    """What a term is for."""

    REPLY = "reply"
    """To a complaint against an action or inaction."""
    REPLY_ON_ACT = "reply_on_act"
    """To a complaint against an act: the result of the service, or its refusal."""
    EXTENSION = "extension"
    EXTENSION_NOTICE = "extension_notice"
    """To tell the applicant of the extension."""
    FORWARDING = "forwarding"


class Unit(StrEnum):
    """What is counted."""

    WORKING_DAY = "working_day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of one kind for complaints registered from `since` on. `addressees` is None where it holds for all.

    `act` is a code of the law, `article` its article where the term is read from one.
    """

    kind: TermKind
    since: date
    count: int
    act: str
    article: str = ""
    unit: Unit = Unit.WORKING_DAY
    addressees: frozenset[Addressee] | None = None


_K = TermKind
DECREE = date(2013, 4, 19)
"""The wording of the standards that the product begins with."""
PROCEDURAL_CODE = date(2021, 7, 1)

TERMS: tuple[TermRow, ...] = (
    TermRow(_K.REPLY, DECREE, 5, "law_88", "25"),
    TermRow(_K.REPLY_ON_ACT, DECREE, 5, "law_88", "25"),
    TermRow(_K.EXTENSION, DECREE, 10, "law_88", "25"),
    TermRow(_K.EXTENSION_NOTICE, DECREE, 3, "law_88", "25"),
    TermRow(_K.FORWARDING, DECREE, 3, "law_221"),
    TermRow(_K.REPLY, PROCEDURAL_CODE, 15, "apc", "76"),
    TermRow(_K.REPLY_ON_ACT, PROCEDURAL_CODE, 20, "apc", "99"),
    TermRow(_K.EXTENSION, PROCEDURAL_CODE, 2, "apc", "76", Unit.MONTH),
    TermRow(_K.EXTENSION_NOTICE, PROCEDURAL_CODE, 3, "apc", "76"),
    TermRow(_K.FORWARDING, PROCEDURAL_CODE, 3, "apc"),
)


class NoTerm(LookupError):
    """A day lies before the first row of the table: nothing is guessed."""


def term_row(kind: TermKind, addressee: Addressee, registered_on: date, rows: Iterable[TermRow] = TERMS) -> TermRow:
    """The row for a complaint registered on this day: the latest that had begun by then, one for this very addressee
    before one for all. A later act never touches a complaint registered before it. Raises `NoTerm`."""
    found = [
        row for row in rows
        if row.kind is kind and row.since <= registered_on and (row.addressees is None or addressee in row.addressees)
    ]  # fmt: skip
    if not found:
        raise NoTerm(f"no term of {kind} for {registered_on}")
    return max(found, key=lambda row: (row.since, row.addressees is not None))


def reply_kind(subject: Subject) -> TermKind:
    """21: who disagrees with the result complains against an act; every other complaint is against actions."""
    return TermKind.REPLY_ON_ACT if subject is Subject.RESULT else TermKind.REPLY


@dataclass(frozen=True, slots=True)
class Term:
    """A day found, and why: the row, where it was counted from, whether it rests on an unconfirmed calendar."""

    on: date
    start: date
    row: TermRow
    is_provisional: bool


def reply_due_on(registered_on: date, subject: Subject, addressee: Addressee, calendar: WorkCalendar) -> Term:
    """25: the last day for the reply, counted from the registration, which stands wherever a complaint is forwarded."""
    return _counted(term_row(reply_kind(subject), addressee, registered_on), registered_on, calendar)


def extended_due_on(registered_on: date, subject: Subject, addressee: Addressee, calendar: WorkCalendar) -> Term:
    """The last day for the reply once the term is extended, which is possible once: working days more after the first
    term, or so many months since the registration, ending on a working day."""
    row = term_row(TermKind.EXTENSION, addressee, registered_on)
    if row.unit is Unit.MONTH:
        return _counted(row, registered_on, calendar)
    return _counted(row, reply_due_on(registered_on, subject, addressee, calendar).on, calendar)


def notice_due_on(extended_on: date, registered_on: date, addressee: Addressee, calendar: WorkCalendar) -> Term:
    """By when the applicant is told that the term was extended."""
    return _counted(term_row(TermKind.EXTENSION_NOTICE, addressee, registered_on), extended_on, calendar)


def forward_due_on(registered_on: date, addressee: Addressee, calendar: WorkCalendar) -> Term:
    """24: by when a complaint at the wrong place is forwarded to who is competent, and the applicant told."""
    return _counted(term_row(TermKind.FORWARDING, addressee, registered_on), registered_on, calendar)


def is_late(due_on: date, today: date) -> bool:
    """A term is over once its last day is."""
    return today > due_on


def _counted(row: TermRow, start: date, calendar: WorkCalendar) -> Term:
    if row.unit is Unit.MONTH:
        on = calendar.previous_working(SCHEME, same_day_months_later(start, row.count))
    else:
        on = calendar.add_working(SCHEME, start, row.count)
    return Term(on, start, row, calendar.is_provisional(start, on))
