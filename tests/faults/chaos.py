"""An ugly night: alerts go in while things break at random moments, people answer some pages, and a ledger is kept.

Told apart: what the provider's own log says has left, and what the database says became of each escalation.
"""

import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.breaking import frozen, one_backend, valkey
from tests.faults.night import CHILDREN, Night, eventually

KILLED = ("web", "relay", "urgent", "bulk", "beat", "live")
MOODS = ("500", "429", "hang", "slow", "lying", "silent", "stammering")
# How many hands may be at work when something breaks, each with a page that may come twice.
HANDS = 4
# The share of pages that somebody answers.
ANSWERED = 0.4
PATIENCE = 600.0


@dataclass
class Ledger:
    """What came of a night."""

    escalations: int = 0
    pages: int = 0
    texts: int = 0
    acknowledged: int = 0
    exhausted: int = 0
    lost: list[str] = field(default_factory=list)
    not_ended: list[str] = field(default_factory=list)
    doubles: int = 0
    kills: int = 0
    troubles: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        broken = ", ".join(f"{name} {count}" for name, count in sorted(self.troubles.items()))
        return "\n".join(
            [
                f"escalations: {self.escalations}, acknowledged {self.acknowledged}, "
                f"at their last resort {self.exhausted}",
                f"people paged: {self.pages}, texts at the provider: {self.texts}",
                f"pages lost: {len(self.lost)} {self.lost[:5] or ''}",
                f"doubles: {self.doubles}, kills: {self.kills}",
                f"escalations not ended: {len(self.not_ended)} {self.not_ended[:5] or ''}",
                f"what broke: {broken}",
            ]
        )


