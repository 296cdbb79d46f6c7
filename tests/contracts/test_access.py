"""Role × endpoint × method, from the URL map: who is asked to sign in, who is told no, and that no GET writes.

An endpoint with an argument needs a factory in world.py; one without fails. What a view answers must follow from what
it declares (blueprints/access.py), whatever the template offers.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from app import create_app
from blueprints import access
from blueprints.access import access_of, public, requires
from extensions import clock, db
from rules.permissions import PERMISSIONS, Permission, Role
from tests.contracts.world import FACTORIES, World

BLUEPRINTS = create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://"})
ENDPOINTS = sorted(BLUEPRINTS.view_functions)
SECRET = "0" * 40
ON_POSTGRESQL = bool(os.environ.get("TEST_DATABASE_URL"))
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
LAST_USE = re.compile(r"\s*UPDATE user_session SET last_used_at=[^,]+ WHERE user_session\.id = \S+\s*", re.IGNORECASE)
REFUSED = frozenset({400, 401, 403, 404, 405})


def rules_of(endpoint: str) -> list[Rule]:
    return list(BLUEPRINTS.url_map.iter_rules(endpoint))


def methods_of(endpoint: str) -> list[str]:
    found = {method for rule in rules_of(endpoint) for method in rule.methods or ()}
    return sorted(found - {"HEAD", "OPTIONS"})


def needs_object(endpoint: str) -> bool:
    return any(rule.arguments - set(rule.defaults or {}) for rule in rules_of(endpoint))


def may_call(app: Flask, endpoint: str, role: Role) -> bool:
    declared = access_of(app, endpoint)
    return not isinstance(declared, Permission) or declared in PERMISSIONS[role]


def url_of(app: Flask, endpoint: str, role: Role) -> str:
    kwargs = FACTORIES[endpoint](World(role)) if endpoint in FACTORIES else {}
    with app.test_request_context():
        return app.url_for(endpoint, **kwargs, _external=False)


def bare_url_of(app: Flask, endpoint: str) -> str:
    """An address of the endpoint with nothing behind it: for what is answered before any row is read."""
    rule = rules_of(endpoint)[0]
    wanted = rule.arguments - set(rule.defaults or {})
    values: dict[str, Any] = {name: _sample(rule._converters[name]) for name in wanted}
    with app.test_request_context():
        return app.url_for(endpoint, **values, _external=False)


def _sample(converter: BaseConverter) -> int | str:
    if isinstance(converter, IntegerConverter):
        return 1
    return sorted(converter.items)[0] if isinstance(converter, AnyConverter) else "x"


def token_in(app: Flask, client) -> str:
    """The CSRF token that this client's pages carry."""
    assert isinstance(app.session_interface, SecureCookieSessionInterface)
    with client.session_transaction() as session:
        session["csrf_token"] = SECRET
    return URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(SECRET)  # type: ignore[arg-type]


def call(app: Flask, client, method: str, url: str):
    data = None if method == "GET" else {"csrf_token": token_in(app, client)}
    answer = client.open(url, method=method, data=data)
    answer.close()  # a file's answer holds it open
    return answer


