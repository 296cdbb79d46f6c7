"""What is done on time about the terms: warnings are raised, and that results count as issued (7.6) is recorded.

Nothing here decides anything: who is late, and what counts as issued, follows from the dates alone. Both jobs may run
at any time, twice at once, or be killed in the middle: each effect is a row with a unique key, committed case by case.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, select

from extensions import db, write
from jobs.addressees import Addressees
from jobs.report import Report
from models import complaint_due
from models.application import Application
from models.calendar import load_calendar
from models.complaint import Complaint
from models.complaint_parts import ComplaintExplanation
from models.due import standing
from models.event import Event, record_silence
from models.notice import Notice, WarningSetting
from models.once import insert_once
from rules.terms import committee_today
from rules.warnings import WARNINGS, About, Warned, WarningKind, calendar_due, due_until

PAGE = 500
"""Cases read at a time: memory stays flat however many there are."""


@dataclass(frozen=True, slots=True)
class _Warning:
    """One kind as it is set, on one day."""

    kind: WarningKind
    until: date
    addressees: tuple[Any, ...]
    is_urgent: bool
    now: datetime

    def raise_for(self, people: set[int], subject: str, due_on: date, **about: int) -> int:
        """Tell these people, once each. `about` names the row that the subject is of, if there is one."""
        facts: dict[str, Any] = {
            "kind": self.kind, "subject": subject, "due_on": due_on, "application_id": None, "complaint_id": None,
            "is_urgent": self.is_urgent, "raised_at": self.now, **about,
        }  # fmt: skip
        with write():
            return insert_once(Notice, [{**facts, "user_id": user_id} for user_id in sorted(people)])


def raise_warnings(now: datetime, report: Report) -> None:
    """Warn of every day that is within its lead time, or past, while the act is still due."""
    today = committee_today(now)
    people = Addressees(today)
    for row in WARNINGS:
        with report.attempting(f"warning:{row.kind.value}"):
            WARN[row.about](_as_set(row, today, now), today, people, report)


def _as_set(row: Warned, today: date, now: datetime) -> _Warning:
    setting = WarningSetting.of(row.kind)
    until = due_until(load_calendar(), row.scheme, setting.lead_days, today)
    return _Warning(row.kind, until, tuple(setting.addressees), setting.is_urgent, now)


def _warn_of_cases(warning: _Warning, today: date, people: Addressees, report: Report) -> None:
    for cases in _pages(standing(warning.kind, today, warning.until), Application.id):
        told = _told(warning.kind, [f"{About.APPLICATION}:{case.id}" for case in cases])
        for case in cases:
            wanted = people.of(warning.addressees, case.officer_id, case.center_id)
            subject = f"{About.APPLICATION}:{case.id}"
            if untold := wanted - told[subject, case.due_on]:
                with report.attempting(subject):
                    report.effects += warning.raise_for(untold, subject, case.due_on, application_id=case.id)


def _warn_of_complaints(warning: _Warning, today: date, people: Addressees, report: Report) -> None:
    """Of complaints, and of explanations: nobody is told who is complained of, or decided the case (17, 24)."""
    rows = db.session.execute(complaint_due.standing(warning.kind, today, warning.until)).all()
    for complaint_id, explanation_id, due_on in rows:
        is_asked = explanation_id is not None
        subject = f"{About.EXPLANATION}:{explanation_id}" if is_asked else f"{About.COMPLAINT}:{complaint_id}"
        with report.attempting(subject):
            complaint = db.session.get_one(Complaint, complaint_id)
            asked = db.session.get(ComplaintExplanation, explanation_id) if explanation_id else None
            wanted = people.of_complaint(warning.addressees, complaint, asked.user_id if asked else None)
            if untold := wanted - _told(warning.kind, [subject])[subject, due_on]:
                report.effects += warning.raise_for(untold, subject, due_on, complaint_id=complaint_id)


def _warn_of_years(warning: _Warning, today: date, people: Addressees, report: Report) -> None:
    for year, due_on in calendar_due(load_calendar(), today, warning.until):
        subject = f"calendar:{year}"
        with report.attempting(subject):
            report.effects += warning.raise_for(people.of(warning.addressees), subject, due_on)


WARN = {
    About.APPLICATION: _warn_of_cases, About.CALENDAR: _warn_of_years, About.COMPLAINT: _warn_of_complaints,
    About.EXPLANATION: _warn_of_complaints,
}  # fmt: skip


def _told(kind: WarningKind, subjects: list[str]) -> dict[tuple[str, date], set[int]]:
    """Who has been told of these already, by subject and day: a run with nothing new writes nothing."""
    told: dict[tuple[str, date], set[int]] = defaultdict(set)
    columns = select(Notice.subject, Notice.due_on, Notice.user_id)
    for row in db.session.execute(columns.where(Notice.kind == kind, Notice.subject.in_(subjects))):
        told[row.subject, row.due_on].add(row.user_id)
    return told


def record_silences(now: datetime, report: Report) -> None:
    """Record of each case whose term is over that its result has come to count as issued (7.6)."""
    is_recorded = exists().where(Event.application_id == Application.id, Event.kind == "counted_as_issued")
    silent = select(Application.id, Application.deemed_issued_on).where(
        Application.closed_at.is_(None), Application.counts_as_issued_on(committee_today(now)), ~is_recorded
    )
    for cases in _pages(silent, Application.id):
        for case in cases:
            with report.attempting(f"application:{case.id}"), write():
                report.effects += record_silence(case.id, case.deemed_issued_on)


def _pages(statement: Select[*tuple[Any, ...]], column: Any) -> Iterator[list[Any]]:
    # `+ 0` keeps SQLite from walking all cases there ever were in the order of their ids, instead of the open ones.
    last, case = 0, column + 0
    while rows := db.session.execute(statement.where(case > last).order_by(case).limit(PAGE)).all():
        yield list(rows)
        last = rows[-1].id
