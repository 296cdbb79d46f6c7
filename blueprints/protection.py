"""The protection that every answer carries: what a page may load, and that what is about a case is never kept."""

from flask import Flask, Response, g
from flask_babel import get_locale

OWN = "connect-src 'self'"
CSP = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        OWN, "frame-src 'self'", "form-action 'self'", "frame-ancestors 'self'", "base-uri 'none'",
        "object-src 'none'",
    )
)  # fmt: skip


def let_connect(address: str) -> None:
    """Let the page that answers this request, and no other, speak to one more address."""
    g.connects_to = address


def _protect(response: Response) -> Response:
    address = g.pop("connects_to", "")
    response.headers.setdefault("Content-Security-Policy", CSP.replace(OWN, f"{OWN} {address}") if address else CSP)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Content-Language"] = str(get_locale() or "ru")
    if "Cache-Control" not in response.headers:
        response.cache_control.no_store = True
    return response


def register(app: Flask) -> None:
    """Protect every answer of the application."""
    app.after_request(_protect)
