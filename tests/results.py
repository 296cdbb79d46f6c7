"""Makes results as a signatory leaves them: signed, numbered, at the Committee, their paper stored."""

from datetime import datetime

from documents.content import content_of
from extensions import clock, db, write
from models import custody
from models.application import Application
from models.decision import Decision, Medium
from models.document import Document, DocumentKind, RegisterEntry, register_for
from models.user import Actor, User
from rules.refusal import Ground
from rules.terms import committee_today
from rules.workflow import DecisionKind
from tests.factories import complete, user


def reserve_number(application: Application, now: datetime) -> RegisterEntry:
    """A reserved number with a paper, as prepare-for-signing leaves it. Part of the caller's unit of work."""
    decision = application.prepared_decision
    assert decision is not None
    register = register_for(application.service, decision.kind)
    signatory = user("signatory")
    entry = RegisterEntry.reserve(
        decision, register, "{register}-{year}-{seq:05d}", signatory.id, committee_today(now), now
    )
    entry.document = Document(
        application_id=application.id, kind=DocumentKind.CERTIFICATE, number=entry.number, sha256="0" * 64, made_at=now
    )
    db.session.flush()
    return entry


def prepare(application: Application, now: datetime, kind: DecisionKind, originals: int) -> None:
    """What the officer prepares. Part of the caller's unit of work."""
    if kind is not DecisionKind.INCOMPLETENESS_REFUSAL:
        complete(application, now)
    is_result = kind is DecisionKind.RESULT
    Decision.prepare(
        application, kind, user("officer").actor(), now, content={}, originals=originals,
        reasons="" if is_result else "Нет договора", grounds={} if is_result else {Ground.INCOMPLETE: "нет договора"},
    )  # fmt: skip


def prepared_result(application: Application, actor: Actor | None = None) -> Application:
    """Check a case and prepare its result as the officer does, with the content of its paper; committed."""
    with write():
        application = db.session.merge(application)
        complete(application, clock.now())
        Decision.prepare(
            application, DecisionKind.RESULT, actor or user("officer").actor(), clock.now(),
            content=content_of(application, DecisionKind.RESULT),
        )  # fmt: skip
    return application


def issue(
    application: Application, now: datetime, kind: DecisionKind = DecisionKind.RESULT, originals: int = 1
) -> Application:
    """Check, prepare and sign, all at one moment; committed."""
    with write():
        application = db.session.merge(application)
        prepare(application, now, kind, originals)
        decision = application.prepared_decision
        assert decision is not None
        decision.sign(reserve_number(application, now), user("signatory").actor(), now, Medium.ELECTRONIC, None)
    return application


def deliver(application: Application, sent: datetime, arrived: datetime | None = None) -> Application:
    """Send a result to its Center, and let it arrive."""
    with write():
        application = db.session.merge(application)
        custody.dispatch(application, user("clerk").actor(), sent)
        if arrived is not None:
            operator: User = user("center_operator")
            custody.confirm_arrival(application, operator.actor(), arrived, committee_today(arrived))
    return application
