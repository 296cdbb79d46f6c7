"""Who sees which complaints: by role and addressee, and without those with a conflict of interest (17, 24)."""

from datetime import date
from typing import Any

import pytest

from extensions import clock, db, write
from models.complaint_parts import ComplaintExplanation
from models.decision import Decision, DecisionStatus, Medium
from models.user import Substitution
from rules.complaint_routing import Addressee, Subject
from rules.complaint_workflow import Channel, ComplaintAction, may_read
from rules.permissions import PERMISSIONS, Permission, Role
from rules.workflow import ActionRefused, DecisionKind
from tests.complaints import actor, build_complaint, seen_by, take_into_work
from tests.factories import complete, user

A, S = Addressee, Subject
KINDS: dict[str, dict[str, Any]] = {
    "committee": {"subject": S.COMMITTEE_SERVICE},
    "ministry": {"subject": S.RESULT},
    "rgp": {"subject": S.CENTER_SERVICE, "addressee": A.RGP_CENTER},
    "portal": {"subject": S.PORTAL},
    "center_by_post": {"subject": S.CENTER_SERVICE, "channel": Channel.POST},
    "center_at_center": {"subject": S.CENTER_SERVICE, "channel": Channel.CENTER},
    "committee_at_center": {"subject": S.COMMITTEE_SERVICE, "channel": Channel.CENTER},
    "elsewhere": {"subject": S.CENTER_SERVICE, "channel": Channel.CENTER, "center": "5/2"},
}
COMMITTEE = {"committee", "ministry", "rgp", "portal", "center_by_post", "committee_at_center"}
SEEN = {
    Role.CLERK: COMMITTEE,
    Role.SIGNATORY: COMMITTEE,
    Role.LEGAL_OFFICER: COMMITTEE,
    Role.CENTER_OPERATOR: {"center_at_center", "committee_at_center"},
    Role.CENTER_HEAD: {"center_at_center", "committee_at_center", "center_by_post"},
    Role.AUDITOR: set(KINDS),
    Role.BODY_OFFICER: {"ministry"},
    Role.OFFICER: set(),
    Role.HEAD_OF_UNIT: set(),
    Role.BRANCH_HEAD: set(),
    Role.ADMINISTRATOR: set(),
}


@pytest.fixture
def ids(app):
    with write():
        return {name: build_complaint(clock.now(), **facts).id for name, facts in KINDS.items()}


def test_each_role_sees_its_own_scope_and_no_more(ids):
    names = {number: name for name, number in ids.items()}
    assert {role: {names[number] for number in seen_by(role.value)} for role in Role} == SEEN


def test_who_may_not_read_complaints_holds_no_permission_of_them():
    assert {role for role, seen in SEEN.items() if not seen} == {
        role for role in Role if Permission.READ_COMPLAINTS not in PERMISSIONS[role]
    }


def test_an_operator_sees_what_the_head_gives_them(ids):
    with write():
        complaint = build_complaint(clock.now(), subject=S.CENTER_SERVICE, channel=Channel.POST)
        complaint.assign(user("center_operator"), actor("center_head"), clock.now())
    assert complaint.id in seen_by("center_operator")


INVOLVED = ["legal_officer", "signatory", "clerk", "auditor"]


@pytest.mark.parametrize("login", INVOLVED)
def test_who_is_complained_of_does_not_see_the_complaint_until_asked(app, login):
    with write():
        complaint = build_complaint(clock.now(), against=user(login))
        others = {name for name in INVOLVED if complaint.id in seen_by(name)}
    assert others == set(INVOLVED) - {login}
    assert not may_read(actor(login).people, complaint.involved)


