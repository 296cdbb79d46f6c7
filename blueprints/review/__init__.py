"""The officers' work: worklists, the case and its pages, checks, preparing a decision."""

from flask import Blueprint

bp = Blueprint("review", __name__, url_prefix="/cases")

from blueprints.review import routes, routes_acts, routes_decision, routes_forms, routes_worklist  # noqa: E402, F401
