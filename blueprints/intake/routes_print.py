"""At intake: what was typed so far, printed on the statutory forms for the applicant's signature (11.1, 11.2)."""

import re
from types import SimpleNamespace
from typing import Any

from flask import Response, abort, url_for

from blueprints.access import current_actor, requires
from blueprints.files import pdf_response
from blueprints.intake import bp
from blueprints.intake.drafts import APPLICATION, FORMS, GUARANTEE, form_of, known_for, open_draft, steps_of
from documents.application import application_pdf
from documents.filed import application_paper, guarantee_paper, information_form_paper
from documents.guarantee import guarantee_pdf
from documents.information_form import information_form_pdf
from extensions import clock
from forms.fields import Conditional
from forms.step_form import StepForm
from models.draft import Draft
from models.filing import ADDRESS_PARTS
from models.wording import text
from rules.permissions import Permission

PARTY_FIELDS = (
    "importer_name", "importer_phone", "exporter_name", "exporter_legal_address", "exporter_actual_address",
    "exporter_phone", "end_user_name", "end_user_address", "end_user_phone", "end_user_activity", "licences",
    "place_of_use", "end_use", "basis_title", "basis_number", "basis_date", "importer_signatory_name",
    "importer_signatory_post", "importer_signed_on", "end_user_signatory_name", "end_user_signatory_post",
    "end_user_signed_on",
)  # fmt: skip
FORM_FIELDS = ("name", "tn_ved_code", "characteristics", "seller", "functions", "field_of_use", "end_use", "end_user")


def printable_papers(draft: Draft) -> list[tuple[str, str]]:
    """Name and address of each paper of this draft."""
    named = [("application", text(f"document.{draft.service}.1"))]
    if GUARANTEE in steps_of(draft.service):
        named.append(("guarantee", text("guarantee.heading")))
    else:
        count = max(len(draft.step(FORMS).get("rows") or ()), 1)
        named += [(f"form-{n}", f"{text('information_form.heading')} № {n}") for n in range(1, count + 1)]
    return [(name, url_for("intake.print_paper", draft_id=draft.id, code=code)) for code, name in named]


@bp.get("/<int:draft_id>/print/<code>.pdf")
@requires(Permission.FILE)
def print_paper(draft_id: int, code: str) -> Response:
    """What was entered: application, guarantee or form-1. Marked as a draft while something in it is wrong."""
    draft = open_draft(draft_id)
    found = re.fullmatch(r"(application|guarantee|form)(?:-([1-9][0-9]{0,3}))?", code)
    step = {"application": APPLICATION, "guarantee": GUARANTEE, "form": FORMS}[found[1]] if found else ""
    if found is None or step not in steps_of(draft.service) or bool(found[2]) != (step == FORMS):
        abort(404)
    form = form_of(draft, step, known_for(current_actor(), clock.now(), step))
    if step == FORMS:
        number = int(found[2])
        if number > len(form.rows):
            abort(404)
        form = form.rows[number - 1]
    watermark = None if form.validate() else text("paper.draft")
    if step == APPLICATION:
        content = application_pdf(application_paper(_application(form), draft.service), watermark=watermark)
    elif step == GUARANTEE:
        goods = [_goods_row(row, n) for n, row in enumerate(form.rows, start=1) if not row.is_blank]
        content = guarantee_pdf(guarantee_paper(_guarantee(form), goods), watermark=watermark)
    else:
        content = information_form_pdf(information_form_paper(_information_form(form)), watermark=watermark)
    return pdf_response(content, f"{code}-{draft_id}.pdf")


def _entered(form: StepForm, name: str) -> Any:
    """What a checked field means, or what was typed where that is wrong, cut to what the field may hold.

    Nothing for a field that does not apply.
    """
    field = form[name]
    if isinstance(field, Conditional) and not field.applies_to(form):
        return ""
    if field.value not in ("", None):
        return field.value
    typed = str(field.data or "")
    return typed if len(typed) <= field.limit else f"{typed[: field.limit]}…"


def _application(form: StepForm) -> SimpleNamespace:
    names = ("addressee", "applicant_name", "phone", "certificate_number", "head_name")
    return SimpleNamespace(
        applicant_kind=form["kind"].data, identifier=_entered(form, "bin") or _entered(form, "iin"),
        address={part: _entered(form, part) for part in ADDRESS_PARTS}, **{n: _entered(form, n) for n in names},
    )  # fmt: skip


def _country(form: StepForm, name: str) -> SimpleNamespace | None:
    known = form.known.countries.get(form[name].data or "")
    return SimpleNamespace(name_ru=known) if known else None


def _guarantee(form: StepForm) -> SimpleNamespace:
    legal = {part: _entered(form, f"importer_legal_{part}") for part in ADDRESS_PARTS}
    actual = {part: _entered(form, f"importer_actual_{part}") for part in ADDRESS_PARTS}
    return SimpleNamespace(
        importer_legal_address=legal,
        importer_actual_address=legal if form["importer_same_address"].data else actual,
        importer_country=_country(form, "importer_country"), exporter_country=_country(form, "exporter_country"),
        **{name: _entered(form, name) for name in PARTY_FIELDS},
    )  # fmt: skip


def _goods_row(row: StepForm, position: int) -> SimpleNamespace:
    names = ("name", "tn_ved_code", "control_list_code", "quantity")
    unit = row.known.units.get(row["unit"].data or "")
    return SimpleNamespace(
        position=position, unit=SimpleNamespace(short_ru=unit) if unit else None,
        **{name: _entered(row, name) for name in names},
    )  # fmt: skip


def _information_form(form: StepForm) -> SimpleNamespace:
    return SimpleNamespace(
        exporter_country=_country(form, "exporter_country"), **{name: _entered(form, name) for name in FORM_FIELDS}
    )
