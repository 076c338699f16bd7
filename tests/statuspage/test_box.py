"""The box in the product: signed for one customer, it shows what touches that customer and nothing else."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from catalog.models import Asset, Customer, CustomerAssetLink
from incidents.models import Incident, IncidentCustomer
from incidents.stages import Stage
from statuspage.boxes import reading
from statuspage.boxes.issuing import issue_key, revoke_box
from statuspage.boxes.signing import token_of
from statuspage.models import BoxKey
from statuspage.operations.publishing import publish
from tests.clock import START
from tests.house.checkout import ROOT
from tests.statuspage.conftest import Company
from tests.statuspage.test_maintenance import planned

NAMES = ("Ordering", "Reports", "Sign-in")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    reading._kept.clear()


@pytest.fixture
def tokens(company: Company) -> dict[str, str]:
    """Each component has a customer of its own, with an incident and a piece of work of its own."""
    made = {}
    for name in NAMES:
        asset, _ = Asset.objects.get_or_create(name=f"asset-{name}")
        company.components[name].assets.set([asset])
        customer = Customer.objects.create(name=f"Customer of {name}")
        CustomerAssetLink.objects.create(customer=customer, asset=asset)
        incident = Incident.objects.create(
            title=name, stage=Stage.CLASSIFY, priority="P1", provisional=False, im=company.people["im"],
            helpdesk_owner=company.people["csr"], detected_at=START, stage_entered_at=START, created_at=START,
        )  # fmt: skip
        IncidentCustomer.objects.create(incident=incident, customer=customer, state="affected", since=START)
        publish(
            incident_id=incident.pk, actor=company.actor(), at=company.at, title=f"{name} fails",
            status="investigating", text=f"We look into {name}.",
            component_states={company.components[name].public_id: "major_outage"},
        )  # fmt: skip
        planned(
            company,
            title=f"{name} moves",
            announce_at=START,
            components=frozenset({company.components[name].public_id}),
        )
        key = issue_key(customer=customer, actor=company.actor("admin"), at=company.at)
        made[name] = token_of(key.public_id, key.customer_id)
    return made


def ask(token: str, **headers: str) -> Any:
    return Client().get(f"/status/box/{token}.json", headers=headers)


def test_each_customer_reads_its_own_and_of_no_other_a_word(tokens: dict[str, str]) -> None:
    for mine, other in product(NAMES, NAMES):
        body = ask(tokens[mine]).content.decode()
        for words in (f"{other} fails", f"{other} moves", f"We look into {other}.", f'"name": "{other}"'):
            assert (words in body) == (mine == other), (mine, words)
    told = ask(tokens["Reports"]).json()
    assert [one["name"] for one in told["incidents"]] == ["Reports fails"]
    assert [one["name"] for one in told["scheduled_maintenances"]] == ["Reports moves"]


def test_a_token_holds_for_its_customer_alone(tokens: dict[str, str]) -> None:
    keys = list(BoxKey.objects.order_by("id"))
    forged = token_of(keys[0].public_id, keys[1].customer_id)
    mixed = tokens["Ordering"].partition(".")[0] + "." + tokens["Reports"].partition(".")[2]
    for token in (
        forged,
        mixed,
        "x",
        ".",
        "a.b",
        "x" * 90,
        tokens["Ordering"][:-1],
        tokens["Ordering"] + "A",
    ):
        answer = ask(token)
        assert answer.status_code == 404 and "fails" not in answer.content.decode()
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_revoked_key_opens_nothing_from_then_on(company: Company, tokens: dict[str, str]) -> None:
    key = BoxKey.objects.get(customer__name="Customer of Reports")
    assert ask(tokens["Reports"]).status_code == 200
    revoke_box(key_id=key.pk, actor=company.actor("admin"), at=company.at)
    assert ask(tokens["Reports"]).status_code == 404 and ask(tokens["Ordering"]).status_code == 200


def test_it_may_be_read_from_elsewhere_kept_and_sets_no_cookie(tokens: dict[str, str]) -> None:
    answer = ask(tokens["Reports"])
    assert answer["Access-Control-Allow-Origin"] == "*" and "private" in answer["Cache-Control"]
    assert not answer.cookies and "Cookie" not in answer.get("Vary", "")
    assert ask(tokens["Reports"], if_none_match=answer["ETag"]).status_code == 304


def test_the_script_is_small_and_keeps_to_the_rules(client: Client) -> None:
    answer = client.get("/status/box.js")
    script = answer.content.decode()
    assert len(answer.content) <= 5000 and answer["Access-Control-Allow-Origin"] == "*"
    for word in ("cookie", "localStorage", "innerHTML", "eval", "style=", "outerHTML"):
        assert word not in script.replace("No cookies", ""), word
    assert "attachShadow" in script and 'credentials: "omit"' in script
    assert answer.content == (ROOT / "statuspage/static/statuspage/box.js").read_bytes()


def test_the_badge_says_how_the_page_is(company: Company, settings: Any, tmp_path: Path) -> None:
    settings.STATUS_DIR = tmp_path
    assert "status: operational" in Client().get("/status/badge.svg").content.decode()
    company.publish()
    badge = Client().get("/status/badge.svg")
    assert "status: major outage" in badge.content.decode() and badge["Content-Type"] == "image/svg+xml"
    company.clock.settle()
    assert (tmp_path / "current" / "badge.svg").read_bytes() == badge.content
    assert (tmp_path / "current" / "box.js").exists()
    assert not [
        name
        for name in json.loads((tmp_path / "current" / "manifest.json").read_text())["files"]
        if "box/" in name
    ]


def test_keys_are_issued_with_a_snippet_and_revoked_on_their_page(company: Company) -> None:
    customer = Customer.objects.create(name="Northwind")
    client = company.signed_in("admin")
    page = client.post("/statuspage/boxes/", {"customer": customer.pk}, follow=True).content.decode()
    key = BoxKey.objects.get()
    assert (
        token_of(key.public_id, customer.pk) in page
        and "data-customer=" in page
        and "Issued for Northwind." in page
    )
    assert "revoked" in client.post(f"/statuspage/boxes/{key.pk}/revoke/", follow=True).content.decode()
    assert company.signed_in("csr").get("/statuspage/boxes/").status_code == 403
    assert client.post("/statuspage/boxes/", {}).status_code == 400


def test_programs_issue_list_and_revoke_keys(company: Company) -> None:
    Customer.objects.create(name="Globex")
    Customer.objects.create(name="Gone", status="exited")
    admin, where = company.signed_in("admin"), "/api/v1/box-keys/"
    made = admin.post(where, {"customer": "Globex"}, content_type="application/json")
    assert made.status_code == 201
    [listed] = admin.get(where).json()["results"]
    assert listed == made.json() and "box.js" in listed["snippet"]
    token = listed["snippet"].partition('data-customer="')[2].partition('"')[0]
    assert Client().get(f"/status/box/{token}.json").status_code == 200
    ended = admin.delete(f"{where}{listed['id']}/")
    assert ended.status_code == 200 and ended.json()["revoked_at"] and not ended.json()["snippet"]
    assert Client().get(f"/status/box/{token}.json").status_code == 404
    assert admin.delete(f"{where}999/").status_code == 404
    for name in ("Gone", "Nobody", ""):
        assert admin.post(where, {"customer": name}, content_type="application/json").status_code == 400
    assert (
        company.signed_in("csr")
        .post(where, {"customer": "Globex"}, content_type="application/json")
        .status_code
        == 403
    )
