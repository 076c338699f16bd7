"""One subscription to Redis for everybody who listens: what it hears goes to all of them."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

WAITING = 100
AGAIN_SECONDS = 1.0
EVERYTHING = '["*"]'


class Hub:
    """Hears changes and passes them on; says so when it has gone deaf, and when it hears again."""

    def __init__(self, redis_url: str, channel: str) -> None:
        self.redis_url, self.channel = redis_url, channel
        self.listeners: set[asyncio.Queue[tuple[str, str]]] = set()
        self.hears = False

    @contextmanager
    def listener(self) -> Iterator[asyncio.Queue[tuple[str, str]]]:
        """What one page is told, as pairs of event and data, beginning with whether we hear at all."""
        queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue(WAITING)
        queue.put_nowait((self._state(), ""))
        self.listeners.add(queue)
        try:
            yield queue
        finally:
            self.listeners.discard(queue)

    async def hear(self) -> None:
        """Listen for ever; without Redis the pages look for themselves meanwhile."""
        while True:
            try:
                await self._listen()
            except (RedisError, OSError) as error:
                log.warning("Redis does not answer, pages poll meanwhile: %s", error)
            except Exception:
                log.exception("What was heard was not understood, pages poll meanwhile")
            self._turn(hears=False)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self) -> None:
        async with (
            Redis.from_url(self.redis_url, health_check_interval=5) as redis,
            redis.pubsub(ignore_subscribe_messages=True) as heard,
        ):
            await heard.subscribe(self.channel)
            self._turn(hears=True)
            while True:
                message = await heard.get_message(timeout=5)
                if message is not None:
                    self._tell("message", message["data"].decode())

    def _turn(self, *, hears: bool) -> None:
        if self.hears is not hears:
            self.hears = hears
            self._tell(self._state(), "")
            if hears:
                self._tell("message", EVERYTHING)  # whatever was said meanwhile

    def _state(self) -> str:
        return "well" if self.hears else "away"

    def _tell(self, event: str, data: str) -> None:
        for queue in self.listeners:
            if queue.full():  # a page that reads too slowly looks at everything once
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait((self._state(), ""))
                queue.put_nowait(("message", EVERYTHING))
            else:
                queue.put_nowait((event, data))
