"""A person's own rules and quiet hours, entered on her page and followed in the night."""

import pytest
from django.test import Client

from accounts.models import ContactMethod, User
from incidents.models import Incident
from notifications.channels.protocol import ReceiptUpdate
from notifications.models import Delivery
from notifications.reporting import record_receipt
from oncall.models import EscalationPath, NotificationRule, QuietHours
from oncall.operations.climbing import start_run
from tests.clock import START, Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect

PROFILE = "/accounts/profile/"


@pytest.fixture
def ann(company: Company, path: EscalationPath, clock: Clock) -> User:
    """She can be called as well."""
    number = company.ann.contact_methods.get(kind="sms").address
    ContactMethod.objects.create(
        user=company.ann, kind="voice", address=number, verified_at=START, position=2
    )
    return company.ann


@pytest.fixture
def browser(ann: User) -> Client:
    client = Client()
    client.force_login(ann)
    return client


def rule(browser: Client, urgency: str, kind: str, minutes: int) -> int:
    form = {"urgency": urgency, "kind": kind, "minutes": str(minutes)}
    return browser.post("/oncall/rules/", form).status_code


def broken(clock: Clock, priority: str = "P1") -> Incident:
    found = detect()
    Incident.objects.filter(pk=found.pk).update(priority=priority)
    start_run(incident_id=found.pk, at=clock.now)
    clock.settle()
    return found


def arrive(user: User, clock: Clock) -> None:
    """The provider reports that what left for her has arrived; without it the next way would be taken."""
    for one in Delivery.objects.filter(recipient=user.key, state="sent").exclude(channel="email"):
        receipt = ReceiptUpdate(one.provider, one.provider_id, "delivered", None, one.key)
        record_receipt(update=receipt, at=clock.now)


def left(user: User, clock: Clock) -> list[tuple[str, float]]:
    """The messages that left for her, with minutes since the start."""
    sent = (
        Delivery.objects.filter(recipient=user.key, kind="page")
        .exclude(sent_at=None)
        .order_by("sent_at", "id")
    )
    return [(one.channel, (one.sent_at - clock.start).total_seconds() / 60) for one in sent if one.sent_at]


def test_the_page_says_what_happens_before_anybody_touches_it(browser: Client) -> None:
    page = browser.get(PROFILE).content.decode()
    assert "SMS and mail at once, call after 1 min." in page
    assert "No quiet hours" in page and "As delivered" in page


def test_rules_are_followed(browser: Client, ann: User, clock: Clock, providers: Providers) -> None:
    assert [rule(browser, "high", "voice", 0), rule(browser, "high", "email", 2)] == [302, 302]
    assert "Call at once, mail after 2 min." in browser.get(PROFILE).content.decode()
    broken(clock)
    arrive(ann, clock)
    clock.advance(minutes=4)
    assert left(ann, clock) == [("voice", 0), ("email", 2)]


def test_an_answer_ends_what_has_not_left_yet(
    browser: Client, ann: User, clock: Clock, providers: Providers
) -> None:
    rule(browser, "high", "sms", 0)
    rule(browser, "high", "email", 3)
    broken(clock)
    providers.phone(ann).reply("a")
    clock.advance(minutes=5)
    assert left(ann, clock) == [("sms", 0)]


def test_the_next_level_does_not_cut_the_rules_of_the_first_short(
    browser: Client, ann: User, clock: Clock, providers: Providers
) -> None:
    rule(browser, "high", "sms", 0)
    rule(browser, "high", "voice", 10)
    broken(clock)
    arrive(ann, clock)
    clock.advance(minutes=10, seconds=30)
    assert left(ann, clock) == [("sms", 0), ("voice", 10)]


def test_quiet_hours_hold_what_is_less_urgent(
    browser: Client, ann: User, clock: Clock, providers: Providers
) -> None:
    assert browser.post("/oncall/quiet-hours/", {"starts": "13:00", "ends": "15:30"}).status_code == 302
    incident = broken(clock, "P3")
    entry = incident.pages.get(user=ann)
    assert left(ann, clock) == []
    assert "at 15:30, after quiet hours" in incident_page(browser, incident)
    clock.advance(minutes=90)
    assert left(ann, clock)[:2] == [("sms", 90), ("email", 90)]
    assert entry.user == ann


def incident_page(browser: Client, incident: Incident) -> str:
    return browser.get(f"/incidents/{incident.number}/", follow=True).content.decode()


def test_quiet_hours_never_hold_what_is_urgent(
    browser: Client, ann: User, clock: Clock, providers: Providers
) -> None:
    browser.post("/oncall/quiet-hours/", {"starts": "13:00", "ends": "15:30"})
    broken(clock, "P1")
    assert left(ann, clock) == [("sms", 0), ("email", 0)]


@pytest.mark.parametrize(
    ("urgency", "kind", "minutes", "words"),
    [
        ("high", "sms", 5, "Begin with what reaches you at once"),
        ("low", "voice", 0, "may not be louder"),
        ("high", "slack", 0, "Choose a way and a time"),
        ("high", "sms", 7, "Choose a way and a time"),
        ("never", "sms", 0, "Choose a way and a time"),
        ("", "", 0, "Choose a way and a time"),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence(
    browser: Client, urgency: str, kind: str, minutes: int, words: str
) -> None:
    form = {"urgency": urgency, "kind": kind, "minutes": str(minutes)}
    answer = browser.post("/oncall/rules/", form)
    assert answer.status_code == 400 and words in answer.content.decode()
    assert not NotificationRule.objects.exists()


def test_the_rule_that_reaches_at_once_stays_while_others_follow_it(browser: Client, ann: User) -> None:
    rule(browser, "high", "sms", 0)
    rule(browser, "high", "voice", 5)
    first, second = ann.notification_rules.order_by("delay_seconds")
    refused = browser.post(f"/oncall/rules/{first.pk}/remove/")
    assert refused.status_code == 400 and "at once when it is urgent" in refused.content.decode()
    assert browser.post(f"/oncall/rules/{second.pk}/remove/").status_code == 302
    assert browser.post(f"/oncall/rules/{first.pk}/remove/").status_code == 302
    assert "As delivered" in browser.get(PROFILE).content.decode()


@pytest.mark.parametrize(
    "form", [{"starts": "22:00"}, {"starts": "25:99", "ends": "x"}, {"starts": "08:00", "ends": "08:00"}]
)
def test_quiet_hours_that_are_none_are_refused(browser: Client, form: dict[str, str]) -> None:
    assert browser.post("/oncall/quiet-hours/", form).status_code == 400
    assert not QuietHours.objects.exists()


def test_quiet_hours_are_taken_back(browser: Client, ann: User) -> None:
    browser.post("/oncall/quiet-hours/", {"starts": "22:00", "ends": "07:00"})
    assert "From 22:00 to 07:00" in browser.get(PROFILE).content.decode()
    browser.post("/oncall/quiet-hours/", {"starts": "", "ends": ""})
    assert not QuietHours.objects.exists()


def test_somebody_elses_rule_is_not_there(browser: Client, ann: User, company: Company) -> None:
    theirs = NotificationRule.objects.create(user=company.ben, urgency="high", kind="sms")
    assert browser.post(f"/oncall/rules/{theirs.pk}/remove/").status_code == 404
