"""The pages of a registered case, from its assignment to the hand-out, by the words that people read on them."""

import re
from contextlib import nullcontext

from playwright.sync_api import Locator, expect

from tests.browser.window import Window
from tests.conftest import PASSWORD


def to_section(window: Window, name: str) -> None:
    """Go to a section by the navigation at the left."""
    window.follow(name, window.page.get_by_role("navigation", name="Разделы"))


def to_case(window: Window, number: str) -> None:
    """Find a case by the search box."""
    box = window.page.get_by_role("searchbox", name="Поиск по номеру")
    box.fill(number)
    with window.page.expect_navigation():
        box.press("Enter")
    if window.heading.inner_text() == "Поиск":
        window.look_over()
        window.follow(number, window.page.get_by_role("main"))
    else:
        window.look_over()
    expect(window.heading).to_contain_text(number)


def to_tab(window: Window, name: str) -> None:
    """Open a page of the case."""
    window.follow(name, window.page.get_by_role("navigation", name="Разделы дела"))


def assign(window: Window, number: str, officer: str) -> None:
    """The head of the unit gives a case to the officer of this surname, from the list of those without one."""
    to_section(window, "Рабочий список")
    window.follow("Без исполнителя", window.page.get_by_role("navigation", name="Чьи дела"))
    window.page.get_by_role("checkbox", name=f"Выбрать {number}").check()
    window.choose_person(window.page.get_by_role("combobox", name="Исполнитель").last, officer)
    window.press("Назначить")
    window.shows(officer)


def findings(window: Window, stage: str, outcome: str, *answers: dict[str, str]) -> None:
    """Make the findings of a checklist that are still open, each with its answers if there are any."""
    card = window.part(stage)
    still_open = card.get_by_role("link", name="Проверить:")
    for number, given in enumerate(answers or ({},) * still_open.count()):
        # The two pages of a finding are the same each time: they are looked over once, and the whole list at the end.
        with window.glancing() if number else nullcontext():
            window.follow("Проверить:", card)
            form = card.get_by_role("listitem").filter(has=window.page.get_by_role("button", name="Сохранить вывод"))
            form.get_by_role("radio", name=outcome, exact=True).check()
            for label, value in given.items():
                if label == "Экспортный контроль":
                    window.choose(label, value, form)
                else:
                    window.fill_in({label: value}, form)
            window.press("Сохранить вывод", form)
    expect(still_open).to_have_count(0)
    window.look_over()


def begin_review(window: Window) -> None:
    window.follow("Начать рассмотрение", window.page.get_by_role("main"))
    window.press("Начать рассмотрение")


def prepare_result(window: Window) -> bytes:
    """Prepare the result for the signatory; answers with the preview."""
    window.follow("Подготовить результат", window.page.get_by_role("main"))
    preview = window.download("Просмотр документа")
    window.press("Передать на подпись")
    window.shows("Ожидает подписи")
    return preview


def sheets(window: Window) -> Locator:
    """The document to be signed, sheet by sheet."""
    return window.page.get_by_role("region", name="Подписываемый документ").get_by_role("img")


def sign(window: Window, number: str) -> bytes:
    """The signatory prepares the document for signing, reads its sheets and signs; answers with what was read."""
    to_section(window, "На подписи")
    window.follow(number, window.page.get_by_role("main"))
    window.press("Подготовить к подписанию")
    for sheet in sheets(window).all():
        sheet.scroll_into_view_if_needed()
        expect(sheet).to_have_js_property("complete", True)
        assert sheet.evaluate("picture => picture.naturalWidth") > 0
    read = window.download("Открыть PDF")
    window.page.get_by_label("Документ прочитан").check()
    window.page.get_by_label("Ваш пароль ещё раз").first.fill(PASSWORD)
    window.press("Подписать и выдать")
    window.shows("Подписано и выдано под")
    return read


def send_to_center(window: Window, number: str) -> None:
    """The clerk sends a result to its Center, from the list of those to be sent."""
    to_section(window, "Выдача")
    window.follow("Передать в Центры", window.page.get_by_role("navigation", name="Что нужно сделать"))
    window.page.get_by_role("checkbox", name=f"Выбрать {number}").check()
    window.press("Передать в Центры…")
    window.shows(number)
    window.press("Передать")
    expect(window.heading).to_have_text("Передано в Центры")
    window.shows(number)


def confirm_arrival(window: Window, number: str, *says: str) -> None:
    """The Center's operator confirms that a result is there."""
    row = window.page.get_by_role("row").filter(has_text=number)
    window.follow("Подтвердить поступление", row)
    window.shows(*says)
    window.press("Подтвердить поступление")
    window.shows("Поступление подтверждено.")


def hand_out(window: Window, number: str, name: str, document: str) -> None:
    """Hand the result out to the applicant, or to the importer in person."""
    window.follow(number, window.page.get_by_role("main"))
    window.page.get_by_role("radio", name=re.compile("лично$")).check()
    window.fill_in({"Фамилия, имя, отчество": name, "Номер документа": document})
    window.press("Перейти к подтверждению")
    expect(window.heading).to_have_text("Подтверждение выдачи")
    window.shows(name, document)
    window.press("Записать выдачу")
    expect(window.heading).to_contain_text("Выдано: ")
