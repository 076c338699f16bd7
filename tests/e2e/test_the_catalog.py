"""The catalog in a browser: a form opens where one looks, names are suggested, and what was changed stands there."""

from tests.e2e.browsing import Browsers


def test_a_link_is_added_where_one_looks(browsers: Browsers) -> None:
    tomasz = browsers.window("tomasz").go("/customers/2/")
    page = tomasz.page
    page.get_by_role("link", name="Add a link").click()
    field = page.get_by_label("Asset", exact=False).first
    field.press_sequentially("courier")
    page.locator("#asset-names option[value='courier-rules']").wait_for(state="attached")
    field.fill("courier-rules")
    page.get_by_label("For what").fill("Dispatch")
    page.get_by_role("button", name="Add", exact=True).click()
    tomasz.see("wholly · Dispatch", "Link added")
    assert tomasz.path == "/customers/2/"


def test_a_customer_is_changed_in_place_and_its_history_says_so(browsers: Browsers) -> None:
    tomasz = browsers.window("tomasz").go("/customers/3/")
    page = tomasz.page
    page.get_by_role("link", name="Change", exact=True).first.click()
    page.get_by_label("Segments").fill("retail, harbour")
    page.get_by_role("button", name="Keep it").click()
    tomasz.see("segments: empty → retail, harbour")
    tomasz.inspect("customer-changed")
