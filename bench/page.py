"""`bin/bench page`: from the POST of an alert to the committed incident, and to the request at the provider.

Everything of the demo runs and has nothing else to do; one alert after the other, each of a new incident. Then the
same while Valkey does not answer.
"""

import json
import statistics
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import ContactMethod, User  # noqa: E402
from alerts.operations.sources import make_source  # noqa: E402
from bench.load import drive, post  # noqa: E402
from bench.processes import frozen  # noqa: E402
from incidents.models import Incident  # noqa: E402
from notifications.models import Delivery  # noqa: E402
from oncall.models import EscalationLevel, EscalationPath  # noqa: E402

SAMPLES, WARMING, WITHOUT_VALKEY = 100, 5, 20
PHONE = "+447700900999"
LOOK_EVERY = 0.001
PATIENCE = 30.0


def main() -> None:
    """Measure one after the other, then ask the fake provider when each text arrived."""
    somebody_on_call()
    path = f"/in/alertmanager/{make_source(name='bench')}"
    port = int(settings.PUBLIC_URL.rpartition(":")[2])
    in_turn(port, path, "warming", WARMING)
    idle = in_turn(port, path, "bench", SAMPLES)
    with frozen("valkey"):
        alone = in_turn(port, path, "frozen", WITHOUT_VALKEY)
    arrived = arrivals()
    print(f"{SAMPLES} alerts, one after the other, everything running and idle")
    say("from POST to committed incident", [one.seconds for one in idle], wanted="median 50 ms")
    say_reached(idle, arrived, wanted="median 300 ms, p99 1000 ms")
    print(f"{WITHOUT_VALKEY} more from the moment on at which Valkey does not answer any more")
    say_reached(alone, arrived, wanted="worst 5000 ms")


@dataclass(frozen=True)
class Sample:
    """An alert: when it was posted (Unix time), seconds until its incident was committed, the incident's number."""

    posted: float
    seconds: float
    number: int


def in_turn(port: int, path: str, name: str, count: int) -> list[Sample]:
    """So many alerts, each when the page of the one before has left."""
    return [one(port, path, f"{name}-{sample}") for sample in range(count)]


def say_reached(samples: Sequence[Sample], arrived: Mapping[int, float], *, wanted: str) -> None:
    """How soon they were at the provider, and how many never were."""
    reached = [arrived[one.number] - one.posted for one in samples if one.number in arrived]
    say("from POST to the request at the provider", reached, wanted=wanted)
    if missing := len(samples) - len(reached):
        print(f"pages that never arrived: {missing}")


def somebody_on_call() -> None:
    """One person with one phone, and a path that every incident takes."""
    user = User.objects.create(username="bench", name="Bench", roles=["responder"])
    ContactMethod.objects.create(user=user, kind="sms", address=PHONE, verified_at=timezone.now())
    path = EscalationPath.objects.create(name="bench", position=0)
    EscalationLevel.objects.create(path=path, position=0, name="bench", ack_minutes=60).users.add(user)


def one(port: int, path: str, key: str) -> Sample:
    """Post it, and wait until its page has left."""
    request = post(path, body(key))
    clock, began = time.time(), time.perf_counter()
    drive(port, [request], connections=1)
    number = wait_for(
        lambda: Incident.objects.filter(title__contains=key + " ").values_list("number", flat=True).first()
    )
    seconds = time.perf_counter() - began
    sent = Delivery.objects.filter(subject_key__in=keys_of(number), address=PHONE).exclude(state="pending")
    wait_for(lambda: sent.values_list("pk", flat=True).first())
    return Sample(clock, seconds, number)


def keys_of(number: int) -> list[str]:
    """The incident's key in deliveries."""
    return [Incident.objects.get(number=number).key]


def wait_for(look) -> int:  # type: ignore[no-untyped-def]  # a query that answers a number or None
    """Look every millisecond until there is an answer."""
    deadline = time.perf_counter() + PATIENCE
    while (found := look()) is None:
        if time.perf_counter() > deadline:
            raise SystemExit("bench: nothing came within 30 seconds")
        time.sleep(LOOK_EVERY)
    answer: int = found
    return answer


def arrivals() -> dict[int, float]:
    """By incident number the moment at which its first text reached the fake provider, from its own log."""
    with urllib.request.urlopen(
        f"{settings.TWILIO_BASE_URL}/_fake/messages?to=%2B{PHONE[1:]}", timeout=10
    ) as answer:
        texts = json.load(answer)["messages"]
    found: dict[int, float] = {}
    for text in texts:
        number = int(text["body"].partition("INC-")[2].split(" ", 1)[0])
        found.setdefault(number, datetime.fromisoformat(text["at"]).timestamp())
    return found


def say(what: str, seconds: Sequence[float], *, wanted: str) -> None:
    """Median, 99th percentile and the worst, in milliseconds."""
    ranked = sorted(seconds)
    p99 = ranked[min(len(ranked) - 1, round(len(ranked) * 0.99))]
    print(
        f"{what}: median {statistics.median(ranked) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, "
        f"worst {ranked[-1] * 1000:.0f} ms (wanted: {wanted})"
    )


def body(key: str) -> bytes:
    """A webhook with one firing alert that opens an incident of its own."""
    alert = {
        "status": "firing",
        "labels": {"alertname": key, "instance": key, "severity": "error"},
        "annotations": {"summary": f"{key} does not answer"},
        "startsAt": datetime.now(UTC).isoformat(),
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "https://prometheus.example.org/graph",
        "fingerprint": key,
    }
    webhook = {
        "version": "4",
        "receiver": "storm",
        "status": "firing",
        "groupKey": f'{{}}:{{alertname="{key}"}}',
        "truncatedAlerts": 0,
        "alerts": [alert],
    }
    return json.dumps(webhook).encode()


if __name__ == "__main__":
    main()
