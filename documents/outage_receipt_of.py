"""Joins a batch of blanks to the sheets to be printed (14.1)."""

from sqlalchemy import select

from documents.authority import authority_on
from documents.outage_receipt import OutageReceiptPaper
from extensions import db
from models.outage import BlankState, OutageBatch, OutageBlank
from models.reference import AuthorityFact
from models.wording import text
from rules.terms import COMMITTEE_ZONE, local_date


def outage_receipt_papers(batch: OutageBatch) -> list[OutageReceiptPaper]:
    """A sheet for each blank that nothing has been done with: no number that is used or spoiled is printed again."""
    center = batch.center
    day = local_date(batch.printed_at, center.zone if center else COMMITTEE_ZONE)
    authority = authority_on(day)
    if center:
        name = center.name if center.row_no == 1 else f"{center.branch.name}, {center.name}"
        place = f"{name}\n{center.address}"
    else:
        address = AuthorityFact.on(day).get("address") or text("authority.chancellery.address")
        place = f"{authority.name}\n{address}"
    free = select(OutageBlank.number).where(
        OutageBlank.batch_id == batch.id, OutageBlank.state == BlankState.UNUSED, ~OutageBlank.entry.has()
    )
    numbers = db.session.scalars(free.order_by(OutageBlank.id))
    return [OutageReceiptPaper(number, place, authority, day) for number in numbers]
