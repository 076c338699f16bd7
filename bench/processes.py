"""The processes of the product that a bench runs beside: which they are, and how much processor time they took."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# By a word of their command line.
PARTS = {
    "postgres": "postgres",
    "valkey": "valkey",
    "urgent": "--queues timers,urgent",
    "bulk": "--queues bulk",
    "relay": " relay",
    "web": "interface wsgi",
    "live": "interface asgi",
    "beat": " beat",
    "providers": "demo.providers",
}


@contextmanager
def frozen(part: str) -> Iterator[None]:
    """It takes connections and never answers, as on a machine that swaps."""
    [pid] = [pid for pid in siblings() if part_of(pid) == part]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def cpu_seconds() -> dict[str, float]:
    """By part and process id the processor time, that of its own children included."""
    children, used = _table()

    def of(pid: int) -> float:
        return used.get(pid, 0.0) + sum(of(child) for child in children.get(pid, []))

    return {f"{part_of(pid)} {pid}": of(pid) for pid in siblings()}


def siblings() -> list[int]:
    """What our parent has started beside us."""
    return [pid for pid in _table()[0].get(os.getppid(), []) if pid != os.getpid()]


def part_of(pid: int) -> str:
    """What a process of ours is called."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return "ended"
    return next((name for name, words in PARTS.items() if words in command), "other")


def _table() -> tuple[dict[int, list[int]], dict[int, float]]:
    """Every process's children, and the processor time it took itself."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(words[1]), []).append(int(entry.parent.name))
        # Its own, and what children that have ended left it.
        used[int(entry.parent.name)] = sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")
    return children, used
