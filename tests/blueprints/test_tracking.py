"""The public page of who holds a ticket: what it tells, and that it tells nothing else, to nobody else (25)."""

from contextlib import contextmanager

import pytest

from extensions import clock, db, limiter, write
from models.complaint_parts import ComplaintExplanation, ComplaintExtension
from models.complaint_work import ComplaintSatisfaction, Satisfaction
from rules.complaint_routing import Subject
from rules.complaint_workflow import Channel, Outcome
from tests.complaints import (
    CODE,
    actor,
    build_complaint,
    forward,
    prepare_refusal,
    prepare_reply,
    reply_to,
    take_into_work,
)
from tests.reviewing_client import form_in, parse, text_of

WRONG = "00000000000000000000"


def asked(client, number: str, code: str, **kwargs):
    return client.submit("/complaints/track", {"number": number, "code": code}, **kwargs)


def told(client, complaint, code: str = CODE) -> str:
    answer = asked(client, complaint.number, code)
    assert answer.status_code == 200
    return text_of(parse(answer.get_data(as_text=True))).replace("\xa0", " ")


@contextmanager
def statements_seen():
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    db.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        db.event.remove(db.engine, "before_cursor_execute", note)


def test_number_and_code_tell_how_the_complaint_is_going(client, make_complaint):
    page = told(client, make_complaint())
    assert "T-2013-K-000001" in page and "Зарегистрирована пт 3 мая" in page and "вт 14 мая" in page


@pytest.mark.parametrize("number", ["t-2013-k-000001", " Т-2013-К-000001 "])
@pytest.mark.parametrize("code", [CODE.lower(), "7K3QW 8M0ZP 2N4R6 T8V0X", "7К3QW-8М0ZР-2N4R6-Т8V0Х"])
def test_both_are_read_however_they_are_typed(client, make_complaint, number, code):
    make_complaint()
    assert asked(client, number, code).status_code == 200


def test_an_unknown_number_and_a_wrong_code_are_the_same_answer_after_the_same_work(client, make_complaint):
    known, other = make_complaint(), make_complaint()
    answers, work = [], []
    form = client.form("/complaints/track")
    for number, code in (
        (known.number, WRONG), ("T-2013-K-000999", CODE), ("T-2013-K-000999", WRONG), (other.number, CODE[::-1]),
        ("QQQQ-1", "ZZZZ-9"), (known.number, "not a code"),
    ):  # fmt: skip
        with statements_seen() as seen:
            answer = client.send(form, {"number": number, "code": code})
        page = answer.get_data(as_text=True).replace(number, "").replace(code, "")
        answers.append((answer.status_code, page, answer.headers.get("Location")))
        work.append(seen)
    assert {status for status, _page, _location in answers} == {422}
    assert len(set(work[0])) and all(seen == work[0] for seen in work)
    assert len({page for _status, page, _location in answers}) == 1


def test_what_was_typed_is_told_apart_from_what_was_not(client, make_complaint):
    make_complaint()
    for values, field in (({"number": "", "code": CODE}, "number"), ({"number": "T-1", "code": ""}, "code"),
                          ({"number": "x" * 65, "code": CODE}, "number"),
                          ({"number": "a\x00", "code": CODE}, "number")):  # fmt: skip
        answer = client.submit("/complaints/track", values)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.get_data(as_text=True)
        assert dict(form_in(answer).fields)["code"] == values["code"]


def test_neither_number_nor_code_ever_stands_in_an_address(client, make_complaint):
    complaint = make_complaint()
    answer = asked(client, complaint.number, CODE)
    assert answer.request.path == "/complaints/track" and not answer.request.query_string
    page = answer.get_data(as_text=True)
    assert CODE not in page
    links = [node.get("href", "") + node.get("action", "") for node in parse(page).iter() if isinstance(node.tag, str)]
    assert not [link for link in links if complaint.number in link]
    assert client.get(f"/complaints/track?number={complaint.number}&code={CODE}").status_code == 200
    assert complaint.number not in client.get(f"/complaints/track?number={complaint.number}&code={CODE}").text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_each_step_is_told_with_its_day_and_nothing_of_the_inside(client, make_complaint, set_clock):
    with write():
        complaint = build_complaint(clock.now())
        take_into_work(complaint, set_clock(2013, 5, 4, 10))
        ComplaintExtension.grant(complaint, "Тайная причина", actor("signatory"), set_clock(2013, 5, 6, 10))
        request = (complaint, complaint.officials[0], None, "Что было?", complaint.due_on)
        ComplaintExplanation.request(*request, actor("legal_officer"), clock.now())
        complaint.officials[0].name = "Петров И. И."
    page = told(client, complaint)
    for words in ("Принята к рассмотрению сб 4 мая", "В работе сб 4 мая", "Срок продлён пн 6 мая", "вт 28 мая"):
        assert words in page, words
    for secret in ("Тайная", "Петров", "Нұрланов", "Нагрубили", "Сейтқали", "объяснени"):
        assert secret not in page, secret


