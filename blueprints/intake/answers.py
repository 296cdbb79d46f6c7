"""A filled-in form as it is read again before registration: box by box, in the printed order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from forms.fields import Choice, Conditional, OneOf, Tick, TnVed
from forms.step_form import StepForm, target_of
from models.wording import text as wording
from rules.identifiers import format_tn_ved


@dataclass(frozen=True)
class Answer:
    """One field: the heading of its box where a box begins, its label, what was entered, what is wrong."""

    heading: str
    label: str
    value: str
    errors: tuple[str, ...]
    target: str


def answers(form: StepForm, wording_of_box: str = "") -> Iterator[Answer]:
    """The answers that apply, in order; `wording_of_box` is where the labels of boxes are: "guarantee"."""
    last_box = ""
    for field in form._fields.values():
        if isinstance(field, Conditional) and not field.applies_to(form):
            continue
        box = getattr(field, "box", "")
        heading = f"{box}. {wording(f'{wording_of_box}.{box}')}" if box and box != last_box else ""
        last_box = box
        yield Answer(heading, str(field.label.text), shown(field), tuple(map(str, field.errors)), target_of(field))


def shown(field: Any) -> str:
    """What was entered, as it will stand in the record."""
    if isinstance(field, Tick):
        return _("Yes") if field.data else _("No")
    if isinstance(field, Choice | OneOf):
        names = {choice.value: str(choice.label) for choice in field.choices if choice.value}
        return names.get(field.data or "", field.data or "")
    if isinstance(field, TnVed) and field.value:
        return format_tn_ved(field.value)
    return str(field.data or "")
