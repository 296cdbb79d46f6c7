"""`/verify`: anybody checks a paper by its code or its file, without signing in."""

from flask import Blueprint

from blueprints.verification import upload

bp = Blueprint("verification", __name__)
bp.record_once(lambda state: upload.register(state.app))

from blueprints.verification import routes  # noqa: E402, F401 - the views register themselves
