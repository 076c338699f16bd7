"""The relay: claims what is due every half second, and at once when nudged, and hands it to the workers.

With Redis gone, or workers that take nothing, it carries the entries out itself: slower, not silent.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from math import ceil
from typing import Any

import redis
from celery import Task
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from outbox import operations, tasks
from outbox.handling import goes_side_by_side
from outbox.hearing import Hearing
from outbox.models import Queue
from outbox.pace import Pace
from outbox.pulse import Pulse
from outbox.turns import Turns

log = logging.getLogger(__name__)

PERIOD = 0.5
# A feed that has seen to all there was rests three times as long as it worked, and not less or more than this: what
# arrives meanwhile is one batch, which costs little more than one row, and the senders' requests have the machine.
REST, LONGEST_REST, RESTS_FOR_A_TURN = 0.05, 0.4, 3
# Slow mail keeps its own two hands busy, never those that page.
OWN_HANDS = {Queue.URGENT: 6, Queue.TIMERS: 2, Queue.BULK: 2}
TASKS = {Queue.URGENT: tasks.carry_out_urgent, Queue.BULK: tasks.carry_out_bulk}
# Workers get so many at a time, and the next ones when few wait: a lease that runs out in the queue is handed out
# again, and again, until workers do little else than find that they come too late.
MOST_WAITING, FEW_WAITING = 32, 8
# So many timers go to one worker.
TOGETHER, MOST_TOGETHER = 20, 20
# So many messages leave one worker side by side; no more, for each kill may double what was just on its way.
SIDE_BY_SIDE, WORKERS = 8, 4

# A pass over waiting work that is not an entry (raw alerts), named in the settings.
Feed = Callable[[datetime], Pace]


class Relay:
    """One relay process; two may run side by side."""

    def __init__(self, feeds: tuple[Feed, ...] = ()) -> None:
        self.feeds = feeds
        self.stopping = threading.Event()
        self.nudged = threading.Event()
        self.fed = threading.Event()
        self.turns = Turns()
        self.hearing = Hearing()
        self.more_timers = False
        self.pulse = Pulse(self._look_now)
        self.at_hand: dict[Queue, set[Future[None]]] = {queue: set() for queue in OWN_HANDS}
        self.hands = {
            queue: ThreadPoolExecutor(count, thread_name_prefix=f"relay-{queue}")
            for queue, count in OWN_HANDS.items()
        }

    def run(self) -> None:
        """Loop until `stop`."""
        threading.Thread(target=self.pulse.feel, args=(self.stopping,), daemon=True).start()
        feeding = [threading.Thread(target=self._loop, args=(feed, self.fed)) for feed in self.feeds]
        for thread in feeding:
            thread.start()
        self._loop(self.hand_out, self.nudged)
        for thread in feeding:
            thread.join()
        self.rest()

    def stop(self) -> None:
        """End after the present turn."""
        self.stopping.set()
        self._look_now()

    def rest(self) -> None:
        """Wait for what its own hands have begun."""
        for hands in self.hands.values():
            hands.shutdown(wait=True)

    def _look_now(self) -> None:
        self.nudged.set()
        self.fed.set()

    def _loop(self, turn: Feed, nudged: threading.Event) -> None:
        """Turn after turn: at once while there is more, else at a nudge or after half a second."""
        while not self.stopping.is_set():
            nudged.clear()
            began, pace = time.monotonic(), Pace.IDLE
            try:
                pace = turn(timezone.now())
            except (DatabaseError, InterfaceError) as error:
                log.warning("The database did not answer, trying again: %s", error)
                connection.close()
            except Exception:
                # The only relay there is must not go on without its intake, or without handing out.
                log.exception("A turn failed, trying again")
            if pace is Pace.IDLE:
                nudged.wait(PERIOD)
            elif pace is Pace.STEADY:
                worked = time.monotonic() - began
                self.stopping.wait(min(max(REST, RESTS_FOR_A_TURN * worked), LONGEST_REST))

    def hand_out(self, at: datetime) -> Pace:
        """Claim what is due and give it to the workers."""
        pace, urgent_waits = Pace.IDLE, False
        for queue in (Queue.TIMERS, Queue.URGENT, Queue.BULK):
            if queue == Queue.TIMERS and not self.turns.of_timers(at):
                pace = Pace.STEADY if self.more_timers else pace
                continue
            if queue == Queue.BULK and not self.turns.of_bulk(at, urgent_waits=urgent_waits):
                continue
            room, here = self._room(queue, at)
            if room <= 0:
                pace = Pace.STEADY if pace is Pace.IDLE else pace
                urgent_waits |= queue == Queue.URGENT
                continue
            claims = operations.claim(queue=queue, at=at, limit=room)
            mine = claims if here else self._own(queue, claims, at)
            self._give_all(queue, claims, set(mine))
            is_all = len(claims) < room
            pace = pace if is_all else Pace.FULL
            urgent_waits |= queue == Queue.URGENT and not is_all
            if queue == Queue.TIMERS:
                self.more_timers = not is_all
        return pace

    def _room(self, queue: Queue, at: datetime) -> tuple[int, bool]:
        """How many entries may be handed out now, and whether to its own hands, because the workers are deaf.

        Timers never wait behind messages.
        """
        waiting = self.pulse.waiting(queue) + len(self.at_hand[queue])
        timers = queue == Queue.TIMERS
        room = (MOST_TOGETHER - waiting) * TOGETHER if timers else MOST_WAITING * (waiting < FEW_WAITING)
        if room > 0:
            self.hearing.had_room(queue, at)
            return room, False
        deaf = self.hearing.is_deaf(queue, at)
        return self._free_hands(queue) if deaf else 0, deaf

    def _free_hands(self, queue: Queue) -> int:
        """How many entries its own hands could begin now."""
        free = max(0, OWN_HANDS[queue] - len(self.at_hand[queue]))
        return free * (TOGETHER if queue == Queue.TIMERS else 1)

    def _own(self, queue: Queue, claims: Sequence[operations.Claim], at: datetime) -> list[operations.Claim]:
        """What workers were given before and did not begin, and for a minute after it all else.

        As far as its own hands are free: busy ones must not keep anything from workers that live.
        """
        unheard = [claim for claim in claims if claim.unheard]
        if unheard:
            self.hearing.was_unheard(queue, at)
        in_doubt = self.hearing.is_in_doubt(queue, at)
        others = [claim for claim in claims if in_doubt and not claim.unheard]
        return [*unheard, *others][: self._free_hands(queue)]

    def _give_all(
        self, queue: Queue, claims: Sequence[operations.Claim], mine: set[operations.Claim]
    ) -> None:
        """To the workers, but what is `mine` to its own hands."""
        if mine:
            log.warning("Workers do not take their tasks (%d %s), the relay works itself", len(mine), queue)
        for here in (True, False):
            for some in groups_of([claim for claim in claims if (claim in mine) is here], queue):
                task, what = _task_of(queue, [(claim.id, claim.token) for claim in some])
                self._give(queue, task, *what, here=here)

    def _give(self, hands: Queue, task: "Task[Any, None]", *what: Any, here: bool) -> None:
        if self.pulse.well.is_set() and not here:
            try:
                task.apply_async(what, retry=False)
                return
            except (BrokerError, redis.RedisError, OSError) as error:
                self.pulse.lost(error)
        begun = self.hands[hands].submit(self._carry_out_here, task, *what)
        self.at_hand[hands].add(begun)
        begun.add_done_callback(self.at_hand[hands].discard)

    def _carry_out_here(self, task: "Task[Any, None]", *what: Any) -> None:
        close_old_connections()
        try:
            task(*what)
        finally:
            connection.close()


def _task_of(queue: Queue, pairs: list[tuple[int, int]]) -> "tuple[Task[Any, None], Sequence[Any]]":
    """What carries out these (entry id, token) together, and with which arguments."""
    if queue == Queue.TIMERS:
        return tasks.carry_out_together, [pairs]
    if len(pairs) > 1:
        return tasks.carry_out_side_by_side, [pairs]
    return TASKS[queue], pairs[0]


def groups_of(claims: Sequence[operations.Claim], queue: Queue) -> Iterator[Sequence[operations.Claim]]:
    """What is given to one worker at a time, in order. Messages that come back after a failure go alone."""
    if queue == Queue.TIMERS:
        yield from batched(claims, TOGETHER)
        return
    fresh = [claim for claim in claims if queue == Queue.URGENT and claim.token == 1]
    alike = {claim.id for claim in fresh if goes_side_by_side(claim.topic)}
    size = min(SIDE_BY_SIDE, ceil(len(alike) / WORKERS))
    if alike:
        yield from batched([claim for claim in claims if claim.id in alike], size)
    yield from ((claim,) for claim in claims if claim.id not in alike)


def batched(claims: Sequence[operations.Claim], size: int) -> Iterator[Sequence[operations.Claim]]:
    """Parts of at most this size."""
    return (claims[first : first + size] for first in range(0, len(claims), size))
