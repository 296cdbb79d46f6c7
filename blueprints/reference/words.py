"""The screen's words for what reference data is called: facts about the authority, readings of the terms, days."""

from datetime import date
from typing import Any

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from blueprints.formatting import short_date
from blueprints.reference import bp
from models.calendar_change import described
from models.event import Event
from rules.calendar import CalendarDay, DayReason

FACT_NAMES: dict[str, LazyString] = {
    "name": _("Name of the authority"),
    "name_dative": _("Name of the authority, in the dative"),
    "short": _("Short name of the authority"),
    "address": _("Address of the authority"),
    "phones": _("Telephones of the authority"),
    "fax": _("Fax"),
    "site": _("Site of the authority"),
    "hours": _("Working hours"),
    "portal_egov": _("Portal of e-government"),
    "portal_elicense": _("Portal of e-licensing"),
    "call_center": _("Call center"),
    "legal_service_address": _("Legal service: address"),
    "legal_service_room": _("Legal service: room"),
    "legal_service_phone": _("Legal service: telephone"),
    "head_post": _("Head of the authority: post"),
    "head_address": _("Head of the authority: address for complaints"),
    "head_room": _("Head of the authority: room"),
    "head_phone": _("Head of the authority: telephone"),
    "head_hours": _("Head of the authority: hours"),
    "ministry": _("Ministry"),
    "ministry_address": _("Ministry: address for complaints"),
    "ministry_room": _("Ministry: room"),
    "ministry_phone": _("Ministry: telephone"),
    "ministry_hours": _("Ministry: hours"),
    "ministry_site": _("Ministry: site"),
    "info_address": _("Further information: address"),
    "info_phone": _("Further information: telephone"),
    "centers_name": _("Republican state enterprise of the Centers: name"),
    "centers_address": _("Republican state enterprise of the Centers: address"),
    "centers_phone": _("Republican state enterprise of the Centers: telephone"),
    "centers_site": _("Republican state enterprise of the Centers: site"),
}

DAY_REASONS: dict[str, LazyString] = {
    "working": _("working day"),
    "weekend": _("day off of the week"),
    "holiday": _("holiday"),
    "holiday_moved": _("day off in place of a holiday"),
    "moved_off": _("day off moved here"),
    "moved_working": _("working day: the day off was moved"),
    "corrected": _("corrected by an administrator"),
}

SCHEME_NAMES: dict[str, LazyString] = {
    "committee": _("Committee: five days a week"),
    "center": _("Centers: six days a week"),
}

SCHEME_SHORT: dict[str, LazyString] = {"committee": _("Committee"), "center": _("Center")}

CALENDAR_EVENTS: dict[str, LazyString] = {
    "calendar_corrected": _("Calendar corrected"),
    "calendar_year_imported": _("Calendar of a year imported"),
    "calendar_year_confirmed": _("Calendar of a year confirmed"),
}

CONSEQUENCES: dict[str, LazyString] = {
    "counts_as_issued": _("The result counts as issued at once, because the term is over (7.6)"),
    "completeness_closed": _("Incompleteness can no longer be cited (16)"),
    "completeness_open_again": _("Incompleteness can be cited again (16)"),
    "overdue": _("The next act is overdue"),
    "due_today": _("The next act is due today"),
}

HELD_REASONS: dict[str, LazyString] = {
    "counts_as_issued": _("The result counts as issued: the term and that day stay (7.6)"),
    "decided": _("The result is issued or refused: the clock has stopped"),
    "promised": _("The hand-out day that the receipt promised does not become later (14.1)"),
}


def fact_name(key: str) -> str:
    """What a fact about the authority is called; a key without words of its own is shown as it stands."""
    return str(FACT_NAMES.get(key, key))


def day_reason(code: str) -> str:
    """Why a day is a working day or not."""
    return str(DAY_REASONS[str(code)])


def kept_day(kept: dict[str, Any] | None) -> str:
    """A day as an event keeps it: "day off: holiday, Victory Day; exchanged with 04.05.2013"."""
    if kept is None:
        return gettext("as its day of the week has it")
    words, reason = gettext("working day") if kept["is_working"] else gettext("day off"), day_reason(kept["reason"])
    if kept["reason"] in (DayReason.HOLIDAY, DayReason.CORRECTED):
        words = f"{words}: {kept['name'] or reason}"
    else:  # the reason says itself whether the day is worked
        words = f"{reason}; {kept['name']}" if kept["name"] else reason
    details = [words, kept["act"]]
    if other := kept["moved_from"]:
        details.append(gettext("in place of %(day)s", day=short_date(date.fromisoformat(other))))
    return "; ".join(detail for detail in details if detail)


def touched_cases(moved: int | None, marked: tuple[int | None, int | None]) -> list[str]:
    """What a change of the calendar did to open cases, a sentence for each thing that it did."""
    provisional, firm = marked
    told = []
    if moved:
        told.append(ngettext("The dates of %(num)d open case moved.", "The dates of %(num)d open cases moved.", moved))
    if provisional:
        told.append(
            ngettext(
                "%(num)d open case was marked provisional.", "%(num)d open cases were marked provisional.", provisional
            )
        )
    if firm:
        told.append(
            ngettext(
                "The mark “provisional” was taken off %(num)d open case.",
                "The mark “provisional” was taken off %(num)d open cases.",
                firm,
            )
        )
    return told


@bp.app_template_filter()
def rule_day(row: CalendarDay | None) -> str:
    """A day of a calendar, or the lack of an exception."""
    return kept_day(described(row) if row else None)


@bp.app_template_filter()
def scheme_short(scheme: str) -> str:
    """Whose calendar it is, in a word."""
    return str(SCHEME_SHORT[str(scheme)])


def changed_day(key: str) -> str:
    """Which day an event's line is about: "center:2013-05-10"."""
    scheme, _colon, day = key.partition(":")
    return f"{short_date(date.fromisoformat(day))}, {SCHEME_SHORT[scheme]}"


def changed_days(event: Event) -> list[tuple[str, str, str]]:
    """The days of a calendar's event: which, what stood, what stands."""
    before, after = event.data.get("before", {}), event.data.get("after", {})
    return [(changed_day(key), kept_day(before.get(key)), kept_day(after[key])) for key in sorted(after, key=_by_day)]


def _by_day(key: str) -> str:
    return key.partition(":")[2]
