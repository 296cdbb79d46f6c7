"""A warning as its reader sees it: the case if it is still open to them, what is left, the page of the act required."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from extensions import db
from models.application import Application
from models.calendar import load_calendar
from models.complaint import Complaint
from models.complaint_parts import ComplaintExplanation
from models.complaint_scope import present
from models.notice import Notice
from models.package import why_not_send
from models.user import Actor
from rules.calendar import Scheme, WorkCalendar, YearNotLoaded
from rules.permissions import Permission
from rules.warnings import About, WarningKind, warned
from rules.workflow import PENDING, ResultPlace, State

K, P, R, S = WarningKind, Permission, ResultPlace, State
PAST_EVENTS = frozenset({K.COUNTS_AS_ISSUED})
"""Kinds that tell what has happened: nobody is overdue with them."""


@dataclass(frozen=True)
class Shown:
    """A warning in the list. Without a case or a complaint that the reader may see it has no number and no address."""

    notice: Notice
    case: Application | None
    complaint: Complaint | None
    clause: str
    stands: bool
    working_left: int
    has_deadline: bool
    url: str
    act: str

    @property
    def number(self) -> str:
        """Of the case or the complaint, where it is open to the reader."""
        return self.case.number if self.case else self.complaint.number if self.complaint else ""


@dataclass(frozen=True)
class _Way:
    """The page where an act is done, for those who may do it, while the case is where it can be done."""

    kinds: frozenset[WarningKind]
    permission: Permission
    endpoint: str
    words: LazyString
    holds: Callable[[Application, Actor], bool] = lambda _case, _actor: True
    argument: str = "application_id"


def _is(*states: State) -> Callable[[Application, Actor], bool]:
    return lambda case, _actor: case.state in states


def _own(*states: State) -> Callable[[Application, Actor], bool]:
    return lambda case, actor: case.state in states and case.officer_id in actor.people


def _at(*places: ResultPlace) -> Callable[[Application, Actor], bool]:
    return lambda case, _actor: case.result_place in places


_OF_TERM = frozenset(
    {
        K.COMPLETENESS_CLOSES,
        K.CONTROL_DATE,
        K.TERM_ENDS,
        K.PREPARATION_LAPSES,
        K.COUNTS_AS_ISSUED,
        K.ISSUE_AFTER_SILENCE,
    }
)
_OF_SILENCE = frozenset({K.COUNTS_AS_ISSUED, K.ISSUE_AFTER_SILENCE})
_OF_RESULT = frozenset({K.DELIVERY, K.CUSTODY_ENDS, K.RETURN, K.PRESENT_BY})

WAYS: tuple[_Way, ...] = (
    _Way(_OF_TERM, P.SIGN, "issuance.sign", _("Read and sign"), _is(S.PREPARED)),
    _Way(_OF_TERM, P.REVIEW, "review.checks", _("Check completeness"), _own(S.REGISTERED)),
    _Way(_OF_SILENCE, P.REVIEW, "review.prepare_result", _("Prepare the document"), _own(S.UNDER_REVIEW)),
    _Way(_OF_TERM, P.REVIEW, "review.checks", _("Go on with the review"), _own(S.UNDER_REVIEW)),
    _Way(_OF_TERM, P.REVIEW, "review.decision", _("See the decision"), _own(S.PREPARED)),
    _Way(
        _OF_TERM, P.ASSIGN, "review.case", _("Assign an officer"),
        lambda case, _actor: case.state in PENDING and case.officer_id is None,
    ),
    _Way(frozenset({K.DELIVERY}), P.DISPATCH, "handout.dispatch", _("Send to the Center"), _at(R.COMMITTEE), "case"),
    _Way(frozenset({K.RETURN}), P.CONFIRM_ARRIVAL, "handout.return_uncollected", _("Return"), _at(R.CENTER)),
    _Way(frozenset({K.RETURN}), P.DISPATCH, "handout.take_back", _("Confirm return"), _at(R.ON_THE_WAY_BACK)),
    _Way(
        frozenset({K.PACKAGE_NOT_SENT}), P.SEND_PACKAGE, "sending.package", _("Certify and send"),
        lambda case, actor: why_not_send(case, actor) is None,
    ),
    _Way(
        _OF_RESULT, P.READ_HAND_OUT, "handout.case", _("To the hand-out"),
        lambda case, actor: case.result_place is not None and (actor.sees_all or case.result_place is not R.COMMITTEE),
    ),
    _Way(frozenset(WarningKind), P.READ_CASES, "review.case", _("Open the case")),
)  # fmt: skip
"""The first that fits is the act required; the last is the case itself."""


def shown(notices: Sequence[Notice], actor: Actor, today: date) -> list[Shown]:
    """The warnings as this person sees them today."""
    visible, calendar = (_visible(notices, actor), _visible_complaints(notices, actor)), load_calendar()
    return [_shown(notice, *visible, calendar, actor, today) for notice in notices]


def _visible(notices: Sequence[Notice], actor: Actor) -> frozenset[int]:
    """Which of the cases are open to this person now; what a duty no longer needs is no longer shown (17)."""
    ids = {notice.application_id for notice in notices if notice.application_id}
    if not ids or not actor.may(P.READ_CASES):
        return frozenset()
    statement = Application.visible_to(actor).where(Application.id.in_(ids))
    return frozenset(db.session.scalars(statement.with_only_columns(Application.id)))


def _visible_complaints(notices: Sequence[Notice], actor: Actor) -> frozenset[int]:
    """The same of complaints: scope and conflict of interest; who is asked to explain sees the request."""
    ids = {notice.complaint_id for notice in notices if notice.complaint_id}
    if not ids:
        return frozenset()
    statement = Complaint.visible_to(actor).where(Complaint.id.in_(ids))
    asked = ComplaintExplanation.asked_of(actor).where(ComplaintExplanation.complaint_id.in_(ids)).order_by(None)
    return frozenset(db.session.scalars(statement.with_only_columns(Complaint.id))) | frozenset(
        db.session.scalars(asked.with_only_columns(ComplaintExplanation.complaint_id))
    )


def _shown(
    notice: Notice, cases: frozenset[int], complaints: frozenset[int], calendar: WorkCalendar, actor: Actor, today: date
) -> Shown:
    case = notice.application if notice.application_id in cases else None
    complaint = notice.complaint if notice.complaint_id in complaints else None
    stands = notice.still_stands(today)
    if complaint is None:
        url, act = _destination(notice, case, calendar, actor, stands)
    else:
        url, act = _to_complaint(notice, complaint, actor)
    return Shown(
        notice=notice, case=case, complaint=complaint, clause=warned(notice.kind).clause, stands=stands,
        working_left=_working_left(calendar, _scheme(notice, case, today), today, notice.due_on),
        has_deadline=stands and notice.kind not in PAST_EVENTS, url=url, act=act,
    )  # fmt: skip


def _scheme(notice: Notice, case: Application | None, today: date) -> Scheme:
    """Whose working days are counted to the day: those that every list counts, where the act is the next one."""
    demanded = case.next_act(today) if case else None
    is_next = demanded is not None and getattr(case, demanded.due) == notice.due_on
    return demanded.scheme if demanded and is_next else warned(notice.kind).scheme


def _working_left(calendar: WorkCalendar, scheme: Scheme, today: date, due: date) -> int:
    try:
        return calendar.working_between(scheme, today, due)
    except YearNotLoaded:  # the very thing that one of the kinds warns of
        return 0


def _to_complaint(notice: Notice, complaint: Complaint, actor: Actor) -> tuple[str, str]:
    """Who is asked goes to the request; everybody else to the complaint, whose page has its acts."""
    about, _sep, number = notice.subject.partition(":")
    if about == About.EXPLANATION:
        asked = next((one for one in complaint.explanations if one.id == int(number)), None)
        if asked and asked.user_id in present(actor):
            return url_for("complaints.explanation", explanation_id=asked.id), str(_("Explain"))
    return url_for("complaints.complaint", complaint_id=complaint.id), str(_("Open the complaint"))


def _destination(
    notice: Notice, case: Application | None, calendar: WorkCalendar, actor: Actor, stands: bool
) -> tuple[str, str]:
    """The address of the act required and its words; of the case alone where nothing is required any more."""
    if case is None:
        if notice.kind is not K.CALENDAR_NOT_CONFIRMED or not actor.may(P.READ_REFERENCE):
            return "", ""
        year = int(notice.subject.removeprefix("calendar:"))
        address: dict[str, Any] = {"year": year, "scheme": "committee"} if year in calendar.years else {}
        return url_for("reference.calendar", **address), str(_("To the calendar"))
    for way in WAYS if stands else WAYS[-1:]:
        if notice.kind in way.kinds and actor.may(way.permission) and way.holds(case, actor):
            of_case: dict[str, Any] = {way.argument: case.id}
            return url_for(way.endpoint, **of_case), str(way.words)
    return "", ""


def destination(notice: Notice, actor: Actor, today: date) -> str:
    """The address of the act that one warning requires, or "" if its reader may see nothing of it."""
    return shown([notice], actor, today)[0].url
