"""A person's browser window: it goes from page to page, and every page it comes to is looked over like a reviewer's.

No axe-core violation, no error in the console, no failed request, nothing wider than the screen.
"""

import os
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, expect

AXE = Path(__file__).resolve().parent / "vendor" / "axe.min.js"
RUN_AXE = """async () => {
  // No preloading: axe would put style sheets into the page, which its content security policy refuses.
  const {violations} = await axe.run(document, {resultTypes: ['violations'], preload: false});
  return violations.flatMap(({id, help, nodes}) => nodes.map(({target}) => `${id}: ${target.join(' ')}: ${help}`));
}"""
WIDER_THAN_SCREEN = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
PICTURES = os.environ.get("JOURNEY_PICTURES", "")
"""A folder for a picture of every page that is looked over; "" for none."""


class Window:
    """One page of Chromium. `name` stands in the names of pictures; `beside` is a page with scripts for one without."""

    def __init__(self, page: Page, name: str, beside: Page | None = None) -> None:
        self.page, self.name, self.beside = page, name, beside
        self.troubles: list[str] = []
        self.answers_expected: set[int] = set()
        self.pages_seen, self.is_glancing = 0, False
        # Chromium gives axe to each page itself: the content security policy allows no script that a test adds.
        (beside or page).add_init_script(path=AXE)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    # --- What goes wrong meanwhile -----------------------------------------------------------------------

    def _console(self, message: ConsoleMessage) -> None:
        # A status is judged by _answered, which knows the address and what the journey expects.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # htmx drops a save by itself when the step is sent, and a lazy picture stops when the page is left.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"{request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        # A step that saved itself too late, after its button was pressed, is refused, and nobody sees it.
        is_late_save = response.status == 409 and response.url.endswith("/autosave")
        if response.status >= 400 and response.status not in self.answers_expected and not is_late_save:
            self.troubles.append(f"{response.request.method} {response.url}: {response.status}")

    @contextmanager
    def answered(self, status: int) -> Iterator[None]:
        """Inside, this status is what the journey wants."""
        self.answers_expected.add(status)
        yield
        self.answers_expected.remove(status)

    @contextmanager
    def glancing(self) -> Iterator[None]:
        """Inside, pages are not looked over: the same ones were before."""
        self.is_glancing = True
        yield
        self.is_glancing = False

    # --- Going on ----------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Go to an address, as by a bookmark."""
        self.page.goto(path)
        self.look_over()

    def follow(self, link: str, within: Locator | None = None) -> None:
        """Follow a link by its words."""
        self._leave_by((within or self.page).get_by_role("link", name=link).first)

    def press(self, button: str, within: Locator | None = None) -> None:
        """Press a button that leads to another page."""
        self._leave_by((within or self.page).get_by_role("button", name=button, exact=True).first)

    def _leave_by(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.click()
        self.look_over()

    def look_over(self) -> None:
        """Check the page as it is now."""
        if self.is_glancing:
            return
        self.pages_seen += 1
        if PICTURES:
            self.take_picture(Path(PICTURES) / f"{self.name}-{self.pages_seen:02}.png")
        found = [*self._violations(), *self.troubles]
        if (wider := self.page.evaluate(WIDER_THAN_SCREEN)) > 0:
            found.append(f"{wider} px wider than the screen")
        self.troubles.clear()
        assert not found, f"{self.page.url} ({self.page.title()}):\n" + "\n".join(found)

    def _violations(self) -> list[str]:
        """What axe finds. It waits for timers, which stand still without scripts: then a page beside shows the same."""
        page = self.page
        if self.beside is not None:
            page, shown = self.beside, page.content()
            page.route(self.page.url, lambda route: route.fulfill(body=shown, content_type="text/html; charset=utf-8"))
            page.goto(self.page.url)
            page.unroute_all()
        return list(page.evaluate(RUN_AXE))

    def take_picture(self, path: Path) -> None:
        """The whole page as it stands. Not by page.screenshot(), whose inline styles the page rightly refuses."""
        session = self.page.context.new_cdp_session(self.page)
        size = session.send("Page.getLayoutMetrics")["cssContentSize"]
        taken = session.send("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": {**size, "scale": 1}})
        path.write_bytes(b64decode(taken["data"]))
        session.detach()

    # --- What is on the page -----------------------------------------------------------------------------

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    def shows(self, *texts: str) -> None:
        """The main part of the page has each of these."""
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)

    def choose(self, group: str, option: str, within: Locator | None = None) -> None:
        """Tick one of a group of radio buttons."""
        self._in(within).get_by_role("group", name=group).get_by_role("radio", name=option, exact=True).check()

    def fill_in(self, values: dict[str, Any], within: Locator | None = None) -> None:
        """Type texts into fields by their labels; True ticks and False unticks, a list chooses from a list."""
        for label, value in values.items():
            field = self.field(label, within)
            if isinstance(value, bool):
                field.set_checked(value)
            elif isinstance(value, list):
                field.select_option(label=value)
            else:
                field.fill(value)

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """A control by the beginning or a part of its label; a card may bear the same words."""
        controls = self.page.locator("input, textarea, select")
        return self._in(within).get_by_label(label).and_(controls).first

    def choose_person(self, field: Locator, surname: str) -> None:
        """Choose from a list of people, whose initials are tied with no-break spaces."""
        value = field.get_by_role("option").filter(has_text=surname).get_attribute("value")
        field.select_option(value=value)

    def part(self, heading: str) -> Locator:
        """A card of the page by its heading."""
        return self.page.get_by_role("region", name=heading)

    def _in(self, within: Locator | None) -> Locator:
        return within if within is not None else self.page.get_by_role("main")

    def download(self, link: str, within: Locator | None = None) -> bytes:
        """What a link to a file answers with, asked for with this window's own sign-in."""
        address = self._in(within).get_by_role("link", name=link).first.get_attribute("href")
        assert address
        answer = self.page.request.get(address)
        assert answer.ok, f"{address}: {answer.status}"
        return answer.body()
