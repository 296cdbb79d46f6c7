"""Intake: from an empty draft to a registered application with its receipt (clauses 10, 11, 13 and 14)."""

from flask import Blueprint, current_app, request

from forms.decree import wording

bp = Blueprint("intake", __name__, url_prefix="/intake")
bp.add_app_template_global(wording, "printed")

# What a file a little too large may weigh to be read at all, so that the page can say so and keep what was typed.
READ_LIMIT = 64 * 1024 * 1024


@bp.url_value_preprocessor
def _read_large_uploads(endpoint: str | None, _values: object) -> None:
    # Here, because the CSRF check reads the body before any view does.
    if endpoint == "intake.upload":
        request.max_content_length = max(READ_LIMIT, current_app.config["MAX_CONTENT_LENGTH"])


from blueprints.intake import (  # noqa: E402, F401 - the views register themselves
    routes_documents,
    routes_drafts,
    routes_print,
    routes_receipt,
    routes_registration,
    routes_scans,
    routes_steps,
)
