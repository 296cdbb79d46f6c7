"""Placeholder."""

from flask import Blueprint

bp = Blueprint("home", __name__, url_prefix="/home")

from blueprints.home import routes  # noqa: E402, F401 - the views register themselves
