"""A complaint in Chromium: registered at the chancellery and at a Center, ticketed, followed by the holder."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.case_pages import to_section
from tests.browser.window import Window

DESK = "Регистрация жалоб"
COMPLAINANT = "Сейтқали Марат Ерланұлы"
PHONE = {"viewport": {"width": 360, "height": 740}}


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def begin(window: Window, subject: str) -> None:
    to_section(window, DESK)
    window.follow("Зарегистрировать жалобу")
    window.fill_in({
        "На что жалуются": [subject], "Фамилия, имя, отчество заявителя": COMPLAINANT, "Дата жалобы": "2013-05-02",
        "Жалоба подписана заявителем": True, "Субъект или должность": "специалист", "Мотивы обращения": "Нагрубили",
        "Требования": "Принять меры",
    })  # fmt: skip


def register(window: Window) -> tuple[str, str]:
    """Register what is checked: the number and the secret code of the ticket."""
    window.press("Зарегистрировать")
    number = window.heading.inner_text().removeprefix("Жалоба ")
    code = window.part("Талон").locator("code").inner_text()
    ticket = words_of(window.download("Напечатать талон"))
    assert number in ticket and code in ticket
    return number, code


def follow(window: Window, number: str, code: str) -> None:
    """What the holder of the ticket sees."""
    window.open("/complaints/track")
    window.fill_in({"Номер талона": number.lower(), "Секретный код": code.lower()})
    window.press("Показать")
    expect(window.heading).to_have_text(f"Жалоба {number}")


def test_a_complaint_at_the_chancellery_from_the_form_to_the_page_of_the_ticket(server, sign_in):
    clerk = sign_in("clerk", at="2013-05-03T10:00")
    begin(clerk, "Некорректное обслуживание в Комитете")
    clerk.press("Ещё одно должностное лицо")
    clerk.fill_in({"Фамилия и инициалы": "Гусева Г. Г."}, clerk.page.get_by_role("group", name="Должностное лицо 2"))
    with clerk.answered(422):
        clerk.press("Перейти к проверке")
    expect(clerk.page.get_by_role("group", name=re.compile("^Исправьте"))).to_be_focused()
    expect(clerk.field("Фамилия, имя, отчество заявителя")).to_have_value(COMPLAINANT)
    clerk.choose("Куда поступила жалоба", "Канцелярия Комитета")
    clerk.press("Перейти к проверке")
    clerk.shows("Пункт 24 требует ещё:", "Почтовый адрес", "вт 14 мая", "Руководитель Комитета", "пункт 22")
    clerk.follow("Изменить")
    clerk.fill_in({"Почтовый адрес": "070010, Өскемен, Қазыбек би, 14"})
    clerk.press("Перейти к проверке")
    clerk.shows("В жалобе есть всё, чего требует пункт 24.", "Гусева Г. Г.")
    number, code = register(clerk)
    clerk.press("Талон выдан заявителю")
    expect(clerk.page.get_by_text(code)).to_have_count(0)
    follow(clerk, number, code)
    clerk.shows("Зарегистрирована", "пт 3 мая", "вт 14 мая")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_complaint_at_a_center_is_forwarded_and_its_holder_sees_that_on_a_phone(server, sign_in, has_scripts):
    operator = sign_in("center_operator", at="2013-05-03T11:00", java_script_enabled=has_scripts)
    begin(operator, "Несогласие с результатом услуги")
    operator.fill_in({"Почтовый адрес": "Алматы, 1", "Фамилия и инициалы": "Гусева Г. Г."})
    operator.press("Перейти к проверке")
    operator.choose("Адресат", "Руководитель Комитета")
    operator.fill_in({"Почему адресат другой": "Так написал заявитель"})
    number, code = register(operator)
    assert number in words_of(operator.download("Штамп на второй экземпляр"))

    legal = sign_in("legal_officer", at="2013-05-06T10:00")
    to_section(legal, DESK)
    legal.follow(number)
    legal.shows("Перенаправьте: Министерство, до ср 8 мая")
    legal.follow("Перенаправить", legal.page.get_by_role("main"))
    legal.fill_in({"Причина": "Жалоба на результат услуги"})
    legal.press("Перенаправить")
    legal.shows("Перенаправлена")

    holder = sign_in("clerk", at="2013-05-06T12:00", **PHONE)
    follow(holder, number, code)
    holder.shows("Перенаправлена: Министерство", "пн 6 мая")
