"""A nudge tells the relay to look now instead of at its next half second. Losing one costs half a second."""

import logging
import time

import redis
from django.conf import settings

log = logging.getLogger(__name__)

CHANNEL = "nudge"
BREAK_SECONDS = 5.0
_state: dict[str, float] = {"broken_until": 0.0}
_client: list[redis.Redis] = []


def client() -> redis.Redis:
    """The process's connection to Redis, with short time-outs so that its loss never holds anything up."""
    if not _client:
        _client.append(
            redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None)
        )
    return _client[0]


def channel() -> str:
    """The channel's name with this installation's prefix."""
    return f"{settings.REDIS_PREFIX}{CHANNEL}"


def nudge() -> None:
    """Tell the relay that something is due. Never raises; after a failure says nothing for five seconds."""
    if time.monotonic() < _state["broken_until"]:
        return
    try:
        client().publish(channel(), b"1")
    except redis.RedisError as error:
        _state["broken_until"] = time.monotonic() + BREAK_SECONDS
        log.warning("Redis did not take a nudge, the relay looks every half second: %s", error)
