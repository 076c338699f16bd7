"""The catalog over the API: the same twice changes nothing, lists go by cursor, and every refusal has the one shape."""

from collections.abc import Callable
from typing import Any

import pytest

from catalog.models import Asset, Customer, CustomerAssetLink
from tests.api.conftest import Caller
from timeline.models import TimelineEntry

Calling = Callable[[str], Caller]


def put(caller: Caller, path: str, body: Any) -> Any:
    return caller.client.put(
        f"/api/v1/{path}", data=body, content_type="application/json", headers=caller.headers
    )


def patch(caller: Caller, path: str, body: Any) -> Any:
    return caller.client.patch(
        f"/api/v1/{path}", data=body, content_type="application/json", headers=caller.headers
    )


def delete(caller: Caller, path: str) -> Any:
    return caller.client.delete(f"/api/v1/{path}", headers=caller.headers)


def test_a_customer_is_put_by_its_external_id_as_often_as_one_likes(calling: Calling) -> None:
    caller, at = calling("csr"), "customers/by-external-id/crm/7/"
    body = {"name": "Umbrella", "tier": "gold", "arr": "1200.50", "segments": ["labs"]}
    first = put(caller, at, body)
    assert first.status_code == 201 and first.json()["external_id"] == "crm/7"
    facts = TimelineEntry.objects.count()
    assert put(caller, at, body).status_code == 200
    assert TimelineEntry.objects.count() == facts, "the same again is no change"
    assert put(caller, at, {"tier": "silver"}).json()["segments"] == ["labs"], "what is left out stays"
    assert caller.get(at).json()["tier"] == "silver"


def test_the_external_id_of_a_double_finds_the_one_that_stayed(calling: Calling) -> None:
    Customer.objects.filter(name="Globex").update(aliases=["crm-1"])
    assert put(calling("csr"), "customers/by-external-id/crm-1/", {"tier": "gold"}).json()["name"] == "Globex"


def test_an_asset_needs_its_four_and_no_more(calling: Calling) -> None:
    caller = calling("operator")
    answer = caller.post("assets/", {"name": "phone line"})
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"kind", "criticality", "owner_team"}
    taken = caller.post(
        "assets/", {"name": "txn-db-01", "kind": "server", "criticality": 1, "owner_team": "x"}
    )
    assert "Nothing here is called “x”." in taken.json()["message"]


def test_links_are_put_listed_and_taken_back(calling: Calling) -> None:
    caller = calling("csr")
    Asset.objects.create(name="mail", external_id="cmdb-4")
    body = {"customer": "Globex", "asset": "cmdb-4", "function": "Letters", "dependency": "in part"}
    made = caller.post("links/", body)
    assert made.status_code == 201 and made.json()["source"] == "api" and made.json()["asset"] == "mail"
    again = caller.post("links/", body | {"dependency": "wholly"})
    assert again.status_code == 200 and again.json()["id"] == made.json()["id"]
    assert [one["asset"] for one in caller.get("links/", customer="Globex").json()["results"]] == [
        "txn-db-01",
        "mail",
    ]
    overlapping = caller.post("links/", body | {"valid_from": "2026-01-01T00:00:00Z"})
    assert overlapping.status_code == 409 and overlapping.json()["error"] == "LINK_OVERLAPS"
    none = caller.post("links/", {"customer": "Globex"})
    assert none.status_code == 400 and none.json()["error"] == "CATALOG_INVALID"
    assert delete(caller, f"links/{made.json()['id']}/").status_code == 204
    assert CustomerAssetLink.objects.filter(asset__name="mail").count() == 0


def test_dependencies_may_run_in_circles_but_not_on_the_spot(calling: Calling) -> None:
    caller = calling("operator")
    Asset.objects.create(name="web")
    for asset, needs in (("web", "txn-db-01"), ("txn-db-01", "web")):
        assert caller.post("dependencies/", {"asset": asset, "needs": needs}).status_code == 201
    itself = caller.post("dependencies/", {"asset": "web", "needs": "web"})
    assert itself.status_code == 400 and "cannot need itself" in itself.json()["message"]
    listed = caller.get("dependencies/", asset="web").json()["results"]
    assert [(one["needs"], one["strength"]) for one in listed] == [("txn-db-01", "hard")]


def test_a_list_is_cut_by_a_cursor(calling: Calling) -> None:
    caller = calling("responder")
    Customer.objects.bulk_create(Customer(name=f"customer {n}") for n in range(8))
    seen, page = [], caller.get("customers/", page_size=3).json()
    while True:
        seen += [one["name"] for one in page["results"]]
        if not page["next"]:
            break
        page = caller.client.get(page["next"], headers=caller.headers).json()
    assert len(seen) == len(set(seen)) == 10
    assert caller.get("customers/", cursor="cD1hYmM=").status_code == 404


def test_taking_out_is_retiring_and_may_be_said_twice(calling: Calling) -> None:
    caller = calling("ops_manager")
    asset, customer = Asset.objects.get(), Customer.objects.get(name="Globex")
    for _ in range(2):
        assert delete(caller, f"assets/{asset.pk}/").status_code == 204
        assert delete(caller, f"customers/{customer.pk}/").status_code == 204
    assert caller.get(f"customers/{customer.pk}/").json()["status"] == "exited"
    assert caller.get("assets/").json()["results"] == []
    assert len(caller.get("assets/", retired="true").json()["results"]) == 1
    assert TimelineEntry.objects.filter(kind__in=["asset.retired", "customer.left"]).count() == 2


def test_groups_and_partners_by_external_id(calling: Calling) -> None:
    caller = calling("csr")
    group = put(
        caller, "groups/customers/by-external-id/g1/", {"name": "North", "members": ["Globex", "Initech"]}
    )
    assert group.status_code == 201 and sorted(group.json()["members"]) == ["Globex", "Initech"]
    assert put(caller, "groups/customers/by-external-id/g1/", {"members": ["Globex"]}).json()["members"] == [
        "Globex"
    ]
    assert put(caller, "partners/by-external-id/p1/", {"name": "Brightwater"}).status_code == 201
    assert (
        patch(caller, f"customers/{Customer.objects.get(name='Globex').pk}/", {"partner": "p1"}).json()[
            "partner"
        ]
        == "Brightwater"
    )
    partner = caller.get("partners/by-external-id/p1/").json()
    assert delete(caller, f"partners/{partner['id']}/").json()["error"] == "PARTNER_HAS_CUSTOMERS"


@pytest.mark.parametrize("role", ["responder", "admin"])
def test_who_reads_writes_nothing(calling: Calling, role: str) -> None:
    caller = calling(role)
    assert caller.get("customers/").status_code == 200
    refused = caller.post("customers/", {"name": "Mine"})
    assert refused.status_code == 403 and refused.json()["error"] == "NOT_PERMITTED"
    assert put(caller, "customers/by-external-id/x/", {"name": "Mine"}).status_code == 403
    assert not Customer.objects.filter(name="Mine").exists()
    assert calling("executive").get("customers/").status_code == 403
