"""Joins a case that came through the Portal to its notification-report (14.2)."""

from documents.notification import NotificationPaper
from documents.receipt_of import original_of, receipt_paper
from models.application import Application


def notification_paper(application: Application) -> NotificationPaper:
    """When and where the result is obtained, as a receipt would promise it (14.1)."""
    receipt, original = receipt_paper(application), original_of(application.id)
    return NotificationPaper(
        verification_code=(original.verification_code or "") if original else "",
        service=receipt.service, number=receipt.number, accepted_at=receipt.accepted_at,
        accepted_on=application.accepted_on, applicant_name=receipt.applicant_name, ready_on=receipt.hand_out_on,
        ready_time=receipt.hand_out_time, ready_place=receipt.hand_out_place, authority=receipt.authority,
    )  # fmt: skip
