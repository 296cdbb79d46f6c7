"""Correcting what was issued: the words of the paper anew, with the reason. The filing itself is not changed."""

import re
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import FieldList, Form, FormField, HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from extensions import db
from forms.decree import printed
from forms.text import LineField, LinesField
from models.reference import Country, Unit
from rules.identifiers import format_tn_ved, normalize_control_code, normalize_tn_ved


def _require_tn_ved(field: LineField) -> None:
    checked = normalize_tn_ved(field.data or "")
    if checked.error:
        raise ValidationError(_("Enter 10 digits"))
    field.data = format_tn_ved(checked.value, " ")


def _require_control_code(field: LineField) -> None:
    code, warning = normalize_control_code(field.data or "")
    if code and warning:
        raise ValidationError(_("This is not written as a code of the control lists"))
    field.data = code


class GoodsLine(Form):
    """A row of the certificate's reverse, as text; checked like the rows of the guarantee."""

    number = HiddenField()
    name = LinesField(printed("goods.column.2"), longest=5000)
    tn_ved_code = LineField(printed("goods.column.3"), longest=20)
    control_list_code = LineField(printed("goods.column.4"), longest=40, optional=True)
    quantity = LineField(printed("goods.column.5"), longest=40)
    unit = LineField(printed("goods.column.6"), longest=40)

    def validate_tn_ved_code(self, field: LineField) -> None:
        _require_tn_ved(field)

    def validate_control_list_code(self, field: LineField) -> None:
        _require_control_code(field)

    def validate_quantity(self, field: LineField) -> None:
        typed = (field.data or "").replace(",", ".").replace(" ", "")
        if not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", typed) or Decimal(typed) == 0:
            raise ValidationError(_("Write a number greater than 0, for example 12 or 0.5"))

    def validate_unit(self, field: LineField) -> None:
        if db.session.scalar(select(Unit.code).where(Unit.short_ru == field.data)) is None:
            raise ValidationError(_("This is not a unit of the reference table"))


def _require_country(field: LineField) -> None:
    if db.session.scalar(select(Country.code).where(Country.name_ru == field.data)) is None:
        raise ValidationError(_("This is not a country of the reference table"))


class CertificateCorrectionForm(FlaskForm):
    """Boxes 1–5 and 9 of the certificate (E Annex 2) and its goods."""

    correction_reason = LinesField(_("Reason for the correction"), longest=1000)
    importer = LinesField(printed("certificate.1", 1), longest=3000)
    importer_country = LineField(printed("certificate.2", 2), longest=100)
    exporter = LinesField(printed("certificate.3", 3), longest=3000)
    exporter_country = LineField(printed("certificate.4", 4), longest=100)
    end_user = LinesField(printed("certificate.5", 5), longest=3000)
    basis = LinesField(printed("certificate.9", 9), longest=1000)
    goods = FieldList(FormField(GoodsLine))

    def validate_importer_country(self, field: LineField) -> None:
        _require_country(field)

    def validate_exporter_country(self, field: LineField) -> None:
        _require_country(field)

    def content(self) -> dict[str, Any]:
        """The corrected words, in the shape of `documents.content.certificate_content`."""
        boxes = ("importer", "importer_country", "exporter", "exporter_country", "end_user", "basis")
        rows = [{**row.data, "number": position} for position, row in enumerate(self.goods, start=1)]
        return {**{name: self[name].data for name in boxes}, "goods": rows}


class FindingLine(Form):
    """What a conclusion says of one information form."""

    name = LinesField(printed("information_form.1"), longest=5000)
    tn_ved_code = LineField(printed("information_form.2"), longest=20, optional=True)
    controlled = RadioField(
        _("Export control"),
        choices=[
            SelectChoice("yes", _("Under export control")),
            SelectChoice("no", _("Not under export control")),
        ],
    )
    control_list_code = LineField(_("Code by the control lists"), longest=40, optional=True)
    reasons = LinesField(_("Reasons"), longest=5000)

    def validate_tn_ved_code(self, field: LineField) -> None:
        if field.data:
            _require_tn_ved(field)

    def validate_control_list_code(self, field: LineField) -> None:
        _require_control_code(field)


class ConclusionCorrectionForm(FlaskForm):
    """The findings of a conclusion, form by form."""

    correction_reason = LinesField(_("Reason for the correction"), longest=1000)
    findings = FieldList(FormField(FindingLine))

    def __init__(self, data: dict[str, Any] | None = None, **kwargs: Any) -> None:
        standing = [
            {**one, "controlled": "yes" if one["is_controlled"] else "no"} for one in (data or {}).get("findings", [])
        ]
        super().__init__(data={"findings": standing}, **kwargs)

    def content(self) -> dict[str, Any]:
        """The corrected words, in the shape of `documents.content.conclusion_content`."""
        made = []
        for line in self.findings:
            values = dict(line.data)
            values["is_controlled"] = values.pop("controlled") == "yes"
            made.append(values)
        return {"findings": made}
