"""An end-user certificate in Chromium, from the Committee's counter to the importer's hands."""

import re

from playwright.sync_api import expect

from tests.browser import case_pages as case
from tests.browser.intake_pages import BASIS, END_USER, EXPORTER, IMPORTER, Intake
from tests.filings.papers import assert_printed

NUMBER, RESULT = "E-2013-K-000001", "EUC-2013-00001"
FIRM, HEAD = "ТОО «Алатау Прибор»", "Сәтпаев Данияр Ержанұлы"
OFFICER = "Жұмабаева"
APPLICATION = {
    "От (полное наименование": FIRM, "Индекс": "041600", "Город": "Талгар", "Район": "Талгарский район",
    "Область": "Алматинская область", "Улица": "ул. Қонаева", "№ дома": "29", "Телефон": "8 (7277) 42-15-60",
    "№ свидетельства": "7741-1907-ТОО", "БИН": "101040012344", "Руководитель": HEAD,
}  # fmt: skip
PASTED = (
    "Насос центробежный герметичный НЦГ-101/6\t8413 70 290 0\t2В350.i\t4\tшт\n"
    "Клапан сильфонный КС-102/9\t8481-80-739-0\t2B350.g\t12\tкомпл\n"
)


def test_a_certificate_goes_from_the_counter_to_the_importer(sign_in):
    clerk = sign_in("clerk", at="2013-05-03T10:00")
    intake = Intake(clerk)
    intake.begin("euc")
    intake.go_on()
    _fill_in_the_application(intake)
    _fill_in_the_guarantee(intake)
    intake.attach("Документ о сделке", "Договор SM-77/Б от 18.01.2013", "contract.pdf", original_shown=True)
    intake.check()
    clerk.shows(FIRM, "Насос центробежный герметичный НЦГ-101/6", "8413-70-290-0", "Договор SM-77/Б от 18.01.2013")
    sealed = clerk.part("Гарантийное обязательство").locator("dt", has_text="Печать (МП) проставлена")
    expect(sealed.locator("+ dd")).to_have_text(["Да", "Да"])  # ticked in box 17, copied to box 18
    assert intake.register() == NUMBER
    clerk.shows("Договор SM-77/Б от 18.01.2013", FIRM)
    assert_printed(clerk.download("Открыть расписку, PDF"), [NUMBER, FIRM, "03.05.2013 в 10:00", "28.05.2013"])

    case.assign(sign_in("head_of_unit", at="2013-05-03T11:00"), NUMBER, OFFICER)

    officer = sign_in("officer", at="2013-05-06T10:00")
    officer.follow(NUMBER, officer.page.get_by_role("main"))
    case.to_tab(officer, "Проверка")
    case.findings(officer, "Полнота документов", "Представлено")
    case.begin_review(officer)
    case.to_tab(officer, "Проверка")
    case.findings(officer, "Проверка сведений", "Соответствует")
    preview = case.prepare_result(officer)
    assert_printed(preview, [FIRM, "Клапан сильфонный КС-102/9"])

    signatory = sign_in("signatory", at="2013-05-24T12:00")
    read = case.sign(signatory, NUMBER)
    assert_printed(read, [RESULT, "24.05.2013", FIRM, "Spectra Mess AG", "Генератор сигналов Г4-220"])
    issued = signatory.download(RESULT)
    assert issued.startswith(read) and len(issued) > len(read), "what was read, and its signature behind it"
    for page in ("Заявление", "Документы", "История", "Сводка"):
        case.to_tab(signatory, page)

    clerk = sign_in("clerk", at="2013-05-28T09:10")
    case.to_section(clerk, "Выдача")
    case.hand_out(clerk, NUMBER, HEAD, "034567891")
    case.to_section(clerk, "Реестры")
    clerk.follow("Сертификаты", clerk.page.get_by_role("navigation", name="Реестры"))
    entry = clerk.page.get_by_role("row").filter(has_text=RESULT)
    expect(entry).to_contain_text(NUMBER)
    expect(entry).to_contain_text("Выдано")


def _fill_in_the_application(intake: Intake) -> None:
    """Type it in with a wrong digit, see it saved by itself and refused with everything kept, and correct it."""
    window = intake.window
    window.choose("Кто обращается", "Юридическое лицо")
    window.fill_in(APPLICATION)
    intake.expect_saved_by_itself("10:00")
    window.page.reload()
    _expect_kept(intake)
    summary = intake.go_on_in_vain()
    expect(summary.get_by_role("link")).to_have_count(1)
    _expect_kept(intake)
    summary.get_by_role("link").click()
    bin_field = window.field("БИН")
    expect(bin_field).to_be_focused()
    bin_field.fill("101040012343")
    bin_field.blur()
    expect(window.page.get_by_text("Контрольная цифра сходится.")).to_be_visible()
    intake.go_on()


def _expect_kept(intake: Intake) -> None:
    for label, value in APPLICATION.items():
        expect(intake.window.field(label)).to_have_value(value)


def _fill_in_the_guarantee(intake: Intake) -> None:
    """Copy what is known, type the rest, a second row by its button and two more from a spreadsheet."""
    window, page = intake.window, intake.page
    importer, end_user = window.part(IMPORTER), window.part(END_USER)
    intake.copy("Заполнить по заявлению", window.field("Наименование", importer))
    expect(window.field("Наименование", importer)).to_have_value(FIRM)
    window.fill_in(
        {
            "Наименование": "Spectra Mess AG", "Юридический адрес": "Gewerbestrasse 8, 8005 Zürich",
            "Фактический адрес": "Gewerbestrasse 8, 8005 Zürich", "Телефон": "+41 44 512 20 00",
            "4. Страна экспортера": ["Швейцария"],
        },
        window.part(EXPORTER),
    )  # fmt: skip
    signed = {"Ф. И. О.": "Сәтпаев Д. Е.", "Должность": "директор", "Дата": "29.03.2013", "Печать": True}
    window.fill_in(signed, window.part("17. Импортер"))
    intake.copy("Конечный пользователь — сам импортер", window.field("Наименование", end_user))
    window.fill_in({"Область деятельности": "Приборостроение"}, end_user)
    window.fill_in({"7. Место установки": "Участок поверки", "8. Конечное использование": "Поверка генераторов"})
    window.fill_in({"Контракт или договор": "Договор", "№": "SM-77/Б", "Дата": "18.01.2013"}, window.part(BASIS))
    expect(window.field("Ф. И. О.", window.part("18. Конечный пользователь"))).to_have_value("Сәтпаев Д. Е.")
    intake.fill_row(1, "Анализатор спектра СК4-110", "9030 84 000 9", "3A002.c", "1", "шт")
    intake.add_row(2)
    intake.fill_row(2, "Генератор сигналов Г4-220", "8543200000", "3А002.d", "3", "шт")
    intake.paste_rows(PASTED, last=4)
    expect(page.get_by_text(re.compile("^4 строки"))).to_be_visible()
    intake.go_on()
