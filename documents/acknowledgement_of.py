"""Joins a visit for a result to the paper that the recipient signs."""

from documents.acknowledgement import AcknowledgementPaper
from documents.authority import authority_on
from documents.blocks import SignatureBlock
from documents.content import document_kind
from documents.parts import printed_date
from documents.receipt_of import place_named
from documents.titles import paper_title
from models.custody import HandOut, HandOutOutcome, Recipient
from models.decision import Decision
from models.wording import text
from rules.terms import COMMITTEE_ZONE, Place, local_date


def acknowledgement_paper(visit: HandOut, decision: Decision) -> AcknowledgementPaper:
    """As the visit was recorded; what was left after it is counted from the visits up to this one."""
    application = visit.application
    at_center = visit.center_id is not None
    center = application.hand_out_center if at_center else None
    day = local_date(visit.at, center.zone if center else COMMITTEE_ZONE)
    earlier = [one for one in application.hand_outs if one.decision_id == decision.id and one.id <= visit.id]
    return AcknowledgementPaper(
        number=decision.entry.number if decision.entry else "",
        paper=paper_title(document_kind(decision), application.service),
        dated_on=day,
        application_number=application.number, application_on=application.accepted_on,
        issued_to="\n".join([decision.issued_to[0], f"{text('case_file.identifier')} {decision.issued_to[1]}"]),
        place=place_named(application, Place.CENTER if at_center else Place.COMMITTEE, center),
        recipient_name=visit.recipient_name,
        is_representative=visit.recipient is Recipient.REPRESENTATIVE,
        identity=_identity(visit), attorney=_attorney(visit),
        is_taken=visit.outcome is HandOutOutcome.TAKEN,
        originals=visit.originals, left=decision.originals - sum(one.originals for one in earlier),
        receipt="returned" if visit.receipt_returned else "shown" if visit.receipt_shown else "lost",
        note=visit.note,
        handed_by=SignatureBlock(visit.by.full_name, visit.by.post, day),
        authority=authority_on(day),
    )  # fmt: skip


def _identity(visit: HandOut) -> str:
    named = f"{text(f'identity.{visit.identity_kind}')} № {visit.identity_number}"
    if visit.identity_valid_until is None:
        return named
    return f"{named}, {text('acknowledgement.until', day=printed_date(visit.identity_valid_until))}"


def _attorney(visit: HandOut) -> str:
    if not visit.attorney_number:
        return ""
    return text(
        "acknowledgement.attorney", number=visit.attorney_number, day=printed_date(visit.attorney_date),
        until=printed_date(visit.attorney_valid_until),
    )  # fmt: skip
