"""A server that a tree runs for us: its process, its address and how to see that it is ready."""

from collections.abc import Callable
from dataclasses import dataclass

from storm.tree.child import Child


@dataclass(frozen=True)
class Server:
    """What `postgres.prepare` and `valkey.prepare` hand out; nothing runs before a tree starts the child."""

    child: Child
    url: str
    is_ready: Callable[[], bool]
