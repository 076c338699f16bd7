"""From kept requests to incidents: what opens one, what joins one, what recovers, and what a storm costs."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.tokens import hash_of
from alerts.models import Alert, AlertRule, RawRequest, Source
from alerts.operations.intake import take_waiting
from alerts.queries import first_alert_at
from catalog.models import Asset
from incidents.models import Incident
from outbox.models import Entry
from tests.alerts.conftest import TOKEN, alert, utc, webhook
from timeline.models import TimelineEntry

Post = Callable[..., Any]
Feed = Callable[[], int]


@pytest.fixture
def told(post: Post, feed: Feed) -> Callable[..., Any]:
    """Post alerts at a time of the evening and take them in; the newest incident."""

    def tell(at: str, *alerts: Any, **more: Any) -> Incident | None:
        with time_machine.travel(utc(at), tick=False):
            assert post(webhook(*alerts, **more)).status_code == 200
            feed()
        return Incident.objects.order_by("-id").first()

    return tell


@pytest.fixture
def assets(db: None) -> None:
    Asset.objects.create(name="txn-db", aliases=["transactions"])
    Asset.objects.create(name="uk-prod")


def kinds(incident: Incident) -> list[str]:
    return list(
        TimelineEntry.objects.filter(subject=incident.key).order_by("id").values_list("kind", flat=True)
    )


def test_a_critical_alert_opens_an_incident_and_pages_in_the_same_transaction(
    told: Any, assets: None
) -> None:
    incident = told("19:00:00", alert(asset="txn-db", instance="db-1:9100"))
    assert (incident.stage, incident.response, incident.means) == ("detect", "page", "internal_monitoring")
    assert (incident.occurred_at, incident.detected_at) == (utc("18:00:00"), utc("19:00:00"))
    assert incident.first_recorded_at is None
    assert incident.manifestation == "Latency: Latency is bad (db-1:9100)"
    assert "incident.paging_agreed" in kinds(incident)
    assert Entry.objects.filter(topic="oncall.start_escalation").count() == 1
    assert first_alert_at([incident.pk, 0]) == {incident.pk: utc("19:00:00")}


@pytest.mark.parametrize(
    ("severity", "response"),
    [
        ("critical", "page"),
        ("P1", "page"),
        ("error", "page"),
        ("purple", "page"),
        ("warning", "queue"),
        ("info", None),
    ],
)
def test_the_response_agreed_for_a_severity(told: Any, severity: str, response: str | None) -> None:
    incident = told("19:00:00", alert(severity=severity))
    assert (incident.response if incident else None) == response
    assert Alert.objects.get().severity_unmapped == (severity == "purple")


def test_a_rule_overrules_the_source_and_is_named(told: Any, source: Source) -> None:
    AlertRule.objects.create(
        source=source, alert_name="Latency", response="page", agreed_by="Maria", impact=2, urgency=2
    )
    incident = told("19:00:00", alert(severity="info"))
    [fact] = TimelineEntry.objects.filter(kind="incident.paging_agreed")
    assert (fact.data["rule"], fact.data["agreed_by"]) == ("Latency", "Maria")
    assert list(incident.classifications.values_list("impact", "urgency")) == [(2, 2)]


def test_settings_without_meaning_lose_no_alert(told: Any, source: Source) -> None:
    Source.objects.update(severity_values={"critical": "dreadful"}, responses={"critical": "shout"})
    assert told("19:00:00", alert()).response == "page"


@pytest.mark.parametrize(
    ("at", "second", "incidents"),
    [
        ("22:00:00", {"key": "a1", "asset": "txn-db", "start": "2026-11-21T21:59:00Z"}, 1),
        ("19:30:00", {"key": "a2", "asset": "transactions"}, 1),
        ("19:31:00", {"key": "a2", "asset": "txn-db"}, 2),
        ("19:05:00", {"key": "a2", "asset": "uk-prod"}, 2),
    ],
)
def test_what_belongs_to_an_incident(
    told: Any, assets: None, at: str, second: dict[str, str], incidents: int
) -> None:
    told("19:00:00", alert("a1", asset="txn-db"))
    told(at, alert(second.pop("key"), **second))
    assert Incident.objects.count() == incidents


def test_alerts_without_a_known_asset_are_one_incident_for_each_group(told: Any) -> None:
    told("19:00:00", alert("a1", job="web"), alert("a2", job="web"), group="one")
    told("21:00:00", alert("a3", job="web"), group="one")
    told("21:00:00", alert("a4", job="web"), group="two")
    assert sorted(
        Alert.objects.values_list("incident__alerts", flat=True).distinct().count() for _ in (1,)
    ) == [4]
    assert Incident.objects.count() == 2


def test_two_sources_do_not_share_keys_or_groups(told: Any, post: Post, feed: Feed) -> None:
    told("19:00:00", alert("a1"))
    Source.objects.create(name="other", token_hash=hash_of("other"), token_hint="other")
    post(webhook(alert("a1")), "/in/alertmanager/other")
    feed()
    assert Incident.objects.count() == 2


def test_an_occurrence_sent_again_is_only_counted(told: Any) -> None:
    incident = told("19:00:00", alert())
    before = kinds(incident)
    for at in ("19:05:00", "23:00:00"):
        told(at, alert())
    assert Alert.objects.get().times_received == 3
    assert (kinds(incident), Incident.objects.count()) == (before, 1)


def test_a_joining_alert_says_what_was_agreed_for_it(told: Any, assets: None) -> None:
    incident = told("19:00:00", alert("a1", severity="warning", asset="txn-db"))
    told("19:10:00", alert("a2", asset="txn-db"), alert("a3", severity="warning", asset="txn-db"))
    [fact] = TimelineEntry.objects.filter(subject=incident.key, kind="incident.alert_attached")
    assert (fact.data["response"], fact.data["alerts"], fact.data["why"]) == ("page", 2, "SAME_ASSET")
    assert Entry.objects.filter(topic="oncall.follow_alert").count() == 1


def test_what_does_not_page_only_joins(told: Any, assets: None) -> None:
    incident = told("19:00:00", alert("a1", asset="txn-db"))
    told("19:10:00", alert("a2", severity="warning", asset="txn-db"))
    assert kinds(incident)[-1] == "incident.alert_joined"
    assert not Entry.objects.filter(topic="oncall.follow_alert").exists()


def test_in_a_storm_the_next_reaction_waits_five_seconds(told: Any, assets: None) -> None:
    told("19:00:00", alert("a1", asset="txn-db"))
    for at, waits in (("19:10:00", 0), ("19:10:03", 5), ("19:10:20", 0)):
        told(at, alert(f"at {at}", asset="txn-db"))
        entry = Entry.objects.filter(topic="oncall.follow_alert").latest("id")
        assert entry.not_before == utc(at) + timedelta(seconds=waits)
        entry.delete()


def test_in_a_storm_a_reaction_that_has_not_begun_is_not_asked_for_again(told: Any, assets: None) -> None:
    told("19:00:00", alert("a1", asset="txn-db"))
    for number in range(2, 6):
        told("19:10:00", alert(f"a{number}", asset="txn-db"))
    assert Entry.objects.filter(topic="oncall.follow_alert").count() == 1
    Entry.objects.filter(topic="oncall.follow_alert").update(begun=1)
    told("19:11:00", alert("a7", asset="txn-db"))
    assert Entry.objects.filter(topic="oncall.follow_alert").count() == 2


@pytest.mark.parametrize(("minutes", "joins"), [(29, True), (31, False)])
def test_a_restored_incident_takes_alerts_for_half_an_hour(told: Any, minutes: int, joins: bool) -> None:
    first = told("19:00:00", alert())
    Incident.objects.update(service_restored_at=utc("20:00:00"))
    latest = told(f"20:{minutes}:00", alert(start="2026-11-21T20:10:00Z"))
    assert (latest == first) is joins
    assert latest.recurrence_of == (None if joins else first)


def test_a_closed_incident_takes_no_alert_however_new_it_is(told: Any) -> None:
    first = told("19:00:00", alert())
    Incident.objects.update(service_restored_at=utc("20:00:00"), stage="closed", closed_at=utc("20:05:00"))
    again = told("20:10:00", alert(start="2026-11-21T20:10:00Z"))
    assert again != first
    assert again.recurrence_of == first
    assert kinds(again).count("incident.paging_agreed") == 1


def test_a_merged_incident_leads_to_where_it_went_and_a_cancelled_one_nowhere(told: Any) -> None:
    first, second = told("19:00:00", alert("a1"), group="1"), told("19:00:00", alert("a2"), group="2")
    Incident.objects.filter(pk=first.pk).update(stage="merged", merged_into=second)
    assert told("19:30:00", alert("a1", start="2026-11-21T19:30:00Z"), group="1") == second
    Incident.objects.filter(pk=second.pk).update(stage="cancelled")
    assert told("19:40:00", alert("a1", start="2026-11-21T19:40:00Z"), group="1") not in (first, second)


def test_recovery_marks_the_alert_and_leaves_the_incident(told: Any) -> None:
    incident = told("19:00:00", alert("a1"), alert("a2"))
    told("19:10:00", alert("a1", status="resolved", endsAt="2026-11-21T19:09:00Z"))
    assert kinds(incident)[-1] == "incident.alert_recovered"
    told("19:20:00", alert("a2", status="resolved", endsAt="2026-11-21T19:19:00Z"))
    assert kinds(incident)[-1] == "incident.alerts_recovered"
    assert set(Alert.objects.values_list("resolved_at", flat=True)) == {utc("19:09:00"), utc("19:19:00")}
    assert Incident.objects.get().stage == "detect"


def test_fired_and_recovered_before_anybody_looked_still_opens(post: Post, feed: Feed) -> None:
    with time_machine.travel(utc("19:00:00"), tick=False):
        post(webhook(alert()))
        post(webhook(alert(status="resolved", endsAt="2026-11-21T18:59:00Z")))
        feed()
    assert kinds(Incident.objects.get())[-1] == "incident.alerts_recovered"


def test_a_batch_costs_the_same_for_two_alerts_and_for_five_hundred(
    post: Post, source: Source, django_assert_max_num_queries: Any
) -> None:
    Asset.objects.bulk_create(Asset(name=f"asset-{number}") for number in range(50))

    def statements(alerts: int, start: str) -> int:
        for first in range(0, alerts, 50):
            numbers = range(first, min(first + 50, alerts))
            post(webhook(*(alert(f"k{n}", asset=f"asset-{n % 50}", start=start) for n in numbers)))
        with django_assert_max_num_queries(60) as counted:
            assert take_waiting(timezone.now())
        return len(counted)

    few, many = statements(2, "2026-11-20T18:00:00Z"), statements(500, "2026-11-20T18:01:00Z")
    again = statements(500, "2026-11-20T18:02:00Z")
    assert many <= few + 6  # what a joining alert asks more than an opening one
    assert again <= many
    assert Incident.objects.count() == 50


POISON = """
CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF NEW.name = 'Poison' THEN RAISE EXCEPTION 'boom'; END IF; RETURN NEW; END $$;
CREATE TRIGGER poison BEFORE INSERT ON alerts_alert FOR EACH ROW EXECUTE FUNCTION refuse_poison();
"""


def test_a_request_that_breaks_its_batch_is_put_aside_and_the_others_go_on(post: Post, feed: Feed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(POISON)
    for number in range(7):
        post(webhook(alert(f"k{number}", name="Poison" if number == 4 else "Latency")))
    assert feed() == 7
    assert Alert.objects.count() == 6
    [kept] = RawRequest.objects.filter(state="rejected")
    assert "boom" in kept.error
    assert b"Poison" in bytes(kept.body)
    assert Entry.objects.filter(topic="alerts.tell_of_unreadable").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_feeds_racing_take_each_request_once() -> None:
    Source.objects.create(name="prometheus", token_hash=hash_of(TOKEN), token_hint=TOKEN[:10])
    client, together = Client(), threading.Barrier(3)
    for number in range(60):
        body = webhook(alert(f"k{number % 20}", start=f"2026-11-21T18:00:{number // 20:02}Z"))
        assert (
            client.post(f"/in/alertmanager/{TOKEN}", body, content_type="application/json").status_code == 200
        )

    def run() -> None:
        together.wait()
        try:
            while RawRequest.objects.filter(state="waiting").exists():
                take_waiting(timezone.now())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert set(Alert.objects.values_list("times_received", flat=True)) == {1}
    assert (Alert.objects.count(), Incident.objects.count()) == (60, 1)
