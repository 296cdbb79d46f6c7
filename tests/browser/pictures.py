"""Takes the pictures of docs/pictures/ from a running demonstration.

bin/run &
.venv/bin/python -m tests.browser.pictures [http://127.0.0.1:8000]
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from seed.demo_people import PASSWORD
from tests.browser.conftest import CHROMIUM_OPTIONS, SCREEN

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
PICTURES = {"worklist": ("officer", "/cases/")}
"""The name of a picture: who looks at which page."""


def take(address: str) -> None:
    """Sign in as each person and save what they see."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        for name, (login, path) in PICTURES.items():
            page = browser.new_context(base_url=address, viewport=SCREEN, locale="ru-RU").new_page()
            page.goto(path)
            page.get_by_label("Имя для входа").fill(login)
            page.get_by_label("Пароль").fill(PASSWORD)
            with page.expect_navigation():
                page.get_by_role("button", name="Войти").click()
            page.screenshot(path=FOLDER / f"{name}.png")
            print(FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
