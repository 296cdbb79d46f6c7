"""At a Center's window by the keyboard alone: entry, scans, receipt, and the certified copy at the Committee (11)."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, expect

from tests.browser import case_pages as case
from tests.browser.intake_pages import FILES
from tests.browser.test_conclusion_journey import APPLICATION, NAME, VALVE
from tests.browser.window import Window
from tests.filings.papers import assert_printed

NUMBER = "C-2014-03/14-000001"
DROPPED = ("photo-1.jpg", "contract.pdf")
DROP = """(files) => {
  const data = new DataTransfer();
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  for (const [name, text] of files) data.items.add(new File([bytes(text)], name));
  document.body.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data}));
}"""


class Keyboard:
    """Hands that touch no mouse."""

    def __init__(self, window: Window) -> None:
        self.window, self.keys = window, window.page.keyboard

    def go(self, keys: str, address: str) -> None:
        """Press keys that lead to the page with this address."""
        with self.window.page.expect_navigation(url=re.compile(address)):
            self.keys.press(keys)
        self.window.look_over()

    def to(self, control: Locator) -> None:
        """By Tab to a control: it is further on, and not far."""
        element = control.element_handle()
        for _step in range(40):
            if element.evaluate("(element) => element === document.activeElement"):
                return
            self.keys.press("Tab")
        expect(control).to_be_focused()

    def fill(self, values: Mapping[str, str | Sequence[str]]) -> None:
        for label, value in values.items():
            self.to(self.window.field(label))
            if isinstance(value, str):
                self.keys.insert_text(value)
            else:
                self.keys.press("ArrowDown")  # the first of a list


def test_a_filing_is_entered_from_the_keyboard_certified_and_received(server, sign_in):
    operator = sign_in("center_operator", at="2014-04-11T16:40")
    page, hands = operator.page, Keyboard(operator)
    with operator.glancing():  # other journeys look the forms over
        operator.follow("Приём заявлений", page.get_by_role("navigation", name="Разделы"))
        expect(page.locator("#service-0")).to_be_focused()
        hands.keys.press("ArrowDown")
        hands.go("Enter", "/filing$")
        expect(page.locator("[name=channel]:checked")).to_be_focused()
        hands.go("Control+Enter", "/application$")
        _fill_in_and_mend(hands)
        hands.go("Alt+n", "/information-forms$")
        hands.keys.press("Space")
        hands.fill(VALVE)
        hands.go("Control+Enter", "/documents/application$")
        operator.look_over()

    expect(operator.field("Файлы")).to_be_focused()
    files = [(name, b64encode((FILES / name).read_bytes()).decode()) for name in DROPPED]
    with page.expect_navigation():
        page.evaluate(DROP, files)
    _expect_pages_seen(operator, 3)  # a photograph, and two pages of a PDF
    expect(page.get_by_role("link", name="Следующий шаг")).to_be_focused()

    hands.go("Alt+0", "/check$")
    hands.keys.press("Alt+n")  # to the button, which is pressed by itself
    expect(page.get_by_role("button", name="Зарегистрировать")).to_be_focused()
    server.set_clock("2014-04-11T16:52")
    hands.go("Enter", r"/receipts/\d+$")
    operator.shows(NUMBER, "12 мин", "Электронная копия удостоверена и отправлена", "Комитет промышленности")
    receipt = page.get_by_role("link", name="Открыть расписку, PDF")
    expect(receipt).to_be_focused()
    assert_printed(operator.download("Открыть расписку, PDF"), [NUMBER, NAME, "11.04.2014"])
    with page.context.expect_page() as opened:
        hands.keys.press("Enter")
    assert opened.value.url.endswith("receipt.pdf") or opened.value.url == "about:blank"
    page.bring_to_front()
    hands.go("Alt+n", "/intake/$")
    case.to_section(operator, "Отправка")
    operator.follow("Отправлено сегодня")
    operator.shows(NUMBER, "11.04.2014, 16:52")

    officer = sign_in("head_of_unit", at="2014-04-11T17:10")
    with officer.glancing():
        case.to_case(officer, NUMBER)
    expect(officer.part("Срок")).to_contain_text("вт 15 апреля")  # the second working day after
    case.to_tab(officer, "Документы")
    officer.follow("Проверить снова")
    officer.shows("подпись верна, форма и все сканы те же, что были удостоверены")
    assert officer.download("Файл подписи (.cms)")[:1] == b"\x30"
    assert NUMBER.encode() in officer.download("Что удостоверено (.json)")


def _fill_in_and_mend(hands: Keyboard) -> None:
    """With a wrong digit: the summary has the focus, its link leads to the field, where the whole is typed anew."""
    window, page = hands.window, hands.window.page
    hands.to(page.locator("[name=kind]").first)
    hands.keys.press("ArrowDown")  # an individual entrepreneur
    hands.fill({**APPLICATION, "ИИН": "880316400218"})
    with window.answered(422):
        hands.keys.press("Control+Enter")
        expect(page.get_by_role("group", name=re.compile("^Исправьте"))).to_be_focused()
    hands.keys.press("Tab")
    hands.keys.press("Enter")
    expect(window.field("ИИН")).to_be_focused()
    hands.keys.press("Control+a")
    hands.keys.insert_text(APPLICATION["ИИН"])


def _expect_pages_seen(window: Window, count: int) -> None:
    window.look_over()
    pages = window.part("Приложено").get_by_role("img")
    expect(pages).to_have_count(count)
    for number in range(count):
        pages.nth(number).scroll_into_view_if_needed()
        expect(pages.nth(number)).to_have_js_property("complete", True)
        assert pages.nth(number).evaluate("(image) => image.naturalWidth") > 100
