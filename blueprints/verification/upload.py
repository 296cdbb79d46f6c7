"""A file to be checked is small and never touches a disk: said before anything reads the body of the request."""

from io import BytesIO
from typing import Any

from flask import current_app, request, request_started
from flask.sansio.app import App
from werkzeug.formparser import FormDataParser

ROOM_FOR_THE_FORM = 64 * 1024


class InMemory(FormDataParser):
    """Werkzeug's parser puts what is larger than 500 kB into a temporary file; this one does not."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "stream_factory": lambda *_about, **_it: BytesIO()})


def _before_it_is_read(_app: App, **_extra: Any) -> None:
    if request.endpoint == "verification.verify_file":
        request.form_data_parser_class = InMemory
        request.max_content_length = current_app.config["VERIFY_MAX_BYTES"] + ROOM_FOR_THE_FORM


def register(app: App) -> None:
    """Before CSRF, which reads the form."""
    request_started.connect(_before_it_is_read, app)
