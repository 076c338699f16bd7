"""Hands messages to their providers, each in its own thread: a slow one keeps none of the others waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache

from notifications.amending import message_of
from notifications.attempting import Taken
from notifications.channels import registry
from notifications.channels.protocol import Capability, Receipt
from notifications.models import Attempt

THREADS = 16


@dataclass(frozen=True)
class Failed:
    """An attempt that came to nothing, and why."""

    attempt: Attempt
    error: Exception


def hand_over(attempts: Sequence[Attempt]) -> Iterator[list[Taken | Failed]]:
    """Ask the provider of each attempt; what they answered, as it comes. Nobody raises."""
    if len(attempts) == 1:
        yield [_answer(attempts[0], _asking(attempts[0]))]
        return
    waiting: dict[Future[Receipt], Attempt] = {}
    for attempt in attempts:
        waiting[_threads().submit(_asking(attempt))] = attempt
    while waiting:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        yield [_answer(waiting.pop(one), one.result) for one in done]


def _asking(attempt: Attempt) -> Callable[[], Receipt]:
    """The request, all of it composed here: a thread that asks a provider touches no database."""
    delivery = attempt.delivery
    try:
        channel = registry.provider(delivery.channel, attempt.provider)
        message = message_of(delivery)
    except Exception as error:
        return _raising(error)
    return lambda: channel.send(message, delivery.address, idempotency_key=delivery.key)


def _raising(error: Exception) -> Callable[[], Receipt]:
    def fail() -> Receipt:
        raise error

    return fail


def _answer(attempt: Attempt, ask: Callable[[], Receipt]) -> Taken | Failed:
    try:
        receipt = ask()
    except Exception as error:
        return Failed(attempt, error)
    channel = registry.provider(attempt.delivery.channel, attempt.provider)
    return Taken(attempt, receipt, confirms=Capability.RECEIPTS in channel.capabilities)


@cache
def _threads() -> ThreadPoolExecutor:
    """Those of this process; made when the first messages leave together, after the workers were forked."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="asking")
