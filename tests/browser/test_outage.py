"""In Chromium: a receipt written by hand during an outage is entered later, and the papers go to the Committee."""

from playwright.sync_api import expect

from tests.browser import case_pages as case
from tests.browser.intake_pages import Intake
from tests.browser.test_conclusion_journey import APPLICATION, NAME, VALVE
from tests.filings.papers import assert_printed

BLANK, NUMBER, WAYBILL = "A-03/14-000001", "C-2016-03/14-000001", "W-2016-03/14-00001"
ON_BLANK = {
    "Номер бланка": BLANK, "Кто принял": ["Ким Олег Викторович"], "День приёма": "2016-03-01", "Время приёма": "17:40",
    "День выдачи": "2016-03-16", "Почему системой": "Обрыв линии связи",
}  # fmt: skip


def test_what_was_accepted_during_an_outage_is_entered_confirmed_and_sent(sign_in):
    head = sign_in("center_head", at="2016-03-01T09:30")
    case.to_section(head, "Расписки на случай сбоя")
    head.follow("Напечатать бланки…", head.page.get_by_role("main"))
    with head.answered(422):
        head.fill_in({"Сколько бланков": "51"})
        head.press("Получить номера")
    head.fill_in({"Сколько бланков": "3"})
    head.press("Получить номера")
    assert_printed(head.download("Открыть листы, PDF"), [BLANK, "A-03/14-000003", "Вид запрашиваемой"])

    operator = sign_in("center_operator", at="2016-03-02T10:00")
    intake = Intake(operator)
    intake.begin("conclusion")
    operator.follow("ввод после сбоя…")
    operator.fill_in({**ON_BLANK, "Время приёма": "09:29"})
    with operator.answered(422):
        operator.press("Сохранить")
    operator.shows("Бланк напечатан только 01.03.2016, 09:30")
    operator.fill_in({"Время приёма": "17:40"})
    operator.press("Сохранить")
    operator.shows(BLANK, "Второй работник ещё не подтвердил")
    intake.go_on()
    operator.choose("Кто обращается", "Индивидуальный предприниматель")
    operator.fill_in(APPLICATION)
    intake.go_on()
    operator.fill_in(VALVE, intake.form(1))
    intake.go_on()
    intake.attach("Скан заявления", "Заявление, скан", "invoice.pdf")
    intake.check()
    operator.shows("после того, как второй работник подтвердит", "На бланке обещано 16.03.2016, как и по закону")
    expect(operator.page.get_by_role("button", name="Зарегистрировать")).to_have_count(0)

    head = sign_in("center_head", at="2016-03-02T10:05")
    case.to_section(head, "Расписки на случай сбоя")
    head.follow("Сверить и подтвердить…", head.page.get_by_role("main"))
    head.shows("01.03.2016, 17:40", NAME, VALVE["1) наименование"], "Обрыв линии связи")
    head.press("Подтвердить")
    head.shows("Подтверждено.")

    operator.page.reload()
    operator.look_over()
    assert intake.register() == NUMBER
    operator.shows(f"Взамен расписки {BLANK}", "01.03.2016, 17:40")
    operator.shows("Электронная копия удостоверена и отправлена", "до пт 4 марта")  # two working days from the sending
    paper = operator.download("Открыть расписку, PDF")
    assert_printed(paper, [NUMBER, BLANK, "01.03.2016 в 17:40", "16.03.2016"])

    case.to_section(operator, "Бумажные документы")
    operator.page.get_by_role("checkbox", name=f"Выбрать {NUMBER}").check()
    operator.press("Отправить в Комитет…")
    operator.press("Отправить с накладной")
    assert_printed(operator.download("Напечатать накладную, PDF"), [WAYBILL, NUMBER, NAME])

    clerk = sign_in("clerk", at="2016-03-03T09:10")
    case.to_section(clerk, "Бумажные документы")
    clerk.follow(WAYBILL)
    scanner = clerk.field("Номер заявления: сканируйте")
    expect(scanner).to_be_focused()
    for typed, status in (("С-2016-03.14-999999", 422), ("С-2016-03.14-000001", 303)):  # a Russian layout
        scanner.fill(typed)
        with clerk.answered(status), clerk.page.expect_navigation():
            scanner.press("Enter")
        clerk.look_over()
    clerk.shows(f"Получено: {NUMBER}")
    case.to_case(clerk, NUMBER)
    case.to_tab(clerk, "Документы")
    clerk.shows("В Комитете", f"накладная {WAYBILL}")
