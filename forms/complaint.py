"""The registration of a complaint (24, 25) and what is recorded of it at the counter. The elements are clause 24's.

What clause 24 asks for may be left out: the complaint is registered all the same, and the check page says what is
missing. What is typed must be possible.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, RadioField, SelectField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from forms.text import DayField, LineField, LinesField
from forms.validators import Wrong, check_email
from rules.complaint_routing import Addressee, Subject, route
from rules.complaint_workflow import Channel, Outcome

ARRIVING = (Channel.POST, Channel.PORTAL, Channel.TELEPHONE)
"""Channels by which a complaint may have reached the office before it is registered."""
ABOUT_CENTERS = (Subject.CENTER_SERVICE, Subject.CENTER_HEAD)
MOST_OFFICIALS = 20
BY_NAME, NO_ACCOUNT = "", "none"
_CHOOSE = _("Choose one")
_NOT_LATER = _("This day is still to come")


def _nothing() -> SelectChoice:
    return SelectChoice("", _("Not chosen"))


class ClockField(TimeField):
    """A time of the day; what cannot be one is told in words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("There is no such time: write it as hours and minutes")) from error


def _email(_form: Any, field: LineField) -> None:
    try:
        check_email(field.data)
    except Wrong as wrong:
        raise ValidationError(str(wrong)) from wrong


def _demand(field: Any, is_demanded: bool, words: Any) -> bool:
    """Whether a field that another one's answer asks for is filled in; says so at it."""
    if not is_demanded or field.data or field.errors:
        return True
    field.errors = [words]
    return False


class OfficialForm(Form):
    """An official complained of: surname and initials as the complaint names them, the post, whose account it is."""

    name = LineField(_("Surname and initials"), longest=200, optional=True)
    post = LineField(_("Post"), longest=300, optional=True)
    account = SelectField(_("Account"))

    @property
    def is_empty(self) -> bool:
        return not self.name.data and not self.post.data

    def validate_post(self, field: LineField) -> None:
        if field.data and not self.name.data:
            raise ValidationError(_("Name the official who holds this post, or write the post above"))


