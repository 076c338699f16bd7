"""Changes on the pages and over the API: recorded by one line, asked for before a moment, moved along."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.actors import actor_of
from accounts.models import User
from accounts.operations import make_token
from catalog.models import (
    Asset,
    AssetDependency,
    AssetGroup,
    Change,
    Customer,
    CustomerAssetLink,
    RawChange,
    RedundancyGroup,
)
from catalog.operations.change_requests import record_change
from catalog.operations.change_sources import make_change_source
from catalog.operations.freezes import add_freeze
from catalog.queries.changes import around, recent_changes
from catalog.queries.needs import needed_by
from incidents.models import Incident, IncidentAsset
from incidents.operations.reports import Told, report
from tests.catalog.changing import HOUR, NOW, acting, asset, content
from tests.pages import read
from tests.staff import hire_everybody

pytestmark = pytest.mark.django_db
Api = Callable[..., Any]
BACKWARDS = {"starts_at": "2026-03-02T00:00", "ends_at": "2026-03-01T00:00"}


@pytest.fixture
def people() -> dict[str, User]:
    return hire_everybody()


@pytest.fixture
def as_role(people: dict[str, User]) -> Callable[[str], Client]:
    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(people[role])
        return client

    return sign_in


@pytest.fixture
def api(people: dict[str, User]) -> Api:
    headers = {
        "Authorization": f"Bearer {make_token(user=people['responder'], name='ci', at=timezone.now())}"
    }

    def call(path: str, body: Any = None, **query: Any) -> Any:
        client = Client()
        if body is None:
            return client.get(f"/api/v1/changes/{path}", query_params=query, headers=headers)
        return client.post(f"/api/v1/changes/{path}", body, content_type="application/json", headers=headers)

    return call


def made(ago: timedelta, by: User, **more: Any) -> Change:
    said = content(**{"kind": "standard", "starts_at": None, "ends_at": None, **more})
    return record_change(content=said, implemented_at=NOW - ago, actor=acting(by), at=NOW)[0]


def test_one_line_of_a_deploy_script_records_a_change(api: Api) -> None:
    answer = api("", {"what": "Deploy 4.18", "assets": ["txn-db-01", "nobody-01"], "external_id": "d-1"})
    said = answer.json()
    assert (answer.status_code, said["state"], said["kind"]) == (201, "implemented", "standard")
    assert (said["assets"], said["unknown_assets"]) == (["txn-db-01"], ["nobody-01"])
    again = api("", {"what": "Deploy 4.18", "assets": ["txn-db-01"], "external_id": "d-1"})
    assert (again.status_code, again.json()["number"], Change.objects.count()) == (200, said["number"], 1)


def test_a_normal_change_of_ours_becomes_a_draft(api: Api) -> None:
    for _ in range(2):
        answer = api("", {"what": "Move the database", "kind": "normal", "external_id": "d-2"})
    assert (answer.json()["state"], answer.json()["implemented_at"], Change.objects.count()) == (
        "draft",
        None,
        1,
    )
    theirs = api("", {"what": "New switch", "kind": "normal", "source": "provider"})
    assert theirs.json()["state"] == "implemented"
    refused = api(f"{answer.json()['number']}/submit/", {})
    assert (refused.status_code, "CHG_APPROVERS" in refused.json()["blocked_by"]) == (409, True)
    assert api("999/submit/", {}).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "what"),
        ({"what": "x" * 301}, "what"),
        ({"what": "x", "kind": "odd"}, "kind"),
        ({"what": "x", "implemented_at": "0001-01-01T00:00:00+14:00"}, "implemented_at"),
        ({"what": "x", "implemented_at": "soon"}, "implemented_at"),
        ({"what": "x", "assets": "txn-db-01"}, "assets"),
        ({"what": "x", "assets": [{}]}, "assets"),
        ({"what": "x", "customers": ["Nobody Ltd"]}, "customers"),
        ({"what": "x\u0000"}, "what"),
    ],
)
def test_what_cannot_be_recorded_is_said_field_by_field(api: Api, body: dict[str, Any], field: str) -> None:
    answer = api("", body)
    assert (answer.status_code, field in answer.json()["fields"]) == (400, True)


def test_a_change_of_the_future_is_refused(api: Api) -> None:
    answer = api("", {"what": "x", "implemented_at": "2090-01-01T00:00:00Z"})
    assert (answer.status_code, answer.json()["error"]) == (400, "CHG_FUTURE")


def test_changes_before_a_moment_over_the_api(api: Api, people: dict[str, User]) -> None:
    mine = people["responder"]
    for ago in (timedelta(minutes=70), 24 * HOUR, 25 * HOUR, -HOUR):
        record_change(
            content=content(what=f"{ago}", kind="standard", starts_at=None, ends_at=None),
            implemented_at=NOW - ago,
            actor=acting(mine),
            at=NOW + 2 * HOUR,
        )
    found = api("recent/", onset=NOW.isoformat(), hours=24).json()
    assert [one["age_hours"] for one in found["results"]] == [1.17, 24.0]
    assert (found["count"], found["nearest"]) == (2, None)
    none = api("recent/", onset=NOW.isoformat(), hours=1).json()
    assert (none["count"], none["nearest"]["age_hours"]) == (0, 1.17)
    for wrong in (
        {"hours": 0},
        {"hours": "nan"},
        {"hours": 1e9},
        {"onset": "x"},
        {"asset": "nobody"},
        {"asset": "\0"},
    ):
        assert api("recent/", **wrong).status_code == 400, wrong


def test_by_asset_customer_location_and_function(people: dict[str, User]) -> None:
    mine = people["responder"]
    db, line = asset("orders-db", location="London"), asset("line-1")
    group = AssetGroup.objects.create(name="Lines")
    group.members.add(line)
    globex, initech = Customer.objects.order_by("name")
    CustomerAssetLink.objects.create(customer=initech, asset_group=group, function="Phone calls")
    CustomerAssetLink.objects.create(customer=globex, asset=db, valid_to=NOW - 5 * HOUR)
    of_db = made(HOUR, mine, what="db", asset_ids=(db.pk,))
    of_line = made(2 * HOUR, mine, what="line", asset_ids=(line.pk,))
    of_globex = made(3 * HOUR, mine, what="browser", customer_ids=(globex.pk,), source="customer")
    elsewhere = made(4 * HOUR, mine, what="cable", location="london", function="phone CALLS")

    def found(**asked: Any) -> list[Change]:
        return list(recent_changes(NOW, 24, **asked).within)

    assert found(assets=[db.pk]) == [of_db]
    assert found(customers=[initech.pk]) == [of_line]
    assert found(customers=[globex.pk]) == [of_globex]
    assert found(location="LONDON") == [of_db, elsewhere]
    assert found(function="phone calls") == [of_line, elsewhere]
    assert found(assets=[db.pk], location="Paris") == []
    assert recent_changes(NOW, 0.5, assets=[line.pk]).nearest == of_line
    assert recent_changes(NOW, 24, most=2).more


def test_what_an_asset_needs_is_followed_even_in_circles() -> None:
    a, b, c, d = (asset(name) for name in "abcd")
    AssetDependency.objects.create(asset=a, needs=b)
    AssetDependency.objects.create(asset=b, needs=a)
    standing = RedundancyGroup.objects.create(owner=b, name="pair")
    standing.members.add(c)
    assert needed_by([a.pk]) == {a.pk, b.pk, c.pk}
    assert needed_by([d.pk]) == {d.pk}


def test_an_incident_shows_the_changes_of_what_is_affected_first(
    people: dict[str, User], as_role: Callable[[str], Client]
) -> None:
    mine, db = people["responder"], Asset.objects.get(name="txn-db-01")
    disk = asset("disk-1")
    AssetDependency.objects.create(asset=db, needs=disk)
    newest = made(timedelta(minutes=5), mine, what="Repaint the door")
    below = made(HOUR, mine, what="New firmware", asset_ids=(disk.pk,))
    own = made(2 * HOUR, mine, what="Drop the index", asset_ids=(db.pk,))
    opened = report(actor=actor_of(people["csr"]), at=NOW, told=Told(words="It is down."))
    incident = Incident.objects.get(number=opened.number)
    IncidentAsset.objects.create(incident=incident, asset=db, since=NOW)
    found = around(NOW, 24, [db.pk])
    assert (found.touching, found.others) == ((own, below), (newest,))
    client, path = as_role("responder"), f"/incidents/{incident.number}/changes/"
    page = client.get(path, headers={"HX-Request": "true"})
    text = page.content.decode()
    assert text.index("Drop the index") < text.index("New firmware") < text.index("Repaint the door")
    assert "2 h 00 before" in text
    again = client.get(path, headers={"HX-Request": "true", "If-None-Match": page["ETag"]})
    assert again.status_code == 304
    assert path in client.get(f"/incidents/{incident.number}/").content.decode()
    assert "INC-" in client.get(path).content.decode()


def test_a_change_is_requested_approved_and_made_on_the_pages(
    people: dict[str, User], as_role: Callable[[str], Client]
) -> None:
    dora, mo = as_role("responder"), as_role("ops_manager")
    typed = {"what": "New index", "why": "Slow", "kind": "normal", "source": "us", "assets": "txn-db-01"}
    plan = {
        "starts_at": "2026-03-10T22:00",
        "ends_at": "2026-03-10T23:00",
        "risk": "low",
        "rollback_plan": "Drop it",
    }
    form = read(dora, "/changes/new/")
    assert "Who approves" in form.text
    refused = form.send("/changes/new/", status=400, **{**typed, "assets": "nobody"})
    assert "Nobody knows: nobody" in refused.text
    page = form.send(
        "/changes/new/", **typed, **plan, approvers=[str(people["ops_manager"].pk)], tests="Orders work"
    )
    change = Change.objects.get()
    address = f"/changes/{change.pk}/"
    page = page.send("/submit/")
    assert "Next, for Some Operations manager" in page.text
    assert "New index" in read(mo, "/changes/?mine=1").text
    assert "New index" not in read(dora, "/changes/?mine=1").text
    page = read(mo, address).send("/approve/", words="Fine")
    page = read(dora, address).send("/schedule/")
    with time_machine.travel("2026-03-11T09:00:00Z", tick=False):
        assert read(dora, address).send("/implement/", status=400, implemented_at="later").status == 400
        page = read(dora, address).send("/implement/", implemented_at="2026-03-10T22:30")
    assert str(Change.objects.get().implemented_at) == "2026-03-10 22:30:00+00:00"
    check = change.checks.get()
    page = read(dora, address).send(f"/checks/{check.pk}/")
    page = read(mo, address).send("/review/", words="Went well")
    assert "Nothing is left to do here" in page.text
    assert read(dora, f"{address}approve/").status == 200
    assert dora.post(f"{address}approve/").status_code == 409
    assert dora.get(f"{address}nonsense/").status_code == 404


def test_who_may_not_is_told_so_and_nothing_is_lost(
    people: dict[str, User], as_role: Callable[[str], Client]
) -> None:
    change = made(HOUR, people["responder"])
    page = read(as_role("csr"), f"/changes/{change.pk}/back_out/").send(
        "/back_out/", status=403, words="It broke"
    )
    assert "It broke" in str(page.form("/back_out/").fields)
    assert Client().get("/changes/").status_code == 302
    assert as_role("executive").get("/changes/").status_code == 403


def test_an_emergency_is_written_down_with_its_time(as_role: Callable[[str], Client]) -> None:
    with time_machine.travel(NOW, tick=False):
        page = read(as_role("operator"), "/changes/new/").send(
            "/changes/new/", what="Pulled the plug", kind="emergency", implemented_at="2026-03-09T10:00"
        )
        assert "Late" in page.text
        early = read(as_role("operator"), "/changes/new/").send(
            "/changes/new/", status=400, what="Index", kind="normal", implemented_at="2026-03-09T10:00"
        )
    assert "approved before it is made" in early.text


def test_what_was_changed_before_as_a_page(people: dict[str, User], as_role: Callable[[str], Client]) -> None:
    made(timedelta(minutes=70), people["responder"], what="Drop the index")
    client = as_role("csr")
    page = read(client, f"/changes/recent/?onset={NOW:%Y-%m-%dT%H:%M}&hours=24")
    assert "1 change in the 24 h before" in page.text
    assert "Drop the index" in page.text
    page = read(client, f"/changes/recent/?onset={NOW.isoformat().replace('+', '%2B')}&hours=1")
    assert "The nearest older one" in page.text
    for odd in ("hours=nan", "hours=0", "onset=0001-01-01T00:00", "asset=nobody", "hours=1e400"):
        assert client.get(f"/changes/recent/?{odd}").status_code == 400, odd


def test_the_calendar_shows_windows_and_freezes(
    people: dict[str, User], as_role: Callable[[str], Client]
) -> None:
    mo = people["ops_manager"]
    record_change(content=content(what="New switch", source="provider"), actor=acting(mo), at=NOW)
    by = {"actor": acting(mo), "at": NOW}
    freeze = add_freeze(name="Sales week", starts_at=NOW, ends_at=NOW + 50 * HOUR, **by)
    client = as_role("csr")
    for address in ("?day=2026-03-10", "?day=2026-03-10&view=week"):
        text = read(client, f"/changes/calendar/{address}").text
        assert "New switch" in text
        assert text.count("Sales week") == 3
    for odd in ("", "?day=x", "?day=9999-12-31", "?day=0001-01-01&view=odd"):
        assert client.get(f"/changes/calendar/{odd}").status_code == 200
    assert client.post("/changes/freezes/", {"name": "x"}).status_code == 403
    assert client.post(f"/changes/freezes/{freeze.pk}/remove/").status_code == 403
    form = read(as_role("ops_manager"), "/changes/freezes/")
    wrong = form.send(
        "/changes/freezes/", status=400, name="Y", starts_at="2026-03-02T00:00", ends_at="2026-03-01T00:00"
    )
    assert "end after it begins" in wrong.text
    form.send("/changes/freezes/", name="Audit", starts_at="2090-03-01T00:00", ends_at="2090-03-02T00:00")
    assert "Audit" in read(client, "/changes/freezes/").text
    assert as_role("ops_manager").post(f"/changes/freezes/{freeze.pk}/remove/").status_code == 302


def test_a_busy_day_names_the_first_and_counts_the_others(
    people: dict[str, User], as_role: Callable[[str], Client]
) -> None:
    for number in range(12):
        made(timedelta(minutes=number), people["responder"], what=f"Deploy {number}")
    text = read(as_role("csr"), f"/changes/calendar/?day={NOW:%Y-%m-%d}").text
    assert text.count("Deploy") == 5
    assert "and 7 more" in text


def test_lists_and_sources_take_whatever_is_asked(
    people: dict[str, User], as_role: Callable[[str], Client]
) -> None:
    change = made(HOUR, people["responder"], what="Drop the index", asset_ids=(Asset.objects.get().pk,))
    client = as_role("csr")
    for asked in (
        "q=index",
        f"q=CHG-{change.pk}",
        "state=implemented",
        "kind=standard",
        "asset=txn-db-01",
        "source=us",
    ):
        assert "Drop the index" in read(client, f"/changes/?{asked}").text, asked
    for asked in ("q=none", "state=draft", "q=9" + "9" * 30, "customer=Globex"):
        assert "Nothing matches" in read(client, f"/changes/?{asked}").text, asked
    assert client.get("/changes/?state=odd&page=-1&kind=%F0").status_code == 200
    source = make_change_source(name="CI", kind="pagerduty")
    Client().post("/v2/change/enqueue", {"routing_key": source.token}, content_type="application/json")
    kept = RawChange.objects.get()
    assert "Could not be read" in read(client, "/changes/sources/").text
    assert "payload is required" in read(client, f"/changes/reports/{kept.pk}/").text


@pytest.mark.parametrize("address", ["/changes/", "/changes/recent/", "/changes/calendar/"])
def test_the_number_of_queries_does_not_grow(
    people: dict[str, User],
    as_role: Callable[[str], Client],
    django_assert_max_num_queries: Callable[..., Any],
    address: str,
) -> None:
    for number in range(12):
        record_change(
            content=content(what=f"{number}", kind="standard", asset_ids=(Asset.objects.get().pk,)),
            implemented_at=timezone.now(),
            actor=acting(people["responder"]),
            at=timezone.now(),
        )
    client = as_role("csr")
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
