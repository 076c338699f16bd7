"""Whether an alert belongs to an incident that exists or opens a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

WINDOW_MINUTES = 30
FIRST_STAGE = "detect"
QUEUE = "helpdesk"
# The strongest reason to belong together first.
ORDER = ("DEDUP_KEY", "SAME_ASSET", "SENDER_GROUP")


@dataclass(frozen=True, kw_only=True)
class IncomingAlert:
    """What correlation looks at; `group_key` is the sender's own grouping, used while no asset is known."""

    dedup_key: str
    at: datetime
    asset: str | None = None
    group_key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An incident that is not ended, with what its alerts were about."""

    id: int
    dedup_keys: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    group_keys: tuple[str, ...] = ()
    last_alert_at: datetime | None = None
    restored_at: datetime | None = None
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Attach or create, to which incident, and why; a created one may name the incident it recurs from."""

    action: Literal["attach", "create"]
    incident: int | None = None
    why: str | None = None
    recurrence_of: int | None = None
    restored: bool = False

    @property
    def stage(self) -> str | None:
        return FIRST_STAGE if self.action == "create" else None

    @property
    def queue(self) -> str | None:
        """Whatever the means of detection: one queue, the helpdesk's."""
        return QUEUE if self.action == "create" else None


def decide(
    alert: IncomingAlert, candidates: Iterable[Candidate], *, window_minutes: float = WINDOW_MINUTES
) -> Decision:
    """The same key first, then the same asset within the window, then the sender's group; else a new incident.

    Incidents restored longer ago than the window take no more alerts: what comes now is a recurrence.
    """
    window = timedelta(minutes=window_minutes)
    fresh: list[Candidate] = []
    over: list[Candidate] = []
    for found in candidates:
        (fresh if _takes_alerts(found, alert, window) else over).append(found)
    reasons = [(why, found) for found in fresh if (why := _reason(alert, found, window)) is not None]
    if not reasons:
        return Decision(action="create", recurrence_of=_recurs_from(alert, over))
    why, match = min(reasons, key=_preference)
    return Decision(action="attach", incident=match.id, why=why, restored=match.restored_at is not None)


def _preference(reason: tuple[str, Candidate]) -> tuple[int, bool, float]:
    """The strongest reason, then an incident that still runs, then the one with the latest alert."""
    why, found = reason
    latest = found.last_alert_at.timestamp() if found.last_alert_at else 0.0
    return (ORDER.index(why), found.restored_at is not None, -latest)


def _takes_alerts(found: Candidate, alert: IncomingAlert, window: timedelta) -> bool:
    """A closed one never: whoever looked after it has gone, and an alert there would wake nobody."""
    fresh = found.restored_at is None or alert.at - found.restored_at < window
    return fresh and not found.closed


def _same_key(alert: IncomingAlert, found: Candidate) -> bool:
    return alert.dedup_key in found.dedup_keys


def _same_asset(alert: IncomingAlert, found: Candidate) -> bool:
    return alert.asset is not None and alert.asset in found.assets


def _same_group(alert: IncomingAlert, found: Candidate) -> bool:
    """Only without an asset of its own does an alert follow the sender's grouping."""
    return alert.asset is None and alert.group_key is not None and alert.group_key in found.group_keys


def _recent(alert: IncomingAlert, found: Candidate, window: timedelta) -> bool:
    return found.last_alert_at is not None and alert.at - found.last_alert_at <= window


def _reason(alert: IncomingAlert, found: Candidate, window: timedelta) -> str | None:
    if _same_key(alert, found):
        return "DEDUP_KEY"
    if _same_asset(alert, found) and _recent(alert, found, window):
        return "SAME_ASSET"
    return "SENDER_GROUP" if _same_group(alert, found) else None


def _recurs_from(alert: IncomingAlert, restored: list[Candidate]) -> int | None:
    """The incident restored last that was about the same key, asset or group."""
    alike = [
        found
        for found in restored
        if _same_key(alert, found) or _same_asset(alert, found) or _same_group(alert, found)
    ]
    latest = max(alike, key=lambda found: found.restored_at or found.last_alert_at or alert.at, default=None)
    return latest.id if latest else None
