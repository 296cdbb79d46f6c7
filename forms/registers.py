"""What the registers are asked for: a period, a service, a state, how the term was kept, a text. None is demanded."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from forms.text import DayField, LineField


class PeriodFilter(FlaskForm):
    """A text and a period that are asked for in the address. Neither is demanded."""

    class Meta:
        csrf = False  # it only asks

    find = LineField(_("Number, name, BIN or IIN"), longest=100, optional=True)
    since = DayField(_("Period from"), optional=True)
    until = DayField(_("Period to"), optional=True)

    def validate_until(self, field: DayField) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("The last day is before the first"))

    @property
    def is_used(self) -> bool:
        """Whether anything is asked for at all."""
        return any(field.data for field in self)


class RegisterFilter(PeriodFilter):
    """The filters of a register, read from the address."""

    service = SelectField(_("Service"), default="")
    state = SelectField(_("State"), default="")
    timeliness = SelectField(_("Term kept"), default="")

    def __init__(
        self, *, services: Mapping[str, Any], states: Mapping[str, Any], timeliness: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        for field, words in ((self.service, services), (self.state, states), (self.timeliness, timeliness)):
            field.choices = [SelectChoice("", _("Any")), *(SelectChoice(code, name) for code, name in words.items())]
