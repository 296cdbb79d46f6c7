"""The electronic package of a filing at a Center: the copy certified by its worker, and with that sent (11).

Certifying and sending are one act with one moment, the machine's. What is certified is a manifest over the form and the
scans (`documents/package.py`), kept with its signature in the file store. Filings from before there were packages have
none: they count as sent when they were received.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db, stored
from models.application import Application
from models.calendar import load_calendar, readings_on
from models.document import SigningWay
from models.event import record
from models.user import Actor, User
from rules.permissions import Permission
from rules.terms import Place, committee_today, timeline
from rules.workflow import PENDING, ActionRefused, Barred


class Package(db.Model):
    """A certified copy as it was sent: one for a filing, insert-only, triggers forbid change."""

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    center_id: Mapped[int] = mapped_column(ForeignKey("center.id"))
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    cms_sha256: Mapped[str] = mapped_column(String(64))
    way: Mapped[SigningWay] = mapped_column(stored(SigningWay, "package_way", is_closed=False))
    report: Mapped[dict[str, Any]]
    """What the check of the signature found when it was made: whose certificate, by whom issued, until when."""
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sent_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    application: Mapped[Application] = relationship()
    sent_by: Mapped[User] = relationship(foreign_keys=[sent_by_id])
    __table_args__ = (
        Index("ix_package_center_id_sent_at", "center_id", "sent_at"),
        Index("ix_package_sent_at", "sent_at"),
    )

    @classmethod
    def unsent(cls, actor: Actor) -> Select[Application]:
        """The filings that this person sees and that their Center still has to send, the longest waiting first."""
        return (
            Application.visible_to(actor)
            .where(Application.is_received.is_(False), Application.state.in_(PENDING))
            .order_by(Application.accepted_at, Application.id)
        )

    @classmethod
    def sent_since(cls, actor: Actor, moment: datetime) -> Select["Package"]:
        """What was sent from this moment on, of the filings that this person sees, the last first."""
        seen = Application.visible_to(actor).with_only_columns(Application.id)
        return (
            select(cls)
            .where(cls.sent_at >= moment, cls.application_id.in_(seen))
            .order_by(cls.sent_at.desc(), cls.application_id.desc())
        )

    @classmethod
    def send(
        cls, application: Application, manifest_sha256: str, cms_sha256: str, way: SigningWay, report: dict[str, Any],
        actor: Actor, now: datetime,
    ) -> "Package":  # fmt: skip
        """Keep the certified copy and let the documents reach the Committee, once: a second act finds the first one."""
        if sent := db.session.get(cls, application.id):
            return sent
        if reason := why_not_send(application, actor):
            raise ActionRefused(reason)
        package = cls(
            application_id=application.id, center_id=application.center_id, manifest_sha256=manifest_sha256,
            cms_sha256=cms_sha256, way=way, report=report, sent_at=now, sent_by_id=actor.user_id,
            sent_for_id=actor.on_behalf_of_id,
        )  # fmt: skip
        db.session.add(package)
        receive(application, now)
        record(
            "package_sent", actor, now, application_id=application.id, way=way, manifest=manifest_sha256,
            certificate=report["serial"], signer=report["signer"], scans=len(application.attachments),
            completeness_due_on=application.completeness_due_on.isoformat(),
        )  # fmt: skip
        return package


def why_not_send(application: Application, actor: Actor) -> Barred | None:
    """Why this person cannot certify and send the copy of this filing, or None."""
    if Permission.SEND_PACKAGE not in actor.permissions or application.center_id not in actor.center_ids:
        return Barred("not_permitted")
    if application.channel is not Place.CENTER or application.is_received:
        return Barred("package_sent")
    return None if application.state in PENDING else Barred("wrong_state")


def hold_calendar() -> None:
    """Before a case is locked to be sent: a correction of the calendar locks in this order too."""
    load_calendar(is_held=True)


def receive(application: Application, now: datetime) -> None:
    """The documents reach the Committee now: completeness is counted from this moment (16), and nothing else is."""
    application.is_received, application.received_at = True, now
    dates = timeline(application.filing(), load_calendar(), readings_on(committee_today(application.accepted_at)))
    application.received_on, application.completeness_due_on = dates.received_on, dates.completeness_due_on
    application.is_provisional = application.is_provisional or dates.is_provisional
