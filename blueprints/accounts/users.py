"""The accounts of others: the list, one account, its making and changing, its closing, a new password."""

import secrets
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select
from wtforms.fields import SelectChoice

from blueprints.access import current_actor, requires
from blueprints.accounts import bp
from blueprints.accounts.audit_words import told
from blueprints.acts import act, expect_version
from blueprints.complaintwords import addressee_name
from blueprints.paging import paginate
from blueprints.words import role_name
from extensions import clock, db
from forms.accounts import UserForm
from models import people
from models.center import Branch, Center
from models.event import Event
from models.folding import fold
from models.session import UserSession
from models.user import Actor, RoleGrant, Substitution, User, hashed
from rules.complaint_routing import OUTSIDE, Addressee
from rules.permissions import Permission, Role

ISSUED = "issued_password"
RECENT_EVENTS = 10


@bp.get("/users")
@requires(Permission.READ_USERS)
def users() -> str:
    """The accounts by name; searched by name or login, filtered by role; disabled ones on their own tab."""
    wanted, role = request.args.get("who", "").strip()[:100], request.args.get("role", "")
    is_active = request.args.get("state") != "disabled"
    query = select(User).where(User.is_active == is_active).order_by(User.full_name, User.id)
    if role in set(Role):
        query = query.where(User.grants.any(RoleGrant.role == Role(role)))
    if wanted:
        query = query.where(or_(User.id.in_(_called(wanted)), User.login.contains(wanted.casefold(), autoescape=True)))
    page = paginate(query)
    roles = [(r.value, role_name(r)) for r in Role]
    return render_template(
        "accounts/users.html", page=page, wanted=wanted, role=role, roles=roles, is_active=is_active,
        bindings=_bindings(g for person in page.rows for g in person.grants), may=current_actor().may,
    )  # fmt: skip


def _called(wanted: str) -> list[int]:
    """The people whose name holds every word, in any spelling: folded here, for they are a few hundred."""
    words = fold(wanted).split()
    names = db.session.execute(select(User.id, User.full_name))
    return [person_id for person_id, name in names if words and all(word in fold(name) for word in words)]


def _bindings(grants: Any) -> dict[int, str]:
    """What each grant is bound to, in words: a Center's key and name, a branch's name, or an outside body's."""
    grants = list(grants)
    center_ids = {g.center_id for g in grants if g.center_id}
    centers = {c.id: c for c in db.session.scalars(select(Center).where(Center.id.in_(center_ids)))}
    branches = {b.no: b for b in db.session.scalars(select(Branch))} if any(g.branch_no for g in grants) else {}
    bodies = {g.id: addressee_name(g.body) for g in grants if g.body}
    words = {g.id: f"{centers[g.center_id].key} {centers[g.center_id].name}" for g in grants if g.center_id}
    return words | bodies | {g.id: branches[g.branch_no].name for g in grants if g.branch_no}


@bp.get("/users/<int:user_id>")
@requires(Permission.READ_USERS)
def user(user_id: int) -> str:
    """One account: who it is, what they may do, who acts for whom, what happened to it."""
    person = db.get_or_404(User, user_id)
    about = Event.subject == f"user:{person.id}"
    events = db.session.scalars(
        select(Event).where(about).order_by(Event.id.desc()).limit(RECENT_EVENTS).options(db.joinedload(Event.actor))
    ).all()
    concerning = or_(Substitution.absent_id == person.id, Substitution.substitute_id == person.id)
    today = clock.today()
    current = select(Substitution).where(concerning, Substitution.revoked_at.is_(None), Substitution.ends_on >= today)
    return render_template(
        "accounts/user.html", person=person, bindings=_bindings(person.grants), events=told(events),
        substitutions=db.session.scalars(current.order_by(Substitution.starts_on)).unique().all(), today=today,
        why_not_disabled=people.why_not_disabled(person, current_actor()),
        last_used_at=db.session.scalar(
            select(db.func.max(UserSession.last_used_at)).where(UserSession.user_id == person.id)
        ),
        can_manage=current_actor().may(Permission.MANAGE_USERS), may=current_actor().may,
    )  # fmt: skip


def _form(**kwargs: Any) -> UserForm:
    branches = db.session.scalars(select(Branch).order_by(Branch.no))
    centers = db.session.scalars(Center.in_order()).unique()
    return UserForm(
        roles=[SelectChoice(role.value, role_name(role)) for role in Role],
        centers=[SelectChoice(str(c.id), f"{c.key} {c.name}", optgroup=c.branch.name) for c in centers],
        branches=[SelectChoice(str(branch.no), branch.name) for branch in branches],
        bodies=[SelectChoice(body.value, addressee_name(body)) for body in Addressee if body in OUTSIDE],
        **kwargs,
    )


