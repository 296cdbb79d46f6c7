"""The work on complaints in Chromium: a reply after an extension, a case that is reopened, a conflict of interest."""

from playwright.sync_api import expect

from tests.browser.case_pages import to_case, to_section
from tests.browser.test_complaints import begin
from tests.browser.test_other_ways import _taken_to
from tests.browser.window import Window
from tests.conftest import PASSWORD
from tests.filings.papers import assert_printed

LIST = "Жалобы"


def registered(window: Window, subject: str, official: str = "Гусева Г. Г.", **typed: str) -> str:
    """Register a complaint that names all that it must: its number."""
    begin(window, subject)
    values = {"Почтовый адрес": "070010, Өскемен, Қазыбек би, 14", "Фамилия и инициалы": official, **typed}
    window.fill_in(values)
    window.choose("Куда поступила жалоба", "Канцелярия Комитета")
    window.press("Перейти к проверке")
    window.press("Зарегистрировать")
    return window.heading.inner_text().removeprefix("Жалоба ")


def to_complaint(window: Window, number: str, tab: str = "Все открытые") -> None:
    to_section(window, LIST)
    window.follow(tab, window.page.get_by_role("navigation", name="Чьи жалобы"))
    window.follow(number, window.page.get_by_role("main"))


def act(window: Window, name: str, button: str, **values: str) -> None:
    """An act of the page, on its page of confirmation."""
    window.follow(name, window.page.get_by_role("main"))
    window.fill_in(values)
    window.press(button, window.part(name))


def test_a_complaint_is_reviewed_extended_and_answered_by_a_signed_letter(server, sign_in):
    clerk = sign_in("clerk", at="2019-05-13T10:00")
    number = registered(clerk, "Некорректное обслуживание в Комитете")
    legal = sign_in("legal_officer", at="2019-05-13T11:00")
    to_complaint(legal, number)
    legal.choose_person(legal.field("Исполнитель"), "Нұрланов")
    legal.press("Назначить")
    act(legal, "Принять к рассмотрению", "Принять")
    act(legal, "Взять в работу", "Взять")

    head = sign_in("signatory", at="2019-05-14T10:00")
    to_complaint(head, number)
    head.follow("Продлить", head.page.get_by_role("main"))
    with head.answered(422):
        head.press("Продлить", head.part("Продлить срок"))
    head.fill_in({"Причина продления": "Запрошена запись электронной очереди."})
    head.press("Продлить", head.part("Продлить срок"))
    head.shows("Срок продлён")

    legal = sign_in("legal_officer", at="2019-05-14T12:00")
    to_complaint(legal, number, "Мои")
    legal.press("Составить уведомление о продлении")
    notice = legal.download("RPL-2019-K-00001", legal.part("Письма подавшему жалобу"))
    assert_printed(notice, [number, "Запрошена запись электронной очереди."])
    questions = legal.part("Проверка").get_by_role("link", name="Проверить:")
    for turn in range(questions.count()):
        with legal.glancing():
            legal.follow("Проверить:", legal.part("Проверка"))
            legal.page.get_by_role("radio", name="Подтвердилось" if not turn else "Не применяется", exact=True).check()
            legal.fill_in({"Что установлено": "По записи: 34 минуты."})
            legal.press("Сохранить вывод")
    legal.follow("Подготовить ответ", legal.page.get_by_role("main"))
    legal.choose("Итог", "Удовлетворена частично")
    legal.fill_in({"Что установлено проверкой": "Ожидание длилось 34 минуты.", "Принятые меры": "Добавлено окно."})
    legal.press("Подготовить", legal.part("Подготовить ответ"))
    legal.shows("Ответ подготовлен")

    head = sign_in("signatory", at="2019-05-15T10:00")
    to_complaint(head, number, "На подписи")
    head.follow("Прочитать и подписать", head.page.get_by_role("main"))
    head.press("Подготовить к подписанию")
    read = head.download("Открыть PDF")
    assert_printed(read, ["RPL-2019-K-00002", number, "Добавлено окно.", "обратиться в суд"])
    head.page.get_by_label("Документ прочитан").check()
    head.page.get_by_label("Ваш пароль ещё раз").first.fill(PASSWORD)
    head.press("Подписать")
    head.shows("Ответ дан", "RPL-2019-K-00002")

    clerk = sign_in("clerk", at="2019-05-15T12:00")
    to_complaint(clerk, number, "Закрыт")
    clerk.follow("Отметить, как отправлено", clerk.page.get_by_role("main"))
    clerk.fill_in({"Способ отправки": ["По почте"], "Отправлено или вручено": "2019-05-15"})
    clerk.press("Записать")
    clerk.shows("Отправка записана.")


def test_an_upheld_complaint_against_a_result_is_forwarded_and_reopens_the_case(server, sign_in):
    case_number = _taken_to(server, "g-incomplete-day-two", "hand_out")
    clerk = sign_in("clerk", at="2024-03-18T10:00")
    number = registered(clerk, "Несогласие с результатом услуги", **{"Номер заявления": case_number})
    legal = sign_in("legal_officer", at="2024-03-19T10:00")
    to_complaint(legal, number)
    legal.follow("Перенаправить", legal.page.get_by_role("main"))
    legal.fill_in({"Причина": "Жалоба на результат услуги"})
    legal.press("Перенаправить")
    to_complaint(legal, number)
    legal.press("Составить уведомление о перенаправлении")
    assert_printed(legal.download("RPL-2024-K-00001"), [number, "Министерство"])

    legal = sign_in("legal_officer", at="2024-04-02T10:00")
    to_complaint(legal, number)
    legal.follow("Записать ответ внешнего органа", legal.page.get_by_role("main"))
    legal.choose("Итог", "Удовлетворена")
    legal.fill_in({"День ответа": "2024-04-01", "Номер ответа": "12-03/418", "Принятые меры": "Рассмотреть заново"})
    legal.press("Записать ответ")
    to_complaint(legal, number, "Закрыт")
    legal.follow("Возобновить дело", legal.page.get_by_role("main"))
    legal.fill_in({"Последний день нового срока": "2024-04-15"})
    legal.press("Возобновить", legal.part("Возобновить дело"))
    legal.shows(f"Дело {case_number} возобновлено", "отменено по жалобе")

    head = sign_in("head_of_unit", at="2024-04-02T11:00")
    to_case(head, case_number)
    head.shows(f"Возобновлено 02.04.2024 по жалобе {number}: ответ 12-03/418", "На рассмотрении", "15 апреля")
    expect(head.field("Исполнитель").get_by_role("option")).to_have_count(1)
    head.press("Назначить")
    head.shows("Петров")


def test_who_is_complained_of_does_not_find_the_complaint(server, sign_in):
    clerk = sign_in("clerk", at="2020-05-11T10:00")
    number = registered(clerk, "Некорректное обслуживание в Комитете", "Нұрланов Е. Б.")
    found = server.rows("SELECT id FROM complaint WHERE number = :number", number=number)
    legal = sign_in("legal_officer", at="2020-05-11T11:00")
    to_section(legal, LIST)
    legal.follow("Все открытые", legal.page.get_by_role("navigation", name="Чьи жалобы"))
    expect(legal.page.get_by_text(number)).to_have_count(0)
    with legal.answered(404):
        legal.open(f"/complaints/{found[0]['id']}/")
    head = sign_in("signatory", at="2020-05-11T12:00")
    to_complaint(head, number)
    head.shows("Нұрланов Е. Б.", "На это лицо подана жалоба")
