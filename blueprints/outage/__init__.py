"""Receipts for an outage: blanks printed beforehand, and what was accepted with them entered later (14.1)."""

from flask import Blueprint

bp = Blueprint("outage", __name__, url_prefix="/outage")

from blueprints.outage import routes, routes_blanks, routes_entry  # noqa: E402, F401 - the views register themselves
