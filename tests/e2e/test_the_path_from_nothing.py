"""Somebody new builds a hunt group and an escalation path by what the pages offer, and sees the night they make."""

from tests.e2e.browsing import Browsers


def test_a_group_and_a_path_from_nothing_and_the_night_they_make(browsers: Browsers) -> None:
    malcolm = browsers.window("malcolm")
    page = malcolm.page
    malcolm.go("/oncall/")
    page.get_by_role("link", name="Hunt groups", exact=True).click()
    page.get_by_role("link", name="New group").click()
    page.get_by_label("Name", exact=True).fill("Night watch")
    page.get_by_role("radio", name="From the top").check()
    page.get_by_role("button", name="Make it").click()
    malcolm.see("Nobody yet: calls overflow at once.")
    people = []
    for place in (1, 2):
        page.get_by_role("link", name="Add a member").click()
        chosen = page.get_by_label("Who").locator("option:not([value=''])").nth(place)
        people.append(chosen.inner_text().strip())
        page.get_by_label("Who").select_option(label=people[-1])
        page.locator("main form").get_by_role("button").first.click()
    malcolm.see(*people, "called first")

    malcolm.go("/oncall/paths/")
    page.get_by_role("link", name="New path").click()
    page.get_by_label("Name", exact=True).fill("Nights on the ledger")
    page.get_by_label("From priority").select_option("P3")
    page.get_by_label("Names of alerts").fill("ledger_*")
    page.get_by_role("textbox", name="First level").fill("Night watch")
    page.get_by_role("checkbox", name="Night watch").check()
    page.get_by_role("checkbox", name="Wait here until somebody is on call").check()
    page.get_by_role("button", name="Draw it").click()
    malcolm.see("Nights on the ledger", "what is not urgent waits until somebody is on call")

    malcolm.go("/oncall/paths/")
    page.get_by_role("link", name="Simulate").first.click()
    page.get_by_label("Priority").select_option("P3")
    page.get_by_label("Name of the alert").fill("ledger_lag")
    page.get_by_role("button", name="Simulate").click()
    malcolm.see("the first that fits", f"{people[0]}, then {people[1]}")
    malcolm.inspect("path-from-nothing")
