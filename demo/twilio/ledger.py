"""What the fake Twilio has taken: an append-only file of JSON lines, on disk before a request is answered.

It is the witness of the tests: what stands here has left the product, whatever the product remembers of it.
"""

import json
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """One text message. `outbound` is from the product to a phone."""

    sid: str
    direction: str
    sender: str
    recipient: str
    body: str
    at: str
    status: str = "queued"
    status_callback: str = ""
    delivery: str = ""

    @property
    def phone(self) -> str:
        number = self.recipient if self.direction == "outbound" else self.sender
        return number.removeprefix("whatsapp:")


@dataclass(frozen=True, slots=True)
class Call:
    """One phone call: what was said, the keys that were pressed, and where the next one goes.

    `inbound`: somebody dialled us; it `waits` for its `legs`, a pause or a tape. `outbound-dial`: a leg of such a call.
    """

    sid: str
    sender: str
    recipient: str
    at: str
    url: str
    status_callback: str = ""
    ring_seconds: int = 60
    detects: bool = False
    delivery: str = ""
    status: str = "queued"
    said: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    gather: str = ""
    direction: str = "outbound-api"
    parent: str = ""
    bridged: bool = False
    waits: str = ""
    action: str = ""
    tape_callback: str = ""
    legs: tuple[str, ...] = ()
    recording: str = ""
    seconds: int = 0

    @property
    def phone(self) -> str:
        """Whose phone it is on."""
        return self.sender if self.direction == "inbound" else self.recipient


class Ledger:
    """Messages, calls, their states and the numbers that said STOP; safe for several threads of one process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._texts: dict[str, Text] = {}
        self._calls: dict[str, Call] = {}
        self._opted_out: set[str] = set()
        self.revision = 0
        self.attempts = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._load()
        self._file = path.open("a", encoding="ascii")
        if self._file.tell() and not path.read_bytes().endswith(b"\n"):
            self._file.write("\n")  # half a line of a process that was killed must not swallow the next one

    def add(self, text: Text) -> None:
        self._write({"kind": "text", **asdict(text)})

    def set_status(self, sid: str, status: str) -> None:
        self._write({"kind": "status", "sid": sid, "status": status, "at": now()})

    def add_call(self, call: Call) -> None:
        self._write({"kind": "call", **asdict(call)})

    def change_call(self, sid: str, **changes: Any) -> Call:
        """Write what is new about a call; the call as it is then."""
        self._write({"kind": "call_change", "sid": sid, "changes": changes})
        return self.call(sid)

    def call(self, sid: str) -> Call:
        with self._lock:
            return self._calls[sid]

    def calls(self, number: str = "") -> list[Call]:
        """The calls of a phone, or all, oldest first."""
        with self._lock:
            return [call for call in self._calls.values() if not number or call.phone == number]

    def add_refusal(self, form: Mapping[str, str], reason: str) -> None:
        """An attempt that was not taken; kept so that attempts can be counted too."""
        self._write({"kind": "refusal", "reason": reason, "to": form.get("To", ""), "at": now()})

    def set_opted_out(self, number: str, out: bool) -> None:
        self._write({"kind": "opt_out" if out else "opt_in", "number": number, "at": now()})

    @property
    def opted_out(self) -> frozenset[str]:
        with self._lock:
            return frozenset(self._opted_out)

    def texts(self, *, to: str = "", phone: str = "") -> list[Text]:
        with self._lock:
            every: Iterable[Text] = list(self._texts.values())
        return [
            text for text in every if (not to or text.recipient == to) and (not phone or text.phone == phone)
        ]

    def close(self) -> None:
        self._file.close()

    def _write(self, record: dict[str, Any]) -> None:
        with self._lock:
            self._file.write(json.dumps(record) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
            self._apply(record)

    def _load(self) -> None:
        if not self._path.exists():
            return
        for line in self._path.read_text(encoding="ascii", errors="replace").splitlines():
            try:
                self._apply(json.loads(line))
            except ValueError:
                continue  # the last line of a process that was killed while writing: nobody was answered

    def _apply(self, record: dict[str, Any]) -> None:
        self.revision += 1
        kind = record.pop("kind")
        if kind == "refusal" or (kind == "text" and record["direction"] == "outbound"):
            self.attempts += 1
        if kind == "text":
            self._texts[record["sid"]] = Text(**record)
        elif kind == "status" and record["sid"] in self._texts:
            self._texts[record["sid"]] = replace(self._texts[record["sid"]], status=record["status"])
        elif kind == "call":
            self._calls[record["sid"]] = _call(record)
        elif kind == "call_change" and record["sid"] in self._calls:
            self._calls[record["sid"]] = _call({**asdict(self._calls[record["sid"]]), **record["changes"]})
        elif kind == "opt_out":
            self._opted_out.add(record["number"])
        elif kind == "opt_in":
            self._opted_out.discard(record["number"])


def _call(record: Mapping[str, Any]) -> Call:
    lists = {name: tuple(record.get(name, ())) for name in ("said", "keys", "legs")}
    return Call(**{**record, **lists})


def now() -> str:
    return datetime.now(UTC).isoformat()
