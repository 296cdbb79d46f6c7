"""Forms about receipts for an outage: how many to print, why one is spoiled, what stands on one that was used."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import Field, SelectChoice
from wtforms.validators import ValidationError

from forms.reference import CountField
from forms.text import DayField, LineField, LinesField
from forms.validators import Wrong, parse_time
from models.outage import ENTERED_WITHIN, MOST_BLANKS, BlankState, OutageBlank


class PrintForm(FlaskForm):
    """How many blanks, and for which place."""

    place = SelectField(_("For which place"))
    count = CountField(_("How many blanks"), least=1, most=MOST_BLANKS)

    def __init__(self, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.place.choices = [SelectChoice(code, name) for code, name in places.items()]


class SpoilForm(FlaskForm):
    """Why a blank will not be used."""

    reason = LinesField(_("What happened to the blank"), longest=500)


class OutageEntryForm(FlaskForm):
    """What stands on the blank that the applicant was given, and why the system could not be used."""

    blank = LineField(_("Number of the blank"), longest=64)
    accepted_on = DayField(_("Day of acceptance"))
    accepted_time = LineField(_("Time of acceptance"), longest=5)
    accepted_by = SelectField(_("Who accepted and signed the blank"), coerce=int)
    promised_on = DayField(_("Day of hand-out written on the blank"))
    reason = LinesField(_("Why the system could not be used"), longest=500)
    late_reason = LinesField(_("Why it is entered later than in three days"), longest=500, optional=True)

    def __init__(
        self, find_blank: Callable[[str], OutageBlank | None], people: Mapping[int, str], zone: ZoneInfo, now: datetime,
        draft_id: int, **kwargs: Any,
    ) -> None:  # fmt: skip
        """`find_blank` looks among the blanks of the place that accepts; `zone` is that place's."""
        super().__init__(**kwargs)
        self.find_blank, self.zone, self.now, self.draft_id = find_blank, zone, now, draft_id
        self.accepted_by.choices = [SelectChoice(str(number), name) for number, name in people.items()]
        self.found: OutageBlank | None = None
        self.accepted_at: datetime | None = None

    def validate_blank(self, field: LineField) -> None:
        self.found = self.find_blank(field.data or "")
        if self.found is None:
            raise ValidationError(_("This place has no blank of this number"))
        if self.found.state is BlankState.USED:
            raise ValidationError(_("This blank is used: its receipt is registered"))
        if self.found.state is BlankState.SPOILED:
            raise ValidationError(_("This blank is marked as spoiled"))
        entry = self.found.entry
        if entry is not None and entry.draft_id != self.draft_id and entry.is_in_use:
            name = entry.entered_by.short_name
            raise ValidationError(gettext("This blank is in another filing, entered by %(name)s", name=name))

    def validate_accepted_time(self, field: LineField) -> None:
        try:
            at = parse_time(field.data or "")
        except Wrong as wrong:
            raise ValidationError(str(wrong)) from wrong
        if isinstance(self.accepted_on.data, date):
            self.accepted_at = datetime.combine(self.accepted_on.data, at, self.zone)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each field by itself, then what one answer demands of the others."""
        is_valid = super().validate(extra_validators)
        for field, words in self._wrong():
            if not field.errors:
                field.errors = [words]
                is_valid = False
        return is_valid

    def _wrong(self) -> list[tuple[Field, Any]]:
        at, wrong = self.accepted_at, list[tuple[Field, Any]]()
        if at is None:
            return wrong
        if at > self.now:
            wrong.append((self.accepted_time, _("The time is in the future")))
        elif self.found and at < self.found.batch.printed_at:
            printed = f"{self.found.batch.printed_at.astimezone(self.zone):%d.%m.%Y, %H:%M}"
            wrong.append((self.accepted_time, gettext("The blank was printed only on %(moment)s", moment=printed)))
        elif self.now - at > ENTERED_WITHIN and not self.late_reason.data:
            wrong.append((self.late_reason, _("More than three days have passed: say why")))
        if isinstance(self.promised_on.data, date) and self.promised_on.data < at.date():
            wrong.append((self.promised_on, _("The day of hand-out is before the acceptance")))
        return wrong
