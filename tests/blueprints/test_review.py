"""The officer's and the signatory's way through a case, page by page, as in a browser without scripts."""

import pytest
from sqlalchemy import select

from extensions import clock, db, write
from models.application import Application
from models.decision import Decision
from models.document import RegisterEntry
from models.review import Outcome
from rules.requirements import required_documents, review_subjects
from rules.workflow import DecisionKind, State
from tests.conftest import PASSWORD
from tests.factories import complete, user
from tests.reviewing_client import form_in


def case(application_id: int) -> Application:
    return db.session.get_one(Application, application_id)


def check_completeness(officer, application, outcomes=None):
    for requirement in required_documents(application.service, is_intermediary=application.is_intermediary):
        url = f"/cases/{application.id}/checks/completeness/{requirement.code}"
        outcome = (outcomes or {}).get(requirement.code, "present")
        answer = officer.submit(url, {"outcome": outcome, "note": "Нет" if outcome == "missing" else ""}, action=url)
        assert answer.status_code == 303, answer.get_data(as_text=True)


def review(officer, application, forms=1):
    for subject in review_subjects(application.service, forms):
        url = f"/cases/{application.id}/checks/review/{subject.code}"
        values = {"outcome": "conforms"}
        if application.service == "conclusion":
            values |= {"is_controlled": "yes", "control_list_code": "2В350", "reasons": "Позиция 2B350"}
        assert officer.submit(url, values, action=url).status_code == 303


def sign(signatory, application_id):
    assert signatory.submit(f"/signing/{application_id}", action="prepare").status_code == 303
    return signatory.submit(
        f"/signing/{application_id}", {"has_read": "y", "password": PASSWORD}, action=f"/signing/{application_id}/sign"
    )


@pytest.mark.parametrize("service", ["euc", "conclusion"])
def test_a_case_goes_from_the_counter_to_the_issued_paper(login_as, make_application, service):
    application = make_application(service, goods_count=3)
    officer, signatory = login_as("officer"), login_as("signatory")
    check_completeness(officer, application)
    assert officer.submit(f"/cases/{application.id}/start-review").status_code == 303
    review(officer, application)
    assert officer.submit(f"/cases/{application.id}/prepare/result", {"originals": "2"}).status_code == 303
    assert officer.get(f"/cases/{application.id}/preview.pdf").data.startswith(b"%PDF")
    answer = sign(signatory, application.id)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    issued = case(application.id)
    assert issued.state is State.ISSUED
    entry = db.session.scalars(select(RegisterEntry)).one()
    assert entry.number == issued.result_number
    paper = signatory.get(f"/documents/{entry.document_id}")
    assert paper.data.startswith(b"%PDF")
    for page in ("", "application", "documents", "checks", "decision", "history"):
        assert officer.get(f"/cases/{application.id}/{page}").status_code == 200


def test_cyrillic_look_alikes_in_a_control_code_become_latin(login_as, make_application):
    application = make_application("conclusion")
    officer = login_as("officer")
    check_completeness(officer, application)
    officer.submit(f"/cases/{application.id}/start-review")
    review(officer, application)
    assert case(application.id).findings[-1].control_list_code == "2B350"


def test_a_remark_without_words_is_refused_and_keeps_the_choice(login_as, make_application):
    application = make_application("euc")
    url = f"/cases/{application.id}/checks/completeness/application"
    answer = login_as("officer").submit(url, {"outcome": "missing", "note": ""}, action=url)
    assert answer.status_code == 422
    assert ("outcome", "missing") in form_in(answer, url).fields


def test_who_prepared_is_told_that_four_eyes_are_needed(app, login_as, make_application):
    application = make_application("euc", officer="officer_2")
    with write():
        person = user("officer_2")
        person.grants.append(type(person.grants[0])(role="signatory"))
        merged = db.session.merge(application)
        complete(merged, clock.now(), officer="officer_2")
    both = login_as("officer_2")
    assert both.submit(f"/cases/{application.id}/prepare/result").status_code == 303
    page = both.get(f"/signing/{application.id}")
    assert 'type="password"' not in page.get_data(as_text=True)
    form = form_in(page, "return")
    answer = both.post(f"/signing/{application.id}/prepare", data=form.filled())
    assert answer.status_code == 409
    assert case(application.id).state is State.PREPARED


