"""Who found it first, and when the queue calls for help."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incidents.detection import FirstSigns, closure_question, customer_discovered, queue_step

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
EARLIER = NOON - timedelta(minutes=4)


@pytest.mark.parametrize(
    ("signs", "first"),
    [
        (FirstSigns(means="customer_call"), True),
        (FirstSigns(means="customer_call", customer_at=NOON, alert_at=EARLIER), False),
        (FirstSigns(means="customer_message", customer_at=NOON, staff_at=EARLIER), False),
        (FirstSigns(means="customer_call", customer_at=EARLIER, alert_at=NOON), True),
        (FirstSigns(means="internal_monitoring"), False),
        (FirstSigns(means="partner"), False),
    ],
)
def test_a_customer_was_first(signs: FirstSigns, first: bool) -> None:
    assert customer_discovered(signs) is first
    assert (closure_question(signs) is not None) is first


@pytest.mark.parametrize(
    ("seconds", "owner", "at_once", "action"),
    [
        (299, None, False, "wait"),
        (300, None, False, "call_hunt_group"),
        (0, None, True, "call_hunt_group"),
        (3000, "csr1", False, "none"),
    ],
)
def test_nobody_takes_it(seconds: int, owner: str | None, at_once: bool, action: str) -> None:
    now = NOON + timedelta(seconds=seconds)
    step = queue_step(created_at=NOON, now=now, owner=owner, at_once=at_once)
    assert step.action == action
    assert (step.group == "dispatch") is (action == "call_hunt_group")
    assert (step.look_again_at is not None) is (action == "wait")
