"""The application factory: wiring only."""

from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

import models.everything  # noqa: F401 - every table, for migrations
from blueprints import access
from blueprints.wired import BLUEPRINTS, MODULES
from cli import register as register_commands
from config import ROOT, Config
from extensions import babel, clock, csrf, db, limiter, login_manager, migrate


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """Make the application; `config` overrides config.Config. Raises RuntimeError if a view declares no access."""
    app = Flask(__name__, root_path=str(ROOT), instance_relative_config=False)
    app.config.from_object(Config)
    app.config.update(config or {})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    proxies = app.config["TRUSTED_PROXIES"]
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign] # as Flask says

    clock.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    login_manager.init_app(app)
    babel.init_app(app, locale_selector=_locale, default_translation_directories=str(ROOT / "translations"))
    access.register(app)  # before CSRF: a lost session is told as one
    csrf.init_app(app)
    limiter.init_app(app)
    for module in MODULES:
        module.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint.bp)
    register_commands(app)
    access.check(app)
    return app


def _locale() -> str:
    """The language a page for everybody was asked to speak, else the person's own, else the browser's."""
    if "locale" in g:
        return str(g.locale)
    if current_user and current_user.is_authenticated:
        return str(current_user.user.locale)
    languages: tuple[str, ...] = current_app.config["LANGUAGES"]
    asked = request.accept_languages.best_match(languages) if has_request_context() else None
    return asked or languages[0]
