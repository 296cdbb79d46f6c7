"""Serving stored bytes: checked against their SHA-256, never run by the browser, never kept by it."""

from urllib.parse import quote

from flask import Response, abort, current_app, make_response, render_template

from models.attachment import FileDamaged, read_file

SANDBOX = "default-src 'none'; img-src 'self'; sandbox; frame-ancestors 'self'"
"""For files that applicants brought: no script of theirs runs, whatever is in them."""


def pdf_response(content: bytes, name: str) -> Response:
    """A paper of ours, shown in the browser."""
    return _inline(content, name, "application/pdf")


def stored_bytes(sha256: str, name: str) -> bytes:
    """A stored file's content. A damaged one is told as such (500) and never handed on."""
    try:
        return read_file(current_app.config["FILES_PATH"], sha256)
    except FileDamaged:
        current_app.logger.error("stored file damaged: %s", sha256)
        abort(make_response(render_template("errors/damaged.html", name=name), 500))


def stored_response(sha256: str, name: str, media_type: str, *, is_ours: bool) -> Response:
    """A stored file, shown in the browser."""
    response = _inline(stored_bytes(sha256, name), name, media_type)
    if not is_ours and media_type != "application/pdf":
        response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _inline(content: bytes, name: str, media_type: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    response.cache_control.no_store = True
    return response
