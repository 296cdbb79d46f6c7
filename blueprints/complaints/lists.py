"""The worklist of complaints: overdue replies on top, then by the nearest day; tabs with counts, filters, search."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.complaints.handling import handled_by
from blueprints.complaintwords import addressee_name, complaint_state_name, complaint_subject_name
from blueprints.converters import LARGEST
from extensions import db
from models.calendar import load_calendar
from models.center import Center
from models.complaint import Complaint
from models.complaint_due import goes_elsewhere, going_elsewhere
from models.complaint_parts import ComplaintExplanation, ComplaintExtension
from models.complaint_scope import present
from models.outgoing import LetterKind, OutgoingLetter
from models.user import Actor, User
from rules.calendar import Scheme
from rules.complaint_routing import Addressee, Subject
from rules.complaint_workflow import ComplaintState
from rules.permissions import Permission

WORK_TABS = ("mine", "unassigned", "to_sign")
TABS = (*WORK_TABS, "overdue", "open", "closed")


def open_ones(actor: Actor) -> Select[Complaint]:
    """Those that are to be answered."""
    return handled_by(actor).where(Complaint.closed_at.is_(None))


def of_tab(tab: str, actor: Actor, today: date) -> Select[Complaint]:
    """The complaints under one tab."""
    found = open_ones(actor)
    if tab in WORK_TABS:
        return found.where(_work(tab, actor))
    if tab == "overdue":
        return found.where(Complaint.overdue(today))
    if tab == "closed":
        return handled_by(actor).where(Complaint.closed_at.is_not(None))
    return found


def waiting_for(actor: Actor) -> Select[Complaint]:
    """What this person is to do something about: all their tabs of work together."""
    work = [_work(tab, actor) for tab in tabs_of(actor) if tab in WORK_TABS]
    return open_ones(actor).where(or_(false(), *work))


def _work(tab: str, actor: Actor) -> ColumnElement[bool]:
    """SQL for what waits for this person under a tab of work."""
    if tab == "mine":
        return Complaint.officer_id.in_(present(actor))
    if tab == "unassigned":
        return Complaint.officer_id.is_(None)
    return and_(Complaint.state == ComplaintState.REPLY_PREPARED, _signed_by(actor))


def _signed_by(actor: Actor) -> ColumnElement[bool]:
    """SQL for what this person signs for its addressee."""
    places: list[ColumnElement[bool]] = [Complaint.addressee.in_(sorted(actor.bodies))]
    places.append(Complaint.addressee_center_id.in_(sorted(actor.center_ids)))
    if actor.sees_all:
        places.append(Complaint.addressee == Addressee.COMMITTEE_HEAD)
    return or_(*places)


def tabs_of(actor: Actor) -> tuple[str, ...]:
    """Those that mean something for the duties of this person."""
    without = set()
    if not actor.may(Permission.HANDLE_COMPLAINT):
        without.add("mine")
    if not actor.may(Permission.ASSIGN_COMPLAINT):
        without.add("unassigned")
    if not actor.may(Permission.SIGN_REPLY):
        without.add("to_sign")
    return tuple(tab for tab in TABS if tab not in without)


def nearest_on() -> ColumnElement[date]:
    """SQL for the nearest day of an open complaint: forwarding, an explanation, telling of the extension, the reply.

    A day that is over is still the nearest: what it asked for was not done.
    """
    due = Complaint.due()
    asked = (
        select(func.min(ComplaintExplanation.due_on))
        .where(ComplaintExplanation.complaint_id == Complaint.id, ComplaintExplanation.answered_at.is_(None))
        .correlate(Complaint).scalar_subquery()
    )  # fmt: skip
    told = (
        select(ComplaintExtension.notice_due_on)
        .where(ComplaintExtension.complaint_id == Complaint.id, ~_is_told())
        .correlate(Complaint).scalar_subquery()
    )  # fmt: skip
    return case(
        (going_elsewhere(), Complaint.forward_due_on),
        (and_(asked.is_not(None), asked < due, or_(told.is_(None), asked <= told)), asked),
        (and_(told.is_not(None), told < due), told),
        else_=due,
    )


def _is_told() -> ColumnElement[bool]:
    letter = select(OutgoingLetter.id).where(
        OutgoingLetter.complaint_id == Complaint.id, OutgoingLetter.kind == LetterKind.EXTENSION,
        OutgoingLetter.sendings.any(),
    )  # fmt: skip
    return letter.correlate(Complaint).exists()


def in_order(complaints: Select[Complaint], tab: str, today: date) -> Select[Any]:
    """Overdue replies on top, then the nearest day; of closed ones the latest first. With what a row shows."""
    order: list[Any] = [Complaint.overdue(today).desc(), nearest_on(), Complaint.id]
    if tab == "closed":
        order = [Complaint.closed_on.desc(), Complaint.id.desc()]
    return complaints.options(
        joinedload(Complaint.officer), joinedload(Complaint.application), selectinload(Complaint.explanations),
        joinedload(Complaint.extension), joinedload(Complaint.addressee_center).selectinload(Center.listings),
    ).order_by(*order)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A complaint in the list: what is next, its day, and the working days left."""

    complaint: Complaint
    act: str
    due: date | None
    working_left: int
    is_late: bool


