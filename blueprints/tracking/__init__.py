"""The public page on which whoever holds a ticket follows their complaint (25)."""

from flask import Blueprint

bp = Blueprint("tracking", __name__)

from blueprints.tracking import routes  # noqa: E402, F401 - the views register themselves
