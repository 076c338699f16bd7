"""The parent's end of the guard: whatever is watched ends with this process, however this process ends."""

import contextlib
import subprocess
import sys
from pathlib import Path

from storm.tree.child import Child

GUARD = Path(__file__).with_name("guard.py")


class Guard:
    """A process of its own, told of every group that must not outlive us; a pipe tells it when we are gone."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(GUARD)], stdin=subprocess.PIPE, start_new_session=True, text=True
        )

    def watch(self, pid: int, child: Child) -> None:
        """End this child's whole group when we are gone: asked first, killed after its grace."""
        self._tell(f"add {pid} {child.stop_signal.value} {child.stage} {child.grace}\n")

    def forget(self, pid: int) -> None:
        """This one has ended, and its number may be somebody else's soon."""
        self._tell(f"del {pid}\n")

    def dismiss(self) -> None:
        """No more is to be watched; what was not forgotten is ended now."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait(timeout=20)

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(line)
                self._process.stdin.flush()
