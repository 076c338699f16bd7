"""What every payload is turned into: signals, each one alert firing or resolved, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal:
    """One alert as its sender told it. `starts_at` is None where the sender's words are no moment in time."""

    dedup_key: str
    firing: bool
    name: str
    summary: str = ""
    group_key: str = ""
    starts_at: datetime | None = None
    starts_at_given: str = ""
    ends_at: datetime | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """One alert of a request that could not be read: which (from 1), why, and what stood there."""

    position: int
    why: str
    given: Any

    def as_data(self) -> dict[str, Any]:
        """How it is kept with its request."""
        return {"position": self.position, "why": self.why, "given": self.given}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A request, understood. `truncated` counts the alerts that the sender left out of it."""

    signals: tuple[Signal, ...]
    rejected: tuple[Rejected, ...] = ()
    truncated: int = 0


@dataclass(frozen=True, kw_only=True)
class Glance:
    """How many alerts of a request can be read, and what cannot."""

    alerts: int
    rejected: tuple[Rejected, ...] = ()


class UnableToRead(Exception):
    """Nothing in a request could be read. Its words say what was wrong and what would be right."""
