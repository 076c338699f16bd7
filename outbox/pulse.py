"""Whether Redis is well, felt by pings between the nudges: a page need not find out by waiting for a time-out."""

import logging
import threading
from collections.abc import Callable

import redis
from django.conf import settings

from outbox import nudging

log = logging.getLogger(__name__)

# After so long a silence it is pinged, and after as long without an answer it is gone.
SILENCE = 1.0
REST = 0.5


class Pulse:
    """Listens for nudges. `well` holds until Redis fails to answer, and again from its next word on."""

    def __init__(self, on_nudge: Callable[[], None]) -> None:
        self.well = threading.Event()
        self.well.set()  # nothing is known yet: the first failure says otherwise
        self._on_nudge = on_nudge

    def lost(self, error: Exception) -> None:
        """Redis did not answer, here or where somebody wanted to hand something over."""
        if self.well.is_set():
            self.well.clear()
            log.warning("Redis does not answer, the relay works with its own hands: %s", error)

    def waiting(self, queue: str) -> int:
        """How many tasks wait in the broker for a worker of this queue; none where it does not answer."""
        if not self.well.is_set():
            return 0
        try:
            return int(nudging.client().llen(nudging.channel(queue)))
        except redis.RedisError as error:
            self.lost(error)
            return 0

    def feel(self, stopping: threading.Event) -> None:
        """Until `stopping`; on any trouble rest and connect again."""
        while not stopping.is_set():
            try:
                self._listen(stopping)
            except (redis.RedisError, OSError) as error:
                self.lost(error)
                stopping.wait(REST)
            except Exception as error:
                # Without a pulse the relay would work alone for ever.
                log.exception("The pulse failed, feeling it again")
                self.lost(error)
                stopping.wait(REST)

    def _listen(self, stopping: threading.Event) -> None:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=SILENCE, socket_connect_timeout=SILENCE, retry=None
        )
        with client, client.pubsub() as subscription:
            subscription.subscribe(nudging.channel())
            pinged = False
            while not stopping.is_set():
                said = subscription.get_message(timeout=SILENCE)
                if said is not None:
                    self._heard(said["type"])
                elif pinged:
                    raise redis.TimeoutError(f"no answer to a ping within {SILENCE:.0f} s")
                else:
                    subscription.ping()
                pinged = said is None

    def _heard(self, kind: str) -> None:
        if not self.well.is_set():
            self.well.set()
            log.warning("Redis answers again, the workers go on")
        if kind == "message":
            self._on_nudge()
