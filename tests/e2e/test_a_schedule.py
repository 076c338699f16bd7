"""A schedule in a browser: drawn from nothing as a new user would, and a shift of it swapped on a phone."""

import re
from datetime import UTC, datetime, timedelta

from tests.e2e.browsing import WIDER, Browsers, Window

PHONE = {"width": 390, "height": 844}


def on_the_phone(browsers: Browsers, person: str) -> Window:
    window = browsers.window(person)
    window.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return window


def fits(window: Window) -> None:
    assert window.page.evaluate(WIDER) == []


def test_a_schedule_is_built_from_nothing_and_a_shift_swapped_on_a_phone(browsers: Browsers) -> None:
    malcolm = browsers.window("malcolm").go("/oncall/")
    page = malcolm.page
    page.get_by_role("link", name="New schedule").click()
    page.get_by_label("Name", exact=True).fill("Payments first level")
    page.get_by_label("By the clock of").fill("UTC")
    page.get_by_role("button", name="Draw it").click()
    malcolm.see("None yet: nobody is on call.")
    page.get_by_role("link", name="Add a layer").click()
    page.get_by_label("Name", exact=True).fill("Weekly")
    page.get_by_label("Who takes turns").fill("Prya")
    page.get_by_role("button", name="Add it").click()
    malcolm.see("Nobody here is called Prya")  # refused in a sentence, and what was typed is still there
    page.get_by_label("Who takes turns").fill("priya")
    page.get_by_role("button", name="Add it").click()
    malcolm.see("a week each")
    number = re.findall(r"/oncall/schedules/(\d+)/", malcolm.path)[0]

    priya = on_the_phone(browsers, "priya").go(f"/oncall/schedules/{number}/")
    fits(priya)
    priya.page.get_by_role("link", name="Ask for a swap").first.click()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    priya.page.get_by_label("From").fill(f"{tomorrow:%Y-%m-%dT10:00}")
    priya.page.get_by_label("Until").fill(f"{tomorrow:%Y-%m-%dT18:00}")
    priya.page.get_by_label("A word to the others").fill("Dentist")
    fits(priya)
    priya.page.get_by_role("button", name="Ask", exact=True).click()
    priya.see("asks for a swap on Payments first level")

    jonas = on_the_phone(browsers, "jonas").go("/oncall/")
    fits(jonas)
    asked = jonas.page.locator("li").filter(has_text="Dentist")
    asked.get_by_role("button", name="Take it").click()
    jonas.see("It is yours.")
    priya.go(f"/oncall/schedules/{number}/")
    priya.see("takes Payments first level for")
    fits(priya)