def rows_of(complaints: Iterable[Complaint], today: date) -> list[Row]:
    """Rows for complaints that come in the order of `in_order`."""
    complaints = list(complaints)
    calendar, told = load_calendar(), _told({one.id for one in complaints if one.extension})
    rows = []
    for one in complaints:
        if one.closed_at is not None:
            rows.append(Row(one, "", None, 0, is_late=False))
            continue
        act, due = nearest_of(one, is_told=one.id in told)
        left = calendar.working_between(Scheme.COMMITTEE, today, due)
        rows.append(Row(one, act, due, left, is_late=one.is_overdue(today)))
    return rows


def nearest_of(complaint: Complaint, *, is_told: bool) -> tuple[str, date]:
    """`nearest_on` for one in hand, and what is due on that day."""
    if goes_elsewhere(complaint):
        return "forward", complaint.forward_due_on
    days = [(complaint.due_on, 2, "reply")]
    days += [(one.due_on, 0, "explanation") for one in complaint.explanations if one.answered_at is None]
    if complaint.extension and not is_told:
        days.append((complaint.extension.notice_due_on, 1, "tell_extension"))
    # On the last day itself the reply comes first: nothing else of that day can help it any more.
    due, _turn, act = min(days, key=lambda day: (day[0], 0 if day[2] == "reply" else 1 + day[1]))
    return act, due


def _told(ids: set[int]) -> frozenset[int]:
    """Of which the complainant has been sent the notice of the extension."""
    if not ids:
        return frozenset()
    letters = select(OutgoingLetter.complaint_id).where(
        OutgoingLetter.complaint_id.in_(ids), OutgoingLetter.kind == LetterKind.EXTENSION, OutgoingLetter.sendings.any()
    )
    return frozenset(db.session.scalars(letters))


Chip = tuple[str, str, str]


def filtered(complaints: Select[Complaint]) -> tuple[Select[Complaint], list[Chip]]:
    """The list narrowed by the address's filters, and a chip (name, value, parameter) for each that is on."""
    chips: list[Chip] = []
    asked: tuple[tuple[str, Any, Any, str, Callable[[str], str]], ...] = (
        ("subject", Subject, Complaint.subject, gettext("Subject"), complaint_subject_name),
        ("addressee", Addressee, Complaint.addressee, gettext("Addressee"), addressee_name),
        ("state", ComplaintState, Complaint.state, gettext("State"), complaint_state_name),
    )
    for parameter, kind, column, label, words in asked:
        if (value := request.args.get(parameter, "")) in set(kind):
            complaints = complaints.where(column == kind(value))
            chips.append((label, words(value), parameter))
    officer_id = request.args.get("officer", type=int)
    if officer_id and 0 < officer_id <= LARGEST and (officer := db.session.get(User, officer_id)):
        complaints = complaints.where(Complaint.officer_id == officer.id)
        chips.append((gettext("Officer"), officer.short_name, "officer"))
    if typed := search_text():
        complaints = complaints.where(Complaint.matching(typed))
        chips.append((gettext("Search"), typed, "q"))
    return complaints, chips


def search_text() -> str:
    """What was typed into the search, as it can be looked for."""
    return "".join(c if c.isprintable() else " " for c in request.args.get("q", "")).strip()[:100]


def officers_in(actor: Actor) -> list[User]:
    """People who work on complaints that this person sees."""
    ids = open_ones(actor).with_only_columns(Complaint.officer_id).order_by(None)
    return list(db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.full_name)))
