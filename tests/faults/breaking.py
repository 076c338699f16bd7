"""What can be broken besides a process: Valkey gone, frozen or emptied, a server process of PostgreSQL."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.faults.night import Night, eventually


def valkey(night: Night) -> redis.Redis:
    """A connection that gives up quickly."""
    return redis.Redis.from_url(night.redis_url, socket_timeout=1, retry=Retry(NoBackoff(), 0))


def silent(night: Night) -> bool:
    """Whether Valkey gives no answer."""
    try:
        with valkey(night) as client:
            return not client.ping()
    except redis.RedisError:
        return True


@contextmanager
def gone(night: Night) -> Iterator[None]:
    """Killed, and unable to come back."""
    configuration = night.storm.var / "valkey" / "valkey.conf"
    aside = configuration.rename(configuration.with_suffix(".aside"))
    try:
        night.storm.kill("valkey")
        yield
    finally:
        aside.rename(configuration)


@contextmanager
def frozen(night: Night) -> Iterator[None]:
    """It takes connections and never answers, as on a machine that swaps."""
    pid = night.storm.pid("valkey")
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def one_backend(night: Night) -> None:
    """A server process of the database is killed: all others end at once, and the database recovers."""
    with_work = (
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    os.kill(int(eventually(lambda: night.sql(with_work), "somebody asks the database")[0][0]), signal.SIGKILL)
