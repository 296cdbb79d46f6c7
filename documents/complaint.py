"""What confirms that a complaint was accepted (E25, C25): the ticket, and the stamp for the second copy.

The ticket names term and place of the reply and the officials who tell how it is going. The stamp, at a Center or at
RGP "Center", stands on the second copy of the complaint or of its covering letter. With nothing given they are blank.
"""

from dataclasses import dataclass
from datetime import date, datetime

from documents.authority import Authority
from documents.blocks import UNSIGNED, SignatureBlock
from documents.render import render_pdf
from models.reference import AuthorityFact
from models.wording import text


@dataclass(frozen=True)
class ComplaintTicketPaper:
    """What stands on a ticket. `contacts`: one official a line, with address and telephone."""

    number: str = ""
    registered_on: date | None = None
    complainant: str = ""
    reply_by: date | None = None
    reply_place: str = ""
    contacts: tuple[str, ...] = ()
    accepted_by: SignatureBlock = UNSIGNED
    track_url: str = ""
    code: str = ""  # with it and the number the complaint is followed at that address; a duplicate bears none
    duplicate_number: int | None = None  # None: the ticket as it was handed over
    printed_at: datetime | None = None  # of a duplicate
    authority: Authority | None = None  # None: as the standard words it


@dataclass(frozen=True)
class ComplaintStampPaper:
    """What stands in a stamp: who registered the complaint, the incoming number and the date."""

    receiver: str = ""
    number: str = ""
    registered_on: date | None = None


def officials_on(day: date) -> tuple[str, ...]:
    """Who can tell how a complaint is going (20, 22), by the facts of the day on which it was registered."""
    facts = AuthorityFact.on(day)
    return (
        text("complaint.contact.legal", address=facts["legal_service_address"], phone=facts["legal_service_phone"]),
        text(
            "complaint.contact.head", post=facts["head_post"], address=facts["head_address"], phone=facts["head_phone"]
        ),
        text("complaint.contact.call_center", phone=facts["call_center"]),
    )


def complaint_ticket_pdf(paper: ComplaintTicketPaper, *, watermark: str | None = None) -> bytes:
    """For whoever complains. A duplicate says so, across the sheet and in words."""
    if watermark is None and paper.duplicate_number is not None:
        watermark = text("paper.duplicate")
    return render_pdf(
        "complaint_ticket.html", paper, title=text("complaint.ticket.heading"), number=paper.number,
        watermark=watermark,
    )  # fmt: skip


def complaint_stamp_pdf(paper: ComplaintStampPaper, *, watermark: str | None = None) -> bytes:
    """A sheet that bears the stamp alone, in its corner, so that the second copy itself can go through the printer."""
    return render_pdf(
        "complaint_stamp.html", paper, title=text("complaint.stamp.heading"), number=paper.number, watermark=watermark
    )
