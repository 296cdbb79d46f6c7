"""The form that records how an applicant was told that the result is ready."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from forms.text import LineField, LinesField
from models.ready_notice import Means, ReadyNotice, Told

LEAST_DIGITS = 5
"""So many a telephone of a district has at least."""
_MEANS: dict[Means, LazyString] = {
    Means.CALL: _("Telephone call"), Means.SMS: _("SMS, sent"), Means.EMAIL: _("E-mail, sent"),
}  # fmt: skip
_ANSWERS: dict[Told, LazyString] = {
    Told.REACHED: _("Reached, told of the place and the day"), Told.NOT_REACHED: _("Not reached"),
    Told.WRONG_NUMBER: _("Wrong number"),
}  # fmt: skip


class ReadyNoticeForm(FlaskForm):
    """By which means, to which telephone or address, and what came of a call."""

    means = RadioField(_("How the applicant was told"), [InputRequired(_("Choose one"))])
    outcome = RadioField(_("Outcome of the call"), choices=[], validate_choice=False)
    contact = LineField(_("Telephone or e-mail"), longest=200)
    note = LinesField(_("Note"), longest=1000, optional=True)

    def __init__(self, contact: str, **kwargs: Any) -> None:
        super().__init__(data={"contact": contact, "means": Means.CALL}, **kwargs)
        self.means.choices = [SelectChoice(code.value, words) for code, words in _MEANS.items()]
        self.outcome.choices = [SelectChoice(code.value, words) for code, words in _ANSWERS.items()]

    @property
    def is_call(self) -> bool:
        return self.means.data == Means.CALL

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each field by itself, then what the means demands of the others."""
        is_valid = super().validate(extra_validators)
        if self.is_call and self.outcome.data not in list(_ANSWERS):
            self.outcome.errors, is_valid = [_("Say what came of the call")], False
        if not self.contact.errors and (words := self._wrong_contact()):
            self.contact.errors, is_valid = [words], False
        return is_valid

    def _wrong_contact(self) -> LazyString | None:
        typed = self.contact.data or ""
        if self.means.data == Means.EMAIL:
            name, _at, host = typed.partition("@")
            return None if name and "." in host and " " not in typed else _("This is no e-mail address")
        return None if sum(c.isdigit() for c in typed) >= LEAST_DIGITS else _("This is no telephone number")

    def notice(self) -> ReadyNotice:
        """The attempt as it is recorded; a message has no answer."""
        return ReadyNotice(
            means=Means(self.means.data), outcome=Told(self.outcome.data) if self.is_call else Told.SENT,
            contact=self.contact.data, note=self.note.data or "",
        )  # fmt: skip
