"""Decides when a provider that fails again and again is left alone for a while, and when it is tried again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FAILURES_IN_A_ROW = 3
RESTS_S = (60, 120, 300)
"""How long it rests the first time, the second, and ever after, until something has worked."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """Failures since something last worked, and until when it is left alone."""

    failures: int = 0
    rests_until: datetime | None = None


def rests(health: Health, now: datetime) -> bool:
    """Whether another provider is to be asked first. After the rest the next message is the trial."""
    return health.rests_until is not None and now < health.rests_until


def after_failure(health: Health, now: datetime) -> Health:
    """One more failure. What was under way when the rest began does not lengthen it."""
    if rests(health, now):
        return health
    failures = health.failures + 1
    rounds = failures - FAILURES_IN_A_ROW
    if rounds < 0:
        return Health(failures=failures)
    rest_s = RESTS_S[min(rounds, len(RESTS_S) - 1)]
    return Health(failures=failures, rests_until=now + timedelta(seconds=rest_s))


def after_success() -> Health:
    """It works: forgotten and forgiven."""
    return Health()
