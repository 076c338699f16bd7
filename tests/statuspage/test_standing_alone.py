"""`bin/statuspage` serves the files, and nothing of the product has to run, or even be there, for it."""

import ast
import gzip
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any
from urllib.parse import quote

import brotli
import pytest
from django.test import Client

from statuspage import queries
from statuspage.published import copy_folder, static_copy
from statuspage.published.copying import renew
from statuspage.published.static_copy import File
from tests.house.checkout import ROOT
from tests.statuspage.conftest import Company

FILES_OF_SERVER = ("statuspage", "statuscopy.py", "statusanswer.py", "statuswsgi.py")
Ask = Callable[..., tuple[int, dict[str, str], bytes]]
HTML = "text/html; charset=utf-8"
PAGE = '<html><!--as-of--><p class="pub-asof">As of then.</p><!--/as-of--><h1>Works</h1></html>'
FILES = {
    "index.html": File(PAGE.encode(), HTML),
    "history/index.html": File(b"<h1>History</h1>", HTML),
    "404.html": File(b'<a href="%ROOT%">Home</a>', HTML),
    "api/v2/status.json": File(b'{"status": {}}', "application/json"),
    "history.atom": File(b"<feed/>", "application/atom+xml; charset=utf-8"),
    "assets/status-0.css": File(b".a {}" * 99, "text/css; charset=utf-8"),
}


def _loaded() -> Any:
    sys.path.insert(0, str(ROOT / "bin"))
    try:
        spec = spec_from_loader(
            "statuspage_alone", SourceFileLoader("statuspage_alone", str(ROOT / "bin" / "statuspage"))
        )
        assert spec and spec.loader
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module, sys.modules["statusanswer"], sys.modules["statuscopy"]
    finally:
        sys.path.remove(str(ROOT / "bin"))


alone, statusanswer, statuscopy = _loaded()


