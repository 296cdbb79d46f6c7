"""Papers of a case that are rendered when asked for and not stored: the filed forms (E Annexes 1 and 2, C Annexes 1
and 2), the notification-report of a Portal filing (14.2), the cover and the contents of the file. The guarantee that
was signed with the certificate is given as it was stored."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, abort, url_for
from flask_babel import gettext
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import requires
from blueprints.cases import find_case
from blueprints.files import pdf_response, stored_bytes
from blueprints.review import bp
from documents.application import application_pdf
from documents.case_file import case_file_pdf
from documents.case_file_of import case_file_paper
from documents.certificate import certificate_pdf
from documents.filed import case_application_paper, case_form_papers, case_guarantee_paper, issued_result
from documents.guarantee import guarantee_pdf
from documents.information_form import information_form_pdf
from documents.notification import notification_pdf
from documents.notification_of import notification_paper
from documents.translated import LANGUAGES, translated_certificate
from models.application import Application
from models.decision import Medium
from models.document import Document, EntryStatus
from models.wording import text
from rules.permissions import Permission
from rules.terms import Place


@dataclass(frozen=True)
class FiledPaper:
    """A paper on the page of documents: its name, what is to be known of it, its address."""

    name: str
    note: str
    url: str


def standing_of(application: Application, made: Iterable[Document]) -> dict[int, str]:
    """What is to be known of a paper that bears no signature itself, by its id; nothing of one that does."""
    told = {
        EntryStatus.RESERVED: gettext("prepared, not signed"),
        EntryStatus.ANNULLED: gettext("annulled, not signed"),
    }
    found = {one.id: "" for one in made}
    for decision in application.decisions:
        for entry in decision.entries:
            by_hand = gettext("the text; signed is the sheet, see its scan") if decision.medium is Medium.PAPER else ""
            for paper_id in (entry.document_id, entry.guarantee_id):
                if paper_id in found:
                    found[paper_id] = told.get(entry.status, by_hand)
    return found


def filed_papers(application: Application) -> list[FiledPaper]:
    """What can be printed of this case besides the papers that were made and stored."""

    def paper(code: str, name: str, note: str = "") -> FiledPaper:
        return FiledPaper(name, note, url_for("review.filed_paper", application_id=application.id, code=code))

    offered = [paper("application", text(f"document.{application.service}.1"))]
    issued = issued_result(application)
    if application.guarantee is not None:
        if issued is None:
            note = gettext("box 16 is filled when the certificate is issued")
        elif issued.entry and issued.entry.guarantee:
            note = gettext("with box 16, signed electronically with the certificate")
        else:
            note = gettext("with box 16, to be signed by hand")
        offered.append(paper("guarantee", text("guarantee.heading"), note))
    for form in application.information_forms:
        offered.append(
            paper(f"form-{form.position}", f"{text('information_form.heading')} № {form.position}", form.name)
        )
    if issued and application.guarantee is not None:
        name = text("certificate.heading")
        offered.append(paper("certificate-en", name, gettext("Working translation into English")))
        offered.append(paper("certificate-kk", name, gettext("Working translation into Kazakh")))
    if application.channel is Place.PORTAL:
        offered.append(paper("notification", text("notification.heading"), gettext("for the cabinet on the Portal")))
    offered.append(paper("file", text("case_file.heading"), gettext("as the case stands now")))
    return offered


@bp.get("/<int:application_id>/forms/<code>.pdf")
@requires(Permission.READ_CASES)
def filed_paper(application_id: int, code: str) -> Response:
    """One of them: application, guarantee, form-1, certificate-en, certificate-kk, notification, file."""
    application = find_case(
        application_id, joinedload(Application.form), joinedload(Application.guarantee),
        selectinload(Application.goods), selectinload(Application.information_forms),
    )  # fmt: skip
    content = _drawn(application, code)
    return pdf_response(content, f"{application.number}-{code}.pdf") if content else abort(404)


def _drawn(application: Application, code: str) -> bytes | None:
    """The PDF, or None where the case has no such paper."""
    if code == "application":
        return application_pdf(case_application_paper(application))
    if code == "file":
        return case_file_pdf(case_file_paper(application))
    if code == "notification":
        is_from_portal = application.channel is Place.PORTAL
        return notification_pdf(notification_paper(application)) if is_from_portal else None
    if application.guarantee is not None:
        if code == "guarantee":
            issued = issued_result(application)
            if issued and issued.entry and (signed := issued.entry.guarantee):
                return stored_bytes(signed.sha256, signed.number)
            return guarantee_pdf(case_guarantee_paper(application))
        language = code.removeprefix("certificate-")
        if language in LANGUAGES and language != code and issued_result(application):
            return certificate_pdf(translated_certificate(application, language), language=language)
        return None
    found = re.fullmatch(r"form-([1-9][0-9]{0,3})", code)
    papers = case_form_papers(application) if found else []
    number = int(found[1]) if found else 0
    return information_form_pdf(papers[number - 1]) if 0 < number <= len(papers) else None
