"""What a person reads when something is refused or fails: what happened, what to do, and the request's number."""

import re
from secrets import token_hex
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from blueprints.htmx import is_htmx, to_sign_in
from blueprints.navigation import is_signed_in

PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503})
SWAPPED = frozenset({409, 422})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id() -> str:
    """The number of this request in the log, on error pages and in the `X-Request-ID` header."""
    if "request_id" not in g or g.request_id[0] is not request.environ:
        given = request.headers.get("X-Request-ID", "")
        # A proxy in front may number requests already; what is not plainly a number is not repeated.
        g.request_id = (request.environ, given if _REQUEST_ID.fullmatch(given) else token_hex(6))
    return str(g.request_id[1])


def error_page(code: int, **context: Any) -> Response:
    """The page of an error, or for htmx its words alone; `context` is what the page of this code shows.

    On 409 and 422 htmx puts the words above the page and not into the panel that sent the form: what was typed stays.
    """
    page = code if code in PAGES else 400 if code < 500 else 500
    template = f"errors/{page}.html"
    if is_htmx():
        response = make_response(render_template("errors/_refused.html", code=code, **context), code)
        if code in SWAPPED:
            response.headers["HX-Retarget"] = "#refused-panel"
            response.headers["HX-Reswap"] = "innerHTML show:top"
    else:
        response = make_response(render_template(template, code=code, **context), code)
    response.vary.add("HX-Request")
    response.cache_control.no_store = True
    return response


def refused(error: HTTPException) -> Response:
    """An HTTP error. `abort(409, "words")` gives the page words of its own."""
    code = error.code or 500
    own_words = error.description if error.description != type(error).description else ""
    response = error_page(code, words=own_words)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def forged_or_lost(_error: CSRFError) -> Response:
    """CSRF is checked before a view is: a lost session must be told as such here too (htmx.md, 7)."""
    return error_page(400) if is_signed_in() else to_sign_in()


def refuse_nul() -> Response | None:
    """A NUL in an address is nobody's typing, and PostgreSQL cannot even compare it."""
    parts = (request.path, *(value for values in request.args.listvalues() for value in values))
    return error_page(400) if any("\x00" in part for part in parts) else None


def register(app: Flask) -> None:
    """Answer errors with these pages, and number every request."""
    app.before_request(refuse_nul)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(CSRFError, forged_or_lost)
    app.add_template_global(request_id)

    @app.after_request
    def number_it(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        return response
