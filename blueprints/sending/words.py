"""The screen's words for the parts of a certified copy."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from blueprints.sending import bp

PART_NAMES: dict[str, LazyString] = {
    "number": _("the registration number"),
    "service": _("the service"),
    "accepted_at": _("the moment of acceptance"),
    "application": _("the application"),
    "guarantee": _("the importer's guarantee"),
    "goods": _("the goods"),
    "information_forms": _("the information forms"),
    "scans": _("the scans"),
}


@bp.app_template_filter()
def package_part(code: str) -> str:
    """A part of the manifest (`documents.package.RECORD`)."""
    return str(PART_NAMES[code])
