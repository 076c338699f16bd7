"""Words in Slack: under a page, to our app, in a channel among people; signed, done once, and no more."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import ContactMethod
from incidents.models import Incident
from notifications.models import Delivery, InboundMessage, Place
from oncall.models import EscalationPath
from tests.clock import START, Clock
from tests.fakes.hooks import FakeHook
from tests.fakes.providers import Providers
from tests.fakes.slack import EVENTS, FakeSlack, Posted, signed
from tests.oncall.conftest import Company, detect
from tests.oncall.test_slack import ANN, BEN, incident, slack

pytestmark = pytest.mark.django_db
__all__ = ["incident", "slack"]
CHANNEL = "C0PAYMENTS"


def tell(said: dict[str, Any], **how: Any) -> Any:
    body = json.dumps(said).encode()
    return Client().post(EVENTS, body, content_type="application/json", headers=signed(body, **how))


def write(slack: FakeSlack, text: str, user: str, under: Posted | None = None, **more: Any) -> int:
    return int(tell(slack.event(text, user=user, under=under, **more)).status_code)


def test_the_question_whether_we_are_there_is_answered(slack: FakeSlack, clock: Clock) -> None:
    said = {"type": "url_verification", "token": "x", "challenge": "3eZbrw1aB"}
    answer = tell(said)
    assert (answer.status_code, answer.content) == (200, b"3eZbrw1aB")
    assert tell(said, secret="guess").status_code == 403


def test_a_word_under_the_page_takes_it(
    incident: Incident, slack: FakeSlack, clock: Clock, company: Company
) -> None:
    [message] = slack.to(ANN)
    assert write(slack, "ack", ANN, message) == 200
    clock.settle()
    page = incident.pages.get(user=company.ann)
    assert (page.answer, page.answered_via) == ("acknowledged", "slack")
    assert "Ann has acknowledged." in message.words
    [answer] = [one for one in slack.to(ANN) if one.body.get("thread_ts") == message.ts]
    assert f"{incident.reference} is yours. Thank you." in answer.words


def test_to_our_app_the_grammar_is_that_of_a_text_message(
    incident: Incident, slack: FakeSlack, clock: Clock, company: Company
) -> None:
    assert write(slack, "what is up?", ANN) == 200
    clock.settle()
    assert "Sorry, we did not understand that." in slack.to(ANN)[-1].words
    assert write(slack, f"<@U0BOT> ACK {incident.number}", ANN) == 200
    clock.settle()
    assert incident.pages.get(user=company.ann).answer == "acknowledged"
    assert f"{incident.reference} is yours" in slack.to(ANN)[-1].words


def test_stop_is_a_word_among_colleagues(
    incident: Incident, slack: FakeSlack, clock: Clock, company: Company
) -> None:
    assert write(slack, "stop", ANN) == 200
    assert company.ann.contact_methods.get(kind="slack").stopped_at is None


def test_a_number_outweighs_the_message_above(
    incident: Incident, slack: FakeSlack, clock: Clock, company: Company
) -> None:
    write(slack, "ack 999", ANN, slack.to(ANN)[0])
    clock.settle()
    assert not incident.pages.exclude(answer="").exists()
    assert "You were not paged for INC-999." in slack.to(ANN)[-1].words


def test_in_a_channel_only_what_is_meant_for_us_is_answered(
    clock: Clock, company: Company, path: EscalationPath, slack: FakeSlack
) -> None:
    ContactMethod.objects.create(user=company.ben, kind="slack", address=BEN, verified_at=START)
    path.levels.get(name="operators").places.add(
        Place.objects.create(name="#p", kind="slack", address=CHANNEL)
    )
    found = detect()
    clock.settle()
    [message] = slack.to(CHANNEL)
    for words in ("looking into it", "yes", "escalate?", "end", "thanks!"):
        assert write(slack, words, BEN, message) == 200
    assert write(slack, "ack", BEN, channel=CHANNEL, channel_type="channel") == 200
    assert write(slack, "ack", BEN, message, bot_id="B1") == 200
    assert write(slack, "ack", BEN, message, subtype="message_changed") == 200
    clock.settle()
    assert set(InboundMessage.objects.values_list("body", flat=True)) == {"yes"}, (
        "only what may be meant for us is kept"
    )
    assert len(slack.to(CHANNEL)) == 1 and not found.pages.exclude(answer="").exists()
    assert write(slack, "ack", "U0STRANGER", message) == 200
    clock.settle()
    assert "We do not know you here" in slack.to(CHANNEL)[-1].words
    assert write(slack, "ack", BEN, message) == 200
    clock.settle()
    assert "Ben has acknowledged." in message.words
    assert f"{found.reference} is yours. Thank you." in slack.to(CHANNEL)[-1].words


@pytest.mark.parametrize("word", ["1", "a", "d", "e", "yes"])
@pytest.mark.parametrize("user", [ANN, "U0STRANGER"])
def test_what_people_say_under_words_of_their_own_answers_no_page(
    word: str, user: str, incident: Incident, slack: FakeSlack, clock: Clock
) -> None:
    lunch: dict[str, Any] = {
        "channel": "C0LUNCH",
        "channel_type": "channel",
        "thread_ts": "1500000000.000001",
    }
    assert write(slack, word, user, **lunch) == 200
    clock.settle()
    assert not incident.pages.exclude(answer="").exists()
    assert slack.to("C0LUNCH") == []
    assert not InboundMessage.objects.exists(), "it is none of our business"


def test_what_slack_tells_twice_is_done_once(incident: Incident, slack: FakeSlack, clock: Clock) -> None:
    said = slack.event("ack", user=ANN, under=slack.to(ANN)[0])
    assert [tell(said).status_code for _ in range(3)] == [200, 200, 200]
    clock.settle()
    assert InboundMessage.objects.count() == 1
    assert Delivery.objects.filter(kind="reply").count() == 1


@pytest.mark.parametrize("how", [{"secret": "guess"}, {"at": START.timestamp() - 301}])
def test_words_that_are_forged_or_old_are_refused(
    incident: Incident, slack: FakeSlack, how: dict[str, Any]
) -> None:
    assert tell(slack.event("ack", user=ANN), **how).status_code == 403
    assert not InboundMessage.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"type": "event_callback"},
        {
            "type": "event_callback",
            "event": {"type": "message", "user": "U\x00", "channel": "D1", "ts": "1.2"},
        },
        {
            "type": "event_callback",
            "event": {"type": "message", "user": "U01", "channel": "D01", "ts": "soon"},
        },
    ],
)
def test_what_cannot_be_read_is_refused_politely(slack: FakeSlack, clock: Clock, said: Any) -> None:
    assert tell(said).status_code == 400


def test_in_teams_a_second_card_says_who_has_it(
    clock: Clock, company: Company, path: EscalationPath, settings: Any, providers: Providers
) -> None:
    workflow = FakeHook()
    workflow.status = 202
    settings.WEBHOOK_INSIDE = ["127.0.0.0/8"]
    path.levels.get(name="operators").places.add(
        Place.objects.create(name="Payments", kind="teams", address=workflow.url)
    )
    found = detect()
    clock.settle()
    assert providers.phone(company.ann).reply("ack")
    clock.settle()
    clock.advance(minutes=1)
    cards = [json.loads(body)["attachments"][0]["content"] for _, _, body in workflow.got]
    workflow.shutdown()
    workflow.server_close()
    assert len(cards) == 2 and "Ann has acknowledged." in json.dumps(cards[1])
    assert cards[1]["actions"][0]["url"].endswith(f"/incidents/{found.number}/")
