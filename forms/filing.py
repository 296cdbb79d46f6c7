"""How the filing came in, and where its result is to be handed out: clauses 1 and 10, two separate choices."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields import SelectChoice

from forms.fields import Choice, Day, OneOf, TimeOfDay
from forms.step_form import StepForm
from rules.terms import Place

COMMITTEE_ZONE = ZoneInfo("Asia/Almaty")
HAND_OUT_PLACES = (
    SelectChoice(Place.COMMITTEE.value, _("At the Committee")),
    SelectChoice(Place.CENTER.value, _("At a Center")),
    SelectChoice(Place.PORTAL.value, _("On the Portal")),
)


def _is_portal(form: Any) -> bool:
    return form.channel.data == Place.PORTAL


def _is_handed_out_at_center(form: Any) -> bool:
    return form.hand_out_place.data == Place.CENTER


def _may_be_at_stop(form: Any) -> bool:
    return bool(form.known.stops.get(form.channel.data) or form.mobile_stop.data)


class FilingForm(StepForm):
    """Channel and place of hand-out (clauses 1, 10). A Portal filing has the time at which it arrived (terms.md)."""

    channel = OneOf(_("Where the application was filed"))
    filed_on = Day(_("Date of arrival on the Portal"), limit=20, applies=_is_portal)
    filed_time = TimeOfDay(_("Time of arrival"), limit=8, applies=_is_portal)
    mobile_stop = Choice(_("Accepted by a mobile Center"), optional=True, applies=_may_be_at_stop)
    hand_out_place = OneOf(_("Where the result is to be handed out"), choices=HAND_OUT_PLACES)
    hand_out_center = Choice(_("Center of hand-out"), applies=_is_handed_out_at_center)

    def set_choices(self) -> None:
        self.channel.choices = [SelectChoice(code, name) for code, name in self.known.channels]
        stops = self.known.stops.get(self.channel.data or "", ())
        at_stops = [SelectChoice(code, place) for code, place in stops]
        self.mobile_stop.choices = [SelectChoice("", gettext("No, at the Center itself")), *at_stops]
        centers = [
            SelectChoice(code, name, optgroup=branch)
            for branch, group in self.known.centers.items() for code, name in group
        ]  # fmt: skip
        self.hand_out_center.choices = [SelectChoice("", gettext("Choose a Center")), *centers]

    def defaults(self) -> dict[str, Any]:
        channels = self.known.channels
        return {"channel": channels[0][0]} if len(channels) == 1 else {}

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        filed_at = self.filed_at
        if is_right and filed_at is not None and filed_at > self.known.now:
            self.filed_time.errors = [*self.filed_time.errors, gettext("The time is in the future")]
            return False
        return is_right

    @property
    def filed_at(self) -> datetime | None:
        """When a Portal filing arrived, by the Committee's clock; None for counters and while a field is wrong."""
        if not _is_portal(self) or self.filed_on.value is None or self.filed_time.value is None:
            return None
        return datetime.combine(self.filed_on.value, self.filed_time.value, COMMITTEE_ZONE)
