"""The tree itself: starts children, reads what they say, restarts the dead and ends all in order."""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self

from storm.tree.child import Child, launch
from storm.tree.guarding import Guard
from storm.tree.output import Output

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FIRST_DELAY, LONGEST_DELAY, HEALTHY_AFTER = 0.2, 30.0, 30.0


class UnableToStart(Exception):
    """A sentence for the person at the terminal: what is wrong and what to do."""


class Stopped(Exception):
    """Somebody asked the tree to end while it was still starting."""


def delay_before_restart(failures: int) -> float:
    """Seconds to wait before the next try: at once nearly the first time, doubling up to half a minute."""
    return min(FIRST_DELAY * 2.0 ** (failures - 1), LONGEST_DELAY)


@dataclass
class _Running:
    child: Child
    process: subprocess.Popen[bytes]
    since: float
    failures: int


@dataclass(frozen=True)
class _Dead:
    child: Child
    failures: int
    restart_at: float


class Tree:
    """A context manager: leaving it ends every child. Call it from the main thread."""

    def __init__(self, on_change: Callable[[dict[str, int]], None] = lambda pids: None) -> None:
        self.output = Output()
        self._on_change = on_change
        self._running: dict[str, _Running] = {}
        self._dead: dict[str, _Dead] = {}
        self._selector = selectors.DefaultSelector()
        self._asked_to_stop = 0

    def __enter__(self) -> Self:
        self._handlers = {number: signal.signal(number, self._ask_to_stop) for number in ENDINGS}
        self._guard = Guard()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop_all()
        self._guard.dismiss()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._asked_to_stop += 1

    def pids(self) -> dict[str, int]:
        """The process id of each child that runs now, by name."""
        return {name: one.process.pid for name, one in self._running.items()}

    def start(self, child: Child, *, failures: int = 0) -> None:
        """Start this child; from now on it is restarted whenever it dies."""
        process = launch(child, output=subprocess.PIPE)
        self._guard.watch(process.pid, child)
        assert process.stdout is not None  # noqa: S101  # launched with a pipe
        os.set_blocking(process.stdout.fileno(), False)
        self._selector.register(process.stdout, selectors.EVENT_READ, child.name)
        self._running[child.name] = _Running(child, process, time.monotonic(), failures)
        self._on_change(self.pids())

    def wait_for(self, name: str, is_ready: Callable[[], bool], *, seconds: float) -> None:
        """Look after the tree until this child is ready; say so if it dies or never becomes it."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            self.look_after(0.05)
            if self._asked_to_stop:
                raise Stopped
            if name in self._dead:
                raise UnableToStart(f"{name} ended while starting; its last words are above.")
            if time.monotonic() > deadline:
                late = f"{name} was not ready after {seconds:.0f} seconds."
                raise UnableToStart(f"{late} Is the machine very busy? Trying again loses nothing.")

    def run_to_end(self, child: Child) -> int:
        """Run a child that is meant to end, and answer its exit status."""
        self.start(child)
        process = self._running[child.name].process
        while process.poll() is None:
            self._read(0.05)
            if self._asked_to_stop:
                raise Stopped
        self._forget(child.name)
        return process.returncode

    def run(self) -> None:
        """Look after the children until somebody asks for the end."""
        while not self._asked_to_stop:
            self.look_after(0.2)

    def look_after(self, seconds: float) -> None:
        """One round: pass on output, note the dead, restart whose time has come."""
        self._read(seconds)
        now = time.monotonic()
        for running in [one for one in self._running.values() if one.process.poll() is not None]:
            self._note_death(running, now)
        for dead in [one for one in self._dead.values() if one.restart_at <= now]:
            del self._dead[dead.child.name]
            self.output.say(dead.child.name, "starting again")
            self.start(dead.child, failures=dead.failures)

    def _note_death(self, one: _Running, now: float) -> None:
        self._forget(one.child.name)
        failures = 1 if now - one.since > HEALTHY_AFTER else one.failures + 1
        delay = delay_before_restart(failures)
        self._dead[one.child.name] = _Dead(one.child, failures, now + delay)
        self.output.say(one.child.name, f"died ({_how(one.process.returncode)}); again in {delay:.1f} s")
        self._on_change(self.pids())

    def _read(self, seconds: float) -> None:
        if not self._selector.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._selector.select(seconds):
            data = os.read(key.fd, 65536)
            if data:
                self.output.feed(key.data, data)
            else:
                self._selector.unregister(key.fileobj)

    def _forget(self, name: str) -> None:
        """Drop a dead child, and with it whatever is left of its process group."""
        one = self._running.pop(name)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(one.process.pid, signal.SIGKILL)
        self._guard.forget(one.process.pid)
        stream = one.process.stdout
        if stream is not None:
            with contextlib.suppress(KeyError):
                self._selector.unregister(stream)
            with contextlib.suppress(OSError):
                self.output.feed(name, stream.read() or b"")
            stream.close()
        self.output.close(name)

    def _stop_all(self) -> None:
        asked = self._asked_to_stop
        for stage in sorted({one.child.stage for one in self._running.values()}, reverse=True):
            members = [one for one in self._running.values() if one.child.stage == stage]
            for one in members:
                if one.process.poll() is None:
                    os.killpg(one.process.pid, one.child.stop_signal)
            for one in members:
                deadline = time.monotonic() + one.child.grace
                while (
                    one.process.poll() is None
                    and time.monotonic() < deadline
                    and self._asked_to_stop <= asked
                ):
                    self._read(0.05)
                if one.process.poll() is None:
                    self.output.say(one.child.name, "does not end by itself, killing it")
                    os.killpg(one.process.pid, signal.SIGKILL)
                    one.process.wait()
                self._forget(one.child.name)


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
