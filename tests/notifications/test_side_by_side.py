"""Messages that are due together leave together: none waits for another, and each has its own end."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from notifications import handing_over, handlers, letters
from notifications.attempting import Taken, note_sent
from notifications.beginning import begin_attempts
from notifications.handing_over import Failed, hand_over
from notifications.models import Attempt, Delivery
from notifications.operations import Outgoing, send
from outbox import operations, running
from outbox.models import Entry, Queue
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.notifications.test_deliver import mood, outgoing

pytestmark = pytest.mark.django_db


def number(last: int) -> str:
    return f"+4477009001{last:02}"


def pages(count: int) -> list[Outgoing]:
    return [outgoing(key=f"page:{n}", address=number(n)) for n in range(count)]


def leave_together(clock: Clock) -> None:
    claims = operations.claim(queue=Queue.URGENT, at=clock.now)
    running.carry_out_together([(claim.id, claim.token) for claim in claims])


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("key", "state"))


def outcomes() -> dict[str, str]:
    entries = Entry.objects.filter(topic="notifications.deliver").exclude(done_at=None)
    return dict(entries.values_list("key", "outcome"))


def test_all_leave_once(clock: Clock, providers: Providers) -> None:
    send(pages(8), at=clock.now)
    leave_together(clock)
    assert sorted(to for to, _ in providers.texts()) == [number(n) for n in range(8)]
    assert set(states().values()) == {"sent"} and set(outcomes().values()) == {"done"}
    assert Attempt.objects.filter(state="sent").exclude(provider_id="").count() == 8
    assert Entry.objects.filter(topic="notifications.confirm", done_at=None).count() == 8


def test_what_is_answered_soon_after_another_is_written_down_with_it(
    clock: Clock, providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_over, "GATHER_S", 60)  # until the last has been answered
    send(pages(8), at=clock.now)
    attempts = begin_attempts([page.key for page in pages(8)], at=clock.now)
    assert [len(answered) for answered in hand_over(list(attempts.values()))] == [8]


def test_beginning_eight_costs_no_more_than_beginning_two(clock: Clock, providers: Providers) -> None:
    asked = []
    for count in (2, 8):
        Delivery.objects.all().delete()
        send(pages(count), at=clock.now)
        with CaptureQueriesContext(connection) as statements:
            assert len(begin_attempts([f"page:{n}" for n in range(count)], at=clock.now)) == count
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_one_that_is_refused_stops_no_other(clock: Clock, providers: Providers) -> None:
    send([*pages(3), outgoing(key="page:odd", address="no number")], at=clock.now)
    leave_together(clock)
    assert states() == {"page:0": "sent", "page:1": "sent", "page:2": "sent", "page:odd": "failed"}
    assert outcomes()["page:odd"] == "failed"


def test_a_provider_in_trouble_gets_them_again_one_by_one(clock: Clock, providers: Providers) -> None:
    mood(providers, "500", count=2)
    send(pages(4), at=clock.now)
    leave_together(clock)
    assert sorted(states().values()) == ["pending", "pending", "sent", "sent"]
    assert Entry.objects.filter(topic="notifications.deliver", done_at=None, failures=0).count() == 2
    clock.advance(seconds=2)
    assert set(states().values()) == {"sent"} and len(providers.texts()) == 4


def test_what_is_wanted_no_more_stays_here(clock: Clock, providers: Providers) -> None:
    send(pages(3), at=clock.now)
    Delivery.objects.filter(key="page:1").update(state="cancelled")
    leave_together(clock)
    assert sorted(to for to, _ in providers.texts()) == [number(0), number(2)]
    assert outcomes() == {"page:0": "done", "page:1": "moot", "page:2": "done"}


def test_an_error_of_our_own_stops_no_other(
    clock: Clock, providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(delivery: Delivery, url: str) -> str:
        if delivery.key == "page:1":
            raise RuntimeError("not this one")
        return str(delivery.body)

    monkeypatch.setattr(letters, "with_way_out", broken)
    send(pages(3), at=clock.now)
    leave_together(clock)
    assert states() == {"page:0": "sent", "page:1": "pending", "page:2": "sent"}
    assert Entry.objects.get(key="page:1", topic="notifications.deliver").failures == 1


def test_an_answer_that_cannot_be_written_down_doubles_no_other(
    clock: Clock, providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def once_broken(taken: Sequence[Taken], *, at: datetime) -> dict[int, float]:
        calls.append(len(taken))
        if len(calls) == 1:
            raise OperationalError("deadlock detected")
        return note_sent(taken, at=at)

    def one_at_a_time(attempts: Sequence[Attempt]) -> Iterator[list[Taken | Failed]]:
        return ([one] for answered in hand_over(attempts) for one in answered)

    monkeypatch.setattr(handlers, "hand_over", one_at_a_time)
    monkeypatch.setattr(handlers, "note_sent", once_broken)
    send(pages(4), at=clock.now)
    leave_together(clock)
    assert sorted(states().values()) == ["pending", "sent", "sent", "sent"]
    clock.advance(seconds=5)
    assert set(states().values()) == {"sent"} and len(providers.texts()) == 5


def test_the_limit_of_a_phone_counts_what_leaves_with_it(clock: Clock, providers: Providers) -> None:
    send([outgoing(key=f"first:{n}", address=number(1)) for n in range(4)], at=clock.now)
    clock.settle()
    Delivery.objects.update(sent_at=clock.now)
    send([outgoing(key=f"page:{n}", address=number(1)) for n in range(3)], at=clock.now)
    leave_together(clock)
    assert sorted(state for key, state in states().items() if key.startswith("page")) == [
        "cancelled",
        "cancelled",
        "sent",
    ]


@pytest.mark.parametrize("line", ["https://[your-number].example.com/status", "http://[::1"])
def test_an_odd_address_in_a_letter_is_text(line: str) -> None:
    assert [part.lines for part in letters.parts_of(f"Hello\n\n{line}\n\nBye")] == [
        ("Hello",),
        (line,),
        ("Bye",),
    ]
