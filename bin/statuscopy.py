"""One published copy of the status page, as `bin/statuspage` holds it in memory: whole and checked, or not at all.

Stands alone like `bin/statuspage`: the standard library and nothing of the product. Where the package brotli happens to
be installed, a page that was dressed anew is packed with it, too.
"""

import gzip
import hashlib
import json
import os
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

try:
    from brotli import compress as brotli
except ImportError:
    brotli = None

FRESH, FOR_EVER = "max-age=10, public", "max-age=31536000, public, immutable"
AGE_BEGINS, AGE_ENDS = b"<!--as-of-->", b"<!--/as-of-->"


@dataclass(frozen=True)
class Served:
    """One file as it leaves: plain, and packed by the name of each packing, with what identifies it."""

    body: bytes
    packed: dict[str, bytes]
    kind: str
    etag: str
    cache: str

    @classmethod
    def of(
        cls, body: bytes, kind: str, cache: str = FRESH, packed: dict[str, bytes] | None = None
    ) -> "Served":
        """A file made ready; packed here where it was not when it was written."""
        etag = 'W/"%s"' % hashlib.sha256(body).hexdigest()[:32]
        return cls(body, pack(body) if packed is None else packed, kind, etag, cache)


def pack(body: bytes) -> dict[str, bytes]:
    """Every packing that this machine knows."""
    packed = {"gzip": gzip.compress(body, mtime=0)}
    return {**packed, "br": brotli(body, quality=5)} if brotli else packed


