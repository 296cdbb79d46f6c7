"""A case: from registration to the result in the applicant's hands.

Acts are methods: each asks `rules.workflow`, changes the state and appends an event. None of them commits.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.sql import ColumnElement

from extensions import db, searched_by_prefix, stored
from models import application_sql
from models.applicant import Applicant
from models.attachment import Attachment
from models.calendar import load_calendar, readings_on
from models.center import Center
from models.counter import draw
from models.custody import Delivery, HandOut
from models.decision import Decision, DecisionStatus
from models.event import record
from models.filing import ApplicationForm, GoodsRow, ImporterGuarantee, InformationForm
from models.mobile import MobileStop, hold_stop
from models.outage import OutageEntry
from models.paper_file import PaperFile
from models.reopening import Reopening, decided_before
from models.review import Finding, completeness_stands_in_the_way
from models.user import Actor, User
from rules.calendar import WorkCalendar
from rules.requirements import Requirement, required_documents
from rules.terms import (
    COMMITTEE_ZONE,
    Filing,
    NewTerm,
    Place,
    Service,
    committee_today,
    filed_on,
    keep_promise,
    timeline,
)
from rules.workflow import (
    DECIDED,
    PENDING,
    Action,
    ActionRefused,
    Barred,
    Facts,
    NextAct,
    ResultPlace,
    State,
    Timeliness,
    barred,
    fresh_eyes,
    next_act,
    permission_for,
    timeliness,
    transition,
)

if TYPE_CHECKING:
    from models.ready_notice import ReadyNotice

LETTER = {Service.EUC: "E", Service.CONCLUSION: "C"}
PLACE_CODE = {Place.COMMITTEE: "K", Place.PORTAL: "P"}
TERM_DATES = (
    "accepted_on", "received_on", "completeness_due_on", "control_on", "term_ends_on", "deliver_on", "dispatch_on",
    "hand_out_on", "deemed_issued_on", "deemed_issue_due_on",
)  # fmt: skip
_PENDING_SQL = "('registered', 'under_review', 'prepared')"
_DECIDED_SQL = "('issued', 'refused', 'refused_incomplete')"


class Application(db.Model):
    """One filing of one service and everything that follows from it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[Service] = mapped_column(stored(Service, "service"))
    state: Mapped[State] = mapped_column(stored(State, "state"), default=State.REGISTERED)
    number: Mapped[str] = mapped_column(searched_by_prefix(64), unique=True)
    channel: Mapped[Place] = mapped_column(stored(Place, "channel"))
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"), index=True)
    mobile_stop_id: Mapped[int | None] = mapped_column(ForeignKey("mobile_stop.id"), index=True)
    """Where a mobile Center accepted it (9.2); its filing is one of the parent Center, `center_id`."""
    hand_out_place: Mapped[Place] = mapped_column(stored(Place, "hand_out_place"))
    hand_out_center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"), index=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicant.id"), index=True)
    accepted_at: Mapped[datetime]
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    received_at: Mapped[datetime]
    is_received: Mapped[bool] = mapped_column(default=True)
    """Whether the documents have reached the Committee. Until a Center has sent its package (11) `received_at` and what
    is counted from it are provisional: no rule goes by them."""
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    accepted_on: Mapped[date]
    received_on: Mapped[date]
    completeness_due_on: Mapped[date]
    control_on: Mapped[date]
    term_ends_on: Mapped[date]
    deliver_on: Mapped[date | None]
    dispatch_on: Mapped[date | None]
    hand_out_on: Mapped[date]
    deemed_issued_on: Mapped[date]
    deemed_issue_due_on: Mapped[date]
    is_provisional: Mapped[bool] = mapped_column(default=False)
    promised_on: Mapped[date]
    """The hand-out day that the receipt promised (14.1); no later correction makes it later."""
    custody_ends_on: Mapped[date | None]
    return_on: Mapped[date | None]
    present_by: Mapped[date | None]
    """E Annex 2, box 12: the last day to present the certificate in force; set by its signing."""

    decided_at: Mapped[datetime | None]
    result_number: Mapped[str | None] = mapped_column(searched_by_prefix(64), index=True)
    result_place: Mapped[ResultPlace | None] = mapped_column(stored(ResultPlace, "result_place"))
    closed_at: Mapped[datetime | None]
    closing_reason: Mapped[str] = mapped_column(String(2000), default="")
    set_aside: Mapped[int] = mapped_column(default=0)
    """The version up to which its decisions were set aside by an upheld complaint (21); 0 for none."""
    reopened_on: Mapped[date | None]
    """Since when the term runs that the reply to the last such complaint set."""
    silent_since: Mapped[date | None]
    """Since when the result has counted as issued (7.6) by a term before that one: reopening does not undo it."""
    version: Mapped[int] = mapped_column(default=1)

    applicant: Mapped[Applicant] = relationship()
    officer: Mapped[User | None] = relationship(foreign_keys=[officer_id])
    accepted_by: Mapped[User] = relationship(foreign_keys=[accepted_by_id])
    center: Mapped[Center | None] = relationship(foreign_keys=[center_id])
    mobile_stop: Mapped[MobileStop | None] = relationship()
    hand_out_center: Mapped[Center | None] = relationship(foreign_keys=[hand_out_center_id])
    form: Mapped[ApplicationForm] = relationship(back_populates="application")
    guarantee: Mapped[ImporterGuarantee | None] = relationship(back_populates="application")
    goods: Mapped[list[GoodsRow]] = relationship(back_populates="application", order_by=GoodsRow.position)
    information_forms: Mapped[list[InformationForm]] = relationship(
        back_populates="application", order_by=InformationForm.position
    )
    attachments: Mapped[list[Attachment]] = relationship(order_by=(Attachment.position, Attachment.id))
    findings: Mapped[list[Finding]] = relationship(back_populates="application", order_by=Finding.id)
    decisions: Mapped[list[Decision]] = relationship(back_populates="application", order_by=Decision.version)
    deliveries: Mapped[list[Delivery]] = relationship(back_populates="application", order_by=Delivery.dispatched_at)
    hand_outs: Mapped[list[HandOut]] = relationship(back_populates="application", order_by=HandOut.id)
    reopenings: Mapped[list[Reopening]] = relationship(back_populates="application", order_by=Reopening.id)
    ready_notices: Mapped[list["ReadyNotice"]] = relationship(back_populates="application", order_by="ReadyNotice.id")
    paper_file: Mapped[PaperFile | None] = relationship(back_populates="application")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("(channel = 'center') = (center_id IS NOT NULL)", name="center_filing_has_center"),
        CheckConstraint("is_received OR channel = 'center'", name="only_centers_send"),
        CheckConstraint(
            "(hand_out_place = 'center') = (hand_out_center_id IS NOT NULL)", name="center_hand_out_has_center"
        ),
        CheckConstraint(f"(state IN {_DECIDED_SQL}) = (decided_at IS NOT NULL)", name="decided_has_moment"),
        CheckConstraint(f"(state IN {_DECIDED_SQL}) = (result_number IS NOT NULL)", name="decided_has_number"),
        CheckConstraint(f"(state IN {_DECIDED_SQL}) = (result_place IS NOT NULL)", name="decided_has_place"),
        CheckConstraint(
            "(state IN ('withdrawn', 'voided') OR COALESCE(result_place, '') = 'handed_out') = (closed_at IS NOT NULL)",
            name="closed_has_moment",
        ),
        CheckConstraint("state <> 'voided' OR closing_reason <> ''", name="voided_has_reason"),
        CheckConstraint("(set_aside > 0) = (reopened_on IS NOT NULL)", name="reopened_has_day"),
        Index(
            "ix_application_open", "officer_id", "control_on", "id",
            sqlite_where=db.text("closed_at IS NULL"), postgresql_where=db.text("closed_at IS NULL"),
        ),
        Index("ix_application_accepted_on", "accepted_on", "id"),
        Index(
            "ix_application_to_center", "hand_out_center_id", "deliver_on", "id",
            sqlite_where=db.text("closed_at IS NULL"), postgresql_where=db.text("closed_at IS NULL"),
        ),
        Index(
            "ix_application_unsent", "center_id", "accepted_at",
            sqlite_where=db.text("is_received IS 0"), postgresql_where=db.text("is_received IS false"),
        ),
    )  # fmt: skip

    # --- Reading -----------------------------------------------------------------------------------------

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["Application"]:
        """The Committee's people see every case, a Center's those accepted or handed out there (R23)."""
        statement = select(cls)
        if actor.sees_all:
            return statement
        centers = Center.ids_of(actor)
        return statement.where(or_(cls.center_id.in_(centers), cls.hand_out_center_id.in_(centers)))

    matching = classmethod(application_sql.matching)
    due_on = classmethod(application_sql.due_on)
    timeliness_is = classmethod(application_sql.timeliness_is)

    @classmethod
    def counts_as_issued_on(cls, today: date) -> ColumnElement[bool]:
        """SQL for clause 7.6: pending after the last day of the term."""
        return cls.timeliness_is(Timeliness.COUNTS_AS_ISSUED, today)

    def next_act(self, today: date) -> NextAct | None:
        """The nearest statutory act today."""
        return next_act(
            self.state, self.result_place, self.hand_out_place, lambda name: getattr(self, name), today,
            is_received=self.is_received,
        )  # fmt: skip

    def facts(self, now: datetime, grounds: Iterable[Any] | None = None) -> Facts:
        """What the guards look at, at this moment."""
        decision = self.prepared_decision
        return Facts(
            service=self.service, state=self.state, now=now,
            completeness_due_on=self.completeness_due_on, term_ends_on=self.term_ends_on, is_received=self.is_received,
            decision_kind=decision.kind if decision else None,
            is_correction=bool(decision and decision.corrects_id),
            grounds=frozenset(grounds) if grounds is not None
            else frozenset(g.ground for g in decision.grounds) if decision else frozenset(),
            is_reopened=bool(self.set_aside), silent_since=self.silent_since,
        )  # fmt: skip

    def timeliness(self, now: datetime) -> Timeliness:
        """Whether the term was kept, derived from the dates whenever it is asked (7.6)."""
        return timeliness(self.state, self.term_ends_on, self.decided_at, now, self.silent_since)

    def counts_as_issued(self, now: datetime) -> bool:
        """Tacit approval (7.6), true from 00:00 after the term whether or not a job has run, until the issue."""
        return self.timeliness(now) is Timeliness.COUNTS_AS_ISSUED

    def right_since(self, now: datetime) -> date | None:
        """The day from which the right exists by silence (7.6); the late issue and its corrections keep it."""
        silent = (Timeliness.COUNTS_AS_ISSUED, Timeliness.LATE)
        return self.silence_from if self.timeliness(now) in silent else None

    @property
    def silence_from(self) -> date:
        """The day from which silence gives, or has given, the right: a new term after a complaint undoes none (7.6)."""
        return self.silent_since or self.deemed_issued_on

    def why_barred(self, action: Action, actor: Actor, now: datetime) -> Barred | None:
        """Why this person cannot do this now, or None: permission first, then whose case it is, then the law."""
        permission = permission_for(action)
        if permission not in actor.permissions:
            return Barred("not_permitted")
        if permission == "review" and self.officer_id not in actor.people:
            return Barred("not_your_case")
        if permission == "review" and (reason := fresh_eyes(decided_before(self), actor.people)):
            return reason
        return barred(action, self.facts(now))

    @property
    def prepared_decision(self) -> Decision | None:
        """The decision waiting for a signature, if any."""
        return next((d for d in reversed(self.decisions) if d.status is DecisionStatus.PREPARED), None)

    @property
    def signed_decision(self) -> Decision | None:
        """The decision in force: the last one signed, unless an upheld complaint has set it aside."""
        signed = (d for d in reversed(self.decisions) if d.status is DecisionStatus.SIGNED)
        return next((d for d in signed if d.version > self.set_aside), None)

    @property
    def is_issued_to_importer(self) -> bool:
        """Of the decision in force; not before there is one."""
        decision = self.signed_decision
        return bool(decision and decision.is_issued_to_importer)

    @property
    def issued_to(self) -> tuple[str, str]:
        """The name and the identifier of whom the decision in force is issued to; the applicant before there is one."""
        decision = self.signed_decision
        return decision.issued_to if decision else (self.applicant.name, self.applicant.identifier)

    @property
    def delivery(self) -> Delivery | None:
        """The journey of the decision in force, once it has begun."""
        decision = self.signed_decision
        return next((d for d in self.deliveries if decision and d.decision_id == decision.id), None)

    @property
    def is_intermediary(self) -> bool:
        return bool(self.guarantee and self.guarantee.is_intermediary)

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """The documents of clause 11 for this very case."""
        return required_documents(self.service, is_intermediary=self.is_intermediary)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the place that accepted, by whose clock the filing is dated."""
        return ZoneInfo(self.center.branch.zone_at(self.accepted_at)) if self.center else COMMITTEE_ZONE

    # --- Acts --------------------------------------------------------------------------------------------

    def filing(self) -> Filing:
        """What the dates of this case are counted from."""
        return Filing(
            service=self.service, channel=self.channel, filed_at=self.accepted_at, received_at=self.received_at,
            hand_out=self.hand_out_place, center_zone=self.zone,
            hand_out_carriage_days=self.hand_out_center.in_charge.carriage_days if self.hand_out_center else 0,
            new_term=NewTerm(self.reopened_on, self.term_ends_on) if self.reopened_on else None,
        )  # fmt: skip

    def compute_dates(self, calendar: WorkCalendar | None = None, promised_on: date | None = None) -> None:
        """Set the dates of the term from the moments of filing, by calendar and readings of that day. An earlier
        day of hand-out that a receipt written by hand has promised is kept (14.1)."""
        calendar = calendar or load_calendar()
        dates = timeline(self.filing(), calendar, readings_on(committee_today(self.accepted_at)))
        if promised_on:
            dates = keep_promise(dates, promised_on, calendar)
        for name in TERM_DATES:
            setattr(self, name, getattr(dates, name))
        self.is_provisional = dates.is_provisional

    def register(self, actor: Actor, now: datetime, number_format: str, entry: OutageEntry | None = None) -> None:
        """Give a complete filing its number and dates (14.1). The number's gap-free counter is held by the database.

        `entry` is what stands on the receipt that was written by hand while the system was down.
        """
        self.accepted_by_id, self.received_at = entry.accepted_by_id if entry else actor.user_id, now
        if self.mobile_stop_id is not None:
            hold_stop(self.mobile_stop_id, self.center, filed_on(self.filing()))
        self.is_received = self.channel is not Place.CENTER  # what a Center accepted it still has to send (11)
        calendar = load_calendar(is_held=True)
        if entry is None:  # what was accepted by hand, with a receipt that names its Centers, is entered in any case
            Center.hold_open(self.center, self.hand_out_center)
        self.compute_dates(calendar, entry and entry.promised_on)
        self.promised_on = self.hand_out_on
        letter, year = LETTER[self.service], self.accepted_on.year
        place = self.center.key if self.center else PLACE_CODE[self.channel]
        self.number = number_format.format(letter=letter, year=year, place=place, seq=draw(f"{letter}-{year}-{place}"))
        self.state, self.paper_file = State.REGISTERED, PaperFile.of_filing(self, now)
        db.session.add(self)
        db.session.flush()
        record(
            "registered", actor, now, application_id=self.id, number=self.number, channel=self.channel,
            accepted_at=self.accepted_at.isoformat(), term_ends_on=self.term_ends_on.isoformat(),
        )  # fmt: skip
        if entry:
            entry.settle(self, actor, now)

    def move(self, action: Action, actor: Actor, now: datetime, event: str, **data: Any) -> None:
        """Change the state by the table and append the event. Raises ActionRefused with the reason."""
        if reason := self.why_barred(action, actor, now):
            raise ActionRefused(reason)
        before = self.state
        self.state = transition(action, self.facts(now)).target
        record(event, actor, now, application_id=self.id, before=before, after=self.state, **data)

    def touch(self) -> None:
        """Make the row's version new although only rows around it changed: an open form elsewhere is outdated now."""
        flag_modified(self, "state")

    def assign(self, officer: User, actor: Actor, now: datetime) -> None:
        """Give the case to an officer; the term and the findings stay."""
        if self.state not in PENDING and self.state not in DECIDED:
            raise ActionRefused(Barred("wrong_state"))
        if reason := fresh_eyes(decided_before(self), (officer.id,)):
            raise ActionRefused(reason)
        before = self.officer.short_name if self.officer else ""
        self.officer_id = officer.id
        record("assigned", actor, now, application_id=self.id, before=before, after=officer.short_name)

    def start_review(self, actor: Actor, now: datetime) -> None:
        """Completeness is confirmed, or its ground has closed (16): the review begins."""
        if reason := self.why_barred(Action.START_REVIEW, actor, now) or completeness_stands_in_the_way(self, now):
            raise ActionRefused(reason)
        self.move(Action.START_REVIEW, actor, now, "review_started")

    def withdraw(self, reason: str, actor: Actor, now: datetime) -> None:
        """The applicant withdraws; possible until the term expires."""
        self._close(Action.WITHDRAW, "withdrawn", reason, actor, now)

    def void(self, reason: str, actor: Actor, now: datetime) -> None:
        """A registration made by mistake: voided with a reason, never deleted."""
        self._close(Action.VOID, "voided", reason, actor, now)

    def _close(self, action: Action, event: str, reason: str, actor: Actor, now: datetime) -> None:
        decision = self.prepared_decision
        self.move(action, actor, now, event, reason=reason)
        self.closing_reason, self.closed_at = reason, now
        if decision:
            decision.take_back(DecisionStatus.RECALLED, event, now)
