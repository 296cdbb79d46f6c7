"""Forms of the help with complaints (20): a consultation, what is asked of their log, the draft of a complaint."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from forms.registers import PeriodFilter
from forms.text import LineField, LinesField
from models.consultation import Means
from rules.complaint_routing import Addressee, Subject, route

MEANS = {
    Means.IN_PERSON: _("In person"),
    Means.TELEPHONE: _("By telephone"),
    Means.LETTER: _("By letter"),
    Means.ELECTRONIC: _("Electronically"),
}
HAPPENED = {
    Subject.RESULT: _("I do not agree with the result, or with the refusal"),
    Subject.COMMITTEE_SERVICE: _("I was served badly at the Committee"),
    Subject.COMMITTEE_HEAD: _("I complain of the head of the Committee"),
    Subject.CENTER_SERVICE: _("I was served badly by a worker of a Center"),
    Subject.CENTER_HEAD: _("I complain of the head of a Center"),
    Subject.PORTAL: _("The Portal does not work as it should"),
}
"""What happened, in the words of who complains."""
GENERAL = _("The procedure in general")
_CHOOSE = _("Choose one")


def choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """The choices of a field, by code."""
    return [SelectChoice(str(code), name) for code, name in words.items()]


class ConsultationForm(FlaskForm):
    """Who asked what, and what they were told."""

    means = RadioField(_("How they asked"), [InputRequired(_CHOOSE)], choices=choices(MEANS), default=Means.TELEPHONE)
    subject = SelectField(_("What it is about"))
    asked_by = LineField(_("Who asked"), longest=200, optional=True)
    number = LineField(_("Number of the application"), longest=64, optional=True)
    question = LinesField(_("Question"), longest=2000)
    answer = LinesField(_("Explained"), longest=2000)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.subject.choices = [SelectChoice("", GENERAL), *choices(HAPPENED)]


class ConsultationFilter(PeriodFilter):
    """What is asked of the log, read from the address. None of it is demanded."""

    find = LineField(_("Name or words"), longest=100, optional=True)
    subject = SelectField(_("What it is about"), default="")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        general = SelectChoice("general", GENERAL)
        self.subject.choices = [SelectChoice("", _("Any")), general, *choices(HAPPENED)]


class DraftForm(FlaskForm):
    """What the assistant asks (20, 24). Only what happened must be said: the rest may be written in by hand."""

    subject = RadioField(_("What happened?"), [InputRequired(_CHOOSE)], choices=choices(HAPPENED))
    addressee = SelectField(_("To whom"), default="")
    center = SelectField(_("Which Center"), default="")
    full_name = LineField(_("Surname, given name, patronymic"), longest=200, optional=True)
    postal_address = LineField(_("Postal address"), longest=500, optional=True)
    phone = LineField(_("Telephone"), longest=100, optional=True)
    officials = LinesField(_("Whose actions: body or post, surname and initials"), longest=1000, optional=True)
    number = LineField(_("Number of the application"), longest=64, optional=True)
    reasons = LinesField(_("What was wrong, and why you think so"), longest=8000, optional=True)
    demands = LinesField(_("What you ask for"), longest=2000, optional=True)
    attachments = LinesField(_("Attached papers"), longest=1000, optional=True)

    def __init__(self, centers: list[SelectChoice], addressees: Mapping[Any, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.center.choices = [SelectChoice("", _("Not chosen")), *centers]
        self.addressee.choices = [SelectChoice("", _("As the standard says")), *choices(addressees)]

    def validate_addressee(self, field: SelectField) -> None:
        happened = self.happened
        if field.data and happened and field.data not in route(happened).addressees:
            raise ValidationError(_("The standard names another addressee for this"))

    def validate_center(self, field: SelectField) -> None:
        if not field.data and self.goes_to is Addressee.CENTER_HEAD:
            raise ValidationError(_("Choose the Center whose head the complaint goes to"))

    @property
    def happened(self) -> Subject | None:
        """What the complaint is about; None while it is not said."""
        return Subject(self.subject.data) if self.subject.data in set(Subject) else None

    @property
    def goes_to(self) -> Addressee | None:
        """The addressee chosen, or the one that the rule proposes (21, 22); None before it is said what happened."""
        if self.addressee.data in set(Addressee):
            return Addressee(self.addressee.data)
        return route(self.happened).proposed if self.happened else None
