"""`flask user create|disable|reset-password`: accounts from the console, as on the first day."""

import getpass
import secrets

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import IntegrityError

from extensions import clock, db, write
from models.center import Center
from models.event import record
from models.session import UserSession
from models.user import MIN_PASSWORD_LENGTH, RoleGrant, User
from rules.complaint_routing import OUTSIDE, Addressee
from rules.permissions import Role


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("login")
@click.argument("full_name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--center", metavar="BRANCH/ROW", help="The Center of a Center role.")
@click.option("--branch", type=int, help="The number of a branch head's branch.")
@click.option("--body", type=click.Choice(sorted(OUTSIDE)), help="The body that an officer of one answers for.")
@click.option("--post", default="")
@click.option("--password", help="Asked for when left out; must be changed at the first sign-in.")
@with_appcontext
def create(
    login: str, full_name: str, roles: tuple[str, ...], center: str | None, branch: int | None, body: str | None,
    post: str, password: str | None,
) -> None:  # fmt: skip
    """Create an account with one or more roles."""
    password = password or getpass.getpass("Password: ")
    if len(password) < MIN_PASSWORD_LENGTH:
        raise click.UsageError(f"A password has at least {MIN_PASSWORD_LENGTH} characters.")
    try:
        with write():
            person = User(
                login=login.strip().casefold(), full_name=" ".join(full_name.split()), post=post,
                must_change_password=True, created_at=clock.now(), grants=_grants(roles, center, branch, body),
            )  # fmt: skip
            person.set_password(password)
            db.session.add(person)
            db.session.flush()
            record("user_created", None, clock.now(), subject=f"user:{person.id}", roles=list(roles), by="console")
    except IntegrityError as error:
        raise click.UsageError(f"The login {login} is taken.") from error
    click.echo(f"Created {login}.")


def _grants(roles: tuple[str, ...], center_key: str | None, branch: int | None, body: str | None) -> list[RoleGrant]:
    center_id = None
    if center_key:
        try:
            center = db.session.scalar(Center.with_key(center_key))
        except ValueError as error:
            raise click.UsageError("Write the Center as BRANCH/ROW, for example 3/14.") from error
        if center is None:
            raise click.UsageError(f"There is no Center {center_key}.")
        center_id = center.id
    grants = []
    for role in map(Role, roles):
        needs_center, needs_branch = RoleGrant.needs_center(role), RoleGrant.needs_branch(role)
        if needs_center and center_id is None:
            raise click.UsageError(f"The role {role} needs --center BRANCH/ROW.")
        if needs_branch and branch is None:
            raise click.UsageError(f"The role {role} needs --branch NUMBER.")
        needs_body = RoleGrant.needs_body(role)
        if needs_body and body is None:
            raise click.UsageError(f"The role {role} needs --body.")
        grants.append(
            RoleGrant(
                role=role, center_id=center_id if needs_center else None, branch_no=branch if needs_branch else None,
                body=Addressee(body) if body and needs_body else None,
            )
        )  # fmt: skip
    return grants


@user.command()
@click.argument("login")
@with_appcontext
def disable(login: str) -> None:
    """Disable an account and end its sign-ins. Its acts stay in the record."""
    with write():
        person = _named(login)
        person.is_active = False
        UserSession.end_all(person.id, clock.now())
        record("user_disabled", None, clock.now(), subject=f"user:{person.id}", by="console")
    click.echo(f"Disabled {login}.")


@user.command("reset-password")
@click.argument("login")
@with_appcontext
def reset_password(login: str) -> None:
    """Give a new password, printed once; it must be changed at the next sign-in."""
    password = secrets.token_urlsafe(12)
    with write():
        person = _named(login)
        person.set_password(password)
        person.must_change_password = True
        UserSession.end_all(person.id, clock.now())
        record("password_reset", None, clock.now(), subject=f"user:{person.id}", by="console")
    click.echo(f"New password of {login}: {password}")


def _named(login: str) -> User:
    person = db.session.scalar(User.named(login))
    if person is None:
        raise click.UsageError(f"There is no account {login}.")
    return person
