"""When a word on the page is too old, and who is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from statuspage.telling.freshness import freshness, next_due, next_look

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "state", "asked", "next_minute"),
    [
        (24, "ok", 0, 25),
        (25, "due_soon", 1, 30),
        (30, "overdue", 2, 40),
        (39.9, "overdue", 2, 40),
        (40, "escalated", 3, None),
        (900, "escalated", 3, None),
    ],
)
def test_a_page_of_a_p1_grows_old(minutes: float, state: str, asked: int, next_minute: float | None) -> None:
    due_at = next_due(priority="P1", last_update=NOON)
    found = freshness(due_at, later(minutes))
    assert (found.state, len(found.nag)) == (state, asked)
    assert next_look(due_at, later(minutes)) == (None if next_minute is None else later(next_minute))


@pytest.mark.parametrize(
    ("priority", "promised", "minutes"),
    [
        ("P1", None, 30),
        ("P2", None, 60),
        ("P3", None, 120),
        ("P4", None, 240),
        ("P5", None, 240),
        ("P2", 20, 20),
        ("P1", 90, 30),
    ],
)
def test_the_earlier_of_interval_and_promise(priority: str, promised: float | None, minutes: float) -> None:
    promise = None if promised is None else later(promised)
    assert next_due(priority=priority, last_update=NOON, promised_next=promise) == later(minutes)
