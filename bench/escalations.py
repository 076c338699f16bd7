"""`bin/bench escalations`: thousands of escalations run at once, their steps spread over minutes; how late is each?

And a burst: urgent and bulk messages put in within the same second, and when the last of each reached the provider.
"""

import argparse
import json
import random
import time
import urllib.request
from collections.abc import Sequence
from datetime import datetime, timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import ContactMethod, User  # noqa: E402
from bench.page import say  # noqa: E402
from bench.processes import cpu_seconds  # noqa: E402
from incidents.models import Incident  # noqa: E402
from incidents.operations.detect import open_incidents  # noqa: E402
from incidents.operations.opening import Opening  # noqa: E402
from notifications.models import Delivery  # noqa: E402
from notifications.operations import Outgoing, send  # noqa: E402
from oncall.models import EscalationRun, Page  # noqa: E402
from oncall.operations.runs import TOPIC  # noqa: E402
from oncall.paths.escalation import START  # noqa: E402
from oncall.paths.path import LevelSnapshot, PathSnapshot, TargetSnapshot  # noqa: E402
from outbox.models import Entry, Queue  # noqa: E402
from outbox.operations import ToDo, put_many  # noqa: E402

PEOPLE, BATCH = 100, 500
NUMBER = "+4477009{:05}"
BURST = 1000
PATIENCE = 900.0
WANTED_STEP, WANTED_BURST = "p99 1000 ms", "the last within 10 s"


def main() -> None:
    """Set up, wait for every step, then the burst."""
    asked = argparse.ArgumentParser(prog="bin/bench escalations")
    asked.add_argument("--runs", type=int, default=10_000, help="escalations that run at once (10000)")
    asked.add_argument("--seconds", type=int, default=300, help="over which their steps are spread (300)")
    asked.add_argument("--burst", type=int, default=BURST, help="messages put in within a second (1000)")
    words = asked.parse_args()
    people = on_call()
    begin = time.perf_counter()
    runs = running(words.runs, people)
    print(f"{len(runs)} escalations made in {time.perf_counter() - begin:.0f} s")
    steps(runs, words.seconds)
    burst(words.burst)


def on_call() -> list[User]:
    """People with a phone each, called one after the other."""
    people = User.objects.bulk_create(
        [User(username=f"bench-{n}", name=f"Bench {n}", roles=["responder"]) for n in range(PEOPLE)]
    )
    now = timezone.now()
    ContactMethod.objects.bulk_create(
        [ContactMethod(user=u, kind="sms", address=NUMBER.format(n), verified_at=now) for n, u in enumerate(people)]
    )  # fmt: skip
    return people


def running(count: int, people: Sequence[User]) -> list[EscalationRun]:
    """Open incidents with a run each that has not paged anybody yet; what else follows their opening is taken away."""
    runs: list[EscalationRun] = []
    for first in range(0, count, BATCH):
        at = timezone.now()
        openings = [opening(n, at) for n in range(first, min(first + BATCH, count))]
        with transaction.atomic():
            before = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
            incidents = open_incidents(openings, at=at)
            Entry.objects.filter(id__gt=before).delete()
            rows = [run_of(one, people[n % PEOPLE], at) for n, one in enumerate(incidents)]
            runs += EscalationRun.objects.bulk_create(rows)
    return runs


def opening(number: int, at: datetime) -> Opening:
    """An incident that a machine opens."""
    return Opening(
        title=f"bench {number}",
        means="internal_monitoring",
        manifestation="measured",
        detected_at=at,
        response="queue",
        severity="error",
    )


def run_of(incident: Incident, user: User, at: datetime) -> EscalationRun:
    """A run that stands before its first level; the one after it is an hour away."""
    target = TargetSnapshot(kind="user", key=str(user.pk), label=str(user))
    path = PathSnapshot(
        name="bench", levels=(LevelSnapshot(name="bench", timeout_s=3600, targets=(target,)),), repeat=0
    )
    position, snapshot = START.to_json(), path.to_json()
    return EscalationRun(
        incident=incident, path_name="bench", path=snapshot, position=position, step=1, started_at=at, next_at=at
    )  # fmt: skip


