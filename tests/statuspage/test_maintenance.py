"""Planned maintenance runs its course by itself: announced, reminded of, begun, ended; and comes again."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.refusals import NotPermitted
from statuspage import queries
from statuspage.models import ComponentSpan, Maintenance, Publication
from statuspage.operations.maintaining import (
    alter_maintenance,
    cancel_maintenance,
    plan_maintenance,
    tell_of_maintenance,
)
from statuspage.operations.republishing import republish
from statuspage.telling.maintaining import Plan, UnableToMaintain
from tests.clock import START
from tests.statuspage.conftest import Company
from timeline.models import TimelineEntry

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_plan(company: Company, **given: Any) -> Plan:
    usual = {
        "title": "Reports move house",
        "text": "Reports are not to be had for an hour.",
        "starts_at": START + DAY,
        "ends_at": START + DAY + HOUR,
        "announce_at": START + 2 * HOUR,
        "remind_minutes": 60,
        "components": frozenset({company.components["Reports"].public_id}),
    }
    return Plan(**{**usual, **given})


def planned(company: Company, role: str = "csr", **given: Any) -> Maintenance:
    return plan_maintenance(plan=a_plan(company, **given), actor=company.actor(role), at=company.at)


def facts(row: Maintenance) -> list[str]:
    kinds = TimelineEntry.objects.filter(subject=row.key).order_by("id").values_list("kind", flat=True)
    return [kind.removeprefix("maintenance.") for kind in kinds]


def told() -> list[dict[str, Any]]:
    return list(queries.published()["maintenances"])


def test_it_is_announced_reminded_of_begun_and_ended_by_itself(company: Company) -> None:
    row = planned(company)
    company.clock.settle()
    assert told() == [] and facts(row) == ["planned"]
    company.clock.advance(hours=2)
    assert [one["state"] for one in told()] == ["scheduled"]
    assert told()[0]["components"] == ["Reports"] and company.state("Reports") == "operational"
    company.clock.advance(hours=21)
    assert facts(row) == ["planned", "announced", "reminded"]
    company.clock.advance(hours=1)
    assert company.state("Reports") == "maintenance" and company.state("Ordering") == "operational"
    assert told()[0]["state"] == "in_progress"
    company.clock.advance(hours=1)
    assert company.state("Reports") == "operational" and told()[0]["state"] == "completed"
    assert facts(row) == ["planned", "announced", "reminded", "started", "ended"]
    spans = ComponentSpan.objects.filter(component__name="Reports").order_by("starts_at")
    assert [(one.state, one.starts_at) for one in spans] == [
        ("maintenance", START + DAY),
        ("operational", START + DAY + HOUR),
    ]
    assert Publication.objects.count() > 3


def test_a_fact_carries_what_subscribers_are_told(company: Company) -> None:
    row = planned(company, announce_at=company.at)
    data = TimelineEntry.objects.get(kind="maintenance.announced", subject=row.key).data
    assert data["components"] == {company.components["Reports"].public_id: "Reports"}
    assert data["title"] == row.title and data["starts_at"] == row.starts_at.isoformat()
    assert data["id"] == row.public_id and data["url"].endswith(f"/maintenance/{row.public_id}/")


def test_work_under_way_stays_on_the_page_however_much_is_planned(company: Company) -> None:
    row = planned(company, starts_at=START, announce_at=START)
    later = {"starts_at": START + DAY, "ends_at": START + 2 * DAY, "announce_at": START}
    Maintenance.objects.bulk_create(
        Maintenance(title="Later", text="x", announced_at=START, changed_at=START, **later) for _ in range(60)
    )
    republish(at=company.at)
    assert row.public_id in [one["id"] for one in told()]


def test_a_relay_that_stood_still_makes_it_up_in_order(company: Company) -> None:
    row = planned(company)
    company.advance(24 * 60 + 30)
    company.clock.settle()
    row.refresh_from_db()
    assert row.state == "in_progress" and facts(row) == ["planned", "announced", "started"]
    assert row.started_at == row.starts_at


def test_an_incident_that_is_worse_wins_and_work_shows_again_when_it_is_over(company: Company) -> None:
    ordering = company.components["Ordering"].public_id
    planned(company, components=frozenset({ordering}), starts_at=START, announce_at=START)
    assert company.state("Ordering") == "maintenance"
    company.publish()
    assert company.state("Ordering") == "major_outage"
    company.restore()
    company.all_clear()
    assert company.state("Ordering") == "maintenance"
    line = next(one["line"] for one in queries.published()["components"] if one["name"] == "Ordering")
    assert line == "Reports move house"
    company.clock.advance(hours=26)
    assert company.state("Ordering") == "operational"


def test_two_works_on_one_component_end_when_both_did(company: Company) -> None:
    planned(company, starts_at=START, announce_at=START, ends_at=START + HOUR)
    planned(company, starts_at=START, announce_at=START, ends_at=START + 2 * HOUR)
    company.clock.advance(hours=1)
    assert company.state("Reports") == "maintenance"
    company.clock.advance(hours=1)
    assert company.state("Reports") == "operational"


def test_moving_it_makes_its_old_moments_moot(company: Company) -> None:
    row = planned(company, announce_at=company.at)
    later = a_plan(company, starts_at=START + 2 * DAY, ends_at=START + 2 * DAY + HOUR, announce_at=START)
    alter_maintenance(maintenance_id=row.pk, plan=later, actor=company.actor(), at=company.at, seen=0)
    assert told()[0]["updates"][0]["text"] == "It is now planned for 12 March, 14:00 to 15:00 UTC."
    company.clock.advance(hours=25)
    assert company.state("Reports") == "operational" and "started" not in facts(row)
    company.clock.advance(hours=23)
    assert company.state("Reports") == "maintenance" and facts(row).count("reminded") == 1
    with pytest.raises(UnableToMaintain) as refused:
        alter_maintenance(maintenance_id=row.pk, plan=later, actor=company.actor(), at=company.at, seen=0)
    assert refused.value.codes == ["MNT_STATE"]


def test_people_tell_how_it_goes_and_end_it_early_or_late(company: Company) -> None:
    row = planned(company, starts_at=START, announce_at=START)
    told_of = {"maintenance_id": row.pk, "actor": company.actor()}
    company.advance(10)
    tell_of_maintenance(text="Copied, we look it over.", status="verifying", at=company.at, **told_of)
    assert company.state("Reports") == "maintenance" and told()[0]["state"] == "verifying"
    with pytest.raises(UnableToMaintain) as refused:
        tell_of_maintenance(text="Back.", status="in_progress", at=company.at, **told_of)
    assert refused.value.codes == ["MNT_STATUS"]
    longer = a_plan(company, starts_at=START, announce_at=START, ends_at=START + 3 * DAY)
    alter_maintenance(maintenance_id=row.pk, plan=longer, actor=company.actor(), at=company.at)
    company.clock.advance(hours=48)
    assert company.state("Reports") == "maintenance"
    tell_of_maintenance(text="All is well.", status="completed", at=company.at, **told_of)
    assert company.state("Reports") == "operational"
    assert told()[0]["updates"][0]["status"] == "completed"


def test_what_was_announced_is_called_off_in_public_and_what_was_not_is_not(company: Company) -> None:
    secret, public = planned(company), planned(company, announce_at=START)
    for row in (secret, public):
        cancel_maintenance(maintenance_id=row.pk, actor=company.actor(), at=company.at)
    assert [(one["id"], one["state"]) for one in told()] == [(public.public_id, "cancelled")]
    company.clock.advance(hours=26)
    assert company.state("Reports") == "operational" and "started" not in facts(public)


def test_a_series_is_planned_ahead_and_keeps_the_wall_clock(company: Company) -> None:
    """Sundays at 02:00 in London: summer time begins on 29 March, and the work is an hour earlier in UTC."""
    begins = datetime.fromisoformat("2026-03-15T02:00:00+00:00")
    row = planned(
        company, starts_at=begins, ends_at=begins + HOUR, rule="FREQ=WEEKLY;BYDAY=SU", zone="Europe/London"
    )
    found = [one.starts_at.isoformat()[:16] for one in Maintenance.objects.order_by("starts_at")]
    assert found == ["2026-03-15T02:00", "2026-03-22T02:00", "2026-03-29T01:00", "2026-04-05T01:00"]
    company.clock.advance(hours=24 * 5)
    assert Maintenance.objects.count() == 5  # the first has passed, a fifth is planned
    assert Maintenance.objects.order_by("starts_at")[1].components.get().name == "Reports"
    second = Maintenance.objects.order_by("starts_at")[1]
    cancel_maintenance(maintenance_id=second.pk, actor=company.actor(), at=company.at, whole_series=True)
    company.clock.advance(hours=24 * 30)
    assert set(Maintenance.objects.exclude(pk=row.pk).values_list("state", flat=True)) == {"cancelled"}


REFUSED = {
    "MNT_SPAN": {"ends_at": START + DAY},
    "MNT_PAST": {"starts_at": START - DAY, "ends_at": START - HOUR, "announce_at": START - DAY},
    "MNT_FAR": {"starts_at": START + 800 * DAY, "ends_at": START + 800 * DAY + HOUR},
    "MNT_ANNOUNCE": {"announce_at": START + DAY + HOUR},
    "MNT_NO_COMPONENT": {"components": frozenset()},
    "MNT_COMPONENT": {"components": frozenset({"gone"})},
    "MNT_ZONE": {"rule": "FREQ=DAILY", "zone": "Mars/Olympus"},
    "MNT_RULE": {"rule": "FREQ=SECONDLY"},
    "MNT_START": {"rule": "FREQ=WEEKLY;BYDAY=MO"},
    "MNT_OVERLAP": {"rule": "FREQ=DAILY", "ends_at": START + 3 * DAY},
    "STP_TEXT": {"text": "  "},
    "STP_INNER_NAME": {"text": "We restart txn-db-01."},
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_speaks_against_it_is_refused_with_its_code(code: str, company: Company) -> None:
    with pytest.raises(UnableToMaintain) as refused:
        planned(company, **REFUSED[code])
    assert refused.value.codes == [code] and refused.value.sentences[0].endswith((".", "SU"))
    assert not Maintenance.objects.exists()


def test_who_does_not_plan_is_refused(company: Company) -> None:
    for role in ("executive", "account_manager", "admin"):
        with pytest.raises(NotPermitted):
            planned(company, role)
