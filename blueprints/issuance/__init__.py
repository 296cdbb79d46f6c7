"""Placeholder."""

from flask import Blueprint

bp = Blueprint("issuance", __name__, url_prefix="/issuance")

from blueprints.issuance import routes  # noqa: E402, F401 - the views register themselves
