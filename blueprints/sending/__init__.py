"""Sending: a Center's worker certifies the electronic copy, and with that it reaches the Committee (11, 16)."""

from flask import Blueprint

bp = Blueprint("sending", __name__, url_prefix="/sending")

from blueprints.sending import routes, routes_files, routes_ncalayer, words  # noqa: E402, F401 - they register themselves
