"""A filled-in form as it is read again before registration: box by box, in the printed order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from forms.decree import wording
from forms.fields import Choice, Conditional, OneOf, Tick, TnVed
from forms.step_form import StepForm, target_of
from rules.identifiers import format_tn_ved


@dataclass(frozen=True)
class Answer:
    """One field: the heading of its box where one begins, its label, what was entered, what is wrong.

    A box of a single field has no heading, for its label says the same: `begins_box` alone parts it from the others.
    """

    begins_box: bool
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
        begins, last_box = box != last_box, box
        heading, label = wording(f"{wording_of_box}.{box}") if begins and box else "", str(field.label.text)
        if heading == label:
            heading, label = "", f"{box}. {label}"
        elif heading:
            heading = f"{box}. {heading}"
        yield Answer(begins, heading, label, shown(field), tuple(map(str, field.errors)), target_of(field))


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
