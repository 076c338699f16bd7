"""Processes that tests start: each ends with the tests, even when these are killed with -9."""

import atexit
import subprocess
from functools import cache
from typing import IO

from storm.tree.child import Child, launch
from storm.tree.guarding import Guard


@cache
def _guard() -> Guard:
    """One for this process; the end of its pipe is ours."""
    guard = Guard()
    atexit.register(guard.dismiss)
    return guard


def start(child: Child, *, output: int | IO[bytes]) -> "subprocess.Popen[bytes]":
    """Start the child in a session of its own, watched from its first moment on."""
    guard = _guard()
    process = launch(child, output=output)
    guard.watch(process.pid, child)
    return process


def forget(process: "subprocess.Popen[bytes]") -> None:
    """It has ended; may be said twice."""
    _guard().forget(process.pid)