@contextmanager
def writes_seen() -> Iterator[list[str]]:
    """The statements that write, as the database is asked to run them; a session's last use is not counted."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if WRITES.match(statement) and not LAST_USE.fullmatch(statement):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_endpoint_that_needs_an_object_has_a_factory(endpoint):
    assert not needs_object(endpoint) or endpoint in FACTORIES, f"no factory for {endpoint} in world.py"


def test_no_factory_is_left_over():
    assert set(FACTORIES) <= set(ENDPOINTS)


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if access_of(BLUEPRINTS, e) != "public"])
def test_nobody_gets_in_without_signing_in(app, client, endpoint):
    url = bare_url_of(app, endpoint)
    for method in methods_of(endpoint):
        answer = call(app, client, method, url)
        assert answer.status_code == 303, (method, url, answer.status_code)
        assert answer.headers["Location"].startswith("/sign-in"), (method, url)
        partial = client.open(url, method=method, headers={"HX-Request": "true"})
        assert partial.status_code == 401, (method, url)
        assert partial.headers["HX-Redirect"].startswith("/sign-in"), (method, url)
        assert not partial.data, "nothing to be swapped into a panel"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_role_may_do_what_the_view_declares_and_nothing_else(app, login_as, set_clock, endpoint):
    set_clock(2013, 5, 3, 10)
    denied_at = bare_url_of(app, endpoint)  # refused before anything behind the address is asked for
    for role in Role:
        permitted = may_call(app, endpoint, role)
        if not permitted and ON_POSTGRESQL:
            continue  # answered before any row is read: once is enough
        for method in methods_of(endpoint):
            url = url_of(app, endpoint, role) if permitted else denied_at
            client = login_as(role.value)
            set_clock(2013, 5, 3, 10, 5)  # later than the last use, so that it is noted
            with writes_seen() as writes:
                answer = call(app, client, method, url)
            told = (role.value, method, url, answer.status_code)
            if not permitted:
                assert answer.status_code == 403, told
            elif method == "POST" and endpoint in ENDING_WITH_BAD_REQUEST:
                assert answer.status_code not in REFUSED - {400, 404}, told
            else:
                assert answer.status_code not in REFUSED and answer.status_code < 500, told
                assert not answer.headers.get("Location", "").startswith("/sign-in?"), told
            if method == "GET" or not permitted:
                assert not writes, (*told, writes)
            set_clock(2013, 5, 3, 10)


ENDING_WITH_BAD_REQUEST: frozenset[str] = frozenset()
"""Views whose forms always name a choice: without one there is nothing to answer about."""


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if "POST" in methods_of(e)])
def test_a_form_without_its_token_is_not_taken(app, login_as, endpoint):
    role = next(role for role in Role if may_call(app, endpoint, role))
    # A device's page, which is public, tells of a lost token in the device's own words: it is looked for first.
    address = url_of(app, endpoint, role) if access_of(app, endpoint) == "public" else bare_url_of(app, endpoint)
    url, client = address, login_as(role.value)
    with writes_seen() as writes:
        answer = client.post(url, data={"version": "1"})
    assert answer.status_code == 400, (url, answer.status_code)
    assert not writes, writes


def _shows_a_page(endpoint: str) -> bool:
    """Whether another view answers GET at the same address."""
    addresses = {rule.rule for rule in rules_of(endpoint)}
    return any("GET" in methods_of(e) for e in ENDPOINTS if addresses & {rule.rule for rule in rules_of(e)})


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if methods_of(e) == ["POST"] and not _shows_a_page(e)])
def test_what_acts_is_never_reached_by_a_link(app, login_as, endpoint):
    assert login_as("officer").get(bare_url_of(app, endpoint)).status_code == 405


def _with_view(view) -> Flask:
    app = Flask(__name__)
    public(app.view_functions["static"])
    blueprint = Blueprint("made", __name__)
    blueprint.get("/made")(view)
    app.register_blueprint(blueprint)
    return app


def test_the_application_refuses_to_start_with_a_view_that_declares_nothing():
    def silent() -> str:
        return ""

    with pytest.raises(RuntimeError, match=r"made\.silent"):
        access.check(_with_view(silent))


@pytest.mark.parametrize("declare", [public, access.signed_in, requires(Permission.SIGN)])
def test_it_starts_once_the_view_says_who_may_call_it(declare):
    access.check(_with_view(declare(lambda: "")))


def test_permissions_add_up_over_roles_and_an_account_without_one_may_do_nothing(app, login_as):
    from tests.factories import user  # after the app, which gives it its database

    with app.app_context():
        person = user("officer")
        person.grants = []
        db.session.commit()
    client = login_as("officer")
    assert client.get("/cases/").status_code == 403
    assert client.get("/").status_code == 200
    assert clock.today().year == 2013


@pytest.mark.parametrize("url", ["/cases/{}/", "/users/{}", "/centers/{}", "/intake/{}/check", "/documents/{}"])
@pytest.mark.parametrize("number", [0, 2**31 - 1, 2**31, 2**63, 10**40])
def test_a_number_that_no_row_can_have_is_404(login_as, url, number):
    for role in ("clerk", "auditor", "administrator"):
        assert login_as(role).get(url.format(number)).status_code in (403, 404)
