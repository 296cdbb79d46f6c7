"""People, what they may do, and who acts for whom."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from extensions import clock, db, write
from models import people
from models.center import Center
from models.event import Event
from models.session import SignInAttempt, UserSession
from models.user import RoleGrant, Substitution, User, hashed
from rules.permissions import PERMISSIONS, Permission, Role
from rules.workflow import ActionRefused
from tests.factories import user

TODAY = date(2013, 5, 3)


def appoint(absent="signatory", substitute="officer_2", starts=TODAY, ends=TODAY) -> Substitution:
    with write():
        return people.appoint(
            user(absent), user(substitute), "12-к", TODAY, starts, ends, user("administrator").actor(), clock.now()
        )


def give(login: str, *roles: Role) -> User:
    """Further roles for a test account; part of the caller's unit of work or of the session under way."""
    person = user(login)
    person.grants.extend(RoleGrant(role=role) for role in roles)
    return person


def last_event() -> Event:
    return db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


def test_a_short_name_is_the_surname_and_initials_tied_together(app):
    assert user("officer").short_name == "Жұмабаева\u00a0А.\u00a0Қ."


def test_a_login_is_found_whatever_its_case_and_spaces(app):
    assert db.session.scalars(User.named("  Officer ")).one().login == "officer"


def test_a_password_is_kept_only_as_a_hash_that_fits_nothing_else(app):
    person = user("officer")
    person.set_password("сорок тысяч обезьян")
    assert person.password_hash.startswith("$argon2id$")
    assert person.has_password("сорок тысяч обезьян")
    assert not person.has_password("сорок тысяч обезьяны")


def test_roles_add_up(app):
    person = user("officer")
    person.grants.append(RoleGrant(role=Role.AUDITOR))
    assert person.actor().permissions == PERMISSIONS[Role.OFFICER] | PERMISSIONS[Role.AUDITOR]


def test_a_center_role_without_a_center_is_refused_by_the_database(app):
    person = give("officer", Role.CENTER_OPERATOR)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    assert len(person.grants) == 1


def test_a_role_that_needs_no_center_cannot_be_bound_to_one(app):
    person = user("clerk")
    person.grants.append(RoleGrant(role=Role.OFFICER, center_id=1))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    assert len(person.grants) == 1


def test_a_center_operator_acts_for_the_one_center_they_are_bound_to(app):
    center = db.session.scalars(Center.with_key("3/14")).one()
    assert user("center_operator").actor().center_ids == {center.id}
    assert user("branch_head").actor().branch_nos == {3}


@pytest.mark.parametrize(
    ("starts", "ends", "is_open"),
    [
        (TODAY, TODAY, True),
        (TODAY - timedelta(days=5), TODAY, True),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=2), False),
        (TODAY - timedelta(days=5), TODAY - timedelta(days=1), False),
    ],
)
def test_a_substitution_is_open_from_its_first_day_to_its_last(app, starts, ends, is_open):
    made = appoint(starts=starts, ends=ends)
    assert made.is_in_force(TODAY) is is_open
    assert (made in db.session.scalars(Substitution.open_to(user("officer_2").id, TODAY)).all()) is is_open


def test_a_substitute_has_the_powers_and_the_post_of_the_absent_and_both_are_named(app):
    with write():
        signatory = user("signatory")
        signatory.post = "Председатель"
    made = appoint()
    actor = user("officer_2").actor(made)
    assert actor.may(Permission.SIGN)
    assert not actor.may(Permission.REVIEW)
    assert actor.post == "Председатель"
    assert actor.people == (user("officer_2").id, user("signatory").id)
    assert actor.substitution_id == made.id


def test_a_substitution_of_a_disabled_account_is_not_in_force(app):
    made = appoint()
    with write():
        people.disable(user("signatory"), user("administrator").actor(), clock.now())
    assert not db.session.merge(made).is_in_force(TODAY)
    assert not db.session.scalars(Substitution.open_to(user("officer_2").id, TODAY)).all()


def test_nobody_substitutes_for_themselves_not_even_by_raw_sql(app):
    with pytest.raises(IntegrityError):
        appoint("officer", "officer")


def test_a_revoked_substitution_ends_at_once_for_who_acts_under_it(app):
    made = appoint()
    with write():
        sign_in = UserSession.open(user("officer_2"), clock.now(), "127.0.0.1")
        sign_in.acting_under_id = made.id
    with write():
        people.revoke(db.session.get_one(Substitution, made.id), user("administrator").actor(), clock.now())
    assert db.session.get_one(UserSession, sign_in.id).acting_under_id is None
    with pytest.raises(ActionRefused) as refused, write():
        people.revoke(db.session.get_one(Substitution, made.id), user("administrator").actor(), clock.now())
    assert refused.value.barred.code == "already_revoked"


def test_an_account_is_made_with_its_roles_recorded(app):
    with write():
        people.create(
            "new", "Новая Анна", "", [RoleGrant(role=Role.CLERK)], hashed("x" * 12), user("administrator").actor(),
            clock.now(),
        )  # fmt: skip
    assert last_event().kind == "user_created"
    assert last_event().data["after"]["roles"] == ["clerk"]
    with pytest.raises(ActionRefused) as refused, write():
        people.create("new", "Другая", "", [], "", user("administrator").actor(), clock.now())
    assert refused.value.barred.code == "login_taken"


