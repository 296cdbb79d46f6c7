"""What the check says of a paper: its kind, its standing, why a file could not be checked."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

BAD_FILES: dict[str, LazyString] = {
    "empty": _("The file is empty"),
    "not_pdf": _("This is not a PDF file"),
    "damaged": _("The file is damaged and cannot be read"),
    "encrypted": _("The file is protected by a password: papers of the Committee never are"),
}
KINDS: dict[str, LazyString] = {
    "certificate": _("End-user certificate of the Republic of Kazakhstan"),
    "conclusion": _("Conclusion on export-controlled products"),
    "refusal": _("Reasoned refusal"),
    "incompleteness_refusal": _("Refusal to consider further"),
    "guarantee": _("Importer's guarantee"),
    "receipt": _("Receipt for accepted documents"),
    "complaint_reply": _("Reply to a complaint"),
    "complaint_refusal": _("Refusal to consider a complaint"),
    "complaint_extension": _("Notice that the term of a complaint is extended"),
    "complaint_forwarding": _("Notice that a complaint is forwarded"),
}
FACTS: dict[str, LazyString] = {
    "importer": _("Importer"),
    "importer_country": _("Importer's country"),
    "exporter": _("Exporter"),
    "exporter_country": _("Exporter's country"),
    "end_user": _("End user"),
    "basis": _("Basis of the delivery"),
    "goods": _("Goods"),
    "addressee": _("Addressee"),
    "applicant": _("Applicant"),
    "service": _("Service"),
    "application_number": _("Application number"),
    "application_on": _("Date of the application"),
    "clauses": _("Grounds, clauses of the standard"),
    "findings": _("Findings"),
    "document_count": _("Number of documents"),
    "hand_out_on": _("Result to be had from"),
    "complaint_number": _("Number of the complaint"),
    "complaint_on": _("Registered on"),
    "outcome": _("Outcome"),
    "signatory": _("Signatory"),
    "post": _("Post"),
}
"""What stands on a paper, in the order in which it is told."""
