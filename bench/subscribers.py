"""`bin/bench subscribers`: how soon a hundred thousand letters are queued, how fast they leave; pages go first."""

import argparse
import time

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.actors import SYSTEM_ACTOR  # noqa: E402
from notifications.models import Delivery  # noqa: E402
from notifications.operations import Outgoing, send  # noqa: E402
from statuspage.models import Announcement, Letter, Subscriber  # noqa: E402
from statuspage.subscribing import lanes  # noqa: E402
from statuspage.subscribing.announcing import News, announce  # noqa: E402

PART, PAGES = 10_000, 50
PATIENCE_S = 120.0
WANTED_S = 30


def main() -> None:
    """Make them, announce, watch, pause."""
    asked = argparse.ArgumentParser(prog="bin/bench subscribers")
    asked.add_argument("--subscribers", type=int, default=100_000, help="who subscribed (100000)")
    asked.add_argument("--seconds", type=float, default=20, help="for which letters are watched leaving (20)")
    words = asked.parse_args()
    subscribe(words.subscribers)
    began = time.perf_counter()
    row = tell()
    wait_for(lambda: Announcement.objects.filter(pk=row.pk).exclude(queued_at=None).exists())
    queued = time.perf_counter() - began
    letters = Letter.objects.filter(announcement=row)
    print(
        f"{letters.count()} letters queued {queued:.1f} s after they were announced (wanted under {WANTED_S} s)"
    )
    pages_go_first()
    before, start = letters.filter(state="sent").count(), time.perf_counter()
    time.sleep(words.seconds)
    rate = (letters.filter(state="sent").count() - before) / (time.perf_counter() - start)
    print(f"{rate:.0f} mails a second left, by two workers, to the demo's mail server")
    with transaction.atomic():
        lanes.pause(Announcement.objects.select_for_update().get(pk=row.pk))


def subscribe(count: int) -> None:
    """People with a mailbox each; they have confirmed."""
    now = timezone.now()
    moments = {"confirmed_at": now, "created_at": now}
    for first in range(0, count, PART):
        rows = [
            Subscriber(address=f"bench-{n}@example.org", channel="email", state="confirmed", **moments)
            for n in range(first, min(first + PART, count))
        ]
        Subscriber.objects.bulk_create(rows)


def tell() -> Announcement:
    """Something to tell all of them."""
    at = timezone.now()
    said = {
        "kind": "initial", "status": "investigating", "title": "Bench", "titles": {}, "text": "A bench.", "texts": {},
        "components": [], "told_at": at.isoformat(), "url": "http://localhost/",
    }  # fmt: skip
    news = News(
        source=f"bench:{at}", kind="incident", title="Bench", said=said, payload={}, components=[], told_at=at
    )
    with transaction.atomic():
        return announce([news], at=at)[0]


def pages_go_first() -> None:
    """Urgent messages put in while the letters leave: how long until the last has left."""
    at, began = timezone.now(), time.perf_counter()
    with transaction.atomic():
        send([urgent(number) for number in range(PAGES)], at=at)
    mine = Delivery.objects.filter(subject_key="bench:urgent")
    wait_for(lambda: not mine.filter(state="pending").exists())
    print(
        f"{PAGES} urgent messages put in meanwhile: the last left after {time.perf_counter() - began:.1f} s"
    )


def urgent(number: int) -> Outgoing:
    """A text for somebody on call."""
    return Outgoing(
        key=f"bench:urgent:{number}", kind="note", subject_key="bench:urgent", recipient=SYSTEM_ACTOR.named.key,
        recipient_label="bench", channel="sms", address=f"+4477009{number:05}", body="Bench", urgent=True,
    )  # fmt: skip


def wait_for(there: object) -> None:
    """Until it is so."""
    until = time.perf_counter() + PATIENCE_S
    while not there():  # type: ignore[operator]
        if time.perf_counter() > until:
            raise SystemExit("It took too long.")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
