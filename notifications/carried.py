"""When each provider last carried a message of any kind: what nobody has seen working may have stopped long ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Max

from notifications.channels import registry
from notifications.models import Attempt

STALE = timedelta(days=30)
REMEMBERED = timedelta(days=400)
WORKED = (Attempt.State.SENT, Attempt.State.DELIVERED)


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A provider of a channel, and when it last took a message; None: not within a year."""

    channel: str
    provider: str
    at: datetime | None

    def is_stale(self, now: datetime) -> bool:
        """Whether that is too long ago to count on it."""
        return self.at is None or now - self.at > STALE


def last_carried(*, at: datetime) -> list[Carried]:
    """Every provider that is set up, in one query."""
    worked = Attempt.objects.filter(asked_at__gt=at - REMEMBERED, state__in=WORKED)
    rows = worked.values("provider", channel=F("delivery__channel")).annotate(last=Max("answered_at"))
    known = {(row["channel"], row["provider"]): row["last"] for row in rows.order_by()}
    return [
        Carried(channel=channel, provider=provider, at=known.get((channel, provider)))
        for channel in registry.names()
        for provider in registry.provider_names(channel)
    ]
