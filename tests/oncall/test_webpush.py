"""A page as a push: how a browser is added, what arrives in it and who could read it, and the end of a subscription."""

import json
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import ContactMethod
from notifications.channels.protocol import Message, PermanentFailure, TemporaryFailure
from notifications.channels.push_cipher import (
    Subscription,
    key_of,
    new_key,
    packed,
    public_of,
    sealed,
    unpacked,
)
from notifications.channels.webpush import WebPush
from notifications.models import Delivery
from oncall.models import EscalationPath
from oncall.operations.climbing import start_run
from tests.clock import START, Clock
from tests.fakes.providers import Providers
from tests.fakes.push import Browser, FakePush, push_service
from tests.oncall.conftest import Company, detect

KEY = new_key()
PROFILE = "/accounts/profile/"
# RFC 8291, section 5.
AUTH, PLAIN = "BTBZMqHH6r4Tts7J_aSIgg", b"When I grow up, I want to be a watermelon"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEq"
    "KK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


@pytest.fixture
def service(settings: Settings) -> Iterator[FakePush]:
    with push_service(public_of(key_of(KEY))) as server:
        settings.PUSH_KEY, settings.PUSH_CONTACT = KEY, "mailto:ops@example.org"
        settings.WEBHOOK_INSIDE = ["127.0.0.1"]
        yield server


@pytest.fixture
def browser(service: FakePush) -> Browser:
    return Browser(service.base_url)


def adapter(**how: str) -> WebPush:
    given = {"key": KEY, "contact": "mailto:ops@example.org", **how}
    return WebPush(given["key"], contact=given["contact"], inside=["127.0.0.1"])


def given(browser: Browser) -> dict[str, str]:
    one = browser.subscription
    return {"endpoint": one.endpoint, "p256dh": one.p256dh, "auth": one.auth, "label": "Firefox on Linux"}


def test_sealing_is_that_of_the_standard() -> None:
    """The worked example of RFC 8291, section 5."""
    to = Subscription(
        "https://push.example.net/x",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        AUTH,
    )
    sender, salt = key_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), unpacked("DGv6ra1nlYgDCS1FRnbzlw")
    assert packed(sealed(PLAIN, to, sender=sender, salt=salt)) == SEALED


def test_the_browser_of_these_tests_opens_what_the_standard_sealed() -> None:
    """The other side of the same example: what it opens elsewhere here, a browser can read."""
    key = key_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
    assert Browser("https://push.example.net", key=key, auth=unpacked(AUTH)).open(unpacked(SEALED)) == PLAIN


def test_a_push_is_signed_urgent_and_readable_by_its_browser_alone(
    service: FakePush, browser: Browser
) -> None:
    message = Message("P1 INC-12", "Größer 🔥", link="https://storm.example/a/1", language="de")
    receipt = adapter().send(message, browser.subscription.address, idempotency_key="run:1:webpush:7")
    [push] = service.taken
    assert (push.headers["urgency"], push.headers["ttl"]) == ("high", "3600")
    assert push.claims["aud"] == service.base_url and push.claims["sub"] == "mailto:ops@example.org"
    said = json.loads(browser.open(push.body))
    assert (said["title"], said["body"]) == ("P1 INC-12", "Größer 🔥")
    assert (said["url"], said["lang"]) == ("https://storm.example/a/1", "de")
    assert receipt.provider_id.endswith("/message/1") and "#" not in push.path
    with pytest.raises(InvalidTag):
        Browser(service.base_url).open(push.body)


def test_the_same_message_sent_twice_is_shown_once(service: FakePush, browser: Browser) -> None:
    for _ in range(2):
        adapter().send(Message("a", "b"), browser.subscription.address, idempotency_key="k")
    assert len({push.headers["topic"] for push in service.taken}) == 1


def test_a_long_message_still_fits(service: FakePush, browser: Browser) -> None:
    message = Message("ü" * 200, "🔥" * 5000, link="https://storm.example/" + "x" * 250)
    adapter().send(message, browser.subscription.address, idempotency_key="k")
    assert json.loads(browser.open(service.taken[0].body))["body"].startswith("🔥")


@pytest.mark.parametrize(("status", "invalid"), [("404", True), ("410", True), ("403", True), ("413", False)])
def test_a_refusal_is_permanent(service: FakePush, browser: Browser, status: str, invalid: bool) -> None:
    service.mood = status
    with pytest.raises(PermanentFailure) as failure:
        adapter().send(Message("a", "b"), browser.subscription.address, idempotency_key="k")
    assert failure.value.contact_is_invalid is invalid and service.attempts == 1


