"""Joins the deliveries of one day for one Center to their hand-over list (7.5, 15)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from documents.authority import authority_on
from documents.blocks import UNSIGNED, SignatureBlock
from documents.content import document_kind
from documents.hand_over import HandOverPaper, HandOverRow
from documents.titles import paper_title
from extensions import db
from models.application import Application
from models.center import Center
from models.custody import Delivery
from models.decision import Decision
from models.user import User
from rules.terms import COMMITTEE_ZONE, Service


def hand_over_paper(center: Center, day: date, *, is_back: bool) -> HandOverPaper:
    """What left the Committee for this Center on this day of Astana, or the Center on this day of its own.

    LookupError where nothing did, OverflowError for a day that no clock shows.
    """
    deliveries = _deliveries(center, day, is_back)
    if not deliveries:
        raise LookupError(center.id, day)
    left_at = max(at for one in deliveries if (at := one.sent_back_at if is_back else one.dispatched_at))
    listing = center.listing(Service.EUC, day, known_at=left_at)
    return HandOverPaper(
        is_back=is_back,
        number=f"{center.key}-{day:%d.%m.%Y}",
        dated_on=day,
        center=f"{listing.name if center.row_no == 1 else f'{center.branch.name}, {listing.name}'}\n{listing.address}",
        rows=tuple(_row(one.application, one.decision_id) for one in deliveries),
        authority=authority_on(day),
        handed_by=_handed_by({one.sent_back_by_id if is_back else one.dispatched_by_id for one in deliveries}, day),
    )


def _deliveries(center: Center, day: date, is_back: bool) -> list[Delivery]:
    left_at = Delivery.sent_back_at if is_back else Delivery.dispatched_at
    zone = ZoneInfo(center.zone) if is_back else COMMITTEE_ZONE
    begins, ends = (datetime.combine(day, hour, zone).astimezone(UTC) for hour in (time.min, time.max))
    application = joinedload(Delivery.application)
    statement = (
        select(Delivery)
        .where(Delivery.center_id == center.id, left_at.between(begins, ends))
        .options(
            application.selectinload(Application.decisions).selectinload(Decision.entries),
            application.joinedload(Application.guarantee), application.joinedload(Application.applicant),
        )
        .order_by(left_at, Delivery.decision_id)
    )  # fmt: skip
    return list(db.session.scalars(statement))


def _row(application: Application, decision_id: int) -> HandOverRow:
    decision = next(one for one in application.decisions if one.id == decision_id)
    return HandOverRow(
        paper=paper_title(document_kind(decision), application.service),
        result_number=decision.entry.number if decision.entry else "", application_number=application.number,
        issued_to=decision.issued_to[0], originals=decision.originals,
    )  # fmt: skip


def _handed_by(people: set[int | None], day: date) -> SignatureBlock:
    """The one who sent all of them; several sign by hand."""
    if len(people) > 1:
        return UNSIGNED
    sender = db.session.get_one(User, people.pop())
    return SignatureBlock(sender.full_name, sender.post, day)