def steps(runs: Sequence[EscalationRun], seconds: int) -> None:
    """Spread the next steps, wait until all have been taken, and compare when with when they were due."""
    before = cpu_seconds()
    start = timezone.now() + timedelta(seconds=5)
    due = {run.pk: start + timedelta(seconds=random.uniform(0, seconds)) for run in runs}  # noqa: S311 (no secret)
    for first in range(0, len(runs), BATCH):
        part = [(run.pk, due[run.pk]) for run in runs[first : first + BATCH]]
        put_many(
            [ToDo(topic=TOPIC, key=f"run:{pk}:1", due_at=at, payload={"run": pk, "step": 1}, queue=Queue.TIMERS)
             for pk, at in part],
            at=timezone.now(),
        )  # fmt: skip
    wait_for(lambda: Page.objects.filter(run__in=[runs[0].pk, runs[-1].pk]).count() == 2)
    wait_for(lambda: Page.objects.filter(level_name="bench").count() >= len(runs))
    taken = dict(Page.objects.filter(level_name="bench").values_list("run_id", "paged_at"))
    late = [max(0.0, (taken[pk] - at).total_seconds()) for pk, at in due.items()]
    print(f"{len(late)} steps over {seconds} s, {len(late) / seconds:.0f} a second")
    say("from the due time of a step to its page", late, wanted=WANTED_STEP)
    texts = Delivery.objects.filter(kind="page", recipient__startswith="user:")
    wait_for(lambda: not texts.filter(state="pending").exists())
    sent = dict(texts.exclude(sent_at=None).values_list("subject_key", "sent_at"))
    reached = [
        (sent[key] - due[run.pk]).total_seconds() for run in runs if (key := f"incident:{run.incident_id}") in sent
    ]  # fmt: skip
    say("from the due time of a step until the provider had the page", reached, wanted="as soon as may be")
    print(f"pages that did not leave: {len(runs) - len(reached)}")
    spent = {part: (used - before.get(part, 0.0)) * 1000 / len(runs) for part, used in cpu_seconds().items()}
    print(f"processor time of all processes: {sum(spent.values()):.0f} ms an escalation")
    print("of these " + ", ".join(f"{part.split()[0]} {ms:.0f}" for part, ms in spent.items() if ms >= 1))


def burst(count: int) -> None:
    """As many urgent and bulk messages at once; when the first and last of each reached the provider."""
    at = timezone.now()
    with transaction.atomic():
        for urgent in (False, True):
            send([message(n, urgent=urgent) for n in range(count)], at=at)
    put_in = time.time()
    mine = Delivery.objects.filter(kind="note", subject_key="bench:burst")
    wait_for(lambda: not mine.filter(urgent=True, state="pending").exists())
    waiting = mine.filter(urgent=False, state="pending").count()
    wait_for(lambda: not mine.filter(state="pending").exists())
    arrived = arrivals()
    print(
        f"{count} urgent and {count} bulk messages put in at once ({put_in - at.timestamp():.1f} s to write)"
    )
    for name, prefix in (("urgent", "burst:urgent:"), ("bulk", "burst:bulk:")):
        seconds = sorted(when - put_in for key, when in arrived.items() if key.startswith(prefix))
        print(f"{name}: {len(seconds)} left, the last after {seconds[-1]:.1f} s ({WANTED_BURST})")
    print(f"bulk messages that still waited when the last urgent one had left: {waiting} of {count}")


def message(number: int, *, urgent: bool) -> Outgoing:
    """A text to one of many phones."""
    return Outgoing(
        key=f"burst:{'urgent' if urgent else 'bulk'}:{number}",
        kind="note",
        subject_key="bench:burst",
        recipient="user:0",
        recipient_label="bench",
        channel="sms",
        address=NUMBER.format(number % PEOPLE),
        body=f"Burst {number}",
        urgent=urgent,
    )


def arrivals() -> dict[str, float]:
    """By our key the moment at which each text reached the fake provider, from its own log."""
    with urllib.request.urlopen(f"{settings.TWILIO_BASE_URL}/_fake/messages", timeout=60) as answer:
        texts = json.load(answer)["messages"]
    return {text["delivery"]: datetime.fromisoformat(text["at"]).timestamp() for text in texts}


def wait_for(holds) -> None:  # type: ignore[no-untyped-def]  # a question that is answered yes or no
    """Look four times a second until it holds."""
    deadline = time.perf_counter() + PATIENCE
    while not holds():
        if time.perf_counter() > deadline:
            raise SystemExit(f"bench: not done within {PATIENCE:.0f} seconds")
        time.sleep(0.25)


if __name__ == "__main__":
    main()