@pytest.mark.parametrize(("status", "wait_s"), [("429", 40), ("500", 0), ("503", 0)])
def test_trouble_is_temporary(service: FakePush, browser: Browser, status: str, wait_s: float) -> None:
    service.mood = status
    with pytest.raises(TemporaryFailure) as failure:
        adapter().send(Message("a", "b"), browser.subscription.address, idempotency_key="k")
    assert failure.value.wait_s == wait_s and service.attempts == 1


@pytest.mark.parametrize(
    "address", ["https://push.example.net/x", "https://push.example.net/x#a.b", "#.", ""]
)
def test_what_is_no_subscription_is_said(address: str) -> None:
    with pytest.raises(PermanentFailure) as failure:
        adapter().send(Message("a", "b"), address, idempotency_key="k")
    assert failure.value.contact_is_invalid


def test_a_key_of_ours_that_is_none_calls_for_the_operator(browser: Browser) -> None:
    with pytest.raises(PermanentFailure) as failure:
        adapter(key="abc").send(Message("a", "b"), browser.subscription.address, idempotency_key="k")
    assert failure.value.needs_operator


def test_a_key_is_made_by_a_command() -> None:
    out = StringIO()
    call_command("make_push_key", stdout=out)
    name, _, value = out.getvalue().strip().partition("=")
    assert name == "STORM_PUSH_KEY" and key_of(value)


@pytest.mark.django_db
def test_a_browser_is_added_by_the_code_it_shows_and_paged(
    clock: Clock,
    company: Company,
    path: EscalationPath,
    providers: Providers,
    service: FakePush,
    browser: Browser,
) -> None:
    client = Client()
    client.force_login(company.ann)
    page = client.get(PROFILE).content.decode()
    assert f'data-push="{packed(service.public_key)}"' in page and "style=" not in page
    assert client.post(f"{PROFILE}push/", given(browser)).status_code == 302
    clock.settle()
    code = re.search(r"\b\d{6}\b", json.loads(browser.open(service.taken[0].body))["body"])
    method = company.ann.contact_methods.get(kind="webpush")
    assert code and method.shown == "Firefox on Linux"
    assert client.post(f"{PROFILE}contacts/{method.pk}/verify/", {"digits": code.group()}).status_code == 302
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    said = json.loads(browser.open(service.taken[-1].body))
    assert incident.reference in said["title"] and said["url"].startswith("http://testserver/oncall/ack/")
    assert "Take it, as Ann" in client.get(said["url"].removeprefix("http://testserver")).content.decode()


@pytest.mark.django_db
def test_a_browser_that_has_given_up_is_used_no_more_and_that_is_said(
    clock: Clock,
    company: Company,
    path: EscalationPath,
    providers: Providers,
    service: FakePush,
    browser: Browser,
) -> None:
    method = ContactMethod.objects.create(
        user=company.ann,
        kind="webpush",
        address=browser.subscription.address,
        label="Old phone",
        verified_at=START,
    )
    service.gone.add(browser.subscription.endpoint.removeprefix(service.base_url))
    start_run(incident_id=detect().pk, at=clock.now)
    clock.settle()
    method.refresh_from_db()
    assert method.verified_at is None
    assert Delivery.objects.get(channel="webpush").error == "This browser has given its pushes up."
    client = Client()
    client.force_login(company.ann)
    assert "given up by that browser" in client.get(PROFILE).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"endpoint": "no address"}, {"p256dh": "x"}, {"auth": "short"}, {"endpoint": ""}, {"p256dh": "é" * 20}],
)
def test_whatever_a_browser_says_is_answered(
    clock: Clock, company: Company, providers: Providers, browser: Browser, wrong: dict[str, str]
) -> None:
    client = Client()
    client.force_login(company.ann)
    answer = client.post(f"{PROFILE}push/", {**given(browser), **wrong})
    assert answer.status_code == 400 and "did not say how it is reached" in answer.content.decode()
    assert not company.ann.contact_methods.filter(kind="webpush").exists()


@pytest.mark.django_db
def test_without_a_key_pushes_are_offered_to_nobody(company: Company, settings: Settings) -> None:
    settings.PUSH_KEY = ""
    client = Client()
    client.force_login(company.ann)
    assert "data-push=" not in client.get(PROFILE).content.decode()
    assert client.post(f"{PROFILE}push/", {}).status_code == 400


def test_the_app_and_its_worker_are_served_from_the_root() -> None:
    manifest = Client().get("/manifest.webmanifest")
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    icons = json.loads(manifest.content)["icons"]
    assert {icon["sizes"] for icon in icons} == {"any", "192x192", "512x512"}
    worker = Client().get("/service-worker.js")
    assert (
        worker.headers["Content-Type"].startswith("text/javascript") and b"showNotification" in worker.content
    )
    assert b'icon: "/static/notifications/barb-192.png"' in worker.content
