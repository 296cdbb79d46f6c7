"""Blank forms of the papers that the Committee and the Centers make themselves, to be filled by hand when need be.

Each comes from the template of the real paper, like the applicants' forms (`documents/samples.py`).
"""

from functools import cache
from typing import Any

from documents.acknowledgement import AcknowledgementPaper, acknowledgement_pdf
from documents.blocks import UNSIGNED, Addressee
from documents.case_file import CaseFilePaper, case_file_pdf
from documents.complaint import (
    ComplaintStampPaper,
    ComplaintTicketPaper,
    complaint_stamp_pdf,
    complaint_ticket_pdf,
)
from documents.complaint_draft import ComplaintDraftPaper, complaint_draft_pdf
from documents.complaint_reply import ComplaintLetter, complaint_letter_pdf
from documents.conclusion import ConclusionPaper, FormFinding, conclusion_pdf
from documents.hand_over import HandOverPaper, hand_over_pdf
from documents.indicators import IndicatorsPaper, indicators_pdf
from documents.mobile_timetable import MobileTimetablePaper, mobile_timetable_pdf
from documents.notification import NotificationPaper, notification_pdf
from documents.receipt import ReceiptPaper, receipt_pdf
from documents.refusal import RefusalGround, RefusalKind, RefusalPaper, incompleteness_ground, refusal_pdf
from documents.samples import Form
from documents.waybill import WaybillPaper, waybill_pdf
from models.outgoing import LetterKind
from rules.terms import Service

BY_HAND: Any = None
"""In place of a day or a finding that a paper of the system always has: its template leaves room for it."""


def _receipt(service: str) -> ReceiptPaper:
    return ReceiptPaper(
        service=service, number="", accepted_at=BY_HAND, accepted_place="", documents=(), hand_out_on=BY_HAND,
        hand_out_time="", hand_out_place="", accepted_by_name="", accepted_by_post="", applicant_name="",
        applicant_contacts=(),
    )  # fmt: skip


def _refusal(kind: RefusalKind, service: str) -> RefusalPaper:
    ground = incompleteness_ground() if kind is RefusalKind.INCOMPLETENESS else RefusalGround("", "")
    return RefusalPaper(
        kind=kind, service=service, number="", dated_on=None, addressee=Addressee(""), application_number="",
        application_on=BY_HAND, grounds=(ground,), reasons="", signature=UNSIGNED,
    )  # fmt: skip


CONCLUSION = ConclusionPaper(
    number="", dated_on=None, addressee=Addressee(""), application_number="", application_on=BY_HAND,
    findings=(FormFinding("", "", BY_HAND, "", ""),), signature=UNSIGNED,
)  # fmt: skip


def _letter(kind: LetterKind) -> ComplaintLetter:
    return ComplaintLetter(
        kind=kind, number="", dated_on=None, addressee=Addressee(""), complaint_number="", complaint_on=None,
        reasons="", signature=UNSIGNED,
    )  # fmt: skip


def _of_service(service: str) -> tuple[Form, ...]:
    return (
        Form(f"receipt_{service}", service, "", _receipt(service), receipt_pdf),
        Form(f"notification_{service}", service, "", NotificationPaper(service), notification_pdf),
        *([Form("conclusion", service, "", CONCLUSION, conclusion_pdf)] if service == Service.CONCLUSION else []),
        Form(f"refusal_{service}", service, "", _refusal(RefusalKind.REFUSAL, service), refusal_pdf),
        Form(
            f"incompleteness_refusal_{service}", service, "", _refusal(RefusalKind.INCOMPLETENESS, service), refusal_pdf
        ),
        Form(f"indicators_{service}", service, "4", IndicatorsPaper(service), indicators_pdf),
    )


OFFICE_FORMS = (
    *_of_service("euc"),
    *_of_service("conclusion"),
    Form("complaint_draft", "", "", ComplaintDraftPaper(), complaint_draft_pdf),
    Form("complaint_ticket", "", "", ComplaintTicketPaper(), complaint_ticket_pdf),
    Form("complaint_stamp", "", "", ComplaintStampPaper(), complaint_stamp_pdf),
    *(Form(kind, "", "", _letter(kind), complaint_letter_pdf) for kind in LetterKind),
    Form("hand_over_to", "", "", HandOverPaper(), hand_over_pdf),
    Form("hand_over_back", "", "", HandOverPaper(is_back=True), hand_over_pdf),
    Form("acknowledgement", "", "", AcknowledgementPaper(), acknowledgement_pdf),
    Form("mobile_timetable", "", "", MobileTimetablePaper(), mobile_timetable_pdf),
    Form("waybill", "", "", WaybillPaper(), waybill_pdf),
    Form("case_file", "", "", CaseFilePaper(), case_file_pdf),
)
BY_CODE = {form.code: form for form in OFFICE_FORMS}


@cache
def office_blank_pdf(code: str) -> bytes:
    """The empty form."""
    return BY_CODE[code].pdf(BY_CODE[code].blank)
