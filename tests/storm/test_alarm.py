"""The flag on every page: the longest running P1, for whoever is signed in, led to what they may read."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import CompanySettings, User
from incidents.models import Incident

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def burning() -> Incident:
    """A P1 that nobody has restored."""
    CompanySettings.objects.create(name="Halcyon")
    return Incident.objects.create(
        title="US production down", priority="P1", detected_at=NOW, created_at=NOW, stage_entered_at=NOW
    )


@pytest.mark.parametrize(("role", "leads_to"), [("csr", ""), ("executive", "window/")])
def test_the_flag_leads_to_what_one_may_read(burning: Incident, role: str, leads_to: str) -> None:
    client = Client()
    client.force_login(User.objects.create(username="somebody", name="Somebody", roles=[role]))
    page = client.get("/").content.decode()
    assert f'class="bar-alarm" href="/incidents/{burning.number}/{leads_to}"' in page


def test_there_is_no_flag_when_it_is_restored(burning: Incident) -> None:
    Incident.objects.update(service_restored_at=NOW)
    client = Client()
    client.force_login(User.objects.create(username="somebody", name="Somebody", roles=["csr"]))
    assert "bar-alarm" not in client.get("/").content.decode()
