"""Events outside the cases, in words: what was done, to what, what stood before and what stands after."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from blueprints.access import current_actor
from blueprints.casewords import ground_name
from blueprints.formatting import short_date
from blueprints.notices.words import addressee_names, warning_name
from blueprints.reference.words import CALENDAR_EVENTS, changed_day, fact_name, kept_day
from blueprints.termwords import reading_name
from blueprints.words import place_name, role_name, service_name
from extensions import db
from models.center import Branch, Center
from models.event import Event
from models.mobile import MobileTour
from models.outage import OutageBatch
from models.user import User
from rules.permissions import Permission, Role

EVENT_NAMES: dict[str, LazyString] = {
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "sign_ins_ended": _("Other sign-ins ended"),
    "password_changed": _("Own password changed"),
    "password_reset": _("New password given"),
    "user_created": _("Account created"),
    "user_changed": _("Account changed"),
    "user_disabled": _("Account disabled"),
    "user_enabled": _("Account enabled"),
    "substitution_made": _("Substitution recorded"),
    "substitution_revoked": _("Substitution revoked"),
    "acting_chosen": _("Chosen on whose behalf to act"),
    "unit_added": _("Unit of measure added"),
    "unit_changed": _("Unit of measure changed"),
    "ground_worded": _("Ground for refusal worded anew"),
    "authority_fact_set": _("New fact about the authority"),
    "reading_changed": _("Reading of the terms changed"),
    "center_changed": _("Center changed"),
    "center_added": _("Center added"),
    "center_worded": _("Center worded anew"),
    "center_carriage_changed": _("Days of carriage changed"),
    "center_closed": _("Center closed"),
    "center_merged": _("Center merged"),
    "center_reopened": _("Center opened again"),
    "branch_zone_changed": _("Time zone of a branch changed"),
    "suspect_looked_at": _("Suspect of the directory looked at"),
    "mobile_tour_planned": _("Timetable of a mobile Center begun"),
    "mobile_tour_approved": _("Timetable of a mobile Center approved"),
    "mobile_tour_discarded": _("Timetable of a mobile Center given up"),
    "mobile_stop_added": _("Stop added"),
    "mobile_stop_changed": _("Stop changed"),
    "mobile_stop_cancelled": _("Stop cancelled"),
    "warning_setting_changed": _("Setting of a warning changed"),
    "outage_blanks_printed": _("Blank receipts printed for an outage"),
    "outage_blank_spoiled": _("Blank receipt marked as spoiled"),
    "outage_entry_confirmed": _("Entry after an outage confirmed"),
    "ticket_issued": _("Ticket taken"),
    "visitor_called": _("Visitor called"),
    "visitor_called_again": _("Visitor called again"),
    "visitor_came": _("Visitor came to the window"),
    "visitor_did_not_come": _("Visitor did not come"),
    "visitor_served": _("Visitor served"),
    "visitor_left": _("Visitor left before the end"),
    "window_opened": _("Window opened"),
    "window_closed": _("Window put out of use"),
    "window_taken": _("Seat at a window taken"),
    "window_left": _("Window left"),
    "window_freed": _("Window freed"),
    "queue_device_made": _("Address for a device made"),
    "queue_device_revoked": _("Address of a device revoked"),
    "shift_closed": _("Shift closed"),
    **CALENDAR_EVENTS,
}

SUBJECTS: dict[str, LazyString] = {
    "user": _("Accounts"),
    "substitution": _("Substitutions"),
    "unit": _("Units of measure"),
    "ground": _("Grounds for refusal"),
    "authority": _("Facts about the authority"),
    "reading": _("Readings of the terms"),
    "center": _("Centers"),
    "branch": _("Branches of Centers"),
    "suspect": _("Suspects of the directory"),
    "mobile_tour": _("Timetables of mobile Centers"),
    "calendar": _("Working calendars"),
    "warning": _("Settings of the warnings"),
    "outage_batch": _("Receipts for an outage"),
    "ticket": _("Tickets of the queue"),
    "queue_window": _("Windows of the queue"),
    "queue_device": _("Devices of the queue"),
    "shift": _("Shifts"),
}

FIELD_NAMES: dict[str, LazyString] = {
    "login": _("Login"),
    "full_name": _("Surname, given name, patronymic"),
    "post": _("Post"),
    "email": _("E-mail address"),
    "iin": _("IIN"),
    "roles": _("Roles"),
    "address": _("Network address"),
    "by": _("By"),
    "acting_for": _("On behalf of"),
    "absent": _("Absent"),
    "substitute": _("Acts for them"),
    "order_number": _("Order No."),
    "order_date": _("Date of the order"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "code": _("Code"),
    "short_ru": _("Short name in Russian"),
    "name_ru": _("Name in Russian"),
    "short_kk": _("Short name in Kazakh"),
    "name_kk": _("Name in Kazakh"),
    "position": _("Place in the list"),
    "is_active": _("Offered"),
    "clause": _("Clause"),
    "text_ru": _("Text in Russian"),
    "text_kk": _("Text in Kazakh"),
    "value_ru": _("In Russian"),
    "value_kk": _("In Kazakh"),
    "value": _("In force"),
    "valid_from": _("From the day"),
    "reason": _("Reason"),
    "moved": _("Open cases moved"),
    "made_provisional": _("Open cases marked provisional"),
    "made_firm": _("Open cases marked provisional no longer"),
    "is_open": _("In operation"),
    "standard": _("Standard"),
    "center_name": _("Name"),
    "center_address": _("Address"),
    "center_phones": _("Telephones"),
    "successor": _("Into which Center"),
    "zone": _("Time zone"),
    "printed": _("As printed"),
    "note": _("Note"),
    "carriage_days": _("Working days of carriage"),
    "mobile_center": _("Mobile Center"),
    "approved_number": _("Order No."),
    "approved_on": _("Date of the order"),
    "by_whom": _("Who approved it"),
    "held_on": _("Day"),
    "settlement": _("Settlement"),
    "stands_at": _("Where it stands"),
    "hours": _("Hours"),
    "break": _("Break"),
    "lead_days": _("Working days before"),
    "addressees": _("Who is warned"),
    "is_urgent": _("Urgent"),
    "count": _("How many"),
    "first": _("First number"),
    "last": _("Last number"),
    "blank": _("Blank"),
    "number": _("Number"),
    "window": _("Window"),
    "device": _("Device"),
    "person": _("Person"),
}
_DAYS = frozenset({"order_date", "starts_on", "ends_on", "valid_from", "approved_on", "held_on"})


@dataclass(frozen=True)
class Told:
    """An event as a person reads it. `lines` are pairs of a label and what stands, or stood and stands."""

    event: Event
    words: str
    subject: str
    url: str
    lines: tuple[tuple[str, str], ...]


def told(events: Sequence[Event]) -> list[Told]:
    """The events in words; the names of what they are about come by one query for each kind."""
    names = _names([event.subject for event in events])
    return [
        Told(
            event,
            str(EVENT_NAMES.get(event.kind, event.kind)),
            *names.get(event.subject, (event.subject, "")),
            tuple(_lines(event.data)),
        )
        for event in events
    ]


def _names(subjects: Iterable[str]) -> dict[str, tuple[str, str]]:
    """For each subject its name on the screen, and the address of its page."""
    ids: dict[str, set[str]] = {}
    for subject in subjects:
        kind, _colon, key = subject.partition(":")
        ids.setdefault(kind, set()).add(key)
    names: dict[str, tuple[str, str]] = {}
    people = select(User.id, User.full_name).where(User.id.in_(_numbers(ids.get("user"))))
    for user_id, full_name in db.session.execute(people):
        names[f"user:{user_id}"] = (full_name, url_for("accounts.user", user_id=user_id))
    for center in db.session.scalars(select(Center).where(Center.id.in_(_numbers(ids.get("center"))))):
        names[f"center:{center.id}"] = (f"{center.key} {center.name}", url_for("centers.center", center_id=center.id))
    for branch in db.session.scalars(select(Branch).where(Branch.no.in_(_numbers(ids.get("branch"))))):
        names[f"branch:{branch.no}"] = (branch.region, url_for("centers.branch", branch_no=branch.no))
    for key in ids.get("suspect", ()):
        names[f"suspect:{key}"] = (gettext("Directory of Centers"), "")
    for key in ids.get("substitution", ()):
        names[f"substitution:{key}"] = ("", url_for("accounts.substitutions"))
    batches = select(OutageBatch).where(OutageBatch.id.in_(_numbers(ids.get("outage_batch"))))
    for batch in db.session.scalars(batches.options(joinedload(OutageBatch.center))):
        address = url_for("outage.batch", batch_id=batch.id) if current_actor().may(Permission.READ_BLANKS) else ""
        names[f"outage_batch:{batch.id}"] = (batch.center.name if batch.center else place_name("committee"), address)
    for key in ids.get("unit", ()):
        names[f"unit:{key}"] = (gettext("Unit %(code)s", code=key), url_for("reference.units"))
    for key in ids.get("authority", ()):
        names[f"authority:{key}"] = (fact_name(key), url_for("reference.facts"))
    for key in ids.get("reading", ()):
        names[f"reading:{key}"] = (reading_name(key), url_for("reference.readings"))
    for year in _numbers(ids.get("calendar")):
        address = url_for("reference.calendar", year=year, scheme="committee")
        names[f"calendar:{year}"] = (gettext("Year %(year)s", year=year), address)
    tours = MobileTour.visible_to(current_actor()).where(MobileTour.id.in_(_numbers(ids.get("mobile_tour"))))
    for tour in db.session.scalars(tours):
        names[f"mobile_tour:{tour.id}"] = (tour.mobile_center.name, url_for("centers.tour", tour_id=tour.id))
    for key in ids.get("warning", ()):
        address = url_for("operations.warnings") if current_actor().may(Permission.RUN_JOBS) else ""
        names[f"warning:{key}"] = (warning_name(key), address)
    for key in ids.get("ground", ()):
        service, _slash, code = key.partition("/")
        names[f"ground:{key}"] = (f"{service_name(service)}: {ground_name(code)}", url_for("reference.grounds"))
    return names


def _numbers(keys: Iterable[str] | None) -> list[int]:
    return [int(key) for key in keys or () if key.isdecimal()]


def _lines(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    before, after = data.get("before") or {}, data.get("after") or {}
    for key, value in after.items():
        stood, stands = _shown(key, before.get(key)), _shown(key, value)
        if stood == stands:
            continue
        yield _label(key), f"{stood} → {stands or '—'}" if stood else stands
    for key, value in data.items():
        if key not in ("before", "after") and (shown := _shown(key, value)):
            yield _label(key), shown


def _label(key: str) -> str:
    return changed_day(key) if key.startswith(("committee:", "center:")) else str(FIELD_NAMES.get(key, key))


def _shown(key: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dict):
        return kept_day(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if key == "roles":
        return ", ".join(_role(item) for item in value)
    if key == "addressees":
        return addressee_names(value)
    if key == "standard":
        return service_name(value)
    if key in _DAYS:
        return short_date(date.fromisoformat(value))
    if key == "by" and value == "console":
        return gettext("console")
    return str(value)


def _role(item: str) -> str:
    """A role as the record keeps it, "center_operator 03/14", in words."""
    code, _space, bound_to = item.partition(" ")
    return " ".join([role_name(code) if code in set(Role) else code, bound_to]).strip()
