"""Hands messages to their providers, each in its own thread: a slow one keeps none of the others waiting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache

from notifications.amending import message_of
from notifications.attempting import Taken
from notifications.channels import registry
from notifications.channels.protocol import Capability, Channel, Message
from notifications.models import Attempt

THREADS = 16
# Answers that come so soon after one another are written down together: eight cost hardly more than one.
GATHER_S = 0.03


@dataclass(frozen=True)
class Failed:
    """An attempt that came to nothing, and why."""

    attempt: Attempt
    error: Exception


@dataclass(frozen=True)
class _Request:
    """All that a thread needs to ask a provider: it touches no database."""

    attempt: Attempt
    channel: Channel
    message: Message

    def answered(self) -> Taken | Failed:
        """Ask, and tell what came of it."""
        delivery = self.attempt.delivery
        try:
            receipt = self.channel.send(self.message, delivery.address, idempotency_key=delivery.key)
        except Exception as error:
            return Failed(self.attempt, error)
        return Taken(self.attempt, receipt, confirms=Capability.RECEIPTS in self.channel.capabilities)


def hand_over(attempts: Sequence[Attempt]) -> Iterator[list[Taken | Failed]]:
    """Ask the provider of each attempt; what they answered, as it comes. Nobody raises."""
    requests = [_composed(attempt) for attempt in attempts]
    if broken := [one for one in requests if isinstance(one, Failed)]:
        yield list(broken)
    ready = [one for one in requests if isinstance(one, _Request)]
    if len(ready) == 1:
        yield [ready[0].answered()]
        return
    waiting = {_threads().submit(one.answered) for one in ready}
    while waiting:
        first, others = wait(waiting, return_when=FIRST_COMPLETED)
        soon, waiting = wait(others, timeout=GATHER_S)
        yield [one.result() for one in (*first, *soon)]


def _composed(attempt: Attempt) -> _Request | Failed:
    try:
        channel = registry.provider(attempt.delivery.channel, attempt.provider)
        return _Request(attempt, channel, message_of(attempt.delivery))
    except Exception as error:
        return Failed(attempt, error)


@cache
def _threads() -> ThreadPoolExecutor:
    """Those of this process; made when the first messages leave together, after the workers were forked."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="asking")
