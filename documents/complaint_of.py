"""Joins a registered complaint to its ticket and to the Center's stamp (25); duplicates of a ticket are counted."""

from datetime import datetime

from sqlalchemy import select

from documents.authority import authority_on
from documents.blocks import SignatureBlock
from documents.complaint import ComplaintStampPaper, ComplaintTicketPaper, officials_on
from extensions import db
from models.complaint import Complaint
from models.event import Event, record
from models.reference import AuthorityFact
from models.user import Actor
from models.wording import text
from rules.complaint_routing import Addressee
from rules.verification import grouped

DUPLICATE = "complaint_ticket_duplicate_printed"
PLACES = {
    Addressee.MINISTRY: ("ministry", "ministry_address"),
    Addressee.COMMITTEE_HEAD: ("name", "head_address"),
    Addressee.RGP_CENTER: ("centers_name", "centers_address"),
}
"""The facts that name an addressee's place."""


def ticket_paper(
    complaint: Complaint, track_url: str, code: str = "", *, duplicate_number: int | None = None,
    printed_at: datetime | None = None,
) -> ComplaintTicketPaper:  # fmt: skip
    """What stands on the ticket, by the facts of the day of registration. A duplicate bears no code."""
    day = complaint.registered_on
    return ComplaintTicketPaper(
        number=complaint.number, registered_on=day, complainant=complaint.complainant_name,
        reply_by=complaint.due_on, reply_place=reply_place(complaint), contacts=_contacts(complaint),
        accepted_by=SignatureBlock(
            full_name=complaint.registered_by.full_name, post=complaint.registered_by.post, signed_on=day
        ),
        track_url=track_url, code=grouped(code) if code else "", duplicate_number=duplicate_number,
        printed_at=printed_at.astimezone(complaint.zone) if printed_at else None, authority=authority_on(day),
    )  # fmt: skip


def reply_place(complaint: Complaint) -> str:
    """Where the reply is obtained: at the addressee's, and by post."""
    facts = AuthorityFact.on(complaint.registered_on)
    if complaint.addressee is Addressee.CALL_CENTER:
        place = text("complaint.place.call_center", phone=facts["call_center"])
    elif complaint.addressee_center:
        place = f"{complaint.addressee_center.name}, {complaint.addressee_center.address}"
    else:
        name, address = PLACES[complaint.addressee]
        place = f"{facts[name]}, {facts[address]}"
    if not complaint.postal_address:
        return place
    return f"{place}\n{text('complaint.place.post', address=complaint.postal_address)}"


def _contacts(complaint: Complaint) -> tuple[str, ...]:
    """Who can tell how it is going: of a Center its own telephones first."""
    contacts = officials_on(complaint.registered_on)
    if (center := complaint.addressee_center) is None:
        return contacts
    phones = ", ".join(center.listings[0].phones.split("\n"))
    return (text("complaint.contact.center", name=center.name, phones=phones), *contacts)


def stamp_paper(complaint: Complaint) -> ComplaintStampPaper:
    """The stamp of the Center that registered it."""
    receiver = complaint.center.name if complaint.center else ""
    return ComplaintStampPaper(receiver=receiver, number=complaint.number, registered_on=complaint.registered_on)


def duplicates_of(complaint: Complaint) -> list[Event]:
    """The acts by which duplicates were printed, the first first."""
    statement = select(Event).where(Event.subject == complaint.event_subject, Event.kind == DUPLICATE)
    return list(db.session.scalars(statement.order_by(Event.id)))


def count_duplicate(complaint: Complaint, actor: Actor, now: datetime) -> int:
    """Record that a duplicate is printed, and its number: they are counted from 1 under the complaint's lock."""
    number = len(duplicates_of(complaint)) + 1
    record(DUPLICATE, actor, now, subject=complaint.event_subject, number=number)
    return number
