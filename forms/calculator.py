"""What the calculator of terms is asked: a filing that need not exist, read from the address."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.fields import SelectChoice

from forms import validators
from forms.fields import Choice, Day, Line, OneOf, TimeOfDay
from models.center import Center
from rules.terms import COMMITTEE_ZONE, Filing, Place, Service

SERVICES = (
    SelectChoice(Service.EUC.value, _("End-user certificate")),
    SelectChoice(Service.CONCLUSION.value, _("Conclusion on export-controlled products")),
)
PLACES = (
    SelectChoice(Place.COMMITTEE.value, _("At the Committee")),
    SelectChoice(Place.CENTER.value, _("At a Center")),
    SelectChoice(Place.PORTAL.value, _("On the Portal")),
)
SAME_PLACE = ""


class AnyDay(Day):
    """A date, past or to come; the year is checked against the calendars that are loaded."""

    def parse(self, text: str, form: Any) -> date:
        day = validators.parse_day(text, today=date.max)
        if day.year not in form.years:
            raise validators.Wrong(form.years_in_words())
        self.data = day.isoformat()  # as a browser's own field of a date wants it
        return day


class AnyTime(TimeOfDay):
    """A time of day, as a browser's own field of a time wants it."""

    def parse(self, text: str, form: Any) -> time:
        at = super().parse(text, form)
        self.data = f"{at:%H:%M}"
        return at


class CalculatorForm(Form):
    """A filing as `rules.terms.Filing` has it (7.1–7.6, 14.1, 15, 16). Moments are local times of the place."""

    service = OneOf(_("Service"), choices=SERVICES)
    channel = OneOf(_("Where the application is accepted"), choices=PLACES)
    center = Choice(_("Accepting Center"), applies=lambda form: form.channel.data == Place.CENTER)
    filed_on = AnyDay(_("Day of filing"), limit=20)
    filed_time = AnyTime(_("Time of filing"), limit=8)
    hand_out = OneOf(
        _("Where the result is handed out"), choices=(SelectChoice(SAME_PLACE, _("At the same place")), *PLACES),
        optional=True, default=SAME_PLACE,
    )  # fmt: skip
    hand_out_center = Choice(_("Center of hand-out"), applies=lambda form: form.hand_out.data == Place.CENTER)
    received_on = AnyDay(_("Day on which the documents reached the Committee"), limit=20, optional=True)
    received_time = AnyTime(_("Time of receipt"), limit=8, optional=True)
    signed_on = AnyDay(
        _("Day of signing"), limit=20, optional=True, applies=lambda form: form.service.data == Service.EUC
    )
    arrived_on = AnyDay(
        _("Day on which the result reached the Center"), limit=20, optional=True,
        applies=lambda form: form.hand_out_at == Place.CENTER,
    )  # fmt: skip

    def __init__(
        self,
        centers: Mapping[str, Center],
        years: tuple[int, ...],
        asked: MultiDict[str, str] | None = None,
        first: Mapping[str, str] | None = None,
    ) -> None:
        """`asked` is the query of the address, None on a first visit; `first` is what stands there then."""
        self.centers, self.years = centers, years
        super().__init__(formdata=asked, data=first)
        named = [SelectChoice(key, f"{key} {one.name}", optgroup=one.branch.name) for key, one in centers.items()]
        for field in (self.center, self.hand_out_center):
            field.choices = [SelectChoice("", gettext("Choose a Center")), *named]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for field in self:
            if len(set(field.raw_data or ())) > 1:
                self._tell(field, gettext("The link gives several values: leave one of them"))
        if self.received_time.data and not self.received_on.data:
            self._tell(self.received_on, gettext("Write the day that this time belongs to"))
        if self.received_on.data and not self.received_time.data:
            self._tell(self.received_time, gettext("Write the time of this day, too"))
        if not self.errors:
            self._check_order()
        return not self.errors

    def _check_order(self) -> None:
        if self.received_at < self.filed_at:
            self._tell(self.received_on, gettext("The documents cannot arrive before they are filed"))
        for field in (self.signed_on, self.arrived_on):
            if field.value and self.filed_on.value and field.value < field_day(self.filed_on):
                self._tell(field, gettext("This cannot be before the filing"))

    def tell_year(self, year: int) -> None:
        """The dates reach into a year that is not loaded: said at the day that leads there."""
        days = [f for f in (self.filed_on, self.received_on, self.signed_on, self.arrived_on) if f.value]
        nearest = (min if year < field_day(self.filed_on).year else max)(days, key=field_day)
        self._tell(nearest, gettext("The dates reach into %(year)s.", year=year) + " " + self.years_in_words())

    def years_in_words(self) -> str:
        """Which years can be reckoned with."""
        if not self.years:
            return gettext("No year of the working calendars is loaded yet: ask an administrator")
        return gettext(
            "The working calendars are loaded for %(first)s–%(last)s only", first=self.years[0], last=self.years[-1]
        )

    @staticmethod
    def _tell(field: Line, words: str) -> None:
        field.errors = [*field.errors, words]

    @property
    def hand_out_at(self) -> str:
        """The place of hand-out: the place of acceptance unless another one is chosen (10)."""
        return self.hand_out.data or self.channel.data or ""

    @property
    def hand_out_center_key(self) -> str:
        return (self.hand_out_center if self.hand_out.data else self.center).value

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the place of acceptance."""
        center = self.centers.get(self.center.value)
        return ZoneInfo(center.zone) if center else COMMITTEE_ZONE

    @property
    def filed_at(self) -> datetime:
        """The moment of filing, by the clock of the place; of a form that is valid."""
        return _moment(self.filed_on, self.filed_time, self.zone)

    @property
    def received_at(self) -> datetime:
        """When the documents reached the Committee, by its clock; the filing itself where that is left out."""
        if not self.received_on.value:
            return self.filed_at
        # Of an hour that occurs twice the first pass is meant, unless that would be before the filing.
        first, second = (_moment(self.received_on, self.received_time, COMMITTEE_ZONE, fold) for fold in (0, 1))
        return second if first < self.filed_at else first

    def filing(self) -> Filing:
        """What was asked, for the rules; of a form that is valid."""
        accepting, handing_out = self.centers.get(self.center.value), self.centers.get(self.hand_out_center_key)
        return Filing(
            service=Service(self.service.value), channel=Place(self.channel.value), filed_at=self.filed_at,
            received_at=self.received_at, hand_out=Place(self.hand_out_at),
            center_zone=accepting.zone if accepting else COMMITTEE_ZONE,
            hand_out_carriage_days=handing_out.carriage_days if handing_out else 0,
        )  # fmt: skip

    def link(self) -> dict[str, Any]:
        """The query that asks the same again: what applies, and nothing that is empty."""
        return {f.name: str(f.data) for f in self if f.data and f.applies_to(self)}


def field_day(field: AnyDay) -> date:
    """The day in a field that was found good."""
    assert field.value is not None
    return field.value


def _moment(day: AnyDay, time_of_day: AnyTime, zone: ZoneInfo, fold: int = 0) -> datetime:
    assert time_of_day.value is not None
    return datetime.combine(field_day(day), time_of_day.value, zone).replace(fold=fold).astimezone(UTC)
