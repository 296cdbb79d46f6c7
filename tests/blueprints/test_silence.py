"""Tacit approval (7.6) on the pages: said everywhere from midnight, and walked to the paper that says so."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from documents.content import content_of
from extensions import clock, db, write
from models.application import Application
from models.decision import Decision
from models.document import RegisterEntry
from models.event import Event, record_silence
from rules.refusal import Ground
from rules.workflow import DecisionKind, State
from tests.blueprints.test_review import check_completeness, review, sign
from tests.conftest import PASSWORD
from tests.documents.papers import whole_text
from tests.factories import complete, user
from tests.reviewing_client import text_of

MIDNIGHT = (2013, 5, 29, 0, 0)
SAID = "29.05.2013"


def stored(application) -> Application:
    return db.session.get_one(Application, application.id, populate_existing=True)


def under_review(application) -> Application:
    with write():
        complete(db.session.merge(application), clock.now())
    return application


def prepared(application, kind=DecisionKind.RESULT) -> Application:
    """What the officer prepares: the result, or a refusal because of false information."""
    with write():
        merged = db.session.merge(application)
        complete(merged, clock.now())
        is_result = kind is DecisionKind.RESULT
        Decision.prepare(
            merged, kind, user("officer").actor(), clock.now(), content=content_of(merged, kind),
            reasons="" if is_result else "Причина", grounds={} if is_result else {Ground.FALSE: "адрес"},
        )  # fmt: skip
    return application


def papers(client, application) -> list[str]:
    """The text of each issued paper of the case, in order."""
    entries = db.session.scalars(
        select(RegisterEntry).where(RegisterEntry.application_id == application.id, RegisterEntry.status == "issued")
    ).all()
    return [" ".join(whole_text(client.get(f"/documents/{entry.document_id}").data).split()) for entry in entries]


def test_every_page_and_list_says_it_from_midnight_without_any_job(login_as, make_application, set_clock):
    application = prepared(make_application("euc"))
    asked = [
        ("officer", "/"), ("officer", "/cases/?tab=mine"), ("officer", "/cases/?tab=unit"),
        ("officer", "/search?q=металлургия"), ("signatory", "/"), ("signatory", "/signing"),
        ("signatory", f"/signing/{application.id}"), ("clerk", f"/intake/receipts/{application.id}"),
        ("auditor", "/registers/applications"), ("auditor", "/registers/applications/print"),
        *(("officer", f"/cases/{application.id}/{page}")
          for page in ("", "application", "documents", "checks", "decision", "history")),
    ]  # fmt: skip
    set_clock(2013, 5, 28, 23, 59, 59)
    clients = {login: login_as(login) for login, _path in asked}
    for login, path in asked:
        assert SAID + "," not in text_of(clients[login].page(path)).replace("\u00a0", " "), path
    set_clock(*MIDNIGHT)
    written = db.session.scalar(select(func.count()).select_from(Event).where(Event.kind == "counted_as_issued"))
    clients = {login: login_as(login) for login, _path in asked}
    for login, path in asked:
        page = text_of(clients[login].page(path))
        assert SAID in page and "7.6" in page, path
    after = db.session.scalar(select(func.count()).select_from(Event).where(Event.kind == "counted_as_issued"))
    assert (written, after) == (0, 0)
    assert application.number in text_of(clients["officer"].page("/cases/?tab=deemed"))


@pytest.mark.parametrize("login", ["officer", "officer_2", "clerk", "head_of_unit"])
def test_no_page_offers_to_refuse_withdraw_or_void_after_the_term(login_as, make_application, set_clock, login):
    cases = [make_application("euc"), under_review(make_application("euc")), prepared(make_application("euc"))]
    set_clock(*MIDNIGHT)
    client = login_as(login)
    for application in cases:
        for page in ("", "checks", "decision"):
            acts = client.page(f"/cases/{application.id}/{page}").findall(".//*[@aria-labelledby='h-acts']")
            words = " ".join(text_of(node) for node in acts)
            for act in ("refus", "withdraw", "void", "отказ", "отзыв", "аннулир"):
                assert act not in words.lower(), (page, words)


@pytest.mark.parametrize(
    ("login", "path", "values"),
    [
        ("officer", "prepare/refusal", {"ground_false": "y", "text_false": "адрес", "reasons": "Причина"}),
        ("clerk", "withdraw", {"reason": "Письмо заявителя"}),
        ("head_of_unit", "void", {"reason": "Введено дважды"}),
    ],
)
def test_a_form_opened_before_midnight_is_refused_after_it_and_writes_nothing(
    login_as, make_application, set_clock, login, path, values
):
    application = under_review(make_application("euc"))
    set_clock(2013, 5, 28, 23, 59, 59)
    client = login_as(login)
    form = client.form(f"/cases/{application.id}/{path}", path)
    events, version = db.session.scalar(select(func.count()).select_from(Event)), stored(application).version
    set_clock(*MIDNIGHT)
    answer = client.send(form, values)
    assert answer.status_code == 409
    words = answer.get_data(as_text=True)
    assert "7.6" in words and "28.05.2013" in words
    assert values.get("reason", values.get("reasons", "")) in words
    assert db.session.scalar(select(func.count()).select_from(Event)) == events
    assert (stored(application).state, stored(application).version) == (State.UNDER_REVIEW, version)


def test_a_refusal_read_before_midnight_cannot_be_signed_after_it(login_as, make_application, set_clock):
    application = prepared(make_application("euc"), DecisionKind.REFUSAL)
    set_clock(2013, 5, 28, 23, 59, 59)
    signatory = login_as("signatory")
    page = f"/signing/{application.id}"
    assert signatory.submit(page, action="prepare").status_code == 303
    form = signatory.form(page, f"{page}/sign")
    set_clock(*MIDNIGHT)
    answer = signatory.send(form, {"has_read": "y", "password": PASSWORD})
    assert answer.status_code == 409
    assert (stored(application).state, stored(application).result_number) == (State.PREPARED, None)
    assert signatory.submit(page, {"return-reason": "Срок истек"}, action="return").status_code == 303
    assert stored(application).state is State.UNDER_REVIEW


def test_a_result_read_before_midnight_is_prepared_anew_after_it_and_says_why(login_as, make_application, set_clock):
    application = prepared(make_application("euc"))
    set_clock(2013, 5, 28, 23, 59, 59)
    signatory = login_as("signatory")
    page = f"/signing/{application.id}"
    signatory.submit(page, action="prepare")
    form = signatory.form(page, f"{page}/sign")
    set_clock(*MIDNIGHT)
    assert signatory.send(form, {"has_read": "y", "password": PASSWORD}).status_code == 409
    assert sign(signatory, application.id).status_code == 303
    [paper] = papers(signatory, application)
    assert f"считается выданным с {SAID}" in paper
    entries = db.session.scalars(select(RegisterEntry).order_by(RegisterEntry.id)).all()
    assert [(e.status, e.annulled_reason) for e in entries] == [("annulled", "lapsed"), ("issued", "")]


@pytest.mark.parametrize("service", ["euc", "conclusion"])
def test_a_case_that_nobody_touched_is_walked_to_its_paper_and_its_correction(
    login_as, make_application, set_clock, service
):
    application = make_application(service)
    set_clock(*MIDNIGHT)
    since = f"{stored(application).deemed_issued_on:%d.%m.%Y}"
    officer, signatory = login_as("officer"), login_as("signatory")
    assert officer.submit(f"/cases/{application.id}/start-review").status_code == 303
    review(officer, application)
    assert officer.submit(f"/cases/{application.id}/prepare/result").status_code == 303
    assert officer.get(f"/cases/{application.id}/preview.pdf").data.startswith(b"%PDF")
    assert sign(signatory, application.id).status_code == 303
    assert officer.submit(f"/cases/{application.id}/correct", {"correction_reason": "Опечатка"}).status_code == 303
    assert sign(signatory, application.id).status_code == 303
    first, correction = papers(signatory, application)
    for paper in (first, correction):
        assert f"считается выданным с {since}" in paper
    if service == "euc":
        translated = officer.get(f"/cases/{application.id}/forms/certificate-en.pdf").data
        assert f"counts as issued from {since}" in whole_text(translated)
    for path in (f"/cases/{application.id}/", f"/cases/{application.id}/history", f"/hand-out/{application.id}",
                 "/hand-out?tab=ready", "/registers", "/search?q=металлургия"):  # fmt: skip
        client = login_as("clerk") if "hand-out" in path else officer
        page = text_of(client.page(path))
        assert since in page and "7.6" in page, path


def test_the_history_has_it_once_and_at_its_moment_however_late_a_job_records_it(login_as, make_application, set_clock):
    application = prepared(make_application("euc"))
    set_clock(2013, 5, 30, 9)
    assert login_as("signatory").submit(f"/signing/{application.id}", action="prepare").status_code == 303
    officer = login_as("officer")
    before = text_of(officer.page(f"/cases/{application.id}/history").find(".//*[@class='timeline']"))
    with write():
        assert record_silence(application.id, stored(application).deemed_issued_on) == 1
    after = text_of(officer.page(f"/cases/{application.id}/history").find(".//*[@class='timeline']"))
    assert before == after
    assert before.index("30.05.2013") < before.index("29.05.2013") < before.index("03.05.2013")
    assert before.count("29.05.2013") == 1


def test_missing_documents_do_not_stand_in_the_way_after_the_term(login_as, make_application, set_clock):
    application = make_application("euc")
    officer = login_as("officer")
    check_completeness(officer, application, {"deal_document": "missing"})
    assert (
        officer.submit(f"/cases/{application.id}/prepare/incompleteness-refusal", {"reasons": "Нет"}).status_code == 303
    )
    set_clock(*MIDNIGHT)
    officer = login_as("officer")
    assert officer.submit(f"/cases/{application.id}/recall").status_code == 303
    assert officer.submit(f"/cases/{application.id}/start-review").status_code == 303
    review(officer, application)
    assert officer.submit(f"/cases/{application.id}/prepare/result").status_code == 303
    signatory = login_as("signatory")
    assert sign(signatory, application.id).status_code == 303
    assert stored(application).state is State.ISSUED


def test_a_conclusion_that_counts_as_issued_may_still_be_found_not_controlled(login_as, make_application, set_clock):
    application = make_application("conclusion")
    set_clock(2013, 5, 21, 0, 0)
    officer = login_as("officer")
    officer.submit(f"/cases/{application.id}/start-review")
    url = f"/cases/{application.id}/checks/review/form.1"
    values = {"outcome": "conforms", "is_controlled": "no", "control_list_code": "", "reasons": "Ниже порога"}
    assert officer.submit(url, values, action=url).status_code == 303
    assert officer.submit(f"/cases/{application.id}/prepare/result").status_code == 303
    signatory = login_as("signatory")
    assert sign(signatory, application.id).status_code == 303
    [paper] = papers(signatory, application)
    assert "не относится к продукции" in paper
    assert "считается выданным с 21.05.2013" in paper


def test_a_refusal_in_time_never_carries_the_words_of_silence(login_as, make_application, set_clock):
    application = prepared(make_application("euc"), DecisionKind.REFUSAL)
    set_clock(2013, 5, 28, 23, 59, 59)
    signatory = login_as("signatory")
    assert sign(signatory, application.id).status_code == 303
    set_clock(2013, 6, 28, 9)
    [paper] = papers(login_as("signatory"), application)
    assert "считается выданным" not in paper
    assert SAID not in text_of(login_as("officer").page(f"/cases/{application.id}/history"))


def cells(client, path) -> list[dict[str, object]]:
    """The rows of a register's workbook, by heading."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    heading, *rows = load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_the_registers_tell_timely_silent_and_late_apart_and_can_be_asked_for_each(
    login_as, make_application, set_clock
):
    in_time, late = prepared(make_application("euc")), prepared(make_application("euc"))
    silent, ended = make_application("euc", name="=HYPERLINK(1)"), make_application("euc")
    with write():
        db.session.merge(ended).withdraw("Письмо", user("clerk").actor(), clock.now())
    set_clock(2013, 5, 28, 23, 0)
    sign(login_as("signatory"), in_time.id)
    set_clock(2013, 5, 30, 9)
    sign(login_as("signatory"), late.id)
    running = make_application("euc", at=clock.now())
    auditor = login_as("auditor")
    expected = {"in_time": in_time, "late": late, "counts_as_issued": silent, "ended": ended, "running": running}
    for code, application in expected.items():
        rows = cells(auditor, f"/registers/applications/export.xlsx?timeliness={code}")
        assert [next(iter(row.values())) for row in rows] == [application.number], code
        page = auditor.page(f"/registers/applications?timeliness={code}")
        [shown] = [text_of(row) for body in page.iter("tbody") for row in body.iter("tr")]
        assert application.number in shown
    for code, application in (("in_time", in_time), ("late", late)):
        [row] = cells(auditor, f"/registers/certificates/export.xlsx?timeliness={code}")
        assert stored(application).result_number in row.values()
    [row] = cells(auditor, "/registers/applications/export.xlsx?timeliness=counts_as_issued")
    assert "=HYPERLINK(1)" in row.values()
    dates = [value.date().isoformat() for value in row.values() if hasattr(value, "date")]
    assert dates == ["2013-05-03", "2013-05-28", "2013-05-29", "2013-06-04"]


