"""Complaints (20–25): registration with its ticket, the front office, the work on them up to the reply."""

from flask import Blueprint

bp = Blueprint("complaints", __name__, url_prefix="/complaints")

from blueprints.complaints import (  # noqa: E402, F401 - the views register themselves
    routes_explanations,
    routes_files,
    routes_forwarding,
    routes_front,
    routes_journal,
    routes_letters,
    routes_officials,
    routes_reference,
    routes_registration,
    routes_reply,
    routes_report,
    routes_ticket,
    routes_work,
    routes_work_acts,
    workwords,
)
