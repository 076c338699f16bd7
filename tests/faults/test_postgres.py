"""PostgreSQL dies while alerts come in: what was answered 200 becomes an incident, whole, and everything recovers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.breaking import one_backend
from tests.faults.night import Night, eventually

ALERTS = 50
TWICE = 2
HALF_DONE = {
    "an alert without an incident": "SELECT name FROM alerts_alert WHERE name LIKE %s AND incident_id IS NULL",
    "an incident without a run": """
        SELECT a.name FROM alerts_alert a LEFT JOIN oncall_escalationrun r USING (incident_id)
        WHERE a.name LIKE %s GROUP BY a.name HAVING count(r.id) <> 1""",
    "a run without exactly one next step": """
        SELECT a.name FROM alerts_alert a JOIN oncall_escalationrun r USING (incident_id)
        LEFT JOIN outbox_entry e ON e.topic = 'oncall.escalate' AND e.done_at IS NULL
            AND e.payload @> jsonb_build_object('run', r.id, 'step', r.step)
        WHERE a.name LIKE %s GROUP BY a.name HAVING count(e.id) <> 1""",
    "a page without its text and its mail": """
        SELECT p.key FROM alerts_alert a JOIN oncall_page p USING (incident_id)
        LEFT JOIN notifications_delivery d ON d.key LIKE p.key || ':%%'
        LEFT JOIN outbox_entry e ON e.topic = 'notifications.deliver' AND e.key = d.key
        WHERE a.name LIKE %s GROUP BY p.key HAVING count(d.id) <> 2 OR count(e.id) <> 2""",
    "an incident opened twice or not recorded": """
        SELECT a.name FROM alerts_alert a
        LEFT JOIN timeline_timelineentry t
            ON t.subject = 'incident:' || a.incident_id AND t.kind = 'incident.paging_agreed'
        WHERE a.name LIKE %s GROUP BY a.name HAVING count(t.id) <> 1""",
}


def the_server(night: Night) -> None:
    """The database itself is killed, and the tree starts it again."""
    night.storm.kill("postgres")


@pytest.mark.parametrize("break_it", [one_backend, the_server])
def test_killed_while_alerts_come_in(night: Night, break_it: Callable[[Night], None]) -> None:
    names = [f"{break_it.__name__}-{number:02}" for number in range(ALERTS)]
    like = f"{break_it.__name__}-%"
    with ThreadPoolExecutor(4) as senders:
        sent = [senders.submit(night.insist, name) for name in names]
        eventually(lambda: sum(one.done() for one in sent) >= ALERTS // 4, "a quarter was taken")
        break_it(night)
        for one in sent:
            one.result()
    opened = "SELECT name, incident_id FROM alerts_alert WHERE name LIKE %s AND incident_id IS NOT NULL"
    eventually(lambda: len(night.sql(opened, like)) >= ALERTS, "every alert is an incident")
    rows = night.sql(opened, like)
    assert sorted(name for name, _ in rows) == names
    assert len({incident for _, incident in rows}) == ALERTS

    states = """SELECT d.key, d.state FROM alerts_alert a JOIN oncall_page p USING (incident_id)
        JOIN notifications_delivery d ON d.key LIKE p.key || ':%%' WHERE a.name LIKE %s AND d.channel = 'sms'"""
    out = {"sent", "delivered"}
    eventually(lambda: len(night.sql(states, like)) >= ALERTS, "somebody is paged for each")
    eventually(lambda: {state for _, state in night.sql(states, like)} <= out, "every page has left")
    copies = night.copies()
    counted = [copies[key] for key, _ in night.sql(states, like)]
    assert min(counted) >= 1
    assert max(counted) <= TWICE  # sent, and the note of it lost with the database
    for what, statement in HALF_DONE.items():
        assert night.sql(statement, like) == [], what
