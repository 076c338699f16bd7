"""The same answers as a WSGI application: `bin/statuspage` starts it under granian where that is installed.

Stands alone like `bin/statuspage`: what it serves and how it was asked to is in the environment.
"""

import os
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from statusanswer import Answer, Answers
from statuscopy import Shelf

FOLDER, STALE_AFTER, BEHIND_TLS = "STORM_STATUS_DIR", "STATUSPAGE_STALE_AFTER", "STATUSPAGE_BEHIND_TLS"
LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
Lines = list[tuple[str, str]]

_answers = Answers(
    Shelf(Path(os.environ.get(FOLDER, "status"))),
    stale_after=float(os.environ.get(STALE_AFTER, "15")),
    behind_tls=os.environ.get(BEHIND_TLS) == "1",
)
_lines: dict[int, tuple[Answer, str, Lines]] = {}


def application(environ: dict[str, Any], start: Callable[[str, Lines], Any]) -> Iterable[bytes]:
    """One answer."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        answer = _answers.say(405, "This page can only be read: use GET or HEAD.", Allow="GET, HEAD")
    else:
        path: str = environ["PATH_INFO"]
        answer = _answers.get(
            path if path.isascii() and "%" not in path else quote(path.encode("latin-1"), safe="/"),
            environ.get("HTTP_ACCEPT_ENCODING", ""),
            environ.get("HTTP_IF_NONE_MATCH", ""),
            environ.get("HTTP_HOST", ""),
        )
    status, headers = _written(answer)
    start(status, headers)
    return (answer.body,) if environ["REQUEST_METHOD"] != "HEAD" else ()


def _written(answer: Answer) -> tuple[str, Lines]:
    """Its first line and headers as the server takes them; kept as long as the answer may be."""
    known = _lines.get(id(answer))
    if known is None or known[0] is not answer:
        if len(_lines) > 100:
            _lines.clear()
        known = (answer, LINES[answer.code], list(answer.headers.items()))
        _lines[id(answer)] = known
    return known[1:]
