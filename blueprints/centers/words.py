"""The screen's words for what is odd in the directory."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from blueprints.centers import bp

SUSPECTS: dict[str, tuple[LazyString, LazyString]] = {
    "no_telephone": (_("No telephone"), _("The annex prints none")),
    "two_numbers": (_("Two numbers on one line"), _("Each begins with its own code")),
    "too_many_digits": (_("Too many digits"), _("A number has eleven with the 8; this one cannot be dialled")),
    "too_few_digits": (_("Too few digits"), _("A number has eleven with the 8")),
    "wrong_code": (_("A code that is evidently wrong"), _("No place in Kazakhstan has it; another country answers")),
    "repeated_telephone": (_("A telephone more than once"), _("In one row or in several")),
    "two_addresses": (_("Two addresses in one row"), _("Parted by a semicolon")),
    "repeated_address": (_("An address more than once"), _("A branch and its department often share one")),
    "repeated_name": (_("A name more than once"), _("The key is branch and row, not the name")),
}


@bp.app_template_filter()
def suspect_name(kind: str) -> str:
    """What is odd."""
    return str(SUSPECTS[str(kind)][0])


@bp.app_template_filter()
def suspect_note(kind: str) -> str:
    """What it means, in a line."""
    return str(SUSPECTS[str(kind)][1])
