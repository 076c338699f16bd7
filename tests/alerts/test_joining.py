"""An alert that pages joins an incident that waited in the queue: it stands as if it had been opened so."""

from collections.abc import Callable

import pytest

from accounts.models import CompanySettings
from incidents.models import Incident
from outbox.models import Entry
from tests.alerts.conftest import Post, alert, webhook

pytestmark = pytest.mark.django_db
GROUP = "{}:{service=orders}"


def test_it_is_classified_provisionally_and_paged(post: Post, feed: Callable[[], int]) -> None:
    CompanySettings.objects.create(name="Acme")
    post(webhook(alert("w1", name="DiskFilling", severity="warning"), group=GROUP))
    feed()
    waiting = Incident.objects.get()
    assert (waiting.response, waiting.priority, waiting.classifications.count()) == ("queue", "", 0)

    post(webhook(alert("c1", name="OrdersRefused", severity="critical"), group=GROUP))
    feed()
    joined = Incident.objects.get()
    assert (joined.response, joined.priority, joined.provisional) == ("page", "P1", True)
    version = joined.classifications.get()
    assert (version.version, version.impact, version.urgency) == (0, 2, 1)
    topics = set(Entry.objects.values_list("topic", flat=True))
    assert topics >= {"oncall.start_escalation", "oncall.call_dispatch"}

    post(webhook(alert("c2", name="QueueFull", severity="critical"), group=GROUP))
    feed()
    assert Incident.objects.get().classifications.count() == 1


def test_what_a_person_has_classified_keeps_its_class(post: Post, feed: Callable[[], int]) -> None:
    CompanySettings.objects.create(name="Acme")
    post(webhook(alert("w1", name="DiskFilling", severity="warning"), group=GROUP))
    feed()
    Incident.objects.update(provisional=False, priority="P4")
    post(webhook(alert("c1", name="OrdersRefused", severity="critical"), group=GROUP))
    feed()
    joined = Incident.objects.get()
    assert (joined.response, joined.priority, joined.classifications.count()) == ("page", "P4", 0)
