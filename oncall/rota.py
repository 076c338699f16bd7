"""Who is on call at a moment: a rotation that hands over at the same hour on the wall, and overrides on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

WEEK_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Override:
    """Somebody stands in from a moment until another; the one entered last wins."""

    user: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Rota:
    """Members take turns of so many days, from an anchor that never shifts with the clocks.

    `anchor` is wall-clock time in the zone of the rota; its own time zone, UTC as it comes from the table, is not read.
    """

    anchor: datetime
    tz: str = "UTC"
    period_days: int = WEEK_DAYS
    members: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()

    @property
    def local_anchor(self) -> datetime:
        """The first hand-over as the clock on the wall shows it."""
        return self.anchor.replace(tzinfo=None)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One stretch of the rotation, by number; turns before the anchor have negative numbers."""

    number: int
    starts_at: datetime
    ends_at: datetime


def on_call(rota: Rota, at: datetime) -> tuple[str, ...]:
    """The people on call now; empty when the rota has nobody, which is shown as a gap."""
    standing_in = [override for override in rota.overrides if override.starts_at <= at < override.ends_at]
    if standing_in:
        return (standing_in[-1].user,)
    if not rota.members:
        return ()
    return (rota.members[turn_at(rota, at).number % len(rota.members)],)


def until(rota: Rota, at: datetime) -> datetime | None:
    """When the answer may change next; None when nothing is planned that could change it."""
    edges = [
        edge for override in rota.overrides for edge in (override.starts_at, override.ends_at) if edge > at
    ]
    if rota.members:
        edges.append(turn_at(rota, at).ends_at)
    return min(edges, default=None)


def turn_at(rota: Rota, at: datetime) -> Turn:
    """The turn that runs at this moment, counted in local days so that a clock change moves no hand-over."""
    period = timedelta(days=max(1, rota.period_days))
    local = at.astimezone(ZoneInfo(rota.tz)).replace(tzinfo=None)
    number = (local - rota.local_anchor) // period
    # Around a clock change the wall shows an hour twice or never; the real start decides.
    while _starts_at(rota, number, period) > at:
        number -= 1
    while _starts_at(rota, number + 1, period) <= at:
        number += 1
    return Turn(
        number=number,
        starts_at=_starts_at(rota, number, period),
        ends_at=_starts_at(rota, number + 1, period),
    )


def _starts_at(rota: Rota, number: int, period: timedelta) -> datetime:
    local = rota.local_anchor + number * period
    return local.replace(tzinfo=ZoneInfo(rota.tz)).astimezone(UTC)