def test_a_wrong_password_signs_nothing(login_as, make_application):
    application = prepared(make_application)
    signatory = login_as("signatory")
    signatory.submit(f"/signing/{application.id}", action="prepare")
    answer = signatory.submit(
        f"/signing/{application.id}", {"has_read": "y", "password": "no"}, action=f"/signing/{application.id}/sign"
    )
    assert answer.status_code == 422
    assert case(application.id).state is State.PREPARED


def prepared(make_application, kind=DecisionKind.RESULT, **facts):
    from documents.content import content_of

    application = make_application(**facts)
    with write():
        merged = db.session.merge(application)
        complete(merged, clock.now())
        Decision.prepare(merged, kind, user("officer").actor(), clock.now(), content=content_of(merged, kind))
    return application


def test_a_preparation_lapses_at_midnight_and_its_number_stays_annulled(login_as, make_application, set_clock):
    application = prepared(make_application)
    set_clock(2013, 5, 3, 23, 59)
    signatory = login_as("signatory")
    signatory.submit(f"/signing/{application.id}", action="prepare")
    form = signatory.form(f"/signing/{application.id}", f"/signing/{application.id}/sign")
    set_clock(2013, 5, 4, 0, 0)
    answer = signatory.send(form, {"has_read": "y", "password": PASSWORD})
    assert answer.status_code == 409
    assert sign(signatory, application.id).status_code == 303
    numbers = [(e.number, e.status, e.annulled_reason) for e in db.session.scalars(select(RegisterEntry))]
    assert numbers == [("EUC-2013-00001", "annulled", "lapsed"), ("EUC-2013-00002", "issued", "")]


def test_preparing_twice_reserves_one_number(login_as, make_application):
    application = prepared(make_application)
    signatory = login_as("signatory")
    form = signatory.form(f"/signing/{application.id}", "prepare")
    assert signatory.send(form).status_code == 303
    assert signatory.send(form).status_code == 303
    assert len(db.session.scalars(select(RegisterEntry)).all()) == 1


def test_a_double_click_on_sign_issues_once_and_answers_alike(login_as, make_application):
    application = prepared(make_application)
    signatory = login_as("signatory")
    signatory.submit(f"/signing/{application.id}", action="prepare")
    form = signatory.form(f"/signing/{application.id}", f"/signing/{application.id}/sign")
    first = signatory.send(form, {"has_read": "y", "password": PASSWORD})
    second = signatory.send(form, {"has_read": "y", "password": PASSWORD})
    assert (first.status_code, first.location) == (303, second.location)
    assert case(application.id).state is State.ISSUED


def test_an_incomplete_filing_is_refused_on_day_two_and_not_on_day_three(login_as, make_application, set_clock):
    application = make_application("euc")
    other = make_application("euc")
    officer = login_as("officer")
    for one in (application, other):
        check_completeness(officer, one, {"deal_document": "missing"})
    set_clock(2013, 5, 6, 23, 59)
    officer, signatory = login_as("officer"), login_as("signatory")
    url = f"/cases/{application.id}/prepare/incompleteness-refusal"
    assert officer.submit(url, {"reasons": "Не представлен договор"}).status_code == 303
    late = officer.form(f"/cases/{other.id}/prepare/incompleteness-refusal")
    assert sign(signatory, application.id).status_code == 303
    assert case(application.id).state is State.REFUSED_INCOMPLETE
    set_clock(2013, 5, 7, 0, 0)
    assert officer.send(late, {"reasons": "Не представлен договор"}).status_code == 409
    assert case(other.id).state is State.REGISTERED


def test_a_refusal_names_a_ground_and_article_40_needs_words(login_as, make_application):
    application = make_application("euc")
    with write():
        complete(db.session.merge(application), clock.now())
    officer = login_as("officer")
    url = f"/cases/{application.id}/prepare/refusal"
    assert officer.submit(url, {"reasons": "Причина"}).status_code == 422
    assert officer.submit(url, {"reasons": "Причина", "ground_art40": "y"}).status_code == 422
    values = {"reasons": "Причина", "ground_art40": "y", "text_art40": "Подпункт 2"}
    assert officer.submit(url, values).status_code == 303
    assert sign(login_as("signatory"), application.id).status_code == 303
    assert case(application.id).state is State.REFUSED


def test_after_the_term_the_page_says_what_counts_as_issued_and_offers_no_refusal(
    login_as, make_application, set_clock
):
    application = make_application("euc")
    with write():
        complete(db.session.merge(application), clock.now())
    set_clock(2013, 5, 29, 0, 0)
    page = login_as("officer").get(f"/cases/{application.id}/").get_data(as_text=True)
    assert f"/cases/{application.id}/prepare/result" in page
    assert f'href="/cases/{application.id}/prepare/refusal"' not in page
    assert "7.6" in page


