"""Complaints (20–25): registration with its ticket, and what follows at the front office."""

from flask import Blueprint

bp = Blueprint("complaints", __name__, url_prefix="/complaints")

from blueprints.complaints import (  # noqa: E402, F401 - the views register themselves
    routes_files,
    routes_forwarding,
    routes_front,
    routes_reference,
    routes_registration,
    routes_ticket,
)
