"""Joins a case to the cover and the contents of its file: what was handed in, then the papers made in the case."""

from documents.authority import authority_on
from documents.case_file import CaseFilePaper, FiledDocument
from documents.receipt_of import receipt_paper
from documents.titles import paper_title
from extensions import db
from models.application import Application
from models.document import Document
from models.wording import text
from rules.terms import committee_today


def case_file_paper(application: Application) -> CaseFilePaper:
    """As the case stands now; a file that goes on growing is printed anew."""
    filed = [
        FiledDocument(
            one.title, application.accepted_on,
            note=text("case_file.original_shown") if one.is_original_shown else "",
        )
        for one in receipt_paper(application).documents
    ]  # fmt: skip
    made = [
        FiledDocument(paper_title(one.kind, application.service), committee_today(one.made_at), one.number)
        for one in db.session.scalars(Document.of_case(application.id))
    ]
    return CaseFilePaper(
        number=application.number, service=application.service, applicant_name=application.applicant.name,
        identifier=application.applicant.identifier, begun_on=application.accepted_on,
        ended_on=committee_today(application.closed_at) if application.closed_at else None,
        result_number=application.result_number or "", documents=tuple(filed + made),
        authority=authority_on(application.accepted_on),
    )  # fmt: skip
