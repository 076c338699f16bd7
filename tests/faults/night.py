"""A night on which things break: alerts go in as a machine sends them, pages are counted in the provider's own log.

What stands in that log has left the product, whatever the product remembers of it.
"""

import json
import os
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg.types.json import Jsonb

from tests.running import RunningStorm, until

Found = TypeVar("Found")

# What runs in a whole tree.
CHILDREN = {"postgres", "valkey", "web", "relay", "urgent", "bulk", "providers", "beat", "live", "statuspage"}
# How long a test waits before it gives up; nothing is asserted with it.
PATIENCE = 120.0
# What is promised: with the broker gone or silent a page still leaves within five seconds of its time.
PROMISED = 5.0
# Half a lease: what left sooner has not waited for a lease to lapse.
SOON = 10.0


def eventually(
    question: Callable[[], Found], what: str, *, seconds: float = PATIENCE, pause: float = 0.02
) -> Found:
    """Ask until the answer is true, and give it back. A database that is down says nothing."""
    answer: list[Found] = []

    def asked() -> bool:
        try:
            answer[:] = [question()]
        except psycopg.OperationalError:
            return False
        return bool(answer[0])

    assert until(asked, seconds=seconds, pause=pause), f"after {seconds:.0f} s still not: {what}"
    return answer[0]


def insistently(act: Callable[[], object], what: str) -> None:
    """Do it as soon as the database lets us."""

    def done() -> bool:
        act()
        return True

    eventually(done, what)


