"""Hand-out: results on their way to Centers and back (7.5, 15), and into the applicant's hands (15)."""

from flask import Blueprint

bp = Blueprint("handout", __name__, url_prefix="/hand-out")

from blueprints.handout import (  # noqa: E402, F401 - the views register themselves
    routes,
    routes_expected,
    routes_find,
    routes_hand_overs,
    routes_journey,
    routes_ready,
    routes_several,
    routes_uncollected,
)
