"""Outlives a killed parent just long enough to end its children, in the order the parent would have taken.

Run as a script of its own (standard library only). The parent writes `add GROUP SIGNAL STAGE SECONDS` and
`del GROUP` lines; the end of that stream means that the parent is gone.
"""

import contextlib
import os
import signal
import sys
import time

LONGEST_PATIENCE = 8.0


def main() -> None:
    """Keep the list of process groups until the stream ends, then end what is still in it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: dict[int, tuple[int, int, float]] = {}
    for line in sys.stdin:
        verb, group, *rest = line.split()
        if verb == "add":
            groups[int(group)] = (int(rest[0]), int(rest[1]), float(rest[2]))
        else:
            groups.pop(int(group), None)
    end(groups)


def end(groups: dict[int, tuple[int, int, float]]) -> None:
    """Ask each stage politely, the highest first, and kill what has not gone."""
    for stage in sorted({stage for _, stage, _ in groups.values()}, reverse=True):
        members = {group: it for group, it in groups.items() if it[1] == stage}
        for group, (number, _, _) in members.items():
            send(group, number)
        patience = min(LONGEST_PATIENCE, max(seconds for _, _, seconds in members.values()))
        deadline = time.monotonic() + patience
        while any(alive(group) for group in members) and time.monotonic() < deadline:
            time.sleep(0.05)
        for group in members:
            send(group, signal.SIGKILL)


def alive(group: int) -> bool:
    """Whether any process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def send(group: int, number: int) -> None:
    """Signal the whole group, if there still is one."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


if __name__ == "__main__":
    main()