def put(folder: Path, *, minutes_ago: float = 0, files: dict[str, File] = FILES, number: int = 1) -> None:
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    with copy_folder.locked(folder):
        copy_folder.write(folder, files, publication=number, at=at)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    running = alone.Server(("127.0.0.1", 0), statuscopy.Shelf(tmp_path), stale_after=15, behind_tls=False)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def ask(server: Any) -> Ask:
    def asked(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(*server.server_address, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    return asked


def raw(server: Any, words: bytes) -> bytes:
    """What comes back for bytes that no client library would send."""
    with socket.create_connection(server.server_address, timeout=20) as connection:
        received = b""
        with suppress(OSError):  # it may hang up before all was said
            connection.sendall(words)
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while more := connection.recv(65536):
                received += more
        return received


def test_files_come_with_their_types_and_may_be_kept(tmp_path: Path, ask: Ask) -> None:
    put(tmp_path)
    for path, name in (
        ("/", "index.html"),
        ("/history/", "history/index.html"),
        *((f"/{n}", n) for n in FILES),
    ):
        if name == "404.html":
            continue
        code, headers, body = ask(path)
        assert (code, headers["Content-Type"]) == (200, FILES[name].kind), path
        assert name == "index.html" or body == FILES[name].content
        assert "public" in headers["Cache-Control"] and headers["Vary"] == "Accept-Encoding"
        assert ask(path, If_None_Match=headers["ETag"])[0] == 304
        assert ask(path, If_None_Match=f'"other", {headers["ETag"]}')[::2] == (304, b"")
    assert ask("/api/v2/status.json")[1]["Access-Control-Allow-Origin"] == "*"
    assert "immutable" in ask("/assets/status-0.css")[1]["Cache-Control"]


def test_who_can_unpack_gets_it_packed(tmp_path: Path, ask: Ask) -> None:
    put(tmp_path)
    content = FILES["assets/status-0.css"].content
    for accepts, packing, unpack in (
        ("gzip, deflate, br", "br", brotli.decompress),
        ("br;q=0, gzip;q=0.8", "gzip", gzip.decompress),
        ("*", "gzip", gzip.decompress),
    ):
        _, headers, body = ask("/assets/status-0.css", Accept_Encoding=accepts)
        assert (headers["Content-Encoding"], unpack(body)) == (packing, content), accepts
    for refused in ("", "deflate", "gzip;q=0", "br;q=0.0, gzip; q=0.0"):
        assert "Content-Encoding" not in ask("/assets/status-0.css", Accept_Encoding=refused)[1]


def test_it_packs_itself_what_was_not_packed_or_not_whole(tmp_path: Path, ask: Ask) -> None:
    put(tmp_path)
    (tmp_path / "current" / "assets" / "status-0.css.br").write_bytes(b"half")
    body = ask("/assets/status-0.css", Accept_Encoding="gzip")[2]
    assert gzip.decompress(body) == FILES["assets/status-0.css"].content
    assert ask("/assets/status-0.css.gz")[0] == 404  # it is a form of the file, not a file of its own


class Said:
    """What a WSGI application began its answer with."""

    def __call__(self, line: str, headers: list[tuple[str, str]]) -> None:
        self.line, self.headers = line, dict(headers)


def test_granian_gives_the_same_answers(tmp_path: Path, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path)
    monkeypatch.setenv("STORM_STATUS_DIR", str(tmp_path))
    monkeypatch.syspath_prepend(str(ROOT / "bin"))
    monkeypatch.delitem(sys.modules, "statuswsgi", raising=False)
    wsgi = import_module("statuswsgi")
    for method, path in (("GET", "/"), ("HEAD", "/"), ("POST", "/"), ("GET", "/history"), ("GET", "/\u00e9")):
        start = Said()
        asked = {"REQUEST_METHOD": method, "PATH_INFO": path.encode().decode("latin-1")}
        body = b"".join(wsgi.application(asked, start))
        connection = http.client.HTTPConnection(*server.server_address, timeout=20)
        connection.request(method, quote(path))
        answer = connection.getresponse()
        assert start.line.split()[0] == str(answer.status), (method, path)
        assert body == answer.read() and start.headers["X-Content-Type-Options"] == "nosniff"
        connection.close()


def test_the_head_of_an_answer_is_that_of_the_whole(tmp_path: Path, ask: Ask) -> None:
    put(tmp_path)
    code, headers, body = ask("/history/", "HEAD")
    assert (code, body) == (200, b"")
    assert headers["Content-Length"] == str(len(FILES["history/index.html"].content))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "just now"), (1.5, "1 minute ago"), (6, "6 minutes ago"), (61, "for 1 hour"), (4400, "for 3 days")],
)
def test_the_page_says_how_old_it_is(minutes: float, words: str, tmp_path: Path, ask: Ask) -> None:
    put(tmp_path, minutes_ago=minutes)
    page = ask("/")[2].decode()
    assert (
        f" {words}." in page
        and " UTC</time>" in page
        and "As of then." not in page
        and "<h1>Works</h1>" in page
    )
    assert ("could not be renewed" in page) == (minutes > 15)


def test_who_asks_again_hears_that_it_has_grown_old() -> None:
    at = datetime(2026, 3, 10, 2, 14, tzinfo=UTC)
    copy = statuscopy.Copy(at, {"index.html": statuscopy.Served.of(PAGE.encode(), HTML)})
    fresh, later = (copy.page("index.html", at + timedelta(minutes=m), 15) for m in (6, 15))
    assert b'As of <time datetime="2026-03-10T02:14Z">02:14 UTC</time>, 6 minutes ago.' in fresh.body
    assert b"could not be renewed for 15 minutes." in later.body and fresh.etag != later.etag
    assert copy.page("index.html", at + timedelta(minutes=15, seconds=30), 15) is later


def test_a_new_copy_is_served_at_once_and_half_of_one_never(tmp_path: Path, ask: Ask) -> None:
    assert ask("/")[0] == 503
    put(tmp_path, minutes_ago=9)
    assert ask("/history/")[2] == b"<h1>History</h1>"
    put(tmp_path, files={**FILES, "history/index.html": File(b"new", HTML)}, number=2)
    assert ask("/history/")[2] == b"new"
    put(tmp_path, files={**FILES, "history/index.html": File(b"newer", HTML)}, number=3)
    (tmp_path / "current" / "index.html").write_bytes(b"ha")  # as while it is carried to another host
    assert ask("/history/")[2] == b"new"
    shutil.rmtree(tmp_path / "copies")
    assert ask("/history/")[2] == b"new"


