"""Fields of the statutory forms. Each keeps what was typed; `value` is what it means, once validated.

Warnings never stop a filing: they are shown, and confirmed before registration.
"""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, RadioField, SelectField, widgets
from wtforms.validators import StopValidation

from forms import validators
from forms.validators import Wrong
from rules.identifiers import (
    Checked,
    IdentifierError,
    IdentifierWarning,
    check_bin,
    check_iin,
    normalize_control_code,
    normalize_tn_ved,
)

Condition = Callable[[Any], bool]

IDENTIFIER_ERRORS: dict[str, LazyString] = {
    IdentifierError.EMPTY: _("Fill in this field"),
    IdentifierError.NOT_DIGITS: _("Digits only"),
    IdentifierError.NOT_TWELVE: _("Enter 12 digits"),
    IdentifierError.NOT_TEN: _("Enter 10 digits"),
    IdentifierError.CHECK_DIGIT: _("The check digit does not fit: check the number"),
}
IDENTIFIER_WARNINGS: dict[str, LazyString] = {
    IdentifierWarning.BIRTH_DATE: _("The first six digits are not a date of birth"),
    IdentifierWarning.CENTURY: _("The seventh digit names no century and sex"),
    IdentifierWarning.REGISTRATION_MONTH: _("The third and fourth digits are not a month of registration"),
    IdentifierWarning.ENTITY_TYPE: _("The fifth digit names no type of legal entity"),
    IdentifierWarning.CONTROL_CODE: _("This is not written as a code of the control lists"),
}


class Conditional:
    """Whether a field applies to this filing, and whether it may stay empty there."""

    applies: Condition | None
    is_optional: bool | Condition
    warnings: list[str]
    box: str

    def set_conditions(self, optional: bool | Condition, applies: Condition | None, box: str) -> None:
        self.is_optional, self.applies, self.box, self.warnings = optional, applies, box, []
        if optional is True:
            self.flags.optional = True  # type: ignore[attr-defined]

    def may_be_empty(self, form: Any) -> bool:
        return self.is_optional(form) if callable(self.is_optional) else self.is_optional

    def applies_to(self, form: Any) -> bool:
        return self.applies is None or self.applies(form)


class Line(Conditional, Field):
    """One line of text."""

    widget = widgets.TextInput()
    has_lines = False
    nothing: Any = ""

    def __init__(
        self, label: Any = "", *, limit: int = 200, optional: bool | Condition = False,
        applies: Condition | None = None, box: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, **kwargs)
        self.set_conditions(optional, applies, box)
        self.limit, self.value, self.has_dropped = limit, self.nothing, False

    def process_data(self, value: Any) -> None:
        self.data = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data, self.has_dropped = validators.clean(valuelist[0] if valuelist else "", lines=self.has_lines)

    def _value(self) -> str:
        return str(self.data or "")

    def pre_validate(self, form: Any) -> None:
        self.value, self.warnings = self.nothing, []
        if not self.applies_to(form):
            raise StopValidation()
        if self.has_dropped:
            raise StopValidation(gettext("Characters that cannot be printed were removed: check the text"))
        if not self.data:
            raise StopValidation("" if self.may_be_empty(form) else gettext("Fill in this field"))
        try:
            validators.check_length(self.data, self.limit)
            validators.check_letters(self.data)
            self.value = self.parse(self.data, form)
        except Wrong as wrong:
            raise StopValidation(str(wrong)) from wrong

    def parse(self, text: str, form: Any) -> Any:
        """What the text means. Wrong says what is wrong with it."""
        return text


class Lines(Line):
    """Text of several lines."""

    widget = widgets.TextArea()
    has_lines = True


class Day(Line):
    """A date, not in the future."""

    nothing = None
    value: date | None

    def parse(self, text: str, form: Any) -> date:
        return validators.parse_day(text, today=form.known.today)


class TimeOfDay(Line):
    """A time of day."""

    nothing = None
    value: time | None

    def parse(self, text: str, form: Any) -> time:
        return validators.parse_time(text)


