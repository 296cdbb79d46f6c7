"""What an applicant is told when a result is ready: its number, where, at what hours, until when, and nothing else.

The language that they read is not known, so both are sent. The number is the application's: a result's own number
would say whether it is a refusal.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from flask import render_template
from flask_babel import force_locale, gettext

from models.application import Application
from models.reference import AuthorityFact
from models.wording import text
from rules.sms import fits, parts
from rules.workflow import ResultPlace

LANGUAGES = ("kk", "ru")


@dataclass(frozen=True)
class Message:
    """The texts for one result, to be copied; the SMS with the number of its parts."""

    sms: str
    sms_parts: int
    subject: str
    body: str

    def mailto(self, address: str) -> str:
        """An address that opens a new letter with all of it."""
        return f"mailto:{quote(address)}?subject={quote(self.subject)}&body={quote(self.body)}"


@dataclass(frozen=True)
class _Place:
    """Where the result is fetched. `until`: the end of custody at a Center; the Committee keeps it without end."""

    name: str
    address: str
    is_center: bool
    until: date | None


def message_for(application: Application, today: date) -> Message:
    """As it stands today."""
    place = _place(application, today)
    sms = _sms(application.number, place)
    with force_locale("kk"):
        subject = gettext("The result is ready")
    with force_locale("ru"):
        subject = f"{subject} / {gettext('The result is ready')}: {application.number}"
    letters = []
    for language in LANGUAGES:
        with force_locale(language):
            letters.append(
                render_template("handout/messages/email.txt", number=application.number, place=place).strip()
            )
    return Message(sms, parts(sms), subject, "\n\n".join(letters))


def _place(application: Application, today: date) -> _Place:
    named = application.hand_out_center
    if application.result_place is ResultPlace.CENTER and named is not None:
        center = named.in_charge
        listing = center.listing(application.service)
        return _Place(listing.name, listing.address, True, application.custody_ends_on)
    facts = AuthorityFact.on(today)
    name = facts.get("name") or text("authority.name")
    return _Place(name, facts.get("address") or text("authority.chancellery.address"), False, None)


def _sms(number: str, place: _Place) -> str:
    """The longest that fits: name and address, the address alone, at last so much of it as there is room for."""
    for where in (f"{place.name}, {place.address}", place.address):
        if fits(made := _sms_at(number, place, where)):
            return made
    where = place.address
    while where and not fits(_sms_at(number, place, f"{where}…")):
        where = where[:-1].rstrip(" ,")
    return _sms_at(number, place, f"{where}…")


def _sms_at(number: str, place: _Place, where: str) -> str:
    both = {"head": [], "hours": [], "until": []}  # type: dict[str, list[str]]
    for language in LANGUAGES:
        with force_locale(language):
            both["head"].append(gettext("The result is ready"))
            both["hours"].append(_hours(place))
            both["until"].append(_until(place))
    ready, hours, until = (" / ".join(dict.fromkeys(filter(None, words))) for words in both.values())
    return ". ".join(part for part in (f"{ready}: {number}", where, hours, until) if part) + "."


def _hours(place: _Place) -> str:
    """Clause 9, as short as it can be said."""
    return gettext("Mon–Sat 9–20") if place.is_center else gettext("Mon–Fri 9–18.30, break 13–14.30")


def _until(place: _Place) -> str:
    return gettext("until %(day)s", day=place.until.strftime("%d.%m.%Y")) if place.until else ""
