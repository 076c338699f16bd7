"""A load generator that costs little beside what it measures: prepared requests over a few kept connections."""

import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass
class Result:
    """What came of a load: answers by status, how long it took, and how long each answer took."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers of 2xx a second."""
        good = sum(count for status, count in self.statuses.items() if 200 <= status < 300)
        return good / self.seconds if self.seconds else 0.0


def post(path: str, body: bytes) -> bytes:
    """A request as it goes over the wire."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@dataclass
class _Line:
    """One kept connection with one request under way."""

    socket: socket.socket
    sent_at: float = 0.0
    buffer: bytes = b""

    def send(self, request: bytes) -> None:
        self.socket.sendall(request)
        self.sent_at = time.perf_counter()

    def receive(self) -> int | None:
        """The status of a complete answer, None while it is not complete."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed a connection")
        self.buffer += part
        head, gap, rest = self.buffer.partition(b"\r\n\r\n")
        if not gap:
            return None
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(rest) < length:
            return None
        self.buffer = b""
        return int(head.split(b" ", 2)[1])


def drive(port: int, requests: Iterable[bytes], *, connections: int, seconds: float = 60.0) -> Result:
    """Send until the requests or the seconds have run out, one request at a time on each connection."""
    result, waiting = Result(), iter(requests)
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            line = _Line(socket.create_connection(("127.0.0.1", port)))
            line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(line.socket, selectors.EVENT_READ, line)
            _next(line, waiting, selector)
        while selector.get_map():
            for key, _ in selector.select(timeout=30):
                _answered(
                    key.data, result, waiting if time.perf_counter() - began < seconds else iter(()), selector
                )
    result.seconds = time.perf_counter() - began
    return result


def _answered(
    line: _Line, result: Result, waiting: Iterator[bytes], selector: selectors.BaseSelector
) -> None:
    status = line.receive()
    if status is not None:
        result.waits.append(time.perf_counter() - line.sent_at)
        result.statuses[status] = result.statuses.get(status, 0) + 1
        _next(line, waiting, selector)


def _next(line: _Line, waiting: Iterator[bytes], selector: selectors.BaseSelector) -> None:
    """Send the next request, or hang up when there is none."""
    request = next(waiting, None)
    if request is None:
        selector.unregister(line.socket)
        line.socket.close()
    else:
        line.send(request)
