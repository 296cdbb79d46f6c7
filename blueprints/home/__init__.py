"""The start page by role, and the search over cases."""

from flask import Blueprint

bp = Blueprint("home", __name__)

from blueprints.home import search, start  # noqa: E402, F401 - the views register themselves