def test_a_workbook_holds_every_page_of_the_filter(login_as, make_application, app):
    for _ in range(app.config["PAGE_SIZE"] + 1):
        make_application("conclusion")
    make_application("euc")
    assert len(cells(login_as("auditor"), "/registers/applications/export.xlsx?service=conclusion")) == 26


def test_a_workbook_of_what_is_asked_wrongly_is_told_so(login_as):
    answer = login_as("auditor").get("/registers/applications/export.xlsx?timeliness=whenever")
    assert answer.status_code == 422
    assert "field-error" in answer.get_data(as_text=True)


def test_the_tab_of_what_counts_as_issued_warns_when_the_five_days_near(login_as, make_application, set_clock):
    make_application("euc")
    set_clock(2013, 5, 29, 9)
    head = login_as("head_of_unit")
    assert not head.page("/cases/?tab=deemed").findall(".//*[@class='notice notice-warning']")
    set_clock(2013, 6, 3, 9)
    page = login_as("head_of_unit").page("/cases/?tab=deemed")
    assert page.findall(".//*[@class='notice notice-warning']")
    [due] = page.findall(".//td/div[@class='deadline']/time")
    assert due.get("datetime") == "2013-06-04"


def test_what_waits_for_its_recipient_is_not_shown_as_our_lateness(login_as, make_application, set_clock):
    application = prepared(make_application("euc"))
    sign(login_as("signatory"), application.id)
    set_clock(2013, 6, 20, 9)
    clerk = login_as("clerk")
    [row] = [text_of(r) for b in clerk.page("/hand-out?tab=ready").iter("tbody") for r in b.iter("tr")]
    assert "28" in row
    assert not clerk.page("/hand-out?tab=ready").findall(".//*[@class='deadline deadline-late']")
    officer = login_as("head_of_unit")
    assert application.number not in text_of(officer.page("/cases/?tab=overdue"))
    assert application.number in text_of(officer.page("/cases/?tab=unit"))
