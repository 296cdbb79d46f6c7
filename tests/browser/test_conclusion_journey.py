"""A conclusion in Chromium, accepted and handed out at a Center on Saturday 11 May 2013, an example of the terms."""

from playwright.sync_api import expect

from tests.browser import case_pages as case
from tests.browser.intake_pages import Intake
from tests.filings.papers import assert_printed

NUMBER, RESULT = "C-2013-03/14-000001", "CON-2013-00001"
NAME, OFFICER = "ИП «Досым Сервис» Сейітқали А. Б.", "Жұмабаева"
APPLICATION = {
    "От (полное наименование": NAME, "Индекс": "050040", "Город": "Алматы", "Улица": "ул. Тимирязева",
    "№ дома": "42, кв. 17", "Телефон": "8 (727) 394-51-20", "№ свидетельства": "0147852", "ИИН": "880316400214",
}  # fmt: skip
VALVE = {
    "1) наименование": "Клапан сильфонный DN25, корпус из хастеллоя", "2) № кода": "8481 80 739 0",
    "3) технические": "PN16; смачиваемые части из сплава с содержанием никеля более 40 %",
    "4) Организация-продавец": "Ventile & Optik AG", "Страна экспортера": ["Швейцария"],
    "5) функции": "Запорная арматура", "6) сфера": "Химическое производство", "7) Конечное использование": "Линия № 2",
    "Конечный пользователь": NAME,
}  # fmt: skip
SOFTWARE = {
    **VALVE, "1) наименование": "Технология изготовления сильфонов", "2) № кода": "",
    "3) технические": "Комплект чертежей на 40 листах",
}  # fmt: skip
FINDINGS = (
    {
        "Экспортный контроль": "Подлежит экспортному контролю", "Код по контрольным спискам": "2В350.g",
        "Обоснование": "Смачиваемые части содержат более 40 % никеля.",
    },
    {
        "Экспортный контроль": "Не подлежит экспортному контролю",
        "Обоснование": "Сильфоны общего назначения в контрольных списках не названы.",
    },
)  # fmt: skip


def test_a_conclusion_goes_from_a_center_through_the_committee_and_back(sign_in):
    operator = sign_in("center_operator", at="2013-05-11T12:00")
    intake = Intake(operator)
    intake.begin("conclusion")
    operator.choose("Где выдать результат", "В Центре")
    expect(operator.field("Центр выдачи").get_by_role("option", selected=True)).to_contain_text("03/14")
    intake.go_on()
    operator.choose("Кто обращается", "Индивидуальный предприниматель")
    operator.fill_in(APPLICATION)
    intake.go_on()
    operator.fill_in(VALVE, intake.form(1))
    intake.add_form(2)
    expect(operator.field("1) наименование", intake.form(2))).to_be_focused()
    operator.choose("О чем форма сведений", "Технология", intake.form(2))
    operator.fill_in(SOFTWARE, intake.form(2))
    intake.go_on()
    intake.attach("Скан заявления", "Заявление, скан", "invoice.pdf")
    intake.attach("Фотографии товара", "Фотография клапана", "photo-1.jpg")
    intake.check()
    operator.shows("8481-80-739-0", "Технология изготовления сильфонов", "Фотография клапана")
    assert intake.register() == NUMBER
    assert_printed(operator.download("Открыть расписку, PDF"), [NUMBER, NAME, "11.05.2013 в 12:00", "27.05.2013"])

    case.assign(sign_in("head_of_unit", at="2013-05-13T09:30"), NUMBER, OFFICER)

    officer = sign_in("officer", at="2013-05-15T10:00")
    case.to_case(officer, NUMBER)
    officer.shows("27 мая", "24 мая")
    case.to_tab(officer, "Проверка")
    case.findings(officer, "Полнота документов", "Представлено")
    case.begin_review(officer)
    case.to_tab(officer, "Проверка")
    case.findings(officer, "Проверка сведений", "Соответствует", *FINDINGS)
    case.prepare_result(officer)

    read = case.sign(sign_in("signatory", at="2013-05-22T12:00"), NUMBER)
    reasons = [finding["Обоснование"] for finding in FINDINGS]
    assert_printed(read, [RESULT, "22.05.2013", NAME, "2B350.g", *reasons])

    case.send_to_center(sign_in("clerk", at="2013-05-23T09:30"), NUMBER)

    operator = sign_in("center_operator", at="2013-05-24T15:00")
    case.to_section(operator, "Выдача")
    case.confirm_arrival(operator, NUMBER, "чт 27 июня", "пт 28 июня")

    operator = sign_in("center_operator", at="2013-05-27T10:00")
    case.to_section(operator, "Выдача")
    operator.follow("Готово к выдаче в Центре", operator.page.get_by_role("navigation", name="Что нужно сделать"))
    case.hand_out(operator, NUMBER, "Сейітқали Айжан Бақытқызы", "034567891")
    case.to_section(operator, "Выдача")
    operator.follow("Выдано", operator.page.get_by_role("navigation", name="Что нужно сделать"))
    operator.shows(RESULT)
