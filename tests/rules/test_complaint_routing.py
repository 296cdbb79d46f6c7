"""Who decides a complaint (21, 22, 24), by the whole table."""

import pytest

from rules.complaint_routing import OUTSIDE, ROUTES, Addressee, Subject, right_addressee, route

A, S = Addressee, Subject
COMPETENT = {
    S.RESULT: ("21", {A.MINISTRY}),
    S.COMMITTEE_SERVICE: ("22", {A.COMMITTEE_HEAD}),
    S.COMMITTEE_HEAD: ("22, 24", {A.MINISTRY}),
    S.CENTER_SERVICE: ("22", {A.CENTER_HEAD, A.RGP_CENTER}),
    S.CENTER_HEAD: ("22, 24", {A.RGP_CENTER}),
    S.PORTAL: ("22", {A.CALL_CENTER}),
}
PROPOSED = {
    S.RESULT: A.MINISTRY, S.COMMITTEE_SERVICE: A.COMMITTEE_HEAD, S.COMMITTEE_HEAD: A.MINISTRY,
    S.CENTER_SERVICE: A.CENTER_HEAD, S.CENTER_HEAD: A.RGP_CENTER, S.PORTAL: A.CALL_CENTER,
}  # fmt: skip


def test_there_is_one_row_for_each_subject():
    assert [row.subject for row in ROUTES] == list(Subject)
    assert set(COMPETENT) == set(Subject)


@pytest.mark.parametrize("subject", list(Subject))
def test_a_subject_leads_to_its_addressee_by_its_clause(subject):
    found = route(subject)
    assert (found.clause, set(found.addressees)) == COMPETENT[subject]
    assert found.proposed is PROPOSED[subject]


@pytest.mark.parametrize("addressee", list(Addressee))
@pytest.mark.parametrize("subject", list(Subject))
def test_a_complaint_at_the_wrong_place_goes_to_the_right_one(subject, addressee):
    _clause, competent = COMPETENT[subject]
    assert right_addressee(subject, addressee) is (None if addressee in competent else PROPOSED[subject])


def test_nobody_decides_on_a_complaint_against_themselves():
    assert A.COMMITTEE_HEAD not in route(S.COMMITTEE_HEAD).addressees
    assert A.CENTER_HEAD not in route(S.CENTER_HEAD).addressees


def test_the_bodies_outside_are_all_but_the_two_heads():
    assert set(Addressee) - OUTSIDE == {A.COMMITTEE_HEAD, A.CENTER_HEAD}
