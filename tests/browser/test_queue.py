"""A visitor's way in Chromium: ticket from the tablet, called on the board, served at the window, the shift closed."""

import re

from playwright.sync_api import expect

from tests.browser.window import Window

TABLET, BOARD = {"width": 800, "height": 1280}, {"width": 1920, "height": 1080}
FRIDAY = "2013-05-03T10:00"


def test_a_visitor_takes_a_ticket_is_called_by_the_board_and_served(server, sign_in, browser):
    head = sign_in("center_head", at=FRIDAY)
    head.follow("Очередь", head.page.get_by_role("navigation", name="Разделы"))
    head.follow("Окна и устройства", head.page.get_by_role("main"))
    head.fill_in({"Номер окна": "3"})
    head.press("Открыть окно")
    head.fill_in({"Что это и где стоит": "Планшет и табло в зале"})
    head.press("Создать адрес")
    shown = head.page.get_by_role("main").inner_text()
    addresses = [re.sub(r"^https?://[^/]+", "", address) for address in re.findall(r"https?://\S+", shown)]

    root = f"http://{server.host}:{server.port}"
    contexts = [browser.new_context(base_url=root, viewport=size, locale="ru-RU") for size in (TABLET, BOARD)]
    tablet, board = (Window(one.new_page(), f"queue-{at}") for at, one in enumerate(contexts))
    try:
        tablet.open(addresses[0])
        tablet.page.get_by_role("button", name="Подать на сертификат").click()
        expect(tablet.heading).to_contain_text("001")
        tablet.look_over()

        board.page.clock.install()
        board.open(addresses[1])
        board.shows("Ожидают", "1")
        operator = sign_in("center_operator", at="2013-05-03T10:05")
        operator.follow("Очередь", operator.page.get_by_role("navigation", name="Разделы"))
        operator.page.get_by_role("radio", name="Окно 3").check()
        operator.press("Занять окно")
        operator.shows("001", "5 мин")
        with operator.page.expect_navigation():
            operator.page.keyboard.press("n")
        operator.look_over()

        board.page.clock.fast_forward(11_000)
        expect(board.page.get_by_role("row", name=re.compile("001.*Подойдите.*3"))).to_be_visible()
        board.look_over()
        _loses_the_network_and_recovers(board, contexts[1])

        operator.press("Посетитель подошёл")
        operator.press("Начать приём: Сертификат")
        operator.follow("Очередь", operator.page.get_by_role("navigation", name="Разделы"))
        operator.shows("Продолжить приём заявления")
        server.set_clock("2013-05-03T10:20")
        operator.press("Обслужен")
        operator.press("Освободить окно")
        _closes_the_shift(operator)
    finally:
        for one in contexts:
            one.close()


def _loses_the_network_and_recovers(board: Window, context) -> None:
    """The board says since when it is cut off, and goes on by itself."""
    offline = board.page.get_by_role("alert").filter(has_text="Нет связи с")
    context.set_offline(True)
    board.page.clock.fast_forward(11_000)
    expect(offline).to_be_visible()
    expect(offline).to_contain_text("10:05")
    board.troubles.clear()  # the request that failed was meant to
    context.set_offline(False)
    board.page.clock.fast_forward(11_000)
    expect(offline).to_be_hidden()


def _closes_the_shift(operator: Window) -> None:
    operator.follow("Конец смены", operator.page.get_by_role("main"))
    operator.follow("Закрыть мою смену…")
    with operator.answered(422):
        operator.press("Закрыть смену…")
    operator.fill_in({
        "Талон без заявления и без выдачи: 001": "Посетитель принесёт контракт завтра",
        "Начатый и не зарегистрированный черновик: 10:05": "Ждёт контракта",
    })  # fmt: skip
    operator.press("Закрыть смену…")
    operator.press("Закрыть смену")
    operator.shows("Смена закрыта", "Посетитель принесёт контракт завтра")
    assert operator.download("Отчёт на подпись, PDF").startswith(b"%PDF")
