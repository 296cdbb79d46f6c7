"""A person's warnings: the bell, the list, what is read and unread."""

from flask import Blueprint

bp = Blueprint("notices", __name__, url_prefix="/notices")