def test_who_was_asked_may_read_and_still_not_handle(make_complaint):
    now = clock.now()
    with write():
        complaint = build_complaint(now, officials=("Досов Қ. Ә.",), against=user("signatory_2"))
        take_into_work(complaint, now)
        ComplaintExplanation.request(
            complaint, complaint.officials[0], None, "?", date(2013, 5, 8), actor("legal_officer"), now
        )
    assert complaint.id in seen_by("signatory_2")
    found = complaint.why_barred(ComplaintAction.EXTEND, actor("signatory_2"), now)
    assert found is not None
    assert found.code == "complaint_against_you"


def test_who_decided_the_case_neither_sees_nor_handles_the_complaint(make_application):
    """The case's officer, who made findings, who prepared, who signed."""
    application, now = make_application(officer="officer"), clock.now()
    with write():
        application = db.session.merge(application)
        complete(application, now)
        application.assign(user("officer_2"), actor("head_of_unit"), now)
        complaint = build_complaint(now, subject=S.RESULT, application=application)
    assert complaint.involved.decided == {user("officer").id, user("officer_2").id}
    assert seen_by("legal_officer") == {complaint.id}
    with write():
        application.officer_id = user("legal_officer").id
    assert seen_by("legal_officer") == set()
    assert seen_by("body_officer") == {complaint.id}


def test_a_decision_signed_under_substitution_involves_both(make_application, set_clock):
    application = make_application()
    with write():
        application = db.session.merge(application)
        db.session.add(
            Decision(
                application_id=application.id, version=1, kind=DecisionKind.RESULT, status=DecisionStatus.SIGNED,
                content={}, prepared_by_id=user("officer_2").id, prepared_for_id=user("officer").id,
                prepared_at=clock.now(), signed_by_id=user("signatory_2").id, signed_for_id=user("signatory").id,
                signed_at=clock.now(), medium=Medium.ELECTRONIC,
            )
        )  # fmt: skip
        complaint = build_complaint(clock.now(), application=application)
    names = ("officer", "officer_2", "signatory", "signatory_2")
    assert complaint.involved.decided == {user(name).id for name in names}
    assert seen_by("signatory") == seen_by("signatory_2") == set()
    assert seen_by("legal_officer") == {complaint.id}


def test_who_acts_for_the_one_complained_of_is_as_barred(app):
    with write():
        complaint = build_complaint(clock.now(), against=user("signatory"))
        db.session.add(
            Substitution(
                absent_id=user("signatory").id, substitute_id=user("legal_officer").id, order_number="1",
                order_date=date(2013, 5, 1), starts_on=date(2013, 5, 1), ends_on=date(2013, 5, 31),
            )
        )  # fmt: skip
    under = db.session.query(Substitution).one()
    acting = user("legal_officer").actor(under)
    statement = type(complaint).visible_to(acting)
    assert db.session.scalars(statement).all() == []
    assert db.session.scalars(type(complaint).visible_to(actor("legal_officer"))).all() == [complaint]


def test_a_complaint_is_not_given_to_who_is_involved_nor_registered_by_them(app):
    with write():
        complaint = build_complaint(clock.now(), against=user("legal_officer"))
    assert user("legal_officer") not in db.session.scalars(complaint.possible_officers()).all()
    with pytest.raises(ActionRefused) as refused:
        complaint.assign(user("legal_officer"), actor("signatory"), clock.now())
    assert refused.value.barred.code == "complaint_officer_involved"
    with pytest.raises(ActionRefused) as refused, write():
        complaint.register(actor("legal_officer"), clock.now(), "{seq}", "x")
    assert refused.value.barred.code == "complaint_against_you"


def test_naming_an_account_later_takes_the_complaint_from_its_officer(app):
    now = clock.now()
    with write():
        complaint = build_complaint(now)
        take_into_work(complaint, now)
        complaint.officials[0].identify(user("legal_officer"), actor("legal_officer"), now)
    assert complaint.id not in seen_by("legal_officer")
    found = complaint.why_barred(ComplaintAction.PREPARE_REPLY, actor("legal_officer"), now)
    assert found is not None
    assert found.code == "complaint_against_you"
