"""Help with complaints (20): the procedure explained, consultations, an assistant that drafts a complaint."""

from flask import Blueprint

bp = Blueprint("advice", __name__)

from blueprints.advice import routes_consultations, routes_draft, routes_help  # noqa: E402, F401 - the views register
