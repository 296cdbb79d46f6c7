"""Complaints (20–25): registration and ticket, tracking, the work on them up to the reply."""

from flask import Blueprint

bp = Blueprint("complaints", __name__, url_prefix="/complaints")

from blueprints.complaints import (  # noqa: E402, F401 - views register themselves
    routes_explanations,
    routes_letters,
    routes_reply,
    routes_work,
    routes_work_acts,
    workwords,
)
