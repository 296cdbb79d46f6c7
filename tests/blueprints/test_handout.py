"""The hand-out in a browser without scripts: the list, the visit, its record; who sees and does what."""

from datetime import date

import pytest

from extensions import clock, db
from models.application import Application
from models.custody import HandOut
from rules.workflow import ResultPlace
from tests.results import deliver, issue
from tests.reviewing_client import form_in, text_of

PERSON = {
    "recipient": "applicant", "recipient_name": "Ахметов Даулет Ерланович", "identity_kind": "identity_card",
    "identity_number": "034567890",
}  # fmt: skip
REPRESENTATIVE = {
    **PERSON, "recipient": "representative", "attorney_number": "17", "attorney_date": "2013-04-01",
    "attorney_valid_until": "2013-12-31", "attorney_names_them": "y",
}  # fmt: skip


def stored(application) -> Application:
    db.session.rollback()  # the next reading sees what the request wrote
    return db.session.get_one(Application, application.id)


def visits(application) -> list[HandOut]:
    return list(stored(application).hand_outs)


def confirmed(client, application, values):
    """Fill in the form of a visit and confirm what the next page shows."""
    shown = client.submit(f"/hand-out/{application.id}", values)
    assert shown.status_code == 200, text_of_errors(shown)
    return client.send(form_in(shown), {"step": "record"})


def text_of_errors(response) -> str:
    return response.get_data(as_text=True)[-3000:]


def token_of(client) -> str:
    """The CSRF token that a person's pages carry."""
    fields = [node for node in client.page("/hand-out").iter("input") if node.get("name") == "csrf_token"]
    return fields[0].get("value")


@pytest.fixture
def ready(make_application):
    return issue(make_application("euc", name="ТОО «Делдал»", identifier="020440002114"), clock.now(), originals=2)


@pytest.fixture
def on_the_way(make_application, set_clock):
    application = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 24, 12))
    return deliver(application, set_clock(2013, 5, 24, 15))


@pytest.fixture
def at_center(make_application, set_clock):
    application = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 24, 12))
    return deliver(application, set_clock(2013, 5, 24, 15), set_clock(2013, 5, 27, 10))


def test_a_result_is_handed_out_to_the_applicant_in_two_pages(login_as, ready):
    clerk = login_as("clerk")
    response = confirmed(clerk, ready, {**PERSON, "originals": "2"})
    assert response.status_code == 303
    record = text_of(clerk.page(response.location))
    assert "Ахметов Даулет Ерланович" in record and "034567890" in record
    [visit] = visits(ready)
    assert (visit.recipient, visit.originals, visit.receipt_shown) == ("applicant", 2, True)
    assert stored(ready).result_place is ResultPlace.HANDED_OUT


def test_nothing_is_recorded_before_it_is_confirmed(login_as, ready):
    shown = login_as("clerk").submit(f"/hand-out/{ready.id}", {**PERSON, "originals": "1"})
    assert shown.status_code == 200 and "034567890" in shown.get_data(as_text=True)
    assert visits(ready) == []


def test_a_double_click_records_one_visit(login_as, ready):
    clerk = login_as("clerk")
    shown = clerk.submit(f"/hand-out/{ready.id}", {**PERSON, "originals": "2"})
    form = form_in(shown)
    first, second = (clerk.send(form, {"step": "record"}) for _ in range(2))
    assert (first.status_code, second.status_code, first.location) == (303, 303, second.location)
    assert len(visits(ready)) == 1


def test_changing_before_confirming_keeps_what_was_typed(login_as, ready):
    clerk = login_as("clerk")
    shown = clerk.submit(f"/hand-out/{ready.id}", {**REPRESENTATIVE, "note": "Пришёл <вдвоём>", "originals": "1"})
    again = clerk.send(form_in(shown), {"step": "change"})
    typed = dict(form_in(again).fields)
    assert (typed["attorney_number"], typed["note"], typed["originals"]) == ("17", "Пришёл <вдвоём>", "1")


def test_the_page_names_the_importer_to_whom_the_certificate_is_issued(login_as, ready):
    page = text_of(login_as("clerk").page(f"/hand-out/{ready.id}"))
    assert "ТОО «Өскемен Металлургия»" in page and "7.6" in page
    assert "ТОО «Делдал»" in page


def test_several_originals_are_handed_out_in_several_visits(login_as, ready):
    clerk = login_as("clerk")
    confirmed(clerk, ready, {**PERSON, "originals": "1"})
    assert stored(ready).result_place is ResultPlace.COMMITTEE
    confirmed(clerk, ready, REPRESENTATIVE)
    assert [v.originals for v in visits(ready)] == [1, 1]
    assert stored(ready).result_place is ResultPlace.HANDED_OUT


