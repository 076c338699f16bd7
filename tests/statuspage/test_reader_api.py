"""Statuspage's API v2: the shapes that recorded readers took, filled from the published copy alone."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from catalog.models import Asset
from statuspage.models import Component, Publication
from statuspage.published import reader_api
from statuspage.telling.colours import STATES
from tests.statuspage.conftest import Company

DATA = Path(__file__).parents[1] / "data" / "statuspage"
ASKED = sorted(DATA.glob("asked_*.json"))
ROOT = "https://status.halcyon.example"


@pytest.fixture(autouse=True)
def at_home(settings: Any) -> None:
    settings.STATUS_URL = ROOT


def captured(name: str) -> dict[str, Any]:
    return dict(json.loads((DATA / f"{name}.json").read_text()))


def ask(name: str) -> dict[str, Any]:
    answer = Client().get(f"/status/api/v2/{name}.json")
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


def keys(shape: Any, where: str = "") -> set[str]:
    """Every path of a JSON document, list places left out."""
    if isinstance(shape, dict):
        return {f"{where}.{key}" for key in shape}.union(
            *(keys(shape[key], f"{where}.{key}") for key in shape)
        )
    return set().union(*(keys(one, where) for one in shape)) if isinstance(shape, list) else set()


@pytest.fixture
def told(company: Company) -> Company:
    """One incident that is over, and one that is not."""
    company.publish()
    company.advance(5)
    company.publish("We know the cause.", status="identified")
    company.advance(5)
    company.publish("We watch it.", status="monitoring")
    return company


@pytest.mark.parametrize("path", ASKED, ids=lambda path: path.stem)
def test_what_recorded_readers_ask_is_answered(path: Path, told: Company) -> None:
    request = json.loads(path.read_text())
    headers = {name: value for name, value in request["headers"].items() if name.lower() != "host"}
    answer = Client().get(f"/status{request['path']}", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", ["summary", "incidents"])
def test_every_field_that_readers_took_is_there(name: str, told: Company) -> None:
    # Groups of components and planned maintenance are what we do not have.
    missing = {one for one in keys(captured(name)) - keys(ask(name)) if ".scheduled_maintenances." not in one}
    assert missing <= {".components.components"}
    assert not keys(ask(name)) - keys(captured(name))


@pytest.mark.parametrize("name", [name for name in reader_api.NAMES if "maintenances" in name])
def test_where_no_maintenance_is_planned_the_list_is_empty(name: str, told: Company) -> None:
    assert set(ask(name)) == set(captured("scheduled_maintenances"))
    assert ask(name)["scheduled_maintenances"] == []


def moments(shape: Any) -> Iterator[str]:
    if isinstance(shape, dict):
        for key, value in shape.items():
            if key.endswith("_at") and value is not None:
                yield value
            yield from moments(value)
    elif isinstance(shape, list):
        for one in shape:
            yield from moments(one)


def test_moments_have_milliseconds_and_a_zone(told: Company) -> None:
    found = [at for name in reader_api.NAMES for at in moments(ask(name))]
    assert len(found) > 40
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", at) for at in found)


def test_an_incident_tells_its_updates_newest_first(told: Company) -> None:
    [one] = ask("incidents/unresolved")["incidents"]
    assert [update["status"] for update in one["incident_updates"]] == [
        "monitoring",
        "identified",
        "investigating",
    ]
    assert (one["status"], one["impact"], one["resolved_at"]) == ("monitoring", "critical", None)
    assert one["monitoring_at"] == one["incident_updates"][0]["created_at"] == one["updated_at"]
    assert one["started_at"] == "2026-03-10T13:50:00.000Z" and one["created_at"] == "2026-03-10T14:00:00.000Z"
    assert one["shortlink"] == f"{ROOT}/incidents/{one['id']}/"
    first = one["incident_updates"][-1]
    ordering = told.components["Ordering"].public_id
    assert first["affected_components"] == [
        {"code": ordering, "name": "Ordering", "old_status": "operational", "new_status": "major_outage"}
    ]
    assert [part["id"] for part in one["components"]] == [ordering]


def test_what_is_over_leaves_the_unresolved_and_stays_among_all(told: Company) -> None:
    before = ask("incidents")["incidents"][0]
    told.restore()
    told.all_clear()
    assert ask("incidents/unresolved")["incidents"] == ask("summary")["incidents"] == []
    [after] = ask("incidents")["incidents"]
    assert (after["status"], after["impact"], after["id"]) == ("resolved", "critical", before["id"])
    assert after["resolved_at"] and ask("status")["status"]["indicator"] == "none"
    assert [update["id"] for update in after["incident_updates"]][1:] == [
        update["id"] for update in before["incident_updates"]
    ]


INDICATED = {
    "operational": ("none", "All Systems Operational", "operational"),
    "degraded_performance": ("minor", "Partially Degraded Service", "degraded_performance"),
    "partial_outage": ("major", "Partial System Outage", "partial_outage"),
    "major_outage": ("critical", "Major Service Outage", "major_outage"),
    "maintenance": ("maintenance", "Service Under Maintenance", "under_maintenance"),
}


@pytest.mark.parametrize("state", STATES)
def test_the_page_is_as_bad_as_its_worst_component(state: str, company: Company) -> None:
    company.publish(component_states={company.components["Reports"].public_id: state})
    summary = ask("summary")
    shown = {one["name"]: one["status"] for one in summary["components"]}
    assert (*summary["status"].values(), shown["Reports"]) == INDICATED[state]
    assert shown["Ordering"] == "operational"


def test_components_come_in_the_order_of_the_page_with_texts_as_ids(company: Company) -> None:
    found = ask("components")
    assert [(one["name"], one["position"]) for one in found["components"]] == [
        ("Ordering", 1),
        ("Reports", 2),
        ("Sign-in", 3),
    ]
    everything = [found["page"]["id"], *(one["id"] for one in found["components"])]
    assert all(isinstance(one, str) for one in everything) and len(set(everything)) == 4
    assert found["page"]["url"] == ROOT and found["page"]["name"] == "Halcyon Orders"


def test_a_component_is_as_old_as_the_page_however_often_that_is_published(company: Company) -> None:
    created = [one["created_at"] for one in ask("components")["components"]]
    company.advance(60)
    company.publish()
    assert [one["created_at"] for one in ask("components")["components"][1:]] == created[1:]
    assert ask("components")["components"][0]["created_at"] <= created[0]


def test_ids_and_moments_stay_the_same_text_between_askings(told: Company) -> None:
    first = {name: ask(name) for name in reader_api.NAMES}
    told.advance(30)
    assert {name: ask(name) for name in reader_api.NAMES} == first


def test_before_anything_is_published_no_reader_is_told_that_all_is_well(db: None) -> None:
    answer = Client().get("/status/api/v2/status.json")
    assert answer.status_code == 404 and b"operational" not in answer.content.lower()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_only_the_published_copy_is_read(told: Company) -> None:
    before = {name: ask(name) for name in reader_api.NAMES}
    Component.objects.update(line="inner", state="maintenance", position=7)
    Asset.objects.update(name="inner", title="inner")
    assert {name: ask(name) for name in reader_api.NAMES} == before


def test_no_inner_name_reaches_a_reader(told: Company) -> None:
    for name in reader_api.NAMES:
        text = json.dumps(ask(name))
        for word in ("txn-db-01", "Transaction database", "pg-primary", "Carla", "INC-", "user:"):
            assert word not in text, (name, word)


def test_a_copy_of_an_earlier_version_is_still_answered(told: Company) -> None:
    newest = Publication.objects.filter(page__is_default=True).latest("id")
    document = newest.document
    for key in ("begun_at", "page", "groups", "state"):
        del document[key]
    for incident in document["incidents"]:
        del incident["touched"]
        for update in incident["updates"]:
            del update["components"]
    Publication.objects.create(page=newest.page, document=document, etag="x", published_at=told.at)
    [one] = ask("summary")["incidents"]
    assert (one["components"], one["impact"]) == ([], "none")
    assert datetime.fromisoformat(ask("components")["components"][1]["created_at"])
