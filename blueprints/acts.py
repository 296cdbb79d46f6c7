"""How a posted form acts: once for its key, on the version it was made for, committed once, answered with 303.

A refused or outdated act is answered with 409 and words; what was typed is shown beside what is stored.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from wtforms import FieldList, FileField, FormField, HiddenField, PasswordField
from wtforms.fields.choices import SelectFieldBase
from wtforms.form import BaseForm

from blueprints.access import current_actor
from blueprints.errors import error_page
from blueprints.htmx import redirect_303
from extensions import clock, db, write
from models.session import SubmittedForm
from models.user import Actor
from rules.workflow import ActionRefused


class Outdated(Exception):
    """The form was made for an earlier version. `current` holds what stands now, by field name."""

    def __init__(self, current: dict[str, Any] | None = None, link: str = "") -> None:
        super().__init__("outdated")
        self.current = current or {}
        self.link = link


def expect_version(stored: Any, current: dict[str, Any] | None = None, link: str = "", field: str = "version") -> None:
    """Raise Outdated unless the form was made for the version that is stored now."""
    if request.form.get(field, "") != str(stored.version):
        raise Outdated(current, link)


def act(work: Callable[[Actor, datetime], str], form: BaseForm | None = None) -> Response:
    """Do one unit of work under the write transaction and answer with the address it returns.

    The idempotency key of the form makes a second click answer like the first. A refusal shows what was typed in
    `form` under its labels, so that nothing typed is lost.
    """
    g.typed = typed_words(form) if form is not None else None
    return redirect_303(once(key_in(), current_actor(), clock.now(), work))


def once(key: str, actor: Actor, now: datetime, work: Callable[[Actor, datetime], str]) -> str:
    """Do one unit of work under the write transaction, once for its key: the address of its answer."""
    try:
        with write():
            location = _answered(key, actor) or work(actor, now)
            if key and not _answered(key, actor):
                db.session.add(SubmittedForm(key=key, user_id=actor.user_id, at=now, location=location))
    except (ActionRefused, Outdated, StaleDataError, IntegrityError, HTTPException):
        # A second click that waited for the first one's lock: what bars it is what the first one did.
        location = _answered(key, actor)
        if not location:
            raise
    return location


def key_in(field: str = "_key") -> str:
    """The idempotency key in a field of the form."""
    # NUL, which no page of ours sends, is what PostgreSQL cannot even compare.
    return request.form.get(field, "").replace("\x00", "")[:64]


def _answered(key: str, actor: Actor) -> str:
    """Where the answer to this very form is, if it has acted before; "" if not."""
    done = db.session.get(SubmittedForm, key) if key else None
    return done.location if done is not None and done.user_id == actor.user_id else ""


def _answer_again() -> Response | None:
    """A form sent a second time is answered before its view looks at what the first one has changed."""
    if request.method != "POST" or request.mimetype != "application/x-www-form-urlencoded" or not key_in():
        return None
    location = _answered(key_in(), current_actor()) if current_user.is_authenticated else ""
    return redirect_303(location) if location else None


def new_key() -> str:
    """A key for one form on one page."""
    return secrets.token_urlsafe(18)


def _refused(error: ActionRefused) -> Response:
    return error_page(409, barred=error.barred, typed=_typed())


def _outdated(error: Outdated) -> Response:
    return error_page(409, typed=_typed(), current=error.current, link=error.link)


def _stale(_error: StaleDataError) -> Response:
    return _outdated(Outdated())


def _busy(error: OperationalError) -> Response:
    """The database did not come free in time: nothing was written, the same form may be sent again."""
    current_app.logger.warning("database busy: %s", error.orig)
    response = error_page(503, typed=_typed())
    response.headers["Retry-After"] = "5"
    return response


def typed_words(form: BaseForm) -> dict[str, str]:
    """What was typed, by label, with the words of the choices made."""
    typed = {}
    for field in form:
        if isinstance(field, FormField | FieldList | FileField | PasswordField | HiddenField):
            continue
        value = field.data
        if isinstance(field, SelectFieldBase):
            chosen = value if isinstance(value, list) else [value]
            value = ", ".join(str(c.label.text) for c in field if c.data in chosen or c.checked)
        elif isinstance(value, bool):
            value = gettext("yes") if value else gettext("no")
        typed[str(field.label.text)] = "" if value is None else str(value)
    return typed


def _typed() -> dict[str, str]:
    if g.get("typed"):
        return {label: words for label, words in g.typed.items() if words}
    hidden = ("csrf_token", "_key", "version")
    typed = {name: value for name, value in request.form.items() if name not in hidden and value.strip()}
    return {name: value for name, value in typed.items() if "password" not in name}


def register(app: Flask) -> None:
    """The answers to refused and outdated acts, and the key for every template's forms."""
    app.register_error_handler(ActionRefused, _refused)
    app.register_error_handler(Outdated, _outdated)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(OperationalError, _busy)
    app.add_template_global(new_key)
    app.before_request(_answer_again)
