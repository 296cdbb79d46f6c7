"""The form of a visit for a result (15). The decree says who may come; the form itself is not statutory."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields import Field, SelectChoice
from wtforms.validators import InputRequired

from forms.text import DayField, LineField, LinesField
from models.application import Application
from models.custody import HandOut, HandOutOutcome, Recipient, originals_left
from rules.terms import Place

IDENTITY_KINDS = {
    "identity_card": _("Identity card"),
    "passport": _("Passport"),
    "foreign_passport": _("Passport of a foreign citizen"),
    "residence_permit": _("Residence permit"),
    "stateless_card": _("Card of a stateless person"),
}
RECIPIENTS = {
    Recipient.APPLICANT: _("The applicant in person"),
    Recipient.REPRESENTATIVE: _("A representative under a power of attorney"),
    Recipient.PORTAL_CABINET: _("Put into the cabinet on the Portal"),
}
OUTCOMES = {
    HandOutOutcome.TAKEN: _("Took the result"),
    HandOutOutcome.NOT_ACCEPTED: _("Refused to accept it"),
}
RECEIPTS = {
    "returned": _("Given back"), "shown": _("Shown and left with the recipient"), "lost": _("Not shown or lost"),
}  # fmt: skip
_FILL_IN = _("Fill in this field")
_CHOOSE = _("Choose one")


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(code), name) for code, name in words.items()]


class HandOutForm(FlaskForm):
    """Who came, with which papers, and what they took."""

    recipient = RadioField(_("Who receives the result"), [InputRequired(_CHOOSE)])
    recipient_name = LineField(_("Surname, given name, patronymic"), longest=200)
    identity_kind = SelectField(_("Identity document"))
    identity_number = LineField(_("Number of the document"), longest=64, optional=True)
    identity_valid_until = DayField(_("The document is valid until"), optional=True)
    attorney_number = LineField(_("Number of the power of attorney"), longest=64, optional=True)
    attorney_date = DayField(_("Date of the power of attorney"), optional=True)
    attorney_valid_until = DayField(_("Valid until"), optional=True)
    attorney_names_them = BooleanField(_("It was given by whom the result is issued to, and names this person"))
    receipt = RadioField(_("Receipt for the documents"), choices=_choices(RECEIPTS), default="returned")
    outcome = RadioField(_("Outcome"), choices=_choices(OUTCOMES), default=HandOutOutcome.TAKEN)
    originals = SelectField(_("Originals handed out"), coerce=int)
    note = LinesField(_("Note"), longest=1000, optional=True)

    def __init__(self, application: Application, today: date, **kwargs: Any) -> None:
        """`today` is the local date of the counter; a power of attorney is good to the end of its last day."""
        left = originals_left(application)
        is_portal = application.hand_out_place is Place.PORTAL
        first = Recipient.PORTAL_CABINET if is_portal else Recipient.APPLICANT
        defaults = {"recipient": first, "originals": left, "identity_kind": "identity_card"}
        if is_portal:
            defaults["recipient_name"] = application.issued_to[0]
        super().__init__(data=defaults, **kwargs)
        self.today = today
        offered = [first, *(r for r in (Recipient.APPLICANT, Recipient.REPRESENTATIVE) if r is not first)]
        self.recipient.choices = [SelectChoice(r.value, self._recipient_name(application, r)) for r in offered]
        self.identity_kind.choices = _choices(IDENTITY_KINDS)
        self.originals.choices = [SelectChoice(str(n)) for n in range(1, left + 1)]

    @staticmethod
    def _recipient_name(application: Application, recipient: Recipient) -> Any:
        if recipient is Recipient.APPLICANT and application.is_issued_to_importer:
            return _("The importer in person")
        return RECIPIENTS[recipient]

    @property
    def is_for_cabinet(self) -> bool:
        return self.recipient.data == Recipient.PORTAL_CABINET

    @property
    def is_for_representative(self) -> bool:
        return self.recipient.data == Recipient.REPRESENTATIVE

    @property
    def is_taken(self) -> bool:
        return self.is_for_cabinet or self.outcome.data == HandOutOutcome.TAKEN

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each field by itself, then what one answer demands of the others."""
        is_valid = super().validate(extra_validators)
        for field, words in self._missing_or_wrong():
            if not field.errors:
                field.errors = [words]
                is_valid = False
        return is_valid

    def _missing_or_wrong(self) -> Iterable[tuple[Field, Any]]:
        if not self.is_for_cabinet and not self.identity_number.data:
            yield self.identity_number, _FILL_IN
        until = self.identity_valid_until.data
        if not self.is_for_cabinet and until and until < self.today:
            yield self.identity_valid_until, _("The document expired on %(day)s", day=format_date(until, "dd.MM.yyyy"))
        if self.is_for_representative:
            yield from self._wrong_attorney()
        if not self.is_taken and not self.note.data:
            yield self.note, _("Say why the result was not accepted")
        elif not self.is_for_cabinet and self.receipt.data == "lost" and not self.note.data:
            yield self.note, _("Say what happened to the receipt")

    def _wrong_attorney(self) -> Iterable[tuple[Field, Any]]:
        issued, until = self.attorney_date, self.attorney_valid_until
        for field in (self.attorney_number, issued, until):
            if not field.data:
                yield field, _FILL_IN
        if issued.data and issued.data > self.today:
            yield issued, _("The power of attorney is not in force before its date")
        if until.data and until.data < self.today:
            yield until, _("The power of attorney expired on %(day)s", day=format_date(until.data, "dd.MM.yyyy"))
        elif until.data and issued.data and until.data < issued.data:
            yield until, _("The last day is before the first")
        if not self.attorney_names_them.data:
            yield self.attorney_names_them, _("A power of attorney from or for somebody else is not accepted")

    def visit(self) -> HandOut:
        """The visit as the record keeps it; what the answers do not ask for is left out."""
        has_person, has_attorney = not self.is_for_cabinet, self.is_for_representative
        return HandOut(
            outcome=HandOutOutcome.TAKEN if self.is_taken else HandOutOutcome.NOT_ACCEPTED,
            recipient=Recipient(self.recipient.data),
            recipient_name=self.recipient_name.data,
            identity_kind=self.identity_kind.data if has_person else "",
            identity_number=(self.identity_number.data or "") if has_person else "",
            identity_valid_until=self.identity_valid_until.data if has_person else None,
            attorney_number=self.attorney_number.data if has_attorney else "",
            attorney_date=self.attorney_date.data if has_attorney else None,
            attorney_valid_until=self.attorney_valid_until.data if has_attorney else None,
            originals=self.originals.data if self.is_taken else 0,
            receipt_shown=has_person and self.receipt.data != "lost",
            receipt_returned=has_person and self.is_taken and self.receipt.data == "returned",
            note=self.note.data or "",
        )
