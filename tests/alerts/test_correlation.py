"""Attach to what is there, or open: keys first, then assets within half an hour, then the sender's own group."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.correlation import Candidate, IncomingAlert, decide

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
OPEN = Candidate(id=11, dedup_keys=("lat:db",), assets=("db",), group_keys=("g1",), last_alert_at=NOON)


def alert(minutes: float = 5, **said: str | None) -> IncomingAlert:
    values: dict[str, str | None] = {"dedup_key": "cpu:db", "asset": "db", **said}
    return IncomingAlert(at=NOON + timedelta(minutes=minutes), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("incoming", "why"),
    [
        (alert(600, dedup_key="lat:db"), "DEDUP_KEY"),
        (alert(30), "SAME_ASSET"),
        (alert(31), None),
        (alert(30.01), None),
        (alert(asset="web"), None),
        (alert(asset=None, group_key="g1"), "SENDER_GROUP"),
        (alert(600, asset=None, group_key="g1"), "SENDER_GROUP"),
        (alert(asset="web", group_key="g1"), None),
        (alert(asset=None), None),
    ],
)
def test_where_an_alert_belongs(incoming: IncomingAlert, why: str | None) -> None:
    decision = decide(incoming, [OPEN])
    assert decision.why == why
    assert (decision.action, decision.incident) == (("attach", 11) if why else ("create", None))
    assert (decision.stage, decision.queue) == ((None, None) if why else ("detect", "helpdesk"))


def test_the_same_key_wins_over_the_same_asset() -> None:
    other = Candidate(id=12, dedup_keys=("cpu:db",), assets=("web",), last_alert_at=NOON)
    assert decide(alert(), [OPEN, other]).incident == 12


def test_of_equals_the_one_with_the_latest_alert_that_still_runs() -> None:
    newer = replace(OPEN, id=12, last_alert_at=NOON + timedelta(minutes=1))
    restored = replace(newer, id=13, restored_at=NOON, last_alert_at=NOON + timedelta(minutes=2))
    assert decide(alert(), [OPEN, newer, restored]).incident == 12


def test_a_closed_incident_takes_no_alerts_and_is_what_the_new_one_recurs_from() -> None:
    decision = decide(alert(dedup_key="lat:db"), [replace(OPEN, restored_at=NOON, closed=True)])
    assert (decision.action, decision.recurrence_of) == ("create", 11)


@pytest.mark.parametrize(("minutes", "action"), [(29, "attach"), (30, "create"), (300, "create")])
def test_a_restored_incident_takes_alerts_for_less_than_half_an_hour(minutes: int, action: str) -> None:
    decision = decide(alert(minutes, dedup_key="lat:db"), [replace(OPEN, restored_at=NOON)])
    assert decision.action == action
    assert decision.restored is (action == "attach")
    assert decision.recurrence_of == (None if action == "attach" else 11)
