"""Nobody in where they don't belong (17, R23): what is one Center's is 404 for the people of every other Center.

Each endpoint with an object that its factory makes at the Center 3/14 is called by an operator and a head of another
Center, in another branch: they hold the permission, and the object is not there for them.
"""

import pytest

from extensions import db, write
from models.center import Center
from models.user import RoleGrant, User
from rules.permissions import PERMISSIONS, Permission, Role
from tests.contracts.test_access import BLUEPRINTS, ENDPOINTS, call, methods_of, needs_object
from tests.contracts.world import FACTORIES, World

ELSEWHERE = "8/1"
OF_EVERYBODY: frozenset[str] = frozenset({
    "static", "centers.branch", "centers.branch_pdf", "centers.branch_xlsx", "centers.center", "centers.mobile",
    "centers.tour", "centers.tour_pdf", "centers.tours", "reference.blank_form", "reference.calendar",
    "reference.standards", "intake.identifier",
})  # fmt: skip
"""Not a Center's own: the directory and its timetables, standards, blank forms, calendars, an identifier's look-up."""


def of_centers(role: Role) -> list[str]:
    """Endpoints with an object that a role of a Center may call."""
    return [
        endpoint for endpoint in ENDPOINTS
        if needs_object(endpoint) and endpoint not in OF_EVERYBODY
        and isinstance(access := getattr(BLUEPRINTS.view_functions[endpoint], "access", None), Permission)
        and access in PERMISSIONS[role]
    ]  # fmt: skip


def stranger(role: Role) -> str:
    """The account of somebody with this role at another Center."""
    center = db.session.scalars(Center.with_key(ELSEWHERE)).unique().one()
    like = db.session.scalars(db.select(User).where(User.login == role.value)).one()
    with write():
        db.session.add(
            User(
                login=f"{role.value}_elsewhere", full_name="Чужой Человек", post="инспектор",
                password_hash=like.password_hash, created_at=like.created_at,
                grants=[RoleGrant(role=role, center_id=center.id)],
            )
        )  # fmt: skip
    return f"{role.value}_elsewhere"


@pytest.mark.parametrize("role", [Role.CENTER_OPERATOR, Role.CENTER_HEAD])
def test_every_address_of_a_center_is_missing_for_another_ones_people(app, login_as, set_clock, role):
    set_clock(2013, 5, 3, 10)
    login, let_in = stranger(role), []
    endpoints = of_centers(role)
    assert len(endpoints) > 20
    for endpoint in endpoints:
        with app.test_request_context():
            url = app.url_for(endpoint, **FACTORIES[endpoint](World(role)), _external=False)
        for method in methods_of(endpoint):
            status = call(app, login_as(login), method, url).status_code
            if status != 404:
                let_in.append(f"{method} {url} ({endpoint}): {status}")
    assert not let_in, "\n".join(let_in)