def test_a_prepared_text_is_nobodys_business_before_it_is_signed(client, make_complaint):
    with write():
        complaint = build_complaint(clock.now())
        prepare_reply(complaint, clock.now())
        lacking = build_complaint(clock.now(), has_signature=False)
        prepare_refusal(lacking, clock.now())
    assert "подготовлен" not in told(client, complaint).lower()
    page = told(client, lacking)
    assert "Отказано" not in page and "не хватает" in page


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_answer_is_told_without_what_it_found(client, make_complaint, outcome):
    with write():
        complaint = build_complaint(clock.now())
        reply_to(complaint, clock.now(), outcome)
    page = told(client, complaint)
    assert "Ответ дан пт 3 мая" in page and "довлетворена" not in page


def test_a_refusal_a_forwarding_and_a_withdrawal_are_told(client, make_complaint):
    with write():
        refused = build_complaint(clock.now(), has_signature=False)
        prepare_refusal(refused, clock.now()).sign("REF-1", actor("signatory"), clock.now())
        sent = build_complaint(clock.now(), subject=Subject.RESULT)
        forward(sent, clock.now())
        withdrawn = build_complaint(clock.now(), channel=Channel.TELEPHONE)
        withdrawn.withdraw("Передумал", actor("clerk"), clock.now())
    assert "Отказано в рассмотрении" in told(client, refused)
    assert "Перенаправлена: Министерство пт 3 мая" in told(client, sent)
    page = told(client, withdrawn)
    assert "отозвана" in page.lower() and "Передумал" not in page


def test_the_page_speaks_russian_and_kazakh(client, make_complaint):
    complaint = make_complaint()
    assert "Ход рассмотрения" in text_of(client.page("/complaints/track"))
    kazakh = client.get("/complaints/track", headers={"Accept-Language": "kk"}).get_data(as_text=True)
    assert "қаралу барысы" in kazakh and 'lang="kk"' in kazakh
    form = client.form("/complaints/track?lang=kk")
    answer = client.send(form, {"number": complaint.number, "code": CODE}).get_data(as_text=True)
    assert "Тіркелді" in answer


def test_who_asks_too_often_is_told_so_in_words(client, app, make_complaint):
    make_complaint()
    app.config["VERIFY_LIMITED"] = True
    limiter.reset()
    try:
        form = client.form("/complaints/track")
        answers = [client.send(form, {"number": "T-1", "code": WRONG}) for _ in range(21)]
        assert {answer.status_code for answer in answers[:20]} == {422}
        assert answers[-1].status_code == 429
        assert answers[-1].headers["Retry-After"]
        assert "слишком много" in answers[-1].get_data(as_text=True)
        assert client.get("/complaints/track").status_code == 200
    finally:
        app.config["VERIFY_LIMITED"] = False
        limiter.reset()


def test_a_page_open_for_too_long_is_given_anew(client, make_complaint):
    complaint = make_complaint()
    answer = client.post("/complaints/track", data={"number": complaint.number, "code": CODE})
    assert answer.status_code == 400
    assert "слишком долго" in answer.get_data(as_text=True)


def test_the_holder_of_the_ticket_says_once_whether_they_are_satisfied(client, make_complaint):
    with write():
        complaint, still_open = build_complaint(clock.now()), build_complaint(clock.now())
        reply_to(complaint, clock.now())
    assert "Довольны ли вы" not in told(client, still_open)
    form = form_in(asked(client, complaint.number, CODE))
    refused = client.send(form, {"answer": None})
    assert refused.status_code == 422
    assert 'href="#answer' in refused.text
    assert client.send(form, {"code": WRONG, "answer": "satisfied"}).status_code == 422
    for answer in ("not_satisfied", "satisfied"):  # the second changes nothing
        assert "Не удовлетворён" in text_of(parse(client.send(form, {"answer": answer}).text))
    told_once = db.session.get_one(ComplaintSatisfaction, complaint.id)
    assert (told_once.answer, told_once.by_id) == (Satisfaction.NOT_SATISFIED, None)
