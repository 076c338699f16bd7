"""Webhooks, Slack and Teams: signed, in Statuspage's shapes, never into our own network, and patient for three days."""

import json
import socket
import threading
from collections.abc import Iterator
from time import perf_counter

import pytest
from django.conf import settings

from notifications.channels import posting
from notifications.channels.protocol import TemporaryFailure
from notifications.channels.webhook import secret_of, signature_of
from notifications.models import Delivery
from statuspage.models import Announcement, Letter, Subscriber
from statuspage.subscribing import links
from tests.fakes.hooks import FakeHook
from tests.statuspage.conftest import Company
from tests.statuspage.test_announcements import add
from tests.statuspage.test_subscribing import stranger, wish

INCIDENT = {
    "id", "name", "status", "impact", "impact_override", "backfilled", "created_at", "updated_at", "monitoring_at",
    "resolved_at", "shortlink", "organization_id", "scheduled_for", "scheduled_until", "scheduled_auto_transition",
    "scheduled_remind_prior", "scheduled_reminded_at", "postmortem_body", "postmortem_body_last_updated_at",
    "postmortem_ignored", "postmortem_notified_subscribers", "postmortem_notified_twitter",
    "postmortem_published_at", "incident_updates",
}  # fmt: skip
UPDATE = {
    "id", "incident_id", "status", "body", "created_at", "display_at", "updated_at", "twitter_updated_at",
    "wants_twitter_update",
}  # fmt: skip


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHook]:
    """A program on loopback, which the operator has allowed to be called."""
    monkeypatch.setattr(settings, "SUBSCRIBER_WEBHOOK_INSIDE", ["127.0.0.1"])
    made = FakeHook()
    yield made
    made.shutdown()
    made.server_close()


def program(company: Company, hook: FakeHook, channel: str = "webhook", *names: str) -> Subscriber:
    return add(company, hook.url, *names, channel=channel, contact="ops@example.org")


def test_a_webhook_gets_the_incident_and_each_component_as_statuspage_sends_them(
    company: Company, hook: FakeHook
) -> None:
    row = program(company, hook)
    company.publish()
    company.clock.settle()

    bodies = [json.loads(body) for _, _, body in hook.got]
    told = next(one for one in bodies if "incident" in one)
    changed = next(one for one in bodies if "component_update" in one)
    assert len(bodies) == 2
    assert set(told["incident"]) >= INCIDENT and set(told["incident"]["incident_updates"][0]) >= UPDATE
    assert told["meta"] == {
        "unsubscribe": links.unsubscribing(row.token),
        "documentation": links.managing(row.token),
    }
    assert told["page"]["status_indicator"] == "critical" and told["incident"]["impact"] == "critical"
    ordering = company.components["Ordering"].public_id
    assert changed["component"] == {**changed["component"], "id": ordering, "status": "major_outage"}
    assert changed["component_update"]["old_status"] == "operational"
    assert "txn-db-01" not in json.dumps(bodies)


def test_what_is_posted_is_signed(company: Company, hook: FakeHook) -> None:
    program(company, hook)
    company.publish()
    company.clock.settle()
    _, headers, body = hook.got[0]
    wanted = signature_of(
        secret_of(hook.url, settings.SECRET_KEY),
        message_id=headers["webhook-id"],
        moment=int(headers["webhook-timestamp"]),
        body=body,
    )
    assert headers["webhook-signature"] == wanted


