"""Acts on accounts: each changes the account and appends its event, in the unit of work under way.

Clause 17 asks who did what to be recorded; that holds for those who give out the rights, too.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update

from extensions import db
from models.center import Center
from models.event import record
from models.session import UserSession
from models.user import Actor, RoleGrant, Substitution, User
from rules.permissions import Role
from rules.workflow import ActionRefused, Barred


def _subject(user: User) -> str:
    return f"user:{user.id}"


def _described(user: User) -> dict[str, Any]:
    """What the record keeps of an account: Centers by their key, for ids say nothing to a reader."""
    ids = [g.center_id for g in user.grants if g.center_id]
    keys = {c.id: c.key for c in db.session.scalars(select(Center).where(Center.id.in_(ids)))} if ids else {}
    roles = [
        f"{g.role} {keys[g.center_id] if g.center_id else g.branch_no or g.body or ''}".strip() for g in user.grants
    ]
    known = {"full_name": user.full_name, "post": user.post, "email": user.email, "iin": user.iin}
    return {**known, "roles": sorted(roles)}


def _keep_an_administrator(leaving: User) -> None:
    """Refuse to leave the system without an active administrator.

    The administrators' rows are locked before they are counted, so that two of them cannot dismiss each other at once.
    """
    administrators = select(User.id).where(User.is_active, User.grants.any(RoleGrant.role == Role.ADMINISTRATOR))
    db.session.execute(administrators.order_by(User.id).with_for_update())
    others = administrators.where(User.id != leaving.id)
    if not db.session.scalar(select(func.count()).select_from(others.subquery())):
        raise ActionRefused(Barred("last_administrator"))


def why_not_disabled(user: User, actor: Actor) -> Barred | None:
    """Why this person cannot disable that account, or None."""
    if user.id in actor.people:
        return Barred("own_account")
    if user.roles >= {Role.ADMINISTRATOR} and user.is_active:
        others = User.holding([Role.ADMINISTRATOR]).where(User.id != user.id)
        if db.session.scalars(others.limit(1)).first() is None:
            return Barred("last_administrator")
    return None


def create(
    login: str, full_name: str, post: str, grants: Iterable[RoleGrant], password_hash: str, actor: Actor, now: datetime,
    *, email: str = "", iin: str = "",
) -> User:  # fmt: skip
    """A new account with a password that its owner must change at once. ActionRefused when the login is taken."""
    if db.session.scalar(User.named(login)):
        raise ActionRefused(Barred("login_taken"))
    user = User(
        login=login, full_name=full_name, post=post, email=email, iin=iin, grants=list(grants),
        password_hash=password_hash, must_change_password=True, created_at=now,
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    record("user_created", actor, now, subject=_subject(user), login=login, after=_described(user))
    return user


def change(
    user: User, full_name: str, post: str, grants: Iterable[RoleGrant], actor: Actor, now: datetime,
    *, email: str | None = None, iin: str | None = None,
) -> None:  # fmt: skip
    """New name, post, address or roles; without `email` the address stays, without `iin` the IIN.

    Nobody takes away their own administrator role, nor the last one there is.
    """
    wanted = {(g.role, g.center_id, g.branch_no, g.body): g for g in grants}
    if Role.ADMINISTRATOR in user.roles and Role.ADMINISTRATOR not in {g.role for g in wanted.values()}:
        if user.id in actor.people:
            raise ActionRefused(Barred("own_account"))
        if user.is_active:
            _keep_an_administrator(user)
    before = _described(user)
    user.full_name, user.post = full_name, post
    user.email = user.email if email is None else email
    user.iin = user.iin if iin is None else iin
    held = {(g.role, g.center_id, g.branch_no, g.body) for g in user.grants}
    user.grants = [g for g in user.grants if (g.role, g.center_id, g.branch_no, g.body) in wanted]
    user.grants += [grant for key, grant in wanted.items() if key not in held]
    db.session.flush()
    after = _described(user)
    if after != before:
        record("user_changed", actor, now, subject=_subject(user), before=before, after=after)


def disable(user: User, actor: Actor, now: datetime) -> None:
    """Close an account and end its sign-ins. Its acts stay in the record."""
    if reason := why_not_disabled(user, actor):
        raise ActionRefused(reason)
    if Role.ADMINISTRATOR in user.roles:
        _keep_an_administrator(user)
    user.is_active = False
    UserSession.end_all(user.id, now)
    record("user_disabled", actor, now, subject=_subject(user))


def enable(user: User, actor: Actor, now: datetime) -> None:
    """Open a disabled account again, with the roles it had."""
    user.is_active = True
    record("user_enabled", actor, now, subject=_subject(user))


def reset_password(user: User, password_hash: str, actor: Actor, now: datetime) -> None:
    """A password given by an administrator; it ends every sign-in and must be changed at the next one."""
    user.password_hash, user.must_change_password = password_hash, True
    UserSession.end_all(user.id, now)
    record("password_reset", actor, now, subject=_subject(user))


def change_own_password(user: User, password_hash: str, sign_in_id: int, actor: Actor, now: datetime) -> None:
    """One's own new password; every other sign-in ends."""
    user.password_hash, user.must_change_password = password_hash, False
    UserSession.end_all(user.id, now, but=sign_in_id)
    record("password_changed", actor, now, subject=_subject(user))


def appoint(
    absent: User, substitute: User, order_number: str, order_date: date, starts_on: date, ends_on: date,
    actor: Actor, now: datetime,
) -> Substitution:  # fmt: skip
    """A substitute (и.о.) for a time, under an order. Both must have an account in use."""
    if not (absent.is_active and substitute.is_active):
        raise ActionRefused(Barred("account_disabled"))
    made = Substitution(
        absent=absent, substitute=substitute, order_number=order_number, order_date=order_date, starts_on=starts_on,
        ends_on=ends_on,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _record_substitution("substitution_made", made, actor, now)
    return made


def revoke(substitution: Substitution, actor: Actor, now: datetime) -> None:
    """End a substitution before its day; whoever acts under it acts for themselves from the next page on."""
    if substitution.revoked_at is not None:
        raise ActionRefused(Barred("already_revoked"))
    substitution.revoked_at = now
    statement = update(UserSession).where(UserSession.acting_under_id == substitution.id)
    db.session.execute(statement.values(acting_under_id=None))
    _record_substitution("substitution_revoked", substitution, actor, now)


def _record_substitution(kind: str, made: Substitution, actor: Actor, now: datetime) -> None:
    record(
        kind, actor, now, subject=f"substitution:{made.id}", absent=made.absent.full_name,
        substitute=made.substitute.full_name, order_number=made.order_number, order_date=made.order_date.isoformat(),
        starts_on=made.starts_on.isoformat(), ends_on=made.ends_on.isoformat(),
    )  # fmt: skip


def act_under(sign_in: UserSession, substitution: Substitution | None, actor: Actor, now: datetime) -> None:
    """Act for the absent person from now on, or for oneself again."""
    if sign_in.acting_under_id == (substitution.id if substitution else None):
        return
    sign_in.acting_under_id = substitution.id if substitution else None
    record(
        "acting_chosen", actor, now, subject=f"user:{sign_in.user_id}",
        acting_for=substitution.absent.full_name if substitution else "",
        order_number=substitution.order_number if substitution else "",
    )  # fmt: skip
