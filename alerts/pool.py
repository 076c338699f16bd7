"""The incidents that a batch of alerts may belong to, found by key, asset or group instead of one after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.correlation import Candidate, Decision, IncomingAlert, decide


@dataclass(kw_only=True)
class _Known:
    last_alert_at: datetime | None
    restored_at: datetime | None
    closed: bool


class Pool:
    """Answers for each alert what `correlation.decide` says, and remembers the answer for the next one.

    Incidents that a batch is about to open take part under negative numbers.
    """

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}
        self._by: dict[tuple[str, str], dict[int, None]] = {}
        self._opened = 0

    def add(
        self,
        incident: int,
        *,
        last_alert_at: datetime | None = None,
        restored_at: datetime | None = None,
        closed: bool = False,
    ) -> None:
        """Let an incident take part; a closed one only as what an alert may recur from."""
        self._known[incident] = _Known(last_alert_at=last_alert_at, restored_at=restored_at, closed=closed)

    def relate(self, incident: int, how: str, what: str) -> None:
        """Say that the incident is about this `key`, `asset` or `group`."""
        self._by.setdefault((how, what), {})[incident] = None

    def place(self, alert: IncomingAlert) -> Decision:
        """Which incident the alert belongs to; one that it creates is the next negative number."""
        ties = _ties(alert)
        decision = decide(alert, self._candidates(alert, ties))
        if decision.action == "create":
            self._opened += 1
            home = -self._opened
            self.add(home)
        else:
            home = decision.incident or 0
        self._note(home, alert, ties)
        return decision

    def _note(self, incident: int, alert: IncomingAlert, ties: Sequence[tuple[str, str]]) -> None:
        known = self._known[incident]
        known.last_alert_at = max(known.last_alert_at or alert.at, alert.at)
        for how, what in ties:
            self.relate(incident, how, what)

    def _candidates(self, alert: IncomingAlert, ties: Sequence[tuple[str, str]]) -> Iterable[Candidate]:
        """Only those that share something with the alert, described by what they share."""
        sharing: dict[int, dict[str, str]] = {}
        for how, what in ties:
            if how == "group" and alert.asset is not None:
                continue  # its asset says where it belongs; a group may tie it to hundreds of incidents
            for incident in self._by.get((how, what), ()):
                sharing.setdefault(incident, {})[how] = what
        for incident, shared in sharing.items():
            known = self._known[incident]
            yield Candidate(
                id=incident,
                dedup_keys=_one(shared.get("key")),
                assets=_one(shared.get("asset")),
                group_keys=_one(shared.get("group")),
                last_alert_at=known.last_alert_at,
                restored_at=known.restored_at,
                closed=known.closed,
            )


def _ties(alert: IncomingAlert) -> list[tuple[str, str]]:
    pairs = (("key", alert.dedup_key), ("asset", alert.asset), ("group", alert.group_key))
    return [(how, what) for how, what in pairs if what]


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
