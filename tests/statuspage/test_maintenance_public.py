"""Planned maintenance where customers and their programs read it: the pages, the API, the feeds, a calendar."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from statuspage.models import Maintenance
from statuspage.operations.maintaining import alter_maintenance, cancel_maintenance
from statuspage.operations.republishing import republish
from statuspage.published import feed
from tests.clock import START
from tests.statuspage.conftest import Company
from tests.statuspage.test_maintenance import DAY, HOUR, a_plan, planned


def read(path: str) -> str:
    answer = Client().get(f"/status/{path}")
    assert answer.status_code == 200, path
    return answer.content.decode()


def told(name: str) -> list[dict[str, Any]]:
    return list(json.loads(read(f"api/v2/{name}.json"))["scheduled_maintenances"])


@pytest.fixture
def row(company: Company) -> Maintenance:
    return planned(company, announce_at=START)


def test_readers_of_the_api_find_it_where_statuspage_has_it(company: Company, row: Maintenance) -> None:
    [one] = told("scheduled-maintenances/upcoming")
    assert told("scheduled-maintenances/active") == [] and told("summary") == [one]
    assert (one["status"], one["impact"], one["name"]) == ("scheduled", "maintenance", "Reports move house")
    assert (
        one["scheduled_for"] == "2026-03-11T14:00:00.000Z" and one["incident_updates"][0]["body"] == row.text
    )
    assert [part["name"] for part in one["components"]] == ["Reports"]
    company.clock.advance(hours=24)
    [one] = told("scheduled-maintenances/active")
    assert one["status"] == "in_progress" and one["components"][0]["status"] == "under_maintenance"
    status = json.loads(read("api/v2/status.json"))["status"]
    assert status == {"indicator": "maintenance", "description": "Service Under Maintenance"}
    company.clock.advance(hours=1)
    assert told("scheduled-maintenances/active") == told("summary") == []
    assert [one["status"] for one in told("scheduled-maintenances")] == ["completed"]


def test_its_shape_is_that_of_statuspage(row: Maintenance) -> None:
    recorded = (
        "id name status created_at updated_at monitoring_at resolved_at impact shortlink started_at page_id "
        "incident_updates components reminder_intervals scheduled_for scheduled_until"
    )
    assert set(told("scheduled-maintenances")[0]) == set(recorded.split())


def test_the_page_tells_it_beforehand_and_while_it_runs(company: Company, row: Maintenance) -> None:
    page = read("")
    assert "Planned maintenance" in page and "Planned: Reports move house" in page
    company.clock.advance(hours=24)
    assert "<h1>Reports move house</h1>" in read("")
    assert "The planned maintenance is under way." in read(f"maintenance/{row.public_id}/")
    company.clock.advance(hours=1)
    assert 'id="planned"' not in read("")
    assert Client().get("/status/maintenance/nothing/").status_code == 404


def test_a_feed_names_what_is_under_way_however_much_is_planned(company: Company, row: Maintenance) -> None:
    company.clock.advance(hours=24)
    later = {"starts_at": company.at + DAY, "ends_at": company.at + DAY + HOUR, "announced_at": company.at}
    given = {"title": "Later", "text": "Later.", "changed_at": company.at, "announce_at": company.at, **later}
    Maintenance.objects.bulk_create(Maintenance(**given) for _ in range(feed.LIMIT))
    republish(at=company.at)
    assert f"/maintenance/{row.public_id}/" in read("history.rss")
    assert read("history.rss").count("<item>") == feed.LIMIT + 1


def test_feeds_name_it_a_scheduled_event_and_keep_its_id(company: Company, row: Maintenance) -> None:
    for name in ("history.atom", "history.rss"):
        told_there = read(name)
        assert "THIS IS A SCHEDULED EVENT 11 March, 14:00 UTC – 15:00 UTC" in told_there
        assert f"/maintenance/{row.public_id}/" in told_there
    before = read("history.atom")
    company.clock.advance(hours=26)
    assert f"Maintenance/{row.public_id}</id>" in before and f"Maintenance/{row.public_id}</id>" in read(
        "history.atom"
    )


def test_the_calendar_keeps_the_uid_through_a_move_and_a_cancellation(
    company: Company, row: Maintenance
) -> None:
    [event] = Calendar.from_ical(read("maintenance.ics")).walk("VEVENT")
    assert event.decoded("dtstart") == row.starts_at and event["sequence"] == 0
    later = a_plan(company, starts_at=START + 2 * DAY, ends_at=START + 2 * DAY + HOUR, announce_at=START)
    alter_maintenance(maintenance_id=row.pk, plan=later, actor=company.actor(), at=company.at)
    [moved] = Calendar.from_ical(read("maintenance.ics")).walk("VEVENT")
    assert moved["uid"] == event["uid"] and moved["sequence"] == 1
    assert moved.decoded("dtstart") - event.decoded("dtstart") == timedelta(days=1)
    cancel_maintenance(maintenance_id=row.pk, actor=company.actor(), at=company.at)
    [gone] = Calendar.from_ical(read("maintenance.ics")).walk("VEVENT")
    assert (gone["uid"], gone["status"]) == (event["uid"], "CANCELLED")


def test_files_hold_it_as_well(company: Company, row: Maintenance, settings: Any, tmp_path: Path) -> None:
    settings.STATUS_DIR = tmp_path
    company.clock.settle()
    current = tmp_path / "current"
    assert (current / "maintenance.ics").read_text().replace("\r\n", "\n") == read("maintenance.ics").replace(
        "\r\n", "\n"
    )
    assert "Reports move house" in (current / "maintenance" / row.public_id / "index.html").read_text()


def test_script_in_its_words_is_text(company: Company) -> None:
    planned(company, announce_at=START, title="<b>x</b>", text="<script>alert(1)</script>")
    for path in ("", "history.atom"):
        assert "<script>alert" not in read(path) and "<b>x" not in read(path)
