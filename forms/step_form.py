"""A step of a filing: fields and perhaps numbered rows, which may be saved half filled and are checked as a whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, RadioField
from wtforms.fields import SelectChoice

from forms.fields import Tick

MAX_ROWS = 1000


@dataclass(frozen=True)
class Known:
    """What the fields are checked against: the day, and the reference tables."""

    now: datetime
    today: date
    countries: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    unit_codes: Mapping[str, str] = field(default_factory=dict)  # by their short names in either language
    centers: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    channels: Sequence[tuple[str, str]] = ()
    stops: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)  # today's, by channel
    addressee: str = ""

    @cached_property
    def unit_choices(self) -> list[SelectChoice]:
        """The units, made once for however many rows."""
        return [SelectChoice(code, name) for code, name in self.units.items()]

    @cached_property
    def country_choices(self) -> list[SelectChoice]:
        """The countries, after an empty choice."""
        first = SelectChoice("", gettext("Choose a country"))
        return [first, *(SelectChoice(code, name) for code, name in self.countries.items())]


@dataclass(frozen=True)
class Problem:
    """One line of a summary: the control to go to, its label, and what is wrong or odd."""

    target: str
    label: str
    message: str


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
        return gettext("Row %(number)d", number=number)


def target_of(one: Field) -> str:
    """The id of the control that a summary's link goes to: the first choice where there are several."""
    return f"{one.id}-0" if isinstance(one, RadioField) else str(one.id)


def label_of(one: Any) -> str:
    """A field's label; a part of a printed box is named with the box's number."""
    label = str(one.label.text)
    return gettext("Box %(box)s, %(label)s", box=one.box, label=label) if getattr(one, "box", "") else label
