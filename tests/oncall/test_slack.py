"""A page in Slack: how one is found there, what its buttons do, and what the message says afterwards."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.actors import actor_of
from accounts.models import ContactMethod, User
from incidents.models import Incident
from notifications.models import Delivery, InboundMessage
from oncall.models import EscalationPath
from oncall.operations.answering import acknowledge
from oncall.operations.climbing import start_run
from tests.clock import START, Clock
from tests.fakes.providers import Providers
from tests.fakes.slack import ACTIONS, ARCHIVED, NOBODY, SIGNING_SECRET, TOKEN, FakeSlack, Posted, workspace
from tests.oncall.conftest import Company, detect

pytestmark = pytest.mark.django_db
ANN, BEN = "U0ANN", "U0BEN"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def slack(settings: Settings, providers: Providers) -> Iterator[FakeSlack]:
    with workspace() as server:
        settings.SLACK_BOT_TOKEN, settings.SLACK_SIGNING_SECRET = TOKEN, SIGNING_SECRET
        settings.SLACK_BASE_URL = server.base_url
        yield server


def only_in_slack(user: User, member: str) -> None:
    user.contact_methods.all().delete()
    ContactMethod.objects.create(user=user, kind="slack", address=member, verified_at=START)


@pytest.fixture
def incident(clock: Clock, company: Company, path: EscalationPath, slack: FakeSlack) -> Incident:
    """Ann is paged, and has Slack alone."""
    only_in_slack(company.ann, ANN)
    found = detect()
    start_run(incident_id=found.pk, at=clock.now)
    clock.settle()
    return found


def press(slack: FakeSlack, message: Posted, button: str, user: str, **how: object) -> int:
    body, headers = slack.press(message, button, user=user, **how)  # type: ignore[arg-type]
    return Client().post(ACTIONS, body, content_type=FORM, headers=headers).status_code


def test_a_page_in_slack_is_acknowledged_by_its_button(
    incident: Incident, slack: FakeSlack, clock: Clock, company: Company
) -> None:
    [message] = slack.to(ANN)
    assert incident.reference in message.words and "Checkout down" in message.words
    assert list(message.buttons) == ["Acknowledge", "Decline", "Escalate", "Open the incident"]
    assert press(slack, message, "Acknowledge", ANN) == 200
    clock.settle()
    page = incident.pages.get(user=company.ann)
    assert (page.answer, page.answered_via) == ("acknowledged", "slack")
    assert slack.whispers == [f"{incident.reference} is yours. Thank you."]
    assert "Ann has acknowledged." in message.words
    assert list(message.buttons) == ["Open the incident"]


def test_declining_in_slack_goes_on_and_takes_the_buttons_away(
    incident: Incident, slack: FakeSlack, clock: Clock, company: Company
) -> None:
    [message] = slack.to(ANN)
    assert press(slack, message, "Decline", ANN) == 200
    clock.settle()
    assert incident.pages.filter(user=company.dan).exists()
    assert "You declined." in message.words and "Acknowledge" not in message.buttons


def test_escalating_in_slack_pages_the_next_level(
    incident: Incident, slack: FakeSlack, clock: Clock, company: Company
) -> None:
    [message] = slack.to(ANN)
    assert press(slack, message, "Escalate", ANN) == 200
    clock.settle()
    assert incident.pages.filter(user=company.dan).exists()
    assert slack.whispers == [f"{incident.reference} goes on to the next level now."]


def test_the_message_says_so_when_somebody_acknowledged_elsewhere(
    incident: Incident, slack: FakeSlack, clock: Clock, company: Company
) -> None:
    acknowledge(incident_id=incident.pk, actor=actor_of(company.ben, via="sms"), at=clock.now)
    clock.settle()
    [message] = slack.to(ANN)
    assert "Ben has acknowledged." in message.words and "Acknowledge" not in message.buttons


@pytest.mark.parametrize(
    "how", [{"secret": "guess"}, {"at": START.timestamp() - 301}, {"at": START.timestamp() + 301}]
)
def test_a_press_that_is_forged_or_old_is_refused(
    incident: Incident, slack: FakeSlack, how: dict[str, object]
) -> None:
    assert press(slack, slack.to(ANN)[0], "Acknowledge", ANN, **how) == 403
    assert not InboundMessage.objects.exists() and not incident.pages.exclude(answer="").exists()


def test_a_press_that_is_played_back_is_refused(incident: Incident, slack: FakeSlack, clock: Clock) -> None:
    body, headers = slack.press(slack.to(ANN)[0], "Acknowledge", user=ANN)
    first, second = (Client().post(ACTIONS, body, content_type=FORM, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 403)
    assert InboundMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "moment"),
    [(b"", ""), (b"payload=x", "soon"), (b"\xff\xfe", "1"), (b"payload=" + b"x" * 9000, "9" * 30)],
)
def test_whatever_is_posted_there_is_refused_politely(
    slack: FakeSlack, clock: Clock, body: bytes, moment: str
) -> None:
    headers = {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": "v0=1"}
    assert Client().post(ACTIONS, body, content_type=FORM, headers=headers).status_code == 403


def test_a_stranger_in_slack_is_told_how_to_become_known(
    incident: Incident, slack: FakeSlack, clock: Clock
) -> None:
    [message] = slack.to(ANN)
    assert press(slack, message, "Acknowledge", "U0STRANGER") == 200
    clock.settle()
    assert "We do not know you here" in slack.whispers[0]
    assert "Acknowledge" in message.buttons and not incident.pages.exclude(answer="").exists()


def test_somebody_elses_page_is_not_mine_to_answer(
    incident: Incident, slack: FakeSlack, clock: Clock, company: Company
) -> None:
    only_in_slack(company.ben, BEN)
    assert press(slack, slack.to(ANN)[0], "Acknowledge", BEN) == 200
    clock.settle()
    assert not incident.pages.exclude(answer="").exists()
    assert "is not about anything" in slack.whispers[0]


def test_opening_the_incident_answers_nothing(incident: Incident, slack: FakeSlack) -> None:
    assert press(slack, slack.to(ANN)[0], "Open the incident", ANN) == 200
    assert not InboundMessage.objects.exists()


def test_a_link_to_slack_is_verified_by_the_code_it_carries(
    clock: Clock, company: Company, slack: FakeSlack
) -> None:
    browser = Client()
    browser.force_login(company.ann)
    assert "Slack" in browser.get("/accounts/profile/").content.decode()
    wrong = browser.post("/accounts/profile/contacts/", {"kind": "slack", "address": "@ann"})
    assert wrong.status_code == 400 and "Copy member ID" in wrong.content.decode()
    assert browser.post("/accounts/profile/contacts/", {"kind": "slack", "address": ANN}).status_code == 302
    clock.settle()
    [message] = slack.to(ANN)
    code = re.search(r"\b\d{6}\b", message.words)
    method = company.ann.contact_methods.get(kind="slack")
    assert code and message.buttons == {}
    url = f"/accounts/profile/contacts/{method.pk}/verify/"
    assert browser.post(url, {"digits": code.group()}).status_code == 302
    method.refresh_from_db()
    assert method.verified_at == clock.now


def test_without_a_token_slack_is_not_offered_and_not_tried(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    ContactMethod.objects.create(user=company.ann, kind="slack", address=ANN, verified_at=START)
    browser = Client()
    browser.force_login(company.ann)
    page = browser.get("/accounts/profile/").content.decode()
    assert "not set up here" in page and 'value="slack"' not in page
    refused = browser.post("/accounts/profile/contacts/", {"kind": "slack", "address": "U0NEW"})
    assert refused.status_code == 400
    start_run(incident_id=detect().pk, at=clock.now)
    clock.settle()
    assert not Delivery.objects.filter(channel="slack").exists()


@pytest.mark.parametrize("member", [NOBODY, ARCHIVED])
def test_a_member_whom_slack_does_not_know_is_used_no_more(
    clock: Clock, company: Company, path: EscalationPath, slack: FakeSlack, member: str
) -> None:
    ContactMethod.objects.create(user=company.ann, kind="slack", address=member, verified_at=START)
    start_run(incident_id=detect().pk, at=clock.now)
    clock.settle()
    assert company.ann.contact_methods.get(kind="slack").verified_at is None
    assert Delivery.objects.get(channel="slack", kind="page").state == "failed"


def test_slack_is_asked_again_when_it_said_to(
    clock: Clock, company: Company, path: EscalationPath, slack: FakeSlack
) -> None:
    only_in_slack(company.ann, ANN)
    slack.mood = "429"
    start_run(incident_id=detect().pk, at=clock.now)
    clock.settle()
    slack.mood = "ok"
    clock.advance(seconds=29)
    assert not slack.to(ANN)
    clock.advance(seconds=1)
    assert len(slack.to(ANN)) == 1
