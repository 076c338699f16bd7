"""A web site of somebody else's, on an address of its own: what is shown there has come from us."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>A shop</h1>{body}</main></body></html>"""


class Site(ThreadingHTTPServer):
    """Its pages and files by their path: type, content, and the policy that they are served under."""

    daemon_threads = True

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes, str]] = {}
        super().__init__(("127.0.0.1", 0), _Reader)

    def page(self, path: str, body: str, *, policy: str = "") -> str:
        """Put a page there; its address."""
        self.files[path] = ("text/html; charset=utf-8", PAGE.format(body=body).encode(), policy)
        return f"http://127.0.0.1:{self.server_port}{path}"

    def script(self, path: str, content: bytes) -> None:
        """Put a script there."""
        self.files[path] = ("text/javascript", content, "")


class _Reader(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        kind, content, policy = self.server.files.get(self.path, ("image/svg+xml", b"<svg/>", ""))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""


@contextmanager
def open_site() -> Iterator[Site]:
    """It is there for a while."""
    site = Site()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()
