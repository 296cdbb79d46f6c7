"""At the counter: finding what a person came for, telling that it is ready, the paper to be signed, what is to come."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from blueprints.handout.messages import message_for
from documents.receipt_of import keep_original, make_original
from extensions import clock, db, write
from models import custody
from models.application import Application
from models.center import Center
from models.custody import HandOut
from models.hand_over import HandOver
from models.ready_notice import ReadyNotice
from rules.sms import fits
from rules.workflow import ResultPlace
from tests.blueprints.test_filed_papers import links
from tests.blueprints.test_handout import PERSON, REPRESENTATIVE, confirmed
from tests.blueprints.test_office_papers import printed
from tests.factories import user
from tests.results import deliver, issue
from tests.reviewing_client import form_in, text_of


@pytest.fixture
def at_center(make_application, set_clock):
    """A certificate at its Center since the 27th, to be handed out on the 28th; it is the 27th."""
    application = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 24, 12))
    return deliver(application, set_clock(2013, 5, 24, 15), set_clock(2013, 5, 27, 10))


# --- Finding ---------------------------------------------------------------------------------------------


def with_receipt(application) -> str:
    """The code that is printed on its receipt."""
    original = make_original(db.session.merge(application))
    with write():
        keep_original(application.id, original, "0" * 64, user("clerk").actor(), clock.now())
    return original.verification_code


@pytest.mark.parametrize("typed", ["{number}", "{result}", "{code}", "http://127.0.0.1/verify/{code}", "980140003773",
                                   "9801-4000 3773", "металлургия", "{russian}"])  # fmt: skip
def test_exactly_one_hit_opens(login_as, at_center, typed):
    code = with_receipt(at_center)
    case = db.session.get_one(Application, at_center.id)
    keys = str.maketrans("EUC", "УГС")
    query = typed.format(
        number=case.number, result=case.result_number, code=code, russian=str(case.result_number).translate(keys)
    )
    response = login_as("center_operator").get("/hand-out/find", query_string={"q": query})
    assert (response.status_code, response.location) == (303, f"/hand-out/{case.id}")


def test_the_importer_is_found_who_did_not_apply(login_as, make_application):
    application = issue(make_application("euc", name="ТОО «Делдал»", identifier="020440002114"), clock.now())
    response = login_as("clerk").get("/hand-out/find?q=980140003773")
    assert response.location == f"/hand-out/{application.id}"


def test_the_importer_is_found_by_a_part_of_the_name(login_as, make_application):
    application = issue(make_application("euc", name="ТОО «Делдал»", identifier="020440002114"), clock.now())
    response = login_as("clerk").get("/hand-out/find", query_string={"q": "МЕТАЛЛУРГИЯ"})
    assert response.location == f"/hand-out/{application.id}"


def test_several_hits_are_listed_with_what_to_say(login_as, make_application, set_clock):
    here = issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 24, 12))
    deliver(here, clock.now(), set_clock(2013, 5, 27, 10))
    considered = make_application("euc", hand_out="center")
    elsewhere = make_application("euc", hand_out="center", center="1/2")
    page = text_of(login_as("center_operator").page("/hand-out/find?q=980140003773"))
    assert here.number in page and "В Центре" in page
    assert considered.number in page and "прийти в день" in page
    assert elsewhere.number not in page


def test_a_single_case_without_a_result_is_shown_and_not_opened(login_as, make_application):
    considered = make_application("euc", channel="center")
    page = text_of(login_as("center_operator").page(f"/hand-out/find?q={considered.number}"))
    assert "На рассмотрении" in page


def test_a_result_not_sent_yet_is_told_with_its_day(login_as, make_application, set_clock):
    unsent = issue(make_application("euc", channel="center"), set_clock(2013, 5, 24, 12))
    page = text_of(login_as("center_operator").page(f"/hand-out/find?q={unsent.number}"))
    assert "Решение принято; должен быть в Центре" in page and str(unsent.result_number) not in page


def test_a_list_is_opened_by_its_number(login_as, at_center):
    number = db.session.scalars(select(HandOver.number)).one()
    response = login_as("center_operator").get(f"/hand-out/find?q={number}")
    assert response.location == "/hand-out/lists/1"


@pytest.mark.parametrize("typed", ["", "zz", "ничего такого нет", "%25%25%25", "9" * 400, "☂" * 20])
def test_nothing_found_says_what_to_do(login_as, at_center, typed):
    page = text_of(login_as("center_operator").page(f"/hand-out/find?q={typed}"))
    assert ("QR-код" in page) is bool(typed)


def test_another_centers_result_is_not_found(login_as, make_application, set_clock):
    other = issue(make_application("euc", hand_out="center", center="1/2"), set_clock(2013, 5, 24, 12))
    deliver(other, clock.now(), clock.now())
    for query in (other.number, str(other.result_number), "980140003773"):
        page = login_as("center_operator").page(f"/hand-out/find?q={query}")
        assert "ничего не найдено" in text_of(page) and not list(page.iter("table"))


# --- Telling ---------------------------------------------------------------------------------------------


def test_the_text_names_the_number_the_place_the_hours_and_the_day_and_not_the_result(app, at_center):
    with app.test_request_context():
        case = db.session.get_one(Application, at_center.id)
        message = message_for(case, date(2013, 5, 27))
    for part in (case.number, "28.06.2013 дейін", "до 28.06.2013", "Нәтиже дайын", "Результат готов", "9–20"):
        assert part in message.sms
    assert str(case.result_number) not in message.sms + message.body
    assert message.sms_parts <= 3
    assert "Часы работы" in message.body and "Жұмыс уақыты" in message.body
    assert "\n" in message.body and message.mailto("a@b.kz").startswith("mailto:a%40b.kz?subject=")


def test_the_text_fits_for_every_center_of_the_country(app, at_center):
    with app.test_request_context(), db.session.no_autoflush:
        case = db.session.get_one(Application, at_center.id)
        for center in db.session.scalars(Center.in_order()).unique():
            case.hand_out_center = center
            message = message_for(case, date(2013, 5, 27))
            assert fits(message.sms), (center.key, message.sms)
            assert "28.06.2013" in message.sms
        db.session.rollback()


def test_a_call_is_recorded_with_its_outcome_and_the_list_says_who_knows(login_as, at_center):
    operator = login_as("center_operator")
    assert at_center.number in text_of(operator.page("/hand-out?tab=untold-here"))
    url = f"/hand-out/{at_center.id}/notices"
    first = operator.submit(url, {"means": "call", "outcome": "not_reached", "note": "Не отвечают"}, action="/notices")
    assert first.status_code == 303
    assert "Не дозвонились, 1 попытка" in text_of(operator.page("/hand-out?tab=untold-here"))
    operator.submit(url, {"means": "sms", "outcome": None}, action="/notices")
    assert at_center.number not in text_of(operator.page("/hand-out?tab=untold-here").find(".//main"))
    page = text_of(operator.page(f"/hand-out/{at_center.id}"))
    assert "Не отвечают" in page and "отправлено" in page
    assert "Получатель извещён о готовности" in text_of(login_as("clerk").page(f"/cases/{at_center.id}/history"))


def test_a_double_click_records_one_call(login_as, at_center):
    operator = login_as("center_operator")
    form = operator.form(f"/hand-out/{at_center.id}/notices", "/notices")
    for _ in range(2):
        assert operator.send(form, {"means": "call", "outcome": "reached"}).status_code == 303
    assert len(db.session.scalars(select(ReadyNotice)).all()) == 1


def test_what_is_wrong_with_a_call_or_a_message_is_told_and_what_was_typed_stays(login_as, at_center):
    operator = login_as("center_operator")
    cases = (
        ({"means": "call"}, "outcome"), ({"means": "call", "outcome": "sent"}, "outcome"), ({"means": "post"}, "means"),
        ({"means": "sms", "contact": ""}, "contact"), ({"means": "sms", "contact": "нет"}, "contact"),
        ({"means": "email"}, "contact"), ({"means": "email", "contact": "a b@c.kz"}, "contact"),
        ({"means": "sms", "contact": "8" * 201}, "contact"), ({"means": "sms", "note": "т" * 1001}, "note"),
    )  # fmt: skip
    for values, field in cases:
        typed = {"note": "Просили не звонить", **values}
        response = operator.submit(f"/hand-out/{at_center.id}/notices", typed, action="/notices")
        assert response.status_code == 422 and f'id="{field}-error"' in response.get_data(as_text=True), values
        assert typed["note"][:5] in dict(form_in(response, "/notices").fields)["note"]
    assert db.session.scalars(select(ReadyNotice)).all() == []


def test_who_only_reads_is_offered_no_form_and_another_center_finds_nothing(login_as, at_center, make_application):
    for login in ("branch_head", "auditor"):
        main = login_as(login).get(f"/hand-out/{at_center.id}/notices").get_data(as_text=True).split("<main", 1)[1]
        assert 'method="post"' not in main
    other = issue(make_application("euc", hand_out="center", center="1/2"), clock.now())
    deliver(other, clock.now(), clock.now())
    assert login_as("center_operator").get(f"/hand-out/{other.id}/notices").status_code == 404
    form = login_as("clerk").get(f"/hand-out/{at_center.id}/notices")
    assert (
        form.status_code == 200
        and "/notices" not in form.get_data(as_text=True).split("<main", 1)[1].split("</main")[0]
    )


# --- The paper to be signed ------------------------------------------------------------------------------


def test_the_acknowledgement_states_a_lost_receipt_and_the_power_of_attorney(login_as, at_center):
    operator = login_as("center_operator")
    values = {
        **REPRESENTATIVE,
        "receipt": "lost",
        "note": "Потеряна при переезде",
        "identity_valid_until": "2021-02-14",
    }
    response = confirmed(operator, at_center, values)
    [url] = links(operator.get(response.location), "acknowledgement.pdf")
    paper = printed(operator.get(url))
    for part in (
        "Подтверждение получения", str(at_center.result_number), at_center.number, "Ахметов Даулет Ерланович",
        "№ 17 от 01.04.2013, действительна до 31.12.2013", "действителен до 14.02.2021", "утрачена",
        "Потеряна при переезде", "Прошу выдать результат без нее", "1, осталось выдать: 0", "отделение Акши",
    ):  # fmt: skip
        assert part in paper, part
    [visit] = db.session.scalars(select(HandOut))
    assert (visit.receipt_shown, visit.receipt_returned) == (False, False)


def test_the_receipt_is_given_back_unless_something_else_is_said(login_as, at_center):
    confirmed(login_as("center_operator"), at_center, PERSON)
    [visit] = db.session.scalars(select(HandOut))
    assert (visit.receipt_shown, visit.receipt_returned) == (True, True)


def test_a_refusal_to_accept_has_a_paper_and_a_cabinet_has_none(login_as, at_center, make_application):
    operator = login_as("center_operator")
    refusal = {**PERSON, "outcome": "not_accepted", "note": "Не согласен", "receipt": "shown"}
    response = confirmed(operator, at_center, refusal)
    [url] = links(operator.get(response.location), "acknowledgement.pdf")
    paper = printed(operator.get(url))
    assert "Принять документ отказываюсь" in paper and "предъявлена и оставлена" in paper
    clerk = login_as("clerk")
    to_portal = issue(make_application("conclusion", channel="portal"), clock.now())
    recorded = confirmed(clerk, to_portal, {})
    assert not links(clerk.get(recorded.location), "acknowledgement.pdf")
    assert clerk.get(f"{recorded.location}/acknowledgement.pdf").status_code == 404


# --- What is to come, and what nobody fetched ------------------------------------------------------------


def test_a_center_sees_what_must_come_the_late_ones_first_and_no_more_than_it_needs(
    login_as, make_application, set_clock
):
    later = make_application("euc", hand_out="center")
    sooner = make_application("conclusion", hand_out="center")
    elsewhere = make_application("euc", hand_out="center", center="1/2")
    decided = issue(make_application("conclusion", channel="center"), set_clock(2013, 5, 13, 12))
    gone = deliver(issue(make_application("euc", hand_out="center"), set_clock(2013, 5, 14, 12)), clock.now())
    set_clock(2013, 5, 20, 10)
    page = text_of(login_as("center_operator").page("/hand-out/expected").find(".//main"))
    assert page.index(sooner.number) < page.index(later.number) < page.index(gone.number)
    assert "просрочено на 2 рабочих дня" in page  # it was to be here on Friday the 17th; Saturday is worked
    assert "На рассмотрении в Комитете" in page and "Решение принято, будет передан" in page and "В пути" in page
    assert elsewhere.number not in page and str(decided.result_number) not in page


def test_what_has_come_or_ended_is_expected_no_more(login_as, at_center, make_application):
    withdrawn = make_application("euc", hand_out="center")
    with write():
        db.session.merge(withdrawn).withdraw("Отозвано", user("clerk").actor(), clock.now())
    page = text_of(login_as("center_operator").page("/hand-out/expected").find(".//main"))
    assert at_center.number not in page and withdrawn.number not in page


def test_the_committee_sees_what_must_leave_center_by_center(login_as, make_application, set_clock):
    make_application("euc", hand_out="center")
    late = issue(make_application("conclusion", hand_out="center"), set_clock(2013, 5, 14, 12))
    other = make_application("euc", hand_out="center", center="1/2")
    set_clock(2013, 5, 20, 10)
    clerk = login_as("clerk")
    page = clerk.page("/hand-out/expected")
    rows = [text_of(row) for row in page.iter("tr")][1:]
    assert len(rows) == 2 and rows[0].endswith("211") and rows[1].endswith("10")
    [url, *_] = [a.get("href") for a in page.iter("a") if "center=" in a.get("href", "")]
    listed = text_of(clerk.page(url).find(".//main"))
    assert late.number in listed and other.number not in listed
    assert clerk.get("/hand-out/expected?center=999999").status_code == 404
    assert clerk.get("/hand-out/expected?center=x").status_code == 404


def test_the_committee_lists_what_nobody_fetched_on_screen_and_as_a_workbook(
    login_as, at_center, make_application, set_clock
):
    name = "=1+1 ТОО"
    own = issue(make_application("conclusion", name=name), clock.now())
    now = set_clock(2013, 7, 1, 12)
    with write():
        case = db.session.merge(at_center)
        custody.send_back(case, user("center_operator").actor(), now, clock.today())
        custody.take_back(case, user("clerk").actor(), now)
    clerk = login_as("clerk")
    clerk.submit(f"/hand-out/{at_center.id}/notices", {"means": "call", "outcome": "reached"}, action="/notices")
    page = text_of(clerk.page("/hand-out/uncollected").find(".//main"))
    assert at_center.number in page and own.number in page
    assert "возвращён" in page and "звонок: дозвонились" in page and "Окно Комитета" in page
    content = clerk.get("/hand-out/uncollected.xlsx").data
    sheet = load_workbook(BytesIO(content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert {row[1] for row in rows} == {at_center.number, own.number}
    assert any(row[2] == name for row in rows) and all(
        cell.data_type != "f" for row in sheet.iter_rows() for cell in row
    )
    assert login_as("center_operator").get("/hand-out/uncollected").status_code == 403


def test_a_returned_result_is_handed_out_at_the_committee(login_as, at_center, set_clock):
    now = set_clock(2013, 7, 1, 12)
    with write():
        case = db.session.merge(at_center)
        custody.send_back(case, user("center_operator").actor(), now, clock.today())
        custody.take_back(case, user("clerk").actor(), now)
    clerk = login_as("clerk")
    response = clerk.get("/hand-out/find?q=980140003773")
    assert response.location == f"/hand-out/{at_center.id}"
    assert confirmed(clerk, at_center, PERSON).status_code == 303
    assert db.session.get_one(Application, at_center.id).result_place is ResultPlace.HANDED_OUT
    assert at_center.number not in text_of(clerk.page("/hand-out/uncollected").find(".//main"))