class Phone(Line):
    """One or several telephone numbers; `is_local` ones are compared with Kazakhstan's numbering plan."""

    def __init__(self, label: Any = "", *, is_local: bool = False, **kwargs: Any) -> None:
        super().__init__(label, limit=100, **kwargs)
        self.is_local = is_local

    def parse(self, text: str, form: Any) -> str:
        validators.check_phone(text)
        if self.is_local and validators.phone_is_odd(text):
            words = gettext("There is no such telephone number in Kazakhstan: check the code and the number")
            self.warnings.append(words)
        return text


class Email(Line):
    """An e-mail address."""

    def parse(self, text: str, form: Any) -> str:
        validators.check_email(text)
        return text


class Postcode(Line):
    """Six digits."""

    def parse(self, text: str, form: Any) -> str:
        return validators.check_postcode(text)


class Iin(Line):
    """The twelve digits of a natural person; what does not fit in them is a warning."""

    check: Callable[[str], Checked] = staticmethod(check_iin)

    def parse(self, text: str, form: Any) -> str:
        checked = self.check(text)
        if checked.error:
            raise Wrong(str(IDENTIFIER_ERRORS[checked.error]))
        self.warnings.extend(str(IDENTIFIER_WARNINGS[code]) for code in checked.warnings)
        return checked.value


class Bin(Iin):
    """The twelve digits of a legal entity."""

    check = staticmethod(check_bin)


class TnVed(Line):
    """A TN VED code: ten digits in any spacing."""

    def parse(self, text: str, form: Any) -> str:
        checked = normalize_tn_ved(text)
        if checked.error is IdentifierError.NOT_TEN:
            raise Wrong(gettext("Enter 10 digits: there are %(count)s now", count=len(checked.value)))
        if checked.error:
            raise Wrong(str(IDENTIFIER_ERRORS[checked.error]))
        return checked.value


class ControlCode(Line):
    """A control-list code; Cyrillic letters become Latin, what looks like no code is a warning."""

    def parse(self, text: str, form: Any) -> str:
        code, warning = normalize_control_code(text)
        if warning:
            self.warnings.append(str(IDENTIFIER_WARNINGS[warning]))
        return code


class Quantity(Line):
    """A decimal above zero."""

    nothing = None
    value: Decimal | None

    def parse(self, text: str, form: Any) -> Decimal:
        return validators.parse_quantity(text)


class _Chosen(Conditional):
    """One of the choices, by its code."""

    data: str | None

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([validators.clean(text)[0] for text in valuelist])  # type: ignore[misc]

    def pre_validate(self, form: Any) -> None:
        self.value, self.warnings = "", []
        if not self.applies_to(form):
            raise StopValidation()
        if not self.data:
            raise StopValidation("" if self.may_be_empty(form) else gettext("Choose one"))
        if self.data not in self.codes():
            raise StopValidation(gettext("Choose from the list"))
        self.value = self.data

    def codes(self) -> set[str]:
        return {choice.value for choice in self.choices}  # type: ignore[attr-defined]


class Choice(_Chosen, SelectField):
    """A choice from a list that opens."""

    def __init__(
        self, label: Any = "", *, optional: bool | Condition = False, applies: Condition | None = None,
        box: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, validate_choice=False, **kwargs)
        self.set_conditions(optional, applies, box)
        self.value = ""


class OneOf(_Chosen, RadioField):
    """A choice of a few, all in view."""

    def __init__(
        self, label: Any = "", *, optional: bool | Condition = False, applies: Condition | None = None,
        box: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, validate_choice=False, **kwargs)
        self.set_conditions(optional, applies, box)
        self.value = ""


class Tick(Conditional, BooleanField):
    """Yes or no."""

    def __init__(self, label: Any = "", *, box: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.set_conditions(False, None, box)

    def _value(self) -> str:
        """What a browser sends once it is ticked: not the empty text that a draft keeps for "not ticked"."""
        return "y"

    @property
    def value(self) -> bool:
        return bool(self.data)
