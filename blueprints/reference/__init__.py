"""The standards and the reference data: read by everybody in the process, kept by the administrator."""

from flask import Blueprint

bp = Blueprint("reference", __name__, url_prefix="/reference")

from blueprints.reference import calendar, dated, forms, standards, tables  # noqa: E402, F401 - views
