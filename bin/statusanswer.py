"""What `bin/statuspage` answers to a request, whichever server asks: Python's own, or granian where it is installed.

Stands alone like `bin/statuspage`: the standard library and nothing of the product. No address ever becomes a path;
names are looked up among those of the copy in memory. A page with a domain of its own begins at `/` there; whoever asks
for any other host gets the pages as they lie.
"""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

from statuscopy import Copy, Served, Shelf

# A widget or a badge is shown on pages of others, and reads the API from there.
FOR_OTHERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
FOREIGN = frozenset({"box.js", "badge.svg"})
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload"}
NOT_HERE = "There is nothing here."
MISSING = "404.html"
SHARED, FOR_ALL = "assets/", frozenset({"box.js"})  # they lie once, for all pages
PREFERRED = ("br", "gzip")
REMEMBERED = 2000
FRESH_FOR_S = 1.0


@dataclass(frozen=True)
class Answer:
    """One answer, whole: it may be given to any number of readers."""

    code: int
    headers: dict[str, str]
    body: bytes

    @property
    def etag(self) -> str:
        """What names its content; empty where nothing does."""
        return self.headers.get("ETag", "")


class Answers:
    """Makes answers, and keeps each for a second: in a stampede all but the first are found ready."""

    def __init__(self, shelf: Shelf, *, stale_after: float, behind_tls: bool = False) -> None:
        self.shelf, self.stale_after = shelf, stale_after
        self.always = {**HEADERS, **(HSTS if behind_tls else {})}
        self._ready: dict[tuple[str, str, str], Answer] = {}
        self._of: tuple[Copy | None, float] = (None, 0.0)

    def get(self, path: str, accepts: str = "", seen: str = "", host: str = "") -> Answer:
        """The answer to a path as it was asked. `accepts` and `seen`: Accept-Encoding and If-None-Match."""
        copy, now = self.shelf.newest(), time.monotonic()
        if copy is not self._of[0] or now > self._of[1] or len(self._ready) > REMEMBERED:
            self._ready, self._of = {}, (copy, now + FRESH_FOR_S)
        below = copy.hosts.get(named(host), "") if copy and copy.hosts else ""
        answer = self._ready.get((path, accepts, below))
        if answer is None:
            answer = self._ready[(path, accepts, below)] = self._made(copy, path, accepts, below)
        return self._unchanged(answer) if seen and answer.etag and knows(seen, answer.etag) else answer

    def say(self, code: int, words: str, **more: str) -> Answer:
        """A sentence."""
        kind = {"Content-Type": "text/plain; charset=utf-8"}
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return self._whole(code, {**kind, **named}, f"{words}\n".encode())

    def _made(self, copy: Copy | None, asked: str, accepts: str, below: str) -> Answer:
        if copy is None:
            return self.say(503, "Nothing has been published here yet.", Retry_After="10")
        path = unquote(asked)
        name = path.removeprefix("/") + ("index.html" if path.endswith("/") else "")
        there = name if name.startswith(SHARED) or name in FOR_ALL else f"{below}{name}"
        if path.startswith("/") and there in copy.files and not there.endswith(MISSING):
            return self._found(copy.page(there, datetime.now(UTC), self.stale_after), name, accepts)
        if path.startswith("/") and f"{there}/index.html" in copy.files:
            return self.say(308, "It is here.", Location=f"{name.rpartition('/')[2]}/")
        return self._miss(copy, path, f"{below}{MISSING}")

    def _found(self, file: Served, name: str, accepts: str) -> Answer:
        more = {"Content-Type": file.kind, "ETag": file.etag, "Cache-Control": file.cache}
        more["Vary"] = "Accept-Encoding"
        if name in FOREIGN or "api/" in name[:14]:
            more |= FOR_OTHERS
        body = file.body
        for packing in PREFERRED:
            if packing in file.packed and takes(accepts, packing):
                body, more["Content-Encoding"] = file.packed[packing], packing
                break
        return self._whole(200, more, body)

    def _miss(self, copy: Copy, path: str, missing: str) -> Answer:
        """What was never told, or is too old to be kept; readers of the API hear it in their own form."""
        if path.startswith("/api/"):
            kind = {"Content-Type": "application/json", **FOR_OTHERS}
            return self._whole(404, kind, json.dumps({"error": NOT_HERE}).encode())
        if missing not in copy.files:
            return self.say(404, NOT_HERE)
        root = "../" * min(path.count("/") - 1, 100) or "./"
        page = copy.page(missing, datetime.now(UTC), self.stale_after)
        return self._whole(404, {"Content-Type": page.kind}, page.body.replace(b"%ROOT%", root.encode()))

    def _whole(self, code: int, more: dict[str, str], body: bytes) -> Answer:
        return Answer(code, {**self.always, **more, "Content-Length": str(len(body))}, body)

    def _unchanged(self, answer: Answer) -> Answer:
        dropped = ("Content-Type", "Content-Length", "Content-Encoding")
        return Answer(304, {name: it for name, it in answer.headers.items() if name not in dropped}, b"")


def named(host: str) -> str:
    """The name in a Host header, without its port."""
    return host.partition(":")[0].rstrip(".").lower()


def knows(seen: str, etag: str) -> bool:
    """Whether If-None-Match names it."""
    asked = [one.strip().removeprefix("W/") for one in seen.split(",")]
    return "*" in asked or etag.removeprefix("W/") in asked


def takes(accepts: str, packing: str) -> bool:
    """Whether the reader can unpack it: named, and with a weight. `*` stands for gzip, which all know."""
    for one in accepts.lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() == packing or (name.strip() == "*" and packing == "gzip"):
            return weight.replace(" ", "").rstrip("0") not in ("q=", "q=0.")
    return False
