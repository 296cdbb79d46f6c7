"""Blank forms and filled-in samples for applicants (clauses 4 and 12, R14), and the blanks of the office's papers."""

from dataclasses import dataclass

from flask import Response, abort, render_template
from flask_babel import gettext

from blueprints.access import requires
from blueprints.files import pdf_response
from blueprints.reference import bp
from documents.blanks import BY_CODE as OFFICE_BY_CODE
from documents.blanks import OFFICE_FORMS, office_blank_pdf
from documents.samples import BY_CODE, FORMS, Form, blank_pdf, sample_pdf
from models.wording import text
from rules.permissions import Permission
from rules.terms import Service


@dataclass(frozen=True)
class OfferedForm:
    """A paper on the page: its printed name, and the language of a translation."""

    code: str
    name: str
    annex: str
    note: str


@bp.get("/forms")
@requires(Permission.READ_REFERENCE)
def blank_forms() -> str:
    """Every paper that an applicant fills or receives, blank and as a sample, by service."""
    groups = [(service, [_offered(form) for form in FORMS if form.service == service]) for service in Service]
    office = [
        (service, [_office(form) for form in OFFICE_FORMS if form.service == service]) for service in (*Service, "")
    ]
    return render_template("reference/forms.html", groups=groups, office=office)


def _offered(form: Form) -> OfferedForm:
    kind = form.code.removesuffix("_en").removesuffix("_kk")
    names = {
        "application_euc": f"{text('application.euc.heading').capitalize()} {text('application.euc.subheading')}",
        "application_conclusion": (
            f"{text('application.conclusion.heading').capitalize()} {text('application.conclusion.subheading')}"
        ),
        "information_form": f"{text('information_form.heading')} {text('information_form.subheading')}",
    }
    notes = {"en": gettext("Working translation into English"), "kk": gettext("Working translation into Kazakh")}
    return OfferedForm(form.code, names.get(kind) or text(f"{kind}.heading"), form.annex, notes.get(form.language, ""))


def _office(form: Form) -> OfferedForm:
    keys = {
        "conclusion": "service.conclusion.result",
        "incompleteness_refusal": "refusal.incompleteness.heading",
        "refusal": f"refusal.{form.service}.heading",
        "complaint_draft": "complaint.draft.heading",
        "complaint_ticket": "complaint.ticket.heading",
        "complaint_stamp": "complaint.stamp.heading",
        "hand_over_to": "hand_over.to.heading",
        "hand_over_back": "hand_over.back.heading",
    }
    kind = form.code if form.code in keys else form.code.removesuffix(f"_{form.service}")
    return OfferedForm(form.code, text(keys.get(kind, f"{kind}.heading")), form.annex, "")


@bp.get("/forms/<any(blank, sample):kind>/<code>.pdf")
@requires(Permission.READ_REFERENCE)
def blank_form(kind: str, code: str) -> Response:
    """One of them as PDF; made once a process, for it never changes."""
    if kind == "blank" and code in OFFICE_BY_CODE:
        return pdf_response(office_blank_pdf(code), f"{code}-blank.pdf")
    if code not in BY_CODE:
        abort(404)
    return pdf_response(blank_pdf(code) if kind == "blank" else sample_pdf(code), f"{code}-{kind}.pdf")
