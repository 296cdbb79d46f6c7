"""An uncollected result: to its Center by bar code, a month there, back to the Committee and collected there."""

import re

from playwright.sync_api import Locator, expect

from tests.browser import case_pages as case
from tests.browser.window import Window
from tests.documents.papers import whole_text
from tests.filings.filing import Filing
from tests.filings.runner import Run

RUSSIAN_KEYS = str.maketrans("EUCONRF", "УГСЩТКА")
"""What a scanner types while the Russian layout is on."""


def test_an_uncollected_result_goes_through_the_month_and_back_by_its_bar_code(server, sign_in):
    run = Run(server, Filing.named("k-committee-to-center"))
    run.register()
    for act in run.filing["acts"]:
        if act["act"] == "dispatch":
            break
        if act["act"] != "hand_out":
            run.act(act)
    number, result = run.case()["number"], run.case()["result_number"]

    clerk = sign_in("clerk", at="2018-05-03T09:30")
    case.send_to_center(clerk, number)
    listed = whole_text(clerk.download("D-2018-")).replace("\u00a0", " ")
    assert result in listed and number in listed

    operator = sign_in("center_operator", at="2018-05-03T15:10")
    case.to_section(operator, "Выдача")
    to_page(operator, "Должны поступить")
    operator.shows(number, "В пути")
    to_page(operator, "Реестры передачи")
    operator.follow("D-2018-", operator.page.get_by_role("main"))
    field = scanned_into(operator)
    expect(field).to_be_focused()
    with operator.answered(422):
        scan(operator, field, "EUC-1999-00001")
        expect(operator.page.get_by_role("status").filter(has_text="не значится")).to_be_visible()
    operator.look_over()
    scan(operator, field, result.translate(RUSSIAN_KEYS))
    expect(operator.page.get_by_role("heading", name="Поступило 1 из 1")).to_be_visible()
    expect(field).to_be_focused()
    operator.look_over()

    to_notices(operator, number)
    operator.shows("3 части", "Результат готов", "04.06.2018")
    operator.choose("Как извещён получатель", "Звонок по телефону")
    operator.choose("Итог звонка", "Не дозвонились")
    operator.press("Записать")
    operator.shows("не дозвонились")

    operator = sign_in("center_operator", at="2018-05-29T10:00")
    case.to_section(operator, "Выдача")
    to_page(operator, "На хранении")
    operator.shows(number, "осталось 6 календарных дней", "Не дозвонились, 1 попытка")

    operator = sign_in("center_operator", at="2018-06-05T10:00")
    case.to_section(operator, "Выдача")
    to_page(operator, "Подлежит возврату")
    operator.page.get_by_role("checkbox", name=f"Выбрать {number}").check()
    operator.press("Вернуть в Комитет…")
    operator.shows(result, "пункт 15")
    operator.press("Вернуть в Комитет")
    expect(operator.heading).to_contain_text("R-2018-")

    clerk = sign_in("clerk", at="2018-06-06T10:00", java_script_enabled=False)
    case.to_section(clerk, "Выдача")
    to_page(clerk, "Реестры передачи")
    clerk.follow("R-2018-", clerk.page.get_by_role("main"))
    scanned_into(clerk).fill(result)
    clerk.press("Поступил")
    clerk.shows("Поступило 1 из 1", f"{result}: поступление подтверждено.")
    to_page_of_hand_out(clerk, "Невостребованные")
    clerk.shows(result, "возвращён ср 6 июня", "звонок: не дозвонились")

    clerk = sign_in("clerk", at="2018-06-20T12:00")
    case.to_section(clerk, "Выдача")
    box = clerk.page.get_by_role("main").get_by_role("searchbox")
    expect(box).to_be_focused()
    with clerk.page.expect_navigation():
        clerk.page.keyboard.type(f"{number}\n")
    clerk.look_over()
    expect(clerk.heading).to_contain_text(result)
    hand_out_by_keyboard(clerk)
    expect(clerk.heading).to_contain_text("Выдано: ")
    paper = whole_text(clerk.download("Подтверждение на подпись")).replace("\u00a0", " ")
    assert "Подтверждение получения" in paper and result in paper and "сдана при получении" in paper
    to_page_of_hand_out(clerk, "Невостребованные")
    expect(clerk.page.get_by_role("main")).not_to_contain_text(result)


def to_page(window: Window, name: str) -> None:
    window.follow(name, window.page.get_by_role("navigation", name="Что нужно сделать"))


def to_page_of_hand_out(window: Window, name: str) -> None:
    case.to_section(window, "Выдача")
    to_page(window, name)


def scanned_into(window: Window) -> Locator:
    return window.page.get_by_role("textbox", name="Отсканируйте штрихкод")


def scan(window: Window, field: Locator, number: str) -> None:
    """As a scanner does: the keys of the number, and Enter at once."""
    expect(field).to_have_value("")
    with window.page.expect_response(re.compile("/tick$")):
        window.page.keyboard.type(f"{number}\n")


def to_notices(window: Window, number: str) -> None:
    to_page_of_hand_out(window, "Не извещён")
    row = window.page.get_by_role("row").filter(has_text=number)
    window.follow("Известить", row)


def hand_out_by_keyboard(window: Window) -> None:
    """From the first answer to the record without the mouse."""
    keyboard = window.page.keyboard
    window.page.get_by_role("radio", name=re.compile("лично$")).focus()
    keyboard.press("Tab")
    keyboard.type("Сәтпаев Данияр Ержанұлы")
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.type("034567891")
    with window.page.expect_navigation():
        keyboard.press("Enter")
    expect(window.heading).to_have_text("Подтверждение выдачи")
    window.look_over()
    button = window.page.get_by_role("button", name="Записать выдачу")
    for _ in range(80):
        if button.evaluate("element => element === document.activeElement"):
            break
        keyboard.press("Tab")
    with window.page.expect_navigation():
        keyboard.press("Enter")
    window.look_over()