@dataclass(frozen=True)
class Copy:
    """One published copy, whole, in memory. `hosts` says below which folder the page of a domain of its own lies.

    `dressed` keeps each page with its age until its age reads otherwise.
    """

    written_at: datetime
    files: dict[str, Served]
    hosts: dict[str, str] = field(default_factory=dict)
    dressed: dict[str, tuple[str, Served]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "Copy":
        """Read and check a copy. Raises OSError, ValueError or KeyError when it is not whole."""
        listed = json.loads((folder / "manifest.json").read_bytes())
        files = {}
        for name, about in listed["files"].items():
            body = (folder / name).read_bytes()
            if hashlib.sha256(body).hexdigest() != about["sha256"]:
                raise ValueError(f"{name} is not what it was written as")
            cache = FOR_EVER if name.startswith("assets/") else FRESH
            files[name] = Served.of(body, about["type"], cache, _packed(folder, name, about))
        hosts = {str(host): str(below) for host, below in listed.get("hosts", {}).items()}
        return cls(datetime.fromisoformat(listed["written_at"]), files, hosts)

    def page(self, name: str, now: datetime, stale_after: float) -> Served:
        """A file; a page says how old it is at the moment of reading."""
        plain = self.files[name]
        if AGE_BEGINS not in plain.body:
            return plain
        words = age_in_words(self.written_at, now, stale_after, language_of(plain.body))
        known = self.dressed.get(name)
        if known is None or known[0] != words:
            before, _, rest = plain.body.partition(AGE_BEGINS)
            after = rest.partition(AGE_ENDS)[2]
            known = (words, Served.of(before + words.encode() + after, plain.kind))
            self.dressed[name] = known
        return known[1]


def _packed(folder: Path, name: str, about: dict[str, Any]) -> dict[str, bytes] | None:
    """As it was packed when it was written; None where that is not whole: it can be done again."""
    packed = {}
    for packing, (ending, total) in about.get("packed", {}).items():
        try:
            content = (folder / f"{name}{ending}").read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest() != total:
            return None
        packed[packing] = content
    return packed or None


ENGLISH, GERMAN = "en", "de"
GERMAN_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
UNITS = {
    ENGLISH: (("day", "days"), ("hour", "hours"), ("minute", "minutes")),
    GERMAN: (("Tag", "Tagen"), ("Stunde", "Stunden"), ("Minute", "Minuten")),
}
AGE = {
    ENGLISH: '<p class="pub-asof">As of {moment}, {ago}.</p>',
    GERMAN: '<p class="pub-asof">Stand: {moment}, {ago}.</p>',
}
STALE = {
    ENGLISH: '<p class="pub-asof pub-stale"><strong>This page could not be renewed for {lasted}.</strong> '
    "It is as of {moment}; what it says may have changed.</p>",
    GERMAN: '<p class="pub-asof pub-stale"><strong>Diese Seite konnte seit {lasted} nicht erneuert werden.</strong> '
    "Sie hat den Stand {moment}; was sie sagt, kann sich geändert haben.</p>",
}


def language_of(body: bytes) -> str:
    """The language that a page says it is in; English where we know no words of it."""
    _, _, rest = body[:200].partition(b'<html lang="')
    code = rest[:2].decode("ascii", "replace")
    return code if code in AGE else ENGLISH


def age_in_words(written_at: datetime, now: datetime, stale_after: float, language: str = ENGLISH) -> str:
    """`As of 02:14 UTC, 6 minutes ago.` From `stale_after` minutes on: that it could not be renewed."""
    minutes = max(0, int((now - written_at).total_seconds() // 60))
    at = written_at.astimezone(UTC)
    day = "" if at.date() == now.astimezone(UTC).date() else f"{day_of(at, language)}, "
    moment = f'<time datetime="{at:%Y-%m-%dT%H:%MZ}">{day}{at:%H:%M} UTC</time>'
    if minutes < stale_after:
        return AGE[language].format(moment=moment, ago=ago(minutes, language))
    return STALE[language].format(moment=moment, lasted=lasted(minutes, language))


def day_of(at: datetime, language: str) -> str:
    """`10 March`, `10. März`."""
    return f"{at.day}. {GERMAN_MONTHS[at.month - 1]}" if language == GERMAN else f"{at.day} {at:%B}"


def ago(minutes: int, language: str = ENGLISH) -> str:
    """`just now`, `6 minutes ago`, `vor 3 Stunden`."""
    if minutes < 1:
        return "gerade eben" if language == GERMAN else "just now"
    words = lasted(minutes, language)
    return f"vor {words}" if language == GERMAN else f"{words} ago"


def lasted(minutes: int, language: str) -> str:
    """`6 minutes`, `3 hours`, `einer Stunde`, `2 Tagen`."""
    for size, (one, many) in zip((1440, 60, 1), UNITS[language], strict=True):
        if minutes >= size:
            count = minutes // size
            if count == 1 and language == GERMAN:
                return f"einem {one}" if size == 1440 else f"einer {one}"
            return f"{count} {one if count == 1 else many}"
    return "wenigen Sekunden" if language == GERMAN else "some seconds"


class Shelf:
    """The newest whole copy of a folder. A copy that is not whole yet is passed over; the one before stays."""

    def __init__(self, folder: Path) -> None:
        self.current = folder / "current"
        self._copy: Copy | None = None
        self._seen: object = None
        self._not_before = 0.0
        self._lock = threading.Lock()

    def newest(self) -> Copy | None:
        """What to serve; None before anything was published."""
        mark = self._mark()
        if mark is None or mark == self._seen or time.monotonic() < self._not_before:
            return self._copy
        # Whoever is second waits only while there is nothing else to show.
        if self._lock.acquire(blocking=self._copy is None):
            try:
                if mark != self._seen:
                    self._copy, self._seen = Copy.load(self.current), mark
            except (OSError, ValueError, KeyError, TypeError):
                self._not_before = time.monotonic() + 0.5
            finally:
                self._lock.release()
        return self._copy

    def _mark(self) -> object:
        """What changes whenever another copy is current: the link, or where links were resolved, its list of sums."""
        try:
            return os.readlink(self.current)
        except OSError:
            pass
        try:
            listed = (self.current / "manifest.json").stat()
        except OSError:
            return None
        return (listed.st_mtime_ns, listed.st_ino, listed.st_size)