def test_a_folder_without_links_does_as_well(tmp_path: Path, ask: Ask) -> None:
    put(tmp_path / "made")
    shutil.copytree(tmp_path / "made" / "current", tmp_path / "current")
    assert ask("/history/")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../manifest.json", "/manifest.json", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd",
        "/current/index.html", "/index.html/", "/%00", "/404.html", "/history/../../lock", "/?/../x/y", "/\\..\\x",
        "/api/v2/nothing.json", "http://elsewhere.example/", "/%ff%fe", "/incidents/nobody/",
    ],
)  # fmt: skip
def test_what_is_not_listed_is_not_found(path: str, tmp_path: Path, ask: Ask) -> None:
    put(tmp_path)
    code, headers, body = ask(path)
    assert code == (200 if path.startswith("/?") else 404)
    assert (
        headers["X-Content-Type-Options"] == "nosniff" and b"Traceback" not in body and b"sha256" not in body
    )


def test_what_is_missing_leads_home_from_any_depth(tmp_path: Path, ask: Ask) -> None:
    put(tmp_path)
    assert [ask(path)[2] for path in ("/x", "/x/y/z")] == [
        b'<a href="./">Home</a>',
        b'<a href="../../">Home</a>',
    ]
    code, headers, _ = ask("/history")
    assert (code, headers["Location"]) == (308, "history/")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW", "get"])
def test_it_can_only_be_read(method: str, tmp_path: Path, ask: Ask) -> None:
    put(tmp_path)
    code, headers, body = ask("/", method)
    assert (code, headers["Allow"]) == (405, "GET, HEAD")
    assert b"only be read" in body


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 3_000 + b"\r\n", b"431"),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"400"),
        (b"GET / HTTP/x\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", b"400"),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x00\xa5\x01\x00\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_is_refused_in_a_sentence(
    words: bytes, code: bytes, tmp_path: Path, server: Any
) -> None:
    put(tmp_path)
    answer = raw(server, words)
    # Who has more to say than is read may be cut off before the sentence arrives.
    assert answer.startswith(b"HTTP/1.1 " + code) or (answer == b"" and len(words) > 16_384)
    assert b"Traceback" not in answer and b"Python" not in answer


def test_its_security_headers_are_those_of_the_live_page(tmp_path: Path, ask: Ask, company: Company) -> None:
    put(tmp_path)
    live = Client().get("/status/").headers
    for name, value in statusanswer.HEADERS.items():
        assert live[name].split("; connect-src")[0] == ask("/")[1][name] == value
    secured = {name for name in live if name.startswith(("X-", "Cross-", "Referrer", "Content-Security"))}
    assert secured == set(statusanswer.HEADERS)


def test_it_imports_nothing_but_the_standard_library() -> None:
    for name in FILES_OF_SERVER:
        tree = ast.walk(ast.parse((ROOT / "bin" / name).read_text()))
        wanted = {
            (alias.name if isinstance(node, ast.Import) else node.module or "").split(".")[0]
            for node in tree
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        ours = {name.removesuffix(".py") for name in FILES_OF_SERVER}
        optional = {"brotli"} if name == "statuscopy.py" else set()
        assert wanted <= {*sys.stdlib_module_names, *ours, *optional}, name


def test_a_host_that_has_only_the_folder_and_the_four_files_serves_the_page(
    tmp_path: Path, company: Company, settings: Any
) -> None:
    """No Storm, no installed package, no environment: what remains when all of production burns."""
    settings.STATUS_DIR = tmp_path / "status"
    company.publish()
    renew(at=company.at)
    for name in FILES_OF_SERVER:
        shutil.copy(ROOT / "bin" / name, tmp_path / name)
    command = [sys.executable, "-S", str(tmp_path / "statuspage"), "--folder", "status", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env={"PATH": os.defpath}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2].strip("/\n"))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/")
        page = connection.getresponse().read().decode()
        assert "<h1>Orders are refused</h1>" in page and "could not be renewed" in page  # it is of March 2026
        connection.request("GET", "/api/v2/summary.json")
        told = json.loads(connection.getresponse().read())
        assert told["status"]["indicator"] == "critical"
        assert told["page"]["name"] == queries.published()["company"]
        connection.close()
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert static_copy.ROOT_OF_MISSING == "%ROOT%"
