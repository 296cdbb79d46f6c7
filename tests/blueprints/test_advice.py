"""How to complain (20–25): the page for everybody, the log of consultations, the assistant and its letter."""

import pytest
from sqlalchemy import func, select

from extensions import clock, db, write
from models.consultation import Consultation, Means
from rules.complaint_routing import ROUTES
from tests.documents.papers import whole_text
from tests.factories import user
from tests.reviewing_client import form_in, parse, text_of

GIVEN = {
    "means": "telephone",
    "subject": "result",
    "question": "Куда жаловаться на отказ?",
    "answer": "В Министерство.",
}
HAPPENED = {"subject": "committee_service", "full_name": "Ким О. В.", "reasons": "Ждала 55 минут.\nПотом ещё час."}


def enter(login: str, **values: str) -> None:
    with write():
        consultation = Consultation(means=Means.TELEPHONE, subject=None, **{"question": "?", "answer": "!", **values})
        consultation.give(user(login).actor(), clock.now())


def test_the_procedure_is_open_to_everybody_with_the_addresses_of_today(client):
    page = text_of(client.page("/appeal"))
    for words in ("кабинет № 2502", "кабинет № 1706", "8 (7172) 24-07-45", "1414", "вправе обратиться в суд", "п. 25"):
        assert words in page.replace("\u00a0", " ")
    assert page.count("РГП") >= len([route for route in ROUTES if "rgp_center" in route.addressees])


def test_it_is_read_in_kazakh_too(app, client):
    page = client.get("/appeal", headers={"Accept-Language": "kk"})
    assert "Шағымдану тәртібі" in page.text
    assert "№ 2502 кабинет" in page.text


def test_who_is_signed_in_reads_it_in_their_frame(login_as):
    assert "Стандарты услуг" in text_of(login_as("legal_officer").page("/appeal"))


def test_a_consultation_is_entered_and_found_again(login_as, make_application):
    number = make_application().number
    client = login_as("legal_officer")
    values = {**GIVEN, "asked_by": "Ахметова Сәуле", "number": number.lower()}
    assert client.submit("/advice/consultations/new", values).status_code == 303
    page = text_of(client.page("/advice/consultations?find=ахметова+сауле"))
    assert number in page
    assert "Не согласен с результатом" in page
    assert "Таких консультаций нет" in text_of(client.page("/advice/consultations?subject=portal"))


def test_entering_twice_enters_once(login_as):
    client = login_as("legal_officer")
    form = client.form("/advice/consultations/new")
    assert [client.send(form, GIVEN).status_code for _ in range(2)] == [303, 303]
    assert db.session.scalar(select(func.count()).select_from(Consultation)) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("means", "pigeon"), ("subject", "weather"), ("question", ""), ("answer", " \n "), ("question", "х" * 2001),
        ("asked_by", "х" * 201), ("number", "E-2013-K-999999"), ("answer", "а\x00б"),
    ],
)  # fmt: skip
def test_a_bad_field_is_told_and_what_was_typed_stays(login_as, name, value):
    answer = login_as("legal_officer").submit("/advice/consultations/new", {**GIVEN, name: value})
    assert answer.status_code == 422
    assert f'id="{name}' in answer.text
    assert "field-error" in answer.text
    kept = "answer" if name == "question" else "question"
    assert GIVEN[kept] in answer.text
    assert db.session.scalar(select(func.count()).select_from(Consultation)) == 0


def test_a_center_sees_what_was_given_there_and_a_foreign_case_is_none(login_as, make_application):
    enter("legal_officer", question="Вопрос Комитету")
    enter("center_operator", question="Вопрос Центру")
    at_committee = make_application().number
    for login in ("center_operator", "center_head", "branch_head"):
        page = text_of(login_as(login).page("/advice/consultations"))
        assert "Вопрос Центру" in page
        assert "Вопрос Комитету" not in page
    assert "Вопрос Центру" in text_of(login_as("legal_officer").page("/advice/consultations"))
    values = {**GIVEN, "number": at_committee}
    assert login_as("center_operator").submit("/advice/consultations/new", values).status_code == 422


def test_a_filter_that_cannot_be_is_told(login_as):
    answer = login_as("auditor").get("/advice/consultations?since=2013-05-04&until=2013-05-01")
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_the_assistant_says_whom_to_write_to_and_what_is_missing(login_as):
    client = login_as("legal_officer")
    answer = client.submit("/advice/draft", HAPPENED)
    words = text_of(parse(answer.text)).replace("\u00a0", " ")
    assert answer.status_code == 200
    for shown in ("п. 22", "кабинет № 1706", "Почтовый адрес", "Чего вы просите", "Подпись"):
        assert shown in words
    change = form_in(answer)
    assert dict(change.fields)["full_name"] == "Ким О. В."


def test_its_letter_bears_what_was_said(login_as):
    client = login_as("legal_officer")
    ready = client.submit("/advice/draft", HAPPENED)
    letter = client.send(form_in(ready), {"step": "print"})
    assert letter.mimetype == "application/pdf"
    printed = whole_text(letter.data).replace("\u00a0", " ")
    for words in (
        "Руководителю уполномоченного органа",
        "Ким О. В.",
        "Ждала 55 минут.",
        "Потом ещё час.",
    ):
        assert words in printed


def test_going_back_keeps_every_answer(login_as):
    client = login_as("legal_officer")
    back = client.send(form_in(client.submit("/advice/draft", HAPPENED)), {"step": "change"})
    assert back.status_code == 200
    assert "Ждала 55 минут.\nПотом ещё час." in back.text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "weather"}, "subject"),
        ({"addressee": "rgp_center"}, "addressee"),
        ({"addressee": "nobody"}, "addressee"),
        ({"subject": "center_service", "center": ""}, "center"),
        ({"subject": "center_service", "center": "0"}, "center"),
        ({"reasons": "х" * 8001}, "reasons"),
    ],
)
def test_the_assistant_tells_what_it_cannot_take(login_as, values, field):
    answer = login_as("legal_officer").submit("/advice/draft", {**HAPPENED, **values})
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert f'href="#{field}' in answer.text
    assert "Ким О. В." in answer.text


def test_the_page_states_the_term_and_leads_to_the_ticket_and_back(client):
    page = client.get("/appeal?lang=kk").text
    assert "/complaints/track?lang=kk" in page
    shown = text_of(client.page("/appeal")).replace("\u00a0", " ")
    assert "10 рабочих дней" in shown
    assert "до вт 14 мая 2013" in shown
    assert 'href="/appeal' in client.get("/complaints/track").text


def test_what_the_assistant_drafted_goes_straight_to_the_check_of_its_registration(login_as):
    client = login_as("legal_officer")
    said = {**HAPPENED, "officials": "специалист канцелярии, Гусева Г. Г.\nПетров И. И.", "attachments": "Копия"}
    ready = parse(client.submit("/advice/draft", said).text)
    form = next(one for one in ready.iter("form") if one.get("action") == "/complaints/new")
    answer = client.post("/complaints/new", data={one.get("name"): one.get("value") for one in form.iter("input")})
    assert answer.status_code == 303
    check = text_of(client.page(answer.location))
    for words in ("Ким О. В.", "Гусева Г. Г., специалист канцелярии", "Петров И. И.", "Потом ещё час.", "Копия"):
        assert words in check, words
    assert "Пункт 24" in check  # the address, the demands, date and signature are still missing
