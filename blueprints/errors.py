"""What a person reads when something is refused or fails: what happened, what to do, and the request's number."""

import re
from secrets import token_hex

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError

from blueprints.htmx import is_htmx, to_sign_in
from blueprints.navigation import is_signed_in
from extensions import db

PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500})
SWAPPED = frozenset({409, 422})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id() -> str:
    """The number of this request in the log, on error pages and in the `X-Request-ID` header."""
    if "request_id" not in g or g.request_id[0] is not request.environ:
        given = request.headers.get("X-Request-ID", "")
        # A proxy in front may number requests already; what is not plainly a number is not repeated.
        g.request_id = (request.environ, given if _REQUEST_ID.fullmatch(given) else token_hex(6))
    return str(g.request_id[1])


def refused(error: HTTPException) -> Response:
    """The page for an HTTP error. `abort(409, "words")` gives it words of its own."""
    if error.response is not None:
        return Response.force_type(error.response)
    code = error.code or InternalServerError.code
    page = code if code in PAGES else 400 if code < 500 else 500
    context = {
        "code": code,
        "words": error.description if error.description != type(error).description else "",
        "request_id": request_id(),
    }
    if is_htmx():
        response = make_response(render_template("errors/_refused.html", **context), code)
        if code in SWAPPED:
            # Not into the panel that sent it: what was typed there stays.
            response.headers["HX-Retarget"] = "#refused-panel"
            response.headers["HX-Reswap"] = "innerHTML show:top"
    else:
        signed_in = page != InternalServerError.code and is_signed_in()
        response = make_response(render_template(f"errors/{page}.html", signed_in=signed_in, **context), code)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    response.vary.add("HX-Request")
    response.cache_control.no_store = True
    return response


def forged_or_lost(error: CSRFError) -> Response:
    """CSRF is checked before the sign-in is: a lost session must be told as such here too (htmx.md, 7)."""
    return refused(error) if is_signed_in() else to_sign_in()


def outdated(_error: StaleDataError) -> Response:
    """Two people on one row: the second is told, nothing of theirs is stored."""
    db.session.rollback()
    return refused(Conflict())


def register(app: Flask) -> None:
    """Answer errors with these pages, and number every request."""
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(CSRFError, forged_or_lost)
    app.register_error_handler(StaleDataError, outdated)

    @app.after_request
    def number_it(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        return response