@bp.route("/users/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def user_new() -> Response | str | tuple[str, int]:
    """A new account. Its first password is made here and shown once."""
    form = _form()
    if request.method == "GET":
        return render_template("accounts/user_form.html", form=form, person=None)
    is_valid = form.validate()
    if form.login.data and not form.login.errors and db.session.scalar(User.named(form.login.data)):
        form.login.errors = [*form.login.errors, _("This login is taken")]
        is_valid = False
    if not is_valid:
        return render_template("accounts/user_form.html", form=form, person=None), 422
    password = secrets.token_urlsafe(12)
    password_hash = hashed(password)

    def work(actor: Actor, now: datetime) -> str:
        made = people.create(
            form.login.data, form.full_name.data, form.post.data or "", form.grants, password_hash, actor, now,
            email=form.email.data or "", iin=form.iin.data or "",
        )  # fmt: skip
        session[ISSUED] = {"user_id": made.id, "password": password}
        return url_for("accounts.issued_password", user_id=made.id)

    return act(work, form)


@bp.route("/users/<int:user_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def user_edit(user_id: int) -> Response | str | tuple[str, int]:
    """Name, post, address and roles of an account. The login stays: the record knows people by it."""
    person = db.get_or_404(User, user_id)
    bound = {"center": next((str(g.center_id) for g in person.grants if g.center_id), ""),
             "branch": next((str(g.branch_no) for g in person.grants if g.branch_no), ""),
             "body": next((g.body for g in person.grants if g.body), "")}  # fmt: skip
    known = {"full_name": person.full_name, "post": person.post, "email": person.email, "iin": person.iin,
             "roles": [*person.roles]}  # fmt: skip
    form = _form(data={**known, **bound})
    del form.login
    if request.method == "GET":
        return render_template("accounts/user_form.html", form=form, person=person)
    is_valid = form.validate()
    is_own = user_id in current_actor().people
    if is_own and Role.ADMINISTRATOR in person.roles and Role.ADMINISTRATOR not in form.chosen:
        form.roles.errors = [*form.roles.errors, _("Nobody can take away their own administrator role")]
        is_valid = False
    if not is_valid:
        return render_template("accounts/user_form.html", form=form, person=person), 422

    def work(actor: Actor, now: datetime) -> str:
        here = url_for("accounts.user", user_id=user_id)
        changed = db.session.get_one(User, user_id)
        stored = {_("Surname, given name, patronymic"): changed.full_name, _("Post"): changed.post,
                  _("E-mail address"): changed.email, _("IIN"): changed.iin,
                  _("Roles"): ", ".join(sorted(role_name(r) for r in changed.roles))}  # fmt: skip
        expect_version(changed, stored, link=url_for("accounts.user_edit", user_id=user_id))
        people.change(
            changed, form.full_name.data, form.post.data or "", form.grants, actor, now, email=form.email.data or "",
            iin=form.iin.data or "",
        )  # fmt: skip
        return here

    response = act(work, form)
    flash(_("The account has been changed."), "success")
    return response


CONFIRMED = {"disable": people.disable, "enable": people.enable}


@bp.route("/users/<int:user_id>/<any(disable, enable):step>", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def user_state(user_id: int, step: str) -> Response | str:
    """Close an account, or open it again, after a page that says what will happen."""
    person = db.get_or_404(User, user_id)
    if person.is_active != (step == "disable"):
        abort(404)
    if request.method == "GET":
        reason = people.why_not_disabled(person, current_actor()) if step == "disable" else None
        return render_template("accounts/user_state.html", person=person, step=step, barred=reason)

    def work(actor: Actor, now: datetime) -> str:
        changed = db.session.get_one(User, user_id)
        expect_version(changed, link=url_for("accounts.user", user_id=user_id))
        CONFIRMED[step](changed, actor, now)
        return url_for("accounts.user", user_id=user_id)

    response = act(work)
    flash(_("The account has been disabled.") if step == "disable" else _("The account has been enabled."), "success")
    return response


@bp.route("/users/<int:user_id>/reset-password", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def reset_password(user_id: int) -> Response | str:
    """A new password for somebody who lost theirs, shown once on the next page."""
    person = db.get_or_404(User, user_id)
    if request.method == "GET":
        return render_template("accounts/reset_password.html", person=person)
    password = secrets.token_urlsafe(12)
    password_hash = hashed(password)

    def work(actor: Actor, now: datetime) -> str:
        changed = db.session.get_one(User, user_id)
        expect_version(changed, link=url_for("accounts.user", user_id=user_id))
        people.reset_password(changed, password_hash, actor, now)
        session[ISSUED] = {"user_id": user_id, "password": password}
        return url_for("accounts.issued_password", user_id=user_id)

    return act(work)


@bp.get("/users/<int:user_id>/issued-password")
@requires(Permission.MANAGE_USERS)
def issued_password(user_id: int) -> str:
    """The password made a moment ago. It is shown once: what the cookie held is taken out of it."""
    person = db.get_or_404(User, user_id)
    issued = session.get(ISSUED) or {}
    password = issued["password"] if issued.get("user_id") == user_id else ""
    if password:
        session.pop(ISSUED)
    return render_template("accounts/issued_password.html", person=person, password=password)
