"""A complaint: from its registration (25) to the reply, a refusal to consider it, or its withdrawal.

Acts are methods: each asks `rules.complaint_workflow`, changes the state and appends an event. None of them commits.
What belongs to a complaint is in `models.complaint_parts`, its replies in `models.complaint_reply`.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, Text, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.sql import ColumnElement

from extensions import db, searched_by_prefix, stored
from models.application import Application
from models.calendar import load_calendar
from models.center import Center
from models.complaint_parts import (
    ComplaintExplanation,
    ComplaintExtension,
    ComplaintFile,
    ComplaintForwarding,
    ComplaintOfficial,
)
from models.complaint_reply import ComplaintReply, ReplyStatus
from models.complaint_scope import DECIDING, handlers, in_scope_of, present, readable_by
from models.counter import draw
from models.event import record
from models.folding import fold
from models.user import Actor, User
from rules.calendar import WorkCalendar
from rules.complaint_routing import OUTSIDE, Addressee, Subject, right_addressee
from rules.complaint_terms import extended_due_on, forward_due_on, is_late, reply_due_on
from rules.complaint_ticket import LETTER, read_number, tracking_key
from rules.complaint_workflow import (
    BEFORE_OFFICER,
    CLOSED,
    Channel,
    ComplaintAction,
    ComplaintFacts,
    ComplaintState,
    Element,
    Involved,
    Outcome,
    complaint_barred,
    complaint_permission,
    complaint_transition,
    conflict_of_interest,
    missing_elements,
)
from rules.permissions import Permission
from rules.terms import COMMITTEE_ZONE, Service, committee_today, local_date
from rules.workflow import ActionRefused, Barred

_OPEN_SQL = "closed_at IS NULL"
_CLOSED_SQL = f"({', '.join(repr(state.value) for state in sorted(CLOSED))})"


class Complaint(db.Model):
    """One complaint and everything that follows from it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(searched_by_prefix(64), unique=True)
    tracking_key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[ComplaintState] = mapped_column(stored(ComplaintState, "complaint_state"))
    channel: Mapped[Channel] = mapped_column(stored(Channel, "complaint_channel"))
    center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"), index=True)
    """The Center that registered it."""
    received_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    registered_on: Mapped[date]
    """By the clock of the place. The term is counted from it, and forwarding does not change it."""
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    confirmed_on: Mapped[date | None]
    """The day on which what was reported by telephone was confirmed in writing."""

    subject: Mapped[Subject] = mapped_column(stored(Subject, "complaint_subject"))
    addressee: Mapped[Addressee] = mapped_column(stored(Addressee, "complaint_addressee"))
    addressee_center_id: Mapped[int | None] = mapped_column(ForeignKey("center.id"), index=True)
    addressee_reason: Mapped[str] = mapped_column(String(1000), default="")
    """Why it was addressed otherwise than the routing proposes."""
    service: Mapped[Service | None] = mapped_column(stored(Service, "complaint_service"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)

    complainant_name: Mapped[str] = mapped_column(String(500))
    folded_name: Mapped[str] = mapped_column(String(500))
    postal_address: Mapped[str] = mapped_column(String(500), default="")
    phone: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    written_on: Mapped[date | None]
    has_signature: Mapped[bool] = mapped_column(default=False)
    body_or_post: Mapped[str] = mapped_column(String(500), default="")
    reasons: Mapped[str] = mapped_column(Text, default="")
    demands: Mapped[str] = mapped_column(Text, default="")

    reply_due_on: Mapped[date]
    extended_due_on: Mapped[date | None]
    forward_due_on: Mapped[date]
    is_provisional: Mapped[bool] = mapped_column(default=False)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[Outcome | None] = mapped_column(stored(Outcome, "complaint_outcome"))
    measures: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    closed_on: Mapped[date | None]
    """The day of the reply, the refusal or the withdrawal: of an outside body's reply, as it was told."""
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    reply_number: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=1)

    center: Mapped[Center | None] = relationship(foreign_keys=[center_id])
    addressee_center: Mapped[Center | None] = relationship(foreign_keys=[addressee_center_id])
    registered_by: Mapped[User] = relationship(foreign_keys=[registered_by_id])
    officer: Mapped[User | None] = relationship(foreign_keys=[officer_id])
    application: Mapped[Application | None] = relationship()
    officials: Mapped[list[ComplaintOfficial]] = relationship(
        back_populates="complaint", order_by=ComplaintOfficial.position, cascade="all, delete-orphan"
    )
    files: Mapped[list[ComplaintFile]] = relationship(order_by=ComplaintFile.id)
    extension: Mapped[ComplaintExtension | None] = relationship(back_populates="complaint")
    forwardings: Mapped[list[ComplaintForwarding]] = relationship(
        back_populates="complaint", order_by=ComplaintForwarding.id
    )
    explanations: Mapped[list[ComplaintExplanation]] = relationship(
        back_populates="complaint", order_by=ComplaintExplanation.id
    )
    replies: Mapped[list[ComplaintReply]] = relationship(back_populates="complaint", order_by=ComplaintReply.version)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("(channel = 'center') = (center_id IS NOT NULL)", name="center_has_center"),
        CheckConstraint("(addressee = 'center_head') = (addressee_center_id IS NOT NULL)", name="addressee_has_center"),
        CheckConstraint("confirmed_on IS NULL OR channel = 'telephone'", name="telephone_is_confirmed"),
        CheckConstraint(
            "channel <> 'telephone' OR has_signature = (confirmed_on IS NOT NULL)", name="telephone_has_no_signature"
        ),
        CheckConstraint(f"(state IN {_CLOSED_SQL}) = (closed_at IS NOT NULL)", name="closed_has_moment"),
        CheckConstraint(f"(state IN {_CLOSED_SQL}) = (closed_on IS NOT NULL)", name="closed_has_day"),
        CheckConstraint("(state = 'replied') = (outcome IS NOT NULL)", name="replied_has_outcome"),
        CheckConstraint(
            "state NOT IN ('refused', 'withdrawn') OR closing_reason <> ''", name="ended_has_reason"
        ),
        CheckConstraint("state <> 'in_work' OR officer_id IS NOT NULL", name="work_has_officer"),
        CheckConstraint("extended_due_on IS NULL OR extended_due_on > reply_due_on", name="extended_is_later"),
        Index(
            "ix_complaint_open", "addressee", "reply_due_on", "id",
            sqlite_where=db.text(_OPEN_SQL), postgresql_where=db.text(_OPEN_SQL),
        ),
        Index("ix_complaint_registered_on", "registered_on", "id"),
    )  # fmt: skip

    # --- Reading -----------------------------------------------------------------------------------------

    @classmethod
    def visible_to(cls, actor: Actor) -> Select["Complaint"]:
        """Those within one's scope, less those that one is complained of in, or whose case one decided (17, 24).

        The auditor's scope is all of them. The Committee's is what was registered there or is not addressed to a Center
        alone; a Center's what was registered there, and to its head what is addressed to them; an outside body's what
        is addressed to it. Whoever was assigned a complaint sees it.
        """
        return select(cls).where(in_scope_of(cls, actor), readable_by(cls, actor))

    @classmethod
    def matching(cls, text: str) -> ColumnElement[bool]:
        """SQL for what is typed into a search box: how a number begins, or a part of the complainant's name."""
        found: ColumnElement[bool] = cls.number.startswith(read_number(text), autoescape=True)
        if name := fold(text):
            found |= cls.folded_name.contains(name, autoescape=True)
        return found

    @classmethod
    def tracked(cls, number: str, code: str) -> Select["Complaint"]:
        """The complaint of a ticket: by its number and its secret code at once."""
        return select(cls).where(cls.tracking_key == tracking_key(number, code))

    @classmethod
    def due(cls) -> ColumnElement[date]:
        """SQL for `due_on`."""
        return func.coalesce(cls.extended_due_on, cls.reply_due_on)

    @classmethod
    def overdue(cls, today: date) -> ColumnElement[bool]:
        """SQL for `is_overdue`."""
        return and_(cls.closed_at.is_(None), cls.due() < today)

    @property
    def due_on(self) -> date:
        """The last day for the reply: of the extension, if there was one."""
        return self.extended_due_on or self.reply_due_on

    def is_overdue(self, today: date) -> bool:
        """Whether an open complaint is past its last day, derived whenever it is asked."""
        return self.closed_at is None and is_late(self.due_on, today)

    @property
    def event_subject(self) -> str:
        """By which the record names it."""
        return f"complaint:{self.id}"

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the place of registration, by whose clock it is dated."""
        return ZoneInfo(self.center.zone) if self.center else COMMITTEE_ZONE

    @property
    def missing(self) -> tuple[Element, ...]:
        """What clause 24 asks for and is not there."""
        return missing_elements(
            full_name=self.complainant_name, postal_address=self.postal_address, written_on=self.written_on,
            has_signature=self.has_signature, body_or_post=self.body_or_post,
            officials=[official.name for official in self.officials], reasons=self.reasons, demands=self.demands,
        )  # fmt: skip

    @property
    def right_addressee(self) -> Addressee | None:
        """To whom it is to be forwarded; None where its addressee is competent."""
        return right_addressee(self.subject, self.addressee)

    @property
    def prepared_reply(self) -> ComplaintReply | None:
        """The text waiting for a signature, if any."""
        return next((r for r in self.replies if r.status is ReplyStatus.PREPARED), None)

    @property
    def involved(self) -> Involved:
        """The accounts that may not handle it."""
        decided: set[int | None] = set()
        if self.application:
            decided.add(self.application.officer_id)
            decided |= {finding.made_by_id for finding in self.application.findings}
            for decision in self.application.decisions:
                decided |= {getattr(decision, column.key) for column in DECIDING}
        return Involved(
            complained_of=frozenset(official.user_id for official in self.officials if official.user_id),
            decided=frozenset(person for person in decided if person),
            asked=frozenset(asked.user_id for asked in self.explanations if asked.user_id),
        )

    def facts(self, now: datetime) -> ComplaintFacts:
        """What the guards look at, at this moment."""
        prepared = self.prepared_reply
        return ComplaintFacts(
            state=self.state, today=committee_today(now), subject=self.subject, addressee=self.addressee,
            missing=self.missing, due_on=self.due_on, is_forwarded=bool(self.forwardings),
            is_extended=self.extension is not None, reply_kind=prepared.kind if prepared else None,
        )  # fmt: skip

    def is_handled_at(self, actor: Actor) -> bool:
        """Whether this person works where the complaint is decided; the Committee records for outside bodies."""
        if self.addressee is Addressee.CENTER_HEAD:
            return self.addressee_center_id in actor.center_ids
        return actor.sees_all or self.addressee in actor.bodies

    def why_barred(self, action: ComplaintAction, actor: Actor, now: datetime) -> Barred | None:
        """Why this person cannot do this now, or None: permission, conflict of interest, whose it is, then the law."""
        permission = complaint_permission(action)
        if not actor.may(permission):
            return Barred("not_permitted")
        if reason := conflict_of_interest(actor.people, self.involved):
            return reason
        if permission is not Permission.REGISTER_COMPLAINT and (reason := self._why_not_theirs(action, actor)):
            return reason
        return complaint_barred(action, self.facts(now))

    def _why_not_theirs(self, action: ComplaintAction, actor: Actor) -> Barred | None:
        """Work is its officer's; before there is one, it belongs to who may assign it. Only an addressee signs."""
        if not self.is_handled_at(actor):
            return Barred("complaint_elsewhere")
        if complaint_permission(action) is Permission.SIGN_REPLY:
            is_its_own = self.addressee in actor.bodies or self.addressee not in OUTSIDE
            return None if is_its_own else Barred("complaint_elsewhere")
        is_free = self.officer_id is None and action in BEFORE_OFFICER and actor.may(Permission.ASSIGN_COMPLAINT)
        return None if is_free or self.officer_id in present(actor) else Barred("complaint_of_another")

    def why_not_assign(self, actor: Actor) -> Barred | None:
        """Why this person cannot give it to an officer now, or None."""
        if not actor.may(Permission.ASSIGN_COMPLAINT):
            return Barred("not_permitted")
        if not self.is_handled_at(actor):
            return Barred("complaint_elsewhere")
        return conflict_of_interest(actor.people, self.involved) or (
            None if self.closed_at is None else Barred("complaint_wrong_state")
        )

    def possible_officers(self) -> Select[User]:
        """Who may be given it: who handles complaints where it is decided, and is not involved in it."""
        return handlers(self.addressee, self.addressee_center_id).where(User.id.not_in(self.involved.people))

    # --- Acts --------------------------------------------------------------------------------------------

    def compute_dates(self, calendar: WorkCalendar) -> None:
        """Set the last days by the table of terms in force on the day of registration."""
        dates, self.is_provisional = self.dates_by(calendar)
        for name, day in dates.items():
            setattr(self, name, day)

    def dates_by(self, calendar: WorkCalendar) -> tuple[dict[str, date], bool]:
        """The last days by this calendar, and whether they are provisional."""
        reply = reply_due_on(self.registered_on, self.subject, self.addressee, calendar)
        dates = {
            "reply_due_on": reply.on,
            "forward_due_on": forward_due_on(self.registered_on, self.addressee, calendar).on,
        }
        if self.extension is None:
            return dates, reply.is_provisional
        extended = extended_due_on(self.registered_on, self.subject, self.addressee, calendar)
        return {**dates, "extended_due_on": extended.on}, reply.is_provisional or extended.is_provisional

    def register(self, actor: Actor, now: datetime, number_format: str, code: str) -> None:
        """Give a complaint its number and terms (25). `code` is the ticket's secret; only a hash of it is kept."""
        self._refuse_if(conflict_of_interest(actor.people, self.involved))
        self.registered_by_id, self.registered_at = actor.user_id, now
        self.registered_on = local_date(now, self.zone)
        self.folded_name = fold(self.complainant_name)
        self.state = ComplaintState.REGISTERED
        self.compute_dates(load_calendar(is_held=True))
        place, year = self.center.key if self.center else "K", self.registered_on.year
        seq = draw(f"{LETTER}-{year}-{place}")
        self.number = number_format.format(letter=LETTER, year=year, place=place, seq=seq)
        self.tracking_key = tracking_key(self.number, code)
        db.session.add(self)
        db.session.flush()
        self._record(
            "complaint_registered", actor, now, number=self.number, channel=self.channel, addressee=self.addressee,
            missing=list(self.missing), reply_due_on=self.reply_due_on.isoformat(),
        )  # fmt: skip

    def move(self, action: ComplaintAction, actor: Actor, now: datetime, event: str, **data: Any) -> None:
        """Change the state by the table and append the event. Raises ActionRefused with the reason."""
        self._refuse_if(self.why_barred(action, actor, now))
        before = self.state
        self.state = complaint_transition(action, self.facts(now)).target or before
        self._record(event, actor, now, before=before, after=self.state, **data)
        flag_modified(self, "state")  # the version is new although only rows around it may have changed

    def _record(self, event: str, actor: Actor | None, now: datetime, **data: Any) -> None:
        record(event, actor, now, subject=self.event_subject, **data)

    def close(self, now: datetime, on: date | None = None, *, reason: str = "") -> None:
        """Set what a closed complaint has; part of the act that closed it."""
        self.closed_at, self.closed_on, self.closing_reason = now, on or committee_today(now), reason

    def complete(self, values: dict[str, Any], actor: Actor, now: datetime) -> None:
        """Add elements of clause 24 that were missing; what was reported by telephone is confirmed by a signature."""
        missing = self.missing
        self._refuse_if(self.why_barred(ComplaintAction.COMPLETE, actor, now))
        for name, value in values.items():
            setattr(self, name, value)
        self.folded_name = fold(self.complainant_name)
        if self.channel is Channel.TELEPHONE and self.has_signature:
            self.confirmed_on = self.confirmed_on or local_date(now, self.zone)
        added = [element for element in missing if element not in self.missing]
        self._record("complaint_completed", actor, now, added=added, missing=list(self.missing))
        flag_modified(self, "state")

    def assign(self, officer: User, actor: Actor, now: datetime) -> None:
        """Give it to an officer of the addressee's who is not involved."""
        self._refuse_if(self.why_not_assign(actor))
        if db.session.scalar(self.possible_officers().where(User.id == officer.id)) is None:
            is_involved = officer.id in self.involved.people
            raise ActionRefused(Barred("complaint_officer_involved" if is_involved else "complaint_not_an_officer"))
        before = self.officer.short_name if self.officer else ""
        self.officer_id = officer.id
        self._record("complaint_assigned", actor, now, before=before, after=officer.short_name)

    def accept(self, actor: Actor, now: datetime) -> None:
        """It names all that it must, and its addressee is competent (24)."""
        self.move(ComplaintAction.ACCEPT, actor, now, "complaint_accepted")

    def start(self, actor: Actor, now: datetime) -> None:
        self.move(ComplaintAction.START, actor, now, "complaint_started")

    def withdraw(self, reason: str, actor: Actor, now: datetime) -> None:
        """The applicant withdraws it, before the reply is signed."""
        prepared = self.prepared_reply
        self.move(ComplaintAction.WITHDRAW, actor, now, "complaint_withdrawn")
        self.close(now, reason=reason)
        if prepared:
            prepared.take_back(ReplyStatus.RECALLED, "withdrawn")

    def record_outcome(
        self, outcome: Outcome, measures: str, replied_on: date, reply_number: str, actor: Actor, now: datetime
    ) -> None:
        """What an outside body has answered, as the legal service was told."""
        self.move(ComplaintAction.RECORD_OUTCOME, actor, now, "complaint_outcome_recorded", outcome=outcome)
        self.outcome, self.measures, self.reply_number = outcome, measures, reply_number
        self.close(now, replied_on)

    def _refuse_if(self, barred: Barred | None) -> None:
        if barred:
            raise ActionRefused(barred)
