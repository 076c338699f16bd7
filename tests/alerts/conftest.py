"""A source with its token, a way to post to it, and the real captures of an Alertmanager."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tokens import hash_of
from alerts.models import Source
from alerts.operations.intake import take_waiting

CAPTURES = Path(__file__).parent.parent / "data" / "captures"
TOKEN = "storm_only-for-tests"
Post = Callable[..., Any]


def capture(name: str, folder: str = "alertmanager_webhook") -> dict[str, Any]:
    """The body of a captured request."""
    return dict(json.loads((CAPTURES / folder / name).read_text())["body"])


def alert(
    key: str = "a1", *, name: str = "Latency", start: str = "2026-11-21T18:00:00Z", **more: Any
) -> dict[str, Any]:
    """One entry of a webhook's alerts; keywords other than the webhook's own are labels."""
    own = {
        word: more.pop(word) for word in ("status", "annotations", "endsAt", "generatorURL") if word in more
    }
    labels = {"alertname": name, "severity": "critical", **more}
    return {
        "status": "firing",
        "labels": labels,
        "annotations": {"summary": f"{name} is bad"},
        "startsAt": start,
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "",
        "fingerprint": key,
        **own,
    }


def webhook(*alerts: Any, group: str = "{}:{}", **more: Any) -> dict[str, Any]:
    """A webhook's body."""
    return {
        "version": "4",
        "groupKey": group,
        "status": "firing",
        "truncatedAlerts": 0,
        "alerts": alerts,
        **more,
    }


@pytest.fixture
def source(db: None) -> Source:
    """A source of which only the token's hash is known."""
    return Source.objects.create(name="prometheus", token_hash=hash_of(TOKEN), token_hint=TOKEN[:10])


@pytest.fixture
def post(client: Client, source: Source) -> Post:
    """Post a body (JSON unless it is bytes) to the source's address."""

    def send(body: Any, path: str = f"/in/alertmanager/{TOKEN}", **headers: Any) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.generic("POST", path, data, **{"content_type": "application/json", **headers})

    return send


@pytest.fixture
def feed() -> Callable[[], int]:
    """Take in all that waits, as the relay does; how many requests that were."""

    def run() -> int:
        taken = 0
        while more := take_waiting(timezone.now()):
            taken += more
        return taken

    return run


def utc(text: str) -> datetime:
    """A moment of 21 November 2026."""
    return datetime.fromisoformat(f"2026-11-21T{text}+00:00")
