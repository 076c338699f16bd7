"""The folder of the static copies: `copies/<moment>` for each, and `current`, a link that leads to the newest.

A copy is written beside, forced onto the disk, then made current in one step. Its `manifest.json` names every file with
its sum: whoever serves it can tell a whole one from one that is still being carried to another host.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from statuspage.published import packing
from statuspage.published.static_copy import File

KEPT = 3
COPIES, CURRENT, MANIFEST = "copies", "current", "manifest.json"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time: who waited reads anew what is newest, so that an older copy never follows a newer."""
    (folder / COPIES).mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def held(folder: Path) -> int | None:
    """Which publication is current; None when there is none that can be read."""
    try:
        return int(json.loads((folder / CURRENT / MANIFEST).read_bytes())["publication"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(
    folder: Path,
    files: Mapping[str, File],
    *,
    publication: int,
    at: datetime,
    hosts: Mapping[str, str] | None = None,
) -> None:
    """Make a copy the current one; call it under `locked`. Raises OSError; nothing has changed then.

    `hosts`: below which folder lies the page that has a domain of its own.
    """
    name = f"{at.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    unfinished = folder / COPIES / f".{name}"
    try:
        packed = packing.packed(files)
        about = {"publication": publication, "written_at": at.isoformat(), "hosts": dict(hosts or {})}
        for file, one in {**files, **packed, MANIFEST: _manifest(about, files, packed)}.items():
            _write(unfinished / file, one.content)
        for place, _, _ in os.walk(unfinished):
            _force(Path(place))
        unfinished.rename(folder / COPIES / name)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _make_current(folder, name)
    _forget(folder, name)


def _manifest(about: dict[str, object], files: Mapping[str, File], packed: Mapping[str, File]) -> File:
    def listed(name: str, one: File) -> dict[str, object]:
        made = {
            how: (ending, _sum(packed[name + ending]))
            for how, ending in packing.ENDINGS.items()
            if name + ending in packed
        }
        return {"sha256": _sum(one), "type": one.kind, **({"packed": made} if made else {})}

    every = {**about, "files": {name: listed(name, one) for name, one in files.items()}}
    return File(json.dumps(every, indent=1).encode(), "application/json")


def _sum(one: File) -> str:
    return hashlib.sha256(one.content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _force(folder: Path) -> None:
    """Names are as durable as contents only once their folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_current(folder: Path, name: str) -> None:
    link = folder / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(f"{COPIES}/{name}")
    link.replace(folder / CURRENT)
    _force(folder / COPIES)
    _force(folder)


def _forget(folder: Path, current: str) -> None:
    """Keep a few for who still reads them; what a killed writer left behind goes, too."""
    whole = sorted(one.name for one in (folder / COPIES).iterdir() if not one.name.startswith("."))
    keep = {current, *whole[-KEPT:]}
    for one in (folder / COPIES).iterdir():
        if one.name not in keep:
            shutil.rmtree(one, ignore_errors=True)
