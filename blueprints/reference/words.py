"""The screen's words for what reference data is called: facts about the authority, readings of the terms, days."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

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

READING_NAMES: dict[str, LazyString] = {
    "day_of_acceptance_is_day_zero": _("The day of acceptance is not part of the term at the Committee and the Portal"),
    "portal_postponement": _("A Portal filing after hours or on a day off counts from the next working day"),
    "roll_forward_calendar_term": _("A term of calendar days that ends on a day off ends on the next working day"),
    "receipt_postponement": _("Documents that arrive after hours or on a day off are received on the next working day"),
}

READING_CLAUSES = {
    "day_of_acceptance_is_day_zero": "7.1, 7.4",
    "portal_postponement": "7.1, 9.3",
    "roll_forward_calendar_term": "7.1",
    "receipt_postponement": "9, 16",
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


def fact_name(key: str) -> str:
    """What a fact about the authority is called; a key without words of its own is shown as it stands."""
    return str(FACT_NAMES.get(key, key))


def reading_name(name: str) -> str:
    """What a reading of the terms says when it is in force."""
    return str(READING_NAMES.get(name, name))


def day_reason(code: str) -> str:
    """Why a day is a working day or not."""
    return str(DAY_REASONS[str(code)])
