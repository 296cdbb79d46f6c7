"""The forms of the queue: a window, a device, the period of its times, and the words for a shift's differences."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from forms.text import DayField, LineField, LinesField

LONGEST_PERIOD = timedelta(days=92)


class WindowForm(FlaskForm):
    """A window to be opened."""

    number = IntegerField(
        _("Number of the window"),
        [InputRequired(_("Fill in this field")), NumberRange(1, 999, _("From 1 to 999"))],
    )


class DeviceForm(FlaskForm):
    """A tablet or a board that is to get an address."""

    name = LineField(_("What it is and where it stands"), longest=100)


class PeriodForm(FlaskForm):
    """From which day to which; read from the address, and one day unless more is asked."""

    class Meta:
        csrf = False  # it only asks

    since = DayField(_("Period from"), optional=True)
    until = DayField(_("Period to"), optional=True)

    def validate_until(self, field: DayField) -> None:
        if not field.data or not self.since.data:
            return
        if field.data < self.since.data:
            raise ValidationError(_("The last day is before the first"))
        if field.data - self.since.data > LONGEST_PERIOD:
            raise ValidationError(_("No more than three months at once"))

    def days(self, today: date) -> tuple[date, date]:
        """What is asked for: a missing day is the other one, and today where both are missing."""
        since = self.since.data or self.until.data or today
        return since, self.until.data or since


def explaining_form(keys: Sequence[str], labels: Mapping[str, str]) -> FlaskForm:
    """A form with a field for each difference of a shift: every one must be explained in words."""
    fields = {key: LinesField(labels[key], longest=500) for key in keys}
    form_class = type("ExplainingForm", (FlaskForm,), fields)
    form: FlaskForm = form_class()
    return form
