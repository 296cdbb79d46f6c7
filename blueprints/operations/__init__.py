"""What runs by itself, for administrators: jobs, settings of the warnings, the health of the whole."""

from flask import Blueprint

bp = Blueprint("operations", __name__)

from blueprints.operations import health, jobs, warnings, words  # noqa: E402, F401 - the views register themselves
