"""A connection that ends after so many seconds in all, however slowly the other side goes on to answer.

A time-out of a socket begins anew with each byte; whoever sends one every few seconds could hold a worker for hours.
"""

import socket
import threading
from contextlib import suppress
from typing import Any

import urllib3


class Ending:
    """Cuts the connection of `urllib3` that it is mixed into after `all_s` seconds."""

    all_s = 8.0
    _timer: threading.Timer | None = None
    _twin: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]
        self._twin = made.dup()  # the other is wrapped by TLS and changes hands
        self._timer = threading.Timer(self.all_s, self._cut)
        self._timer.daemon = True
        self._timer.start()
        return made

    def _cut(self) -> None:
        if self._twin is not None:
            with suppress(OSError):
                self._twin.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the connection and its watch."""
        if self._timer is not None:
            self._timer.cancel()
        twin, self._twin = self._twin, None
        if twin is not None:
            twin.close()
        super().close()  # type: ignore[misc]


def http(all_s: float) -> type[Any]:
    """A connection in plain text."""
    return type("EndingHttp", (Ending, urllib3.connection.HTTPConnection), {"all_s": all_s})


def https(all_s: float) -> type[Any]:
    """A connection over TLS."""
    return type("EndingHttps", (Ending, urllib3.connection.HTTPSConnection), {"all_s": all_s})
