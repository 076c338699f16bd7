"""The night: one alert becomes an incident, passes all seven stages, wakes the right person, reaches the customers."""

from typing import Any

from django.test import Client

from tests.journeys.conftest import World

UK_CONTACTS = ("piers.langley@wexcombe-rail-freight.example", "isla.fenwick@fenwick-lane-books.example")


def publish(browser: Client, number: int, address: str, **data: Any) -> None:
    """The status page's form, filled in and sent."""
    place, _, asked = address.partition("?")
    form = f"/statuspage/incidents/{number}/{place.rstrip('/')}/" + (f"?{asked}" if asked else "")
    page = browser.get(form)
    assert page.status_code == 200, page.content
    answer = browser.post(form, data)
    assert answer.status_code == 302, answer.content.decode()


def test_the_whole_night(world: World) -> None:
    # Detect: no human step between the alert and the page.
    world.alert("OrdersRefused", asset="uk-prod")
    tomasz, ines = world.desk("tomasz"), world.desk("ines")
    [found] = tomasz.get("incidents/")["results"]
    number = found["number"]
    assert (found["stage"], found["priority"]) == ("detect", "P1")
    world.phone("ann").expect(f"INC-{number}", "P1")
    world.phone("tomasz").expect(f"INC-{number}")  # dispatch is called beside the path

    # A second alert with the same key attaches, a resolved one marks it and closes nothing.
    world.alert("OrdersRefused", asset="uk-prod")
    assert len(tomasz.get("incidents/")["results"]) == 1

    # Escalate: nobody answers at the first level; the hunt goes on, then the database people.
    world.clock.advance(minutes=1)
    world.phone("bob").expect(f"INC-{number}")
    world.phone("grace").expect(f"INC-{number}")

    # Record and classify: support takes it.
    tomasz.act(number, "take")
    tomasz.act(number, "classify", impact=2, urgency=1, assets=["uk-prod"])
    incident = tomasz.get(f"incidents/{number}/")
    assert incident["stage"] == "notify"
    world.phone("hana").expect(f"INC-{number}")
    assert not any(world.mails_to(address) for address in UK_CONTACTS)

    # Notify: the status page first, only then the customers.
    world.clock.advance(minutes=1)
    world.phone("cid").expect(f"INC-{number}")
    page = world.browser("tomasz")
    publish(
        page,
        number,
        "publish",
        title="Orders in the United Kingdom are refused",
        text="Orders in the United Kingdom are refused. We are working on it.",
        status="investigating",
    )
    world.clock.advance(minutes=1)
    for address in UK_CONTACTS:
        assert len(world.mails_to(address)) == 1
    public = Client().get("/status/").content.decode()
    assert "Orders in the United Kingdom are refused" in public and "uk-prod" not in public

    # Escalate: acknowledged by SMS; an Incident Manager is named and accepts.
    assert "yours" in world.phone("cid").reply(f"ack {number}").lower()
    tomasz.act(number, "name-im", user="ines")
    world.phone("ines").expect(f"INC-{number}")
    ines.act(number, "accept-im")
    assert ines.get(f"incidents/{number}/")["stage"] == "investigate"

    # Investigate: tasks, but not for the Incident Manager; support in the room.
    refusal = ines.act(number, "add-task", title="Compare the policies", assignee="ines", refused=409)
    assert refusal["blocked_by"] == ["TASK_IM"]
    ines.act(number, "add-task", title="Compare the policies", assignee="jonas")
    tomasz.act(number, "enter-room")
    jonas = world.desk("jonas")
    task = ines.get(f"incidents/{number}/")["tasks"][0]["id"]
    jonas.act(number, "start-task", task_id=task)
    jonas.act(number, "finish-task", task_id=task, result="The new policy refuses old handshakes")
    ines.act(number, "state-problem", statement="Since 13:57 the UK load balancer refuses new sessions.")
    ines.act(number, "suspect", component="UK load balancer")
    blocked = ines.act(number, "advance", refused=409)
    assert blocked["blocked_by"] == ["INV_OPTION", "INV_OPTION_WHY"]
    ines.act(
        number, "choose-option", option="resolve", rationale="Put the former policy back; it worked before."
    )

    # Restore: all-clear on the status page first, then exactly those who had been told; verified by somebody else.
    world.clock.advance(minutes=20)
    ines.act(number, "restored")
    publish(page, number, "all-clear", title="Orders in the United Kingdom", text="Orders work again.")
    world.clock.advance(minutes=1)
    world.phone("hana").expect(f"INC-{number}")
    for address in UK_CONTACTS:
        assert len(world.mails_to(address)) == 2
    tomasz.act(number, "verify", audiences=["status_page"], refused=403)
    ines.act(number, "verify", audiences=["status_page", "customers_affected"])

    # Closure: what is missing is listed by code; then it closes.
    blocked = ines.act(number, "close", refused=409)["blocked_by"]
    assert blocked == ["CLO_RECORD", "CLO_POSTMORTEM", "CLO_RFO", "CLO_LEDGER", "CLO_KB"]
    tomasz.act(number, "complete-record", culprit="TLS policy reloaded at 13:55", unknown=True, refused=0)
    ines.act(number, "post-mortem", text="What happened, and what we change.", done=True)
    tomasz.act(number, "write-report", text="Orders were refused because of a wrong setting of ours.")
    world.desk("malcolm").act(number, "approve-report")
    tomasz.act(number, "send-report")
    world.clock.advance(minutes=1)
    for address in UK_CONTACTS:
        assert len(world.mails_to(address)) == 3
    for customer in ines.get(f"incidents/{number}/")["customers"]:
        world.desk("omar").act(number, "ledger", customer=customer["name"], let_down=True)
    article = world.browser("ines")
    assert (
        article.post(
            f"/kb/incidents/{number}/waive/", {"reason": "the article on policies says it"}
        ).status_code
        == 302
    )
    ines.act(number, "close")
    closed = ines.get(f"incidents/{number}/")
    assert (closed["stage"], closed["blocked_by"]) == ("closed", [])
