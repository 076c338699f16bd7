"""The demo's post office: takes mail over real SMTP, keeps every letter as a file and an index of all."""

import json
import os
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MAGIC = {
    "+421": "421 4.3.2 Service not available, closing transmission channel",
    "+451": "451 4.3.0 Try again later",
    "+550": "550 5.1.1 No such user here",
    "+552": "552 5.2.2 Mailbox full",
}
"""An address whose local part ends so is refused so: `hana+550@example.com` does not exist."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One line of the index."""

    id: int
    at: str
    sender: str
    recipient: str
    subject: str
    message_id: str

    @property
    def arrived_at(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter with what it says."""

    letter: Letter
    text: str
    headers: tuple[tuple[str, str], ...]


class Mailbox:
    """Letters below one folder: `<id>.eml`, and `index.jsonl` in order of arrival."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = folder / "index.jsonl"
        self._lock = threading.Lock()
        self._kept: int | None = None  # how many; counted once, for only one process stores letters

    def store(self, *, sender: str, recipients: list[str], content: bytes) -> None:
        """Keep one letter a recipient; on disk before the sender is told that it was taken."""
        mail = message_from_bytes(content, policy=policy.default)
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True)
            number = len(self.letters()) if self._kept is None else self._kept
            with self._index.open("a", encoding="ascii") as index:
                for recipient in recipients:
                    number += 1
                    (self._folder / f"{number}.eml").write_bytes(content)
                    index.write(json.dumps(asdict(_letter(number, sender, recipient, mail))) + "\n")
                index.flush()
                os.fsync(index.fileno())
            self._kept = number

    def letters(self) -> list[Letter]:
        if not self._index.exists():
            return []
        found = []
        for line in self._index.read_text(encoding="ascii", errors="replace").splitlines():
            try:
                found.append(Letter(**json.loads(line)))
            except (ValueError, TypeError):
                continue  # a line cut short when the process was killed
        return found

    def open(self, number: int) -> Opened | None:
        """The letter of that number with its plain text, or None."""
        letter = next((one for one in self.letters() if one.id == number), None)
        if letter is None:
            return None
        mail = message_from_bytes((self._folder / f"{number}.eml").read_bytes(), policy=policy.default)
        part = mail.get_body(preferencelist=("plain", "html"))
        text = str(part.get_content()) if part is not None else ""
        return Opened(letter, text, tuple((name, str(value)) for name, value in mail.items()))


def _letter(number: int, sender: str, recipient: str, mail: EmailMessage) -> Letter:
    at = datetime.now(UTC).isoformat()
    return Letter(
        number, at, sender, recipient, str(mail.get("Subject", "")), str(mail.get("Message-ID", ""))
    )


class _Counter:
    """What aiosmtpd asks when a letter is handed in."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        local = address.rpartition("@")[0]
        for ending, answer in MAGIC.items():
            if local.endswith(ending):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        self._mailbox.store(sender=envelope.mail_from or "", recipients=list(envelope.rcpt_tos), content=raw)
        return "250 Message accepted for delivery"


def smtp_server(mailbox: Mailbox, *, port: int) -> Controller:
    """The SMTP server, on loopback, not yet started: `.start()` and `.stop()`."""
    return Controller(_Counter(mailbox), hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
