"""A person's warnings: the bell, the list, what is read and unread."""

from flask import Blueprint

bp = Blueprint("notices", __name__, url_prefix="/notices")

from blueprints.notices import routes, words  # noqa: E402, F401 - views and filters register themselves
