"""Shorter journeys in Chromium: a refusal, a substitute who signs, an intake without scripts."""

import re

from playwright.sync_api import expect

from tests.browser import case_pages as case
from tests.browser.intake_pages import Intake
from tests.browser.test_conclusion_journey import APPLICATION, NAME, VALVE
from tests.filings.filing import Filing
from tests.filings.papers import assert_printed
from tests.filings.runner import Run


def _taken_to(server, filing: str, act: str) -> str:
    """Take a filing over HTTP up to an act, which is not done: its number."""
    run = Run(server, Filing.named(filing))
    run.register()
    for one in run.filing["acts"]:
        if one["act"] == act:
            break
        run.act(one)
    return run.case()["number"]


def test_a_refusal_names_its_ground_and_reasons(server, sign_in):
    number = _taken_to(server, "c-entrepreneur", "prepare")
    reasons = "Представленные сведения о химическом составе противоречат друг другу."
    officer = sign_in("officer", at="2013-12-26T10:00")
    case.to_case(officer, number)
    officer.follow("Подготовить отказ", officer.page.get_by_role("main"))
    officer.fill_in({"Мотивы отказа": reasons})
    with officer.answered(422):
        officer.press("Передать на подпись")
    expect(officer.page.get_by_role("group", name=re.compile("^Исправьте"))).to_be_focused()
    expect(officer.field("Мотивы отказа")).to_have_value(reasons)
    officer.page.get_by_role("checkbox", name="недостатков или несоответствия").check()
    officer.press("Передать на подпись")
    officer.shows("Ожидает подписи", reasons)

    signatory = sign_in("signatory", at="2013-12-27T11:00")
    read = case.sign(signatory, number)
    assert_printed(read, ["REF-2013-00001", "27.12.2013", reasons])
    signatory.shows("Мотивированный отказ", "REF-2013-00001")
    case.to_section(signatory, "Реестры")
    signatory.follow("Отказы", signatory.page.get_by_role("navigation", name="Реестры"))
    signatory.shows("REF-2013-00001", number)


def test_a_substitute_signs_for_the_signatory_and_the_record_says_so(server, sign_in):
    number = _taken_to(server, "l-signed-on-paper", "sign")
    administrator = sign_in("administrator", at="2017-09-27T09:30")
    case.to_section(administrator, "Пользователи")
    administrator.follow("Замещения", administrator.page.get_by_role("main"))
    administrator.follow("Новое замещение")
    administrator.choose_person(administrator.field("Кто отсутствует"), "(signatory)")
    administrator.choose_person(administrator.field("Кто замещает"), "(head_of_unit)")
    days = {"Дата приказа": "2017-09-26", "Первый день": "2017-09-27", "Последний день": "2017-10-06"}
    administrator.fill_in({"Номер приказа": "118-л/с", **days})
    administrator.press("Записать замещение")
    administrator.shows("Замещение записано.", "118-л/с")

    head = sign_in("head_of_unit", at="2017-09-28T16:00")
    expect(head.page.get_by_role("link", name="На подписи")).to_have_count(0)
    head.page.get_by_role("banner").locator("summary").click()
    head.choose_person(head.page.get_by_label("За кого я действую"), "118-л/с")
    head.press("Выбрать", head.page.get_by_role("banner"))
    head.shows("приказ № 118-л/с")
    case.sign(head, number)
    case.to_tab(head, "История")
    signed = head.page.get_by_role("main").get_by_role("listitem").filter(has_text="Выдан результат")
    expect(signed).to_contain_text("Әбдірахманов")  # who signed
    expect(signed).to_contain_text("Ахметов")  # for whom
    expect(signed).to_contain_text("118-л/с")


def test_a_conclusion_is_taken_in_without_scripts(sign_in):
    clerk = sign_in("clerk", at="2015-03-02T10:00", java_script_enabled=False)
    intake = Intake(clerk)
    intake.begin("conclusion")
    intake.go_on()
    clerk.choose("Кто обращается", "Индивидуальный предприниматель")
    clerk.fill_in({**APPLICATION, "ИИН": "880316400218"})
    summary = intake.go_on_in_vain()
    summary.get_by_role("link").click()
    clerk.fill_in({"ИИН": APPLICATION["ИИН"]})
    intake.go_on()
    clerk.fill_in(VALVE, intake.form(1))
    intake.add_form(2)
    clerk.press("Удалить форму 2")
    expect(intake.form(2)).to_have_count(0)
    expect(clerk.field("1) наименование", intake.form(1))).to_have_value(VALVE["1) наименование"])
    intake.go_on()
    intake.attach("Фотографии товара", "Фотография клапана", "photo-1.jpg")
    intake.check()
    clerk.shows(NAME, "8481-80-739-0")
    assert intake.register() == "C-2015-K-000001"
    clerk.shows("17.03.2015")
