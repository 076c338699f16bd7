"""The first night in a real browser: every step is the one that the page offers as the next."""

import pytest

from tests.e2e.browsing import Browsers, Window
from tests.e2e.firing import fire
from tests.running import RunningStorm


@pytest.fixture(scope="module")
def phones(browsers: Browsers) -> Window:
    """The phones of the demo."""
    return browsers.window("ann").go("/demo/phones/")


def test_the_night(storm: RunningStorm, browsers: Browsers, phones: Window) -> None:
    phones.inspect("phones-silent")
    tomasz, ines = browsers.window("tomasz"), browsers.window("ines")

    # Detect: the alert opens an incident and Ann's phone rings; the page showed it without being reloaded.
    number = fire(storm, tomasz)
    home = f"/incidents/{number}/"
    ann = phones.page.locator("section.hand", has_text="Ann Weir")
    ann.get_by_text("Storm is calling").wait_for()

    # Record and classify.
    tomasz.go("/").see("Nobody owns these")
    tomasz.inspect("list-unowned")
    tomasz.go(home).follow("Take it", "Take it")
    tomasz.panel("Say how bad it is|Confirm")
    tomasz.inspect("incident-classify")
    tomasz.follow("Say how bad it is|Confirm", "Classify")
    tomasz.inspect("classify")
    tomasz.fill("/classify/", "Classify", impact="2", urgency="1")

    # Notify: the status page first, then the mails.
    tomasz.panel("Tell the customers")
    tomasz.inspect("incident-notify")
    tomasz.follow("Tell the customers", "Write it")
    tomasz.inspect("publish")
    tomasz.page.get_by_role("button", name="Publish", exact=False).first.click()
    tomasz.page.wait_for_url(f"**{home}")
    public = browsers.window().go("/status/")
    public.see("Ordering, Germany")
    public.inspect("status-open")
    mail = browsers.window("tomasz").go("/demo/mail/")
    mail.page.get_by_role("row").filter(has_text="anke.brenner@").get_by_role("link").first.click()
    mail.see("Trouble with")
    mail.inspect("mail-letter")

    # Escalate: Ines is asked to lead; Ann answers on her phone.
    tomasz.inspect("incident-escalate")
    tomasz.follow("Find somebody to lead", "Ask somebody")
    tomasz.inspect("name-im")
    tomasz.fill("/manager/name/", "Ask somebody to lead", user="Ines Okafor")
    tomasz.panel("Wait for Ines Okafor to accept")
    phones.page.locator("section.hand", has_text="Ines Okafor").wait_for()
    ann.get_by_text(f"INC-{number}").first.wait_for()  # it rang for half a minute; then its texts are seen
    ann.get_by_label("Reply").fill(f"ack {number}")
    ann.get_by_role("button", name="Send").click()
    phones.see(f"ack {number}")
    phones.inspect("phones")
    phones.picture("phone")
    ines.go(home)
    ines.inspect("incident-asked-to-lead")
    ines.follow("You are asked to lead", "Accept")

    # Investigate, in the war room.
    ines.panel("Choose how to restore").wait_for()
    ines.inspect("incident-investigate")
    ines.panel("Choose how to restore").get_by_role("link", name="Open war room").click()
    tomasz.go(home).panel("Choose how to restore").get_by_role("link", name="war room").first.click()
    tomasz.page.get_by_role("button", name="Come in").first.click()
    ines.fill("/problem/", "Say what fails", statement="Since 02:14 every fifth order of Germany fails.")
    ines.fill("/suspect/", "Name the suspected component", component="de-prod")
    ines.page.get_by_text("Give a task").first.click()
    ines.fill("/tasks/add/", "Give a task", title="Compare the settings", assignee="Priya Raman")
    ines.inspect("war-room")
    ines.go(home).picture("incident")
    ines.go(f"{home}war-room/")
    ines.fill("/option/", "Choose how to restore", option="resolve", rationale="Last week's setting held.")

    # Restore: it works again, the all-clear, and a second pair of eyes.
    ines.follow("Restore the service", "It works again")
    ines.inspect("restored")
    ines.fill("/restored/", "The service works again")
    tomasz.go(home)
    tomasz.inspect("incident-restored")
    tomasz.follow("Give the all-clear", "Write it")
    tomasz.inspect("all-clear")
    tomasz.page.locator("form.form button").first.click()
    tomasz.page.wait_for_url(f"**{home}")
    ines.go(home).follow("Verify the all-clear", "Verify")
    ines.inspect("verify")
    ines.fill("/verify/", "Verify the all-clear", audiences=["status_page", "customers", "internal"])

    # Closure: the papers, each by whom it belongs to, and the last button.
    omar, malcolm = browsers.window("omar"), browsers.window("malcolm")
    tomasz.go(home)
    tomasz.inspect("incident-papers")
    tomasz.clear("CLO_RECORD")
    tomasz.inspect("record-complete")
    tomasz.fill("/record-complete/", "Complete the record", culprit="A setting of the proxy", unknown=True)
    tomasz.clear("CLO_RFO")
    tomasz.fill("/customer-report/", "Write the report to customers", text="A setting of ours was wrong.")
    malcolm.go(home).clear("CLO_RFO")
    tomasz.go(home).clear("CLO_RFO")
    omar.go(home).page.get_by_role("link", name="Answer for Brennerhaus Optik").click()
    omar.inspect("let-down")
    omar.fill("/", "Answer", let_down="yes", note="Their shop stood still for a quarter of an hour.")
    priya = browsers.window("priya").go(f"{home}war-room/")
    priya.page.get_by_role("button", name="Done").click()
    ines.go(home).clear("CLO_POSTMORTEM")
    ines.inspect("post-mortem")
    ines.fill("/post-mortem/", "Write the post-mortem", text="A setting was rolled out twice.", done=True)
    ines.clear("CLO_KB")
    ines.page.locator("[data-panel]").get_by_role("button", name="Link it").first.click()
    ines.panel("Close it")
    ines.inspect("incident-close")
    ines.follow("Close it", "Close")
    ines.see("Nothing is left to do here")
    ines.inspect("incident-closed")
    public.go("/status/").see("Everything works")
    public.inspect("status-after")
    public.page.get_by_role("link", name="Read the story").first.click()
    public.see("Trouble with Ordering, Germany")
    public.inspect("status-story")
    phones.page.close()
