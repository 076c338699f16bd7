"""Other nights: nobody answers, a customer finds it first, and nothing was wrong after all."""

from typing import Any

from tests.journeys.conftest import World
from tests.journeys.test_the_night import publish


def test_nobody_answers(world: World) -> None:
    """Every level, its repeat, the fallback and the last resort, minute by minute."""
    world.alert("OrdersRefused", asset="uk-prod")
    pages: dict[int, set[str]] = {}
    seen = len(world.unexpected_texts())
    for minute in range(76):
        texts = world.unexpected_texts()
        if len(texts) > seen or minute == 0:
            pages[minute] = {login for login, _ in texts} - {who for m in pages for who in pages[m]}
        seen = len(texts)
        world.clock.advance(minutes=1)
    first_time = {who: minute for minute, people in pages.items() for who in people}
    assert {who: first_time[who] for who in ("ann", "bob", "cid")} == {"ann": 0, "bob": 1, "cid": 2}
    assert (first_time["jonas"], first_time["bea"]) == (5, 15), "Jonas is on call for databases this week"
    assert first_time["malcolm"] <= 60
    paged = [login for login, _ in world.unexpected_texts()]
    assert paged.count("bea") == 2, "engineering is paged in both passes"
    assert paged.count("malcolm") >= 2, "the last resort is paged until somebody acknowledges"
    number = world.desk("tomasz").get("incidents/")["results"][0]["number"]
    story = [line["kind"] for line in world.desk("tomasz").get(f"incidents/{number}/timeline/")["results"]]
    assert "escalation.exhausted" in story
    world.expected = {login: paged.count(login) for login in set(paged)}


def test_a_customer_finds_it_first(world: World) -> None:
    grace = world.desk("grace")
    number = grace.report(
        words="Nothing goes through. Please call back.",
        means="customer_call",
        customer="Corvane Logistics",
        reporter="Dale Corvane",
        assets=["us-prod"],
    )["number"]
    # Nobody takes it: after five minutes dispatch is called.
    world.clock.advance(minutes=4)
    assert world.unexpected_texts() == []
    world.clock.advance(minutes=1)
    world.phone("tomasz").expect(f"INC-{number}")
    # From here on it goes like every other.
    grace.act(number, "take")
    grace.act(
        number,
        "record",
        title="US production down",
        manifestation="Orders from the United States are refused",
    )
    grace.act(number, "classify", impact=1, urgency=1, assets=["us-prod"])
    incident = grace.get(f"incidents/{number}/")
    assert (incident["stage"], incident["priority"], incident["customer_discovered"]) == (
        "notify",
        "P1",
        True,
    )
    assert {row["name"] for row in incident["customers"]} >= {"Corvane Logistics", "Tarrant Hollis Group"}
    world.phone("ann").expect(f"INC-{number}")
    world.phone("hana").expect(f"INC-{number}")
    assert "yours" in world.phone("ann").reply("a").lower()
    world.clock.advance(minutes=10)


def test_a_false_alarm(world: World) -> None:
    world.alert("OrdersRefused", asset="uk-prod")
    tomasz = world.desk("tomasz")
    number: Any = tomasz.get("incidents/")["results"][0]["number"]
    world.phone("ann").expect(f"INC-{number}")
    world.phone("tomasz").expect(f"INC-{number}")
    tomasz.act(number, "take")
    refused = tomasz.act(number, "false-alarm", reason=" ", refused=409)
    assert refused["blocked_by"] == ["REASON"]
    tomasz.act(number, "false-alarm", reason="The monitor itself was down")
    world.phone("ann").expect(f"INC-{number}", "false alarm")
    world.phone("tomasz").expect(f"INC-{number}", "false alarm")
    incident = tomasz.get(f"incidents/{number}/")
    assert incident["stage"] == "cancelled"
    world.clock.advance(minutes=120)


def test_what_was_published_must_be_corrected_before_a_false_alarm(world: World) -> None:
    world.alert("OrdersRefused", asset="uk-prod")
    tomasz = world.desk("tomasz")
    number: Any = tomasz.get("incidents/")["results"][0]["number"]
    world.phone("ann").expect(f"INC-{number}")
    world.phone("tomasz").expect(f"INC-{number}")
    world.phone("ann").reply("a")
    tomasz.act(number, "take")
    tomasz.act(number, "classify", impact=2, urgency=1, assets=["uk-prod"])
    world.phone("hana").expect(f"INC-{number}")
    publish(
        world.browser("tomasz"),
        number,
        "publish",
        title="Orders in the United Kingdom are refused",
        text="Orders are refused. We are working on it.",
        status="investigating",
    )
    world.desk("ines").act(number, "name-im", user="ines")
    refused = world.desk("ines").act(number, "false-alarm", reason="nothing was wrong", refused=409)
    assert refused["blocked_by"] == ["FA_CORRECTION"]
    publish(
        world.browser("tomasz"),
        number,
        "publish/?kind=correction",
        title="Orders in the United Kingdom work",
        text="Orders in the United Kingdom worked all the time. Our measurement was wrong.",
        status="resolved",
        kind="correction",
    )
    world.desk("ines").act(number, "false-alarm", reason="nothing was wrong")
    world.clock.advance(minutes=1)
    # Who was told hears that nothing was wrong: customers in the words of the correction.
    [first, second] = world.mails_to("piers.langley@wexcombe-rail-freight.example")
    assert (first, second.partition(":")[0]) == ("Orders in the United Kingdom are refused", "Correction")
    world.phone("hana").expect("False alarm", f"INC-{number}")
    world.phone("ann").expect("false alarm")
    world.phone("tomasz").expect("false alarm")