def test_the_second_of_two_people_is_told_with_both_versions(login_as, make_application):
    application = make_application("euc")
    url = f"/cases/{application.id}/checks/completeness/application"
    one, other = login_as("officer"), login_as("officer")
    first, second = one.form(url, url), other.form(url, url)
    assert one.send(first, {"outcome": "present", "note": "Первый"}).status_code == 303
    answer = other.send(second, {"outcome": "missing", "note": "Второй"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Первый" in text
    assert "Второй" in text
    assert case(application.id).findings[0].outcome is Outcome.PRESENT


def test_a_correction_is_a_new_version_and_the_first_paper_remains(login_as, make_application):
    application = prepared(make_application)
    signatory, officer = login_as("signatory"), login_as("officer")
    sign(signatory, application.id)
    before = case(application.id).result_number
    values = {"correction_reason": "Опечатка в адресе", "importer": "ТОО «Өскемен Металлургия», новый адрес"}
    answer = officer.submit(f"/cases/{application.id}/correct", values)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert sign(signatory, application.id).status_code == 303
    corrected = case(application.id)
    assert [d.status for d in corrected.decisions] == ["signed", "signed"]
    assert (before, corrected.result_number) == ("EUC-2013-00001", "EUC-2013-00002")


def test_a_case_is_assigned_withdrawn_and_voided_with_words(login_as, make_application):
    application, mistaken = make_application("euc", officer=None), make_application("euc")
    head = login_as("head_of_unit")
    values = {"case": [application.id], "officer": user("officer").id}
    assert head.submit("/cases/?tab=unassigned", values, action="assign").status_code == 303
    assert case(application.id).officer_id == user("officer").id
    assert login_as("clerk").submit(f"/cases/{application.id}/withdraw", {"reason": ""}).status_code == 422
    assert login_as("clerk").submit(f"/cases/{application.id}/withdraw", {"reason": "Письмо"}).status_code == 303
    assert head.submit(f"/cases/{mistaken.id}/void", {"reason": "Введено дважды"}).status_code == 303
    assert (case(application.id).state, case(mistaken.id).state) == (State.WITHDRAWN, State.VOIDED)


def test_the_worklist_is_sorted_by_the_nearest_act_and_paged(login_as, make_application, set_clock):
    for day in (3, 6, 8):
        set_clock(2013, 5, day, 10)
        make_application("euc", name=f"ТОО {day}")
    client = login_as("officer")
    text = client.get("/cases/?tab=unit").get_data(as_text=True)
    assert text.index("E-2013-K-000001") < text.index("E-2013-K-000002") < text.index("E-2013-K-000003")
    for tab in ("mine", "unassigned", "to_sign", "deemed", "overdue"):
        assert client.get(f"/cases/?tab={tab}").status_code == 200


def test_a_prepared_correction_waits_in_the_signatorys_list_and_can_be_taken_back(login_as, make_application):
    application = prepared(make_application)
    signatory, officer = login_as("signatory"), login_as("officer")
    sign(signatory, application.id)
    values = {"correction_reason": "Опечатка"}
    assert officer.submit(f"/cases/{application.id}/correct", values).status_code == 303
    assert application.number in signatory.get("/signing").get_data(as_text=True)
    assert officer.submit(f"/cases/{application.id}/recall").status_code == 303
    assert application.number not in signatory.get("/signing").get_data(as_text=True)
    assert [d.status for d in case(application.id).decisions] == ["signed", "recalled"]


def test_a_correction_is_checked_like_the_filing(login_as, make_application):
    application = prepared(make_application)
    sign(login_as("signatory"), application.id)
    bad = {
        "correction_reason": "Опечатка", "importer_country": "Лапутия", "goods-0-tn_ved_code": "12",
        "goods-0-control_list_code": "ЖЖ", "goods-0-quantity": "-5", "goods-0-unit": "попугаи",
    }  # fmt: skip
    answer = login_as("officer").submit(f"/cases/{application.id}/correct", bad)
    assert answer.status_code == 422
    for name in list(bad)[1:]:
        assert f'id="{name}-error"' in answer.get_data(as_text=True), name


def test_a_refusal_as_incomplete_is_not_offered_before_something_is_found_missing(login_as, make_application):
    application = make_application("euc")
    page = login_as("officer").get(f"/cases/{application.id}/").get_data(as_text=True)
    assert f"/cases/{application.id}/prepare/incompleteness-refusal" not in page
