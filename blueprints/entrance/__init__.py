"""The tablet at the entrance, which gives tickets, and the board on the wall: devices without a person (7.3, 9)."""

from flask import Blueprint

bp = Blueprint("entrance", __name__, url_prefix="/queue/devices")

from blueprints.entrance import routes  # noqa: E402, F401 - the views register themselves
