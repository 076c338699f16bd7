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
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from tests.faults.breaking import cut_off, frozen, one_backend, refusing, valkey
from tests.faults.clocks import ChangingClocks, jump
from tests.faults.night import CHILDREN, Night, eventually, insistently
from tests.faults.second import SecondProvider

KILLED = ("web", "relay", "urgent", "bulk", "beat", "live")
MOODS = ("500", "429", "hang", "slow", "lying", "silent", "stammering")
# How many hands may be at work when something breaks, each with a page that may come twice.
HANDS = 4
# The share of pages that somebody answers.
ANSWERED = 0.4
PATIENCE = 600.0
# How far a clock jumps, in seconds: a leap, a wrong time server, a machine that slept.
JUMPS = (-15, -2, 60, 3600)

Trouble = tuple[str, Callable[[], None]]


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
    taken_over: int = 0
    clock_changes: int = 0
    passed_over: list[str] = field(default_factory=list)
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
                f"texts that the second provider took over: {self.taken_over}",
                f"summer time began or ended: {self.clock_changes} times, "
                f"levels found empty: {len(self.passed_over)} {self.passed_over[:5] or ''}",
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
    second: SecondProvider | None = None
    clocks: ChangingClocks | None = None
    longest_s: float = 4.0
    deck: list[Trouble] = field(default_factory=list)

    def run(
        self,
        escalations: int,
        *,
        every_s: float = 1.0,
        at_least: int = 0,
        say: Callable[[str], None] = print,
    ) -> Ledger:
        """Send so many alerts, break something at random moments meanwhile, then let the night come to its end.

        `at_least` so many things break, also when all alerts are in before. The ledger is that of all runs so far.
        """
        self.over.clear()
        self.names = []
        senders = threading.Thread(target=self._send, args=(escalations, every_s))
        people = threading.Thread(target=self._people, args=(random.Random(self.chance.random()),))
        for thread in (senders, people):
            thread.start()
        try:
            broken = 0
            while senders.is_alive() or broken < at_least:
                self.break_something(say)
                broken += 1
                senders.join(timeout=self.chance.uniform(0, 3 * every_s))
        finally:
            self.over.set()
            people.join()
        self.heal()
        self._end()
        self.account()
        self._put_away()
        return self.ledger

    def break_something(self, say: Callable[[str], None] = print) -> None:
        """One trouble; every kind has its turn, which one of a kind and in which order is left to chance."""
        if not self.deck:
            self.deck = [self.chance.choice(kind) for kind in self._kinds()]
            self.chance.shuffle(self.deck)
        name, trouble = self.deck.pop()
        say(f"{name}")
        self.ledger.troubles[name] += 1
        trouble()

    def heal(self) -> None:
        """Everything runs again, and the provider is in a good mood."""
        eventually(lambda: set(self.night.storm.facts()["children"]) == CHILDREN, "all run again")
        eventually(lambda: self.night.sql("SELECT 1"), "PostgreSQL has recovered")
        self.night.mood("ok")

    def _kinds(self) -> list[list[Trouble]]:
        """Everything that can break, kind by kind; of the kinds that happen most there are more."""
        kills: list[Trouble] = [(f"kill {name}", lambda n=name: self._kill(n)) for name in KILLED]  # type: ignore[misc]
        moods: list[Trouble] = [(f"provider {mood}", lambda m=mood: self._mood(m)) for mood in MOODS]  # type: ignore[misc]
        jumps: list[Trouble] = [(f"clock jumps by {by} s", lambda b=by: self._jump(b)) for by in JUMPS]  # type: ignore[misc]
        kinds: list[list[Trouble]] = [
            *(kills, kills, moods, moods, jumps),
            [("empty Valkey", self._empty), ("kill Valkey", lambda: self._kill("valkey"))],
            [("freeze Valkey", self._freeze)],
            [
                ("restart PostgreSQL", lambda: self._kill("postgres")),
                ("kill a backend of PostgreSQL", self._backend),
            ],
            [
                ("cut PostgreSQL off", lambda: self._away(cut_off)),
                ("PostgreSQL refuses", lambda: self._away(refusing)),
            ],
        ]
        return (
            [*kinds, [("first provider down, the second takes over", self._take_over)]]
            if self.second
            else kinds
        )

    def _jump(self, seconds: int) -> None:
        insistently(lambda: jump(self.night, seconds), "the clock has jumped")
        self.ledger.kills += seconds > 0  # a lease that ended early is as good as a worker that died

    def _away(self, breaking: Callable[[Night], AbstractContextManager[None]]) -> None:
        eventually(lambda: self.night.sql("SELECT 1"), "PostgreSQL answers")
        self.ledger.kills += 1
        with breaking(self.night):
            self.over.wait(self.chance.uniform(0.5, self.longest_s))

    def _take_over(self) -> None:
        """Down for so long that messages on their way find out, and a few come after it."""
        self.night.mood("500")
        self.over.wait(2 * self.longest_s)
        self.night.mood("ok")

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
            self.over.wait(self.chance.uniform(0.5, self.longest_s))

    def _backend(self) -> None:
        eventually(lambda: self.night.sql("SELECT 1"), "PostgreSQL answers")
        self.ledger.kills += 1
        one_backend(self.night)

    def _send(self, count: int, every_s: float) -> None:
        """Machines insist until they are heard."""
        run = os.getpid()
        for number in range(count):
            name = f"Chaos-{run}-{self.ledger.escalations + number}"
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
            # Not sooner: what waits in the queue of a slow machine would be handed out again and again, and never done.
            self.night.end_leases_of_the_dead(after_s=10)
            self.night.sql(
                "UPDATE outbox_entry SET not_before = now() WHERE done_at IS NULL AND dead_at IS NULL "
                "AND not_before > now() AND topic IN ('oncall.escalate', 'oncall.hunt') AND (payload->>'run' IS NULL "
                "OR payload->>'run' IN (SELECT id::text FROM oncall_escalationrun WHERE state = 'running'))"
            )
            self._hurry()
            self.over.clear()
            self.over.wait(0.5)
        self.night.end_leases_of_the_dead()

    def _hurry(self) -> None:
        """What waits to be tried again is tried again now."""
        self.night.sql(
            "UPDATE outbox_entry SET not_before = now() WHERE done_at IS NULL AND dead_at IS NULL "
            "AND not_before > now() AND topic = 'notifications.deliver' AND attempts > 0"
        )

    def _going_on(self) -> bool:
        return bool(self.night.sql(f"{_ESCALATIONS} AND (r.id IS NULL OR r.state = 'running')", self.names))

    def _settled(self) -> list[tuple[str, ...]]:
        """The messages of every page, once all have left or failed; a call may still ring."""
        self._hurry()
        rows = self.night.sql(_PAGES, self.names)
        return [] if any(state == "pending" and channel != "voice" for *_, channel, state in rows) else rows

    def _put_away(self) -> None:
        """What this run began is over: nobody is paged again where an acknowledgement runs out hours later.

        Its incidents are closed, or the watch would find them forgotten and begin anew, more of them every run.
        """
        for statement in _PUT_AWAY:
            self.night.sql(statement, self.names)

    def account(self) -> None:
        """Read the database, and then the provider's log."""
        ledger = self.ledger
        messages = eventually(self._settled, "every page has left or failed", seconds=PATIENCE, pause=0.2)
        copies = self.night.copies()
        if self.second:
            ledger.taken_over = sum(self.second.copies().values())
            copies += self.second.copies()
        ledger.clock_changes = self.clocks.changes if self.clocks else 0
        ledger.passed_over += [name for (name,) in self.night.sql(_EMPTY, self.names)]
        self._account_escalations(dict(self.night.sql(_ESCALATIONS, self.names)))
        pages: dict[str, bool] = {}
        for page, key, channel, state in messages:
            left = copies[key] > 0 if channel == "sms" else state in ("sent", "delivered", "cancelled")
            pages[page] = pages.get(page, False) or left or state == "cancelled"
            if channel == "sms":
                ledger.texts += copies[key]
                ledger.doubles += max(0, copies[key] - 1)
        paged = {name for (name,) in self.night.sql(_PAGED, self.names)}
        ledger.pages += len(pages)
        ledger.lost += [page for page, left in pages.items() if not left]
        ledger.lost += [name for name in self.names if name not in paged]

    def _account_escalations(self, states: dict[str, str]) -> None:
        ended, found = ("acknowledged", "exhausted", "ended"), Counter(states.values())
        self.ledger.escalations += len(self.names)
        self.ledger.not_ended += [name for name in self.names if states.get(name) not in ended]
        self.ledger.acknowledged += found["acknowledged"]
        self.ledger.exhausted += found["exhausted"]


