"""Sending results to Centers, their arrival, and the return of what nobody collected (7.5, 15)."""

from datetime import date

import pytest

from extensions import clock, db, write
from models import custody
from models.application import Application
from models.center import Center
from rules.workflow import ResultPlace
from tests.factories import user
from tests.results import deliver, issue
from tests.reviewing_client import form_in, text_of


def stored(application) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, application.id)


@pytest.fixture
def for_center(make_application, set_clock):
    """A case of 3 May 2013, signed on the 24th; its term ends on the 28th."""

    def make(service="euc", **facts):
        set_clock(2013, 5, 3, 10)
        application = make_application(service, hand_out="center", **facts)
        return issue(application, set_clock(2013, 5, 24, 12))

    return make


def test_several_results_are_sent_with_one_confirmation(login_as, for_center):
    first, second, third = for_center(), for_center("conclusion", center="1/2"), for_center()
    clerk = login_as("clerk")
    listed = text_of(clerk.page("/hand-out?tab=to-send"))
    assert all(application.number in listed for application in (first, second, third))
    response = clerk.submit(f"/hand-out/dispatch?case={first.id}&case={second.id}")
    assert response.status_code == 303
    report = text_of(clerk.page(response.location))
    assert first.number in report and second.number in report and third.number not in report
    assert [stored(a).result_place for a in (first, second, third)] == [
        ResultPlace.ON_THE_WAY, ResultPlace.ON_THE_WAY, ResultPlace.COMMITTEE,
    ]  # fmt: skip


def test_one_that_cannot_be_sent_does_not_hold_up_the_others(login_as, for_center):
    gone, changed, good = for_center(), for_center(), for_center()
    clerk = login_as("clerk")
    form = clerk.form(f"/hand-out/dispatch?case={gone.id}&case={changed.id}&case={good.id}")
    deliver(gone, clock.now())
    with write():
        db.session.get_one(Application, changed.id).touch()
    response = clerk.send(form)
    report = text_of(clerk.page(response.location))
    assert stored(good).result_place is ResultPlace.ON_THE_WAY
    assert stored(changed).result_place is ResultPlace.COMMITTEE
    assert changed.number in report.split(good.result_number)[0]


def test_sending_twice_sends_once(login_as, for_center):
    application = for_center()
    before = application.version
    clerk = login_as("clerk")
    form = clerk.form(f"/hand-out/dispatch?case={application.id}")
    first, second = clerk.send(form), clerk.send(form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert stored(application).version == before + 1
    assert application.number in text_of(clerk.page(second.location))


@pytest.mark.parametrize("query", ["", "?case=x", "?case=999999", "?case=99999999999999999999"])
def test_an_empty_choice_says_what_to_do(login_as, query):
    clerk = login_as("clerk")
    assert clerk.get(f"/hand-out/dispatch{query}").status_code == 200
    assert clerk.get(f"/hand-out/dispatched{query}").status_code == 200


def test_a_center_confirms_each_arrival_and_learns_how_long_to_keep_it(login_as, for_center, set_clock):
    application = deliver(for_center(), clock.now())
    set_clock(2013, 5, 27, 10)
    operator = login_as("center_operator")
    assert application.number in text_of(operator.page("/hand-out?tab=on-the-way"))
    shown = text_of(operator.page(f"/hand-out/{application.id}/arrival"))
    assert "28" in shown
    assert operator.submit(f"/hand-out/{application.id}/arrival", action="/arrival").status_code == 303
    assert stored(application).custody_ends_on == date(2013, 6, 28)
    assert application.number in text_of(operator.page("/hand-out?tab=here"))


@pytest.mark.parametrize("named", ["11/1", "1/2"])
def test_the_day_of_arrival_is_the_day_at_the_center_or_at_its_successor(login_as, for_center, set_clock, named):
    """At Aqtau it is still 31 May when June has begun at the Committee: UTC+5 against UTC+6."""
    at_aqtau = db.session.scalars(Center.with_key("11/1")).unique().one()
    waiting = for_center(center=named)
    if named != "11/1":
        with write():
            other = db.session.scalars(Center.with_key(named)).unique().one()
            other.merge_into(at_aqtau, "Приказ № 1", user("administrator").actor(), clock.now())
    application = deliver(waiting, set_clock(2013, 5, 28, 12))
    set_clock(2013, 6, 1, 0, 30)
    with write():
        mine = user("center_operator").grants[0]
        mine.center_id = at_aqtau.id
    operator = login_as("center_operator")
    operator.submit(f"/hand-out/{application.id}/arrival", action="/arrival")
    assert stored(application).custody_ends_on == date(2013, 6, 30)


def test_a_result_is_returned_only_after_its_month_and_then_waits_at_the_committee(login_as, for_center, set_clock):
    application = deliver(for_center(), clock.now(), set_clock(2013, 5, 27, 10))
    set_clock(2013, 6, 28, 12)
    assert login_as("center_operator").get(f"/hand-out/{application.id}/return").status_code == 409
    set_clock(2013, 6, 29, 12)
    operator = login_as("center_operator")
    form = operator.form(f"/hand-out/{application.id}/return", action="/return")
    assert operator.send(form).status_code == 303
    assert operator.send(form).status_code == 303  # a second click answers like the first
    assert stored(application).result_place is ResultPlace.ON_THE_WAY_BACK
    clerk = login_as("clerk")
    assert application.number in text_of(clerk.page("/hand-out?tab=coming-back"))
    assert clerk.submit(f"/hand-out/{application.id}/take-back", action="/take-back").status_code == 303
    assert application.number in text_of(clerk.page("/hand-out?tab=ready"))
    assert form_in(clerk.get(f"/hand-out/{application.id}")).action.endswith(f"/hand-out/{application.id}")


def test_an_arrival_is_not_confirmed_twice(login_as, for_center):
    application = deliver(for_center(), clock.now())
    operator = login_as("center_operator")
    form = operator.form(f"/hand-out/{application.id}/arrival", action="/arrival")
    with write():
        custody.confirm_arrival(
            db.session.get_one(Application, application.id), user("center_head").actor(), clock.now(), clock.today()
        )
    assert operator.send(form).status_code == 409
    assert operator.get(f"/hand-out/{application.id}/arrival").status_code == 409


@pytest.mark.parametrize("path", ["arrival", "return"])
def test_the_committee_confirms_nothing_for_a_center(login_as, for_center, path):
    application = deliver(for_center(), clock.now())
    assert login_as("clerk").get(f"/hand-out/{application.id}/{path}").status_code == 403


def test_the_navigation_counts_what_waits_for_an_act_of_mine(login_as, for_center):
    deliver(for_center(), clock.now())
    for_center()
    for login, number in (("clerk", "1"), ("center_operator", "1"), ("auditor", "")):
        links = [a for a in login_as(login).page("/hand-out").iter("a") if a.get("href") == "/hand-out"]
        counts = [text_of(span) for a in links for span in a.iter("span") if "count" in span.get("class", "")]
        assert [c.split()[0] for c in counts if c] == ([number] if number else [])
