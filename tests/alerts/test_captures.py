"""What a real Alertmanager sent, replayed in its order: the rules that its behaviour sets, each by its name."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from alerts.models import Alert, RawRequest, Source
from incidents.models import Incident
from tests.alerts.conftest import CAPTURES, TOKEN, capture, utc
from timeline.models import TimelineEntry

Post = Callable[..., Any]
Feed = Callable[[], int]


@pytest.fixture
def replay(post: Post, feed: Feed) -> Callable[..., None]:
    """Send captures one after the other, a minute apart, from the evening on which they were taken."""

    def send(*names: str, folder: str = "alertmanager_webhook", start: str = "19:05:00") -> None:
        with time_machine.travel(utc(start), tick=False) as clock:
            for name in names:
                assert post(capture(name, folder)).status_code == 200
                assert feed() == 1
                clock.shift(60)

    return send


def states() -> list[str]:
    return sorted(Alert.objects.values_list("state", flat=True))


@pytest.mark.parametrize("path", ["/in/alertmanager/{}", "/in/alertmanager/{}/"])
def test_rule_1_no_redirect_with_or_without_a_slash(post: Post, path: str) -> None:
    assert post(capture("01-firing-single.json"), path.format(TOKEN)).status_code == 200


@pytest.mark.parametrize("path", ["/in/alertmanager", "/in/alertmanager/"])
def test_rule_1_no_redirect_for_a_bearer_either(post: Post, path: str) -> None:
    response = post(capture("01-firing-single.json"), path, HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert response.status_code == 200


def test_rule_2_the_answer_is_exactly_200(post: Post) -> None:
    response = post(capture("03-firing-grouped-6.json"))
    assert (response.status_code, response.content) == (200, b"6 taken\n")


def test_rule_3_what_should_come_again_is_answered_5xx_and_what_should_not_4xx(post: Post) -> None:
    assert post(b"not JSON").status_code == 400
    assert post(capture("01-firing-single.json"), "/in/alertmanager/wrong").status_code == 401


def test_rule_4_the_answer_waits_for_nothing_but_one_row(post: Post, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert post(capture("03-firing-grouped-6.json")).status_code == 200
    assert RawRequest.objects.get().state == RawRequest.State.WAITING
    assert not Alert.objects.exists()


def test_rule_5_the_same_fingerprint_with_a_new_start_is_a_new_occurrence(
    replay: Callable[..., None],
) -> None:
    replay("17-flap-up1.json", "18-flap-down2-new-startsAt.json", "19-flap-up2.json")
    first, second = Alert.objects.order_by("starts_at")
    assert first.dedup_key == second.dedup_key
    assert (first.incident, first.state) == (None, "resolved")  # it was never heard to fire
    assert second.incident is not None
    assert second.state == "resolved"


def test_rule_5_a_second_firing_attaches_to_the_incident_of_the_first(post: Post, feed: Feed) -> None:
    with time_machine.travel(utc("19:05:00"), tick=False) as clock:
        for name in ("01-firing-single.json", "18-flap-down2-new-startsAt.json"):
            post(capture(name))
            feed()
            clock.shift(7200)
    [incident] = Incident.objects.all()
    assert incident.alerts.count() == 2


def test_rule_6_the_state_of_the_whole_is_ignored(post: Post, feed: Feed) -> None:
    body = capture("03-firing-grouped-6.json")
    post(body)
    feed()
    with_less = {**body, "status": "resolved", "truncatedAlerts": 4, "alerts": body["alerts"][:2]}
    with_less["alerts"] = [
        {**one, "status": "resolved", "endsAt": one["startsAt"]} for one in with_less["alerts"]
    ]
    post(with_less)
    feed()
    assert states() == ["firing"] * 4 + ["resolved"] * 2
    assert RawRequest.objects.latest("id").truncated == 4
    assert not TimelineEntry.objects.filter(kind="incident.alerts_recovered").exists()


def test_rule_7_resolved_alerts_that_are_sent_again_change_nothing(replay: Callable[..., None]) -> None:
    partial = "04-partially-resolved-3of6.json"
    replay(
        "03-firing-grouped-6.json",
        partial,
        partial,
        "06-resolved-grouped-6.json",
        "06-resolved-grouped-6.json",
    )
    [incident] = Incident.objects.all()
    kinds = TimelineEntry.objects.filter(subject=incident.key).values_list("kind", flat=True)
    assert states() == ["resolved"] * 6
    assert list(kinds).count("incident.alert_recovered") == 1
    assert list(kinds).count("incident.alerts_recovered") == 1
    assert incident.stage == "detect"  # a recovery never closes an incident


def test_rule_8_the_end_of_a_firing_alert_is_empty(replay: Callable[..., None]) -> None:
    replay("01-firing-single.json")
    assert Alert.objects.get().ends_at is None


def test_rule_9_group_keys_and_labels_have_no_limit(replay: Callable[..., None]) -> None:
    names = ("07-firing-unicode-long-labels.json", "08-repeat-unicode-long-labels.json")
    replay(*names, "09-resolved-unicode-long-labels.json")
    alert = Alert.objects.get()
    given = capture(names[0])
    assert alert.labels == given["alerts"][0]["labels"]
    assert len(given["groupKey"]) > 1600
    assert len(alert.group_key) == 64
    assert alert.times_received == 3


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "text/plain; charset=UTF-8", ""]
)
def test_rule_10_any_content_type_is_read(post: Post, feed: Feed, content_type: str) -> None:
    assert post(capture("01-firing-single.json"), content_type=content_type).status_code == 200
    feed()
    assert Alert.objects.count() == 1


def test_without_notifications_of_recovery_alerts_stay_firing(replay: Callable[..., None]) -> None:
    replay("01-firing-6f-0r.json", "02-firing-3f-0r.json", folder="alertmanager_webhook_nosendresolved")
    assert states() == ["firing"] * 6
    assert Incident.objects.count() == 1


def test_every_capture_in_order(post: Post, feed: Feed, source: Source) -> None:
    """All groups together: one incident for each group of alerts without a known asset, none lost, none twice."""
    for path in sorted((CAPTURES / "alertmanager_webhook").glob("*.json")):
        assert post(json.loads(path.read_text())["body"]).status_code == 200
    assert feed() == 13
    given = {
        (one["fingerprint"], one["startsAt"])
        for path in (CAPTURES / "alertmanager_webhook").glob("*.json")
        for one in json.loads(path.read_text())["body"]["alerts"]
    }
    assert Alert.objects.count() == len(given)
    assert not RawRequest.objects.exclude(state="taken").exists()
    homes = Alert.objects.exclude(incident=None).values_list("group_key", "incident").distinct()
    assert len({group for group, _ in homes}) == len(homes) == Incident.objects.count()
