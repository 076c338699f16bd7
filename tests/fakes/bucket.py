"""A small object store that speaks as much of S3 as is needed: put, get, ask for and remove objects, by path."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _Store(ThreadingHTTPServer):
    """Objects by path, and what was asked in which order."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.objects: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.asked: list[tuple[str, str]] = []
        self.refusing = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Store

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(("PUT", self.path))
        if "Credential=" not in self.headers.get("Authorization", "") or self.server.refusing in (
            self.path,
            "all",
        ):
            return self._say(403)
        self.server.objects[self.path] = (body, dict(self.headers.items()))
        return self._say(200, {"ETag": '"0"'})

    def do_HEAD(self) -> None:
        self._say(200 if self.path in self.server.objects else 404)

    def do_DELETE(self) -> None:
        self.server.asked.append(("DELETE", self.path))
        self.server.objects.pop(self.path, None)
        self._say(204)

    def _say(self, code: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": "0", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def bucket() -> Iterator[_Store]:
    """One that runs."""
    store = _Store()
    thread = threading.Thread(target=store.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        store.server_close()
        thread.join()