def test_a_page_opened_before_another_visit_is_told_so(login_as, ready):
    clerk = login_as("clerk")
    old = form_in(clerk.submit(f"/hand-out/{ready.id}", {**PERSON, "originals": "1"}))
    confirmed(clerk, ready, {**PERSON, "originals": "1"})
    assert clerk.send(old, {"step": "record"}).status_code == 409
    assert len(visits(ready)) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"recipient_name": ""}, "recipient_name"),
        ({"recipient_name": "А" * 201}, "recipient_name"),
        ({"recipient_name": "Ахметов\x07"}, "recipient_name"),
        ({"identity_number": ""}, "identity_number"),
        ({"identity_number": "9" * 65}, "identity_number"),
        ({"identity_kind": "ticket"}, "identity_kind"),
        ({"recipient": "portal_cabinet"}, "recipient"),
        ({"originals": "3"}, "originals"),
        ({"originals": "0"}, "originals"),
        ({"originals": "one"}, "originals"),
        ({"outcome": "not_accepted"}, "note"),
        ({"receipt": "lost"}, "note"),
        ({"note": "т" * 1001}, "note"),
        ({**REPRESENTATIVE, "attorney_number": ""}, "attorney_number"),
        ({**REPRESENTATIVE, "attorney_date": ""}, "attorney_date"),
        ({**REPRESENTATIVE, "attorney_date": "2013-05-04"}, "attorney_date"),
        ({**REPRESENTATIVE, "attorney_date": "2013-02-30"}, "attorney_date"),
        ({**REPRESENTATIVE, "attorney_valid_until": ""}, "attorney_valid_until"),
        ({**REPRESENTATIVE, "attorney_valid_until": "2013-05-02"}, "attorney_valid_until"),
        ({**REPRESENTATIVE, "attorney_valid_until": "2013-03-31"}, "attorney_valid_until"),
        ({**REPRESENTATIVE, "attorney_names_them": ""}, "attorney_names_them"),
        ({"identity_valid_until": "2013-05-02"}, "identity_valid_until"),
        ({"identity_valid_until": "2013-02-30"}, "identity_valid_until"),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(login_as, ready, values, field):
    clerk = login_as("clerk")
    typed = {**PERSON, "note": "", **values}
    response = clerk.submit(f"/hand-out/{ready.id}", typed)
    html = response.get_data(as_text=True)
    assert response.status_code == 422
    assert f'id="{field}-error"' in html
    if "recipient_name" not in values:
        assert dict(form_in(response).fields)["recipient_name"] == PERSON["recipient_name"]
    assert visits(ready) == []


def test_a_refusal_to_accept_is_recorded_and_leaves_the_result_there(login_as, ready):
    clerk = login_as("clerk")
    response = confirmed(clerk, ready, {**PERSON, "outcome": "not_accepted", "note": "Не согласен с решением"})
    assert "Не согласен с решением" in text_of(clerk.page(response.location))
    assert [(v.outcome, v.originals) for v in visits(ready)] == [("not_accepted", 0)]
    assert stored(ready).result_place is ResultPlace.COMMITTEE


def test_what_an_answer_does_not_ask_for_is_not_recorded(login_as, ready):
    confirmed(login_as("clerk"), ready, {**REPRESENTATIVE, "recipient": "applicant"})
    [visit] = visits(ready)
    assert (visit.attorney_number, visit.attorney_date) == ("", None)


def test_a_portal_result_is_put_into_the_cabinet(login_as, make_application):
    application = issue(make_application("conclusion", channel="portal"), clock.now())
    clerk = login_as("clerk")
    assert application.number in text_of(clerk.page("/hand-out?tab=portal"))
    response = confirmed(clerk, application, {})
    assert response.status_code == 303
    [visit] = visits(application)
    assert (visit.recipient, visit.identity_number) == ("portal_cabinet", "")
    clerk.page(response.location)


def test_an_attorney_that_expires_between_the_two_pages_is_refused_by_the_act(login_as, ready, set_clock):
    clerk = login_as("clerk")
    shown = clerk.submit(f"/hand-out/{ready.id}", {**REPRESENTATIVE, "attorney_valid_until": "2013-05-03"})
    form = form_in(shown)
    set_clock(2013, 5, 4, 0, 1)
    response = login_as("clerk").get("/hand-out")  # the sign-in of the day before has ended
    assert response.status_code == 200
    late = login_as("clerk")
    data = form.filled(step="record")
    data["csrf_token"] = [token_of(late)]
    assert late.post(form.action, data=data).status_code == 409
    assert visits(ready) == []


@pytest.mark.parametrize("login", ["officer", "signatory", "head_of_unit", "administrator", "legal_officer"])
def test_those_whose_duty_it_is_not_do_not_read_the_hand_out(login_as, ready, login):
    client = login_as(login)
    assert client.get("/hand-out").status_code == 403
    assert client.get(f"/hand-out/{ready.id}").status_code == 403


