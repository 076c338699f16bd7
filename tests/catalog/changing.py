"""People, assets and content for the tests of changes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.actors import Actor, actor_of
from accounts.models import User
from catalog.models import Asset, Change
from catalog.operations.change_requests import Content, draft_change

NOW = datetime(2026, 3, 10, 14, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hire(login: str, *roles: str) -> User:
    return User.objects.create(username=login, name=login.title(), roles=list(roles))


def acting(user: User) -> Actor:
    return actor_of(user)


def content(**more: Any) -> Content:
    """A request that lacks nothing but its approvers."""
    said = {
        "what": "New index on orders", "why": "The report is slow", "risk": "low", "impact": "Writes are slower",
        "rollback_plan": "Drop it", "starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR,
    }  # fmt: skip
    return Content(**{**said, **more})


def requested(by: User, **more: Any) -> Change:
    return draft_change(content=content(**more), actor=acting(by), at=NOW)[0]


def asset(name: str, **more: Any) -> Asset:
    return Asset.objects.create(name=name, kind="database", **more)
