"""Fixtures of the journeys: the started application, Chromium, and people who sign in to their own windows."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.window import Window
from tests.conftest import PASSWORD
from tests.server import Server, started

CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic", "--no-first-run",
]  # fmt: skip
SCREEN = ViewportSize(width=1280, height=800)
SignIn = Callable[..., Window]

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium where there is one, else Playwright's own."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    options = {**browser_type_launch_args, "args": CHROMIUM_OPTIONS}
    return {**options, "executable_path": chromium} if chromium else options


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all journeys."""
    with started(tmp_path_factory.mktemp("browser")) as server:
        yield server
        assert not server.errors()


@pytest.fixture
def sign_in(server: Server, browser: Browser, request: pytest.FixtureRequest) -> Iterator[SignIn]:
    """sign_in("clerk", at="2013-05-03T10:00"): it is this moment, and this person has signed in to a new window."""
    contexts = []

    def beside() -> Page:
        contexts.append(browser.new_context(viewport=SCREEN))
        return contexts[-1].new_page()

    def open_window(login: str, at: str, **options: Any) -> Window:
        server.set_clock(at)
        address = f"http://{server.host}:{server.port}"
        context = browser.new_context(**{"base_url": address, "viewport": SCREEN, "locale": "ru-RU", **options})
        contexts.append(context)
        name = f"{request.node.name.translate(str.maketrans('[]', '--'))}{len(contexts):02}-{login}"
        window = Window(context.new_page(), name, beside() if options.get("java_script_enabled") is False else None)
        window.page.set_default_timeout(15_000)
        # The page of the sign-in is the same for all: the first window of a journey looks it over.
        with window.glancing() if len(contexts) > 1 else nullcontext():
            window.open("/")
        window.fill_in({"Имя для входа": login, "Пароль": PASSWORD})
        window.press("Войти")
        expect(window.heading).to_have_text("Мой день")
        return window

    yield open_window
    for context in contexts:
        context.close()
