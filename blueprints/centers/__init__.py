"""The directory of Centers (Annex 3 of both standards)."""

from flask import Blueprint

bp = Blueprint("centers", __name__, url_prefix="/centers")

from blueprints.centers import changing, directory, editing, routes, words  # noqa: E402, F401 - the views register themselves
