"""Fields of the statutory forms. Each keeps what was typed; `value` is what it means, once validated.

Warnings never stop a filing: they are shown, and confirmed before registration.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, RadioField, SelectField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from forms import validators
from forms.validators import Wrong
from models.wording import text as wording
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
MAX_ROWS = 1000

IDENTIFIER_ERRORS: dict[str, LazyString] = {
    IdentifierError.EMPTY: _l("Fill in this field"),
    IdentifierError.NOT_DIGITS: _l("Digits only"),
    IdentifierError.NOT_TWELVE: _l("Enter 12 digits"),
    IdentifierError.NOT_TEN: _l("Enter 10 digits"),
    IdentifierError.CHECK_DIGIT: _l("The check digit does not fit: check the number"),
}
IDENTIFIER_WARNINGS: dict[str, LazyString] = {
    IdentifierWarning.BIRTH_DATE: _l("The first six digits are not a date of birth"),
    IdentifierWarning.CENTURY: _l("The seventh digit names no century and sex"),
    IdentifierWarning.REGISTRATION_MONTH: _l("The third and fourth digits are not a month of registration"),
    IdentifierWarning.ENTITY_TYPE: _l("The fifth digit names no type of legal entity"),
    IdentifierWarning.CONTROL_CODE: _l("This is not written as a code of the control lists"),
}


def printed(key: str, box: int | None = None) -> LazyString:
    """A label in the decree's own words, with the printed number of its box."""
    return LazyString(lambda: f"{box}. {wording(key)}" if box else wording(key))


@dataclass(frozen=True)
class Known:
    """What the fields are checked against: the day, and the reference tables."""

    now: datetime
    today: date
    countries: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    centers: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    channels: Sequence[tuple[str, str]] = ()
    addressee: str = ""

    @cached_property
    def unit_choices(self) -> list[SelectChoice]:
        """The units, made once for however many rows."""
        return [SelectChoice(code, name) for code, name in self.units.items()]

    @cached_property
    def country_choices(self) -> list[SelectChoice]:
        """The countries, after an empty choice."""
        first = SelectChoice("", _("Choose a country"))
        return [first, *(SelectChoice(code, name) for code, name in self.countries.items())]


@dataclass(frozen=True)
class Problem:
    """One line of a summary: the control to go to, its label, and what is wrong or odd."""

    target: str
    label: str
    message: str


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
            raise StopValidation(_("Characters that cannot be printed were removed: check the text"))
        if not self.data:
            raise StopValidation("" if self.may_be_empty(form) else _("Fill in this field"))
        try:
            validators.check_length(self.data, self.limit)
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
            self.warnings.append(_("There is no such telephone number in Kazakhstan: check the code and the number"))
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
            raise Wrong(_("Enter 10 digits: there are %(count)s now", count=len(checked.value)))
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

    def pre_validate(self, form: Any) -> None:
        self.value, self.warnings = "", []
        if not self.applies_to(form):
            raise StopValidation()
        if not self.data:
            raise StopValidation("" if self.may_be_empty(form) else _("Choose one"))
        if self.data not in self.codes():
            raise StopValidation(_("Choose from the list"))
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

    @property
    def value(self) -> bool:
        return bool(self.data)


class StepForm(Form):
    """A form that may be saved half filled: fields, and perhaps numbered rows of one kind."""

    row_form: "type[StepForm] | None" = None
    row_prefix = ""
    min_rows = 1

    def __init__(self, known: Known, typed: Mapping[str, Any] | None = None, prefix: str = "") -> None:
        """`typed` is what `typed()` gave: {"fields": {...}, "rows": [{...}, ...]}; None for a form not begun."""
        self.known = known
        fields = (typed or {}).get("fields")
        start = f"{prefix}-" if prefix else ""
        formdata = MultiDict({start + name: text for name, text in fields.items()}) if fields is not None else None
        super().__init__(formdata=formdata, prefix=prefix, data=None if formdata is not None else self.defaults())
        self.set_choices()
        self.rows: list[StepForm] = []
        if self.row_form:
            rows = (typed or {}).get("rows") or [{} for _ in range(self.min_rows)]
            for number, row in enumerate(rows[:MAX_ROWS]):
                self.rows.append(self.row_form(known, {"fields": row} if row else None, f"{self.row_prefix}-{number}"))

    @classmethod
    def posted(cls, known: Known, form: Mapping[str, str]) -> "StepForm":
        """The form as it was sent; rows are renumbered in the order of their numbers."""
        rows: dict[int, dict[str, str]] = {}
        fields: dict[str, str] = {}
        for name, text in form.items():
            prefix, _dash, rest = name.partition("-")
            number, _dash, short = rest.partition("-")
            if cls.row_form and prefix == cls.row_prefix and number.isdecimal() and len(number) < 6 and short:
                rows.setdefault(int(number), {})[short] = text
            else:
                fields[name] = text
        return cls(known, {"fields": fields, "rows": [rows[number] for number in sorted(rows)]})

    def typed(self) -> dict[str, Any]:
        """What was typed, as plain JSON, for the draft."""
        kept: dict[str, Any] = {"fields": self.typed_fields()}
        if self.row_form:
            kept["rows"] = [row.typed_fields() for row in self.rows]
        return kept

    def typed_fields(self) -> dict[str, str]:
        return {
            name: ("y" if one.data else "") if isinstance(one, Tick) else str(one.data or "")
            for name, one in self._fields.items()
        }

    def defaults(self) -> dict[str, Any]:
        """What stands in a form not begun."""
        return {}

    def set_choices(self) -> None:
        """Give the fields of choice their lists."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed over what stood there from the start."""
        first = self.defaults()
        return all(not one.data or one.data == first.get(name) for name, one in self._fields.items())

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field and row. The answer is in `errors`, `problems()` and `warnings()` too."""
        is_right = super().validate(extra_validators)
        wrong_rows = [row for row in self.rows if not row.validate()]
        return is_right and not wrong_rows

    def problems(self) -> list[Problem]:
        """What is wrong, in the order of the form, rows at the end."""
        return self._told(lambda one: one.errors)

    def warnings(self) -> list[Problem]:
        """What is odd and must be confirmed."""
        return self._told(lambda one: getattr(one, "warnings", ()))

    def _told(self, messages: Callable[[Any], Sequence[str]]) -> list[Problem]:
        told = [
            Problem(target_of(one), label_of(one), str(message))
            for one in self._fields.values() for message in messages(one)
        ]  # fmt: skip
        for number, row in enumerate(self.rows, start=1):
            start = self.row_label(number)
            told.extend(Problem(p.target, f"{start}: {p.label}", p.message) for p in row._told(messages))
        return told

    def row_label(self, number: int) -> str:
        """How a row is named in a summary."""
        return _("Row %(number)d", number=number)


def target_of(one: Field) -> str:
    """The id of the control that a summary's link goes to: the first choice where there are several."""
    return f"{one.id}-0" if isinstance(one, RadioField) else str(one.id)


def label_of(one: Any) -> str:
    """A field's label; a part of a printed box is named with the box's number."""
    label = str(one.label.text)
    return _("Box %(box)s, %(label)s", box=one.box, label=label) if getattr(one, "box", "") else label
