"""Forms of the working calendars (9): correct a day, import a year, confirm one. What they mean is a CalendarChange."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from forms.reference import CountField
from forms.text import DayField, LineField, LinesField
from models.calendar_change import CalendarChange, ChangeKind, DayKey
from rules.calendar import EXCHANGED, CalendarDay, DayReason, Scheme, WorkCalendar, weekly_day

OFF, WORKING, PATTERN = "off", "working", "pattern"
BOTH = "both"


class DayForm(FlaskForm):
    """A day as it is to be, or two that are exchanged (a Government move, which binds the five-day week alone)."""

    scheme = RadioField(
        _("Whose calendar"),
        choices=[
            SelectChoice(BOTH, _("both")),
            SelectChoice(Scheme.COMMITTEE.value, _("the Committee's")),
            SelectChoice(Scheme.CENTER.value, _("the Centers'")),
        ],
    )
    day = DayField(_("Day"))
    kind = RadioField(
        _("What the day is"),
        choices=[
            SelectChoice(OFF, _("a day off")),
            SelectChoice(WORKING, _("a working day")),
            SelectChoice(PATTERN, _("as its day of the week has it: no exception")),
        ],
    )
    exchanged_with = DayField(_("Exchanged with the day"), optional=True)
    name = LineField(_("Name"), longest=200, optional=True)
    act = LineField(_("Act it rests on"), longest=200, optional=True)
    reason = LinesField(_("Reason of the correction"), longest=1000)

    def __init__(self, *, calendar: WorkCalendar, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.calendar = calendar

    @classmethod
    def of(cls, calendar: WorkCalendar, scheme: str, day: date | None) -> "DayForm":
        """The form for a day as it stands."""
        if day is None or day.year not in calendar.years:
            return cls(calendar=calendar, data={"scheme": scheme, "kind": OFF})
        row = calendar.day(Scheme(scheme), day)
        stands = {
            "scheme": scheme, "day": day, "kind": WORKING if row.is_working else OFF, "name": row.name, "act": row.act,
            "exchanged_with": row.moved_from if row.reason in EXCHANGED else None,
        }  # fmt: skip
        return cls(calendar=calendar, data=stands)

    def validate_day(self, field: DayField) -> None:
        """A day that is exchanged must become something else, and be none of the public holidays."""
        self._require_loaded(field)
        other = self.exchanged_with.data
        if (
            not field.data
            or not other
            or self.kind.data not in (OFF, WORKING)
            or self._are_exchanged(other, field.data)
        ):
            return
        self._refuse_holiday(field.data)
        is_working = self.calendar.is_working(Scheme.COMMITTEE, field.data)
        if self.kind.data == OFF and not is_working:
            raise ValidationError(_("This is a day off already: name the working day that is off instead"))
        if self.kind.data == WORKING and is_working:
            raise ValidationError(_("This is a working day already: name the day off that is worked instead"))

    def validate_exchanged_with(self, field: DayField) -> None:
        """The other day must be what it gives away: a working day for a day off, or a day off for a working one."""
        if not field.data:
            return
        self._require_loaded(field)
        if self.scheme.data != Scheme.COMMITTEE:
            raise ValidationError(_("Only the Committee's days are exchanged: moves do not apply to the Centers"))
        if field.data == self.day.data:
            raise ValidationError(_("This is the same day: name the other day of the exchange, or leave this empty"))
        if self.kind.data == PATTERN or not self.day.data or self.day.errors:
            return
        other = self.calendar.day(Scheme.COMMITTEE, field.data)
        if self._are_exchanged(field.data, self.day.data):
            if other.is_working != (self.kind.data == OFF):
                raise ValidationError(_("These days are exchanged already: to take that back, choose no exception"))
            return
        if field.data.year != self.day.data.year:
            raise ValidationError(
                _("Days are exchanged within a year: name a day of %(year)s", year=self.day.data.year)
            )
        self._refuse_holiday(field.data)
        if self.kind.data == OFF and other.is_working:
            raise ValidationError(_("This is a working day already: name the day off that is worked instead"))
        if self.kind.data == WORKING and not other.is_working:
            raise ValidationError(_("This is a day off already: name the working day that is off instead"))

    def validate_reason(self, _field: LinesField) -> None:
        if self.day.data and not self.day.errors and not self.exchanged_with.errors and self._changes_nothing():
            raise ValidationError(_("The calendar says so already: nothing would change"))

    def _are_exchanged(self, one: date, other: date) -> bool:
        """Whether the first day is one of an exchange with the second."""
        if one.year not in self.calendar.years:
            return False
        row = self.calendar.day(Scheme.COMMITTEE, one)
        return row.reason in EXCHANGED and row.moved_from == other

    def _refuse_holiday(self, day: date) -> None:
        """A move concerns days off of the week: a holiday would lose its name and its act by it."""
        if self.calendar.day(Scheme.COMMITTEE, day).reason is DayReason.HOLIDAY:
            raise ValidationError(
                _("A public holiday is not exchanged: name a day off of the week, or correct this day by itself")
            )

    def _require_loaded(self, field: DayField) -> None:
        if field.data and field.data.year not in self.calendar.years:
            year = field.data.year
            raise ValidationError(_("The calendar of %(year)s is not loaded: import it first", year=year))

    @property
    def change(self) -> CalendarChange:
        """What the form means, once it is valid."""
        reason = self.reason.data or ""
        if self.kind.data == PATTERN:
            return CalendarChange(ChangeKind.CORRECTED, reason, drop=tuple(self._keys()))
        return CalendarChange(ChangeKind.CORRECTED, reason, put=tuple(self._days()))

    def _changes_nothing(self) -> bool:
        if self.kind.errors or self.scheme.errors:
            return False
        change = self.change
        return all(_says_the_same(self.calendar.day(row.scheme, row.day), row) for row in change.put) and all(
            self.calendar.day(*key) == weekly_day(*key) for key in change.drop
        )

    def _keys(self) -> Iterator[DayKey]:
        schemes = tuple(Scheme) if self.scheme.data == BOTH else (Scheme(self.scheme.data),)
        days = [day for day in (self.day.data, self.exchanged_with.data) if day]
        return ((scheme, day) for scheme in schemes for day in days)

    def _days(self) -> Iterator[CalendarDay]:
        is_working, other = self.kind.data == WORKING, self.exchanged_with.data
        for scheme, day in self._keys():
            is_given = day != self.day.data
            works = is_working != is_given
            named = CalendarDay(
                scheme, day, works, DayReason.CORRECTED, self.name.data or "" if not is_given else "",
                self.act.data or "",
            )  # fmt: skip
            if other:
                reason = DayReason.MOVED_WORKING if works else DayReason.MOVED_OFF
                yield replace(named, reason=reason, moved_from=self.day.data if is_given else other)
                continue
            stands = self.calendar.day(scheme, day)
            if stands.is_working == works and stands != weekly_day(scheme, day) and stands.reason not in EXCHANGED:
                named = replace(named, reason=stands.reason, moved_from=stands.moved_from)  # its name or act alone
            yield named


def _says_the_same(stands: CalendarDay, row: CalendarDay) -> bool:
    """Whether nothing but the reason kept for the day would be another: it is off or worked, named and founded so."""
    told = (row.is_working, row.name, row.act) == (stands.is_working, stands.name, stands.act)
    return row == stands or (told and row.reason not in EXCHANGED)


class YearForm(FlaskForm):
    """Which year to import."""

    year = CountField(_("Year"), least=2011, most=2099)


class ImportForm(FlaskForm):
    """The days of a year as the package gives them, taken or left; of a year that is loaded, only those chosen."""

    take = SelectMultipleField(_("Days to take"), validate_choice=False)
    reason = LinesField(_("Reason"), longest=1000, optional=True)

    def __init__(self, *, is_loaded: bool, offered: frozenset[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_loaded, self.offered = is_loaded, offered

    def validate_take(self, field: SelectMultipleField) -> None:
        """Nothing is taken silently: the administrator's own corrections are not ticked beforehand."""
        if self.is_loaded and not self.taken:
            raise ValidationError(_("Choose at least one day"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A year that is loaded is corrected by an import, and a correction has its reason."""
        is_valid: bool = super().validate(extra_validators)
        if self.is_loaded and not self.reason.data:
            self.reason.errors = [*self.reason.errors, gettext("Fill in this field")]
            return False
        return is_valid

    @property
    def taken(self) -> frozenset[str]:
        """The days chosen of those offered; of a new year all."""
        return self.offered & set(self.take.data or ()) if self.is_loaded else self.offered


class ConfirmForm(FlaskForm):
    """An administrator vouches for a year."""

    reason = LinesField(_("What the year was checked against"), longest=1000, optional=True)
