"""The electronic queue as a Center's people and the chancellery see it (7.2, 7.3, 9): windows, times, end of shift."""

from flask import Blueprint

from blueprints.queue import words

bp = Blueprint("queue", __name__, url_prefix="/queue")
for word in (words.purpose_name, words.ticket_state_name, words.gap_name, words.spent):
    bp.add_app_template_filter(word)

from blueprints.queue import (  # noqa: E402, F401 - the views register themselves
    routes,
    routes_deeds,
    routes_set_up,
    routes_shift,
    routes_times,
    visitor,
)
