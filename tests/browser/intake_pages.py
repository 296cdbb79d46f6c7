"""The pages of the intake, from an empty draft to the receipt, by the words that a clerk reads on them."""

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.window import Window

FILES = Path(__file__).resolve().parent.parent / "filings" / "files"
SERVICES = {
    "euc": "Сертификат конечного пользователя",
    "conclusion": "Заключение об отнесении к продукции, подлежащей экспортному контролю",
}
IMPORTER = "1. Импортер"
EXPORTER = "3. Экспортер"
END_USER = "5. Конечный пользователь"
BASIS = "12. Основание для запроса"


class Intake:
    """One draft in one window."""

    def __init__(self, window: Window) -> None:
        self.window, self.page = window, window.page

    def begin(self, service: str) -> None:
        self.window.follow("Приём заявлений", self.page.get_by_role("navigation", name="Разделы"))
        self.window.choose("Услуга", SERVICES[service])
        self.window.press("Начать")

    def go_on(self) -> None:
        """Save the step and come to the next one."""
        self.window.press("Сохранить и продолжить")

    def go_on_in_vain(self) -> Locator:
        """Save the step while something is wrong in it: the summary of errors, which has the focus."""
        with self.window.answered(422):
            self.page.get_by_role("button", name="Сохранить и продолжить").click()
            summary = self.page.get_by_role("group", name=re.compile("^Исправьте"))
            expect(summary).to_be_focused()
        expect(self.page).to_have_title(re.compile("^Ошибка: "))
        self.window.look_over()
        return summary

    def expect_saved_by_itself(self, at: str) -> None:
        expect(self.page.get_by_text(f"Черновик сохранён в {at}")).to_be_visible()

    # --- The guarantee -----------------------------------------------------------------------------------

    def copy(self, button: str, filled: Locator) -> None:
        """Fill boxes in from what is known already; `filled` is a field that must not be empty then."""
        self.page.get_by_role("button", name=button).click()
        expect(filled).not_to_be_empty()

    @property
    def goods(self) -> Locator:
        return self.window.part("Оборотная сторона")

    def row(self, number: int, column: str) -> Locator:
        """A cell of the table of goods."""
        return self.goods.get_by_label(f"Строка {number}: {column}")

    def fill_row(self, number: int, name: str, tn_ved: str, listed: str, quantity: str, unit: str) -> None:
        self.row(number, "Наименование").fill(name)
        self.row(number, "КОД ТН ВЭД").fill(tn_ved)
        self.row(number, "Код продукции по контрольным спискам").fill(listed)
        self.row(number, "Количество").fill(quantity)
        self.row(number, "Единица измерения").select_option(label=unit)

    def add_row(self, number: int) -> None:
        """One more row, and the cursor in it."""
        self.goods.get_by_role("button", name="Добавить строку").click()
        expect(self.row(number, "Наименование")).to_be_focused()
        self.window.look_over()

    def paste_rows(self, table: str, last: int) -> None:
        """Rows copied from a spreadsheet; `last` is the number of the last one then."""
        self.goods.get_by_text("Вставить из таблицы").click()
        self.goods.get_by_label("Строки, скопированные из таблицы").fill(table)
        self.goods.get_by_role("button", name="Добавить эти строки").click()
        expect(self.row(last, "Наименование")).to_be_visible()
        self.window.look_over()

    # --- Information forms -------------------------------------------------------------------------------

    def form(self, number: int) -> Locator:
        """The card of one information form."""
        return self.window.part(f"Форма сведений {number}")

    def add_form(self, number: int) -> None:
        """One more information form, and the cursor in it where scripts run."""
        self.page.get_by_role("button", name="Добавить форму").click()
        expect(self.form(number)).to_be_visible()
        self.window.look_over()

    # --- Documents, check, registration ------------------------------------------------------------------

    def to_step(self, name: str) -> None:
        self.window.follow(name, self.page.get_by_role("navigation", name="Шаги заявления"))

    def attach(self, kind: str, title: str, file: str, *, original_shown: bool = False) -> None:
        """Upload a file to a kind of document."""
        self.to_step(kind)
        card = self.window.part("Приложить файл")
        card.get_by_label("Название").fill(title)
        card.get_by_label("Файл").set_input_files(FILES / file)
        if original_shown:
            card.get_by_label("Оригинал предъявлен").check()
        self.window.press("Приложить", card)
        expect(self.window.part("Приложено").get_by_role("link", name=title, exact=True)).to_be_visible()

    def check(self) -> None:
        self.to_step("Проверка ответов и регистрация")
        expect(self.window.heading).to_have_text("Проверьте ответы")

    def register(self) -> str:
        """Register and come to the receipt: its number."""
        self.window.press("Зарегистрировать")
        expect(self.window.heading).to_contain_text("Расписка о приеме документов")
        return self.window.heading.inner_text().rpartition(" ")[2]
