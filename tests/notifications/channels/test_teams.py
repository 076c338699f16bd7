"""Microsoft Teams: the card that is posted to a workflow, and what its answers mean."""

import json
from collections.abc import Iterator

import pytest

from notifications.channels.protocol import Message, PermanentFailure, TemporaryFailure
from notifications.channels.teams import Teams
from tests.fakes.hooks import FakeHook

PAGE = Message(
    "P1 INC-12 checkout", "[Orders](http://evil) <at>all</at> refused", link="https://storm.example/a/1.x/"
)


@pytest.fixture
def workflow() -> Iterator[FakeHook]:
    server = FakeHook()
    server.status = 202
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def teams() -> Teams:
    return Teams(inside=["127.0.0.0/8"])


def test_a_card_is_posted_with_one_button_that_opens_our_page(workflow: FakeHook, teams: Teams) -> None:
    receipt = teams.send(PAGE, workflow.url, idempotency_key="k")
    [(_, headers, body)] = workflow.got
    said = json.loads(body)
    assert headers["content-type"] == "application/json" and said["type"] == "message"
    [attachment] = said["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    [button] = card["actions"]
    assert (button["type"], button["url"]) == ("Action.OpenUrl", PAGE.link)
    assert receipt.state == "sent"


def test_no_title_can_place_a_link_or_call_a_channel(workflow: FakeHook, teams: Teams) -> None:
    """A TextBlock would read Markdown and mentions; the runs of a RichTextBlock are plain."""
    teams.send(PAGE, workflow.url, idempotency_key="k")
    card = json.loads(workflow.got[0][2])["attachments"][0]["content"]
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert card["body"][1]["inlines"][0] == {"type": "TextRun", "text": PAGE.text}


def test_a_german_card_has_a_german_button(workflow: FakeHook, teams: Teams) -> None:
    teams.send(Message("a", "b", link="https://x.example/", language="de"), workflow.url, idempotency_key="k")
    card = json.loads(workflow.got[0][2])["attachments"][0]["content"]
    assert card["actions"][0]["title"] == "Öffnen und antworten"


def test_a_code_has_no_button(workflow: FakeHook, teams: Teams) -> None:
    teams.send(Message("Your code", "123456"), workflow.url, idempotency_key="k")
    assert "actions" not in json.loads(workflow.got[0][2])["attachments"][0]["content"]


@pytest.mark.parametrize("status", [408, 429, 500, 502])
def test_trouble_is_temporary_and_asked_once(workflow: FakeHook, teams: Teams, status: int) -> None:
    workflow.status = status
    with pytest.raises(TemporaryFailure):
        teams.send(PAGE, workflow.url, idempotency_key="k")
    assert len(workflow.got) == 1


def test_an_answer_that_only_says_yes_is_not_believed(workflow: FakeHook, teams: Teams) -> None:
    workflow.status = 200
    workflow.says = (
        b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429"
    )
    with pytest.raises(TemporaryFailure):
        teams.send(PAGE, workflow.url, idempotency_key="k")


@pytest.mark.parametrize(
    ("status", "invalid"), [(400, False), (401, True), (404, True), (410, True), (413, False)]
)
def test_a_refusal_is_permanent(workflow: FakeHook, teams: Teams, status: int, invalid: bool) -> None:
    workflow.status = status
    with pytest.raises(PermanentFailure) as failure:
        teams.send(PAGE, workflow.url, idempotency_key="k")
    assert failure.value.contact_is_invalid is invalid


def test_our_own_network_is_not_called(workflow: FakeHook) -> None:
    with pytest.raises(PermanentFailure):
        Teams().send(PAGE, workflow.url, idempotency_key="k")
    assert workflow.got == []
