"""What no form sends and somebody sends all the same: a clear answer, never a 500."""

import pytest
from django.test import Client

from accounts.models import User
from tests.clock import Clock
from tests.incidents.test_road import As, opened

pytestmark = pytest.mark.django_db
ENDLESS = "9" * 30


@pytest.fixture
def client(as_: As) -> Client:
    """Tomasz in customer support, who sees what the server answers."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="tomasz"))
    return client


@pytest.mark.parametrize("query", ["q=%00", "show=closed&q=a%00b", "stage=%00"])
def test_a_character_that_cannot_be_kept_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 400
    assert client.get(f"/kb/?kind=%00&{query}").status_code == 400
    assert client.post("/incidents/report/", {"words": "a\x00b", "\x00": "1"}).status_code == 400


@pytest.mark.parametrize("number", ["²", "٣", ENDLESS, "-1", "1e9", ""])
def test_odd_numbers_are_no_numbers(client: Client, clock: Clock, number: str) -> None:
    incident = opened(clock)
    for address in ("/", "/alerts/"):
        sent = {"show": "closed", "before": number, "q": number, "page": number}
        assert client.get(address, sent).status_code == 200
    ticked = {"assets": [number], "exclude": [number], "find": "\U0001f525", "seen": number}
    for act in ("classify", "sufferers", "assets"):
        one = f"/incidents/{incident.number}/{act}/"
        assert client.get(one, ticked).status_code < 500
        assert client.post(one, ticked).status_code < 500


@pytest.mark.parametrize(
    "address",
    [
        f"/incidents/{ENDLESS}/",
        f"/kb/{ENDLESS}/",
        f"/alerts/requests/{ENDLESS}/",
        f"/oncall/panel/{ENDLESS}/",
    ],
)
def test_a_number_that_no_row_can_have_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T10:00"])
def test_times_at_the_ends_of_the_calendar_are_refused(client: Client, clock: Clock, moment: str) -> None:
    incident = opened(clock)
    User.objects.update(zone="Pacific/Kiritimati")
    client.post(f"/incidents/{incident.number}/take/")
    sent = {"means": "customer_call", "manifestation": "Orders are refused", "occurred_at": moment}
    assert client.post(f"/incidents/{incident.number}/record/", sent).status_code == 400
