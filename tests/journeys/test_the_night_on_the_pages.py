"""The same night by hand: every act through the forms of the pages, as people fill them in."""

from typing import Any

from django.test import Client

from incidents.models import Incident, LetDownEntry
from tests.journeys.conftest import World
from tests.pages import Page, read


def at(browser: Client, incident: Incident, place: str = "") -> Page:
    """One of the incident's pages."""
    page = read(browser, f"/incidents/{incident.number}/{place}")
    assert page.status == 200
    return page


def do(browser: Client, incident: Incident, act: str, *, status: int = 200, **typed: Any) -> Page:
    """An act on its own page."""
    return at(browser, incident, f"{act}/").send(f"/{act}/", status=status, **typed)


def test_the_night_on_the_pages(world: World) -> None:
    world.alert("OrdersRefused", asset="uk-prod")
    incident = Incident.objects.get()
    tomasz, ines = world.browser("tomasz"), world.browser("ines")

    # Detect: on top of the list, with a clock and the button.
    home = read(tomasz, "/")
    assert "Nobody owns these" in home.text
    page = home.send(f"/{incident.number}/take/")
    assert "Confirm P1" in page.text and "provisional" in page.text

    # Classify: choosing assets shows who would suffer.
    uk = incident.assets.get().asset_id
    preview = tomasz.get(f"/incidents/{incident.number}/sufferers/?assets={uk}").content.decode()
    assert "London, " in preview and "Wexcombe" in preview
    page = do(tomasz, incident, "classify", impact="2", urgency="1")
    assert "Tell the customers" in page.text and page.offers("/publish/")

    # Notify: public first.
    assert "2 points block it" in page.text
    read(tomasz, f"/statuspage/incidents/{incident.number}/publish/").send(
        "/publish/", title="Orders are refused", text="Orders are refused. We work on it."
    )
    world.clock.advance(minutes=1)
    page = at(tomasz, incident)
    assert "Find somebody to lead" in page.text

    # Escalate: she takes command herself; a responder acknowledges.
    page = at(ines, incident).send("/manager/command/")
    assert "Wait for somebody to acknowledge" in page.text
    priya = world.browser("priya")
    priya.post(f"/oncall/incidents/{incident.number}/acknowledge/")
    at(ines, incident).send("/advance/")

    # Investigate, in the war room.
    room = at(tomasz, incident, "war-room/").send("/room/enter/")
    assert "Tomasz Reid" in room.text
    room = at(ines, incident, "war-room/")
    jonas = str(world.person("jonas").pk)
    room = room.send("/tasks/add/", title="Compare the policies", assignee=jonas)
    task = incident.tasks.get()
    at(world.browser("jonas"), incident, "war-room/").send(f"/tasks/{task.pk}/start/")
    at(world.browser("jonas"), incident, "war-room/").send(f"/tasks/{task.pk}/finish/")
    room = at(ines, incident, "war-room/").send("/notes/", text="Old handshakes fail", about="known")
    assert "Old handshakes fail" in room.text
    at(ines, incident, "war-room/").send("/problem/", statement="Since 14:00 the UK refuses orders.")
    at(ines, incident, "war-room/").send("/suspect/", component="UK load balancer")
    room = at(ines, incident, "war-room/").send(
        "/option/", option="resolve", rationale="The old policy worked"
    )
    assert "Restore the service" in room.text

    # Restore: back, all-clear, verified by somebody else.
    page = do(ines, incident, "restored")
    assert "Give the all-clear" in page.text
    all_clear = read(tomasz, f"/statuspage/incidents/{incident.number}/all-clear/")
    all_clear.send("/all-clear/", text="Orders work again.")
    world.clock.advance(minutes=1)
    page = do(ines, incident, "verify", audiences=["status_page", "customers", "internal"])
    assert "Complete the record" in page.text and "Did we let them down?" in page.text

    # Closure.
    refused = page.send("/close/", status=409)
    assert "CLO_POSTMORTEM" in refused.text and "Nothing was changed" in refused.text
    do(tomasz, incident, "record-complete", culprit="TLS policy", unknown="on")
    do(ines, incident, "post-mortem", text="What happened, and what we change.", done="on")
    do(tomasz, incident, "customer-report", text="A setting of ours was wrong.")
    at(world.browser("malcolm"), incident).send("/customer-report/approve/")
    at(tomasz, incident).send("/customer-report/send/")
    for number in LetDownEntry.objects.filter(incident=incident).values_list("customer", flat=True):
        do(world.browser("omar"), incident, f"ledger/{number}", let_down="yes", note="They said so.")
    ines.post(f"/kb/incidents/{incident.number}/waive/", {"reason": "it is known"})
    page = at(ines, incident).send("/close/")
    assert "Nothing is left to do here" in page.text
    assert Incident.objects.get().stage == "closed"
    for login, _ in world.unexpected_texts():  # who is paged when is told in the other journey
        world.expected[login] = world.expected.get(login, 0) + 1
