"""Paper originals: where each file of papers is, waybills to the Committee, the archive (11)."""

from flask import Blueprint

bp = Blueprint("originals", __name__, url_prefix="/papers")

from blueprints.originals import (  # noqa: E402, F401 - the views register themselves
    routes,
    routes_archive,
    routes_arrival,
    routes_sending,
)
