"""The signatory's work: what waits for a signature, reading the final paper, signing one or several; the registers."""

from flask import Blueprint

bp = Blueprint("issuance", __name__)

from blueprints.issuance import (  # noqa: E402, F401 - the views register themselves
    routes,
    routes_export,
    routes_ncalayer,
    routes_registers,
    routes_several,
)
