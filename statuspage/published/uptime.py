"""How a component fared: the worst state of each day, and the share of the time in which it was not down.

Slowness and announced maintenance are shown but are not downtime; a partial or a major outage is. Days are days in UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from statuspage.telling import colours
from statuspage.telling.claims import worst

DAYS = colours.UPTIME_DAYS
DOWN = frozenset({colours.PARTIAL.name, colours.MAJOR.name})


@dataclass(frozen=True)
class Span:
    """A component was in `state` during [starts_at, ends_at); without an end it still is."""

    state: str
    starts_at: datetime
    ends_at: datetime | None = None


def day_states(spans: Sequence[Span], *, now: datetime, days: int = DAYS) -> list[str]:
    """The worst state of each of the last days, oldest first, today last."""
    today = now.astimezone(UTC).date()
    return [_of_day(spans, today - timedelta(days=back), now) for back in range(days - 1, -1, -1)]


def uptime(spans: Iterable[Span], *, now: datetime, days: int = DAYS) -> float:
    """The per cent of the last `days` days, up to now, in which the component was not down."""
    begins = now - timedelta(days=days)
    outages = [(max(span.starts_at, begins), span.ends_at or now) for span in spans if span.state in DOWN]
    return colours.uptime_percent(colours.outage_minutes(out for out in outages if out[1] > out[0]), days)


def _of_day(spans: Sequence[Span], day: date, now: datetime) -> str:
    begins = datetime.combine(day, time(), tzinfo=UTC)
    ends = begins + timedelta(days=1)
    return worst(span.state for span in spans if _touches(span, begins, ends) and span.starts_at <= now)


def _touches(span: Span, begins: datetime, ends: datetime) -> bool:
    return span.starts_at < ends and (span.ends_at is None or span.ends_at > begins)