@dataclass
class Chaos:
    """Breaks one thing after the other while alerts come in; the same seed breaks the same things in the same order."""

    night: Night
    chance: random.Random
    names: list[str] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self, escalations: int, *, every_s: float = 1.0, say: Callable[[str], None] = print) -> Ledger:
        """Send so many alerts, break something at random moments meanwhile, then let the night come to its end."""
        senders = threading.Thread(target=self._send, args=(escalations, every_s))
        people = threading.Thread(target=self._people, args=(random.Random(self.chance.random()),))
        for thread in (senders, people):
            thread.start()
        try:
            while senders.is_alive():
                self.break_something(say)
                senders.join(timeout=self.chance.uniform(0, 3 * every_s))
        finally:
            self.over.set()
            people.join()
        self.heal()
        self._end()
        return self.account()

    def break_something(self, say: Callable[[str], None] = print) -> None:
        """One trouble, chosen by chance."""
        name, trouble = self.chance.choice(self._troubles())
        say(f"{name}")
        self.ledger.troubles[name] += 1
        trouble()

    def heal(self) -> None:
        """Everything runs again, and the provider is in a good mood."""
        eventually(lambda: set(self.night.storm.facts()["children"]) == CHILDREN, "all run again")
        self.night.mood("ok")

    def _troubles(self) -> list[tuple[str, Callable[[], None]]]:
        kills = [(f"kill {name}", lambda n=name: self._kill(n)) for name in KILLED]
        moods = [(f"provider {mood}", lambda m=mood: self._mood(m)) for mood in MOODS]
        servers = [
            ("empty Valkey", self._empty),
            ("freeze Valkey", self._freeze),
            ("kill Valkey", lambda: self._kill("valkey")),
            ("restart PostgreSQL", lambda: self._kill("postgres")),
            ("kill a backend of PostgreSQL", self._backend),
        ]
        return [*kills, *moods, *servers]

    def _kill(self, name: str) -> None:
        self.night.storm.wait_for(name)
        self.ledger.kills += 1
        self.night.storm.kill(name)

    def _mood(self, mood: str) -> None:
        self.night.mood(mood, self.chance.randint(1, 3))

    def _empty(self) -> None:
        self.night.storm.wait_for("valkey")
        with valkey(self.night) as client:
            client.flushall()

    def _freeze(self) -> None:
        self.night.storm.wait_for("valkey")
        with frozen(self.night):
            self.over.wait(self.chance.uniform(0.5, 4))

    def _backend(self) -> None:
        eventually(lambda: self.night.sql("SELECT 1"), "PostgreSQL answers")
        self.ledger.kills += 1
        one_backend(self.night)

    def _send(self, count: int, every_s: float) -> None:
        """Machines insist until they are heard."""
        run = os.getpid()
        for number in range(count):
            name = f"Chaos-{run}-{len(self.names)}-{number}"
            self.night.insist(name)
            self.names.append(name)
            self.over.wait(every_s)

    def _people(self, chance: random.Random) -> None:
        """Some answer at once, some never; who was answered nothing writes again next time."""
        seen: set[str] = set()
        while not self.over.wait(0.2):
            for line in self.night.log():
                if line["kind"] != "text" or line["direction"] != "outbound" or line["sid"] in seen:
                    continue
                seen.add(line["sid"])
                number = re.search(r"INC-(\d+)", line["body"])
                if number and chance.random() < ANSWERED:
                    self.night.answer(line["recipient"], f"{number[1]}a")

    def _end(self) -> None:
        """Hours pass in seconds: the next step of every escalation that goes on is due now, until none goes on."""
        deadline = time.monotonic() + PATIENCE
        while self._going_on() and time.monotonic() < deadline:
            self.night.end_leases_of_the_dead()
            self.night.sql(
                "UPDATE outbox_entry SET not_before = now() WHERE done_at IS NULL AND dead_at IS NULL "
                "AND not_before > now() AND topic IN ('oncall.escalate', 'oncall.hunt') AND (payload->>'run' IS NULL "
                "OR payload->>'run' IN (SELECT id::text FROM oncall_escalationrun WHERE state = 'running'))"
            )
            self.over.clear()
            self.over.wait(0.5)
        self.night.end_leases_of_the_dead()
        eventually(self._has_left, "every page has left or failed", seconds=PATIENCE)

    def _going_on(self) -> bool:
        return bool(self.night.sql(f"{_ESCALATIONS} AND (r.id IS NULL OR r.state = 'running')", self.names))

    def _has_left(self) -> bool:
        return not self.night.sql(f"{_PAGES} AND d.state = 'pending' AND d.channel <> 'voice'", self.names)

    def account(self) -> Ledger:
        """Read the provider's log and the database."""
        ledger, copies = self.ledger, self.night.copies()
        ledger.escalations = len(self.names)
        states = dict(self.night.sql(_ESCALATIONS, self.names))
        ledger.not_ended = [
            name for name in self.names if states.get(name) not in ("acknowledged", "exhausted", "ended")
        ]
        found = Counter(states.values())
        ledger.acknowledged, ledger.exhausted = found["acknowledged"], found["exhausted"]
        pages: dict[str, bool] = {}
        for page, key, channel, state in self.night.sql(_PAGES, self.names):
            left = copies[key] > 0 if channel == "sms" else state in ("sent", "delivered", "cancelled")
            pages[page] = pages.get(page, False) or left or state == "cancelled"
            if channel == "sms":
                ledger.texts += copies[key]
                ledger.doubles += max(0, copies[key] - 1)
        ledger.pages, ledger.lost = len(pages), [page for page, left in pages.items() if not left]
        paged = {name for (name,) in self.night.sql(_PAGED, self.names)}
        ledger.lost += [name for name in self.names if name not in paged]
        return ledger


_ESCALATIONS = (
    "SELECT a.name, coalesce(r.state, '') FROM alerts_alert a "
    "LEFT JOIN oncall_escalationrun r ON r.incident_id = a.incident_id WHERE a.name = ANY(%s)"
)
_PAGES = (
    "SELECT p.key, d.key, d.channel, d.state FROM alerts_alert a JOIN oncall_page p USING (incident_id) "
    "JOIN notifications_delivery d ON d.key LIKE p.key || ':%%' WHERE a.name = ANY(%s)"
)
_PAGED = (
    "SELECT DISTINCT a.name FROM alerts_alert a JOIN oncall_page p USING (incident_id) WHERE a.name = ANY(%s)"
)
