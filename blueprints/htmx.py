"""How views answer htmx: fragment or whole page, the headers that caches need, 303 after an act (htmx.md, 3–8)."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, render_template, request, url_for

SIGN_IN = "accounts.sign_in"


def is_htmx() -> bool:
    """Whether htmx asks for a fragment. A page restored from history is asked for whole."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def render_page(page_template: str, fragment_template: str, status: int = 200, **context: Any) -> Response:
    """The whole page, or only the fragment that the page includes, so that first paint and update cannot drift."""
    response = make_response(render_template(fragment_template if is_htmx() else page_template, **context), status)
    response.vary.add("HX-Request")
    return response


def redirect_303(url: str) -> Response:
    """The answer to an act that succeeded. htmx follows by itself what must replace the whole page."""
    if is_htmx():
        response = Response(status=204)
        response.headers["HX-Redirect"] = url
    else:
        response = _see_other(url)
    response.vary.add("HX-Request")
    return response


def _see_other(url: str) -> Response:
    # Flask's own Response, unlike redirect(): callers set headers and the types agree.
    return Response(status=303, headers={"Location": url})


def to_sign_in() -> Response:
    """The answer to a lost session. Never a redirect for htmx: its page would be swapped into a panel (htmx.md, 7)."""
    url = url_for(SIGN_IN, next=way_back() or None)
    if is_htmx():
        response = Response(status=401)
        response.headers["HX-Redirect"] = url
    else:
        response = _see_other(url)
    response.vary.add("HX-Request")
    response.cache_control.no_store = True
    return response


def way_back() -> str:
    """Path and query of the page that the person was on, to return to after signing in; "" when there is none."""
    if is_htmx():
        return _own_path(request.headers.get("HX-Current-URL", ""))
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return _own_path(request.referrer or "")


def _own_path(url: str) -> str:
    parts = urlsplit(url)
    if parts.netloc != request.host:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def register(app: Flask) -> None:
    """Make `is_htmx` a global of every template."""
    app.add_template_global(is_htmx)
