"""Warnings of approaching and missed days: which there are, of which date, and when one is due.

A warning is due from its lead time before the day on, for as long as what the law asks has not been done. Whether it
has been raised already is no question of the rules: the database keeps each one once.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.calendar import Scheme, WorkCalendar, YearNotLoaded
from rules.permissions import Role
from rules.terms import Place
from rules.workflow import DECIDED, PENDING, ResultPlace, State


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
    PACKAGE_NOT_SENT = "package_not_sent"
    CALENDAR_NOT_CONFIRMED = "calendar_not_confirmed"
    FORWARDING_DUE = "forwarding_due"
    REPLY_DUE = "reply_due"
    REPLY_OVERDUE = "reply_overdue"
    EXPLANATION_DUE = "explanation_due"


class About(StrEnum):
    """What a kind of warning is about; a notice names it by this word and a number."""

    APPLICATION = "application"
    CALENDAR = "calendar"
    COMPLAINT = "complaint"
    EXPLANATION = "explanation"
    """One that was requested upon a complaint."""


class Addressee(StrEnum):
    """Who is warned: a person of the case, or everyone of a role."""

    OFFICER = "officer"
    """The officer of the case; while it has none, the heads of unit."""
    CLERK = "clerk"
    HEAD_OF_UNIT = "head_of_unit"
    SIGNATORY = "signatory"
    CENTER_OPERATOR = "center_operator"
    """The operators of the Center of hand-out, or of that of acceptance: as the kind says."""
    CENTER_HEAD = "center_head"
    """The head of the same Center."""
    LEGAL_OFFICER = "legal_officer"
    ADMINISTRATOR = "administrator"
    COMPLAINT_OFFICER = "complaint_officer"
    """The officer of the complaint; while it has none, who assigns complaints to its addressee."""
    COMPLAINT_HEAD = "complaint_head"
    """Who signs the reply to a complaint for its addressee."""
    ASKED = "asked"
    """The official who is asked to explain; for one without an account, the officer of the complaint."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What must hold of a case for a warning to stand, and `due`, the name of its day; None asks nothing.

    It stands until the act is done, even past its day: a warning that was missed is raised late, and never lost. One
    that `ends_with_its_day` gives way to another then: after the month of custody comes the return.
    """

    due: str
    states: frozenset[State]
    is_silent: bool | None = None
    """Only after, or only before, the result has come to count as issued (7.6)."""
    result_places: frozenset[ResultPlace] | None = None
    hand_out_places: frozenset[Place] | None = None
    ends_with_its_day: bool = False
    is_received: bool | None = None
    """Only once, or only before, the documents have reached the Committee (11)."""

    def holds(
        self, state: State, result_place: ResultPlace | None, hand_out: Place, term_ends_on: date, today: date,
        *, is_received: bool = True,
    ) -> bool:  # fmt: skip
        """Whether a case in this state and place is such an occasion today."""
        return (
            state in self.states
            and (self.is_silent is None or self.is_silent == (today > term_ends_on))
            and (self.result_places is None or result_place in self.result_places)
            and (self.hand_out_places is None or hand_out in self.hand_out_places)
            and self.is_received in (None, is_received)
        )


@dataclass(frozen=True, slots=True)
class Warned:
    """A kind of warning as the product ships it; lead, addressees and urgency are settings that start from here.

    `lead_days` are working days of `scheme`. Occasions are those of cases.
    """

    kind: WarningKind
    clause: str
    occasions: tuple[Occasion, ...]
    lead_days: int
    addressees: frozenset[Addressee]
    is_urgent: bool = False
    scheme: Scheme = Scheme.COMMITTEE
    center: str = "hand_out_center_id"
    """Whose people the addressees at a Center are: of hand-out, or `center_id`, of acceptance."""
    about: About = About.APPLICATION


_K, _A, _S, _R = WarningKind, Addressee, State, ResultPlace
_TO_CENTER = frozenset({Place.CENTER})
_WAITING = frozenset(ResultPlace) - {_R.HANDED_OUT}

WARNINGS: tuple[Warned, ...] = (
    Warned(
        _K.COMPLETENESS_CLOSES, "16",
        (Occasion("completeness_due_on", frozenset({_S.REGISTERED}), is_silent=False, is_received=True),),
        1, frozenset({_A.OFFICER}), is_urgent=True,
    ),
    Warned(
        _K.CONTROL_DATE, "7.1", (Occasion("control_on", PENDING, is_silent=False),), 3, frozenset({_A.OFFICER}),
    ),
    Warned(
        _K.TERM_ENDS, "7.1", (Occasion("term_ends_on", PENDING, is_silent=False),),
        2, frozenset({_A.OFFICER, _A.HEAD_OF_UNIT, _A.SIGNATORY}), is_urgent=True,
    ),
    # A refusal prepared and not signed on the last day of its grounds: that text can never be signed any more. Of
    # incompleteness (16) the review goes on instead; after the term (7.6) only issuing is left.
    Warned(
        _K.PREPARATION_LAPSES, "7.6, 16", (Occasion("lapses_on", frozenset({_S.PREPARED})),),
        1, frozenset({_A.OFFICER, _A.SIGNATORY}), is_urgent=True,
    ),
    Warned(
        _K.COUNTS_AS_ISSUED, "7.6", (Occasion("deemed_issued_on", PENDING, is_silent=True),),
        0, frozenset({_A.OFFICER, _A.HEAD_OF_UNIT, _A.SIGNATORY, _A.LEGAL_OFFICER}), is_urgent=True,
    ),
    Warned(
        _K.ISSUE_AFTER_SILENCE, "7.6", (Occasion("deemed_issue_due_on", PENDING, is_silent=True),),
        3, frozenset({_A.OFFICER, _A.HEAD_OF_UNIT, _A.SIGNATORY}), is_urgent=True,
    ),
    Warned(
        _K.DELIVERY, "7.5",
        (
            Occasion("dispatch_on", DECIDED, None, frozenset({_R.COMMITTEE}), _TO_CENTER),
            Occasion("deliver_on", DECIDED, None, frozenset({_R.ON_THE_WAY}), _TO_CENTER),
        ),
        1, frozenset({_A.CLERK, _A.CENTER_OPERATOR}),
    ),
    Warned(
        _K.CUSTODY_ENDS, "15",
        (Occasion("custody_ends_on", DECIDED, None, frozenset({_R.CENTER}), ends_with_its_day=True),),
        5, frozenset({_A.CENTER_OPERATOR, _A.CENTER_HEAD}), scheme=Scheme.CENTER,
    ),
    Warned(
        _K.RETURN, "15", (Occasion("return_on", DECIDED, None, frozenset({_R.CENTER, _R.ON_THE_WAY_BACK})),),
        0, frozenset({_A.CENTER_OPERATOR, _A.CENTER_HEAD, _A.CLERK}), scheme=Scheme.CENTER,
    ),
    Warned(
        _K.PRESENT_BY, "E Annex 2, box 12", (Occasion("present_by", frozenset({_S.ISSUED}), None, _WAITING),),
        20, frozenset({_A.CLERK, _A.OFFICER}),
    ),
    # The completeness clock waits for the certified copy and the term does not: it is sent on the day of acceptance.
    Warned(
        _K.PACKAGE_NOT_SENT, "11", (Occasion("accepted_on", PENDING, is_received=False),),
        0, frozenset({_A.CENTER_OPERATOR, _A.CENTER_HEAD}), is_urgent=True, scheme=Scheme.CENTER, center="center_id",
    ),
    Warned(
        _K.CALENDAR_NOT_CONFIRMED, "9", (), 10, frozenset({_A.ADMINISTRATOR}), is_urgent=True, about=About.CALENDAR
    ),
    Warned(
        _K.FORWARDING_DUE, "24", (), 1, frozenset({_A.COMPLAINT_OFFICER}), is_urgent=True, about=About.COMPLAINT
    ),
    Warned(_K.REPLY_DUE, "25", (), 2, frozenset({_A.COMPLAINT_OFFICER}), about=About.COMPLAINT),
    Warned(
        _K.REPLY_OVERDUE, "25", (), 0, frozenset({_A.COMPLAINT_OFFICER, _A.COMPLAINT_HEAD}), is_urgent=True,
        about=About.COMPLAINT,
    ),
    Warned(_K.EXPLANATION_DUE, "24", (), 1, frozenset({_A.ASKED}), about=About.EXPLANATION),
)  # fmt: skip


def warned(kind: WarningKind) -> Warned:
    """The kind as the product ships it."""
    return next(row for row in WARNINGS if row.kind is kind)


def due_until(calendar: WorkCalendar, scheme: Scheme, lead_days: int, today: date) -> date:
    """The last day that is warned of today: what is due on it or before it is within the lead time.

    A lead that reaches beyond the last loaded year takes in all of that year: rather early than not at all. Raises
    `YearNotLoaded` for a day before the first loaded year, of which nothing can be said.
    """
    try:
        return calendar.add_working(scheme, today, lead_days)
    except YearNotLoaded:
        if calendar.years and today.year < calendar.years[0]:
            raise
        return max([today, *(date(year, 12, 31) for year in calendar.years[-1:])])


def calendar_due(calendar: WorkCalendar, today: date, until: date) -> list[tuple[int, date]]:
    """The years that are to be loaded or confirmed by a day not after `until`, each with that day.

    Thirteen months ahead must be loaded, and the next year confirmed on 15 December; a year that is over asks nothing.
    """
    found = []
    for year in range(today.year, until.year + 3):
        to_load, to_confirm = date(year - 2, 12, 1), date(year - 1, 12, 15)
        if year not in calendar.years:
            found.append((year, to_load))
        elif not calendar.is_confirmed(year):
            found.append((year, to_confirm))
    return [(year, due) for year, due in found if due <= until]


def offered(about: About) -> tuple[Addressee, ...]:
    """Whom a kind may go to: the people of its subject, and those of a role."""
    of_case = {_A.OFFICER, _A.CENTER_OPERATOR, _A.CENTER_HEAD}
    of_complaint = {_A.COMPLAINT_OFFICER, _A.COMPLAINT_HEAD}
    foreign = {
        About.APPLICATION: {*of_complaint, _A.ASKED},
        About.CALENDAR: {*of_case, *of_complaint, _A.ASKED},
        About.COMPLAINT: {*(frozenset(Addressee) - of_complaint)},
        About.EXPLANATION: {*(frozenset(Addressee) - of_complaint - {_A.ASKED})},
    }
    return tuple(addressee for addressee in Addressee if addressee not in foreign[about])


def role_of(addressee: Addressee) -> Role:
    """The role whose holders an addressee names."""
    return Role(addressee.value)
