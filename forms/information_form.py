"""The information forms: C Annex 2, one or more, seven fields each."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields import SelectChoice

from forms.decree import printed
from forms.fields import Choice, Line, Lines, OneOf, TnVed
from forms.step_form import StepForm
from models.filing import SubjectKind
from rules.identifiers import format_tn_ved, normalize_tn_ved

SUBJECTS = (
    SelectChoice(SubjectKind.GOODS.value, _("Goods")),
    SelectChoice(SubjectKind.TECHNOLOGY.value, _("Technology")),
    SelectChoice(SubjectKind.WORKS.value, _("Works")),
    SelectChoice(SubjectKind.SERVICE.value, _("Service")),
    SelectChoice(SubjectKind.INFORMATION.value, _("Information")),
)


def _is_no_goods(form: Any) -> bool:
    return bool(form.subject_kind.data) and form.subject_kind.data != SubjectKind.GOODS


class InformationForm(StepForm):
    """C Annex 2 (R33): seven fields; the fourth and the seventh have two parts. Goods alone must have a TN VED code."""

    subject_kind = OneOf(_("What the form is about"), choices=SUBJECTS)
    name = Lines(printed("information_form.1"), limit=4000, box="1")
    tn_ved_code = TnVed(printed("information_form.2"), limit=40, optional=_is_no_goods, box="2")
    characteristics = Lines(printed("information_form.3"), limit=20000, box="3")
    seller = Line(printed("information_form.part.seller"), limit=500, box="4")
    exporter_country = Choice(printed("information_form.part.exporter_country"), box="4")
    functions = Lines(printed("information_form.5"), limit=4000, box="5")
    field_of_use = Lines(printed("information_form.6"), limit=4000, box="6")
    end_use = Lines(printed("information_form.part.end_use"), limit=4000, box="7")
    end_user = Lines(printed("information_form.part.end_user"), limit=4000, box="7")

    def set_choices(self) -> None:
        self.exporter_country.choices = self.known.country_choices

    def defaults(self) -> dict[str, Any]:
        return {"subject_kind": SubjectKind.GOODS.value}

    @property
    def shown_code(self) -> str:
        """The TN VED code as 8413-70-290-0 once it is one, else as typed."""
        checked = normalize_tn_ved(self.tn_ved_code.data)
        return self.tn_ved_code.data if checked.error else format_tn_ved(checked.value)

    def record(self) -> dict[str, Any]:
        """The columns of models.filing.InformationForm, once the form is valid."""
        names = ("name", "tn_ved_code", "characteristics", "seller", "functions", "field_of_use", "end_use", "end_user")
        return {
            **{name: self[name].value for name in names},
            "subject_kind": SubjectKind(self.subject_kind.value),
            "exporter_country_code": self.exporter_country.value,
        }


class InformationFormsForm(StepForm):
    """All information forms of one filing: clause 11.2 of C asks for one or more."""

    row_form = InformationForm
    row_prefix = "forms"

    def row_label(self, number: int) -> str:
        return gettext("Form %(number)d", number=number)