@pytest.mark.parametrize("login", ["auditor", "branch_head"])
def test_readers_are_offered_nothing_and_may_do_nothing(login_as, at_center, login):
    client = login_as(login)
    client.page("/hand-out")
    html = client.get(f"/hand-out/{at_center.id}").get_data(as_text=True)
    assert 'method="post"' not in html.split("<main", 1)[1]
    token = token_of(client)
    for path in ("", "/arrival", "/return", "/take-back"):
        assert client.post(f"/hand-out/{at_center.id}{path}", data={"csrf_token": token}).status_code == 403


def test_a_center_sees_only_what_is_sent_to_it(login_as, make_application, ready, set_clock):
    elsewhere = issue(make_application("euc", hand_out="center", center="1/2"), set_clock(2013, 5, 24, 12))
    deliver(elsewhere, clock.now())
    unsent = issue(make_application("euc", hand_out="center"), clock.now())
    operator = login_as("center_operator")
    for application in (elsewhere, unsent, ready):
        assert operator.get(f"/hand-out/{application.id}").status_code == 404
    page = text_of(operator.page("/hand-out?tab=on-the-way"))
    assert elsewhere.number not in page and unsent.number not in page


def test_the_same_operator_hands_out_at_the_center_what_arrived(login_as, at_center):
    operator = login_as("center_operator")
    assert at_center.number in text_of(operator.page("/hand-out?tab=here"))
    assert confirmed(operator, at_center, PERSON).status_code == 303
    [visit] = visits(at_center)
    assert visit.center_id == at_center.hand_out_center_id


def test_the_committee_does_not_hand_out_what_lies_at_a_center(login_as, at_center):
    clerk = login_as("clerk")
    html = clerk.get(f"/hand-out/{at_center.id}").get_data(as_text=True)
    assert 'name="recipient"' not in html
    token = token_of(clerk)
    assert clerk.post(f"/hand-out/{at_center.id}", data={**PERSON, "csrf_token": token}).status_code == 409


def test_the_list_is_sorted_by_the_nearest_statutory_act_and_can_be_searched(login_as, make_application):
    later = issue(make_application("euc", name="ТОО «Іле Оптика»"), clock.now())
    sooner = issue(make_application("conclusion", name="АО «Ұлан»"), clock.now())
    assert sooner.hand_out_on < later.hand_out_on
    clerk = login_as("clerk")
    page = text_of(clerk.page("/hand-out?tab=ready"))
    assert page.index(sooner.number) < page.index(later.number)
    for typed in ("улан", sooner.number.lower(), "980140003773"):
        assert sooner.number in text_of(clerk.page(f"/hand-out/find?q={typed}"))
    assert later.number not in text_of(clerk.page("/hand-out/find?q=улан"))
    assert sooner.number not in text_of(clerk.page("/hand-out/find?q=%25%25%25"))


def test_what_a_center_is_to_do_is_counted_in_its_own_working_days(login_as, make_application, set_clock):
    application = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 8, 12))
    deliver(application, set_clock(2013, 5, 8, 15))
    set_clock(2013, 5, 17, 9)
    # To Monday 27 May the Committee works six days, the Center on two Saturdays more.
    assert stored(application).deliver_on == date(2013, 5, 27)
    for client, path in (
        (login_as("center_operator"), "/hand-out?tab=on-the-way"),
        (login_as("center_operator"), f"/hand-out/{application.id}"),
        (login_as("clerk"), "/hand-out?tab=at-centers"),
        (login_as("head_of_unit"), "/cases/?tab=unit"),
    ):
        assert "осталось 8 рабочих дней" in text_of(client.page(path)), path


def test_the_days_of_custody_are_counted_by_the_clock_of_the_center(login_as, make_application, set_clock):
    """A Center at Aqtau: an hour of the day before is still left there when the Committee's next day has begun."""
    set_clock(2013, 5, 3, 10)
    application = issue(make_application("euc", hand_out="center", center="3/14"), set_clock(2013, 5, 24, 12))
    deliver(application, clock.now(), set_clock(2013, 5, 27, 10))
    set_clock(2013, 6, 28, 12)
    operator = login_as("center_operator")
    assert application.number in text_of(operator.page("/hand-out?tab=custody"))
    assert stored(application).custody_ends_on == date(2013, 6, 28)
    set_clock(2013, 6, 29, 9)
    operator = login_as("center_operator")
    assert application.number not in text_of(operator.page("/hand-out?tab=custody"))
    assert application.number in text_of(operator.page("/hand-out?tab=to-return"))


@pytest.mark.parametrize("path", ["?tab=nothing", "?page=0", "?page=7", "/999", "/999/visits/1"])
def test_what_is_not_there_is_404(login_as, path):
    assert login_as("clerk").get(f"/hand-out{path}").status_code == 404
