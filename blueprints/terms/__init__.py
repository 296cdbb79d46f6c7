"""Dates that explain themselves: the calculator of terms, and the explanations as other pages show them."""

from flask import Blueprint

bp = Blueprint("terms", __name__)

from blueprints.terms import calculator  # noqa: E402, F401 - the views register themselves
