"""The directory of Centers (Annex 3 of both standards)."""

from flask import Blueprint

bp = Blueprint("centers", __name__, url_prefix="/centers")

from blueprints.centers import (  # noqa: E402 - the views register themselves
    changing,  # noqa: F401
    directory,  # noqa: F401
    editing,  # noqa: F401
    routes_directory,  # noqa: F401
    routes_print,  # noqa: F401
    routes_stops,  # noqa: F401
    routes_timetable,  # noqa: F401
    words,  # noqa: F401
)
