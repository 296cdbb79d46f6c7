"""One's own account: what is known of me, where I am signed in, my password, my preferences, whom I act for."""

from datetime import datetime

from flask import Response, abort, current_app, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select, update

from blueprints.access import signed_in
from blueprints.accounts import bp
from blueprints.accounts.next_page import onward
from blueprints.acts import act
from extensions import clock, db
from forms.accounts import ChangePasswordForm
from models import people
from models.event import record
from models.session import UserSession
from models.user import Actor, Substitution, User, hashed

THEMES = ("", "light", "dark")
DENSITIES = ("", "comfortable")


@bp.get("/profile")
@signed_in
def profile() -> str:
    """My own data, and the sign-ins open in my name."""
    config, now = current_app.config, clock.now()
    own = select(UserSession).where(
        UserSession.user_id == current_user.user_id,
        UserSession.ended_at.is_(None),
        UserSession.last_used_at > now - config["SESSION_IDLE"],
        UserSession.created_at > now - config["SESSION_LIFETIME"],
    )
    sessions = db.session.scalars(own.order_by(UserSession.last_used_at.desc()).limit(50)).unique().all()
    substitutions = db.session.scalars(Substitution.open_to(current_user.user_id, clock.today())).unique().all()
    return render_template(
        "accounts/profile.html", person=current_user.user, sessions=sessions, this_id=current_user.id,
        substitutions=substitutions,
    )  # fmt: skip


@bp.post("/profile/end-other-sign-ins")
@signed_in
def end_other_sign_ins() -> Response:
    """End every sign-in in my name but this one."""
    sign_in_id, user_id = current_user.id, current_user.user_id

    def work(actor: Actor, now: datetime) -> str:
        UserSession.end_all(user_id, now, but=sign_in_id)
        record("sign_ins_ended", actor, now, subject=f"user:{user_id}")
        return url_for("accounts.profile")

    response = act(work)
    flash(_("The other sign-ins have been ended."), "success")
    return response


@bp.route("/change-password", methods=["GET", "POST"])
@signed_in
def change_password() -> Response | str | tuple[str, int]:
    """My own password; asked for at once when an administrator gave it."""
    form = ChangePasswordForm(current_user.user)
    must = current_user.user.must_change_password
    if request.method == "GET":
        return render_template("accounts/change_password.html", form=form, must=must)
    if not form.validate():
        return render_template("accounts/change_password.html", form=form, must=must), 422
    password_hash, sign_in_id, user_id = hashed(form.new.data), current_user.id, current_user.user_id

    def work(_actor: Actor, now: datetime) -> str:
        me = db.session.get_one(User, user_id)
        people.change_own_password(me, password_hash, sign_in_id, me.actor(), now)
        return url_for("home.start" if must else "accounts.profile")

    response = act(work)
    flash(_("The password has been changed. Your other sign-ins have been ended."), "success")
    return response


@bp.post("/preferences")
@signed_in
def preferences() -> Response:
    """Theme, density, language: how the screen looks to me, on every machine. Then back to the page."""
    allowed = {"theme": THEMES, "density": DENSITIES, "locale": tuple(current_app.config["LANGUAGES"])}
    chosen = {name: request.form[name] for name in allowed if name in request.form}
    if any(value not in allowed[name] for name, value in chosen.items()):
        abort(422)
    user_id = current_user.user_id

    def work(_actor: Actor, _now: datetime) -> str:
        if chosen:  # not through the object: taste is no new version of the account
            db.session.execute(update(User).where(User.id == user_id).values(**chosen))
        return onward(request.form.get("next"))

    return act(work)


@bp.post("/act-as")
@signed_in
def act_as() -> Response:
    """Act for the absent person of a substitution that is open to me today, or for myself again."""
    wanted, sign_in_id = request.form.get("substitution", ""), current_user.id
    if wanted and not wanted.isdecimal():
        abort(422)

    def work(_actor: Actor, now: datetime) -> str:
        me = db.session.get_one(UserSession, sign_in_id)
        substitution = None
        if wanted:
            open_to_me = Substitution.open_to(me.user_id, clock.today()).where(Substitution.id == int(wanted[:9]))
            substitution = db.session.scalar(open_to_me)
            if substitution is None:
                abort(404)
        people.act_under(me, substitution, me.user.actor(), now)
        return url_for("home.start")

    return act(work)
