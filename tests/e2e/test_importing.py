"""A newcomer brings three lists in and classifies an incident of what they say, by what the pages offer alone."""

from tests.e2e.browsing import Browsers
from tests.e2e.firing import fire
from tests.house.checkout import ROOT
from tests.running import RunningStorm

LISTS = ROOT / "tests" / "data" / "lists"


def test_three_lists_and_a_classification(storm: RunningStorm, browsers: Browsers) -> None:
    grace = browsers.window("grace")
    page = grace.page
    for name in ("assets.csv", "customers.csv", "who-depends-on-what.csv"):
        grace.go("/customers/")
        page.get_by_role("link", name="Import", exact=True).click()
        page.locator("input[type=file]").set_input_files(LISTS / name)
        page.get_by_role("button", name="Look at it").click()
        let_in = page.get_by_role("button", name="Let 2 rows in")
        let_in.wait_for()
        assert "being looked at" not in grace.words
        let_in.click()
        grace.see("It is in: 2 rows written")
        grace.inspect(f"import-{name.partition('.')[0]}")

    number = fire(storm, grace, "CheckoutSlow", "shop")
    grace.go(f"/incidents/{number}/")
    page.get_by_role("button", name="Take it").first.click()
    grace.go(f"/incidents/{number}/classify/")
    grace.see("Web shop is down for 2 of 12 customers", "Harbour Bakery")
    page.get_by_label("A workaround functions").evaluate("node => node.closest('details').open = true")
    page.get_by_label("A workaround functions").check()
    grace.see("there is a workaround")
    page.get_by_text("How it was computed").click()
    grace.see("100 × (0.6 × peak")
    grace.inspect("classify-computed")
    page.get_by_role("button", name="Classify", exact=True).click()
    grace.see("Tell the customers")
