"""What can happen to clocks: a jump, and a night in which summer time begins and ends again and again."""

import struct
import time
from pathlib import Path

from tests.faults.night import Night

ZONE = "Storm/Night"
HOUR_S = 3600
SHIFTED = (
    "UPDATE outbox_entry SET due_at = due_at - %(by)s, not_before = not_before - %(by)s, "
    "claimed_until = claimed_until - %(by)s WHERE done_at IS NULL AND dead_at IS NULL",
    "UPDATE oncall_escalationrun SET next_at = next_at - %(by)s WHERE next_at IS NOT NULL",
    "UPDATE notifications_providerhealth SET rests_until = rests_until - %(by)s WHERE rests_until IS NOT NULL",
)


def jump(night: Night, seconds: float) -> None:
    """As if the machine's clock had jumped: forwards by so many seconds, or backwards.

    Simulated on the rows: every moment at which something is due or a lease ends moves the other way, in one
    transaction. The processes' own clocks go on.
    """
    night.at_once(*SHIFTED, by=seconds)


class ChangingClocks:
    """A zone whose clocks are put forward and back every few seconds, for a day: dozens of such nights in one hour.

    A real zone file, which the processes find first by `PYTHONTZPATH`: nothing of the product is replaced.
    """

    def __init__(self, folder: Path, *, every_s: int) -> None:
        self.every_s, self.begins_at = every_s, int(time.time())
        self.folder = folder / "zones"
        path = self.folder / ZONE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self._file(24 * HOUR_S // every_s))
        for one in (self.folder, path.parent):
            one.chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        """What the processes must be told at their start."""
        usual = "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo"
        return {"PYTHONTZPATH": f"{self.folder}:{usual}"}

    @property
    def changes(self) -> int:
        """How often the clocks were changed so far."""
        return (int(time.time()) - self.begins_at) // self.every_s

    def govern(self, night: Night, zone: str = ZONE) -> None:
        """Have every schedule follow these clocks."""
        night.sql("UPDATE oncall_schedule SET zone = %s", zone)

    def _file(self, changes: int) -> bytes:
        """RFC 8536, first version: the moments, which of the two offsets begins at each, the offsets, their names."""
        moments = [self.begins_at + number * self.every_s for number in range(1, changes + 1)]
        names = b"NST\0NDT\0"
        return b"".join(
            [
                b"TZif\0" + bytes(15) + struct.pack(">6l", 0, 0, 0, changes, 2, len(names)),
                struct.pack(f">{changes}l", *moments),
                bytes(number % 2 for number in range(1, changes + 1)),
                struct.pack(">lbB", 0, 0, 0) + struct.pack(">lbB", HOUR_S, 1, 4),
                names,
            ]
        )
