"""What the register of complaints and the monthly report are asked for, read from the address."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import MonthField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from forms.registers import PeriodFilter
from forms.text import EARLIEST_DAY, LineField


class ComplaintFilter(PeriodFilter):
    """The filters of the register. None is demanded."""

    find = LineField(_("Number or name"), longest=100, optional=True)
    addressee = SelectField(_("Addressee"), default="")
    subject = SelectField(_("What it is about"), default="")
    state = SelectField(_("State"), default="")
    outcome = SelectField(_("Outcome"), default="")

    def __init__(self, words: Mapping[str, Mapping[str, Any]], **kwargs: Any) -> None:
        """`words` gives the choices of each list by its field's name."""
        super().__init__(**kwargs)
        for name, names in words.items():
            self[name].choices = [SelectChoice("", _("Any")), *(SelectChoice(code, one) for code, one in names.items())]


class MonthForm(FlaskForm):
    """Which month; this one unless another is asked for."""

    class Meta:
        csrf = False  # it only asks

    month = MonthField(_("Month"))

    def __init__(self, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today
        if not self.month.raw_data:
            self.month.data = today.replace(day=1)

    def validate_month(self, field: MonthField) -> None:
        if field.data is None or not EARLIEST_DAY <= field.data <= self.today:
            raise ValidationError(_("Choose a month that has begun"))
