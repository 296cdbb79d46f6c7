"""The pages of a working day on a telephone and in the dark: nothing is wider than the screen, axe finds nothing."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import case_pages as case
from tests.browser.intake_pages import Intake
from tests.browser.test_other_ways import _taken_to

DARKNESS = """() => {
  const channels = getComputedStyle(document.querySelector('main')).color.match(/[\\d.]+/g).slice(0, 3).map(Number);
  return channels.reduce((sum, one) => sum + one) / 3;
}"""
WAYS: dict[str, dict[str, Any]] = {
    "telephone": {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True},
    "dark": {"color_scheme": "dark"},
}


@pytest.fixture(scope="session")
def number(server):
    """A case under review, which has its findings."""
    return _taken_to(server, "e-three-forms", "prepare")


@pytest.mark.parametrize("way", WAYS)
def test_the_worklist_the_case_and_the_intake_fit(sign_in, number, way):
    officer = sign_in("officer", at="2026-03-16T10:00", **WAYS[way])
    officer.open("/cases/")
    officer.shows(number)
    if way == "dark":
        assert officer.page.evaluate(DARKNESS) > 128, "the text is not light"
    officer.follow(number, officer.page.get_by_role("main"))
    for page in ("Заявление", "Документы", "Проверка", "Решение", "История"):
        case.to_tab(officer, page)

    clerk = sign_in("clerk", at="2026-03-16T10:05", **WAYS[way])
    clerk.open("/intake/")
    clerk.choose("Услуга", "Сертификат конечного пользователя")
    clerk.press("Начать")
    intake = Intake(clerk)
    intake.go_on()
    intake.go_on_in_vain()
    intake.to_step("Гарантийное обязательство")
    expect(intake.row(1, "Наименование")).to_be_visible()
