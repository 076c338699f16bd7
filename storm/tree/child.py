"""What a child of the tree is, and how it is started: in its own session, so that its group ends at once."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM, Signals
from typing import IO


@dataclass(frozen=True)
class Account:
    """The system user a child runs as, where that is not the caller."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Child:
    """One process of the tree. Children of a higher stage are ended first."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    account: Account | None = None
    stop_signal: Signals = SIGTERM
    grace: float = 10.0
    stage: int = 2


def as_account(account: Account | None) -> dict[str, object]:
    """The arguments of subprocess that make a process run as this account."""
    if account is None or account.uid == os.geteuid():
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def launch(child: Child, *, output: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the process; both its output streams go to `output`."""
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        child.argv,
        env=dict(child.env),
        cwd=child.cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        **as_account(child.account),
    )
