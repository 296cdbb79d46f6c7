"""Joins a registered case to its receipt (14.1): what stands on it, the original stored once, duplicates counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from documents.authority import authority_on
from documents.receipt import AttachedDocument, ReceiptPaper, receipt_pdf
from documents.shown import shown_on_receipt
from extensions import db
from models.application import Application
from models.center import Center
from models.document import Document, DocumentKind
from models.event import Event, record
from models.filing import address_line
from models.outage import OutageBlank
from models.reference import AuthorityFact
from models.reopening import promised_by_receipt
from models.user import Actor
from models.wording import text
from rules.requirements import APPLICATION, FORMS, GUARANTEE
from rules.terms import CENTER_OPENS, COMMITTEE_OPENS, Place, Service
from rules.verification import new_code

COMMITTEE_ZONE = ZoneInfo("Asia/Almaty")
TYPED_IN = (APPLICATION.code, GUARANTEE.code, FORMS.code)
"""Documents that were typed in box by box: they are named whether or not their paper was scanned."""
DUPLICATE = "receipt_duplicate_printed"


def receipt_paper(
    application: Application,
    *,
    duplicate_number: int | None = None,
    printed_at: datetime | None = None,
    verification_code: str = "",
) -> ReceiptPaper:
    """The six items of 14.1 for this case. Moments are local to the place of acceptance."""
    zone = application.zone
    form = application.form
    contacts = [address_line(form.address), form.phone, form.email]
    at_center = application.hand_out_place is Place.CENTER
    blank = OutageBlank.used_for(application.id)
    return ReceiptPaper(
        service=application.service,
        number=application.number,
        accepted_at=application.accepted_at.astimezone(zone),
        accepted_place=_accepted_place(application),
        documents=tuple(_documents(application)),
        hand_out_on=promised_by_receipt(application),
        hand_out_time=_hour(CENTER_OPENS if at_center else COMMITTEE_OPENS),
        hand_out_place=place_named(application, application.hand_out_place, application.hand_out_center),
        accepted_by_name=application.accepted_by.full_name,
        accepted_by_post=application.accepted_by.post,
        applicant_name=form.applicant_name,
        applicant_contacts=tuple(contact for contact in contacts if contact),
        representative=", ".join(part for part in (form.representative_name, form.representative_basis) if part),
        duplicate_number=duplicate_number,
        printed_at=printed_at.astimezone(zone) if printed_at else None,
        verification_code=verification_code,
        authority=authority_on(application.accepted_on),
        instead_of=blank.number if blank else "",
    )


def _accepted_place(application: Application) -> str:
    """The place that accepted; of a mobile Center (9.2) where it stood, under the Center whose filing it is."""
    place, stop = place_named(application, application.channel, application.center), application.mobile_stop
    if stop is None:
        return place
    return f"{place}\n{text('paper.receipt.mobile')} {stop.tour.mobile_center.name}, {stop.place}"


def _hour(opens: time) -> str:
    return f"{opens.hour}.{opens.minute:02d}"


def place_named(application: Application, place: Place, center: Center | None) -> str:
    """Name and address of a place, as the directory and the facts of the day of acceptance have them (R35, R36)."""
    if place is Place.CENTER and center is not None:
        # A duplicate says what the original said: nothing that was worded after the acceptance.
        listing = center.listing(application.service, application.accepted_on, known_at=application.accepted_at)
        names = [listing.name] if center.row_no == 1 else [center.branch.name, listing.name]
        return "\n".join([", ".join(names), listing.address])
    facts = AuthorityFact.on(application.accepted_on)
    if place is Place.PORTAL:
        sites = [facts.get("portal_egov") or text("authority.portal.egov"), text("authority.portal.elicense")]
        return f"{text('paper.receipt.portal')}: {', '.join(sites)}"
    name = facts.get("name") or text("authority.name")
    return f"{name}\n{facts.get('address') or text('authority.chancellery.address')}"


def _documents(application: Application) -> Sequence[AttachedDocument]:
    """What was handed in (11): the forms that were typed in, then the files, by their titles."""
    listed = [AttachedDocument(text(f"document.{application.service}.1"))]
    if application.service is Service.EUC:
        listed.append(AttachedDocument(text("document.euc.2")))
    else:
        name, forms = text("document.conclusion.2"), application.information_forms
        listed += [AttachedDocument(f"{name} № {form.position}" if len(forms) > 1 else name) for form in forms]
    listed += [
        AttachedDocument(one.title, is_original_shown=one.original_shown)
        for one in application.attachments
        if one.kind not in TYPED_IN
    ]
    return listed


def original_of(application_id: int) -> Document | None:
    """The stored original, if it was made."""
    return db.session.scalar(
        select(Document).where(Document.application_id == application_id, Document.kind == DocumentKind.RECEIPT)
    )


@dataclass(frozen=True)
class Original:
    """A receipt as it was made, before it is entered among the case's papers."""

    content: bytes
    verification_code: str
    shown: dict[str, Any]


def make_original(application: Application) -> Original:
    """The original with a code of its own; slow, so made before the unit of work that stores it."""
    code = new_code()
    paper = receipt_paper(application, verification_code=code)
    return Original(receipt_pdf(paper), code, shown_on_receipt(paper))


def keep_original(application_id: int, original: Original, sha256: str, actor: Actor, now: datetime) -> None:
    """Enter the original among the case's papers, once: whoever comes second finds it there."""
    application = db.session.scalars(
        select(Application).where(Application.id == application_id).with_for_update()
    ).one()
    if original_of(application_id) is None:
        db.session.add(
            Document(
                application_id=application_id, kind=DocumentKind.RECEIPT, number=application.number, sha256=sha256,
                made_at=now, verification_code=original.verification_code, shown=original.shown,
            )
        )  # fmt: skip
        record("receipt_made", actor, now, application_id=application_id, number=application.number)


def duplicates_of(application_id: int) -> list[Event]:
    """The acts by which duplicates were printed, the first first."""
    statement = select(Event).where(Event.application_id == application_id, Event.kind == DUPLICATE)
    return list(db.session.scalars(statement.order_by(Event.id)))


def count_duplicate(application_id: int, actor: Actor, now: datetime) -> int:
    """Record that a duplicate is printed, and its number: they are counted from 1 under the case's lock."""
    db.session.execute(select(Application.id).where(Application.id == application_id).with_for_update())
    number = len(duplicates_of(application_id)) + 1
    record(DUPLICATE, actor, now, application_id=application_id, number=number)
    return number


def duplicate_pdf(application: Application, number: int) -> bytes:
    """A duplicate as it was printed, with its number and moment. LookupError if there was none of that number."""
    printed = duplicates_of(application.id)
    if not 1 <= number <= len(printed):
        raise LookupError(number)
    original = original_of(application.id)
    paper = receipt_paper(
        application, duplicate_number=number, printed_at=printed[number - 1].at,
        verification_code=original.verification_code or "" if original else "",
    )  # fmt: skip
    return receipt_pdf(paper)