@pytest.mark.parametrize("channel", ["slack", "teams"])
def test_people_in_chats_read_words_and_cannot_be_called_by_them(
    company: Company, hook: FakeHook, channel: str
) -> None:
    program(company, hook, channel)
    company.publish("<!channel> Orders are refused.")
    company.clock.settle()
    (one,) = [json.loads(body) for _, _, body in hook.got]
    text = json.dumps(one)
    assert "Read on" in text and "/status/incidents/" in text and "%MANAGE%" not in text
    if channel == "slack":
        assert "<!channel>" not in one["text"] and one["blocks"][0]["text"]["type"] == "plain_text"
    else:
        assert one["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"


def test_it_is_never_posted_into_our_own_network(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    made = FakeHook()
    monkeypatch.setattr(settings, "WEBHOOK_INSIDE", ["127.0.0.1"])
    row = program(company, made)
    company.publish()
    company.clock.settle()
    row.refresh_from_db()
    assert made.got == [] and "may not be called" in row.reason
    made.shutdown()
    made.server_close()


def test_a_stranger_learns_no_name_of_our_network_and_uses_no_list_of_ours(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "WEBHOOK_INSIDE", ["127.0.0.1", "localhost"])
    wanted = ("http://127.0.0.1:9/run", "https://localhost/x", "https://nothing.invalid/x", "https://[x/")
    pages = set()
    for url in wanted:
        answer = stranger().post("/status/subscribe/", wish(url, "webhook", contact="ops@example.org"))
        assert answer.status_code == 400
        pages.add(answer.content.decode().replace(url, "…"))
    assert len(pages) == 1 and "We cannot call this address" in pages.pop()


def test_a_redirect_is_a_failure_and_not_followed(company: Company, hook: FakeHook) -> None:
    hook.status, hook.location = 302, "http://127.0.0.1:1/inside"
    row = program(company, hook, "slack")
    company.publish()
    company.clock.settle()
    row.refresh_from_db()
    assert (len(hook.got), row.failures) == (1, 1) and "302" in row.reason


def test_500_for_days_is_backed_off_then_paused_with_notice(company: Company, hook: FakeHook) -> None:
    hook.status = 500
    row = program(company, hook, "slack")
    company.publish()
    company.clock.advance(hours=80)
    row.refresh_from_db()
    assert row.state == "paused" and "500" in row.reason
    assert 15 < len(hook.got) < 30, "backed off"
    notice = Delivery.objects.get(address="ops@example.org")
    assert hook.url in notice.body and links.managing(row.token) in notice.body
    assert Announcement.objects.get(kind="incident").state == "done"

    asked = len(hook.got)
    company.publish("We restart it.", status="identified")
    company.clock.settle()
    assert len(hook.got) == asked


def test_one_that_works_again_gets_what_it_missed_in_order(company: Company, hook: FakeHook) -> None:
    hook.status = 500
    row = program(company, hook, "slack")
    company.publish()
    company.clock.advance(minutes=3)
    company.publish("We restart it.", status="identified")
    company.clock.settle()
    hook.status, before = 204, len(hook.got)
    company.clock.advance(hours=1)
    row.refresh_from_db()
    texts = [json.loads(body)["text"] for _, _, body in hook.got[before:]]
    assert ["looking into" in one for one in texts] == [True, False]
    assert (row.failures, row.failing_since, row.reason) == (0, None, "")


def test_one_that_is_gone_is_paused_at_once(company: Company, hook: FakeHook) -> None:
    hook.status = 410
    row = program(company, hook, "teams")
    company.publish()
    company.clock.settle()
    row.refresh_from_db()
    assert row.state == "paused"
    assert set(Letter.objects.values_list("state", flat=True)) == {"failed"}


def test_one_that_hangs_is_cut_off_and_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It sends a byte now and then, so that no time-out of the socket is ever reached."""
    monkeypatch.setattr(posting, "PROVIDER_TIMEOUT_SECONDS", 3.5)
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip() -> None:
        talking, _ = listening.accept()
        with talking:
            talking.recv(4096)
            while not over.wait(0.05):
                try:
                    talking.sendall(b"H")
                except OSError:
                    return

    dripping = threading.Thread(target=drip)
    dripping.start()
    began = perf_counter()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    with pytest.raises(TemporaryFailure):
        posting.post(url, b"{}", {}, inside=["127.0.0.1"], who="The webhook")
    assert perf_counter() - began < 30
    over.set()
    dripping.join()
    listening.close()
