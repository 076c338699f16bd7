"""A number or an address is used once a code sent there has come back, typed by its person."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import codes
from accounts.models import ContactMethod, User
from notifications.channels.webhook import secret_of
from notifications.models import Delivery
from tests.clock import START, Clock
from tests.fakes.hooks import FakeHook
from tests.fakes.providers import Providers

NUMBER = "+447700900123"
ADD = "/accounts/profile/contacts/"


@pytest.fixture
def maria(db: None, clock: Clock) -> User:
    return User.objects.create(username="maria", name="Maria", roles=["responder"])


@pytest.fixture
def browser(maria: User) -> Client:
    client = Client()
    client.force_login(maria)
    return client


def added(
    browser: Client, maria: User, clock: Clock, kind: str = "sms", address: str = NUMBER
) -> ContactMethod:
    assert browser.post(ADD, {"kind": kind, "address": address}).status_code == 302
    clock.settle()
    return maria.contact_methods.get(kind=kind, address=address)


def sent_code(method: ContactMethod) -> str:
    body = Delivery.objects.filter(kind="code", channel=method.kind).latest("id").body
    found = re.search(r"\b\d{6}\b", body)
    assert found, body
    return found.group()


def verify(browser: Client, method: ContactMethod, digits: str) -> int:
    return browser.post(f"{ADD}{method.pk}/verify/", {"digits": digits}).status_code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_code_goes_to_the_number_and_verifies_it(
    browser: Client, maria: User, clock: Clock, providers: Providers
) -> None:
    method = added(browser, maria, clock)
    (text,) = providers.phone(maria).texts
    code = sent_code(method)
    assert code in text and len(text) <= 160
    assert verify(browser, method, f" {code[:3]} {code[3:]} ") == 302
    method.refresh_from_db()
    assert method.verified_at == clock.now
    assert "is verified" in browser.get("/accounts/profile/").content.decode()


def test_the_code_goes_to_the_address_by_mail(
    browser: Client, maria: User, clock: Clock, providers: Providers
) -> None:
    method = added(browser, maria, clock, "email", "maria@example.org")
    (mail,) = providers.mails(maria)
    assert mail.startswith("Your code for Storm") and sent_code(method) in mail


def test_a_call_says_the_code_twice(browser: Client, maria: User, clock: Clock, providers: Providers) -> None:
    method = added(browser, maria, clock, "voice")
    phone = providers.phone(maria, "voice")
    said = phone.pick_up()
    spelled = re.findall(r"\d(?:, \d){5}", said)
    assert len(spelled) == 2 and spelled[0] == spelled[1]
    assert "no meaning" in phone.press("1")
    phone.hang_up()
    assert Delivery.objects.get(kind="code").state == "delivered"
    assert verify(browser, method, spelled[0].replace(", ", "")) == 302


def test_a_wrong_code_is_said_kept_and_counted(
    browser: Client, maria: User, clock: Clock, providers: Providers
) -> None:
    method = added(browser, maria, clock)
    code = sent_code(method)
    answer = browser.post(f"{ADD}{method.pk}/verify/", {"digits": wrong(code)})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "That is not the code." in page and f'value="{wrong(code)}"' in page
    for _ in range(codes.MOST_WRONG - 1):
        assert verify(browser, method, wrong(code)) == 400
    assert verify(browser, method, code) == 400  # guessed too often: the right one is void, too
    assert "no longer valid" in browser.post(f"{ADD}{method.pk}/verify/", {"digits": code}).content.decode()
    method.refresh_from_db()
    assert method.verified_at is None


@pytest.mark.parametrize(
    "digits", ["", "      ", "12345", "1234567", "abcdef", "９９９９９９", "\u0661" * 6, "1" * 40]
)
def test_whatever_is_typed_is_answered(
    browser: Client, maria: User, clock: Clock, providers: Providers, digits: str
) -> None:
    method = added(browser, maria, clock)
    assert verify(browser, method, digits) == 400


def test_a_code_holds_for_ten_minutes(
    browser: Client, maria: User, clock: Clock, providers: Providers
) -> None:
    method = added(browser, maria, clock)
    code = sent_code(method)
    clock.advance(minutes=10)
    assert verify(browser, method, code) == 400


def test_a_new_code_voids_the_old_one(
    browser: Client, maria: User, clock: Clock, providers: Providers
) -> None:
    method = added(browser, maria, clock)
    old = sent_code(method)
    clock.advance(seconds=30)
    assert browser.post(f"{ADD}{method.pk}/code/").status_code == 302
    clock.settle()
    assert verify(browser, method, old) == 400
    assert verify(browser, method, sent_code(method)) == 302


def test_codes_cannot_ring_somebody_else_all_night(
    browser: Client, maria: User, clock: Clock, providers: Providers
) -> None:
    method = added(browser, maria, clock)
    assert browser.post(f"{ADD}{method.pk}/code/").status_code == 409  # within half a minute
    for _ in range(codes.MOST_AN_HOUR - 1):
        clock.advance(minutes=1)
        assert browser.post(f"{ADD}{method.pk}/code/").status_code == 302
    clock.advance(minutes=1)
    refused = browser.post(f"{ADD}{method.pk}/code/")
    assert refused.status_code == 409 and "The next in" in refused.content.decode()
    other = browser.post(ADD, {"kind": "sms", "address": "+447700900124"})
    assert other.status_code == 409  # another number does not begin a new count
    assert len(providers.texts()) == codes.MOST_AN_HOUR
    clock.advance(hours=1)
    assert browser.post(f"{ADD}{method.pk}/code/").status_code == 302


def test_somebody_elses_number_is_not_mine_to_verify(
    browser: Client, maria: User, clock: Clock, providers: Providers
) -> None:
    method = added(browser, maria, clock)
    other = Client()
    other.force_login(User.objects.create(username="bob", name="Bob", roles=["responder"]))
    for act in ("code", "verify", "test"):
        assert other.post(f"{ADD}{method.pk}/{act}/", {"digits": sent_code(method)}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "channel_says"), [("sms", "Test by SMS: arrived."), ("email", "Test by mail: sent")]
)
def test_a_test_page_tells_what_came_of_it(
    browser: Client, maria: User, clock: Clock, providers: Providers, kind: str, channel_says: str
) -> None:
    address = NUMBER if kind == "sms" else "maria@example.org"
    method = ContactMethod.objects.create(user=maria, kind=kind, address=address, verified_at=START)
    assert browser.post(f"{ADD}{method.pk}/test/").status_code == 302
    clock.settle()
    Delivery.objects.filter(channel="sms").update(state="delivered")  # the receipt comes from another thread
    assert channel_says in browser.get("/accounts/profile/").content.decode()
    assert browser.post(f"{ADD}{method.pk}/test/").status_code == 409
    clock.advance(seconds=31)
    assert browser.post(f"{ADD}{method.pk}/test/").status_code == 302


def test_a_test_call_is_confirmed_by_a_key(
    browser: Client, maria: User, clock: Clock, providers: Providers
) -> None:
    method = ContactMethod.objects.create(user=maria, kind="voice", address=NUMBER, verified_at=START)
    browser.post(f"{ADD}{method.pk}/test/")
    clock.settle()
    phone = providers.phone(maria, "voice")
    assert "Nothing is wrong. Press 1" in phone.pick_up()
    assert phone.press("1") == "Thank you. You are reached this way. Goodbye."
    assert "Test by call: arrived." in browser.get("/accounts/profile/").content.decode()


def test_what_is_not_verified_is_not_tested(
    browser: Client, maria: User, clock: Clock, providers: Providers
) -> None:
    method = added(browser, maria, clock)
    refused = browser.post(f"{ADD}{method.pk}/test/")
    assert refused.status_code == 409 and "Verify it first" in refused.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+44 (0)20", ""),
        ("07700 900123", ""),
        ("0044 7700 900123", NUMBER),
        ("+44.7700/900-123", NUMBER),
        ("+0123456789", ""),
    ],
)
def test_a_number_in_the_wrong_format_is_answered_with_how_to_write_it(
    browser: Client, maria: User, providers: Providers, typed: str, kept: str
) -> None:
    answer = browser.post(ADD, {"kind": "voice", "address": typed})
    assert list(maria.contact_methods.values_list("address", flat=True)) == ([kept] if kept else [])
    if not kept:
        assert answer.status_code == 400 and "+44 7700 900123" in answer.content.decode()


def test_a_webhook_is_verified_and_its_secret_shown(
    browser: Client, maria: User, clock: Clock, providers: Providers, settings: Settings
) -> None:
    hook = FakeHook()
    settings.WEBHOOK_INSIDE = ["127.0.0.1"]
    method = added(browser, maria, clock, "webhook", hook.url)
    [(_, headers, body)] = hook.got
    hook.shutdown()
    hook.server_close()
    code = sent_code(method)
    assert code in json.loads(body)["data"]["text"]
    page = browser.get("/accounts/profile/").content.decode()
    secret = re.search(r"whsec_[\w+/=]+", page.replace("&#x3D;", "="))
    assert secret and secret.group() == secret_of(hook.url, settings.SECRET_KEY)
    assert headers["webhook-signature"].startswith("v1,")
    assert verify(browser, method, code) == 302


def test_waiting_times_are_those_of_the_policy() -> None:
    assert codes.wait_s([], START) == 0
    assert codes.wait_s([START], START + timedelta(seconds=10)) == 20
    six = [START + timedelta(minutes=n) for n in range(codes.MOST_AN_HOUR)]
    assert codes.wait_s(six, START + timedelta(minutes=10)) == 50 * 60
    assert codes.wait_s(six, START + timedelta(minutes=61)) == 0