class ComplaintForm(FlaskForm):
    """A complaint as it is registered: where it came from, what it is about, and the elements of clause 24."""

    channel = RadioField(_("Where the complaint came in"), [InputRequired(_CHOOSE)])
    received_on = DayField(_("Day of arrival"), optional=True)
    received_time = ClockField(_("Time"), [Optional()])
    subject = SelectField(_("What the complaint is about"), [InputRequired(_CHOOSE)])
    center = SelectField(_("Center complained of"))
    service = SelectField(_("Service"))
    case_number = LineField(_("Number of the application or of its result"), longest=64, optional=True)
    complainant_name = LineField(_("Surname, given name, patronymic of the complainant"), longest=500, optional=True)
    postal_address = LineField(_("Postal address"), longest=500, optional=True)
    phone = LineField(_("Telephone"), longest=100, optional=True)
    email = LineField(_("E-mail address"), [_email], longest=200, optional=True)
    written_on = DayField(_("Date of the complaint"), optional=True)
    has_signature = BooleanField(_("The complaint is signed by the complainant"))
    body_or_post = LineField(_("Body or post complained of"), longest=500, optional=True)
    officials = FieldList(FormField(OfficialForm), label=_("Officials"), min_entries=1, max_entries=MOST_OFFICIALS)
    reasons = LinesField(_("Reasons of the complaint"), longest=20_000, optional=True)
    demands = LinesField(_("Demands"), longest=20_000, optional=True)

    def __init__(
        self, *, channels: list[SelectChoice], subjects: list[SelectChoice], services: list[SelectChoice],
        centers: list[SelectChoice], people: list[SelectChoice], now: datetime, zone: ZoneInfo, **kwargs: Any,
    ) -> None:  # fmt: skip
        """`people` are the accounts that an official may be said to have; the moment is the one of the place."""
        super().__init__(**kwargs)
        self.channel.choices = channels
        self.subject.choices = [_nothing(), *subjects]
        self.service.choices = [_nothing(), *services]
        self.center.choices = [_nothing(), *centers]
        self.people = [
            SelectChoice(BY_NAME, _("To be found by the name")), SelectChoice(NO_ACCOUNT, _("Has no account")), *people
        ]  # fmt: skip
        for entry in self.officials:
            entry.account.choices = self.people
        self.now, self.zone = now.astimezone(zone), zone
        if len(channels) == 1 and self.channel.data is None:
            self.channel.data = channels[0].value

    def add_official(self) -> None:
        if len(self.officials.entries) < MOST_OFFICIALS:
            self.officials.append_entry().account.choices = self.people

    def remove_official(self, index: int) -> None:
        """Take a row out; one row always stays."""
        if 0 <= index < len(self.officials.entries):
            del self.officials.entries[index]
        if not self.officials.entries:
            self.add_official()

    @property
    def is_arriving(self) -> bool:
        return self.channel.data in set(ARRIVING)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each field by itself; then the day, which the channel alone asks for."""
        is_valid = super().validate(extra_validators)
        return _demand(self.received_on, self.is_arriving, _("Say when it arrived")) and is_valid

    def validate_received_on(self, field: DayField) -> None:
        if self.is_arriving and field.data and field.data > self.now.date():
            raise ValidationError(_NOT_LATER)

    def validate_received_time(self, field: ClockField) -> None:
        if field.data and self.received_on.data == self.now.date() and field.data > self.now.time():
            raise ValidationError(_("This hour is still to come"))

    def validate_written_on(self, field: DayField) -> None:
        if field.data and field.data > self.now.date():
            raise ValidationError(_NOT_LATER)

    def validate_has_signature(self, field: BooleanField) -> None:
        if field.data and self.channel.data == Channel.TELEPHONE:
            raise ValidationError(_("What was reported by telephone is signed only once it is confirmed in writing"))

    def validate_center(self, field: SelectField) -> None:
        if self.subject.data in set(ABOUT_CENTERS) and not field.data:
            raise ValidationError(_("Choose the Center whose worker or head is complained of"))

    @property
    def received_at(self) -> datetime:
        """When it reached the office; of what is brought to the counter, now. A day without an hour is its beginning,
        and today without one is now."""
        day: date | None = self.received_on.data
        if not self.is_arriving or day is None or (day == self.now.date() and not self.received_time.data):
            return self.now.astimezone(UTC)
        return datetime.combine(day, self.received_time.data or time(0), self.zone).astimezone(UTC)

    @property
    def typed(self) -> dict[str, Any]:
        """What a draft keeps: plain values by field."""
        fields = {
            name: field.data for name, field in self._fields.items() if name not in ("csrf_token", "officials")
        }  # fmt: skip
        rows = [
            {"name": row["name"] or "", "post": row["post"] or "", "account": row["account"] or ""}
            for row in self.officials.data
            if row["name"] or row["post"]
        ]
        return {name: _plain(value) for name, value in fields.items()} | {"officials": rows}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.strftime("%H:%M") if isinstance(value, time) else value


def typed_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a draft keeps, as the form takes it."""
    values = dict(data)
    for name in ("received_on", "written_on"):
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    values["received_time"] = time.fromisoformat(values["received_time"]) if values.get("received_time") else None
    return values


