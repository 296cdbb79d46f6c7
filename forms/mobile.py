"""Forms of the timetables of mobile Centers (9.2)."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from forms.text import DayField, LineField, LinesField, printable
from models.mobile import StopPlan
from rules.mobile import StopHours, WrongHours, wrong_hours

WRONG_HOURS: dict[str, tuple[str, LazyString]] = {
    WrongHours.CLOSES_BEFORE_OPENING: ("closes_at", _("It closes later than it opens")),
    WrongHours.HALF_A_BREAK: ("break_ends_at", _("Write both hours of the break, or neither")),
    WrongHours.BREAK_OUTSIDE: ("break_starts_at", _("The break lies within the hours, and ends after it begins")),
    WrongHours.TOO_SHORT: (
        "closes_at", _("Fewer than six working hours in one settlement: the break does not count (clause 9.2)"),
    ),
}  # fmt: skip
"""Where each mistake of `rules.mobile` is told, and its words."""


class HourField(TimeField):
    """A time of day; what is none is told in words, and stays as it was typed."""

    def __init__(self, label: Any = None, *, optional: bool = False, **kwargs: Any) -> None:
        required = Optional() if optional else InputRequired(_("Fill in this field"))
        super().__init__(label, [required], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: Any = None  # what stood there before is not meant where nothing is typed
        if not valuelist or not valuelist[0].strip():
            return
        self.raw_data = [printable(valuelist[0].strip())]
        try:
            parsed = time.fromisoformat(self.raw_data[0].replace(".", ":").rjust(5, "0"))
        except ValueError as error:
            raise ValueError(_("Write the time as HH:MM")) from error
        if parsed.second or parsed.microsecond or parsed.tzinfo:
            raise ValueError(_("Write the time as HH:MM"))
        self.data = parsed


class TourForm(FlaskForm):
    """A new timetable: which mobile Center goes."""

    name = LineField(
        _("Mobile Center"), longest=100, description=_("As it is called in the order, or its number plate")
    )


class StopForm(FlaskForm):
    """A stop: day, place, hours. `today` is the local day of the parent Center."""

    held_on = DayField(_("Day"))
    settlement = LineField(_("Settlement"), longest=200)
    address = LineField(_("Where it stands"), longest=300, optional=True)
    opens_at = HourField(_("Reception from"))
    closes_at = HourField(_("Reception to"))
    break_starts_at = HourField(_("Break from"), optional=True)
    break_ends_at = HourField(_("Break to"), optional=True)
    reason = LinesField(_("Reason of the change"), longest=1000)

    def __init__(self, *, today: date, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today
        if not needs_reason:
            del self.reason

    def validate_held_on(self, field: DayField) -> None:
        if field.data and field.data < self.today:
            raise ValidationError(_("This day is over"))

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, then 9.2 over all the hours."""
        if not super().validate(extra_validators):
            return False
        wrong = wrong_hours(self.hours)
        if wrong is None:
            return True
        name, words = WRONG_HOURS[wrong]
        self[name].errors = [*self[name].errors, str(words)]
        return False

    @property
    def hours(self) -> StopHours:
        return StopHours(
            self.held_on.data, self.opens_at.data, self.closes_at.data,
            self.break_starts_at.data, self.break_ends_at.data,
        )  # fmt: skip

    @property
    def plan(self) -> StopPlan:
        return StopPlan(self.settlement.data, self.address.data, self.hours)

    @property
    def given_reason(self) -> str:
        return str(self.reason.data) if self.reason else ""


class CancelStopForm(FlaskForm):
    """Why a stop will not be held."""

    reason = LinesField(_("Reason"), longest=1000)


class ApproveTourForm(FlaskForm):
    """The order by which the Center approved a timetable (9.2)."""

    number = LineField(_("Order No."), longest=64)
    on = DayField(_("Date of the order"))
    by = LineField(_("Who approved it"), longest=200, description=_("Surname and initials"))
    post = LineField(_("Post"), longest=200)

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def validate_on(self, field: DayField) -> None:
        if field.data and field.data > self.today:
            raise ValidationError(_("The date is in the future"))


class CopyTourForm(FlaskForm):
    """Which stops go once more, and from which day on: the first of them is held on it."""

    stops = SelectField(_("What to copy"))
    first_day = DayField(_("First day"))

    def __init__(self, *, today: date, weeks: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today
        self.stops.choices = [SelectChoice("", _("The whole timetable")), *(SelectChoice(*week) for week in weeks)]

    def validate_first_day(self, field: DayField) -> None:
        if field.data and field.data < self.today:
            raise ValidationError(_("This day is over"))
