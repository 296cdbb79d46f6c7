"""Placeholder."""

from flask import Blueprint

bp = Blueprint("handout", __name__, url_prefix="/handout")

from blueprints.handout import routes  # noqa: E402, F401 - the views register themselves
