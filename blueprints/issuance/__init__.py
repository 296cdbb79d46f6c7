"""The signatory's work: what waits for a signature, reading the final paper, signing; and the registers."""

from flask import Blueprint

bp = Blueprint("issuance", __name__)

from blueprints.issuance import routes, routes_export, routes_registers  # noqa: E402, F401 - views
