"""Which occurrence a signal belongs to, and what a row of signals about one occurrence comes to.

An occurrence is (source, dedup_key, starts_at): the same key with a new start is a new one, the same start again is
the same one, however often it is sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.moments import is_plausible
from alerts.signals import Signal

NOTHING = "nothing"
Identity = tuple[int, str, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """A signal as it was received from a source."""

    source_id: int
    received_at: datetime
    signal: Signal

    @property
    def key(self) -> tuple[int, str]:
        """What stays the same when an alert fires again."""
        return (self.source_id, self.signal.dedup_key)


@dataclass(frozen=True, kw_only=True)
class Odd:
    """The latest occurrence of a key whose start could not be true: what the sender wrote, and what we put instead."""

    starts_at: datetime
    given: str
    firing: bool


@dataclass(kw_only=True)
class Occurrence:
    """One occurrence and what was heard of it, in order of arrival: the last word on its state counts."""

    source_id: int
    signal: Signal
    starts_at: datetime
    starts_at_given: str
    first_received_at: datetime
    last_fired_at: datetime | None = None
    firing: bool = False
    resolved_at: datetime | None = None
    times: int = 0

    @property
    def identity(self) -> Identity:
        """What makes it this occurrence."""
        return (self.source_id, self.signal.dedup_key, self.starts_at)

    @property
    def fired(self) -> bool:
        """Whether it was said to be firing at all, even if it has recovered since."""
        return self.last_fired_at is not None

    def hear(self, sighting: Sighting) -> None:
        """Take in one more signal about it."""
        self.times += 1
        self.signal = sighting.signal
        self.firing = sighting.signal.firing
        if self.firing:
            self.last_fired_at, self.resolved_at = sighting.received_at, None
        else:
            self.resolved_at = sighting.signal.ends_at or sighting.received_at
            if not self.starts_at <= self.resolved_at <= sighting.received_at:
                self.resolved_at = max(self.starts_at, sighting.received_at)


def fold(sightings: Iterable[Sighting], odd: dict[tuple[int, str], Odd]) -> list[Occurrence]:
    """The occurrences that the sightings speak of, in the order in which each was first heard of.

    `odd` holds what is known of keys whose start could not be true; such a key is not a new occurrence every time.
    """
    odd = dict(odd)
    found: dict[Identity, Occurrence] = {}
    for sighting in sightings:
        starts_at, given = _start(sighting, odd)
        identity = (sighting.source_id, sighting.signal.dedup_key, starts_at)
        occurrence = found.get(identity)
        if occurrence is None:
            occurrence = found[identity] = Occurrence(
                source_id=sighting.source_id,
                signal=sighting.signal,
                starts_at=starts_at,
                starts_at_given=given,
                first_received_at=sighting.received_at,
            )
        occurrence.hear(sighting)
    return list(found.values())


def _start(sighting: Sighting, odd: dict[tuple[int, str], Odd]) -> tuple[datetime, str]:
    """When the occurrence began, and what the sender wrote where that cannot be true."""
    signal = sighting.signal
    given = signal.starts_at_given or NOTHING
    known = odd.get(sighting.key)
    if known is not None and known.given == given != NOTHING:
        return known.starts_at, given
    if signal.starts_at is not None and is_plausible(signal.starts_at, received_at=sighting.received_at):
        return signal.starts_at, ""
    if known is None or (signal.firing and not known.firing):
        known = Odd(starts_at=sighting.received_at, given=given, firing=signal.firing)
    odd[sighting.key] = replace(known, firing=signal.firing)
    return known.starts_at, known.given
