"""A nudge tells the relay to look now instead of at its next half second. Losing one costs half a second."""

import logging
import threading
import time

import redis
from django.conf import settings

log = logging.getLogger(__name__)

CHANNEL = "nudge"
BREAK_SECONDS = 5.0
APART_SECONDS = 0.02
_state: dict[str, float] = {"broken_until": 0.0}
_clients: dict[str, redis.Redis] = {}


def client() -> redis.Redis:
    """The process's connection to Redis, with short time-outs so that its loss never holds anything up."""
    url = settings.REDIS_URL
    if url not in _clients:
        _clients[url] = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None)
    return _clients[url]


def channel(name: str = CHANNEL) -> str:
    """A channel's name with this installation's prefix."""
    return f"{settings.REDIS_PREFIX}{name}"


def publish(words: str, *, to: str) -> None:
    """Say something to whoever listens. Never raises; after a failure says nothing for five seconds."""
    if time.monotonic() < _state["broken_until"]:
        return
    try:
        _publish(words, to)
    except redis.RedisError as error:
        _state["broken_until"] = time.monotonic() + BREAK_SECONDS
        log.warning("Redis took no word; the relay looks every half second, pages every five: %s", error)


def _publish(words: str, to: str) -> None:
    """A kept connection may have been closed by the other side meanwhile: that shows only now, and a new one may do."""
    try:
        client().publish(channel(to), words)
    except redis.ConnectionError:
        client().publish(channel(to), words)


def nudge() -> None:
    """Tell the relay that something is due."""
    publish("1", to=CHANNEL)


class _Messenger:
    """A thread that nudges on behalf of a busy process: at once, and then at most once every 20 ms."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def ask(self) -> None:
        """Have it nudge soon; costs the caller next to nothing."""
        if self.thread is None:
            with self.lock:
                if self.thread is None:
                    self.thread = threading.Thread(target=self._run, name="nudge", daemon=True)
                    self.thread.start()
        self.asked.set()

    def _run(self) -> None:
        while True:
            self.asked.wait()
            self.asked.clear()
            nudge()
            time.sleep(APART_SECONDS)


_messenger = _Messenger()


def nudge_soon() -> None:
    """Nudge from a thread of its own: for callers with thousands of things to say, none of which may be late."""
    _messenger.ask()
