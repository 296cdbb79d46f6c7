"""Who may call what. Every view declares it; the application refuses to start otherwise.

What a person may not see is 404, what they may not do is 403, and the page does not offer it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request, url_for
from flask_login import current_user
from sqlalchemy import update

from blueprints.htmx import redirect_303, to_sign_in
from extensions import clock, db, login_manager, write
from models.session import UserSession
from models.user import Actor
from rules.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])
TOUCH_AFTER = timedelta(minutes=1)
OPEN_WITH_OLD_PASSWORD = ("accounts.change_password", "accounts.sign_out")
_PUBLIC = "public"
_SIGNED_IN = "signed_in"


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a view needs."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Declare that anybody may call this view."""
    view.access = _PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Declare that everybody with an account may call this view: it shows only what is theirs."""
    view.access = _SIGNED_IN  # type: ignore[attr-defined]
    return view


def access_of(app: Flask, endpoint: str) -> Permission | str | None:
    """What a view declares, or None: for the start-up check and for the contract test."""
    return getattr(app.view_functions[endpoint], "access", None)


def current_actor() -> Actor:
    """The person behind this request, and whom they act for."""
    if "actor" not in g:
        sign_in: UserSession = current_user._get_current_object()
        under = sign_in.acting_under
        g.actor = sign_in.user.actor(under if under and under.is_in_force(clock.today()) else None)
    return g.actor


@login_manager.user_loader
def load_sign_in(token: str) -> UserSession | None:
    """Flask-Login: the live sign-in behind the cookie's token."""
    config = current_app.config
    return UserSession.find(token, clock.now(), idle=config["SESSION_IDLE"], lifetime=config["SESSION_LIFETIME"])


def _guard() -> Response | None:
    endpoint = request.endpoint
    if endpoint is None:
        return None  # 404 and 405 are answered by their handlers
    access = access_of(current_app, endpoint)
    if access == _PUBLIC:
        return None
    if not current_user.is_authenticated:
        return to_sign_in()
    if current_user.user.must_change_password and endpoint not in OPEN_WITH_OLD_PASSWORD:
        return redirect_303(url_for("accounts.change_password"))
    if access != _SIGNED_IN and access not in current_actor().permissions:
        abort(403)
    _touch()
    return None


def _touch() -> None:
    """Note the sign-in's use, at most once a minute and not for polling, in a transaction of its own."""
    now = clock.now()
    if now - current_user.last_used_at < TOUCH_AFTER or request.headers.get("X-Poll"):
        return
    sign_in_id = current_user.id
    with write():
        db.session.execute(update(UserSession).where(UserSession.id == sign_in_id).values(last_used_at=now))


def register(app: Flask) -> None:
    """Guard every request, before CSRF is checked, so that a lost session is answered as one."""
    app.before_request(_guard)
    public(app.view_functions["static"])


def check(app: Flask) -> None:
    """Refuse to start while a view does not say who may call it."""
    silent = [endpoint for endpoint in app.view_functions if access_of(app, endpoint) is None]
    if silent:
        raise RuntimeError(f"views that declare no access: {', '.join(sorted(silent))}")
