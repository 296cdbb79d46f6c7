"""The screen's words for warnings: what is warned of, and whom."""

from collections.abc import Collection

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from blueprints.notices import bp
from rules.warnings import Addressee

KIND_NAMES: dict[str, LazyString] = {
    "completeness_closes": _("Incompleteness can be cited only until this day"),
    "control_date": _("Control date of the case"),
    "term_ends": _("The term ends"),
    "preparation_lapses": _("The prepared refusal lapses if it is not signed"),
    "counts_as_issued": _("The result counts as issued: nothing was decided within the term"),
    "issue_after_silence": _("The document is to be issued after the silence"),
    "delivery": _("The result is to be at the Center"),
    "custody_ends": _("The month of custody at the Center ends"),
    "return": _("The uncollected result is to be returned to the Committee"),
    "present_by": _("The certificate can be presented only until this day"),
    "package_not_sent": _("The Center has not sent the certified copy of what it accepted"),
    "calendar_not_confirmed": _("A year of the working calendar is not loaded or not confirmed"),
    "forwarding_due": _("The complaint is to be forwarded to who is competent"),
    "reply_due": _("The complaint is to be answered"),
    "reply_overdue": _("The reply to the complaint is overdue"),
    "explanation_due": _("The explanation upon a complaint is due"),
}

ADDRESSEE_NAMES: dict[str, LazyString] = {
    "officer": _("Officer of the case (the heads of unit while it has none)"),
    "clerk": _("Chancellery clerks"),
    "head_of_unit": _("Heads of unit"),
    "signatory": _("Signatories"),
    "center_operator": _("Operators of the Center"),
    "center_head": _("Head of the Center"),
    "legal_officer": _("Legal service"),
    "administrator": _("Administrators"),
    "complaint_officer": _("Officer of the complaint (who assigns it while it has none)"),
    "complaint_head": _("Who signs the reply to the complaint"),
    "asked": _("The official who is asked to explain"),
}


@bp.app_template_filter()
def warning_name(kind: str) -> str:
    """What is warned of, in a line."""
    return str(KIND_NAMES[str(kind)])


def addressee_name(addressee: str) -> str:
    """Who is warned."""
    return str(ADDRESSEE_NAMES[str(addressee)])


@bp.app_template_filter()
def addressee_names(addressees: Collection[str]) -> str:
    """All who are warned, always in the same order."""
    return "; ".join(addressee_name(one) for one in Addressee if one in addressees)