def test_a_change_of_roles_is_recorded_with_what_stood_before(app):
    center = db.session.scalars(Center.with_key("3/14")).one()
    with write():
        grants = [RoleGrant(role=Role.CENTER_HEAD, center_id=center.id), RoleGrant(role=Role.OFFICER)]
        people.change(user("officer"), "Жұмабаева Айгүл", "Эксперт", grants, user("administrator").actor(), clock.now())
    assert last_event().data["before"]["roles"] == ["officer"]
    assert last_event().data["after"]["roles"] == ["center_head 03/14", "officer"]
    assert user("officer").roles == {Role.OFFICER, Role.CENTER_HEAD}


def test_saving_without_a_change_leaves_no_event(app):
    before = last_event().id if db.session.scalar(select(Event.id).limit(1)) else 0
    person = user("officer")
    with write():
        people.change(
            user("officer"), person.full_name, person.post, [RoleGrant(role=Role.OFFICER)],
            user("administrator").actor(), clock.now(),
        )  # fmt: skip
    assert (db.session.scalar(select(db.func.max(Event.id))) or 0) == before


def test_disabling_ends_every_sign_in_of_that_person_and_of_nobody_else(app):
    with write():
        theirs = UserSession.open(user("officer"), clock.now(), "1")
        other = UserSession.open(user("clerk"), clock.now(), "2")
    with write():
        people.disable(user("officer"), user("administrator").actor(), clock.now())
    assert db.session.get_one(UserSession, theirs.id).ended_at is not None
    assert db.session.get_one(UserSession, other.id).ended_at is None


def test_an_administrator_can_neither_disable_themselves_nor_drop_their_own_role(app):
    with write():
        give("officer", Role.ADMINISTRATOR)
    me = user("administrator").actor()
    with pytest.raises(ActionRefused) as refused, write():
        people.disable(user("administrator"), me, clock.now())
    assert refused.value.barred.code == "own_account"
    with pytest.raises(ActionRefused) as refused, write():
        people.change(user("administrator"), "Иванова", "", [], me, clock.now())
    assert refused.value.barred.code == "own_account"


def test_a_substitute_cannot_disable_the_one_they_act_for(app):
    with write():
        give("officer", Role.ADMINISTRATOR)
    made = appoint("administrator", "officer_2")
    with pytest.raises(ActionRefused) as refused, write():
        people.disable(user("administrator"), user("officer_2").actor(db.session.merge(made)), clock.now())
    assert refused.value.barred.code == "own_account"


@pytest.mark.parametrize("act", ["disable", "change"])
def test_the_last_active_administrator_stays(app, act):
    with write():
        give("officer", Role.ADMINISTRATOR)
    other = user("officer").actor()
    with write():
        people.disable(user("officer"), user("administrator").actor(), clock.now())
    with pytest.raises(ActionRefused) as refused, write():
        if act == "disable":
            people.disable(user("administrator"), other, clock.now())
        else:
            people.change(user("administrator"), "Иванова Мария", "", [], other, clock.now())
    assert refused.value.barred.code == "last_administrator"
    assert user("administrator").is_active


def test_one_of_two_administrators_may_be_disabled_by_the_other(app):
    with write():
        give("officer", Role.ADMINISTRATOR)
    with write():
        people.disable(user("administrator"), user("officer").actor(), clock.now())
    assert not user("administrator").is_active


def test_too_many_failures_of_a_name_or_of_an_address_are_noticed_within_the_window_only(app):
    now = clock.now()
    with write():
        db.session.add_all(SignInAttempt(login="officer", address="10.0.0.1", at=now) for _ in range(8))
    since = now - timedelta(minutes=15)
    assert SignInAttempt.too_many("officer", "10.0.0.2", since, 8)
    assert not SignInAttempt.too_many("clerk", "10.0.0.1", since, 8)
    assert not SignInAttempt.too_many("officer", "10.0.0.2", now + timedelta(seconds=1), 8)


@pytest.mark.parametrize(
    ("idle", "age", "is_live"), [(59, 59, True), (61, 61, False), (1, 12 * 60 + 1, False), (1, 12 * 60 - 1, True)]
)
def test_a_sign_in_ends_by_idleness_and_by_age(app, idle, age, is_live):
    now = clock.now()
    with write():
        sign_in = UserSession.open(user("officer"), now - timedelta(minutes=age), "")
        sign_in.last_used_at = now - timedelta(minutes=idle)
    found = UserSession.find(sign_in.token, now, idle=timedelta(minutes=60), lifetime=timedelta(hours=12))
    assert (found is not None) is is_live


def test_the_database_never_sees_the_token(app):
    with write():
        sign_in = UserSession.open(user("officer"), clock.now(), "")
    assert len(sign_in.token) > 40
    assert sign_in.token not in str(db.session.execute(db.text("SELECT token_digest FROM user_session")).all())
