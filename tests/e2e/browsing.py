"""A browser for tests: a window for each person, looked at in both widths and schemes, with an ear for complaints."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, Response, StorageState, sync_playwright

from tests.running import RunningStorm

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOKS = ((1280, "light"), (360, "dark"))  # each width and each scheme once: colours do not hang on the width
HEIGHTS = {1280: 900, 360: 780}
PATIENCE_MS = 60_000  # how long a busy machine may take before something counts as missing
PICTURES = Path(__file__).parents[2] / "var" / "screenshots"
# Taking a picture puts an empty style into the page, which our policy refuses; empty as it is, it styles nothing.
EMPTY_STYLE = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

AXE = """async () => (await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"],
})).violations.map(one => `${one.id}: ${one.help}\\n` + one.nodes.slice(0, 4).map(node =>
    `    ${node.target.join(" ")}  ${node.html.slice(0, 160)}\\n    ${node.failureSummary}`).join("\\n"))"""
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("main *, header *")]
    .filter(node => node.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 5).map(node => node.outerHTML.slice(0, 140))"""


class Window:
    """One person's window."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self._hear("error", str(error)))
        page.on("response", self._watch)

    def _hear(self, kind: str, words: str) -> None:
        told_below = "Failed to load resource" in words  # those come with their status
        if kind == "error" and not told_below and EMPTY_STYLE not in words:
            self.complaints.append(f"{self.page.url}: {words}")

    def _watch(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.complaints.append(f"{self.page.url}: {response.status} for {response.url}")

    def go(self, path: str, *, status: int = 200) -> "Window":
        """Open an address of ours."""
        answer = self.page.goto(path if path.startswith("http") else self.address + path)
        assert answer is not None and answer.status == status, f"{path} answered {answer and answer.status}"
        return self

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.address)

    @property
    def words(self) -> str:
        """What can be read."""
        return self.page.locator("main").inner_text()

    def panel(self, title: str) -> Locator:
        """The next action, which must be this one."""
        panel = self.page.locator("section.next")
        panel.get_by_role("heading", name=re.compile(title)).wait_for()
        return panel

    def follow(self, title: str, words: str) -> None:
        """Do what the panel offers: press its button or follow its link."""
        panel = self.panel(title)
        offered = panel.locator("a, button, summary").filter(has_text=words).first
        offered.click()
        self.page.wait_for_load_state()

    def clear(self, code: str) -> None:
        """Go where the panel sends one for this blocking point."""
        self.page.locator(f"section.next [data-key={code}]").locator("a, button").first.click()
        self.page.wait_for_load_state()

    def fill(self, form: str, submit: str, **typed: Any) -> None:
        """Fill in the form that posts to an address ending so, and press its button."""
        place = (
            self.page.locator(f"form[action$='{form}'], form[action*='{form}?']").filter(visible=True).first
        )
        for name, value in typed.items():
            fill_in(place.locator(f"[name={name}]"), value)
        place.get_by_role("button", name=submit, exact=True).click()
        self.page.wait_for_load_state()

    def see(self, *sentences: str) -> None:
        """Each can be read, now or soon: pages keep themselves current."""
        for sentence in sentences:
            self.page.locator("main").get_by_text(sentence).filter(visible=True).first.wait_for()

    def picture(self, name: str) -> None:
        """What the screen shows now, for the docs."""
        self.page.wait_for_load_state("networkidle")
        if not os.environ.get("STORM_CI"):
            self.page.screenshot(path=PICTURES / "docs" / f"{name}.png")

    def inspect(self, name: str) -> None:
        """No violation, nothing sideways, no complaint, in every look; pictures of the page, except in CI."""
        page = self.page
        page.wait_for_load_state("networkidle")
        wrong = list(self.complaints)
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            page.emulate_media(color_scheme=cast(Any, scheme), reduced_motion="reduce")
            page.evaluate("scrollTo(0, 0)")  # what lies under the bar of a scrolled page is no fault
            if not os.environ.get("STORM_CI"):  # nobody looks at them there
                page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png", full_page=True)
            if not page.evaluate("() => Boolean(window.axe)"):
                page.evaluate(AXE_SCRIPT)
            wrong += [f"{width} {scheme}: {line}" for line in page.evaluate(AXE)]
            if width == min(HEIGHTS):
                wrong += [f"{width} {scheme}: wider than the screen: {line}" for line in page.evaluate(WIDER)]
        page.set_viewport_size({"width": 1280, "height": HEIGHTS[1280]})
        page.emulate_media(color_scheme="light")
        self.complaints.clear()  # pictures and axe set styles of their own, which our pages rightly refuse
        assert not wrong, f"{name}, {self.path}\n" + "\n".join(wrong)


def fill_in(fields: Locator, value: Any) -> None:
    """As a person would: choose, tick or type."""
    kind = fields.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        for one in value if isinstance(value, list) else [value]:
            (fields if one is True else fields.and_(fields.page.locator(f"[value='{one}']"))).first.check()
    elif fields.first.evaluate("node => node.tagName") == "SELECT":
        fields.select_option(label=value)
    else:
        fields.first.fill(str(value))


class Browsers:
    """All windows of a test, in one Chromium."""

    def __init__(self, browser: Browser, storm: RunningStorm) -> None:
        self.browser, self.storm = browser, storm
        self.known: dict[str, StorageState] = {}

    def window(self, person: str = "", *, javascript: bool = True) -> Window:
        """A window of this person, signed in; nobody's when no name is given."""
        if person and person not in self.known:
            self._sign_in(person)
        context = self.browser.new_context(
            storage_state=self.known.get(person),
            java_script_enabled=javascript,
            viewport={"width": 1280, "height": HEIGHTS[1280]},
            reduced_motion="reduce",
            locale="en-GB",
        )
        return Window(context.new_page(), self.storm.address)

    def sign_in_by_hand(self, person: str) -> Window:
        """A new window in which somebody fills in the form."""
        window = Window(self.browser.new_page(), self.storm.address).go("/")
        window.page.get_by_label("Name or e-mail address").fill(person)
        window.page.get_by_label("Password").fill(self.storm.secrets["STORM_DEMO_PASSWORD"])
        window.page.get_by_role("button", name="Sign in").click()
        window.page.locator(".bar-person").wait_for()
        return window

    def _sign_in(self, person: str) -> None:
        """Post the same form without drawing it: a dozen people sign in before the first page is looked at."""
        context = self.browser.new_context()
        address = f"{self.storm.address}/accounts/login/"
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', context.request.get(address).text())
        assert token is not None
        form = {"login": person, "password": self.storm.secrets["STORM_DEMO_PASSWORD"]}
        answer = context.request.post(
            address,
            form={**form, "csrfmiddlewaretoken": token[1]},
            headers={"Referer": address},
            max_redirects=0,
        )
        assert answer.status == 302, f"{person} could not sign in: {answer.status}"
        self.known[person] = context.storage_state()
        context.close()


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """The Chromium at this path."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
