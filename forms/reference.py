"""Forms of the reference data. Dated data is added to, never written over (R36)."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Regexp, StopValidation, ValidationError

from forms.text import DayField, LineField, LinesField

READINGS = [SelectChoice("yes", _("in force")), SelectChoice("no", _("not in force"))]


class CountField(IntegerField):
    """A whole number within bounds; letters are told in words."""

    def __init__(self, label: Any = None, *, least: int, most: int, **kwargs: Any) -> None:
        bounds = NumberRange(least, most, message=_("Write a whole number from %(min)d to %(max)d"))
        super().__init__(label, [InputRequired(_("Fill in this field")), bounds], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        typed = valuelist[0].strip()
        self.raw_data = ["".join(c if c.isprintable() else "\ufffd" for c in typed)]
        self.data: Any = None
        try:
            self.data = int(typed[:10])
        except ValueError as error:
            raise ValueError(_("Write a whole number")) from error

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation  # what is no number is told once


class UnitForm(FlaskForm):
    """A unit of measure of goods rows (E, Annex 2, box 13)."""

    code = LineField(
        _("Code"), [Regexp(r"^[0-9A-Z]+$", message=_("Digits or capital Latin letters"))], longest=8
    )  # fmt: skip
    short_ru = LineField(_("Short name in Russian"), longest=20)
    name_ru = LineField(_("Name in Russian"), longest=100)
    short_kk = LineField(_("Short name in Kazakh"), longest=20)
    name_kk = LineField(_("Name in Kazakh"), longest=100)
    position = CountField(_("Place in the list"), least=0, most=9999)
    is_active = BooleanField(_("Offered for new rows of goods"))

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the unit, without its code when that is fixed."""
        return {field.name: field.data for field in self if field.name != "csrf_token"}


class _Dated(FlaskForm):
    """A value from a day on. `latest` is the first day of the value that is in force last, if there is one."""

    valid_from = DayField(_("From the day"))

    def __init__(self, *, latest: date | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.latest = latest

    def validate_valid_from(self, field: DayField) -> None:
        if self.latest and field.data and field.data <= self.latest:
            day = self.latest.strftime("%d.%m.%Y")
            raise ValidationError(_("A value from %(day)s is recorded already: choose a later day", day=day))


class GroundForm(_Dated):
    """A later wording of a ground for refusal (16)."""

    clause = LineField(_("Clause"), longest=16)
    text_ru = LinesField(_("Text in Russian"), longest=1000)
    text_kk = LinesField(_("Text in Kazakh"), longest=1000)


class FactForm(_Dated):
    """A later value of a fact about the authority (3, 9, 20–22, 26)."""

    value_ru = LinesField(_("In Russian"), longest=1000)
    value_kk = LinesField(_("In Kazakh"), longest=1000, optional=True)


class ReadingForm(_Dated):
    """An open question of the terms, read otherwise for filings from a day on (7.1, 9, 16)."""

    value = RadioField(_("Reading"), choices=READINGS)
    reason = LinesField(_("Reason"), longest=1000, description=_("Whose decision this is, and its number and date"))

    def __init__(self, *, today: date, stands: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today, self.stands = today, stands

    def validate_valid_from(self, field: DayField) -> None:
        super().validate_valid_from(field)
        if field.data and field.data <= self.today:
            raise ValidationError(_("Choose a day to come: filings made already keep their dates"))

    def validate_value(self, field: RadioField) -> None:
        if field.data == ("yes" if self.stands else "no"):
            raise ValidationError(_("This is how it is read already"))
