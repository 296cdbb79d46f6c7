"""The standards and the reference data: read by everybody in the process, kept by the administrator."""

from flask import Blueprint

bp = Blueprint("reference", __name__, url_prefix="/reference")

from blueprints.reference import (  # noqa: E402, F401 - the views register themselves
    calendar,
    calendar_changes,
    dated,
    forms,
    standards,
    tables,
)
