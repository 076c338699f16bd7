"""What can be broken besides a process: Valkey gone, frozen or emptied; PostgreSQL cut off, refusing, wounded."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import redis
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.faults.night import Night, eventually, insistently


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


@contextmanager
def cut_off(night: Night) -> Iterator[None]:
    """PostgreSQL is there and nothing comes through: connections hang, as behind a network that broke in two."""
    pid = night.storm.wait_for("postgres")
    servers = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    _signal(servers, signal.SIGSTOP)
    try:
        yield
    finally:
        _signal(servers, signal.SIGCONT)


@contextmanager
def refusing(night: Night) -> Iterator[None]:
    """PostgreSQL ends every connection and takes no new one."""
    parts = conninfo_to_dict(night.database_url)
    database, elsewhere = str(parts["dbname"]), make_conninfo(night.database_url, dbname="postgres")

    def allow(allowed: bool) -> None:
        with psycopg.connect(elsewhere, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS {str(allowed).lower()}')
            if not allowed:
                ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                connection.execute(ended, [database])

    insistently(lambda: allow(False), "PostgreSQL takes no connection")
    try:
        yield
    finally:
        insistently(lambda: allow(True), "PostgreSQL takes connections again")


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def one_backend(night: Night) -> None:
    """A server process of the database is killed: all others end at once, and the database recovers."""
    with_work = (
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    os.kill(int(eventually(lambda: night.sql(with_work), "somebody asks the database")[0][0]), signal.SIGKILL)
