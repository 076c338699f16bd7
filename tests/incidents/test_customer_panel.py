"""What the customer's page says of incidents: the banner while one is open, and those of a year."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Customer
from catalog.open_incidents import hurting
from incidents.models import Episode, Incident, IncidentCustomer, LetDownEntry
from incidents.queries.customer import UNTOLD
from tests.clock import Clock
from tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_company")]


def hurt(clock: Clock, customer: Customer, *, state: str = "affected", **more: object) -> Incident:
    at = clock.now - timedelta(minutes=30)
    given = {
        "title": "web-3 of rack 7 lost its disk", "priority": "P3", "stage": "investigate", "detected_at": at,
        "stage_entered_at": at, "created_at": at, **more,
    }  # fmt: skip
    incident = Incident.objects.create(**given)
    IncidentCustomer.objects.create(
        incident=incident, customer=customer, state=state, severity=0.5, since=incident.detected_at
    )
    Episode.objects.create(
        incident=incident, starts_at=incident.detected_at, ends_at=incident.service_restored_at
    )
    return incident


@pytest.fixture
def customer(demo_company: None) -> Customer:
    return Customer.objects.order_by("pk")[0]


@pytest.fixture
def browser(demo_company: None) -> Client:
    client = Client()
    client.force_login(
        User.objects.filter(groups__name="account_manager").first() or User.objects.get(username="ines")
    )
    return client


def test_whoever_opens_the_page_reads_what_may_be_said_and_sells_nothing(
    clock: Clock, customer: Customer, browser: Client
) -> None:
    incident = hurt(clock, customer, public_words={"title": "Orders", "text": "Orders are refused."})
    page = read(browser, f"/customers/{customer.pk}/").text
    assert f"Suffers now from {incident.reference}" in page and "for 30 min" in page
    assert "Orders are refused." in page and "Sell nothing now." in page
    other = Customer.objects.exclude(pk=customer.pk)[0]
    assert "Suffers now" not in read(browser, f"/customers/{other.pk}/").text


def test_nothing_of_ours_is_said_before_the_public_was_told(
    clock: Clock, customer: Customer, browser: Client
) -> None:
    hurt(clock, customer)
    assert [one.may_say for one in hurting(customer.pk)] == [UNTOLD]


@pytest.mark.parametrize(
    "more", [{"state": "healthy"}, {"state": "excluded"}, {"stage": "cancelled"}, {"stage": "merged"}]
)
def test_nobody_is_warned_of_what_does_not_hurt_them(
    clock: Clock, customer: Customer, more: dict[str, str]
) -> None:
    hurt(clock, customer, **more)
    assert hurting(customer.pk) == []


def test_the_most_urgent_comes_first_and_what_was_restored_says_so(
    clock: Clock, customer: Customer, browser: Client
) -> None:
    hurt(clock, customer, stage="restore", service_restored_at=clock.now - timedelta(minutes=5))
    urgent = hurt(clock, customer, priority="P1")
    assert hurting(customer.pk)[0].number == urgent.number
    assert "Restored, not over yet" in read(browser, f"/customers/{customer.pk}/").text


def test_the_banner_is_kept_current_by_itself(clock: Clock, customer: Customer, browser: Client) -> None:
    address, asks = f"/customers/{customer.pk}/now/", {"HX-Request": "true"}
    assert browser.get(address, headers=asks).content.strip() == b""
    hurt(clock, customer)
    first = browser.get(address, headers=asks)
    assert "Suffers now" in first.content.decode() and "<html" not in first.content.decode()
    again = browser.get(address, headers=asks | {"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "<html" in browser.get(address).content.decode(), "a whole page without scripts"
    assert browser.get("/customers/999999/now/").status_code == 404


def test_a_year_of_incidents_with_what_they_cost_and_whether_we_let_them_down(
    clock: Clock, customer: Customer, browser: Client
) -> None:
    day = clock.now - timedelta(days=40)
    closed = {
        "stage": "closed",
        "closed_at": day + timedelta(hours=9),
        "service_restored_at": day + timedelta(hours=3),
    }
    past = hurt(clock, customer, title="Orders slow", detected_at=day, **closed)
    LetDownEntry.objects.create(
        incident=past, customer=customer, suggested=True, answer=True, note="We told you."
    )
    hurt(clock, customer, title="Forgotten", detected_at=clock.now - timedelta(days=400))
    hurt(clock, customer, title="False alarm", stage="cancelled")
    page = read(browser, f"/customers/{customer.pk}/incidents/").text
    assert "Orders slow" in page and "1.5" in page and "Yes" in page and "We told you." in page
    assert "Forgotten" not in page and "False alarm" not in page
