"""What the form macros cannot ask of a WTForms field by themselves: its kind, and a form's errors as one flat list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext
from wtforms import Field, FieldList, FormField, RadioField, SelectMultipleField, widgets
from wtforms.form import BaseForm


@dataclass(frozen=True)
class FieldProblem:
    """One line of the error summary: the control to go to, its label, and what is wrong."""

    target: str
    label: str
    message: str


def field_kind(field: Field) -> str:
    """text, textarea, select, radio, checkboxes, checkbox or file: which markup the field needs."""
    widget = field.widget
    if isinstance(field, RadioField):
        return "radio"
    if isinstance(field, SelectMultipleField) and isinstance(widget, widgets.ListWidget):
        return "checkboxes"
    for kind, cls in (
        ("textarea", widgets.TextArea),
        ("select", widgets.Select),
        ("checkbox", widgets.CheckboxInput),
        ("file", widgets.FileInput),
    ):
        if isinstance(widget, cls):
            return kind
    return "text"


def field_target(field: Field) -> str:
    """The id that a link in the summary goes to: the first choice of a group, else the control itself."""
    return f"{field.id}-0" if field_kind(field) in ("radio", "checkboxes") else str(field.id)


def form_problems(form: BaseForm) -> list[FieldProblem]:
    """Every error of a form in the order of its fields, nested forms and rows included.

    A label of a field in the third row begins with "Row 3"; one inside a nested form is told as it stands.
    """
    problems = [FieldProblem("main", "", str(message)) for message in getattr(form, "form_errors", ())]
    for field in form:
        problems.extend(_problems_of(field, ""))
    return problems


def _problems_of(field: Any, prefix: str) -> Iterator[FieldProblem]:
    if isinstance(field, FormField):
        for inner in field.form:
            yield from _problems_of(inner, prefix)
    elif isinstance(field, FieldList):
        for index, entry in enumerate(field.entries, start=1):
            row = gettext("Row %(number)d", number=index)
            yield from _problems_of(entry, f"{prefix}{row}: ")
        for message in field.errors:
            if isinstance(message, str):  # the list's own, such as too few rows; its entries told theirs above
                yield FieldProblem(str(field.id), str(field.label.text), message)
    else:
        for message in field.errors:
            yield FieldProblem(field_target(field), f"{prefix}{field.label.text}", str(message))


def register(app: Flask) -> None:
    """Make these filters of every template."""
    app.add_template_filter(field_kind)
    app.add_template_filter(field_target)
    app.add_template_filter(form_problems)
