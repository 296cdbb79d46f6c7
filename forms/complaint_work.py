"""Forms of the work on a complaint: the review, the reply, the extension, explanations, the case that is reopened."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from forms.text import DayField, LineField, LinesField
from rules.complaint_review import Found
from rules.complaint_workflow import Outcome

LONGEST_REASON, LONGEST_TEXT = 1000, 20000
_CHOOSE = _("Choose one")


class _OneOfList(SelectField):
    """One of a list that is given anew each time; an answer that is not in it is told as such."""

    def __init__(self, label: Any, *, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(label, [Optional() if optional else InputRequired(_CHOOSE)], validate_choice=False, **kwargs)
        self.is_optional = optional

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Set what may be chosen: pairs of a code and words."""
        self.choices = [SelectChoice("", gettext("Not chosen")), *(SelectChoice(code, name) for code, name in choices)]

    def pre_validate(self, form: Any) -> None:
        known = {choice.value for choice in self.choices or ()}
        if self.data and self.data not in known:
            raise ValidationError(_("Choose from the list"))


class CheckForm(FlaskForm):
    """What the review found on one question."""

    found = RadioField(_("Finding"), validators=[InputRequired(_("Choose a finding"))])
    note = LinesField(_("What was found"), longest=2000, optional=True)

    def __init__(self, choices: list[SelectChoice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.found.choices = choices

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.found.data in (Found.CONFIRMED, Found.NOT_CONFIRMED) and not self.note.data:
            self.note.errors = [gettext("Say what was found, and by what")]
            return False
        return is_valid


class ReplyForm(FlaskForm):
    """The reply on the merits: outcome, what was established; measures, where it is upheld in whole or in part."""

    outcome = RadioField(_("Outcome"), validators=[InputRequired(_CHOOSE)])
    text = LinesField(_("What was established"), longest=LONGEST_TEXT)
    measures = LinesField(_("Measures taken"), longest=LONGEST_TEXT, optional=True)

    def __init__(self, outcomes: list[SelectChoice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.outcome.choices = outcomes

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.outcome.data in (Outcome.UPHELD, Outcome.PARTLY) and not self.measures.data:
            self.measures.errors = [gettext("Say what is done about it")]
            return False
        return is_valid


class ExtendForm(FlaskForm):
    """Why the term is extended: the applicant is told it."""

    reason = LinesField(_("Reason of the extension"), longest=LONGEST_REASON)


class AskForm(FlaskForm):
    """Of whom an explanation is requested, of what, and by when."""

    official = _OneOfList(_("Official"))
    question = LinesField(_("What is to be explained"), longest=5000)
    due_on = DayField(_("To be given by"))

    def __init__(self, today: date, latest: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today, self.latest = today, latest

    def validate_due_on(self, field: DayField) -> None:
        if field.data and field.data < self.today:
            raise ValidationError(_("This day is over"))
        if field.data and field.data > max(self.latest, self.today):
            raise ValidationError(_("The reply to the complaint is due before that day"))


class AnswerForm(FlaskForm):
    """The explanation."""

    text = LinesField(_("Explanation"), longest=LONGEST_TEXT)


class ReopenForm(FlaskForm):
    """The term that the reply sets for the case (21)."""

    term_ends_on = DayField(_("Last day of the new term"))


class SendingForm(FlaskForm):
    """How a letter went to the applicant."""

    way = _OneOfList(_("Way of sending"))
    sent_on = DayField(_("Sent or given on"))
    note = LineField(_("Note: number of the mail, name of the recipient"), longest=500, optional=True)

    def __init__(self, since: date, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.since, self.today = since, today

    def validate_sent_on(self, field: DayField) -> None:
        _within(field, self.since, self.today)


class SatisfactionForm(FlaskForm):
    """What the applicant says of the procedure (indicator 4.1)."""

    answer = RadioField(_("Is the applicant satisfied with the procedure?"), validators=[InputRequired(_CHOOSE)])

    def __init__(self, choices: list[SelectChoice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.answer.choices = choices


class OfficerForm(FlaskForm):
    """Who works on the complaint."""

    officer = _OneOfList(_("Officer"))


class IdentifyForm(FlaskForm):
    """Which account is the official complained of."""

    account = _OneOfList(_("Account"), optional=True)


def _within(field: DayField, since: date, today: date) -> None:
    if field.data and field.data > today:
        raise ValidationError(_("The date is in the future"))
    if field.data and field.data < since:
        raise ValidationError(_("This is before what it answers"))
