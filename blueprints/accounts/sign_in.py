"""Signing in and out. Every failure reads the same and takes the same time; too many in a row impose a pause."""

from flask import Response, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy import delete
from werkzeug.wrappers import Response as AnyResponse

from blueprints.access import public, signed_in
from blueprints.accounts import bp
from blueprints.accounts.next_page import onward, own_path
from blueprints.htmx import redirect_303
from extensions import clock, db, write
from forms.accounts import LONGEST_PASSWORD, SignInForm
from models.event import record
from models.session import SignInAttempt, UserSession
from models.user import User, waste_time_on

LOGIN_LENGTH = 64


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> AnyResponse | str | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """The form, and what comes of it."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(onward(request.args.get("next")))
    form = SignInForm()
    if request.method == "GET":
        form.next.data = own_path(request.args.get("next"))
        return render_template("accounts/sign_in.html", form=form)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    if _failed_too_often(login := _login_of(form)):
        minutes = int(current_app.config["SIGN_IN_WINDOW"].total_seconds() // 60)
        page = render_template("accounts/sign_in.html", form=form, pause=minutes)
        return page, 429, {"Retry-After": str(minutes * 60)}
    person_id = _authenticate(login, form.password.data)
    if person_id is None:
        _remember_failure(login)
        form.form_errors.append(_("The login or the password is wrong, or the account is disabled"))
        return render_template("accounts/sign_in.html", form=form), 422
    _open(person_id, login)
    return redirect_303(onward(form.next.data))


def _login_of(form: SignInForm) -> str:
    return str(form.login.data).strip().casefold()[:LOGIN_LENGTH]  # what could not exist fails like any other


def _address() -> str:
    return (request.remote_addr or "")[:LOGIN_LENGTH]


def _failed_too_often(login: str) -> bool:
    config = current_app.config
    since = clock.now() - config["SIGN_IN_WINDOW"]
    return SignInAttempt.too_many(login, _address(), since, config["SIGN_IN_ATTEMPTS"])


def _authenticate(login: str, password: str) -> int | None:
    """Whose login and password these are; one hash is computed whether or not there is such a person."""
    person = db.session.scalar(User.named(login))
    if person is None or len(password) > LONGEST_PASSWORD:
        waste_time_on(password[:LONGEST_PASSWORD])
        return None
    is_right = person.has_password(password)
    return person.id if is_right and person.is_active else None


def _remember_failure(login: str) -> None:
    with write():
        db.session.add(SignInAttempt(login=login, address=_address(), at=clock.now()))


def _open(person_id: int, login: str) -> None:
    """Open a server-side session under a fresh cookie: nothing of the one before it is carried over."""
    with write():
        person = db.session.get_one(User, person_id)
        opened = UserSession.open(person, clock.now(), _address())
        db.session.execute(delete(SignInAttempt).where(SignInAttempt.login == login))
        record("signed_in", person.actor(), clock.now(), subject=f"user:{person.id}", address=_address())
    session.clear()
    login_user(opened)


@bp.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this sign-in on the server, so that its cookie is worth nothing any more."""
    sign_in_id = current_user.id
    with write():
        ended = db.session.get_one(UserSession, sign_in_id)
        ended.ended_at = clock.now()
        record("signed_out", ended.user.actor(), clock.now(), subject=f"user:{ended.user_id}")
    logout_user()
    session.clear()
    flash(_("You have signed out."), "success")
    return redirect_303(url_for("accounts.sign_in"))
