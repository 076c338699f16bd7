"""A property: whenever workers are killed, each confirmed subscriber of what was touched gets each update once."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from pytest import MonkeyPatch

from notifications.channels.protocol import Capability, Message, Receipt
from outbox.handling import TryAgain
from statuspage.models import Announcement, Letter, Subscriber
from statuspage.subscribing import announcing, asking, carrying, lanes
from statuspage.subscribing.announcing import News
from tests.clock import START
from tests.statuspage.conftest import Company

KILLS = ("before", "after", "no")


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


@dataclass
class FakePost:
    """A mail server that remembers, and kills the worker that speaks to it, at a word."""

    orders: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    in_the_act: set[str] = field(default_factory=set)
    name: str = "email"
    capabilities: Capability = Capability.SUBJECT

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        order = self.orders.pop() if self.orders else "no"
        if order == "before":
            raise Killed
        self.taken.append(idempotency_key)
        if order == "after":
            self.in_the_act.add(idempotency_key)
            raise Killed
        return Receipt("fake", idempotency_key)


@given(
    people=strategies.lists(strategies.sampled_from(["all", "Ordering", "Reports"]), max_size=12),
    orders=strategies.lists(strategies.sampled_from(KILLS), max_size=12),
    step=strategies.integers(1, 5),
    cuts=strategies.integers(0, 3),
    leaver=strategies.integers(0, 11),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_gets_each_once_though_workers_are_killed(
    company: Company, people: list[str], orders: list[str], step: int, cuts: int, leaver: int
) -> None:
    Announcement.objects.all().delete()
    Subscriber.objects.all().delete()
    rows = [_subscriber(company, number, what) for number, what in enumerate(people)]
    post = FakePost(orders=list(orders))
    with MonkeyPatch.context() as patch:
        patch.setattr(announcing, "A_STEP", step)
        patch.setattr(carrying, "ManyMails", lambda **given: _Opened(post))
        for number in range(2):
            _tell(company, number)
        _fan_out_with_cuts(company, patch, cuts)
        gone = rows[leaver] if leaver < len(rows) else None
        if gone:
            asking.unsubscribe(token=gone.token, at=company.at)
        _work_until_done(company)

    wanted = {
        f"letter:{one.pk}:{row.pk}"
        for one in Announcement.objects.all()
        for row, what in zip(rows, people, strict=True)
        if what in ("all", "Ordering") and row != gone
    }
    counted = Counter(post.taken)
    assert set(counted) == wanted
    assert {key for key, count in counted.items() if count > 1} <= post.in_the_act
    for row in rows:
        order = [key.split(":")[1] for key in post.taken if key.endswith(f":{row.pk}")]
        assert order == sorted(order, key=int), "news arrives in the order it was told"


class _Opened:
    def __init__(self, post: FakePost) -> None:
        self.post = post

    def __enter__(self) -> FakePost:
        return self.post

    def __exit__(self, *gone: object) -> None:
        """It needs no closing."""


def _subscriber(company: Company, number: int, what: str) -> Subscriber:
    row = Subscriber.objects.create(
        channel="email",
        address=f"p{number}@example.org",
        all_components=what == "all",
        state="confirmed",
        confirmed_at=START,
        created_at=START,
    )
    if what != "all":
        row.components.set([company.components[what]])
    return row


def _tell(company: Company, number: int) -> None:
    said = {"kind": "update", "status": "identified", "title": "T", "titles": {}, "text": "x", "texts": {},
            "components": [], "told_at": company.at.isoformat(), "url": "https://s"}  # fmt: skip
    news = News(
        source=f"test:{number}", kind="incident", title="T", said=said, payload={},
        components=[company.components["Ordering"].public_id], told_at=company.at,
    )  # fmt: skip
    announcing.announce([news], at=company.at)


def _fan_out_with_cuts(company: Company, patch: MonkeyPatch, cuts: int) -> None:
    """The worker that writes letters is killed after some steps, each time; what it has committed stays."""
    newest = Announcement.objects.latest("id").pk
    real = announcing._step
    left = [cuts]

    def step(pk: int, at: object) -> bool:
        if left[0] > 0:
            left[0] -= 1
            real(pk, at)  # type: ignore[arg-type]
            raise Killed
        return real(pk, at)  # type: ignore[arg-type]

    patch.setattr(announcing, "_step", step)
    for _ in range(200):
        try:
            announcing.fan_out(newest, now=lambda: company.at)
            return
        except (Killed, TryAgain):
            continue
    pytest.fail("it never ends")


def _work_until_done(company: Company) -> None:
    for _ in range(400):
        open_ones = list(Announcement.objects.exclude(state="done").order_by("id"))
        if not open_ones:
            return
        for row in open_ones:
            for lane in ("mail-1", "mail-2"):
                try:
                    lanes.work(row.pk, lane, row.round, now=lambda: company.at)
                except (Killed, TryAgain):
                    company.advance(0.6)
    pytest.fail(f"it never ends: {list(Letter.objects.values_list('state', 'error'))}")


def test_the_hold_on_a_letter_is_longer_than_a_slice() -> None:
    assert timedelta(seconds=lanes.A_SLICE_S) < timedelta(seconds=30)
