"""The notification-report to the Portal's cabinet (E14.2, C14.2): accepted, and when and where the result is obtained.

With nothing but the service given it is the blank form.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from documents.authority import Authority
from documents.render import render_pdf
from models.wording import text


@dataclass(frozen=True)
class NotificationPaper:
    """What stands on it. Moments are those of Astana, where the Portal's requests arrive."""

    service: str  # "euc" or "conclusion"
    number: str = ""
    accepted_at: datetime | None = None
    accepted_on: date | None = (
        None  # the day from which the term is counted: later, for one after hours or on a day off
    )
    applicant_name: str = ""
    ready_on: date | None = None
    ready_time: str = ""  # the hour of that day from which the result is there, "9.00"
    ready_place: str = ""
    verification_code: str = ""  # the receipt's, which promises the same; prints the QR code at the foot
    is_copy: ClassVar[bool] = True  # drawn anew, and not kept
    authority: Authority | None = None  # None: as the standard words it


def notification_pdf(paper: NotificationPaper, *, watermark: str | None = None) -> bytes:
    """One sheet, unless a name needs more."""
    return render_pdf(
        "notification.html", paper, title=text("notification.heading"), number=paper.number, watermark=watermark
    )
