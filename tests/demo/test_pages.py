"""The phones and the mail of the demo, as a newcomer meets them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.roles import Role
from demo.mailbox import Mailbox
from demo.people import PEOPLE
from demo.twilio.server import FakeTwilio
from tests.demo.conftest import NUMBER, Product

pytestmark = pytest.mark.django_db
JONAS = "447700900142"


@pytest.fixture
def browser(client: Client, twilio: FakeTwilio, settings: Settings, tmp_path: Path) -> Client:
    settings.TWILIO_BASE_URL = twilio.base_url
    settings.STORM_VAR = tmp_path
    client.force_login(User.objects.create(username="ann", name="Ann Weir", roles=["operator"]))
    return client


def ring(twilio: FakeTwilio, body: str = "P1 INC-12 http://127.0.0.1:8000/a/7Q2K") -> None:
    twilio.network.take({"From": NUMBER, "To": f"+{JONAS}", "Body": body})
    twilio.network.callbacks.settle()


@pytest.mark.parametrize("path", ["/demo/phones/", f"/demo/phones/{JONAS}/", "/demo/mail/", "/demo/mail/1/"])
def test_only_who_is_signed_in_sees_them(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302 and "/accounts/login/" in answer.url


def test_a_phone_shows_what_the_network_carried_to_it(browser: Client, twilio: FakeTwilio) -> None:
    assert "No phone has rung yet" in browser.get("/demo/phones/").content.decode()
    ring(twilio)
    for path in ("/demo/phones/", f"/demo/phones/{JONAS}/"):
        page = browser.get(path).content.decode()
        assert "Jonas Weil" in page and "P1 INC-12" in page
        assert 'href="http://127.0.0.1:8000/a/7Q2K"' in page


def test_words_on_a_phone_are_only_words(browser: Client, twilio: FakeTwilio) -> None:
    ring(twilio, "<script>alert(1)</script>")
    assert "<script>alert" not in browser.get("/demo/phones/").content.decode()


def test_an_answer_typed_on_a_phone_goes_through_the_network(
    browser: Client, twilio: FakeTwilio, product: Product
) -> None:
    answer = browser.post(f"/demo/phones/{JONAS}/", {"body": "ack 12", "grid": "1"}, follow=True)
    assert answer.redirect_chain == [("/demo/phones/", 302)]
    assert [fields["Body"] for _, fields, _ in product.forms] == ["ack 12"]
    page = answer.content.decode()
    assert "ack 12" in page and "It is yours &amp; only yours." in page


def test_a_phone_rings_is_picked_up_and_a_key_is_pressed(
    browser: Client, twilio: FakeTwilio, product: Product
) -> None:
    form = {"From": NUMBER, "To": f"+{JONAS}", "Url": "https://storm.example.com/providers/twilio/voice"}
    twilio.network.call(form)
    twilio.network.callbacks.settle()
    for path in ("/demo/phones/", f"/demo/phones/{JONAS}/"):
        assert "Storm is calling" in browser.get(path).content.decode()
    gather = '<Gather action="/providers/twilio/voice/keys?turn=1"><Say>Press &lt;1&gt;.</Say></Gather>'
    product.answer = (200, f"<Response>{gather}</Response>")
    page = browser.post(f"/demo/phones/{JONAS}/call/", {"act": "pick_up"}, follow=True).content.decode()
    assert "Press &lt;1&gt;." in page and "next level" in page
    product.answer = (200, "<Response><Say>It is yours.</Say><Hangup/></Response>")
    pressed = browser.post(
        f"/demo/phones/{JONAS}/call/", {"act": "press", "key": "1", "grid": "1"}, follow=True
    )
    assert "It is yours." in pressed.content.decode()
    url, fields, _ = product.forms[-1]
    assert (url, fields["Digits"]) == ("https://storm.example.com/providers/twilio/voice/keys?turn=1", "1")


def test_a_call_that_is_over_takes_no_key(browser: Client, product: Product) -> None:
    answer = browser.post(f"/demo/phones/{JONAS}/call/", {"act": "press", "key": "1"})
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["That call is over."]
    assert browser.post(f"/demo/phones/{JONAS}/call/", {"act": "dance"}).status_code == 400
    assert browser.post(f"/demo/phones/{JONAS}/call/", {"act": "press", "key": "11"}).status_code == 400
    assert product.forms == []


def test_nothing_typed_sends_nothing(browser: Client, product: Product) -> None:
    answer = browser.post(f"/demo/phones/{JONAS}/", {"body": "  "})
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "Write something first; nothing was sent."
    ]
    assert product.forms == []


def test_polling_is_answered_304_until_something_happens(browser: Client, twilio: FakeTwilio) -> None:
    for path in ("/demo/phones/", f"/demo/phones/{JONAS}/"):
        tag = browser.get(path)["ETag"]
        polling = {"HX-Request": "true", "If-None-Match": tag}
        assert browser.get(path, headers=polling).status_code == 304
        assert browser.get(path, headers={"If-None-Match": tag}).status_code == 200
        ring(twilio)
        assert browser.get(path, headers=polling).status_code == 200


def test_a_network_that_is_down_is_said_and_what_was_typed_is_kept(
    browser: Client, settings: Settings
) -> None:
    settings.TWILIO_BASE_URL = "http://127.0.0.1:9"
    assert browser.get("/demo/phones/").status_code == 503
    answer = browser.post(f"/demo/phones/{JONAS}/", {"body": "ack 12"})
    assert answer.status_code == 503 and "ack 12" in answer.content.decode()


def test_a_letter_can_be_read_and_its_link_followed(browser: Client, tmp_path: Path) -> None:
    assert "No mail yet" in browser.get("/demo/mail/").content.decode()
    raw = (
        b"Subject: P1 INC-12\r\nMessage-ID: <1@x>\r\n\r\nTake it: http://127.0.0.1:8000/a/7Q2K\r\n<b>now</b>"
    )
    Mailbox(tmp_path / "mail").store(
        sender="storm@example.org", recipients=["jonas@example.com"], content=raw
    )
    listing = browser.get("/demo/mail/").content.decode()
    assert "P1 INC-12" in listing and 'href="/demo/mail/1/"' in listing
    page = browser.get("/demo/mail/1/").content.decode()
    assert 'href="http://127.0.0.1:8000/a/7Q2K"' in page and "<b>now</b>" not in page
    assert browser.get("/demo/mail/2/").status_code == 404


def test_the_cast_covers_every_role_with_numbers_nobody_owns() -> None:
    assert {role for person in PEOPLE for role in person.roles} == set(Role.values)
    assert all(re.fullmatch(r"\+447700900\d{3}", person.phone) for person in PEOPLE)
    assert all(person.email.endswith("example.com") for person in PEOPLE)
    assert len({person.login for person in PEOPLE}) == len({person.phone for person in PEOPLE}) == len(PEOPLE)


def test_without_demo_mode_none_of_it_exists() -> None:
    asked = (
        "import json, django; django.setup();"
        "from django.conf import settings; from django.urls import get_resolver;"
        "from django.core.management import get_commands;"
        "print(json.dumps(['demo' in settings.INSTALLED_APPS, 'demo' in get_resolver().namespace_dict,"
        " 'load_demo' in get_commands()]))"
    )
    for demo, there in (("1", [True, True, True]), ("", [False, False, False])):
        environment = {key: value for key, value in os.environ.items() if key != "STORM_DEMO"}
        environment["DJANGO_SETTINGS_MODULE"] = "storm.settings"
        environment |= {"STORM_DEMO": demo} if demo else {}
        ran = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, check=False)
        assert ran.returncode == 0, ran.stderr.decode()
        assert json.loads(ran.stdout) == there


def test_a_phone_calls_the_incident_number_and_leaves_a_message(
    browser: Client, twilio: FakeTwilio, product: Product
) -> None:
    url = f"/demo/phones/{JONAS}/"
    assert "Call the incident number" in browser.get(url).content.decode()
    product.answer = (200, "<Response><Say>After the tone.</Say><Record action='/done'/></Response>")
    page = browser.post(f"{url}call/", {"act": "dial"}, follow=True).content.decode()
    assert "After the tone." in page and "Say something" in page
    product.answer = (200, "<Response><Say>Thank you.</Say><Hangup/></Response>")
    page = browser.post(f"{url}call/", {"act": "speak"}, follow=True).content.decode()
    assert "Thank you." in page and "Say something" not in page
    came, spoken = product.forms[0][1], next(form for _, form, _ in product.forms if "Digits" in form)
    assert (came["From"], came["To"], came["Direction"]) == (f"+{JONAS}", NUMBER, "inbound")
    assert spoken["RecordingSid"].startswith("RE") and spoken["RecordingDuration"] == "7"
