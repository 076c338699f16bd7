"""Carries the newest static copy into object storage: what changed, pages last, so that none names a missing file."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from statuspage.published.copy_folder import CURRENT, MANIFEST, locked

NOTE = "carried.json"
STATUS = "status"


def is_wanted() -> bool:
    """Whether there is a bucket."""
    return STATUS in settings.STORAGES


def carry(folder: Path, storage: Storage | None = None) -> int:
    """Write what differs from what was carried last, then remove what is gone; answers how many were written.

    What fails is tried again: what was carried until then is noted. Raises OSError and what the storage raises.
    """
    there = storage or storages[STATUS]
    with locked(folder):
        copy = (folder / CURRENT).resolve(strict=True)
        files = json.loads((copy / MANIFEST).read_bytes())["files"]
        done = _carried(folder)
        try:
            written = _write(there, copy, files, done)
            for name in sorted(done.keys() - files.keys()):
                there.delete(name)
                del done[name]
        finally:
            (folder / NOTE).write_text(json.dumps(done))
    return written


def in_order(names: Iterable[str]) -> list[str]:
    """What pages need, then what programs read, then the pages, the front page last of all."""
    return sorted(names, key=lambda name: (name == "index.html", name.endswith(".html"), name))


def _write(there: Storage, copy: Path, files: dict[str, Any], done: dict[str, str]) -> int:
    changed = [name for name in in_order(files) if done.get(name) != files[name]["sha256"]]
    for name in changed:
        content = ContentFile((copy / name).read_bytes())
        content.content_type = files[name]["type"]  # type: ignore[attr-defined]  # what the storage sends as its kind
        there.save(name, content)
        done[name] = files[name]["sha256"]
    return len(changed)


def _carried(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder / NOTE).read_text()))
    except (OSError, ValueError):
        return {}
