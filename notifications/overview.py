"""What the page of the providers shows: the order in which they are asked, how they do, and what they did of late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Max, Q

from notifications.breaker import Health, rests
from notifications.channels import registry
from notifications.limits import LIMITS
from notifications.models import Attempt, ProviderHealth
from notifications.naming import said

SPAN = timedelta(hours=24)
State = Attempt.State
Standings = dict[tuple[str, str], ProviderHealth]
Counts = dict[tuple[str, str], dict[str, Any]]
# Without one of these people are not reached; the others are extra.
NEEDED = ("sms", "voice", "email")
FAILED = (State.DELAYED, State.LOST, State.REFUSED, State.HOPELESS)


@dataclass(frozen=True, kw_only=True)
class ProviderLine:
    """One provider of a channel. `mark` and `words` say how it stands."""

    channel: str
    name: str
    place: int
    mark: str
    words: str
    error: str
    error_at: datetime | None
    rests_until: datetime | None
    asked: int
    delivered: int
    unconfirmed: int
    failed: int
    takes_s: float | None
    worked_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ChannelLines:
    """One channel with its providers, those that are asked first on top; `limits` in words."""

    name: str
    words: str
    providers: Sequence[ProviderLine]
    missing: Sequence[str]
    limits: str
    needed: bool


def overview(*, at: datetime) -> list[ChannelLines]:
    """Every channel, in a fixed number of queries."""
    health = {(row.channel, row.provider): row for row in ProviderHealth.objects.all()}
    counted = {(row["channel"], row["provider"]): row for row in _counted(at)}
    return [_channel(name, health, counted, at) for name in registry.names()]


def _counted(at: datetime) -> list[dict[str, Any]]:
    took = Q(receipt_at__isnull=False, state=State.DELIVERED)
    rows = (
        Attempt.objects.filter(asked_at__gt=at - SPAN)
        .values("provider", channel=F("delivery__channel"))
        .annotate(
            asked=Count("id"),
            delivered=Count("id", filter=Q(state=State.DELIVERED)),
            unconfirmed=Count("id", filter=Q(state=State.UNCONFIRMED)),
            failed=Count("id", filter=Q(state__in=FAILED)),
            takes=Avg(F("receipt_at") - F("asked_at"), filter=took),
            worked=Max("answered_at", filter=Q(state__in=(State.SENT, State.DELIVERED))),
        )
    )
    return [dict(row) for row in rows.order_by("provider")]


def _channel(name: str, health: Standings, counted: Counts, at: datetime) -> ChannelLines:
    used = registry.provider_names(name)
    lines = [
        _line(name, by, place, health.get((name, by)), counted.get((name, by), {}), at)
        for place, by in enumerate(used, start=1)
    ]
    missing = [by for by in registry.MAKERS[name] if by not in used]
    return ChannelLines(
        name=name,
        words=said(name),
        providers=lines,
        missing=missing,
        limits=_limits(name),
        needed=name in NEEDED,
    )


def _line(
    channel: str, name: str, place: int, health: ProviderHealth | None, row: dict[str, Any], at: datetime
) -> ProviderLine:
    mark, words = _standing(health, row, at)
    resting = health is not None and rests(_of(health), at)
    takes = row.get("takes")
    return ProviderLine(
        channel=channel,
        name=name,
        place=place,
        mark=mark,
        words=words,
        error=health.error if health and health.failures else "",
        error_at=health.failed_at if health and health.failures else None,
        rests_until=health.rests_until if health and resting else None,
        asked=_int(row, "asked"),
        delivered=_int(row, "delivered"),
        unconfirmed=_int(row, "unconfirmed"),
        failed=_int(row, "failed"),
        takes_s=round(takes.total_seconds(), 1) if isinstance(takes, timedelta) else None,
        worked_at=worked if isinstance(worked := row.get("worked"), datetime) else None,
    )


def _standing(health: ProviderHealth | None, row: dict[str, Any], at: datetime) -> tuple[str, str]:
    if health is not None and rests(_of(health), at):
        return "late", f"rests after {health.failures} failures in a row; asked last"
    if health is not None and health.failures:
        return "part", f"{health.failures} failure{'' if health.failures == 1 else 's'} in a row"
    return ("done", "works") if row.get("asked") else ("todo", "not asked in the last day")


def _of(row: ProviderHealth) -> Health:
    return Health(failures=row.failures, rests_until=row.rests_until)


def _int(row: dict[str, Any], name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) else 0


def _limits(channel: str) -> str:
    spans = {900: "15 minutes", 3600: "an hour", 10800: "three hours"}
    parts = [f"{most} in {spans[int(span.total_seconds())]}" for span, most in LIMITS.get(channel, ())]
    return ", ".join(parts)