@dataclass
class Night:
    """A running Storm, its database, and the log of the fake Twilio."""

    storm: RunningStorm
    address: str
    database_url: str
    redis_url: str
    twilio: str
    source_token: str

    @classmethod
    def of(cls, storm: RunningStorm) -> "Night":
        """The night of a Storm that runs."""
        addresses = storm.facts()["addresses"]
        return cls(
            storm=storm,
            address=addresses["STORM_PUBLIC_URL"],
            database_url=addresses["DATABASE_URL"],
            redis_url=addresses["REDIS_URL"],
            twilio=addresses["TWILIO_BASE_URL"],
            source_token=storm.secrets["STORM_DEMO_SOURCE_TOKEN"],
        )

    # What goes in.

    def alert(self, name: str) -> int:
        """Send one alert of its own group that pages, once; the status of the answer, 0 where there was none."""
        one = {
            "status": "firing",
            "labels": {"alertname": name, "severity": "error"},
            "annotations": {"summary": f"{name} has happened"},
            "startsAt": "2026-01-01T00:00:00Z",
            "endsAt": "0001-01-01T00:00:00Z",
        }
        body = {"version": "4", "groupKey": f'{{}}:{{alertname="{name}"}}', "alerts": [one]}
        return self._post(f"{self.address}/in/alertmanager/{self.source_token}", body)

    def insist(self, name: str) -> None:
        """Send it as Alertmanager does: again, until it was taken."""
        eventually(lambda: self.alert(name) == 200, f"{name} was taken", pause=0.2)

    def mood(self, mood: str, count: int = 0) -> None:
        """Have the fake Twilio behave so for the next requests, or until told otherwise."""
        wanted = {"mood": mood, "count": count}
        eventually(lambda: self._post(f"{self.twilio}/_fake/mood", wanted) == 200, f"the provider is {mood}")

    def answer(self, phone: str, words: str) -> int:
        """Somebody writes this from a phone."""
        return self._post(f"{self.twilio}/_fake/reply", {"from": phone, "body": words})

    def _post(self, url: str, body: dict[str, Any]) -> int:
        request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    # What the product remembers.

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the installation's database, or move its clock."""
        with psycopg.connect(self.database_url, autocommit=True, connect_timeout=3) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def at_once(self, *statements: str, **values: Any) -> None:
        """Several statements in one transaction; a number named `by` is taken as seconds."""
        given = {name: timedelta(seconds=value) for name, value in values.items()}
        with psycopg.connect(self.database_url, connect_timeout=3) as connection:
            for statement in statements:
                connection.execute(statement, given)

    def incident(self, name: str) -> int:
        """The one incident of an alert, as soon as it is open."""
        statement = "SELECT incident_id FROM alerts_alert WHERE name = %s AND incident_id IS NOT NULL"
        rows = eventually(lambda: self.sql(statement, name), f"{name} is an incident")
        assert len(rows) == 1
        return int(rows[0][0])

    def pages(self, incident: int) -> dict[str, str]:
        """The text messages that call somebody of the path: their keys, and what became of them."""
        rows = self.sql(
            "SELECT d.key, d.state FROM oncall_page p JOIN notifications_delivery d ON d.key LIKE p.key || ':%%' "
            "WHERE p.incident_id = %s AND p.purpose <> 'dispatch' AND d.channel = 'sms'",
            incident,
        )
        return {key: state for key, state in rows}

    def page(self, incident: int) -> str:
        """The key of the incident's only page so far."""
        keys = eventually(lambda: self.pages(incident), f"somebody is paged for {incident}")
        assert len(keys) == 1
        return next(iter(keys))

    def state(self, key: str) -> str:
        """What the product knows of a message."""
        return str(self.sql("SELECT state FROM notifications_delivery WHERE key = %s", key)[0][0])

    def attempts(self, key: str) -> tuple[int, str]:
        """How often the sending of a message was begun, and how its entry ended; empty while it has not."""
        statement = (
            "SELECT attempts, outcome FROM outbox_entry WHERE topic = 'notifications.deliver' AND key = %s"
        )
        [(count, outcome)] = self.sql(statement, key)
        return int(count), str(outcome)

    def due_at(self, topic: str, about: dict[str, int]) -> datetime:
        """When the one entry of this topic had its time."""
        rows = self.sql(
            "SELECT due_at FROM outbox_entry WHERE topic = %s AND payload @> %s", topic, Jsonb(about)
        )
        assert len(rows) == 1
        due_at: datetime = rows[0][0]
        return due_at

    def said(self, words: str, after: int) -> bool:
        """Whether a process of the tree has said this, after so many bytes of its log."""
        return words.encode() in self.storm.log.read_bytes()[after:]

    def hands_out(self) -> bool:
        """Whether the relay trusts Valkey: where the machine stood still for a second it works by itself a while."""
        said = self.storm.log.read_bytes()
        alone, again = said.rfind(b"the relay works with its own hands"), said.rfind(b"the workers go on")
        return alone <= max(again, said.rfind(b"relay is looking every half second"))

    # The clock of the outbox.

    def bring_forward(self, topic: str, about: dict[str, int], *, seconds: float = 0) -> datetime:
        """Make the timer of this topic due in so many seconds; when that is."""
        at = now() + timedelta(seconds=seconds)
        rows = self.sql(
            "UPDATE outbox_entry SET due_at = %s, not_before = %s "
            "WHERE topic = %s AND payload @> %s AND done_at IS NULL RETURNING due_at",
            at, at, topic, Jsonb(about),
        )  # fmt: skip
        assert len(rows) == 1
        due_at: datetime = rows[0][0]
        return due_at

    def end_lease(self, key: str) -> None:
        """As if the twenty seconds were over in which nobody else may try this message."""
        self.sql("UPDATE outbox_entry SET claimed_until = now() WHERE key = %s AND done_at IS NULL", key)

    def end_leases_of_the_dead(self, *, after_s: float = 2) -> None:
        """As if the twenty seconds were over of whatever was claimed so many seconds ago or earlier."""
        self.sql(
            "UPDATE outbox_entry SET claimed_until = now() WHERE done_at IS NULL AND claimed_until < now() + %s",
            timedelta(seconds=20 - after_s),
        )

    def slow_down(self) -> None:
        """Rings of an hour, levels of two, and no calls: here nobody is paged but when a test moves the clock."""
        self.sql("UPDATE oncall_huntgroup SET ring_seconds = 3600")
        self.sql("UPDATE oncall_escalationlevel SET ack_minutes = 120")
        # A call shares the provider's moods with the text that a test counts.
        self.sql("UPDATE accounts_contactmethod SET verified_at = NULL WHERE kind = 'voice'")

    def at_rest(self) -> bool:
        """Whether nothing is due: what a test left undone is not the next one's."""
        return not self.sql("SELECT 1 FROM outbox_entry WHERE done_at IS NULL AND not_before <= now()")

    # What left.

    def log(self) -> list[dict[str, Any]]:
        """Everything the fake Twilio wrote down so far."""
        path = self.storm.var / "fake-twilio.jsonl"
        lines = path.read_text().splitlines(keepends=True) if path.exists() else []
        return [json.loads(line) for line in lines if line.endswith("}\n")]

    def copies(self) -> Counter[str]:
        """How often each message reached the provider, by our key."""
        return Counter(line["delivery"] for line in self.log() if line["kind"] == "text" and line["delivery"])

    def arrival(self, key: str, *, seconds: float = PATIENCE) -> datetime:
        """When the provider took this message for the first time."""

        def when() -> str:
            lines = (line for line in self.log() if line["kind"] == "text" and line["delivery"] == key)
            return next((line["at"] for line in lines), "")

        return datetime.fromisoformat(eventually(when, f"{key} reached the provider", seconds=seconds))

    def next_text(self, after: int) -> str:
        """The key of the first message that the provider takes after so many lines of its log."""

        def taken() -> list[str]:
            return [line["delivery"] for line in self.log()[after:] if line["kind"] == "text"]

        return eventually(taken, "a message reached the provider")[0]

    def refusals(self, after: int) -> list[datetime]:
        """When the provider did not take something, after so many lines of its log."""
        lines = [line for line in self.log()[after:] if line["kind"] == "refusal"]
        return [datetime.fromisoformat(line["at"]) for line in lines]

    def letters(self, name: str) -> list[datetime]:
        """When mails about this alert reached the post office."""
        index = self.storm.var / "mail" / "index.jsonl"
        letters = [json.loads(line) for line in index.read_text().splitlines()] if index.exists() else []
        return [datetime.fromisoformat(one["at"]) for one in letters if name in one["subject"]]

    # Who is killed.

    def children(self, name: str) -> list[int]:
        """The processes that this child of the tree started itself."""
        pid = self.storm.wait_for(name)
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def environment(self) -> dict[str, str]:
        """What the processes of this installation were told."""
        pairs = Path(f"/proc/{self.storm.wait_for('relay')}/environ").read_bytes().split(b"\0")
        return dict(os.fsdecode(pair).split("=", 1) for pair in pairs if pair)


def now() -> datetime:
    """The time of the machine, as the provider's log writes it."""
    return datetime.now(UTC)
