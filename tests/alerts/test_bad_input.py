"""Whatever arrives at the door: a sentence for an answer, never a 500, nothing lost, no token told to anybody."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.models import Alert, RawRequest, Source
from incidents.models import Incident
from outbox.running import drain
from tests.alerts.conftest import TOKEN, alert, utc, webhook

Post = Callable[..., Any]
Feed = Callable[[], int]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
ALERTS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["firing", "resolved", "x", None]),
        "labels": st.dictionaries(st.text(), st.text()) | ANYTHING,
        "annotations": ANYTHING,
        "startsAt": st.datetimes().map(str) | st.text() | ANYTHING,
        "endsAt": ANYTHING,
        "generatorURL": st.text() | ANYTHING,
        "fingerprint": st.text() | ANYTHING,
    },
)
PAYLOADS = st.fixed_dictionaries(
    {"alerts": st.lists(ALERTS, max_size=3)},
    optional={"groupKey": ANYTHING, "truncatedAlerts": ANYTHING, "status": ANYTHING},
)
BODIES = st.binary(max_size=300) | ANYTHING.map(lambda value: json.dumps(value).encode())
BODIES |= PAYLOADS.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))


@given(body=BODIES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_body_is_kept_and_never_an_error(post: Post, feed: Feed, body: bytes) -> None:
    before = RawRequest.objects.count()
    response = post(body)
    assert response.status_code in (200, 400)
    kept = RawRequest.objects.latest("id")
    assert bytes(kept.body) == body
    assert RawRequest.objects.count() == before + 1
    feed()
    kept.refresh_from_db()
    assert kept.state == "rejected" if response.status_code == 400 else kept.state in ("taken", "partly")
    assert not kept.error or response.status_code == 400


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "The body is empty."),
        (b"alert!", "not JSON"),
        (b"[]", "not an object"),
        (b'{"alert": 1}', "“alerts” is missing"),
        (b'{"alerts": [{}]}', "Alert 1: status: Field required"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_kept_and_told(post: Post, body: bytes, words: str) -> None:
    response = post(body)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert "Expected JSON" in response.content.decode()
    assert RawRequest.objects.get().state == "rejected"


def test_half_bad_the_good_ones_are_taken(post: Post, feed: Feed) -> None:
    response = post(webhook(alert("good"), {"status": "firing", "labels": None}, "text", alert("good too")))
    assert (response.status_code, b"2 taken, 2 kept" in response.content) == (200, True)
    feed()
    assert set(Alert.objects.values_list("dedup_key", flat=True)) == {"good", "good too"}
    kept = RawRequest.objects.get()
    assert (kept.state, [one["position"] for one in kept.rejected]) == ("partly", [2, 3])


def test_characters_that_the_database_cannot_hold_are_replaced(post: Post, feed: Feed) -> None:
    body = json.dumps(webhook(alert(name="a\x00b", path="\ud800"))).encode()
    assert post(body).status_code == 200
    assert post(body.replace(b"\\u0000", b"\x00")).status_code == 200
    feed()
    assert Alert.objects.get().name == "a\ufffdb"
    assert bytes(RawRequest.objects.earliest("id").body) == body


def test_an_escaped_backslash_is_no_null(post: Post, feed: Feed) -> None:
    post(webhook(alert(name="a\\u0000b")))
    feed()
    assert Alert.objects.get().name == "a\\u0000b"


def test_links_lead_only_to_the_web(post: Post, feed: Feed) -> None:
    bad = ["javascript:alert(1)", "file:///etc/passwd", "http://[", "https://"]
    post(webhook(*(alert(f"k{number}", generatorURL=url) for number, url in enumerate(bad))))
    post(webhook(alert("ok", generatorURL="https://prometheus.example.org/graph")))
    feed()
    assert set(Alert.objects.values_list("link", flat=True)) == {"", "https://prometheus.example.org/graph"}


@pytest.mark.parametrize(
    "start",
    [
        "2026-11-21T18:00:00+00:00Z",
        "2026-11-21T18:00:00.123456789Z",
        "2026-11-21 18:00:00.000",
        "2026-11-21T19:00:00+0100",
    ],
)
def test_timestamps_are_read_in_every_spelling_seen(post: Post, feed: Feed, start: str) -> None:
    post(webhook(alert(start=start)))
    feed()
    found = Alert.objects.get()
    assert (found.starts_at.replace(microsecond=0), found.starts_at_given) == (utc("18:00:00"), "")


@pytest.mark.parametrize(
    "start", ["1999-12-31T23:59:59Z", "2027-01-01T00:00:00Z", "yesterday", "0001-01-01T00:00:00Z", ""]
)
def test_a_start_that_cannot_be_true_is_replaced_once(post: Post, feed: Feed, start: str) -> None:
    with time_machine.travel(utc("19:00:00"), tick=False) as clock:
        for _ in range(3):
            post(webhook(alert(start=start)))
            feed()
            clock.shift(60)
        found = Alert.objects.get()
        assert (found.starts_at, found.starts_at_given, found.times_received) == (
            utc("19:00:00"),
            start or "nothing",
            3,
        )
    assert Incident.objects.get().occurred_at == utc("19:00:00")


def test_a_start_in_the_future_is_still_the_same_one_when_that_has_come(post: Post, feed: Feed) -> None:
    with time_machine.travel(utc("19:00:00"), tick=False) as clock:
        post(webhook(alert(start="2026-11-21T19:30:00Z")))
        feed()
        clock.shift(timedelta(hours=1))
        post(webhook(alert(start="2026-11-21T19:30:00Z")))
        feed()
    assert Alert.objects.get().times_received == 2


def test_a_get_is_told_what_is_right(client: Client, source: Source) -> None:
    response = client.get(f"/in/alertmanager/{TOKEN}")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert b"posted" in response.content


def test_a_body_beyond_the_limit(post: Post) -> None:
    response = post(b" " * (5 * 1024 * 1024 + 1))
    assert response.status_code == 413
    assert b"larger than 5 MB" in response.content


@pytest.mark.parametrize("token", ["wrong", "storm_", "%00", "a" * 5000])
def test_an_unknown_token_keeps_nothing(post: Post, token: str) -> None:
    response = post(webhook(alert()), f"/in/alertmanager/{token}")
    assert (response.status_code, b"No source has this token" in response.content) == (401, True)
    assert not RawRequest.objects.exists()


def test_a_source_that_was_switched_off(post: Post, source: Source) -> None:
    Source.objects.update(active=False)
    assert post(webhook(alert())).status_code == 401


def test_without_any_token(post: Post) -> None:
    response = post(webhook(alert()), "/in/alertmanager")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="storm"')


def test_the_database_away_is_a_503_that_alertmanager_repeats(post: Post) -> None:
    def away(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> None:
        raise OperationalError("connection refused")

    with connection.execute_wrapper(away):
        response = post(webhook(alert()))
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_no_log_line_holds_a_token(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for path in (
            f"/in/alertmanager/{TOKEN}",
            f"/in/alertmanager/{TOKEN}/",
            f"/in/alertmanager/{TOKEN}/more",
        ):
            post(b"", path)
    assert caplog.records
    assert TOKEN not in caplog.text
    assert "/in/alertmanager/…" in caplog.text


def test_somebody_is_told_of_unreadable_alerts_once_an_hour(post: Post) -> None:
    with time_machine.travel(utc("19:00:00"), tick=False) as clock:
        for minutes in (0, 5, 50, 10, 1):
            clock.shift(minutes * 60)
            post(b"nonsense")
            drain(at=utc("19:00:00") + timedelta(hours=5))
            drain(at=utc("19:00:00") + timedelta(hours=5))
    titles = Incident.objects.order_by("id").values_list("title", "response", "stage")
    assert list(titles) == [("Unreadable alert from prometheus", "queue", "detect")] * 2


def test_nobody_is_told_where_the_source_does_not_page(post: Post, source: Source) -> None:
    Source.objects.update(responses={"error": "queue"})
    with time_machine.travel(utc("19:00:00"), tick=False):
        post(b"nonsense")
        drain(at=utc("19:00:00"))
    assert not Incident.objects.exists()