_ESCALATIONS = (
    "SELECT a.name, coalesce(r.state, '') FROM alerts_alert a "
    "LEFT JOIN oncall_escalationrun r ON r.incident_id = a.incident_id WHERE a.name = ANY(%s)"
)
_PAGES = (
    "SELECT p.key, d.key, d.channel, d.state FROM alerts_alert a JOIN oncall_page p USING (incident_id) "
    "JOIN notifications_delivery d ON d.subject_key = 'incident:' || p.incident_id AND d.key LIKE p.key || ':%%' "
    "WHERE a.name = ANY(%s)"
)
_EMPTY = (
    "SELECT a.name FROM alerts_alert a JOIN timeline_timelineentry t ON t.subject = 'incident:' || a.incident_id "
    "WHERE t.kind = 'escalation.level_empty' AND a.name = ANY(%s)"
)
_PAGED = (
    "SELECT DISTINCT a.name FROM alerts_alert a JOIN oncall_page p USING (incident_id) WHERE a.name = ANY(%s)"
)
_PUT_AWAY = (
    "UPDATE incidents_incident SET stage = 'closed', service_restored_at = now(), closed_at = now() WHERE id IN "
    "(SELECT incident_id FROM alerts_alert WHERE name = ANY(%s))",
    "UPDATE oncall_escalationrun SET state = 'ended' WHERE incident_id IN "
    "(SELECT incident_id FROM alerts_alert WHERE name = ANY(%s))",
)
