"""Sign-in, one's own account, the accounts of others, substitutions, and the record of what is not a case."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from blueprints.accounts import audit, own, sign_in, substitutions, users  # noqa: E402, F401 - the views register themselves