class AddresseeForm(FlaskForm):
    """To whom a complaint is addressed: as the routing proposes (21, 22), or otherwise, with the reason."""

    addressee = RadioField(_("Addressee"), [InputRequired(_CHOOSE)])
    addressee_center = SelectField(_("Center whose head is the addressee"))
    addressee_reason = LinesField(_("Why the addressee is another"), longest=1000, optional=True)

    def __init__(
        self, *, addressees: list[SelectChoice], centers: list[SelectChoice], subject: Subject, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.addressee.choices = addressees
        self.addressee_center.choices = [_nothing(), *centers]
        self.competent = route(subject).addressees

    @property
    def chosen(self) -> Addressee:
        return Addressee(self.addressee.data)

    @property
    def center_id(self) -> int | None:
        return int(self.addressee_center.data) if self.chosen is Addressee.CENTER_HEAD else None

    def validate_addressee_center(self, field: SelectField) -> None:
        if self.addressee.data == Addressee.CENTER_HEAD and not field.data:
            raise ValidationError(_("Choose the Center"))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each field by itself; then the reason, which an addressee whom the decree does not name asks for."""
        is_valid = super().validate(extra_validators)
        is_other = self.addressee.data in set(Addressee) and self.chosen not in self.competent
        words = _("Say why it is addressed to whom the decree does not name")
        return _demand(self.addressee_reason, is_other, words) and is_valid


class ForwardForm(FlaskForm):
    """To whom a complaint is sent on, and why; the reason stands in the letter to the complainant."""

    addressee = RadioField(_("To whom"), [InputRequired(_CHOOSE)])
    addressee_center = SelectField(_("Center whose head is the addressee"))
    reason = LinesField(_("Reason, as the letter to the complainant gives it"), longest=1000)

    def __init__(self, *, addressees: list[SelectChoice], centers: list[SelectChoice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.addressee.choices = addressees
        self.addressee_center.choices = [_nothing(), *centers]

    def validate_addressee_center(self, field: SelectField) -> None:
        if self.addressee.data == Addressee.CENTER_HEAD and not field.data:
            raise ValidationError(_("Choose the Center"))

    @property
    def center_id(self) -> int | None:
        return int(self.addressee_center.data) if self.addressee.data == Addressee.CENTER_HEAD else None


class CompletionForm(FlaskForm):
    """The elements of clause 24 that were missing; only their fields are shown, and none is asked for."""

    complainant_name = LineField(_("Surname, given name, patronymic of the complainant"), longest=500, optional=True)
    postal_address = LineField(_("Postal address"), longest=500, optional=True)
    written_on = DayField(_("Date of the complaint"), optional=True)
    has_signature = BooleanField(_("The complaint is signed by the complainant"))
    body_or_post = LineField(_("Body or post complained of"), longest=500, optional=True)
    official = LineField(_("Surname and initials of an official"), longest=200, optional=True)
    reasons = LinesField(_("Reasons of the complaint"), longest=20_000, optional=True)
    demands = LinesField(_("Demands"), longest=20_000, optional=True)

    def __init__(self, *, fields: frozenset[str], today: date, **kwargs: Any) -> None:
        """`fields` are those of the elements that are missing."""
        super().__init__(**kwargs)
        self.today = today
        for name in [name for name in self._fields if name not in fields and name != "csrf_token"]:
            del self[name]

    def validate_written_on(self, field: DayField) -> None:
        if field.data and field.data > self.today:
            raise ValidationError(_NOT_LATER)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        is_valid = super().validate(extra_validators)
        if is_valid and not self.added:
            self.form_errors.append(_("Fill in at least one of the fields"))
            return False
        return is_valid

    @property
    def added(self) -> dict[str, Any]:
        """What was filled in, by field."""
        return {name: field.data for name, field in self._fields.items() if name != "csrf_token" and field.data}


class IdentityForm(FlaskForm):
    """Who asks for a new secret code, as it was made sure."""

    identity = LineField(_("Who asks, and by which document"), longest=500)


class RefusalForm(FlaskForm):
    """The reasons of a refusal to consider, as its letter gives them."""

    text = LinesField(_("Reasons of the refusal"), longest=20_000)


class OutsideOutcomeForm(FlaskForm):
    """What an outside body without accounts has answered, as the legal service was told."""

    outcome = RadioField(_("Outcome"), [InputRequired(_CHOOSE)])
    replied_on = DayField(_("Day of its reply"))
    reply_number = LineField(_("Number of its reply"), longest=64, optional=True)
    measures = LinesField(_("Measures taken"), longest=5000, optional=True)

    def __init__(self, *, outcomes: list[SelectChoice], since: date, today: date, **kwargs: Any) -> None:
        """The reply lies between the day of registration and today."""
        super().__init__(**kwargs)
        self.outcome.choices = outcomes
        self.since, self.today = since, today

    def validate_replied_on(self, field: DayField) -> None:
        if field.data and field.data > self.today:
            raise ValidationError(_NOT_LATER)
        if field.data and field.data < self.since:
            raise ValidationError(_("This is before the complaint was registered"))

    @property
    def found(self) -> Outcome:
        return Outcome(self.outcome.data)


class TrackForm(FlaskForm):
    """What a ticket bears. Whatever does not fit is as unknown as what was never drawn."""

    number = LineField(_("Number of the ticket"), longest=64)
    code = LineField(_("Secret code"), longest=64)


class TellForm(TrackForm):
    """What the holder of a ticket says of the procedure once there is a reply (indicator 4.1)."""

    answer = RadioField(_("Are you satisfied with how your complaint was dealt with?"), [InputRequired(_CHOOSE)])

    def __init__(self, choices: list[SelectChoice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.answer.choices = choices
