"""Correcting what was issued: the words of the paper anew, with the reason. The filing itself is not changed."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, RadioField
from wtforms.fields import SelectChoice

from forms.text import LineField, LinesField
from models.wording import text


class GoodsLine(Form):
    """A row of the certificate's reverse, as text."""

    number = HiddenField()
    name = LinesField(text("goods.column.2"), longest=5000)
    tn_ved_code = LineField(text("goods.column.3"), longest=20)
    control_list_code = LineField(text("goods.column.4"), longest=40, optional=True)
    quantity = LineField(text("goods.column.5"), longest=40)
    unit = LineField(text("goods.column.6"), longest=40)


class CertificateCorrectionForm(FlaskForm):
    """Boxes 1–5 and 9 of the certificate (E Annex 2) and its goods."""

    correction_reason = LinesField(_("Reason for the correction"), longest=1000)
    importer = LinesField(f"1. {text('certificate.1')}", longest=3000)
    importer_country = LineField(f"2. {text('certificate.2')}", longest=100)
    exporter = LinesField(f"3. {text('certificate.3')}", longest=3000)
    exporter_country = LineField(f"4. {text('certificate.4')}", longest=100)
    end_user = LinesField(f"5. {text('certificate.5')}", longest=3000)
    basis = LinesField(f"9. {text('certificate.9')}", longest=1000)
    goods = FieldList(FormField(GoodsLine))

    def content(self) -> dict[str, Any]:
        """The corrected words, in the shape of `documents.content.certificate_content`."""
        boxes = ("importer", "importer_country", "exporter", "exporter_country", "end_user", "basis")
        rows = [{**row.data, "number": position} for position, row in enumerate(self.goods, start=1)]
        return {**{name: self[name].data for name in boxes}, "goods": rows}


class FindingLine(Form):
    """What a conclusion says of one information form."""

    name = LinesField(text("information_form.1"), longest=5000)
    tn_ved_code = LineField(text("information_form.2"), longest=20, optional=True)
    controlled = RadioField(
        _("Export control"),
        choices=[
            SelectChoice("yes", _("Under export control")),
            SelectChoice("no", _("Not under export control")),
        ],
    )
    control_list_code = LineField(_("Code by the control lists"), longest=40, optional=True)
    reasons = LinesField(_("Reasons"), longest=5000)


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
