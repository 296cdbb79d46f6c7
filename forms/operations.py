"""Forms of what runs by itself: whom a warning goes to, and how long before the day."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from forms.accounts import BoxesField
from forms.reference import CountField
from rules.warnings import Addressee

MOST_LEAD_DAYS = 60


class WarningForm(FlaskForm):
    """The setting of one kind of warning."""

    lead_days = CountField(_("Working days before"), least=0, most=MOST_LEAD_DAYS)
    addressees = BoxesField(_("Who is warned"))
    is_urgent = BooleanField(_("Urgent: goes by e-mail at once"))

    def __init__(self, *, addressees: Iterable[SelectChoice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.addressees.choices = list(addressees)

    def validate_addressees(self, field: BoxesField) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one: a warning to nobody would be missed"))

    @property
    def chosen(self) -> frozenset[Addressee]:
        """The boxes ticked."""
        return frozenset(Addressee(value) for value in self.addressees.data or ())
