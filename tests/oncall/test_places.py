"""A level tells chat channels and webhooks beside the people it pages; what is told there reaches nobody by itself."""

import base64
import hmac
import json
from collections.abc import Iterator
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import ContactMethod
from notifications.channels.webhook import secret_of
from notifications.models import Delivery, Place
from oncall.models import EscalationLevel, EscalationPath
from oncall.operations.climbing import start_run
from oncall.paths.path import TargetSnapshot
from oncall.queries import snapshot_of
from tests.clock import START, Clock
from tests.fakes.hooks import FakeHook
from tests.fakes.providers import Providers
from tests.fakes.slack import ACTIONS, SIGNING_SECRET, TOKEN, FakeSlack, Posted, workspace
from tests.oncall.conftest import Company, detect, paged
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db
CHANNEL, BEN = "C0PAYMENTS", "U0BEN"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def slack(settings: Settings, providers: Providers) -> Iterator[FakeSlack]:
    with workspace() as server:
        settings.SLACK_BOT_TOKEN, settings.SLACK_SIGNING_SECRET = TOKEN, SIGNING_SECRET
        settings.SLACK_BASE_URL = server.base_url
        yield server


@pytest.fixture
def place() -> Place:
    return Place.objects.create(name="#payments", kind="slack", address=CHANNEL)


@pytest.fixture
def told(path: EscalationPath, place: Place) -> EscalationLevel:
    """The first level tells the channel, too."""
    level = path.levels.get(name="operators")
    level.places.add(place)
    return level


def press(slack: FakeSlack, message: Posted, button: str, user: str) -> None:
    body, headers = slack.press(message, button, user=user)
    assert Client().post(ACTIONS, body, content_type=FORM, headers=headers).status_code == 200


def test_a_level_tells_the_channel_and_goes_on_without_an_answer(
    clock: Clock, company: Company, path: EscalationPath, told: EscalationLevel, slack: FakeSlack
) -> None:
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    [message] = slack.to(CHANNEL)
    assert incident.reference in message.words and "“operators” is being paged." in message.words
    assert list(message.buttons) == ["Acknowledge", "Escalate", "Open the incident"]
    assert message.buttons["Open the incident"]["url"].endswith(f"/incidents/{incident.number}/")
    assert TimelineEntry.objects.filter(kind="escalation.posted", subject=incident.key).count() == 1
    clock.advance(minutes=5)
    assert paged(incident, clock) == [(0, "ann"), (5, "dan")]


def test_whoever_may_respond_takes_it_by_the_button_in_the_channel(
    clock: Clock, company: Company, path: EscalationPath, told: EscalationLevel, slack: FakeSlack
) -> None:
    ContactMethod.objects.create(user=company.ben, kind="slack", address=BEN, verified_at=START)
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    [message] = slack.to(CHANNEL)
    press(slack, message, "Acknowledge", BEN)
    clock.settle()
    run = incident.runs.get()
    assert (run.state, run.acknowledged_by) == ("acknowledged", company.ben)
    assert slack.whispers == [f"{incident.reference} is yours. Thank you."]
    assert "Ben has acknowledged." in message.words and "Acknowledge" not in message.buttons


def test_whoever_may_not_respond_is_told_so(
    clock: Clock, company: Company, path: EscalationPath, told: EscalationLevel, slack: FakeSlack
) -> None:
    visitor = company.hire("eve", "executive")
    ContactMethod.objects.create(user=visitor, kind="slack", address="U0EVE", verified_at=START)
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    press(slack, slack.to(CHANNEL)[0], "Acknowledge", "U0EVE")
    clock.settle()
    assert incident.runs.get().acknowledged_by is None and len(slack.whispers) == 1


def test_a_level_that_only_tells_is_told_and_passed_over_at_once(
    clock: Clock, company: Company, path: EscalationPath, told: EscalationLevel, slack: FakeSlack
) -> None:
    told.users.clear()
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    assert paged(incident, clock) == [(0, "dan")]
    assert len(slack.to(CHANNEL)) == 1
    assert not TimelineEntry.objects.filter(kind="escalation.level_empty").exists()


def test_a_channel_that_fails_is_said_and_wakes_nobody_else(
    clock: Clock, company: Company, path: EscalationPath, told: EscalationLevel, slack: FakeSlack
) -> None:
    slack.mood = "is_archived"
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    assert Delivery.objects.get(kind="post").state == "failed"
    assert TimelineEntry.objects.filter(kind="message.failed", subject=incident.key).exists()
    assert paged(incident, clock) == [(0, "ann")]


def test_a_webhook_is_told_signed(
    clock: Clock,
    company: Company,
    path: EscalationPath,
    providers: Providers,
    settings: Settings,
) -> None:
    settings.WEBHOOK_INSIDE = ["127.0.0.1"]
    hook = FakeHook()
    path.levels.get(name="operators").places.add(
        Place.objects.create(name="bot", kind="webhook", address=hook.url, language="de")
    )
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    hook.shutdown()
    hook.server_close()
    [(_, headers, body)] = hook.got
    data = json.loads(body)["data"]
    assert incident.reference in data["title"] and "„operators“ wird alarmiert." in data["text"]
    secret = base64.b64decode(secret_of(hook.url, settings.SECRET_KEY).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    made = base64.b64encode(hmac.new(secret, signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{made}"


def test_places_are_drawn_kept_and_shown(
    clock: Clock, company: Company, path: EscalationPath, place: Place
) -> None:
    browser = Client()
    browser.force_login(company.oda)
    url = f"/oncall/paths/{path.pk}/levels/1/"
    form = browser.get(url).content.decode()
    assert "#payments" in form
    drawn = {
        "name": "operators",
        "minutes": 5,
        "seen": path.version,
        "users": [f"user:{company.ann.pk}"],
        "places": [f"place:{place.pk}"],
    }
    assert browser.post(url, drawn).status_code == 302
    path.refresh_from_db()
    assert (
        TargetSnapshot(kind="place", key=str(place.pk), label="#payments")
        in snapshot_of(path).levels[0].targets
    )
    assert "told: #payments" in browser.get(f"/oncall/paths/{path.pk}/").content.decode()
    night = browser.get(f"/oncall/simulate/?path={path.pk}&at=2026-03-11T03:00&priority=P1").content.decode()
    assert "told: #payments" in night


@pytest.mark.parametrize(
    ("kind", "address"),
    [("slack", "#payments"), ("slack", "U0ANN"), ("webhook", "hooks"), ("teams", "ftp://x")],
)
def test_a_place_of_no_address_is_refused_where_it_is_entered(kind: str, address: str) -> None:
    with pytest.raises(ValidationError):
        Place(name="x", kind=kind, address=address).full_clean()
