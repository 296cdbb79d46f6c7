"""The assistant (20): it asks what happened, says whom to write to and what is missing (24), and drafts the letter.

Nothing is stored: the letter is printed for the applicant, who reads, dates and signs it.
"""

from collections.abc import Sequence

from flask import Response, make_response, render_template, request
from flask_babel import gettext
from wtforms.fields import SelectChoice

from blueprints.access import current_actor, requires
from blueprints.advice import bp
from blueprints.complaints.drafts import channels_of
from blueprints.complaintwords import ADDRESSEE_NAMES
from blueprints.files import pdf_response
from documents.addressees import addressee_on, letter_head
from documents.complaint_draft import ComplaintDraftPaper, complaint_draft_pdf
from extensions import clock, db
from forms.advice import DraftForm
from models.application import Application
from models.center import Center
from rules.complaint_routing import route
from rules.permissions import Permission


@bp.route("/advice/draft", methods=["GET", "POST"])
@requires(Permission.ADVISE)
def draft() -> Response:
    """Ask; then show whom it goes to and what is still missing, with the letter to print."""
    form = DraftForm(_centers(), ADDRESSEE_NAMES)
    step = request.form.get("step", "")
    if request.method == "GET" or (step == "change" and form.validate()):
        return make_response(render_template("advice/draft.html", form=form))
    if not form.validate():
        return make_response(render_template("advice/draft.html", form=form), 422)
    if step == "print":
        return pdf_response(complaint_draft_pdf(_letter(form)), "complaint.pdf")
    assert form.happened is not None  # the form is valid
    assert form.goes_to is not None
    return make_response(
        render_template(
            "advice/drafted.html", form=form, route=route(form.happened), addressee=form.goes_to,
            missing=_missing(form), registration=_registration(form),
            card=addressee_on(form.goes_to, clock.today(), _center(form)),
        )
    )  # fmt: skip


def _centers() -> list[SelectChoice]:
    rows = db.session.scalars(Center.in_order().where(Center.is_open)).unique()
    return [SelectChoice(str(one.id), f"{one.key} {one.name}") for one in rows]


def _center(form: DraftForm) -> Center | None:
    return db.session.get(Center, int(form.center.data)) if form.center.data else None


def _missing(form: DraftForm) -> Sequence[str]:
    """The elements of clause 24 that the letter leaves to be written by hand."""
    asked = (form.full_name, form.postal_address, form.officials, form.reasons, form.demands)
    return [*(str(field.label.text) for field in asked if not field.data), gettext("Date"), gettext("Signature")]


def _registration(form: DraftForm) -> dict[str, str]:
    """The answers as the form of a registration takes them, for who may register; what is said to whom is asked there.

    Of a line on an official, what stands after the last comma is the name, what stands before it the post.
    """
    actor = current_actor()
    if not actor.may(Permission.REGISTER_COMPLAINT):
        return {}
    reasons, attachments = form.reasons.data or "", form.attachments.data or ""
    if attachments:
        reasons = f"{reasons}\n\n{form.attachments.label.text}: {attachments}".strip()
    values = {
        "channel": channels_of(actor)[0].value, "subject": form.subject.data, "center": form.center.data or "",
        "service": "", "case_number": form.number.data or "", "complainant_name": form.full_name.data or "",
        "postal_address": form.postal_address.data or "", "phone": form.phone.data or "", "reasons": reasons,
        "demands": form.demands.data or "", "body_or_post": "",
    }  # fmt: skip
    lines = [line.strip() for line in (form.officials.data or "").splitlines() if line.strip()]
    for position, line in enumerate(lines):
        post, _comma, name = line.rpartition(",")
        row = {"name": name.strip(), "post": post.strip(), "account": ""}
        values |= {f"officials-{position}-{field}": value for field, value in row.items()}
        values["body_or_post"] = values["body_or_post"] or row["post"]
    return values


def _letter(form: DraftForm) -> ComplaintDraftPaper:
    assert form.goes_to is not None  # the form is valid
    return ComplaintDraftPaper(
        to=letter_head(form.goes_to, clock.today(), _center(form)),
        complainant=form.full_name.data or "", postal_address=form.postal_address.data or "",
        phone=form.phone.data or "", officials=form.officials.data or "", case=_case_line(form.number.data or ""),
        reasons=form.reasons.data or "", demands=form.demands.data or "", attachments=form.attachments.data or "",
    )  # fmt: skip


def _case_line(number: str) -> str:
    """The case as the letter names it: with its day, if it is known here."""
    seen = Application.visible_to(current_actor()).where(Application.number == number.strip().upper())
    found = db.session.scalar(seen) if number.strip() else None
    return f"{found.number}, {found.accepted_on:%d.%m.%Y}" if found else number
