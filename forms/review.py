"""Forms of the review: findings, preparing a decision, withdrawal, voiding."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from forms.text import LineField, LinesField
from models.review import OUTCOMES, Outcome, Stage
from rules.identifiers import normalize_control_code
from rules.refusal import Ground, needs_text


class FindingForm(FlaskForm):
    """The finding on one document (16): submitted, missing with words, or not applicable."""

    outcome = RadioField(_("Finding"), validators=[InputRequired(_("Choose a finding"))])
    note = LinesField(_("Note"), longest=2000, optional=True)

    def __init__(self, choices: list[SelectChoice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.outcome.choices = choices

    def validate(self, extra_validators: Any = None) -> bool:
        """What is missing or wrong must be said in words."""
        is_valid = super().validate(extra_validators)
        if self.outcome.data in (Outcome.MISSING, Outcome.REMARK) and not self.note.data:
            self.note.errors = [gettext("Say what is wrong: these words go into the decision")]
            return False
        return is_valid

    def values(self) -> dict[str, object]:
        """What the finding is to hold."""
        return {"outcome": Outcome(self.outcome.data), "note": self.note.data or ""}


class ConclusionFindingForm(FindingForm):
    """The finding on one information form (C11): controlled or not, the list code, the reasons."""

    is_controlled = RadioField(
        _("Export control"),
        choices=[
            SelectChoice("yes", _("Under export control")),
            SelectChoice("no", _("Not under export control")),
        ],
        validators=[InputRequired(_("Choose whether it is under export control"))],
    )
    control_list_code = LineField(_("Code by the control lists"), longest=40, optional=True)
    reasons = LinesField(_("Reasons"), longest=5000)
    code_is_right = BooleanField(_("The code is right as written"))

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        code, warning = normalize_control_code(self.control_list_code.data or "")
        if self.is_controlled.data == "yes" and not code:
            self.control_list_code.errors = [gettext("Write the code under which it is controlled")]
            return False
        if code and warning and not self.code_is_right.data:
            self.control_list_code.errors = [
                gettext("This is not written like a code such as 2B350.g: correct it, or confirm below")
            ]
            return False
        self.control_list_code.data = code
        return is_valid

    def values(self) -> dict[str, object]:
        controlled = self.is_controlled.data == "yes"
        return {
            **super().values(), "is_controlled": controlled, "reasons": self.reasons.data,
            "control_list_code": self.control_list_code.data if controlled else "",
        }  # fmt: skip


def outcome_choices(stage: Stage, names: Callable[[str], str]) -> list[SelectChoice]:
    """The outcomes of a stage with their words."""
    return [SelectChoice(outcome.value, names(outcome)) for outcome in OUTCOMES[stage]]


class ResultForm(FlaskForm):
    """Preparing a result: how many originals are to be made."""

    originals = IntegerField(
        _("Number of originals"), default=1,
        validators=[InputRequired(_("Fill in this field")), NumberRange(1, 9, _("From 1 to 9"))],
    )  # fmt: skip


class RefusalForm(ResultForm):
    """Preparing a refusal (16): at least one ground that is still open, and the written reasons."""

    ground_false = BooleanField()
    text_false = LinesField(_("In what it consists"), longest=2000, optional=True)
    ground_incomplete = BooleanField()
    text_incomplete = LinesField(_("In what it consists"), longest=2000, optional=True)
    ground_defects = BooleanField()
    text_defects = LinesField(_("In what it consists"), longest=2000, optional=True)
    ground_art40 = BooleanField()
    text_art40 = LinesField(_("In what it consists"), longest=2000, optional=True)
    reasons = LinesField(_("Written reasons"), longest=10000)

    def __init__(self, names: dict[Ground, str], **kwargs: Any) -> None:
        """`names`: the words of each ground that is open today; the others are not offered."""
        super().__init__(**kwargs)
        self.open_grounds = tuple(names)
        for ground in Ground:
            if ground not in names:
                del self[f"ground_{ground}"], self[f"text_{ground}"]
            else:
                self[f"ground_{ground}"].label.text = names[ground]

    @property
    def chosen(self) -> dict[Ground, str]:
        """The grounds ticked, each with its own words."""
        return {g: self[f"text_{g}"].data or "" for g in self.open_grounds if self[f"ground_{g}"].data}

    def validate(self, extra_validators: Any = None) -> bool:
        """At least one ground, and words for the ground that says nothing without them."""
        is_valid = super().validate(extra_validators)
        if not self.chosen and self.open_grounds:
            self[f"ground_{self.open_grounds[0]}"].errors = [gettext("Choose at least one ground")]
            return False
        for ground, words in self.chosen.items():
            if needs_text(ground) and not words:
                self[f"text_{ground}"].errors = [gettext("Say in which way this ground applies")]
                is_valid = False
        return is_valid


class IncompletenessRefusalForm(ResultForm):
    """Preparing the refusal to consider further (16): what is missing comes from the check; the reasons are written."""

    reasons = LinesField(_("Written reasons"), longest=10000)


class ReasonForm(FlaskForm):
    """An act that asks for nothing but its reason."""

    reason = LinesField(_("Reason"), longest=1000)
