"""Placeholder."""

from flask import Blueprint

bp = Blueprint("intake", __name__, url_prefix="/intake")

from blueprints.intake import routes  # noqa: E402, F401 - the views register themselves
