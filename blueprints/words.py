"""The screen's words for the codes that rules and models use: roles, states, services, places.

`rules` answers with codes; their words live here and in the templates, and go through gettext (style.md).
"""

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

ROLE_NAMES: dict[str, LazyString] = {
    "clerk": _("Chancellery clerk"),
    "officer": _("Officer"),
    "head_of_unit": _("Head of unit"),
    "signatory": _("Signatory"),
    "center_operator": _("Center operator"),
    "center_head": _("Center head"),
    "branch_head": _("Branch head"),
    "legal_officer": _("Legal-service officer"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
}

STATE_NAMES: dict[str, LazyString] = {
    "registered": _("Registered"),
    "under_review": _("Under review"),
    "prepared": _("Prepared"),
    "issued": _("Issued"),
    "refused": _("Refused"),
    "refused_incomplete": _("Refused as incomplete"),
    "withdrawn": _("Withdrawn"),
    "voided": _("Registration voided"),
}

SERVICE_NAMES: dict[str, LazyString] = {
    "euc": _("End-user certificate"),
    "conclusion": _("Conclusion on export-controlled products"),
}

SERVICE_SHORT_NAMES: dict[str, LazyString] = {
    "euc": _("Certificate"),
    "conclusion": _("Conclusion"),
}

PLACE_NAMES: dict[str, LazyString] = {
    "committee": _("Committee"),
    "center": _("Center"),
    "portal": _("Portal"),
}


def role_name(code: str) -> str:
    """A role's name on the screen."""
    return str(ROLE_NAMES[str(code)])


def state_name(code: str) -> str:
    """The name of a case's state; never of its lateness, which is not a state (terms.md)."""
    return str(STATE_NAMES[str(code)])


def service_name(code: str, short: bool = False) -> str:
    """A service's name in full, or the one word for its result that lists use."""
    return str((SERVICE_SHORT_NAMES if short else SERVICE_NAMES)[str(code)])


def place_name(code: str) -> str:
    """Where an application is accepted or a result handed out (clauses 1 and 10)."""
    return str(PLACE_NAMES[str(code)])


def register(app: Flask) -> None:
    """Make the words filters of every template."""
    app.add_template_filter(role_name)
    app.add_template_filter(state_name)
    app.add_template_filter(service_name)
    app.add_template_filter(place_name)
