"""Everything stands still but the copy of the status page: it goes on as ever, and says how old it is."""

import gzip
import http.client
import json
import os
import re
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import brotli

from tests.faults.night import CHILDREN, Night, eventually

AGE = r"As of <time[^>]*>[^<]* UTC</time>, (just now|.+ ago)\."
NONSENSE = (
    b"nonsense\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x00\xa5\x01\x00\r\n\r\n",
    b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: ",  # and hangs up
)


@dataclass(frozen=True)
class Heard:
    """One answer; code 0 where there was none within five seconds."""

    code: int
    headers: dict[str, str]
    body: bytes


def ask(url: str, method: str = "GET", **headers: str) -> Heard:
    """Exactly this request, nothing unpacked and nothing followed."""
    host = urlsplit(url).netloc
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        path = url.partition(host)[2] or "/"
        connection.request(method, path, headers={name.replace("_", "-"): it for name, it in headers.items()})
        answer = connection.getresponse()
        return Heard(answer.status, {name.title(): it for name, it in answer.getheaders()}, answer.read())
    except (OSError, http.client.HTTPException):
        return Heard(0, {}, b"")
    finally:
        connection.close()


def say(url: str, words: bytes) -> None:
    """What no client would send; whatever comes back."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port or 80), timeout=20) as line, suppress(OSError):
        line.sendall(words)
        line.shutdown(socket.SHUT_WR)
        line.recv(65536)


@contextmanager
def all_stopped_but(night: Night, kept: str) -> Iterator[None]:
    """No other process of Storm, no database and no Valkey does anything; none is restarted, as none has ended."""
    groups = [night.storm.wait_for(name) for name in sorted(CHILDREN - {kept})]
    try:
        for group in groups:
            os.killpg(group, signal.SIGSTOP)
        yield
    finally:
        for group in reversed(groups):
            os.killpg(group, signal.SIGCONT)


def family_of(pid: int) -> list[Path]:
    """What the machine knows of this process and of those it started itself."""
    started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [Path(f"/proc/{one}") for one in (pid, *started)]


def test_with_all_else_stopped_customers_and_programs_still_read_the_page(night: Night) -> None:
    copy = night.storm.facts()["addresses"]["STATUS_COPY_URL"]
    eventually(lambda: b"<main" in ask(f"{copy}/").body, "the copy is served", pause=0.2)
    with all_stopped_but(night, "statuspage"):
        assert ask(f"{night.address}/status/").code == 0
        page, told = ask(f"{copy}/"), json.loads(ask(f"{copy}/api/v2/summary.json").body)
        assert re.search(AGE, page.body.decode())
        assert told["components"] and told["page"]["name"] in page.body.decode()
        _is_as_good_as_ever(copy, page)
        for words in NONSENSE:
            say(copy, words)
        assert ask(f"{copy}/").code == 200, "after all that"


def _is_as_good_as_ever(copy: str, page: Heard) -> None:
    """Kept by caches, packed, asked by its head, in part, for what is not there, and for what it cannot do."""
    assert page.headers["Cache-Control"] == "max-age=10, public"
    assert page.headers["Vary"] == "Accept-Encoding"
    for packing, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        packed = ask(f"{copy}/", Accept_Encoding=packing)
        assert packed.headers["Content-Encoding"] == packing and b"<main" in unpack(packed.body)
        assert len(packed.body) < len(page.body) / 2
    assert ask(f"{copy}/history.atom", If_None_Match=ask(f"{copy}/history.atom").headers["Etag"]).code == 304
    head = ask(f"{copy}/history.atom", "HEAD")
    assert (head.code, head.body) == (200, b"") and int(head.headers["Content-Length"]) > 200
    part = ask(f"{copy}/history.atom", Range="bytes=0-9")
    assert (part.code, len(part.body)) == (200, int(head.headers["Content-Length"])), "a range may be ignored"
    assert [
        ask(f"{copy}{path}").code for path in ("/nothing", "/%2e%2e/manifest.json", "/api/v2/no.json")
    ] == [404] * 3
    assert ask(f"{copy}/", "POST").code == 405
    assert ask(f"{copy}/api/v2/status.json").headers["Access-Control-Allow-Origin"] == "*"


def test_it_could_not_reach_the_database_or_valkey_if_it_wanted_to(night: Night) -> None:
    """It was never told where they are, nor any secret, and has no driver loaded; the web process has all three."""
    copy = night.storm.facts()["addresses"]["STATUS_COPY_URL"]
    eventually(lambda: ask(f"{copy}/").code == 200, "the copy is served", pause=0.2)

    def known(name: str) -> set[str]:
        family = family_of(night.storm.wait_for(name))
        words = b"".join((one / "environ").read_bytes() + (one / "maps").read_bytes() for one in family)
        return {
            word
            for word in ("DATABASE_URL=", "REDIS_URL=", "STORM_SECRET_KEY=", "psycopg")
            if word.encode() in words
        }

    assert len(known("web")) == 4
    assert known("statuspage") == set()
