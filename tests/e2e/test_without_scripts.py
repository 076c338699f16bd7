"""With JavaScript switched off: the night goes on, only without being live."""

import pytest

from tests.e2e.browsing import Browsers
from tests.e2e.firing import fire, link_to_acknowledge
from tests.running import RunningStorm


@pytest.fixture(scope="module")
def number(storm: RunningStorm, browsers: Browsers) -> int:
    """An incident of this module."""
    return fire(storm, browsers.window("tomasz"), "ReportsLate", "uk-prod")


def test_the_link_in_the_mail_acknowledges_with_one_button(number: int, browsers: Browsers) -> None:
    address = link_to_acknowledge(browsers.window("ann", javascript=False), number, "ann@")
    stranger = browsers.window(javascript=False).go(address)
    buttons = stranger.page.locator("main").get_by_role("button")
    assert buttons.count() == 1
    assert "as Ann Weir" in buttons.inner_text()
    buttons.click()
    stranger.see("It is yours")
    panel = browsers.window("tomasz", javascript=False).go(f"/oncall/panel/{number}/")
    panel.see("Ann Weir")
    assert "acknowledged" in panel.words


def test_the_forms_of_an_incident_work(number: int, browsers: Browsers) -> None:
    tomasz = browsers.window("tomasz", javascript=False).go(f"/incidents/{number}/")
    tomasz.follow("Take it", "Take it")
    tomasz.follow("Say how bad it is|Confirm", "Classify")
    tomasz.fill("/classify/", "Classify", impact="2", urgency="1", reason="Agreed by phone")
    tomasz.follow("Tell the customers", "Write it")
    tomasz.page.locator("[name=text]").fill("Reports come late. We are on it.")
    tomasz.page.locator("form.form button").first.click()
    tomasz.page.wait_for_url(f"**/incidents/{number}/")
    tomasz.fill("/notes/", "Add", text="A customer says it began at noon.")
    tomasz.see("A customer says it began at noon.")


def test_the_status_page_tells_what_it_has_to_tell(number: int, browsers: Browsers) -> None:
    public = browsers.window(javascript=False).go("/status/")
    public.see("Reports come late. We are on it.")
    public.go("/status/history/").page.get_by_role("heading", level=1).wait_for()
